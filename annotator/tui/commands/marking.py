"""Making a claim of the selection, which tagging does first where nothing is marked yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.commands.command import the_desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk


def mark(screen: AnnotateScreen) -> bool:
    """Mark the selection unless a claim is focused already; tell whether there is a focused claim now."""
    desk = the_desk(screen)
    if desk.focus is not None:
        return True
    marked = desk.mark() is not None
    if marked:
        screen.field = screen.label = 0
    screen.refresh_desk()
    if not marked and not screen.in_review and not desk.given.is_asked:
        screen.say("nothing but punctuation is selected")
    return marked


def still(screen: AnnotateScreen, claim: str | None) -> Desk | None:
    """Return the desk turned to a claim again, or say that the claim is gone.

    A dialog may be open while the desk behind it is replaced, so each looks the desk up again when it closes.
    """
    desk = the_desk(screen)
    if desk.claim(claim):
        desk.focus_on(claim)
        return desk
    screen.say("that claim is no longer there; what you typed is kept as a draft")
    return None
