"""Moving the span that is the cursor, by units of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.text.steps import Unit
from annotator.tui.commands.command import Command, key_of, the_desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen

BY_CLICKS = {2: Unit.WORD, 3: Unit.SENTENCE}
"""What two and three clicks of the mouse select, and what a drag from there goes on by."""


def _move(unit: Unit, *, forward: bool) -> Command:
    def command(screen: AnnotateScreen) -> None:
        desk = the_desk(screen)
        before = desk.cursor
        desk.move(unit, forward)
        screen.refresh_desk()
        if desk.cursor == before:
            end = f"end of the passage; {key_of(screen, 'done')}: done, next"
            screen.say(end if forward else "beginning of the passage")

    return command


def _quotation(screen: AnnotateScreen) -> None:
    found = the_desk(screen).move_to_quotation()
    screen.refresh_desk()
    if not found:
        screen.say("nothing stands between quotation marks in this passage")


COMMANDS: dict[str, Command] = {
    "quotation": _quotation,
    "sentence_next": _move(Unit.SENTENCE, forward=True),
    "sentence_previous": _move(Unit.SENTENCE, forward=False),
    "clause_next": _move(Unit.CLAUSE, forward=True),
    "clause_previous": _move(Unit.CLAUSE, forward=False),
    "word_next": _move(Unit.WORD, forward=True),
    "word_previous": _move(Unit.WORD, forward=False),
    "paragraph": _move(Unit.PARAGRAPH, forward=True),
}
