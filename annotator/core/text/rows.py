"""Text laid out in rows of cells, and the way back from a cell to an offset.

Paragraphs are what lies between line breaks; however many breaks stand between two of them, at most one
blank row is drawn, and no offset moves. Rows wrap at spaces, between East Asian characters, and inside a
word only when it is wider than a row. Every row begins and ends at a grapheme boundary: what is drawn as
one is never parted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol

from annotator.core.text.graphemes import clusters
from annotator.core.text.span import Span

CellWidth = Callable[[str], int]
"""How many cells a terminal gives to one grapheme."""

_MOST_CELLS = 8
"""More than any terminal gives to one code point."""

WIDTHS_KEPT = 4
"""A terminal dragged wider passes many widths once; people go back and forth between two or three."""

# Characters that every terminal draws alone in one cell: a paragraph of nothing else needs no table.
_NARROW = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u0482\u048a-\u052f"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
)
# East Asian characters that a row may end beside. Hangul is not among them: it has spaces.
_WIDE = (
    "\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u31f0-\u321e\u3250-\u4dbf\u4e00-\ua48c"
    "\uf900-\ufaff\uff01-\uff60"
)
# Spaces a row may end at: those that forbid it (U+00A0, U+2007, U+202F) are left out on purpose.
_SPACES = " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
# What never begins a row and what never ends one: the everyday part of JIS X 4051.
_CLOSING = (
    "\u3001\u3002\u300d\u300f\u3011\u3015\u3009\u300b\u30fb\u30fc\u3005"
    "\uff09\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\uff5d"
)
_OPENING = "\u300c\u300e\u3010\u3014\u3008\u300a\uff08\uff5b"

_BREAKING = "\n\r\v\f\x85\u2028\u2029"
_BREAK = f"(?:\r\n|[{_BREAKING}])"
_ONE_BREAK = re.compile(_BREAK)
_BREAKS = re.compile(f"{_BREAK}(?:[{_SPACES}]*{_BREAK})*")
_SPACING = re.compile(f"[{_SPACES}]*")
_ALL_NARROW = re.compile(f"[{_NARROW}]*")


@cache
def _may_begin() -> re.Pattern[str]:
    """Compile where a row may begin, for the first paragraph that is not narrow: the first frame waits for it."""
    return re.compile(
        f"(?<=[{_SPACES}\u00ad\u200b])(?![{_SPACES}])"
        f"|(?<=[{_WIDE}])(?<![{_OPENING}])(?![{_CLOSING}{_SPACES}])"
        f"|(?<![{_OPENING}{_SPACES}])(?=[{_WIDE}])(?![{_CLOSING}])"
    )


class Row(NamedTuple):
    """What one row draws; the spaces and breaks between two rows belong to the first, undrawn."""

    start: int
    end: int


class Place(NamedTuple):
    """Where an offset is drawn: a row, and a cell counted from its left end."""

    row: int
    cell: int


class Cluster(NamedTuple):
    """One grapheme and the cells it takes."""

    start: int
    end: int
    cells: int


class _Paragraph(Protocol):
    """The arithmetic of one paragraph: which offset lies how many cells on."""

    start: int
    end: int

    def reach(self, start: int, cells: int) -> int: ...
    def next_row(self, start: int, reach: int) -> int: ...
    def floor(self, offset: int) -> int: ...
    def ceil(self, offset: int) -> int: ...
    def cells(self, start: int, end: int) -> int: ...


class _Narrow:
    """A paragraph in which every code point is a grapheme of one cell."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self.start, self.end = start, end

    def reach(self, start: int, cells: int) -> int:
        """Return the end of what fits in `cells`."""
        return min(start + cells, self.end)

    def next_row(self, start: int, reach: int) -> int:
        """Return where the next row begins, when this one fits up to `reach`."""
        after = _after_spaces(self._text, reach, self.end)
        if after > reach:
            return after
        return self._text.rfind(" ", start, reach) + 1 or reach

    def floor(self, offset: int) -> int:
        """Return the last grapheme boundary up to `offset`."""
        return offset

    def ceil(self, offset: int) -> int:
        """Return the first grapheme boundary from `offset` on."""
        return offset

    def cells(self, start: int, end: int) -> int:
        """Count the cells between two offsets."""
        return end - start


