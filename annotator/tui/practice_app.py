"""The program that is the practice alone, without a project."""

from __future__ import annotations

from pathlib import Path

from annotator.settings import remember_practice
from annotator.tui.app import AnnotateApp
from annotator.tui.chosen import Chosen, chosen
from annotator.tui.ending import Ending
from annotator.tui.screens.practice import PracticeScreen


class PracticeApp(AnnotateApp):
    """Begins and ends with the practice."""

    def __init__(self, own: Chosen | None = None) -> None:
        super().__init__(Path(), "", None, own)

    def first_screen(self) -> PracticeScreen:
        """Return the practice."""
        return PracticeScreen(self.own.keymap)


def run_practice() -> int:
    """Run the practice until it is left; return the exit code."""
    remember_practice()
    app = PracticeApp(chosen())
    with Ending(app) as app.ending:
        app.run()
    return app.ending.code or app.return_code or 0
