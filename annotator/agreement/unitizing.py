"""Unitizing alpha: how far annotators mark the same stretches of a text, and call them the same.

Krippendorff (1995; 2004, ch. 11.6): each annotator cuts the continuum into marks of a category and gaps between
them. Marks of one annotator and one category must lie apart; where they overlap the coefficient is refused.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

NO_TEXT = "there is no text to mark"
ONE_ANNOTATOR = "only one annotator could have marked"
NO_MARKS = "nobody marked anything"
NO_CHANCE = "every possible placing would agree"


class Stretch(NamedTuple):
    """A mark of a category: a half-open range of code points."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True)
class Unitizing:
    """A unitizing alpha, the disagreement observed and expected by chance, and how many marks it rests on.

    `value` None is explained by `reason`.
    """

    value: float | None
    observed: float
    expected: float
    n: int
    reason: str | None


class _Section(NamedTuple):
    """A mark, or the gap between two."""

    start: int
    end: int
    is_mark: bool

    @property
    def length(self) -> int:
        return self.end - self.start


def unitizing_alpha(
    marks: Mapping[str, Sequence[Stretch]], length: int
) -> tuple[Unitizing, Mapping[str, Unitizing]]:
    """Return alpha_U of all categories together, and of each.

    `marks` holds every annotator who looked, those without a mark included; `length` is that of the text in code
    points. Texts can be laid end to end, if gaps may run from one into the next.

    With m annotators and L the length: D_o sums over ordered pairs of annotators the squared distances of
    intersecting marks, (start - start')² + (end - end')², and the squared lengths of marks within a gap of the
    other, over m (m - 1) L²; D_e is the same over all placings of all sections. alpha_U = 1 - Σ_c D_o / Σ_c D_e.
    """
    names = sorted({mark.category for each in marks.values() for mark in each})
    reason = _refused(marks, length, names)
    if reason:
        refused = Unitizing(None, 0, 0, sum(map(len, marks.values())), reason)
        return refused, dict.fromkeys(names, refused)
    by_category = {}
    for name in names:
        sections = [
            _sections((mark for mark in each if mark.category == name), length) for each in marks.values()
        ]
        by_category[name] = _unitizing(
            _observed(sections, length),
            _expected(sections, length),
            sum(each.is_mark for one in sections for each in one),
        )
    return _unitizing(
        sum(each.observed for each in by_category.values()),
        sum(each.expected for each in by_category.values()),
        sum(each.n for each in by_category.values()),
    ), by_category


def _refused(marks: Mapping[str, Sequence[Stretch]], length: int, names: Sequence[str]) -> str | None:
    """Say why there is no unitizing alpha, None if there is."""
    if length <= 0:
        return NO_TEXT
    if len(marks) <= 1:
        return ONE_ANNOTATOR
    if not names:
        return NO_MARKS
    for who, each in marks.items():
        reason = _misplaced(who, each, length) or _overlapping(who, each)
        if reason:
            return reason
    return None


def _misplaced(who: str, marks: Iterable[Stretch], length: int) -> str | None:
    for mark in marks:
        if not 0 <= mark.start < mark.end <= length:
            place = f"{mark.start} to {mark.end}"
            return f"a mark of {who}, {place}, does not lie within the {length:,} characters of the text"
    return None


def _overlapping(who: str, marks: Iterable[Stretch]) -> str | None:
    """Say which two marks of one category overlap."""
    ordered = sorted(marks, key=lambda mark: (mark.category, mark.start, mark.end))
    for one, other in pairwise(ordered):
        if one.category == other.category and other.start < one.end:
            places = f"{one.start} to {one.end} and {other.start} to {other.end}"
            return f"marks of {who} overlap in {one.category}: {places}; unitizing alpha needs them apart"
    return None


def _sections(marks: Iterable[Stretch], length: int) -> list[_Section]:
    """Cut the continuum into marks and the gaps between them."""
    sections: list[_Section] = []
    at = 0
    for mark in sorted(marks):
        if mark.start > at:
            sections.append(_Section(at, mark.start, is_mark=False))
        sections.append(_Section(mark.start, mark.end, is_mark=True))
        at = mark.end
    if at < length:
        sections.append(_Section(at, length, is_mark=False))
    return sections


def _observed(annotators: Sequence[Sequence[_Section]], length: int) -> float:
    """Return the disagreement of every two annotators, per pair and squared length."""
    total = sum(_between(one, other) for one in annotators for other in annotators if one is not other)
    return total / (len(annotators) * (len(annotators) - 1) * length**2)


def _between(one: Sequence[_Section], other: Sequence[_Section]) -> int:
    """Add up the squared distances between the intersecting sections of two annotators, in one pass over both."""
    total = here = there = 0
    while here < len(one) and there < len(other):
        total += _distance(one[here], other[there])
        first, second = one[here].end, other[there].end
        here += first <= second
        there += second <= first
    return total


def _distance(one: _Section, other: _Section) -> int:
    """Return the squared distance of two sections that intersect."""
    if one.is_mark and other.is_mark:
        return (one.start - other.start) ** 2 + (one.end - other.end) ** 2
    if one.is_mark == other.is_mark:
        return 0
    mark, gap = (one, other) if one.is_mark else (other, one)
    return mark.length**2 if gap.start <= mark.start and mark.end <= gap.end else 0


def _expected(annotators: Sequence[Sequence[_Section]], length: int) -> float:
    """Return the disagreement over all placings of all sections (Krippendorff 1995, p. 62)."""
    marks = [each.length for one in annotators for each in one if each.is_mark]
    gaps = sorted(each.length for one in annotators for each in one if not each.is_mark)
    longer = [*accumulate(reversed(gaps), initial=0)]
    total = 0.0
    for size in marks:
        # A mark finds room in every gap that is as long as it, in as many places as are left over, and one.
        roomy = len(gaps) - bisect_left(gaps, size)
        total += (len(marks) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * (longer[roomy] - roomy * (size - 1))
    whole = len(annotators) * length
    room = whole * (whole - 1) - sum(size * (size - 1) for size in marks)
    return 2 / length * total / room if room else 0.0


def _unitizing(observed: float, expected: float, marks: int) -> Unitizing:
    if expected == 0:
        return Unitizing(None, observed, expected, marks, NO_CHANCE)
    return Unitizing(1 - observed / expected, observed, expected, marks, None)
