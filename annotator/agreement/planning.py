"""How many items an interval needs to be so narrow, and how wide it will be with those there are.

The variance of alpha falls with the number of items, so one number says all: the variance that an item adds, divided
by the number of items. Labels that are there give it, by the jackknife over whole clusters (Efron & Stein 1981), so
that claims of one article which resemble each other count for what they are. How it changes with the number of labels
an item has, and what it is where there are no labels yet, follows from a model: each label is the item's own with the
probability √alpha, and otherwise drawn from the shares of the labels. Two labels then agree beyond chance as often as
alpha says; with two annotators and two labels this is the common correlation model, and the variance equals that of
Bloch & Kraemer (1989, Biometrics 45), which sample sizes for kappa are planned with (Donner & Eliasziw 1992).

What articles add to the variance of the model stays the same however many labels an item has. In simulated studies
(tests/agreement/test_foretold.py) the width reached is in the middle .98 to 1.05 of the width foretold, with as many
labels an item as in the pilot or with one more or fewer; but a pilot tells a variance roughly, and one plan in twenty
is out by more than these:

    pilot            width reached / foretold   claims asked for
    10 articles                 .68 to 1.67       half to twice as many as in the middle
    20 articles                 .75 to 1.48       .6 to 1.5 times
    40 articles                 .85 to 1.23       .7 to 1.4 times
    60 single claims            .87 to 1.19       .7 to 1.3 times
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from annotator.agreement.alpha import alpha
from annotator.agreement.counts import labels
from annotator.agreement.estimate import Ints
from annotator.agreement.intervals import PLURAL, By, jackknife
from annotator.agreement.kappas import PAIR
from annotator.agreement.student import t_quantile
from annotator.agreement.table import MISSING, Table
from annotator.errors import Invalid

MOST_CLUSTERS = 10_000_000
"""No plan is made for more."""

FINER: tuple[By, ...] = ("passage", "unit")
"""Clusters that lie within articles."""

NEARLY_ONE = 0.999
"""The model knows no variance where everybody always agrees."""

WIDER = ((40, "a quarter"), (20, "a half"), (0, "two thirds"))
"""From so many clusters on, by how much."""

NO_VARIANCE = "the labels there are agree throughout, which says nothing of how much agreement would vary"
ONE_SHARE = "only one label is used: without variation there is no alpha"
ONE_CLUSTER = "an interval needs two articles at least"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan rests on: alpha, the shares of the labels, what an item's variance is to the model's, in words.

    `more` is what clusters add to it, however many labels an item has. `per_cluster` items lie in a cluster of the kind
    `by`; `clusters` is how many of these the labels come from, 0 where there are none yet.
    """

    alpha: float
    shares: tuple[float, ...]
    said: str
    factor: float = 1.0
    more: float = 0.0
    per_cluster: float = 1.0
    by: By = "unit"
    clusters: int = 0

    def variance(self, overlap: float) -> float:
        """Return the variance that an item adds which has so many labels."""
        return self.factor * item_variance(self.alpha, self.shares, overlap) + self.more


@dataclass(frozen=True, slots=True)
class Expected:
    """How wide the interval of so many items will be, in clusters of which kind; or why nothing can be said."""

    items: int | None
    clusters: int | None
    width: float | None
    basis: Basis | None
    reason: str | None = None


def item_variance(alpha_: float, shares: Sequence[float], overlap: float) -> float:
    """Return n times the variance of nominal alpha over n items, each with `overlap` labels, for large n.

    With A the share of an item's pairs of labels that agree, S the mean of the shares of its labels and
    D = 1 - Σ p²: alpha = 1 - (1 - mean A) / D, so an item moves it by (A - 2 (1 - alpha) S) / D (the delta method).
    Given the item's own label, labels are independent, with probabilities q; then A is a U-statistic (Hoeffding 1948)
    of variance 2 (2 (k - 2) z1 + z2) / (k (k - 1)), z1 = Σ q³ - (Σ q²)², z2 = Σ q² - (Σ q²)².

    >>> round(item_variance(0.5, (0.5, 0.5), 2), 4)
    0.75
    """
    p = np.asarray(shares, np.float64)
    p = p[p > 0] / p.sum()
    apart = 1 - float(p @ p)
    if min(len(p), overlap) < PAIR or apart <= 0:
        raise Invalid("an item needs two labels, and these two values to choose from")
    known = sqrt(min(max(alpha_, 0.0), NEARLY_ONE))
    q = (1 - known) * p + known * np.eye(len(p))
    squares = (q**2).sum(axis=1)
    mean = q @ p
    pull = 2 * (1 - alpha_)
    z1, z2 = (q**3).sum(axis=1) - squares**2, squares - squares**2
    of_a = 2 * (2 * (overlap - 2) * z1 + z2) / (overlap * (overlap - 1))
    of_s = (q @ p**2 - mean**2) / overlap
    both = 2 / overlap * (q**2 @ p - squares * mean)
    within = p @ (of_a - 2 * pull * both + pull**2 * of_s)
    moves = squares - pull * mean
    between = p @ moves**2 - (p @ moves) ** 2
    return float(within + between) / apart**2


