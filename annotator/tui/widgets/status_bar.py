"""The line that says where one is, in which state the keys are, and whether everything is saved."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.core.display import visible
from annotator.workflow.outbox import Progress


class StatusBar(Static):
    """Project, place and annotator on the left; state and saving on the right."""

    DEFAULT_CSS = """
    StatusBar { height: 1; background: $panel; color: $text; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._left: tuple[str, ...] = ()
        self._mode = "opening …"
        self._saving = ""

    def show_place(self, *parts: str) -> None:
        """Say where one is, the most important part first."""
        self._set(left=tuple(visible(part) for part in parts))

    def say(self, message: str) -> None:
        """Say something in passing, in place of where one is, until the next thing is shown."""
        self._set(left=(visible(message),))

    def show_mode(self, mode: str) -> None:
        """Say what the keys mean."""
        self._set(mode=mode)

    def show_progress(self, progress: Progress) -> None:
        """Say whether everything is on disk."""
        if progress.problem is not None:
            saving = "NOT SAVED  Ctrl+R tries again"
        else:
            saving = "saved ✓" if progress.saved else "saving …"
        self._set(saving=saving)

    def _set(self, *, left: tuple[str, ...] | None = None, mode: str | None = None, saving: str | None = None) -> None:
        before = (self._left, self._mode, self._saving)
        self._left = self._left if left is None else left
        self._mode = self._mode if mode is None else mode
        self._saving = self._saving if saving is None else saving
        if before != (self._left, self._mode, self._saving):
            self.refresh()

    def render(self) -> Content:
        """Lay the parts out in one line, leaving out from the left's end what has no room."""
        right = Content.assemble((f" {self._mode} ", "bold reverse"), f"  {self._saving}")
        width = max(0, self.content_size.width - right.cell_length - 2)
        parts = list(self._left)
        while len(parts) > 1 and Content(" · ".join(parts)).cell_length > width:
            parts.pop()
        left = Content(" · ".join(parts)).truncate(width, ellipsis=True)
        return Content.assemble(left, " " * max(1, width + 2 - left.cell_length), right)
