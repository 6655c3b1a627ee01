"""Unitizing alpha: how far annotators mark the same stretches of a text, and call them the same.

Krippendorff (1995; 2004, ch. 11.6): each annotator cuts the continuum into marks of a category and gaps between
them. Marks of one annotator and one category must lie apart; where they overlap the coefficient is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from annotator.agreement.estimate import Floats

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


class Section(NamedTuple):
    """A mark, or the gap between two."""

    start: int
    end: int
    is_mark: bool

    @property
    def length(self) -> int:
        """Return how many code points it has."""
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
    reason = refused(marks, length) or (None if names else NO_MARKS)
    if reason:
        none = Unitizing(None, 0, 0, sum(map(len, marks.values())), reason)
        return none, dict.fromkeys(names, none)
    by_category = {}
    for name in names:
        cut = [sections((mark for mark in each if mark.category == name), length) for each in marks.values()]
        by_category[name] = _unitizing(
            _observed(cut, length), _expected(cut, length), sum(each.is_mark for one in cut for each in one)
        )
    return _unitizing(
        sum(each.observed for each in by_category.values()),
        sum(each.expected for each in by_category.values()),
        sum(each.n for each in by_category.values()),
    ), by_category


def refused(marks: Mapping[str, Sequence[Stretch]], length: int) -> str | None:
    """Say why these marks of a text have no unitizing alpha, None if they can be counted."""
    if length <= 0:
        return NO_TEXT
    if len(marks) <= 1:
        return ONE_ANNOTATOR
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
            where = f" in {one.category}" if one.category else ""
            return f"marks of {who} overlap{where}: {places}; unitizing alpha needs them apart"
    return None


def sections(marks: Iterable[Stretch], length: int) -> list[Section]:
    """Cut the continuum into marks and the gaps between them."""
    found: list[Section] = []
    at = 0
    for mark in sorted(marks):
        if mark.start > at:
            found.append(Section(at, mark.start, is_mark=False))
        found.append(Section(mark.start, mark.end, is_mark=True))
        at = mark.end
    if at < length:
        found.append(Section(at, length, is_mark=False))
    return found


def _observed(annotators: Sequence[Sequence[Section]], length: int) -> float:
    """Return the disagreement of every two annotators, per pair and squared length."""
    return between_all(annotators) / (len(annotators) * (len(annotators) - 1) * length**2)


def between_all(annotators: Sequence[Sequence[Section]]) -> int:
    """Add up the squared distances between the intersecting sections of every ordered pair of annotators."""
    return 2 * sum(
        _between(one, other) for place, one in enumerate(annotators) for other in annotators[:place]
    )


def _between(one: Sequence[Section], other: Sequence[Section]) -> int:
    """Add up the squared distances between the intersecting sections of two annotators, in one pass over both."""
    total = here = there = 0
    while here < len(one) and there < len(other):
        total += _distance(one[here], other[there])
        first, second = one[here].end, other[there].end
        here += first <= second
        there += second <= first
    return total


def _distance(one: Section, other: Section) -> int:
    """Return the squared distance of two sections that intersect."""
    if one.is_mark and other.is_mark:
        return (one.start - other.start) ** 2 + (one.end - other.end) ** 2
    if one.is_mark == other.is_mark:
        return 0
    mark, gap = (one, other) if one.is_mark else (other, one)
    return mark.length**2 if gap.start <= mark.start and mark.end <= gap.end else 0


class Lengths(NamedTuple):
    """The different lengths of marks and of gaps, each in ascending order."""

    marks: Floats
    gaps: Floats


def chance(lengths: Lengths, marks: Floats, gaps: Floats, whole: Floats) -> Floats:
    """Return the disagreement per code point over all placings of all sections (Krippendorff 1995, p. 62).

    `marks` and `gaps` say how many there are of each length, shape (…, lengths), and `whole` (…) is the length of the
    continuum times the annotators, Λ: 2 Σ_b [(N - 1) (2b³ - 3b² + b) / 3 + b² Σ_{g ≥ b} (g - b + 1)] / (Λ (Λ - 1)
    - Σ_b b (b - 1)), over the N marks b and the gaps g. 0 where nothing could be placed otherwise.
    """
    size, gap = lengths
    # A mark finds room in every gap that is as long as it, in as many places as are left over, and one.
    roomy, longer = (_from_each(each, np.searchsorted(gap, size)) for each in (gaps, gaps * gap))
    apart = marks @ (2 * size**3 - 3 * size**2 + size) / 3
    total = (marks.sum(axis=-1) - 1) * apart + (marks * (longer - roomy * (size - 1))) @ size**2
    room = whole * (whole - 1) - marks @ (size * (size - 1))
    return np.asarray(np.where(room > 0, 2 * total / np.where(room > 0, room, 1), 0))


def _from_each(values: Floats, places: np.typing.NDArray[np.intp]) -> Floats:
    """Add up the values from each of these places on."""
    sums = np.cumsum(values[..., ::-1], axis=-1)[..., ::-1]
    return np.concatenate([sums, np.zeros((*values.shape[:-1], 1))], axis=-1)[..., places]


def _expected(annotators: Sequence[Sequence[Section]], length: int) -> float:
    """Return the disagreement by chance, per pair and squared length."""
    (marks, n_marks), (gaps, n_gaps) = (
        np.unique(
            [each.length for one in annotators for each in one if each.is_mark == is_mark], return_counts=True
        )
        for is_mark in (True, False)
    )
    lengths = Lengths(marks.astype(np.float64), gaps.astype(np.float64))
    found = chance(
        lengths,
        n_marks.astype(np.float64),
        n_gaps.astype(np.float64),
        np.array(len(annotators) * length, np.float64),
    )
    return float(found) / length


def _unitizing(observed: float, expected: float, marks: int) -> Unitizing:
    if expected == 0:
        return Unitizing(None, observed, expected, marks, NO_CHANCE)
    return Unitizing(1 - observed / expected, observed, expected, marks, None)
