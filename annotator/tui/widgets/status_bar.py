"""The line that says where one is, in which state the keys are, and whether everything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

from annotator.core.display import visible
from annotator.tui.chosen import own
from annotator.tui.glyphs import glyphs

if TYPE_CHECKING:
    from annotator.workflow.outbox import Progress


BETWEEN = " · "
MODE = Style(bold=True, reverse=True)


class StatusBar(Static):
    """Project, place and annotator on the left; state and saving on the right."""

    DEFAULT_CSS = """
    StatusBar { height: 1; background: $panel; color: $text; padding: 0 1; }
    """
    ALLOW_SELECT = False

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
        left, mode, saving = self._parts()
        return Content.assemble(left, (mode, "bold reverse"), saving)

    def render_line(self, y: int) -> Strip:
        """Return the line without what a text of any styles would need: every key changes it, most of them twice."""
        if y:
            return super().render_line(y)
        base = self.visual_style.rich_style
        left, mode, saving = self._parts()
        strip = Strip([Segment(left, base), Segment(mode, base + MODE), Segment(saving, base)])
        return strip.adjust_cell_length(self.content_size.width, base)

    def _parts(self) -> tuple[str, str, str]:
        signs = glyphs(self)
        mode, saving = f" {signs.of(self._mode)} ", f"  {signs.of(self._saving)}"
        width = max(0, self.content_size.width - cell_len(mode) - cell_len(saving) - 2)
        parts = [self._said] if self._said else list(self._place)
        while len(parts) > 1 and cell_len(BETWEEN.join(parts)) > width:
            parts.pop()
        left = BETWEEN.join(parts)
        if cell_len(left) > width:
            left = Content(left).truncate(width, ellipsis=True).plain
        return left + " " * max(1, width + 2 - cell_len(left)), mode, saving
