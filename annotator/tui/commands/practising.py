"""Opening the practice; what is needed for it is imported then, because most days nobody practises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.settings import remember_practice
from annotator.tui.commands.command import Command

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def _open(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.practice import PracticeScreen

    practice = PracticeScreen(screen.keymap)

    def back(_: None) -> None:
        screen.refresh_desk()
        if practice.problem is None:
            screen.say("back from the practice; everything is where you left it")
        else:
            screen.warn(str(practice.problem))

    remember_practice()
    screen.app.push_screen(practice, back)


COMMANDS: dict[str, Command] = {"practice": _open}
