"""A widget of lines, of which only those that changed are painted again.

A key that changes a claim changes one or two of the lines around the text; painting all of them costs more than the
text itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

STRIPS_KEPT = 128
"""Lines that come back, as the labels of every new claim do, are painted once."""


class Lines(Widget):
    """Shows lines as they are put, each in one row; none of them holds an action to click on."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self._lines: Sequence[Content] = ()
        self._strips: dict[int, Strip] = {}
        # With the line itself, because only while it lives is no other known by its id.
        self._painted: LRUCache[int, tuple[Content, Strip]] = LRUCache(STRIPS_KEPT)

    def put(self, lines: Sequence[Content]) -> None:
        """Show these lines; another number of them lays the screen out anew where the height depends on it."""
        before, self._lines = self._lines, lines
        changed = [at for at, (old, new) in enumerate(zip_longest(before, lines)) if not _same(old, new)]
        for at in changed:
            self._strips.pop(at, None)
        if len(before) != len(lines) and self.styles.is_auto_height:
            self.refresh(layout=True)
        elif changed:
            self.refresh(*(Region(0, at, self.size.width, 1) for at in changed))

    def render(self) -> Content:
        """Lay the lines under one another, for whoever wants all of them."""
        return Content("\n").join(self._lines)

    def render_line(self, y: int) -> Strip:
        """Return a row, painted now if it hasn't been yet."""
        if self.text_selection is not None:
            return super().render_line(y)
        if y not in self._strips:
            self._paint()
        return self._strips[y]

    def _paint(self) -> None:
        """Paint the rows that have changed, together because each painting has a price of its own."""
        blank = Content("")
        wanted = {y: self._lines[y] if y < len(self._lines) else blank for y in range(self.size.height)}
        for y, line in wanted.items():
            if y not in self._strips and (kept := self._painted.get(id(line))) is not None:
                self._strips[y] = kept[1]
        rows = [y for y in wanted if y not in self._strips]
        if not rows:
            return
        width = self.size.width
        lines = [wanted[y].truncate(width) for y in rows]
        strips = Visual.to_strips(
            self, Content("\n").join(lines), width, len(rows), self.visual_style, pad=True
        )
        for y, strip in zip(rows, strips, strict=True):
            self._strips[y] = strip
            self._painted[id(wanted[y])] = wanted[y], strip

    def notify_style_update(self) -> None:
        """Forget what was painted in another theme's colours."""
        super().notify_style_update()
        self._forget()

    def on_resize(self) -> None:
        """Forget what was painted for another width."""
        self._forget()

    def _forget(self) -> None:
        self._strips.clear()
        self._painted.clear()


def _same(old: Content | None, new: Content | None) -> bool:
    return old is not None and new is not None and old.is_same(new)
