"""Marks by row: what covers each stretch of a row, and what the gutter beside it says.

Marks may nest, overlap and share their span. Nothing here is about looks: a piece names the marks over it,
from the outermost to the innermost, and whoever draws it decides.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar

from annotator.core.text.rows import Rows
from annotator.core.text.span import Span

LANES = 3
"""How many columns the gutter has for numbers and lanes."""

LANE = "│"
MORE = "+"
GAP = "?"


class Marked(Protocol):
    """Anything with a span, a key of its own, and a word on whether it still lacks something."""

    @property
    def key(self) -> str:
        """What tells it from all others."""
        ...

    @property
    def span(self) -> Span:
        """Where it lies."""
        ...

    @property
    def complete(self) -> bool:
        """Whether nothing is missing from it."""
        ...


M = TypeVar("M", bound=Marked)


class Piece(NamedTuple, Generic[M]):
    """A stretch of a row under one and the same set of marks, the outermost first."""

    start: int
    end: int
    marks: tuple[M, ...]


class Lanes(Generic[M]):
    """The marks of a text laid out in rows; given in the order of the text, which numbers them."""

    def __init__(self, marks: Sequence[M], rows: Rows) -> None:
        self._rows = rows
        self._marks: Sequence[M] = ()
        self._numbers: dict[str, int] = {}
        self._by_row: dict[int, list[M]] = {}
        self._begin: dict[int, list[M]] = {}
        self.put(marks)

    def put(self, marks: Sequence[M]) -> set[int]:
        """Lay these marks out instead; return the rows that look different.

        What stays is left as it is: a key changes one mark of hundreds.
        """
        before, self._marks = self._marks, marks
        head = _alike(before, marks)
        tail = _alike(before[head:][::-1], marks[head:][::-1])
        gone, come = before[head : len(before) - tail], marks[head : len(marks) - tail]
        changed: set[int] = set()
        for mark in gone:
            changed.update(self._take_off(mark))
        self._numbers = {mark.key: number for number, mark in enumerate(marks, 1)}
        for mark in come:
            changed.update(self._put_on(mark))
        if len(gone) != len(come) and tail:
            first = self.rows_of(marks[-tail].span).start
            changed.update(row for row, begin in self._begin.items() if begin and row >= first)
        return changed

    def _take_off(self, mark: M) -> range:
        rows = self.rows_of(mark.span)
        for row in rows:
            self._by_row[row].remove(mark)
        self._begin[rows.start].remove(mark)
        return rows

    def _put_on(self, mark: M) -> range:
        rows = self.rows_of(mark.span)
        for row in rows:
            insort(self._by_row.setdefault(row, []), mark, key=self._outermost_first)
        insort(self._begin.setdefault(rows.start, []), mark, key=self._number)
        return rows

    def _number(self, mark: M) -> int:
        return self._numbers[mark.key]

    def _outermost_first(self, mark: M) -> tuple[int, int, int]:
        return mark.span.start, -mark.span.end, self._number(mark)

    def rows_of(self, span: Span) -> range:
        """Return the rows that draw some of a span."""
        return self._rows.rows_of(span)

    def under(self, offset: int) -> tuple[M, ...]:
        """List the marks that cover an offset, the innermost first."""
        row = self._by_row.get(self._rows.row_at(offset), [])
        return tuple(mark for mark in reversed(row) if offset in mark.span)

    def pieces(self, row: int) -> Iterator[Piece[M]]:
        """Cut a row where a mark begins or ends, and leave out what no mark covers."""
        here = self._by_row.get(row, [])
        start, end = self._rows[row]
        edges = {edge for mark in here for edge in (mark.span.start, mark.span.end)}
        cuts = sorted({min(max(edge, start), end) for edge in edges})
        for at, until in pairwise(cuts):
            over = tuple(mark for mark in here if mark.span.start <= at and until <= mark.span.end)
            if over:
                yield Piece(at, until, over)

    def starting(self, row: int) -> Sequence[M]:
        """List the marks that begin on a row, in the order of their numbers."""
        return self._begin.get(row, ())

    def gutter(self, row: int, width: int = LANES) -> str:
        """Write the gutter of a row: a lane for each mark that goes on, the number of the first that begins.

        After the number, `?` says that one of those that begin lacks something, `+` that there are several.
        """
        begin = self.starting(row)
        label = self._label(begin, width) if begin else ""
        lanes = min(len(self._by_row.get(row, ())) - len(begin), width - len(label))
        return LANE * lanes + label.rjust(width - lanes)

    def _label(self, begin: Sequence[M], width: int) -> str:
        more = MORE if len(begin) > 1 else ""
        gap = "" if all(mark.complete for mark in begin) else GAP
        number = str(self._number(begin[0]))
        # The number is what people look for: the signs after it give way first, then its leading digits.
        for label in (number + gap + more, number + (gap or more), number):
            if len(label) <= width:
                return label
        return "…" + number[1 - width :]


def _alike(these: Sequence[Marked], those: Sequence[Marked]) -> int:
    """Count how many marks two lists begin with in common."""
    pairs = enumerate(zip(these, those, strict=False))
    differing = (at for at, (one, other) in pairs if one is not other and one != other)
    return next(differing, min(len(these), len(those)))
