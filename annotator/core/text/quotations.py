"""What stands between quotation marks, and how much of a claim does.

Every kind of mark pairs by itself. A quotation that goes on behind the passage ends with it, one that began
before it starts with it; an apostrophe, the mark of a possessive and that of a left-out letter are none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from annotator.core.text.span import Span

_MARKS = re.compile(r"[\"'“”„«»‹›「」『』‘’]")
_CLOSES = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"', "'": "'", "‘": "’"}
_SINGLE = frozenset("'‘’")
_BEFORE_OPENING = frozenset("([{“‘„«‹-–—/\"'…")
_ENDED = frozenset(".,!?…;")
_ELIDED = re.compile(r"['’‘](?:\d\ds?|em|tis|twas|til|cause|n)(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:['’‑-]\w+)*")


@lru_cache(maxsize=64)  # Every claim of a passage asks for the same.
def quotations(text: str, passage: Span) -> tuple[Span, ...]:
    """Return what is quoted in a passage, in order and without the marks around it.

    >>> said = "“Stay calm,” he said of 'the leaders' plan'."
    >>> [one.of(said) for one in quotations(said, Span(0, len(said)))]
    ['Stay calm,', "the leaders' plan"]
    """
    found = sorted((*_paired(text, passage, double=True), *_paired(text, passage, double=False)))
    joined: list[Span] = []
    for one in found:
        if joined and one.start <= joined[-1].end + 1:
            joined[-1] = Span(joined[-1].start, max(one.end, joined[-1].end))
        else:
            joined.append(one)
    return tuple(joined)


def quotation_at(text: str, passage: Span, offset: int) -> Span | None:
    """Return the quotation that holds the character at `offset`, if it stands in one."""
    every = quotations(text, passage)
    at = bisect_right(every, offset, key=lambda one: one.start) - 1
    return every[at] if at >= 0 and offset in every[at] else None


def quoted_words(text: str, passage: Span, claim: Span, *, apart: tuple[Span, ...] = ()) -> tuple[int, int]:
    """Count the words of a claim that are quoted, and all of them; what stands in `apart` doesn't count."""
    words = [
        word.start()
        for word in _WORD.finditer(text, claim.start, claim.end)
        if not any(word.start() in one for one in apart)
    ]
    inside = sum(quotation_at(text, passage, start) is not None for start in words)
    return inside, len(words)


def _is_opening(text: str, at: int, passage: Span) -> bool:
    """Tell whether a mark that opens as it stands does: with a gap before and none behind."""
    gap = at == passage.start or text[at - 1].isspace() or text[at - 1] in _BEFORE_OPENING
    return gap and at + 1 < passage.end and not text[at + 1].isspace()


def _is_apostrophe(text: str, at: int, passage: Span) -> bool:
    inside = passage.start < at < passage.end - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()
    return inside or bool(_ELIDED.match(text, at, passage.end))


def _marks(text: str, passage: Span, *, double: bool) -> Iterator[tuple[int, str]]:
    for found in _MARKS.finditer(text, passage.start, passage.end):
        at, mark = found.start(), found[0]
        single = mark in _SINGLE
        if single is not double and not (single and _is_apostrophe(text, at, passage)):
            yield at, mark


def _paired(text: str, passage: Span, *, double: bool) -> Iterator[Span]:
    """Yield what the double marks enclose, or the single ones.

    The last single mark that may be a possessive closes if no other does.
    """
    opened, closing, maybe, first = -1, "", -1, True
    for at, mark in _marks(text, passage, double=double):
        if opened >= 0 and mark in closing and not _opens(text, at, mark, passage, closing):
            if _may_be_possessive(text, at, mark):
                maybe = at
                continue
            yield from _between(opened + 1, at)
            opened, maybe = -1, -1
        elif _opens(text, at, mark, passage, closing if opened >= 0 else ""):
            if opened >= 0 and (double or maybe >= 0):
                yield from _between(opened + 1, maybe if maybe >= 0 else at)
            opened, closing, maybe = at, _CLOSES[mark], -1
        elif first and _began_before(text, at, mark, passage):
            yield from _between(passage.start, at)
        first = False
    if opened >= 0:
        starts = opened == passage.start or text[passage.start : opened].isspace()
        end = passage.end if double or starts else -1
        yield from _between(opened + 1, maybe if maybe >= 0 else end)


def _opens(text: str, at: int, mark: str, passage: Span, closing: str) -> bool:
    """Tell whether a mark opens; one that may also close, as it stands."""
    if mark not in _CLOSES or (mark == "“" and mark in closing):
        return False
    return mark not in "\"'‘" or _is_opening(text, at, passage)


def _began_before(text: str, at: int, mark: str, passage: Span) -> bool:
    """Tell whether the first mark of a passage ends a quotation that an earlier one opened."""
    closes = mark in "”»›" or text[at - 1] in _ENDED
    return at > passage.start and closes and not text[at - 1].isspace()


def _may_be_possessive(text: str, at: int, mark: str) -> bool:
    """Tell whether a closing single mark may be that of "the leaders' plan"."""
    return mark in _SINGLE and text[at - 1] in "sS" and text[at + 1 : at + 2].isspace()


def _between(start: int, end: int) -> Iterator[Span]:
    if start < end:
        yield Span(start, end)
