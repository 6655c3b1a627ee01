"""What has to do with what is saved: turning decisions back, trying again, leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.history import Kind
from annotator.errors import AnnotatorError
from annotator.tui.chosen import own
from annotator.tui.dialog_keys import told
from annotator.tui.settle_commands.command import Command

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen

WAIT = 3.0
"""Seconds that undo and leaving wait for what is being saved."""


def turn_back(screen: SettleScreen, *, kind: Kind) -> None:
    """Undo or redo the latest decision."""
    sitting = screen.sitting
    settled = sitting.counts.settled
    try:
        if not sitting.outbox.drain(WAIT):
            screen.say("one moment: what was decided is not saved yet")
            return
        undone = sitting.turn_back(kind)
    except AnnotatorError as problem:
        screen.warn(str(problem))
        return
    at_once = abs(sitting.counts.settled - settled)
    several = f": {at_once:,} items, which were accepted together" if at_once > 1 else ""
    screen.said = f"nothing to {kind}" if undone is None else f"{kind} done{several}"
    screen.shown_article = "" if undone is not None else screen.shown_article
    screen.show_item()


def retry(screen: SettleScreen) -> None:
    """Try again what could not be saved."""
    screen.told_problem = ""
    screen.sitting.outbox.retry()


def how_to_leave(screen: SettleScreen) -> None:
    """Say how to leave."""
    screen.say(told("{settle.leave} leaves; everything is saved", own(screen).dialogs))


def leave(screen: SettleScreen) -> None:
    """Leave, once everything is saved."""
    if screen.warned_of_loss or screen.sitting.outbox.drain(WAIT):
        screen.app.exit()
        return
    screen.warned_of_loss = True
    screen.warn(
        told(
            "Some decisions are not saved. {settle.retry} tries again; {settle.leave} again leaves without them.",
            own(screen).dialogs,
        )
    )


COMMANDS: dict[str, Command] = {
    "settle.undo": partial(turn_back, kind=Kind.UNDO),
    "settle.redo": partial(turn_back, kind=Kind.REDO),
    "settle.retry": retry,
    "settle.leave": leave,
    "settle.how_to_leave": how_to_leave,
}