class _Mixed:
    """A paragraph with its grapheme boundaries and the cells before each of them."""

    def __init__(self, text: str, shown: str, start: int, end: int, widths: _Widths) -> None:
        self._text = text
        self.start, self.end = start, end
        self._bounds = [*_boundaries(text, start, end), end]
        cells = (widths[shown[a:b]] for a, b in pairwise(self._bounds))
        self._cells = list(accumulate(cells, initial=0))
        begins = (found.start() for found in _may_begin().finditer(text, start, end))
        self._begins = [at for at in begins if self.floor(at) == at]

    def reach(self, start: int, cells: int) -> int:
        """Return the end of what fits in `cells`."""
        first = bisect_left(self._bounds, start)
        return self._bounds[bisect_right(self._cells, self._cells[first] + cells) - 1]

    def next_row(self, start: int, reach: int) -> int:
        """Return where the next row begins, when this one fits up to `reach`."""
        found = bisect_right(self._begins, _after_spaces(self._text, reach, self.end)) - 1
        begin = self._begins[found] if found >= 0 else start
        return begin if begin > start else reach

    def floor(self, offset: int) -> int:
        """Return the last grapheme boundary up to `offset`."""
        return self._bounds[bisect_right(self._bounds, offset) - 1] if offset < self.end else offset

    def ceil(self, offset: int) -> int:
        """Return the first grapheme boundary from `offset` on."""
        return self._bounds[bisect_left(self._bounds, offset)] if offset < self.end else offset

    def cells(self, start: int, end: int) -> int:
        """Count the cells between two offsets."""
        first, last = bisect_left(self._bounds, start), bisect_right(self._bounds, end) - 1
        return self._cells[last] - self._cells[first]


class _Widths(dict[str, int]):
    """The cells of each grapheme met so far; never none, or the caret could not stand on it."""

    def __init__(self, measure: CellWidth) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, cluster: str) -> int:
        self[cluster] = cells = max(1, self._measure(cluster))
        return cells


class Layout:
    r"""A text ready to be laid out at any width; `shown`, as long as the text, is what is drawn for it.

    >>> rows = Layout("Police said on Monday\n\n\nthat nobody was hurt.", len).at_width(12)
    >>> [rows.text[row.start : row.end] for row in rows]
    ['Police said', 'on Monday', '', 'that nobody', 'was hurt.']
    """

    def __init__(self, text: str, cell_width: CellWidth, shown: str | None = None) -> None:
        widths, shown = _Widths(cell_width), text if shown is None else shown
        paragraphs = tuple(_paragraph(text, shown, *ends, widths) for ends in _paragraph_ends(text))
        # What does not depend on the width is worked out once; rows are kept for the last few widths.
        self.at_width = lru_cache(WIDTHS_KEPT)(lambda width: Rows(text, paragraphs, width))


