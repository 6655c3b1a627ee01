"""The line that says where one is, in which state the keys are, and whether everything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from annotator.core.display import visible
from annotator.tui.chosen import own
from annotator.tui.glyphs import glyphs

if TYPE_CHECKING:
    from annotator.workflow.outbox import Progress


class StatusBar(Static):
    """Project, place and annotator on the left; state and saving on the right."""

    DEFAULT_CSS = """
    StatusBar { height: 1; background: $panel; color: $text; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._place: tuple[str, ...] = ()
        self._said = ""
        self._mode = "opening …"
        self._saving = ""
        self.read_only = False

    def show_place(self, *parts: str) -> None:
        """Say where one is, the most important part first."""
        place = tuple(visible(part) for part in parts)
        if place != self._place:
            self._place = place
            self.refresh()

    def say(self, message: str) -> None:
        """Say something in passing, in place of where one is; an empty message ends that."""
        if message != self._said:
            self._said = visible(message)
            self.refresh()

    def show_mode(self, mode: str) -> None:
        """Say what the keys mean."""
        if mode != self._mode:
            self._mode = mode
            self.refresh()

    def show_progress(self, progress: Progress) -> None:
        """Say whether everything is on disk."""
        if self.read_only:
            saving = "read-only"
        elif progress.problem is not None:
            saving = f"NOT SAVED  {own(self).keymap.shown('retry')} tries again"
        else:
            saving = "saved ✓" if progress.saved else "saving …"
        if saving != self._saving:
            self._saving = saving
            self.refresh()

    def render(self) -> Content:
        """Lay the parts out in one line, leaving out from the left's end what has no room."""
        signs = glyphs(self)
        right = Content.assemble((f" {signs.of(self._mode)} ", "bold reverse"), f"  {signs.of(self._saving)}")
        width = max(0, self.content_size.width - right.cell_length - 2)
        parts = [self._said] if self._said else list(self._place)
        while len(parts) > 1 and Content(" · ".join(parts)).cell_length > width:
            parts.pop()
        left = Content(" · ".join(parts)).truncate(width, ellipsis=True)
        return Content.assemble(left, " " * max(1, width + 2 - left.cell_length), right)
