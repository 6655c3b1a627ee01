"""The Textual application around the annotating screen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from annotator.core.ids import annotator_id
from annotator.errors import AnnotatorError
from annotator.store.peek import PlacePeek, peek_place, peek_project
from annotator.tui.keys import applying, shown
from annotator.tui.screens.annotate import AnnotateScreen

if TYPE_CHECKING:
    from annotator.workflow.sitting import Sitting


class AnnotateApp(App[None], inherit_bindings=False):
    """One annotator in one project."""

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f10"
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    Toast { max-width: 76; }
    """

    def __init__(self, path: Path, name: str, at: tuple[int, int] | None = None) -> None:
        super().__init__()
        self._path, self._person, self._at = path, name, at
        self.annotate: AnnotateScreen | None = None

    def on_mount(self) -> None:
        """Show the first frame from what the standard library can read quickly."""
        self.animation_level = "none"
        self.annotate = AnnotateScreen(self._path, self._person, self._at, self._peek())
        self.push_screen(self.annotate)

    def _peek(self) -> PlacePeek | None:
        try:
            project = peek_project(self._path)
            return peek_place(self._path, annotator_id(project.id, self._person))
        except AnnotatorError:
            # Opening the project properly comes next, and says what is wrong.
            return None

    @property
    def sitting(self) -> Sitting | None:
        """Return the open sitting, once there is one."""
        return self.annotate.sitting if self.annotate else None

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every action that applies now by name."""
        if not isinstance(screen, AnnotateScreen):
            return
        seen: set[str] = set()
        for key in applying(screen.mode):
            if key.command in seen or key.command == "palette":
                continue
            seen.add(key.command)
            keys = ", ".join(shown(each) for each in key.keys.split(","))
            yield SystemCommand(key.what, f"key: {keys}", partial(screen.carry_out, key.command))


def run_screen(path: Path, name: str, at: tuple[int, int] | None) -> int:
    """Run the screen until it is left; return the exit code."""
    app = AnnotateApp(path, name, at)
    app.run()
    saved = app.sitting.close() if app.sitting is not None else True
    if not saved:
        raise AnnotatorError(
            "some of your last changes could not be saved",
            where=str(path),
            why=str(app.sitting.outbox.progress.problem) if app.sitting else "",
            do="what was shown as saved is there; do the rest again",
        )
    return app.return_code or 0
