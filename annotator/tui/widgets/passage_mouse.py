"""What the mouse does on an article: it draws spans and edges, and clicks, all told to the screen in offsets.

A drag stays in the graphemes that the pointer touched; what a word or a sentence is, and what becomes of a claim,
is for the screen and the desk to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.timer import Timer

from annotator.core.text.rows import Cluster
from annotator.core.text.span import Span
from annotator.tui.widgets.passage_page import GUTTER, MarkView, Page

EDGE_SECONDS = 0.05
"""How often a drag beyond the edge scrolls one row."""

NEAR = 1
"""How many cells beside the first or last one of the focused mark still take hold of that edge."""

Edge = Literal["start", "end"]


@dataclass
class _Drag:
    """A pressed button: the grapheme it went down on, where the pointer is, which click of a row of clicks it is.

    `edge` is the one of the focused mark that it went down on, and took hold of.
    """

    anchor: Cluster
    at: Offset
    clicks: int
    edge: Edge | None
    moved: bool = False


@dataclass(frozen=True)
class _Click:
    """The last click: where and when it was, and how many there were in a row."""

    at: Offset
    time: float
    count: int


class PassageMouse(ScrollView, inherit_bindings=False):
    """A window onto a page that says what the mouse does there."""

    @dataclass
    class Dragged(Message, namespace="passage_view"):
        """The mouse drew a span from where it was pressed, after that many clicks; `final` once the button is up."""

        span: Span
        final: bool
        anchor: int
        clicks: int

        def can_replace(self, message: Message) -> bool:
            """Give way to a later place of the same drag, so that a slow screen catches up."""
            return isinstance(message, PassageMouse.Dragged) and not self.final

    @dataclass
    class EdgeDragged(Message, namespace="passage_view"):
        """The mouse drew one edge of the focused mark to an offset; `final` once the button is up."""

        key: str
        edge: Edge
        offset: int
        final: bool

        def can_replace(self, message: Message) -> bool:
            """Give way to a later place of the same drag, so that a slow screen catches up."""
            return isinstance(message, PassageMouse.EdgeDragged) and not self.final

    @dataclass
    class Clicked(Message, namespace="passage_view"):
        """Text was clicked once, twice or three times."""

        offset: int
        clicks: int
        shift: bool

    @dataclass
    class MarkClicked(Message, namespace="passage_view"):
        """A mark or its number was clicked."""

        key: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._page = Page()
        self._drag: _Drag | None = None
        self._dragged = False
        self._clicked: _Click | None = None
        self._edge_timer: Timer | None = None

    def offset_at(self, x: int, y: int) -> int:
        """Return the offset of what is drawn at a cell of the window."""
        return self._cluster_at(x, y).start

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _scroll(self, row: int) -> None:
        # Forced: until the first layout Textual doesn't know that there is anything to scroll.
        self.scroll_to(y=max(0, row), animate=False, force=True)

    def _cluster_at(self, x: int, y: int) -> Cluster:
        return self._page.rows.cluster_at(y + self.scroll_offset.y, x - GUTTER)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a drag, which stays a click until the pointer reaches another cell."""
        if event.button == 1:
            at = event.get_content_offset_capture(self)
            clicks = self._clicks_before(at, event.time) + 1
            edge = self._edge_at(at) if clicks == 1 else None
            self._drag, self._dragged = _Drag(self._cluster_at(*at), at, clicks, edge), False
            self.capture_mouse()

    def _clicks_before(self, at: Offset, time: float) -> int:
        """Count the clicks that one at this place and moment would follow upon."""
        last = self._clicked
        follows = last and last.at == at and time - last.time <= self.app.CLICK_CHAIN_TIME_THRESHOLD
        return last.count if last and follows else 0

    def _edge_at(self, at: Offset) -> Edge | None:
        """Return which edge of the focused mark the pointer is at, if it is."""
        mark = next((mark for mark in self._page.marks if mark.key == self._page.focused), None)
        if mark is None:
            return None
        rows, (x, y) = self._page.rows, (at.x - GUTTER, at.y + self.scroll_offset.y)
        first, last = rows.place(mark.span.start), rows.place(rows.floor(mark.span.end - 1))
        width = rows.cluster_at(*last).cells
        from_start = abs(x - first.cell) if y == first.row else NEAR + 1
        from_end = max(last.cell - x, x - (last.cell + width - 1)) if y == last.row else NEAR + 1
        if min(from_start, from_end) > NEAR:
            return None
        return "start" if from_start < from_end else "end"

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
        self._clicked = _Click(at, event.time, event.chain)
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
        """Report the span from the grapheme pressed on to the pointer, or where the pointer drew an edge to."""
        drag = self._drag
        if not drag:
            return
        drag.at, drag.moved, self._dragged = at, True, True
        at = Offset(at.x, min(max(at.y, 0), self._height - 1))
        if drag.edge and self._page.focused:
            offset = self._beside(at, left=drag.edge == "start")
            self.post_message(self.EdgeDragged(self._page.focused, drag.edge, offset, final))
            return
        start = min(drag.anchor.start, self._beside(at, left=True))
        end = max(drag.anchor.end, self._beside(at, left=False))
        if start < end:
            self.post_message(self.Dragged(Span(start, end), final, drag.anchor.start, min(drag.clicks, 3)))

    def _beside(self, at: Offset, *, left: bool) -> int:
        """Return the end of a span drawn to the pointer: a wide grapheme is part of it from its middle on."""
        start, end, cells = self._cluster_at(*at)
        into = at.x - GUTTER - self._page.rows.place(start).cell
        if left:
            return start if 2 * into + 1 <= cells else end
        return end if 2 * into + 1 >= cells else start

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
