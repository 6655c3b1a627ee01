"""Did they find the same claims, draw the same boundary, and cut as finely: three questions, three answers.

Each pair of annotators is compared in the passages both marked done, by the best assignment of their marks.
Nobody can count the claims that neither marked, so "found" is an F1, which kappa approaches as those grow
(Hripcsak & Rothschild 2005).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from annotator.agreement.coefficients import Estimate, Figure, Ints, ratio
from annotator.agreement.continuum import Place, texts, unitizing
from annotator.agreement.intervals import Resampling, cluster, clusters, figure
from annotator.core.matching import THRESHOLDS, Granularity, Item, Mark, match, sensitivity

WITHIN = (1, 5, 10, 20)
"""How many code points both ends may be off and still count as near."""

NOT_BOTH_DONE = "no passage was marked done by both"
NONE_MARKED = "no claim was marked"
NONE_MATCHED = "no claim was marked by both"
NO_PLACES = "where the passages begin and end is not known here"

Done = Mapping[str, frozenset[str]]
Histogram = tuple[tuple[int, int], ...]
"""(difference in code points, how often), in order of the difference."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many claims both marked, and how many only one did; f1 = 2 matched / (marks of a + marks of b)."""

    matched: int
    only_a: int
    only_b: int
    f1: Figure


@dataclass(frozen=True, slots=True)
class Boundary:
    """How alike the spans of matched claims are: shares, mean IoU, and how far b's ends lie behind a's."""

    exact: Figure
    mean_iou: Figure
    within: tuple[tuple[int, Figure], ...]
    starts: Histogram
    ends: Histogram


@dataclass(frozen=True, slots=True)
class PairSpans:
    """The span figures of two annotators, over the passages both marked done."""

    a: str
    b: str
    passages: int
    found: Found
    boundary: Boundary
    granularity: tuple[Granularity, ...]
    cut_alike: Figure
    unitizing: Figure


@dataclass(frozen=True, slots=True)
class SpanReport:
    """All pairs pooled, each pair, and what follows from the overlap that a match is made to need.

    `cut_alike` is the share of what both marked that is one claim to both, and not several finer ones to one of them.
    `sensitivity` counts the items of two or more marks, `f1_at` scores "found" by the same thresholds. `unitizing` is
    Krippendorff's alpha of the stretches marked, over all annotators at once; its n counts marks.
    """

    found: Found
    boundary: Boundary
    pairs: tuple[PairSpans, ...]
    sensitivity: tuple[tuple[float, int], ...]
    cut_alike: Figure
    unitizing: Figure
    f1_at: tuple[tuple[float, Figure], ...] = ()


class _Compared(NamedTuple):
    """An item of two annotators, as each of them marked it or not."""

    item: Item
    a: Mark | None
    b: Mark | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What intervals about marks resample, and where that is to be found: an article's story, a passage's place."""

    resampling: Resampling
    stories: Mapping[str, str]
    places: Mapping[str, Place] | None = None

    def groups(self, items: Sequence[Item]) -> Ints:
        """Number the cluster of every item."""
        return clusters(items, self.resampling.by, self.stories)

    def unitizing(self, marks: Sequence[Mark], done: Done, annotators: Sequence[str]) -> Figure:
        """Return unitizing alpha over the passages that two or more of these annotators have done."""
        if self.places is None:
            return Figure(None, None, 0, NO_PLACES)
        looked = [*texts(marks, done, annotators, self.places, self._cluster)]
        return figure(unitizing(looked), self.resampling) if looked else Figure(None, None, 0, NOT_BOTH_DONE)

    def _cluster(self, article: str, passage: str) -> str:
        return cluster(self.resampling.by, article, passage, self.stories)


def compare_spans(
    marks: Sequence[Mark],
    done: Done,
    annotators: Sequence[str],
    drawn: Drawn,
    *,
    threshold: float = 0.5,
    model: str | None = None,
) -> SpanReport:
    """Compare freely made marks, every pair of annotators and all pairs pooled; of a `model`, its pairs alone."""
    couples = (
        combinations(annotators, 2) if model is None else ((who, model) for who in annotators if who != model)
    )
    together = list(_together(marks, done, couples))
    everything: list[_Compared] = []
    every_cut: list[_Spot] = []
    pairs = []
    for a, b, passages, shared in together:
        matching = match(shared, threshold=threshold)
        compared = [_seen_by(item, a, b) for item in matching.items]
        everything += compared
        found, boundary = _figures(compared, drawn, NONE_MARKED if passages else NOT_BOTH_DONE)
        spots = _spots(compared, matching.granularity)
        every_cut += spots
        cut, whole = _cut_alike(spots, drawn), drawn.unitizing(shared, done, (a, b))
        pairs.append(PairSpans(a, b, passages, found, boundary, matching.granularity, cut, whole))
    reason = NONE_MARKED if any(pair.passages for pair in pairs) else NOT_BOTH_DONE
    found, boundary = _figures(everything, drawn, reason)
    f1_at = tuple(
        (at, found.f1 if at == threshold else _f1(_matched_at(at, together), drawn, reason))
        for at in THRESHOLDS
    )
    whole = pairs[0].unitizing if len(pairs) == 1 else drawn.unitizing(marks, done, annotators)
    cut = _cut_alike(every_cut, drawn)
    return SpanReport(found, boundary, tuple(pairs), sensitivity(marks), cut, whole, f1_at)


_Together = tuple[str, str, int, list[Mark]]
"""Two annotators, how many passages both have done, and their marks there."""


def _together(marks: Sequence[Mark], done: Done, couples: Iterable[tuple[str, str]]) -> Iterator[_Together]:
    """Yield what every pair of annotators is compared on."""
    for a, b in couples:
        both = done.get(a, frozenset()) & done.get(b, frozenset())
        shared = [mark for mark in marks if mark.annotator in (a, b) and mark.passage in both]
        yield a, b, len(both), shared


def _matched_at(threshold: float, together: Iterable[_Together]) -> list[_Compared]:
    """Match every pair at another threshold."""
    return [
        _seen_by(item, a, b)
        for a, b, _, shared in together
        for item in match(shared, threshold=threshold).items
    ]


def _seen_by(item: Item, a: str, b: str) -> _Compared:
    """Return the item with each annotator's mark, if there is one."""
    by_annotator = {mark.annotator: mark for mark in item.marks}
    return _Compared(item, by_annotator.get(a), by_annotator.get(b))


