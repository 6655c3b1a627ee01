"""The history of the focused claim, or of what one did last, and going back to any state in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.errors import NotFound
from annotator.tui.commands.command import Command, key_of, the_desk
from annotator.tui.keys import Mode
from annotator.tui.screens.history import Failed, HistoryBox, Loaded
from annotator.workflow.going_back import Restored, restore
from annotator.workflow.histories import Page

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk
    from annotator.workflow.sitting import Sitting

PAGE = 50
"""How many entries are read at a time."""


def show_history(screen: AnnotateScreen) -> None:
    """Show what was said of the focused claim, or what was done last when none is focused."""
    sitting, desk = screen.sitting, the_desk(screen)
    if sitting is None:
        return
    claim = desk.focus

    def ask(before: str | None) -> Page:
        return sitting.history(desk, limit=PAGE, before=before)

    def more(further: str, loaded: Loaded, failed: Failed) -> None:
        screen.later(lambda: ask(further), loaded, failed)

    def show(page: Page) -> None:
        title = "history of this claim" if claim else "what you did, the latest first"
        box = HistoryBox(title, page, more, of_claim=claim is not None)
        screen.app.push_screen(box, partial(_take, screen, sitting))

    screen.later(lambda: ask(None), show)


def _take(screen: AnnotateScreen, sitting: Sitting, entry: str | None) -> None:
    if entry is None:
        return
    here = the_desk(screen).article.id

    def go_back() -> tuple[Restored, Desk]:
        restored = restore(sitting.project, sitting.annotator.id, entry)
        try:
            return restored, sitting.open(restored.place.article_id or here, restored.place.hand)
        except NotFound:
            # It was said in another round.
            return restored, sitting.open(here)

    screen.later(go_back, partial(_show_restored, screen))


def _show_restored(screen: AnnotateScreen, found: tuple[Restored, Desk]) -> None:
    restored, fresh = found
    was_tagging = screen.mode is Mode.TAG
    fresh.take_over(the_desk(screen))
    fresh.show(restored.place.claim_id, restored.place.passage_id)
    if not was_tagging:
        # As after undo: letters must not turn into labels under the hand.
        fresh.clear()
    screen.show_desk(fresh)
    if restored.already:
        screen.say("it is so already")
    else:
        screen.say(f"restored, as a new entry: {key_of(screen, 'undo')} takes it back")


COMMANDS: dict[str, Command] = {"history": show_history}
"""The one command."""
