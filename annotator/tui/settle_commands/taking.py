"""What a letter or a digit means: an annotator's answers, or a row of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.keys import DIGITS
from annotator.tui.settle_commands.choosing import next_row
from annotator.tui.settle_commands.deciding import ask_why
from annotator.tui.settle_words import LETTERS

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen


def letter(screen: SettleScreen, key: str) -> None:
    """Turn to a row by its digit; take an annotator's answer by their letter, all of it or the row's."""
    sitting = screen.sitting
    if sitting.place is None:
        return
    screen.said = ""
    if key in DIGITS:
        at = next((at for at, row in enumerate(screen.rows) if str(row.number) == key), None)
        screen.row_at = screen.row_at if at is None else at
        screen.show_choice()
        return
    at = LETTERS.index(key)
    if at >= len(sitting.sides):
        screen.say(f"there is no {key.upper()} here")
    elif screen.row_at is None:
        sitting.choosing.take(sitting.sides[at])
        screen.show_choice()
        ask_why(screen, sitting.choosing.proposal.kind)
    else:
        sitting.choosing.take_of(screen.rows[screen.row_at].about, sitting.sides[at])
        next_row(screen)