class _Spot(NamedTuple):
    """What both of a pair marked: as one claim, or one as several."""

    item: Item
    is_alike: bool


def _spots(compared: Iterable[_Compared], granularity: Sequence[Granularity]) -> list[_Spot]:
    """Return what both marked; a match that is one of several finer claims belongs to these."""
    finer = {(mark.claim, mark.annotator) for each in granularity for mark in (each.one, *each.finer)}
    alike = [
        _Spot(one.item, is_alike=True)
        for one in compared
        if one.a and one.b and not finer & {(mark.claim, mark.annotator) for mark in one.item.marks}
    ]
    cut = (Item(each.one.claim, each.one.article, each.one.passage, (each.one,)) for each in granularity)
    return [*alike, *(_Spot(item, is_alike=False) for item in cut)]


def _cut_alike(spots: Sequence[_Spot], drawn: Drawn) -> Figure:
    """Return the share of what both marked that they cut as finely."""
    items, alike = [spot.item for spot in spots], [spot.is_alike for spot in spots]
    return _ratio(items, alike, [1] * len(spots), drawn, NONE_MATCHED)


def _figures(compared: Sequence[_Compared], drawn: Drawn, reason: str) -> tuple[Found, Boundary]:
    """Return what was found by both, and how alike its boundaries are."""
    matched = [one for one in compared if one.a and one.b]
    f1 = _f1(compared, drawn, reason)
    only_a = sum(one.b is None for one in compared)
    found = Found(len(matched), only_a, len(compared) - len(matched) - only_a, f1)
    return found, _boundary(matched, drawn)


def _f1(compared: Sequence[_Compared], drawn: Drawn, reason: str) -> Figure:
    """Return twice the matched claims over the marks of both."""
    sizes = [bool(one.a) + bool(one.b) for one in compared]
    items = [one.item for one in compared]
    return _ratio(items, [2 * (size - 1) for size in sizes], sizes, drawn, reason)


def _boundary(matched: Sequence[_Compared], drawn: Drawn) -> Boundary:
    """Return how alike the two spans of each matched claim are."""
    spans = [(one.a.span, one.b.span) for one in matched if one.a and one.b]
    starts = [b.start - a.start for a, b in spans]
    ends = [b.end - a.end for a, b in spans]
    off = [max(abs(start), abs(end)) for start, end in zip(starts, ends, strict=True)]

    items = [one.item for one in matched]

    def share(values: Sequence[float]) -> Figure:
        return _ratio(items, values, [1] * len(items), drawn, NONE_MATCHED)

    return Boundary(
        share([most == 0 for most in off]),
        share([a.iou(b) for a, b in spans]),
        tuple((limit, share([most <= limit for most in off])) for limit in WITHIN),
        _histogram(starts),
        _histogram(ends),
    )


def _ratio(
    items: Sequence[Item],
    tops: Sequence[float],
    bottoms: Sequence[float],
    drawn: Drawn,
    reason: str,
) -> Figure:
    """Return the sum of `tops` over the sum of `bottoms`, with its interval."""
    groups = drawn.groups(items)
    columns = [np.bincount(groups, np.asarray(values, np.float64), minlength=1) for values in (tops, bottoms)]
    sums = np.column_stack(columns).astype(np.float64)
    return figure(Estimate(sums, ratio, len(items), None if items else reason), drawn.resampling)


def _histogram(differences: Iterable[int]) -> Histogram:
    """Count each difference."""
    return tuple(sorted(Counter(differences).items()))
