"""The article on the screen: the current passage in its context, with marks, selection and caret.

Every row is painted once, kept as a strip, and painted again only when something on it changes: a key costs
the same in a note and in a book. What is where is the page's affair; this widget paints it, scrolls, and
tells the screen in offsets what the mouse did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from annotator.core.text.rows import Cluster
from annotator.core.text.span import Span
from annotator.tui.widgets.passage_page import GUTTER, Look, MarkView, Page, PassageLike

__all__ = ["MarkView", "PassageLike", "PassageView"]

READING_WIDTH = 84
"""After a longer row the eye loses the beginning of the next."""

CONTEXT = 4
"""Rows kept above the current passage, so that one reads on from something."""

STRIPS_KEPT = 512
"""More than the rows of any four screens."""

EDGE_SECONDS = 0.05
"""How often a drag beyond the edge scrolls one row."""


@dataclass
class _Drag:
    """A pressed button: the grapheme it went down on, where the pointer is, whether it has moved."""

    anchor: Cluster
    at: Offset
    moved: bool = False


class PassageView(ScrollView, can_focus=True, inherit_bindings=False):
    """An article with its passages, marks, selection and caret."""

    ALLOW_SELECT = False
    # Every look has a sign that needs no colour: reverse, bold, one underline, two; gaps are in the gutter.
    DEFAULT_CSS = """
    PassageView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .passage-view--context { color: $foreground-muted; }
        & > .passage-view--boilerplate { text-style: italic; }
        & > .passage-view--mark { color: $text-primary; background: $primary-muted; text-style: underline; }
        & > .passage-view--gap { color: $text-warning; background: $warning-muted; text-style: underline; }
        & > .passage-view--focused { color: $text; background: $primary; text-style: bold underline; }
        & > .passage-view--overlap { text-style: underline uu; }
        & > .passage-view--selection { text-style: reverse; }
        & > .passage-view--caret { text-style: bold uu; }
        & > .passage-view--gutter { color: $text-accent; }
        &:nocolor > .passage-view--context { color: $foreground; text-style: dim; }
        &:ansi > .passage-view--context { color: $foreground; text-style: dim; }
        &:ansi > .passage-view--mark { background: $background; }
        &:ansi > .passage-view--gap { background: $background; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "passage-view--text",
        "passage-view--context",
        "passage-view--boilerplate",
        "passage-view--mark",
        "passage-view--gap",
        "passage-view--focused",
        "passage-view--overlap",
        "passage-view--selection",
        "passage-view--caret",
        "passage-view--gutter",
    }

    @dataclass
    class Dragged(Message):
        """The mouse drew a span; `final` once the button is up."""

        span: Span
        final: bool

        def can_replace(self, message: Message) -> bool:
            """Give way to a later place of the same drag, so that a slow screen catches up."""
            return isinstance(message, PassageView.Dragged) and not self.final

    @dataclass
    class Clicked(Message):
        """Text was clicked once, twice or three times."""

        offset: int
        clicks: int
        shift: bool

    @dataclass
    class MarkClicked(Message):
        """A mark or its number was clicked."""

        key: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._page = Page()
        self._strips: LRUCache[int, Strip] = LRUCache(STRIPS_KEPT)
        self._brushes: dict[Look, Style] = {}
        self._drag: _Drag | None = None
        self._dragged = False
        self._edge_timer: Timer | None = None

    # What the screen asks for

    def show(self, text: str, passages: Sequence[PassageLike], current: int) -> None:
        """Show an article from its passage `current` on, with nothing marked or selected."""
        self._page = Page(text, passages, current)
        self._lay_out()
        self._scroll(0)
        self._show_current()

    def set_current(self, index: int) -> None:
        """Make another passage the current one, and scroll to it."""
        self._repaint(self._page.turn_to(index))
        self._show_current()

    def set_marks(self, marks: Sequence[MarkView], focused: str | None) -> None:
        """Draw these marks, one of them with the focus."""
        self._repaint(self._page.put(marks, focused))

    def set_selection(self, span: Span | None, caret: int) -> None:
        """Draw this selection and the caret, at an edge of it or alone."""
        self._repaint(self._page.select(span, caret))

    def reveal(self, span: Span) -> None:
        """Scroll if the span isn't in view; of one taller than the window, show the beginning.

        By a third of the window at least: a page that creeps with every key tires, and costs a repaint each.
        """
        rows, top = self._page.lanes.rows_of(span), self.scroll_offset.y
        spare = max(0, min(self._height // 3, self._height - len(rows)))
        if rows.start < top or len(rows) > self._height:
            self._scroll(rows.start - spare)
        elif rows.stop > top + self._height:
            self._scroll(rows.stop - self._height + spare)

    def offset_at(self, x: int, y: int) -> int:
        """Return the offset of what is drawn at a cell of the window."""
        return self._cluster_at(x, y).start

    # Layout and scrolling

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        # One column stays free: a caret behind the last word of a full row stands there.
        self._page.lay_out(min(width - GUTTER - 1, READING_WIDTH))
        self._strips.clear()
        self.virtual_size = Size(width, len(self._page.rows))
        self.refresh()

    def on_resize(self) -> None:
        """Wrap again, and keep in view what is being worked on."""
        rows = self._page.rows
        top = rows[min(self.scroll_offset.y, len(rows) - 1)].start
        self._lay_out()
        self._scroll(self._page.rows.row_at(top))
        if self._page.selection.span:
            self.reveal(self._page.selection.span)
        else:
            self._show_current()

    def _show_current(self) -> None:
        rows, top = self._page.passage_rows(self._page.current), self.scroll_offset.y
        context = min(CONTEXT, self._height // 4, rows.start)
        if rows and not (top + context <= rows.start and rows.stop <= top + self._height):
            self._scroll(rows.start - context)

    def _scroll(self, row: int) -> None:
        # Forced: until the first layout Textual doesn't know that there is anything to scroll.
        self.scroll_to(y=max(0, row), animate=False, force=True)

    # Painting

    def notify_style_update(self) -> None:
        """Forget what was painted in another theme's colours."""
        super().notify_style_update()
        self._brushes.clear()
        self._strips.clear()

    def _repaint(self, rows: Iterable[int]) -> None:
        top, height = self.scroll_offset.y, self._height
        for row in rows:
            self._strips.discard(row)
            if top <= row < top + height:
                self.refresh_line(row)

    def render_line(self, y: int) -> Strip:
        """Return a row of the window, painted now if it hasn't been yet."""
        row = y + self.scroll_offset.y
        if row >= len(self._page.rows):
            return Strip.blank(self.size.width, self.rich_style)
        strip = self._strips.get(row)
        if strip is None:
            self._strips[row] = strip = self._paint(row)
        return strip

    def _paint(self, row: int) -> Strip:
        gutter = self._component("gutter") + Style(bold=self._page.holds_focus(row))
        segments = [Segment(self._page.gutter(row), gutter)]
        segments += [Segment(text, self._brush(look)) for text, look in self._page.stretches(row)]
        return Strip(segments).extend_cell_length(self.size.width, self._brush(Look()))

    def _brush(self, look: Look) -> Style:
        style = self._brushes.get(look)
        if style is None:
            style = self._brushes[look] = self._mix(look)
        return style

    def _mix(self, look: Look) -> Style:
        style = self._component("text" if look.current else "context")
        if look.boilerplate:
            style += self._component("boilerplate", partial=True)
        if look.marks:
            style += self._component("focused" if look.focused else "gap" if look.gap else "mark")
        over = {"overlap": look.marks > 1, "selection": look.selected, "caret": look.caret}
        for name, applies in over.items():
            style += self._component(name, partial=True) if applies else Style.null()
        return style

    def _component(self, name: str, *, partial: bool = False) -> Style:
        return self.get_component_rich_style(f"passage-view--{name}", partial=partial)

    # The mouse

    def _cluster_at(self, x: int, y: int) -> Cluster:
        return self._page.rows.cluster_at(y + self.scroll_offset.y, x - GUTTER)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a drag, which stays a click until the pointer reaches another cell."""
        if event.button == 1:
            at = event.get_content_offset_capture(self)
            self._drag, self._dragged = _Drag(self._cluster_at(*at), at), False
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw the span out to the pointer."""
        if self._drag and event.get_content_offset_capture(self) != self._drag.at:
            self._draw_to(event.get_content_offset_capture(self), final=False)
            self._scroll_while_beyond()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the drag."""
        if self._drag:
            at = event.get_content_offset_capture(self)
            if self._drag.moved or at != self._drag.at:
                self._draw_to(at, final=True)
            self._end_drag()

    def on_mouse_release(self) -> None:
        """End a drag that something else took the mouse from."""
        self._end_drag()

    def on_click(self, event: events.Click) -> None:
        """Report a click on a mark or on text; a drag that ended here was none."""
        if self._dragged or event.button != 1:
            return
        at = event.get_content_offset_capture(self)
        offset, mark = self.offset_at(*at), self._mark_at(at)
        if mark and event.chain == 1 and not event.shift:
            self.post_message(self.MarkClicked(mark.key))
        else:
            self.post_message(self.Clicked(offset, min(event.chain, 3), event.shift))

    def _mark_at(self, at: Offset) -> MarkView | None:
        row = at.y + self.scroll_offset.y
        if at.x < GUTTER:
            return next(iter(self._page.lanes.starting(row)), None)
        cluster = self._cluster_at(*at)
        on_text = cluster.cells > 0 and row < len(self._page.rows)
        return self._page.mark_to_focus(cluster.start) if on_text else None

    def _draw_to(self, at: Offset, *, final: bool) -> None:
        """Report the span from the grapheme pressed on to the one under the pointer, both included."""
        if not self._drag:
            return
        self._drag.at, self._drag.moved, self._dragged = at, True, True
        anchor, head = self._drag.anchor, self._cluster_at(at.x, min(max(at.y, 0), self._height - 1))
        start, end = min(anchor.start, head.start), max(anchor.end, head.end)
        if start < end:
            self.post_message(self.Dragged(Span(start, end), final))

    def _beyond(self) -> int:
        """Return which way a drag wants to scroll; at the edge of the terminal no pointer can go further."""
        if not self._drag or not self._drag.moved:
            return 0
        y, region = self._drag.at.y, self.scrollable_content_region
        above = y < 0 or (y == 0 and region.y == 0)
        below = y >= region.height or (y == region.height - 1 and region.bottom == self.screen.size.height)
        return below - above

    def _scroll_while_beyond(self) -> None:
        if self._beyond() and not self._edge_timer:
            self._edge_timer = self.set_interval(EDGE_SECONDS, self._scroll_on)

    def _scroll_on(self) -> None:
        if self._drag and self._beyond():
            self._scroll(self.scroll_offset.y + self._beyond())
            self._draw_to(self._drag.at, final=False)
        else:
            self._stop_scrolling()

    def _end_drag(self) -> None:
        self._drag = None
        self._stop_scrolling()
        self.release_mouse()

    def _stop_scrolling(self) -> None:
        if self._edge_timer:
            self._edge_timer.stop()
            self._edge_timer = None
