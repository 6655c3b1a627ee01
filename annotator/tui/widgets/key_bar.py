"""The keys that mean something now, on the last line."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.tui.keys import Mode, applying, shown


class KeyBar(Static):
    """As many of the footer's keys as there is room for, the help key always."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._mode = Mode.READ
        self._progress = ""

    def show(self, mode: Mode, progress: str) -> None:
        """Show the keys of a mode, and how far the article is."""
        if (mode, progress) != (self._mode, self._progress):
            self._mode, self._progress = mode, progress
            self.refresh()

    def render(self) -> Content:
        """Lay the keys out from the left, progress at the right."""
        width = self.content_size.width
        keys = {key.command: key for key in reversed(applying(self._mode)) if key.footer}
        hints = [Content.assemble((shown(key.keys.split(",")[0]), "bold $accent"), " ", key.footer)
                 for key in reversed(keys.values())]  # fmt: skip
        if self._mode is Mode.TAG:
            hints.insert(0, Content.assemble(("a-z", "bold $accent"), " label  ", ("1-9", "bold $accent"), " source"))
        right = Content(f"  {self._progress}")
        while hints and sum(each.cell_length + 2 for each in hints) > width - right.cell_length:
            hints.pop(-2 if len(hints) > 1 else -1)
        left = Content("  ").join(hints)
        return Content.assemble(left, " " * max(0, width - left.cell_length - right.cell_length), right)
