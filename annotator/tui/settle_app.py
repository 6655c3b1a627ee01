"""The program that is the settling screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.tui.app import AnnotateApp, run_until_left
from annotator.tui.chosen import Chosen, chosen
from annotator.tui.screens.settle import SettleScreen
from annotator.workflow.adjudicating import Adjudication
from annotator.workflow.outbox import Progress

Begin = Callable[[Callable[[Progress], None]], Adjudication]
"""Opens what is to be settled; it is given what hears how far saving is."""


class SettleApp(AnnotateApp):
    """One adjudicator in one round."""

    def __init__(self, begin: Begin, path: Path, name: str, own: Chosen | None = None) -> None:
        super().__init__(path, name, None, own)
        self._settling: SettleScreen | None = None
        self._work = begin(self._tell)

    def first_screen(self) -> Any:  # noqa: ANN401  it stands where the annotating screen does
        """Return the settling screen."""
        self._settling = SettleScreen(self._work)
        return self._settling

    def _tell(self, progress: Progress) -> None:
        # From the outbox's thread, which knows no running app of its own.
        screen = self._settling
        if screen is not None and self.is_running:
            self.call_later(screen.show_progress, progress)

    @property
    def sitting(self) -> Any:  # noqa: ANN401  the same
        """Return what is being settled."""
        return self._work


def run_settling(begin: Begin, path: Path, name: str) -> int:
    """Run the screen until it is left; return the exit code."""
    return run_until_left(SettleApp(begin, path, name, chosen()), path)
