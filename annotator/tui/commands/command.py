"""What a command is: a function of the screen, most often a change of the desk and then showing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.tui.glyphs import glyphs
from annotator.tui.keys import Mode

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk

Command = Callable[["AnnotateScreen"], object]


def the_desk(screen: AnnotateScreen) -> Desk:
    """Return the desk that is before the annotator now."""
    if screen.desk is None:
        raise LookupError("no desk is open")
    return screen.desk


def key_of(screen: AnnotateScreen, command: str, mode: Mode | None = None) -> str:
    """Return a command's key as this person has it, for a message: in a state, else where the screen is now."""
    keymap = screen.keymap
    shown = keymap.shown(command, mode or screen.mode) or keymap.shown(command) or "the palette"
    return glyphs(screen).of(shown)


def on_desk(change: Callable[[Desk], object]) -> Command:
    """Return the command that makes a change on the desk and shows it."""

    def command(screen: AnnotateScreen) -> None:
        change(the_desk(screen))
        screen.refresh_desk()

    return command
