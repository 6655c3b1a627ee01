"""What stands on the page of a passage view, and which of its rows a change touches.

A page knows no colours and no terminal. It cuts each row into stretches of one look, never inside a
grapheme; and every change says which rows look different after it, so that the view repaints those and no
others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple, Protocol

from rich.cells import cell_len

from annotator.core.display import visible
from annotator.core.text.lanes import LANES, Lanes, Piece
from annotator.core.text.rows import Cluster, Layout, Place
from annotator.core.text.span import Span

BAR = "▏"
BOILERPLATE = "boilerplate"
BOILERPLATE_LABEL = "bp"
GUTTER = LANES + 1
"""Columns left of the text: numbers and lanes, then the bar along the current passage."""

STAND_IN = "◌"
"""Drawn for a grapheme with no cell of its own, such as a lone combining mark."""


@dataclass(frozen=True, slots=True)
class MarkView:
    """A claim as the page shows it; its number is its place in the text."""

    key: str
    span: Span
    complete: bool


class PassageLike(Protocol):
    """What the page needs to know of a passage."""

    @property
    def span(self) -> Span:
        """Where it lies in the article."""
        ...

    @property
    def kind(self) -> str:
        """What kind of text it is."""
        ...


class Look(NamedTuple):
    """All that decides how a stretch of text looks."""

    current: bool = False
    boilerplate: bool = False
    marks: int = 0
    focused: bool = False
    gap: bool = False
    selected: bool = False
    caret: bool = False
    faded: bool = False
    label: bool = False


class Stretch(NamedTuple):
    """A part of a row with one look."""

    text: str
    look: Look


class Selection(NamedTuple):
    """What is selected, and where the caret stands: at an edge of it, or alone."""

    span: Span | None
    caret: int

    @property
    def head(self) -> int:
        """Return an offset in the grapheme the caret is drawn on: at the right edge, the last one inside."""
        return self.caret - 1 if self.span and self.caret == self.span.end else self.caret


class Page:
    """An article in rows, with everything that is drawn over it."""

    def __init__(self, text: str = "", passages: Sequence[PassageLike] = (), current: int = 0) -> None:
        self._drawn = visible(text)
        # Measured as Textual measures it, because Textual cuts and pads the rows.
        self._layout = Layout(text, cell_len, self._drawn)
        self._passages = passages
        self._starts = [passage.span.start for passage in passages]
        self.current = current
        self.marks: tuple[MarkView, ...] = ()
        self.focused: str | None = None
        self.selection = Selection(None, passages[current].span.start if passages else 0)
        self.labels: Mapping[int, str] = {}
        self.lay_out(0)

    def lay_out(self, width: int) -> None:
        """Wrap the text at a width."""
        self.rows = self._layout.at_width(max(0, width))
        self.lanes = Lanes(self.marks, self.rows)

    def turn_to(self, index: int) -> set[int]:
        """Make another passage the current one; return the rows that look different."""
        before, self.current = self.current, index
        return {*self.passage_rows(before), *self.passage_rows(index)} if before != index else set()

    def put(self, marks: Sequence[MarkView], focused: str | None) -> set[int]:
        """Draw these marks instead; return the rows that look different."""
        before, left = self.focused, self._focused_at()
        self.marks, self.focused = tuple(marks), focused
        changed = self.lanes.put(self.marks)
        if focused != before:
            spans = (span for span in (left, self._focused_at()) if span)
            changed.update(*map(self.lanes.rows_of, spans))
        return changed

    def _focused_at(self) -> Span | None:
        return next((mark.span for mark in self.marks if mark.key == self.focused), None)

    def select(self, span: Span | None, caret: int) -> set[int]:
        """Draw this selection instead; return the rows that look different."""
        before, self.selection = self.selection, Selection(span, caret)
        if before == self.selection:
            return set()
        changed = {self.rows.row_at(before.head), self.rows.row_at(self.selection.head)}
        return changed.union(*map(self.lanes.rows_of, _difference(before.span, span)))

    def label(self, labels: Mapping[int, str]) -> set[int]:
        """Draw these letters over the text at their offsets instead; return the rows whose letters differ.

        While there are any the rest of the text is faded, which all rows show.
        """
        before, self.labels = self.labels, labels
        return {self.rows.row_at(offset) for offset, _ in before.items() ^ labels.items()}

    def apart(self, offsets: Iterable[int], cells: int) -> list[int]:
        """Leave out of ascending offsets what is drawn less than so many cells behind the one before."""
        found: list[int] = []
        last = Place(-1, 0)
        for offset in offsets:
            here = self.rows.place(offset)
            if here.row != last.row or here.cell >= last.cell + cells:
                found.append(offset)
                last = here
        return found

    def passage_rows(self, index: int) -> range:
        """Return the rows of a passage."""
        return self.lanes.rows_of(self._passages[index].span) if self._passages else range(0)

    def mark_to_focus(self, offset: int) -> MarkView | None:
        """Return the innermost mark at an offset, or the one around the focused one when that is there."""
        here = self.lanes.under(offset)
        keys = [mark.key for mark in here]
        outer = keys.index(self.focused) + 1 if self.focused in keys else 0
        return here[outer % len(here)] if here else None

    def gutter(self, row: int) -> str:
        """Write what stands left of a row: numbers and lanes of marks, the bar of the current passage."""
        label = self.lanes.gutter(row)
        passage = self._passage_at(self.rows[row].start)
        if label.isspace() and self._is_boilerplate(passage) and row == self.passage_rows(passage).start:
            label = BOILERPLATE_LABEL.rjust(LANES)
        return label + (BAR if row in self.passage_rows(self.current) else " ")

    def holds_focus(self, row: int) -> bool:
        """Tell whether the focused mark begins on a row."""
        return any(mark.key == self.focused for mark in self.lanes.starting(row))

    def stretches(self, row: int) -> Iterator[Stretch]:
        """Cut a row wherever its look changes, and say what to draw."""
        caret = self._caret()
        pieces = list(self.lanes.pieces(row))
        letters = self._letters(row)
        for here in self._cuts(row, [caret, *letters, *(Span(piece.start, piece.end) for piece in pieces)]):
            over = next((span for span in letters if span.covers(here)), None)
            if over is None:
                yield from self._words(row, here, self._look(here, caret, pieces))
            elif over.start == here.start:
                yield Stretch(letters[over], Look(label=True))
        head = self.selection.head
        if not self.labels and self.rows[row].end <= head and self.rows.row_at(head) == row:
            # The caret stands on a break or on a space at the end of a row, which nothing else draws.
            yield Stretch(" ", Look(current=True, selected=True, caret=True))

    def _words(self, row: int, here: Span, look: Look) -> Iterator[Stretch]:
        if self.rows.is_narrow(row):
            yield Stretch(here.of(self._drawn), look)
        else:
            clusters = self.rows.clusters(here.start, here.end)
            yield from (Stretch(text, look) for text in _joined(self._drawn, clusters))

    def _letters(self, row: int) -> dict[Span, str]:
        """Return the labels of a row by the graphemes each is drawn over, padded to the cells of these.

        Where the row ends before the label does, it goes on into the column that is free behind every row.
        """
        found: dict[Span, str] = {}
        start, end = self.rows[row]
        for offset, label in self.labels.items():
            if start <= offset < end:
                cells, last = 0, offset
                for cluster in self.rows.clusters(offset, end):
                    cells, last = cells + cluster.cells, cluster.end
                    if cells >= len(label):
                        break
                found[Span(offset, last)] = label.ljust(cells)
        return found

    def _cuts(self, row: int, spans: list[Span]) -> Iterator[Span]:
        start, end = self.rows[row]
        spans += [*self._passage_spans(start, end), *([self.selection.span] if self.selection.span else [])]
        edges = {edge for span in spans for edge in (span.start, span.end) if start < edge < end}
        cuts = {start, end, *map(self.rows.floor, edges), *map(self.rows.ceil, edges)}
        return (Span(at, until) for at, until in pairwise(sorted(cuts)))

    def _look(self, here: Span, caret: Span, pieces: Iterable[Piece[MarkView]]) -> Look:
        passage = self._passage_at(here.start)
        # More than one piece, where marks meet inside a grapheme: all of them colour it.
        over = [piece.marks for piece in pieces if piece.start < here.end and here.start < piece.end]
        marks = list(dict.fromkeys(chain.from_iterable(over)))
        return Look(
            current=passage == self.current,
            boilerplate=self._is_boilerplate(passage),
            marks=min(len(marks), 2),
            focused=any(mark.key == self.focused for mark in marks),
            gap=bool(marks) and not marks[-1].complete,
            selected=not self.labels and here.overlap(self.selection.span or caret) > 0,
            caret=not self.labels and here.overlap(caret) > 0,
            faded=bool(self.labels),
        )

    def _caret(self) -> Span:
        at = self.rows.floor(self.selection.head)
        return Span(at, max(self.rows.ceil(at + 1), at + 1))

    def _passage_at(self, offset: int) -> int:
        """Return the passage that holds an offset, or -1."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 and offset in self._passages[index].span else -1

    def _passage_spans(self, start: int, end: int) -> Iterator[Span]:
        first = max(0, bisect_right(self._starts, start) - 1)
        return (passage.span for passage in self._passages[first : bisect_right(self._starts, end)])

    def _is_boilerplate(self, passage: int) -> bool:
        return passage >= 0 and self._passages[passage].kind == BOILERPLATE


def _joined(drawn: str, clusters: Iterable[Cluster]) -> Sequence[str]:
    """Return graphemes as one text, or apart where they would not take the same cells side by side."""
    clusters = list(clusters)
    parts = [_fitted(drawn[start:end], cells) for start, end, cells in clusters]
    whole = "".join(parts)
    return [whole] if cell_len(whole) == sum(cluster.cells for cluster in clusters) else parts


def _fitted(text: str, cells: int) -> str:
    return text if cell_len(text) == cells else STAND_IN.ljust(cells)


def _difference(before: Span | None, after: Span | None) -> list[Span]:
    """Return what only one of two spans covers."""
    if before is None or after is None or not before.overlap(after):
        return [span for span in (before, after) if span]
    edges = [sorted((before.start, after.start)), sorted((before.end, after.end))]
    return [Span(low, high) for low, high in edges if low < high]
