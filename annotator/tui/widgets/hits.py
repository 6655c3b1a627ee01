"""A list of a fixed height, of which a key repaints only the lines that change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from annotator.tui.widgets.lines import Lines

HERE, ELSEWHERE = "▸ ", "  "


class Hits(Lines):
    """Shows as many lines as there is room for around the one chosen, which has a sign before it."""

    DEFAULT_CSS = """
    Hits { height: 10; }
    """

    @dataclass
    class Clicked(Message):
        """A line was clicked."""

        number: int

    def __init__(self) -> None:
        super().__init__()
        self.lines_in_all: Sequence[Content] = ()
        self.chosen = 0
        self._first = 0

    def list(self, lines: Sequence[Content], chosen: int) -> None:
        """Show other lines, with one of them chosen."""
        self.lines_in_all, self.chosen, self._first = lines, chosen, 0
        self._show()

    def step(self, by: int) -> None:
        """Choose the line so many further on, after the last the first."""
        if self.lines_in_all:
            self.chosen = (self.chosen + by) % len(self.lines_in_all)
            self._show()

    def choose(self, number: int) -> None:
        """Choose a line by its number."""
        self.chosen = number
        self._show()

    def _show(self) -> None:
        rows, width = max(1, self.size.height), max(20, self.size.width)
        self._first = max(min(self._first, self.chosen), self.chosen - rows + 1)
        shown = self.lines_in_all[self._first : self._first + rows]
        lines = [self._line(each, self._first + at, width) for at, each in enumerate(shown)]
        self.put([*lines, *[Content("")] * (rows - len(lines))])

    def _line(self, line: Content, number: int, width: int) -> Content:
        is_chosen = number == self.chosen
        cut = line.truncate(width - len(HERE), ellipsis=True, pad=is_chosen)
        whole = Content.assemble((HERE if is_chosen else ELSEWHERE, "bold"), cut)
        return whole.stylize("$block-cursor-foreground on $block-cursor-background") if is_chosen else whole

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        super().on_resize()
        self._show()

    def on_click(self, event: events.Click) -> None:
        """Tell which line was clicked."""
        at = event.get_content_offset(self)
        if at is not None and self._first + at.y < len(self.lines_in_all):
            self.post_message(self.Clicked(self._first + at.y))