class Rows:
    """The rows of a text at one width; at no width, before there is a screen, each paragraph is one row.

    >>> rows = Layout("Police said on Monday", len).at_width(12)
    >>> rows.place(15)
    Place(row=1, cell=3)
    >>> rows.offset_at(1, 3)
    15
    """

    def __init__(self, text: str, paragraphs: Iterable[_Paragraph], width: int) -> None:
        self.text, self.width = text, width
        self._rows: list[Row] = []
        self._owners: list[_Paragraph] = []
        # Wrapping a long article cell by cell, only to wrap it again once the width is known, would cost a start dear.
        room = width if width > 0 else len(text) * _MOST_CELLS
        for paragraph in paragraphs:
            self._wrap(paragraph, room)
        if not self._rows:
            self._add(Row(0, 0), _Narrow(text, 0, 0))
        self._starts = [row.start for row in self._rows]

    def _wrap(self, paragraph: _Paragraph, width: int) -> None:
        at, end = paragraph.start, paragraph.end
        if at == end:
            self._add(Row(at, at), paragraph)
        while at < end:
            reach = max(paragraph.reach(at, width), paragraph.ceil(at + 1))
            begin = paragraph.next_row(at, reach) if reach < end else end
            drawn = at + len(self.text[at:begin].rstrip(_SPACES))
            if drawn > at:
                self._add(Row(at, paragraph.ceil(drawn)), paragraph)
            at = begin

    def _add(self, row: Row, owner: _Paragraph) -> None:
        self._rows.append(row)
        self._owners.append(owner)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, row: int) -> Row:
        return self._rows[row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def row_at(self, offset: int) -> int:
        """Return the row that draws `offset`, or the one before it when nothing does."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def rows_of(self, span: Span) -> range:
        """Return the rows that draw some of a span."""
        first = self.row_at(span.start)
        if span.start >= self._rows[first].end and first + 1 < len(self._rows):
            first += 1
        return range(first, max(first, self.row_at(span.end - 1)) + 1)

    def place(self, offset: int) -> Place:
        """Return where `offset` is drawn; what isn't drawn stands at the end of the row before it."""
        row = self.row_at(offset)
        start, end = self._rows[row]
        return Place(row, self._owners[row].cells(start, min(max(offset, start), end)))

    def offset_at(self, row: int, cell: int) -> int:
        """Return the start of the grapheme drawn at a cell, or the row's end when nothing is."""
        return self.cluster_at(row, cell).start

    def cluster_at(self, row: int, cell: int) -> Cluster:
        """Return the grapheme drawn at a cell; past the row's end, an empty one."""
        row = min(max(row, 0), len(self._rows) - 1)
        start, end = self._rows[row]
        at = min(self._owners[row].reach(start, max(cell, 0)), end)
        return next(self.clusters(at, end), Cluster(end, end, 0))

    def clusters(self, start: int, end: int) -> Iterator[Cluster]:
        """List the graphemes between two boundaries of one row."""
        owner = self._owners[self.row_at(start)]
        while start < end:
            after = owner.ceil(start + 1)
            yield Cluster(start, after, owner.cells(start, after))
            start = after

    def cells(self, row: int) -> int:
        """Count the cells a row takes."""
        return self._owners[row].cells(*self._rows[row])

    def is_narrow(self, row: int) -> bool:
        """Tell whether each code point of the row takes one cell, so that it can be cut anywhere."""
        return isinstance(self._owners[row], _Narrow)

    def floor(self, offset: int) -> int:
        """Return the last grapheme boundary up to `offset`."""
        return self._owners[self.row_at(offset)].floor(offset)

    def ceil(self, offset: int) -> int:
        """Return the first grapheme boundary from `offset` on."""
        return self._owners[self.row_at(offset)].ceil(offset)


def _paragraph(text: str, shown: str, start: int, end: int, widths: _Widths) -> _Paragraph:
    if _ALL_NARROW.fullmatch(text, start, end):
        return _Narrow(text, start, end)
    return _Mixed(text, shown, start, end, widths)


def _paragraph_ends(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph starts and ends; an empty one stands for the blank row between two."""
    at, last = 0, len(text.rstrip(_SPACES + _BREAKING))
    for found in _BREAKS.finditer(text, 0, last):
        if text[at : found.start()].strip(_SPACES):
            yield at, found.start()
            first = _ONE_BREAK.match(text, found.start(), found.end())
            if first and first.end() < found.end():
                yield first.end(), first.end()
        at = found.end()
    if at < last:
        after = _ONE_BREAK.search(text, last)
        yield at, after.start() if after else len(text)


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each grapheme starts."""
    at = start
    for joined in clusters(text, Span(start, end)):
        yield from range(at, joined.start + 1)
        at = joined.end
    yield from range(at, end)


def _after_spaces(text: str, at: int, end: int) -> int:
    found = _SPACING.match(text, at, end)
    return found.end() if found else at
