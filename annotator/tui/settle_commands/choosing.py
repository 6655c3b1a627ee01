"""Turning to a row of the table, and choosing what the gold has there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from annotator.core.display import visible
from annotator.core.proposing import CARRIED
from annotator.core.scheme import Field
from annotator.core.settling import labelled
from annotator.tui.screens.lists import Choice
from annotator.tui.settle_commands.command import Command

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen


def next_row(screen: SettleScreen) -> None:
    """Go on with the next row that is open, or with the item when none is."""
    about = [row.about for row in screen.rows]
    screen.row_at = next((about.index(each) for each in screen.sitting.choosing.open if each in about), None)
    screen.show_choice()


def row(screen: SettleScreen, *, step: int) -> None:
    """Turn to another row."""
    if screen.sitting.place is None or not screen.rows:
        return
    start = -1 if step > 0 else 0
    screen.row_at = ((start if screen.row_at is None else screen.row_at) + step) % len(screen.rows)
    screen.said = ""
    screen.show_choice()


def let_go(screen: SettleScreen) -> None:
    """Let go of the row."""
    if screen.sitting.place is not None:
        screen.row_at, screen.said = None, ""
        screen.show_choice()


def empty(screen: SettleScreen) -> None:
    """Leave the field of the row empty in the gold."""
    field = field_of_row(screen)
    if is_of_evidence(screen):
        screen.sitting.choosing.carry(())
    elif field is not None:
        screen.sitting.choosing.pick(field.id, ())
    else:
        screen.say("turn to a field first: its number")
        return
    next_row(screen)


def is_of_evidence(screen: SettleScreen) -> bool:
    """Tell whether the row with the focus is about the evidence."""
    at = screen.row_at
    return screen.sitting.place is not None and at is not None and screen.rows[at].about == CARRIED


def field_of_row(screen: SettleScreen) -> Field | None:
    """Return the field that the row with the focus is about, if any."""
    if screen.sitting.place is None or screen.row_at is None:
        return None
    about = screen.rows[screen.row_at].about
    return next((each for each in screen.sitting.choosing.fields if each.id == about), None)


def choose_label(screen: SettleScreen, field: Field) -> None:
    """List every label of a field, or every source that somebody named in the article."""
    if field.labels:
        listed = [(each.id, each.name, each.definition) for each in field.labels]
    else:
        sources = sorted(screen.sitting.here.sources.values(), key=lambda each: each.name.lower())
        listed = [(each.id, each.name, each.type.replace("_", " ")) for each in sources]
    options = [
        (id_, Content.assemble((visible(name), "bold"), f"  {visible(more)}")) for id_, name, more in listed
    ]

    def take(chosen: str | None) -> None:
        if chosen is not None:
            screen.sitting.choosing.pick(field.id, labelled(field, [chosen]))
            next_row(screen)

    screen.app.push_screen(Choice(field.name, options), take)


COMMANDS: dict[str, Command] = {
    "settle.down": partial(row, step=1),
    "settle.up": partial(row, step=-1),
    "settle.item": let_go,
    "settle.empty": empty,
}
