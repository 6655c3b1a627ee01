"""How far seeing a model's labels changed people's answers: the shown arm beside the hidden one.

Items are shown a suggestion or not by a seeded draw, so what the two arms differ by, beyond chance, is the effect of
having seen it: anchoring, where people agree with the model more often than they would have by themselves. The figure
is the difference of two shares of answers, and its interval is that of Student's t about the jackknife over whole
stories or articles, because answers within one resemble each other and an item is shown to all people or to none; with
fewer than ten of them over passages, and then it speaks of these articles only. It speaks of these people. The
percentile interval that other figures have is too narrow here: with ten articles it misses the truth in 10 studies of
100, with twenty in 8. How often this one covers it, of 2,000 (tests/agreement/test_effect_coverage.py):

    articles x passages, people   no effect   effect .20
           4 x 12, 2                  95.6%        95.3%
           6 x 12, 2                  95.3%        95.1%
          10 x 12, 2                  95.7%        94.6%
          12 x 6, 3                   94.8%        95.4%
          20 x 8, 2                   94.8%        94.1%
          20 x 8, 2 of 4              94.7%        93.9%    20 % shown
          40 x 6, 2                   94.9%        95.8%
          40 x 6, 2 of 4              95.0%        95.0%    30 % shown
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from annotator.agreement.estimate import Estimate, Figure, Floats, Ints, divided, undefined
from annotator.agreement.intervals import FEW, PLURAL, By, Drawing, choose, jackknife
from annotator.core.matching import Item, Mark
from annotator.core.text.span import Span

MARKED = "(claims)"
"""Stands where a field's id does, for whether people marked the claims that the model did."""

_BOTH = tuple(Mark("", who, "", "", Span(0, 1), {}) for who in ("model", "person"))
"""Every answer has two sides, and where they stand decides nothing about what is drawn."""

_SHOWN, _SHOWN_EQUAL, _HIDDEN, _HIDDEN_EQUAL = range(4)


@dataclass(frozen=True, slots=True)
class Compared:
    """A person's answer beside the model's in one field of one item: as the model's or not, shown or not.

    `equal` is None where they judged the claim and gave no label of this field; `taken` tells that it was taken with
    one key, as suggested.
    """

    field: str
    item: str
    article: str
    passage: str
    shown: bool
    equal: bool | None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    count: int
    n: int

    @property
    def value(self) -> float | None:
        """Return the share, None of nothing."""
        return self.count / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class FieldEffect:
    """Of one field: answers equal to the model's in either arm, their difference, and those taken with one key.

    `blank` and `blank_hidden` are the claims judged without a label of this field. They are in no other figure: where
    one arm has many more of them, the difference compares answers to different claims.
    """

    field: str
    shown: Share
    hidden: Share
    difference: Figure
    taken: Share
    taken_hidden: Share
    blank: Share
    blank_hidden: Share


@dataclass(frozen=True, slots=True)
class Effects:
    """The effect by field, what its intervals resample, and what is to be said about them."""

    fields: tuple[FieldEffect, ...]
    by: str
    caveat: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What seeing a model's labels changed in a round; `left_out` says why answers don't count, and how many."""

    round: str
    model: str
    percent: int
    seed: int
    people: int
    found: Effects
    left_out: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def effects(
    compared: Sequence[Compared],
    fields: Sequence[str],
    *,
    stories: Mapping[str, str] | None = None,
) -> Effects:
    """Measure each of `fields`: the share of answers equal to the model's when shown, minus that when hidden.

    The order of the answers makes no difference.
    """
    ordered = sorted(compared, key=lambda each: (each.article, each.passage, each.item, each.field))
    drawing = choose([_item(each) for each in ordered], stories)
    found = []
    for each_field in fields:
        asked = [at for at, each in enumerate(ordered) if each.field == each_field]
        places = np.array([at for at in asked if ordered[at].equal is not None], np.int64)
        answers = [ordered[at] for at in places.tolist()]
        shown, hidden = ([each for each in answers if each.shown is arm] for arm in (True, False))
        found.append(
            FieldEffect(
                each_field,
                _share(shown, "equal"),
                _share(hidden, "equal"),
                _figure(_estimate(answers, drawing.groups[places]), drawing.by),
                _share(shown, "taken"),
                _share(hidden, "taken"),
                *(_blank([ordered[at] for at in asked if ordered[at].shown is arm]) for arm in (True, False)),
            )
        )
    return Effects(tuple(found), drawing.by, _caveat(drawing))


def _share(answers: Sequence[Compared], what: str) -> Share:
    return Share(sum(bool(getattr(each, what)) for each in answers), len(answers))


def _blank(asked: Sequence[Compared]) -> Share:
    return Share(sum(each.equal is None for each in asked), len(asked))


def _figure(estimate: Estimate, by: By) -> Figure:
    """Return a difference with the interval of Student's t over its clusters, or the reason why either is missing."""
    value = estimate.value
    if value is None:
        return Figure(None, None, estimate.n, estimate.reason)
    found = jackknife(estimate)
    if found is None:
        clusters = int(np.count_nonzero(estimate.sums.any(axis=1)))
        what = "everything" if clusters == 1 else "all that one arm has"
        return Figure(value, None, estimate.n, f"no interval: {what} lies in one {by}")
    se, (low, high) = found
    if not se:
        return Figure(value, None, estimate.n, f"no interval: the difference is the same in all {PLURAL[by]}")
    ci95 = (max(-1.0, low), high)
    return Figure(value, ci95, estimate.n, None, se=se, ci95_t=ci95)


def _caveat(drawing: Drawing) -> str | None:
    """Say what an interval doesn't speak of, None if there is nothing to say."""
    if drawing.by != "passage" or drawing.clusters < 2:  # noqa: PLR2004  one varies with nothing
        return None
    return f"Under {FEW} articles: intervals are over passages, and hold within these articles."


def _estimate(answers: Sequence[Compared], groups: Ints) -> Estimate:
    arms = {each.shown for each in answers}
    missing = [name for name, arm in (("shown", True), ("hidden", False)) if arm not in arms]
    if missing:
        why = f"no answer where the suggestion was {' and none where it was '.join(missing)}"
        return undefined(why, len(answers))
    sums = np.zeros((int(groups.max()) + 1, 4))
    for each, group in zip(answers, groups.tolist(), strict=True):
        n, equal = (_SHOWN, _SHOWN_EQUAL) if each.shown else (_HIDDEN, _HIDDEN_EQUAL)
        sums[group, n] += 1
        sums[group, equal] += each.equal
    return Estimate(sums, _difference, len(answers))


def _difference(totals: Floats) -> Floats:
    """Return the share of equal answers among the shown minus that among the hidden; nan where either has none."""
    shown = divided(totals[..., _SHOWN_EQUAL], totals[..., _SHOWN])
    return shown - divided(totals[..., _HIDDEN_EQUAL], totals[..., _HIDDEN])


def _item(of: Compared) -> Item:
    """Return an answer as what is drawn: its place, with the two who gave one."""
    return Item(of.item, of.article, of.passage, _BOTH)
