"""Where one character, as a reader sees it, ends and the next begins (UAX #29), in code points of the text.

The caret stops only here, and no span of the program starts or ends inside such a cluster. Nearly all text
is made of code points that never join, so only the few places that may are handed to wcwidth's rules.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from annotator.core.text.span import Span

# Code points that never join one another: Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic letters, kana,
# Han, Hangul syllables, full-width forms, punctuation. A test compares pairs of them with wcwidth.
_ALONE = (
    "\x00-\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u0590\u05be\u05d0-\u05ea\u0620-\u064a\u0660-\u066f\u1e00-\u1fff"
    "\u2010-\u205f\u20a0-\u20cf\u2100-\u25ff\u3000-\u3029\u3030-\u3098\u309b-\ua4cf\uac00-\ud7a3\uff00-\uff9d"
)


# Compiled and imported for the first text that needs them: most need neither, and the first frame waits for imports.
@cache
def _joining() -> re.Pattern[str]:
    return re.compile(f"[{_ALONE}]?(?:[^{_ALONE}]+[{_ALONE}]?)+")


def _parted(text: str) -> Iterator[str]:
    from wcwidth import iter_graphemes  # noqa: PLC0415

    return iter_graphemes(text)


def clusters(text: str, within: Span) -> Iterator[Span]:
    r"""Yield only the characters of several code points, in order.

    >>> list(clusters("nai\u0308ve", Span(0, 6)))
    [Span(start=2, end=4)]
    """
    part = within.of(text)
    if part.isascii() and "\r" not in part:
        return
    for odd in _joining().finditer(part):
        at = within.start + odd.start()
        for cluster in _parted(odd[0]):
            if len(cluster) > 1:
                yield Span(at, at + len(cluster))
            at += len(cluster)


def graphemes(text: str, within: Span) -> tuple[Span, ...]:
    """Return every character in order; together they tile `within`.

    >>> [one.of("né 🇫🇷") for one in graphemes("né 🇫🇷", Span(0, 5))]
    ['n', 'é', ' ', '🇫🇷']
    """
    found: list[Span] = []
    at = within.start
    for cluster in clusters(text, within):
        found += (Span(one, one + 1) for one in range(at, cluster.start))
        found.append(cluster)
        at = cluster.end
    found += (Span(one, one + 1) for one in range(at, within.end))
    return tuple(found)


def characters(text: str, within: Span) -> tuple[Span, ...]:
    """Return the characters a caret stops on: all but white space.

    >>> characters("a b", Span(0, 3))
    (Span(start=0, end=1), Span(start=2, end=3))
    """
    return tuple(one for one in graphemes(text, within) if not one.of(text).isspace())


class Edges:
    """The places of one stretch of text at which a span may start or end."""

    def __init__(self, text: str, within: Span) -> None:
        """Find them."""
        inner = tuple(clusters(text, within))
        self._starts = [one.start for one in inner]
        self._ends = [one.end for one in inner]

    def before(self, offset: int) -> int:
        """Return the nearest edge at or before `offset`."""
        at = bisect_right(self._starts, offset) - 1
        return self._starts[at] if at >= 0 and offset < self._ends[at] else offset

    def after(self, offset: int) -> int:
        """Return the nearest edge at or after `offset`."""
        at = bisect_right(self._starts, offset) - 1
        inside = at >= 0 and self._starts[at] < offset < self._ends[at]
        return self._ends[at] if inside else offset


def pieces(text: str, within: Span, cuts: Iterable[int]) -> tuple[Span, ...]:
    """Cut `within` at ascending offsets; white space goes from the ends of each piece, and empty ones vanish.

    >>> [piece.of("one, two ") for piece in pieces("one, two ", Span(0, 9), [5])]
    ['one,', 'two']
    """
    edges = Edges(text, within)
    found: list[Span] = []
    end = start = within.start
    for cut in map(edges.after, (*cuts, within.end)):
        part = text[start:cut]
        if part and not part.isspace():
            first = max(end, edges.before(cut - len(part.lstrip())))
            end = max(end, edges.after(start + len(part.rstrip())))
            found += [Span(first, end)] if first < end else []
        start = max(start, cut)
    return tuple(found)
