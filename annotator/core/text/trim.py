"""The rule by which a marked span loses what is not part of the claim.

White space and punctuation go from both ends: . , ; : ! ? … and dashes. A quotation mark or bracket at an
end stays only if its partner lies inside the span too, so the marks stay when they hold just the claim or
a part of it, and go when they were cut in half or hold a full stop as well. What belongs to a word stays:
%, $, the point of U.S., the apostrophe of leaders'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.core.text.graphemes import Edges
from annotator.core.text.span import Span

_INVISIBLE = frozenset(
    "\u200b\ufeff\u2060\u00ad\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_POINTS = frozenset(".,;:!?…‚、。，．；：！？｡､،؛؟۔।॥·•*‣-‐‑‒–—―−¡¿‽")
_PARTNERS = {
    "“": "”",
    "«": "»",
    "‹": "›",
    "(": ")",
    "[": "]",
    "{": "}",
    "「": "」",
    "『": "』",
    "（": "）",
    "《": "》",
}
_CLOSERS = {closing: opening for opening, closing in _PARTNERS.items()}
# Marks that open or close as they stand: straight quotes, and the curly one that is also the apostrophe.
_STRAIGHT = {"'": "'", "’": "‘", '"': '"'}
_QUOTES = frozenset("“«‹„‘「『'\"")
_PAIRED = frozenset("‘„") | _PARTNERS.keys() | _CLOSERS.keys() | _STRAIGHT.keys()

_ABBREVIATED = re.compile(r"(?:[^\W\d_]\.)*(?<![^\W\d_])[^\W\d_]\.[^\W\d_]\.\Z")
_FIGURE = re.compile(r"[-−.]\.?\d")
_ELIDED = re.compile(r"['’](?:\d\ds?|em|tis|twas|til|cause|n)(?!\w)", re.IGNORECASE)
_LOOK_BACK = 2000


def _is_opening(text: str, at: int) -> bool:
    """Tell whether a straight mark opens: nothing, white space or another opening mark stands before it."""
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "([{“‘„«-–—"


def _is_apostrophe(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def _pairs(text: str, span: Span) -> dict[int, int]:
    """Return the partner of every mark that has one inside the span; each kind pairs by itself."""
    found = {**_nested(text, span), **_double(text, span), **_single(text, span)}
    return found | {there: here for here, there in found.items()}


def _nested(text: str, span: Span) -> dict[int, int]:
    found: dict[int, int] = {}
    open_marks: dict[str, list[int]] = {mark: [] for mark in (*_PARTNERS, "„")}
    for at in range(span.start, span.end):
        mark = text[at]
        if mark in "“”" and open_marks["„"]:
            found[open_marks["„"].pop()] = at
        elif mark in open_marks:
            open_marks[mark].append(at)
        elif mark in _CLOSERS and open_marks[_CLOSERS[mark]]:
            found[open_marks[_CLOSERS[mark]].pop()] = at
    return found


def _double(text: str, span: Span) -> dict[int, int]:
    found: dict[int, int] = {}
    opened = -1
    for at in range(span.start, span.end):
        if text[at] == '"':
            if opened >= 0 and not _is_opening(text, at):
                found[opened] = at
                opened = -1
            elif opened < 0 and (_is_opening(text, at) or at == span.start):
                opened = at
    return found


def _single(text: str, span: Span) -> dict[int, int]:
    """Pair ' with ' and ‘ with ’: the first that is no possessive closes, else the last that may be."""
    found: dict[int, int] = {}
    for opening, closing in (("'", "'"), ("‘", "’")):
        opened, settled = -1, False
        for at in _marks(text, span, opening + closing):
            if text[at] == opening and (opening == "‘" or _is_opening(text, at)):
                opened, settled = at, False
            elif opened >= 0 and not settled and text[at] == closing:
                found[opened] = at
                settled = text[at - 1] not in "sS"
    return found


def _marks(text: str, span: Span, which: str) -> Iterator[int]:
    return (at for at in range(span.start, span.end) if text[at] in which and not _is_apostrophe(text, at))


def _is_possessive(text: str, span: Span, at: int) -> bool:
    """Tell whether a last mark is an apostrophe: behind a letter, no quotation open that it could close."""
    if text[at] not in "'’" or at == 0 or not text[at - 1].isalnum():
        return False
    start = max(0, span.start - _LOOK_BACK, text.rfind("\n", 0, at) + 1)
    before = Span(start, at) if start < at else span
    closed = _single(text, before)
    opening = [one for one in _marks(text, before, "'‘") if text[one] == "‘" or _is_opening(text, one)]
    return all(one in closed and _closes_surely(text, closed[one]) for one in opening)


def _closes_surely(text: str, at: int) -> bool:
    return text[at - 1] not in "sS" or not text[at + 1 : at + 2].isspace()


def _drops_first(text: str, span: Span, unit: str, pairs: dict[int, int]) -> bool:
    if unit.isspace() or unit in _INVISIBLE:
        return True
    if _FIGURE.match(text, span.start, span.end) or _ELIDED.match(text, span.start, span.end):
        return False
    if unit in _PAIRED:
        return not span.start <= pairs.get(span.start, -1) < span.end or _encloses_more(text, span, pairs)
    return unit in _POINTS


def _encloses_more(text: str, span: Span, pairs: dict[int, int]) -> bool:
    """Tell whether quotation marks hold the whole span and a mark of punctuation that is no part of the claim."""
    last = span.end - 1
    quoted = text[span.start] in _QUOTES and pairs.get(span.start) == last and text[last - 1] in _POINTS
    return quoted and not _ABBREVIATED.search(text, max(span.start, last - 12), last)


def _drops_last(text: str, span: Span, unit: str, pairs: dict[int, int]) -> bool:
    last = span.end - 1
    if unit.isspace() or unit in _INVISIBLE:
        return True
    if unit == "." and _ABBREVIATED.search(text, max(span.start, last - 12), span.end):
        return False
    if unit in _PAIRED:
        return not span.start <= pairs.get(last, -1) < span.end and not _is_possessive(text, span, last)
    return unit in _POINTS


def _once(text: str, span: Span) -> Span | None:
    edges, pairs = Edges(text, span), _pairs(text, span)
    while True:
        first = edges.after(span.start + 1)
        last = edges.before(span.end - 1)
        if _drops_first(text, span, text[span.start : first], pairs):
            start, end = first, span.end
        elif _drops_last(text, span, text[last : span.end], pairs):
            start, end = span.start, last
        else:
            return span
        if start >= end:
            return None
        span = Span(start, end)


def trim(text: str, span: Span) -> Span | None:
    """Return the claim inside a marked span, or nothing if the span held none.

    >>> said = "“Stay calm,” he said."
    >>> trim(said, Span(0, 12)).of(said), trim(said, Span(0, 6)).of(said), trim(said, Span(20, 21))
    ('Stay calm', 'Stay', None)
    """
    found: Span | None = span
    while found and (smaller := _once(text, found)) != found:
        found = smaller
    return found if found and any(map(_is_content, found.of(text))) else None


def _is_content(mark: str) -> bool:
    return not (mark.isspace() or mark in _POINTS or mark in _PAIRED or mark in _INVISIBLE)
