"""Unitizing alpha over many texts: did they mark the same stretches, in one figure for finding, cutting and bounding.

Each passage is a continuum of its own, from which neither marks nor gaps run into the next; so the order in which
texts come changes nothing, and whole articles can be resampled. For one text that two or more have looked through it
is Krippendorff's (1995) alpha_U to the letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from annotator.agreement.estimate import Estimate, Floats, Formula, Ints, affordable, divided, undefined
from annotator.agreement.unitizing import (
    NO_CHANCE,
    NO_MARKS,
    ONE_ANNOTATOR,
    Lengths,
    Section,
    Stretch,
    between_all,
    chance,
    refused,
    sections,
)
from annotator.core.matching import Mark
from annotator.core.text.span import Span


class Place(NamedTuple):
    """Where a passage lies."""

    article: str
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """A text of so many code points, with the marks of everybody who looked through it, with or without finding any.

    `group` names what it is resampled with, such as its article.
    """

    marks: Mapping[str, Sequence[Stretch]]
    length: int
    group: str = ""


def texts(
    marks: Iterable[Mark],
    done: Mapping[str, frozenset[str]],
    annotators: Sequence[str],
    places: Mapping[str, Place],
    group: Callable[[str, str], str],
) -> Iterator[Text]:
    """Yield every passage that two or more of these annotators have done, with their marks there.

    `places` says where each passage lies, and `group` takes an article and a passage to what they are resampled with.
    """
    found: defaultdict[str, dict[str, list[Stretch]]] = defaultdict(dict)
    for who in annotators:
        for passage in done.get(who, frozenset()):
            found[passage][who] = []
    for mark in marks:
        if mark.annotator in found.get(mark.passage, ()):
            start = places[mark.passage].span.start
            stretch = Stretch(mark.span.start - start, mark.span.end - start, "")
            found[mark.passage][mark.annotator].append(stretch)
    for passage, each in sorted(found.items()):
        if len(each) > 1:
            place = places[passage]
            yield Text(each, place.span.end - place.span.start, group(place.article, passage))


class _Cut(NamedTuple):
    """A text that two or more looked through: its place among the groups, and what everybody made of it."""

    group: int
    length: int
    sections: list[list[Section]]


def unitizing(texts: Sequence[Text]) -> Estimate:
    """Estimate unitizing alpha of marks of one category; `n` counts the marks that it rests on.

    With m_t annotators of text t, of length L_t, and Λ = Σ m_t L_t: 1 less Σ_t (the squared distances of t's
    intersecting sections, over ordered pairs) / (m_t - 1) / Λ over `chance`. Texts that one alone looked through
    count for nothing, as a single label does in alpha. Refused, with the reason, where somebody's marks overlap.
    """
    paired = [text for text in texts if len(text.marks) > 1]
    n = sum(len(each) for text in paired for each in text.marks.values())
    reason = next(filter(None, (refused(text.marks, text.length) for text in paired)), None)
    reason = reason or (ONE_ANNOTATOR if not paired else NO_MARKS if not n else None)
    if reason:
        return undefined(reason, n)
    names = {name: place for place, name in enumerate(sorted({text.group for text in paired}))}
    cut = [
        _Cut(names[text.group], text.length, [sections(each, text.length) for each in text.marks.values()])
        for text in paired
    ]
    sums, lengths, is_whole = _sums(cut)
    found = Estimate(sums, _formula(lengths), n, is_whole=is_whole)
    return found if found.value is not None else replace(found, reason=NO_CHANCE)


def _sums(cut: Sequence[_Cut]) -> tuple[Floats, Lengths, bool]:
    """Return a row a group: what was observed, the length looked through, how many marks and gaps of each length."""
    marks, gaps = (
        np.unique([*_lengths(cut, is_mark=is_mark)]).astype(np.float64) for is_mark in (True, False)
    )
    groups: Ints = np.array([text.group for text in cut], np.int64)
    groups, is_whole = affordable(groups, 2 + len(marks) + len(gaps))
    annotators = np.array([len(text.sections) for text in cut])
    observed = [between_all(text.sections) / (len(text.sections) - 1) for text in cut]
    length = annotators * [text.length for text in cut]
    columns = [np.bincount(groups, weights)[:, None] for weights in (observed, length)]
    sums = np.hstack(
        [*columns, *(_counts(cut, groups, each, is_mark=each is marks) for each in (marks, gaps))]
    )
    return sums, Lengths(marks, gaps), is_whole


def _counts(cut: Sequence[_Cut], groups: Ints, lengths: Floats, *, is_mark: bool) -> Floats:
    """Count, by group, the marks or the gaps of each length."""
    found = [[*_lengths([text], is_mark=is_mark)] for text in cut]
    rows = np.repeat(groups, [len(each) for each in found])
    places = np.searchsorted(lengths, [length for each in found for length in each])
    size = int(groups.max()) + 1
    flat = np.bincount(rows * len(lengths) + places, minlength=size * len(lengths))
    return flat.astype(np.float64).reshape(size, -1)


def _lengths(cut: Iterable[_Cut], *, is_mark: bool) -> Iterable[int]:
    """Yield the lengths of all marks, or of all gaps."""
    return (each.length for text in cut for one in text.sections for each in one if each.is_mark == is_mark)


def _formula(lengths: Lengths) -> Formula:
    def formula(totals: Floats) -> Floats:
        whole, first = totals[..., 1], 2 + len(lengths.marks)
        expected = chance(lengths, totals[..., 2:first], totals[..., first:], whole)
        return 1 - divided(totals[..., 0], whole * expected)

    return formula
