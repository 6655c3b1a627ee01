"""Going from item to item: to what waits, through all of them, or only to what disputes something."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from annotator.core.settling import ANSWERED, FOUND, SPAN, dispute_in_words
from annotator.errors import AnnotatorError
from annotator.tui.screens.lists import Choice
from annotator.tui.settle_commands.command import Command
from annotator.workflow.tally import LACKING

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen


def go(screen: SettleScreen, *, forward: bool, said: str = "") -> None:
    """Turn to the next item that waits, or the one before; `said` is what led there."""
    screen.said = said
    before = screen.sitting.place
    try:
        found = screen.sitting.go(forward=forward)
    except AnnotatorError as problem:
        screen.warn(str(problem))
        found = True
    if not found:
        screen.said = "nothing else waits here" if before is not None else ""
    screen.is_over = not found and not screen.sitting.counts.left
    screen.show_item()


def step(screen: SettleScreen, *, forward: bool) -> None:
    """Turn to the next item or the one before, settled or not."""
    try:
        screen.said = "" if screen.sitting.step(forward=forward) else "there is no other item there"
    except AnnotatorError as problem:
        screen.warn(str(problem))
    screen.show_item()


def narrow(screen: SettleScreen) -> None:
    """Choose what has to be disputed in the items that are shown."""
    counts = screen.sitting.counts.disputes()
    about = [FOUND, ANSWERED, SPAN, *(each.id for each in screen.sitting.project.scheme.fields)]
    options = [("", Content("everything that waits"))]
    if counts[LACKING]:
        options.append((LACKING, Content(f"{counts[LACKING]:>5}  settled, but gold lacks something")))
    options += [
        (each, Content(f"{counts[each]:>5}  {dispute_in_words(each)}")) for each in about if counts.get(each)
    ]

    def take(chosen: str | None) -> None:
        if chosen is not None:
            screen.sitting.narrow(chosen)
            if screen.sitting.waits_here:
                screen.said = ""
                screen.show_item()
            else:
                go(screen, forward=True)

    screen.app.push_screen(Choice("items that dispute", options), take)


COMMANDS: dict[str, Command] = {
    "settle.next": partial(go, forward=True),
    "settle.previous": partial(go, forward=False),
    "settle.step_on": partial(step, forward=True),
    "settle.step_back": partial(step, forward=False),
    "settle.filter": narrow,
}
