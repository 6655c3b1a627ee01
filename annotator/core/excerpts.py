"""A stretch of a text as it is quoted beside an explanation: what is marked told apart, and no longer than needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.core.text.span import Span

CONTEXT = 24
"""How many code points of the text around are quoted on either side, at least."""

LONGEST_COMMON = 96
"""From how many code points on the middle of what need not be read is left out."""

GAP = "…"
"""Stands for what is left out."""
_SPACE = re.compile(r"\s+")


class Piece(NamedTuple):
    """Some words, and whether they are marked."""

    words: str
    marked: bool


def excerpt(
    text: str, within: Span, marks: Sequence[Span], around: Span, common: Span | None = None
) -> tuple[Piece, ...]:
    """Quote `around` with a little of the text on either side, as far as it lies in `within`.

    The middle of `common`, which is the same in what this is compared with, is left out where it is long. White
    space becomes single spaces.

    >>> said = "She said that it rained."
    >>> excerpt(said, Span(0, 24), [Span(14, 23)], Span(14, 23))
    (Piece(words='She said that ', marked=False), Piece(words='it rained', marked=True), Piece(words='.', marked=False))
    """
    start = _word_start(text, within, around.start - CONTEXT)
    end = _word_end(text, within, around.end + CONTEXT)
    gap = _middle(text, common) if common and len(common) > LONGEST_COMMON else None
    cuts = {start, end, *(edge for mark in marks for edge in (mark.start, mark.end) if start < edge < end)}
    cuts |= {gap.start, gap.end} if gap else set()
    return tuple(_pieces(text, within, sorted(cuts), marks, gap))


def _pieces(
    text: str, within: Span, cuts: Sequence[int], marks: Sequence[Span], gap: Span | None
) -> Iterator[Piece]:
    if cuts[0] > within.start:
        yield Piece(f"{GAP} ", marked=False)
    for start, end in pairwise(cuts):
        marked = any(start in mark for mark in marks)
        is_gap = gap is not None and gap.start <= start < gap.end
        yield Piece(f" {GAP} " if is_gap else _SPACE.sub(" ", text[start:end]), marked)
    if cuts[-1] < within.end:
        yield Piece(f" {GAP}", marked=False)


def _middle(text: str, common: Span) -> Span | None:
    """Return what may be left out, from the end of a word to the start of one."""
    third = len(common) // 3
    start = text.find(" ", common.start + third, common.end)
    end = text.rfind(" ", common.start, common.end - third)
    return Span(start, end + 1) if 0 <= start < end else None


def _word_start(text: str, within: Span, at: int) -> int:
    """Return the nearest start of a word at or before `at`."""
    if at <= within.start:
        return within.start
    return max(text.rfind(" ", within.start, at) + 1, within.start)


def _word_end(text: str, within: Span, at: int) -> int:
    found = text.find(" ", max(at, within.start), within.end) if at < within.end else -1
    return found if found >= 0 else within.end


def in_brackets(pieces: Sequence[Piece]) -> str:
    """Write what is marked between square brackets, as the guidelines do.

    >>> in_brackets([Piece("He said ", False), Piece("it ", True), Piece("rained", True), Piece(".", False)])
    'He said [it rained].'
    """
    said, before = "", False
    for piece in (*pieces, Piece("", marked=False)):
        said += ("[" if piece.marked and not before else "") + ("]" if before and not piece.marked else "")
        said, before = said + piece.words, piece.marked
    return said
