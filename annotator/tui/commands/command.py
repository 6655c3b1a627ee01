"""What a command is: a function of the screen, most often a change of the desk and then showing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk

Command = Callable[["AnnotateScreen"], object]


def the_desk(screen: AnnotateScreen) -> Desk:
    """Return the desk that is before the annotator now."""
    if screen.desk is None:
        raise LookupError("no desk is open")
    return screen.desk


def on_desk(change: Callable[[Desk], object]) -> Command:
    """Return the command that makes a change on the desk and shows it."""

    def command(screen: AnnotateScreen) -> None:
        change(the_desk(screen))
        screen.refresh_desk()

    return command
