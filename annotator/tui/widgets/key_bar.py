"""The keys that mean something now, on the last line."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.tui.glyphs import glyphs
from annotator.tui.keymap import Keymap
from annotator.tui.keys import FOOTERS, FOOTERS_GIVEN, OF_SOURCES, WAY_OUT, WAY_OUT_GIVEN, Mode


class KeyBar(Static):
    """As many of the footer's keys as there is room for; the way out of the state and the help key always."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; padding: 0 1; }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(markup=False)
        self._keymap = keymap
        self._mode = Mode.READ
        self._given, self._sources = False, True
        self._progress = ""

    def show(self, mode: Mode, *, given: bool = False, sources: bool = True) -> None:
        """Show the keys of a mode: where claims are given, and whether any source is asked for."""
        if (mode, given, sources) != (self._mode, self._given, self._sources):
            self._mode, self._given, self._sources = mode, given, sources
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
        outs = [
            (signs.of(self._keymap.hint(command, self._mode)), words)
            for command, words in (WAY_OUT_GIVEN if self._given else WAY_OUT)[self._mode]
        ]
        hints = (("  ", (key, "bold $accent"), f" {words}") for key, words in outs if key)
        ways_out = Content.assemble(*(each for hint in hints for each in hint))
        right = Content.assemble(ways_out, "  ", (help_key, "bold $accent"), f" keys  {self._progress}")
        room = self.content_size.width - right.cell_length
        left = Content("")
        for commands, what in (FOOTERS_GIVEN if self._given else FOOTERS)[self._mode]:
            if not self._sources and commands in OF_SOURCES:
                continue
            key = signs.of(self._keymap.hint(commands, self._mode))
            if not key:
                continue
            hint = Content.assemble(("  " if left.cell_length else ""), (key, "bold $accent"), f" {what}")
            if left.cell_length + hint.cell_length > room:
                break
            left = Content.assemble(left, hint)
        return Content.assemble(left, " " * max(0, room - left.cell_length), right)
