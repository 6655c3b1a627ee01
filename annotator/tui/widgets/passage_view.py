"""The article on the screen: the current passage in its context, with marks, selection and caret.

Every row is painted once, kept as a strip, and painted again only when something on it changes: a key costs
the same in a note and in a book. What is where is the page's affair, what the mouse does that of
`passage_mouse`; this widget paints the page and scrolls.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.filter import LineFilter
from textual.geometry import Size
from textual.strip import Strip

from annotator.core.text.span import Span
from annotator.tui.glyphs import as_drawn, glyphs
from annotator.tui.widgets.passage_mouse import PassageMouse
from annotator.tui.widgets.passage_page import GUTTER, Look, MarkView, Page, PassageLike

__all__ = ["MarkView", "PassageLike", "PassageView"]

READING_WIDTH = 84
"""After a longer row the eye loses the beginning of the next."""

CONTEXT = 4
"""Rows kept above the current passage, so that one reads on from something."""

STRIPS_KEPT = 128
"""Twice the rows of the tallest screens."""


class PassageView(PassageMouse, can_focus=True, inherit_bindings=False):
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
        & > .passage-view--faded { text-style: dim; }
        & > .passage-view--label { text-style: bold reverse; }
        & > .passage-view--gutter { color: $text-accent; }
        &:nocolor > .passage-view--context { color: $foreground; text-style: dim; }
        &:ansi > .passage-view--context { color: $foreground; text-style: dim; }
        &:ansi > .passage-view--mark { background: $background; }
        &:ansi > .passage-view--gap { background: $background; }
        &:ansi > .passage-view--focused { color: ansi_bright_white; }
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
        "passage-view--faded",
        "passage-view--label",
        "passage-view--gutter",
    }

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._strips: LRUCache[int, Strip] = LRUCache(STRIPS_KEPT)
        self._brushes: dict[Look, Style] = {}
        self._lettered: dict[int, Strip] = {}
        self._letters_gone: Callable[[], object] | None = None
        self._marks: tuple[MarkView, ...] = ()

    # What the screen asks for

    def show(self, text: str, passages: Sequence[PassageLike], current: int) -> None:
        """Show an article from its passage `current` on, with nothing marked or selected."""
        self._end_letters()
        self._marks = ()
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
        self._marks = tuple(marks)
        self._repaint(self._page.put(marks, focused))

    def preview(self, span: Span | None) -> None:
        """Draw the focused mark as if it ran elsewhere, or where it runs."""
        focused = self._page.focused
        marks = self._marks
        if span is not None:
            moved = (replace(mark, span=span) if mark.key == focused else mark for mark in marks)
            marks = tuple(sorted(moved, key=lambda mark: (mark.span.start, mark.span.end, mark.key)))
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

    @property
    def window(self) -> Span | None:
        """Return what of the text is in view."""
        rows, top = self._page.rows, self.scroll_offset.y
        start, end = rows[min(top, len(rows) - 1)].start, rows[min(top + self._height, len(rows)) - 1].end
        return Span(start, end) if start < end else None

    def apart(self, offsets: Iterable[int], cells: int) -> list[int]:
        """Leave out of ascending offsets what is drawn less than so many cells behind the one before."""
        return self._page.apart(offsets, cells)

    def set_labels(self, labels: Mapping[int, str], gone: Callable[[], object] | None = None) -> None:
        """Draw these letters over the text at their offsets and fade the rest; no labels end that.

        So does whatever moves the text or draws over it: `gone` hears of it.
        """
        was_lettered, rows = bool(self._page.labels), self._page.label(labels)
        self._letters_gone = gone
        if was_lettered != bool(labels):
            self._lettered.clear()
            self.refresh()
            return
        for row in rows:
            self._lettered.pop(row, None)
            self.refresh_line(row)

    def _end_letters(self) -> None:
        gone = self._letters_gone
        if self._page.labels:
            self.set_labels({})
            if gone is not None:
                gone()

    # Layout and scrolling

    def _lay_out(self) -> None:
        self._end_letters()
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

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the letters away, which stand on rows that are elsewhere now."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._end_letters()

    # Painting

    def notify_style_update(self) -> None:
        """Forget what was painted in another theme's colours."""
        super().notify_style_update()
        self._brushes.clear()
        self._strips.clear()
        self._lettered.clear()

    def _repaint(self, rows: Collection[int]) -> None:
        if rows:
            self._end_letters()
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
        strips = self._lettered if self._page.labels else self._strips
        strip = strips.get(row)
        if strip is None:
            strips[row] = strip = self._paint(row)
        return strip

    def _paint(self, row: int) -> Strip:
        gutter = self._component("gutter") + Style(bold=self._page.holds_focus(row))
        segments = [Segment(self._signs(self._page.gutter(row)), gutter)]
        segments += [Segment(text, self._brush(look)) for text, look in self._page.stretches(row)]
        return Strip(segments).extend_cell_length(self.size.width, self._brush(Look()))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave the signs of the article as they are, in a program that draws its own in ASCII."""
        return as_drawn(super().get_line_filters())

    def _signs(self, gutter: str) -> str:
        if not glyphs(self).plain:
            return gutter
        from annotator.tui.plain import SIGNS

        return gutter.translate(SIGNS)

    def _brush(self, look: Look) -> Style:
        style = self._brushes.get(look)
        if style is None:
            style = self._brushes[look] = self._mix(look)
        return style

    def _mix(self, look: Look) -> Style:
        if look.label:
            return self._component("label")
        style = self._component("text" if look.current else "context")
        if look.boilerplate:
            style += self._component("boilerplate", partial=True)
        if look.marks:
            style += self._component("focused" if look.focused else "gap" if look.gap else "mark")
        over = {
            "overlap": look.marks > 1,
            "selection": look.selected,
            "caret": look.caret,
            "faded": look.faded,
        }
        for name, applies in over.items():
            style += self._component(name, partial=True) if applies else Style.null()
        return style

    def _component(self, name: str, *, partial: bool = False) -> Style:
        return self.get_component_rich_style(f"passage-view--{name}", partial=partial)

    def on_mouse_down(self, event: events.MouseDown) -> None:  # noqa: ARG002  the base's handler is called as well
        """Take the letters away: whoever uses the mouse needs none."""
        self._end_letters()
