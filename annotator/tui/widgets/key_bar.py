"""The keys that mean something now, on the last line."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.tui.glyphs import glyphs
from annotator.tui.keymap import Keymap
from annotator.tui.keys import FOOTERS, Mode


class KeyBar(Static):
    """As many of the footer's keys as there is room for, the help key always."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; padding: 0 1; }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(markup=False)
        self._keymap = keymap
        self._mode = Mode.READ
        self._progress = ""

    def show(self, mode: Mode) -> None:
        """Show the keys of a mode."""
        if mode is not self._mode:
            self._mode = mode
            self.refresh()

    def show_progress(self, progress: str) -> None:
        """Show how far the article is."""
        if progress != self._progress:
            self._progress = progress
            self.refresh()

    def render(self) -> Content:
        """Lay the keys out from the left, progress at the right."""
        signs = glyphs(self)
        help_key = signs.of(
            self._keymap.shown("help", self._mode) or self._keymap.shown("palette", self._mode)
        )
        right = Content.assemble("  ", (help_key, "bold $accent"), f" keys  {self._progress}")
        room = self.content_size.width - right.cell_length
        left = Content("")
        for commands, what in FOOTERS[self._mode]:
            key = signs.of(self._keymap.hint(commands, self._mode))
            if not key:
                continue
            hint = Content.assemble(("  " if left.cell_length else ""), (key, "bold $accent"), f" {what}")
            if left.cell_length + hint.cell_length > room:
                break
            left = Content.assemble(left, hint)
        return Content.assemble(left, " " * max(0, room - left.cell_length), right)