def supposed(alpha_: float, shares: Sequence[float], design: float = 1.0) -> Basis | str:
    """Return what a plan rests on where there are no labels; `design` is by how much clusters raise the variance.

    A string says why there is none.
    """
    total = sum(shares)
    # A share beside which the others make up all there is, as far as numbers go, is none.
    if sum(total - share < total for share in shares) < PAIR:
        return ONE_SHARE
    said = (
        f"supposed: alpha is {_short(alpha_)}, the labels are used in shares of "
        f"{', '.join(f'{share / total:.0%}' for share in shares if share > 0)}, and claims "
    )
    said += (
        "are independent of each other. Those of one article aren't quite: take the number as the least."
        if design == 1
        else f"of one article resemble each other so far that they raise the variance {design:g} times."
    )
    return Basis(alpha_, tuple(shares), said, design)


def from_pilot(table: Table, groups: Ints, by: By, subject: str = "claim") -> Basis | str:
    """Return what a plan rests on by the labels there are; `groups` says which cluster each unit lies in.

    `subject` is what a unit is called.

    A string says why they tell nothing.
    """
    estimate = alpha(table, groups)
    value = estimate.value
    if value is None:
        return estimate.reason or ONE_SHARE
    spread = jackknife(estimate)
    if spread is None:
        return f"all labels that can be compared lie in one {by}"
    se, _ = spread
    if se == 0 or value >= 1:
        return NO_VARIANCE
    found = labels(table)
    paired = found.is_paired
    codes = table.codes[paired]
    counts = np.bincount(codes[codes != MISSING], minlength=len(table.categories))
    used = counts[counts > 0] / counts.sum()
    units, clusters = int(paired.sum()), len(np.unique(groups[paired]))
    overlap = float(found.per_unit[paired].mean())
    shares = tuple(float(share) for share in used)
    # What articles add stays the same with more labels an item; what they take away can only be in proportion.
    observed, model = units * se**2, item_variance(value, shares, overlap)
    factor, more = min(observed / model, 1.0), max(observed - model, 0.0)
    where = "" if by == "unit" else f", in {clusters:,} {PLURAL[by]}"
    said = (
        f"by the labels there are: alpha {_short(value)} on {units:,} {subject}s with {overlap:.1f} labels each"
        f"{where}. What comes is supposed to be like them, in as hard articles, by as careful people."
    )
    said += f" The interval may well come out {_wider(clusters)} wider than foretold."
    if by in FINER:
        whose = "that belong together" if subject == "unit" else "of one article"
        said += f" {PLURAL[by].capitalize()} {whose} resemble each other: take the number as the least."
    return Basis(value, shares, said, factor, more, units / clusters, by, clusters)


def _wider(clusters: int) -> str:
    """Say by how much one interval in twenty is wider than foretold, as in the table above."""
    return next(words for least, words in WIDER if clusters >= least)


def expected_width(basis: Basis | str, items: int, overlap: int) -> Expected:
    """Return how wide the 95 % interval of alpha will be with so many items of `overlap` labels each.

    Twice t times the standard error, with one degree of freedom less than there are clusters, as if nothing were cut
    off at 1.
    """
    if isinstance(basis, str):
        return Expected(items, None, None, None, basis)
    if overlap < PAIR:
        return Expected(items, None, None, basis, "an item with one label says nothing of agreement")
    clusters = ceil(items / basis.per_cluster)
    if clusters < 2:  # noqa: PLR2004  one says nothing of how clusters differ
        return Expected(items, clusters, None, basis, ONE_CLUSTER)
    return Expected(items, clusters, _width(basis, items, clusters, overlap), basis)


def _width(basis: Basis, items: float, clusters: int, overlap: int) -> float:
    return 2 * t_quantile(clusters - 1) * sqrt(basis.variance(overlap) / items)


def items_needed(basis: Basis | str, width: float, overlap: int) -> Expected:
    """Return how many items with `overlap` labels each make an interval no wider than that."""
    if not 0 < width <= 2:  # noqa: PLR2004  alpha lies between -1 and 1
        raise Invalid(f"an interval {width:g} wide is none", do="give a width between 0 and 2, such as 0.1")
    if isinstance(basis, str):
        return Expected(None, None, None, None, basis)
    if overlap < PAIR:
        return Expected(None, None, None, basis, "an item with one label says nothing of agreement")

    def wide(clusters: int) -> float:
        return _width(basis, clusters * basis.per_cluster, clusters, overlap)

    low, high = 1, 2
    while wide(high) > width:
        low, high = high, high * 2
        if high > MOST_CLUSTERS:
            return Expected(None, None, None, basis, f"more than {MOST_CLUSTERS:,} {PLURAL[basis.by]}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) > width else (low, middle)
    return Expected(ceil(high * basis.per_cluster), high, wide(high), basis)


def _short(value: float) -> str:
    return f"{value:.2f}"
