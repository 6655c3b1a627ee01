"""How far somebody's labels are those of the gold: one score, of which each claim that was not found takes its part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from annotator.core.matching import Mark, match
from annotator.errors import Invalid

GOLD = "\x00gold"
"""Stands where an annotator's id does, for the gold."""

Z95 = 1.959963984540054
"""What 95 % of a normal distribution lies within, in standard deviations, on both sides."""


@dataclass(frozen=True, slots=True)
class Right:
    """Of so many labels of the gold, so many that somebody gave too."""

    right: int
    n: int

    @property
    def share(self) -> float | None:
        """Return the share, nothing of nothing."""
        return self.right / self.n if self.n else None

    @property
    def ci95(self) -> tuple[float, float] | None:
        """Return the interval of Wilson (1927), which holds for few labels and for shares near 0 and 1 too.

        As if labels were independent; those of one claim aren't quite.

        >>> tuple(round(end, 3) for end in Right(9, 10).ci95)
        (0.596, 0.982)
        """
        if not self.n:
            return None
        share, square = self.right / self.n, Z95**2
        middle = (share + square / (2 * self.n)) / (1 + square / self.n)
        reach = Z95 / (1 + square / self.n) * sqrt(share * (1 - share) / self.n + square / (4 * self.n**2))
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody found of the gold's claims, and what of its labels they gave, in all and by field.

    `left` counts claims of the gold where they are not done yet, which count nowhere else; `beside` their own marks
    that match no gold, which the score doesn't know either.
    """

    claims: int
    found: int
    labels: Right
    fields: Mapping[str, Right] = field(default_factory=dict)
    left: int = 0
    beside: int = 0

    def passes(self, percent: int) -> bool | None:
        """Tell whether the score reaches a pass mark; nothing while gold is left, or where there is none."""
        if self.left or not self.labels.n:
            return None
        return self.labels.right * 100 >= percent * self.labels.n


def score(
    gold: Sequence[Mark], own: Iterable[Mark], fields: Collection[str], reached: Collection[str]
) -> Score:
    """Hold somebody's marks against the gold of the same articles.

    Each claim of the gold is matched with theirs as agreement matches (half of the words, at most one each). Of a
    claim found, a field is right when it has the gold's labels and no other; of a claim not found, none is. `reached`
    holds the ids of the gold's claims where they are done; the others are only counted. Raises `Invalid` when the
    gold names a claim twice.
    """
    if len({mark.claim for mark in gold}) < len(gold):
        raise Invalid("the gold names a claim twice")
    own = list(own)
    of_gold = {mark.claim: mark for mark in gold}
    pairs = _pairs(gold, own)
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for claim in reached:
        theirs = pairs.get(claim)
        for name, values in of_gold[claim].labels.items():
            if name in fields:
                asked[name] += 1
                right[name] += theirs is not None and set(theirs.labels.get(name, ())) == set(values)
    return Score(
        len(reached),
        sum(claim in pairs for claim in reached),
        Right(right.total(), asked.total()),
        {name: Right(right[name], asked[name]) for name in fields if asked[name]},
        len(gold) - len(reached),
        len(own) - len(pairs),
    )


def _pairs(gold: Sequence[Mark], own: Sequence[Mark]) -> dict[str, Mark]:
    """Return for each claim of the gold what somebody marked there."""
    # Neither has a claim in common with the other, so that both are matched by their words, given claims too.
    spots = [_spot(mark, GOLD, f"gold {mark.claim}") for mark in gold]
    spots += [_spot(mark, "own", f"own {number}") for number, mark in enumerate(own)]
    pairs = {}
    for item in match(spots).items:
        at = {mark.annotator: mark.claim for mark in item.marks}
        if len(at) == 2:  # noqa: PLR2004  both sides
            pairs[at[GOLD].removeprefix("gold ")] = own[int(at["own"].removeprefix("own "))]
    return pairs


def _spot(of: Mark, who: str, claim: str) -> Mark:
    return Mark(claim, who, of.article, "", of.span, {})
