"""What there is to read besides: what annotators gave beside labels, the guideline, the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.chosen import own
from annotator.tui.dialog_keys import DIALOG_KEYS, SETTLING
from annotator.tui.glyphs import glyphs
from annotator.tui.key_names import shown
from annotator.tui.screens.lists import Guideline
from annotator.tui.screens.settle_readings import Details, Keys
from annotator.tui.settle_commands.choosing import field_of_row
from annotator.tui.settle_commands.command import Command

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen


def details(screen: SettleScreen) -> None:
    """Show evidence, reactions, notes and restatements of all annotators."""
    if screen.sitting.place is not None:
        lines = list(screen.telling.details())
        screen.app.push_screen(Details("\n".join(lines) or "nobody gave evidence, a note or a restatement"))


def guide(screen: SettleScreen) -> None:
    """Show the guideline."""
    from annotator.workflow.schemes import guideline

    field = field_of_row(screen)
    screen.app.push_screen(Guideline(guideline(screen.sitting.project.scheme), field.id if field else ""))


def keys(screen: SettleScreen) -> None:
    """Show every key."""
    rows = [each for each in DIALOG_KEYS if each.where == SETTLING]
    chosen = own(screen).dialogs
    lines = [
        "a-f                take all that this annotator said; in a row, their answer",
        "1-9                turn to the row of that number",
    ]
    for each in rows:
        own_keys = "  ".join(map(shown, chosen.get(each.id, each.keys).split(",")))
        lines.append(f"{glyphs(screen).of(own_keys):<18} {each.what}")
    screen.app.push_screen(Keys("\n".join(lines)))


COMMANDS: dict[str, Command] = {
    "settle.details": details,
    "settle.rules": guide,
    "settle.help": keys,
}
