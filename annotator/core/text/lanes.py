"""Marks by row: what covers each stretch of a row, and what the gutter beside it says.

Marks may nest, overlap and share their span. Nothing here is about looks: a piece names the marks over it,
from the outermost to the innermost, and whoever draws it decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """Anything with a span, a number to call it by, and a word on whether it still lacks something."""

    @property
    def span(self) -> Span:
        """Where it lies."""
        ...

    @property
    def number(self) -> int:
        """What people call it."""
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
    """The marks of a text laid out in rows."""

    def __init__(self, marks: Iterable[M], rows: Rows) -> None:
        self._rows = rows
        self._by_row: dict[int, list[M]] = {}
        # Outermost first, so that every list below comes out in the order of drawing.
        for mark in sorted(marks, key=_outermost_first):
            for row in self.rows_of(mark.span):
                self._by_row.setdefault(row, []).append(mark)

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

    def starting(self, row: int) -> tuple[M, ...]:
        """List the marks that begin on a row, in the order of their numbers."""
        here = [mark for mark in self._by_row.get(row, ()) if self.rows_of(mark.span).start == row]
        return tuple(sorted(here, key=lambda mark: mark.number))

    def gutter(self, row: int, width: int = LANES) -> str:
        """Write the gutter of a row: a lane for each mark that goes on, the number of the first that begins.

        After the number, `?` says that one of those that begin lacks something, `+` that there are several.
        """
        begin = self.starting(row)
        label = _label(begin, width) if begin else ""
        lanes = min(len(self._by_row.get(row, ())) - len(begin), width - len(label))
        return LANE * lanes + label.rjust(width - lanes)


def _outermost_first(mark: Marked) -> tuple[int, int, int]:
    return mark.span.start, -mark.span.end, mark.number


def _label(begin: tuple[M, ...], width: int) -> str:
    more = MORE if len(begin) > 1 else ""
    gap = "" if all(mark.complete for mark in begin) else GAP
    number = str(begin[0].number)
    # The number is what people look for: the signs after it give way first, then its leading digits.
    for label in (number + gap + more, number + (gap or more), number):
        if len(label) <= width:
            return label
    return "…" + number[1 - width :]
