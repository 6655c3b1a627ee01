"""How sure a figure is: the percentile bootstrap over whole clusters.

Claims of one article resemble each other, so articles are drawn, not claims (cluster bootstrap: Davison &
Hinkley 1997; percentile interval: Efron & Tibshirani 1993). With fewer than ten articles passages are
drawn, and the interval then speaks of these articles only. Drawing whole numbers makes the same seed give
the same interval on every platform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.agreement.coefficients import Estimate, Figure, Floats, Ints
from annotator.core.matching import Item

FEW_ARTICLES = 10
MOST_UNDEFINED = 0.05
"""Above this share of undefined resamples there is no interval: leaving that many out would flatter it."""

DRAWS_AT_ONCE = 2_000_000


By = Literal["article", "passage", "unit"]


@dataclass(frozen=True, slots=True)
class Resampling:
    """What is drawn, how often and from which seed."""

    by: By = "unit"
    resamples: int = 1000
    seed: int = 1


def figure(estimate: Estimate, resampling: Resampling) -> Figure:
    """Return an estimate's value with its interval, or with the reason why either is missing."""
    if estimate.value is None:
        return Figure(None, None, estimate.n, estimate.reason)
    ci95, reason = interval(estimate, resampling)
    return Figure(estimate.value, ci95, estimate.n, reason)


def interval(estimate: Estimate, resampling: Resampling) -> tuple[tuple[float, float] | None, str | None]:
    """Return the 2.5 and 97.5 percentiles over resamples of the groups, and what is to be said about them.

    Groups that hold nothing to compare are not drawn.
    """
    sums = estimate.sums[estimate.sums.any(axis=1)]
    if resampling.resamples < 1:
        return None, "no interval: no resamples were asked for"
    if len(sums) <= 1:
        return None, f"no interval: everything lies in one {resampling.by}"
    values = np.concatenate([estimate.formula(weights @ sums) for weights in draws(len(sums), resampling)])
    undefined = float(np.isnan(values).mean())
    if undefined > MOST_UNDEFINED:
        return None, f"no interval: undefined in {undefined:.0%} of resamples"
    defined = values[~np.isnan(values)]
    low, high = (float(end) for end in np.quantile(defined, [0.025, 0.975]))
    if defined.min() == defined.max():
        return None, "no interval: every resample gives the same value"
    return (low, high), f"undefined in {undefined:.1%} of resamples, left out" if undefined else None


def draws(groups: int, resampling: Resampling) -> Iterator[Floats]:
    """Yield how often each group is drawn in each resample, in blocks of shape (some resamples, groups)."""
    rng = np.random.default_rng(resampling.seed)
    block = max(1, DRAWS_AT_ONCE // groups)
    for start in range(0, resampling.resamples, block):
        rows = min(block, resampling.resamples - start)
        picks = rng.integers(0, groups, size=(rows, groups)) + np.arange(rows)[:, None] * groups
        times = np.bincount(picks.ravel(), minlength=rows * groups)
        yield times.reshape(rows, groups).astype(np.float64)


def numbered(clusters: Sequence[str]) -> Ints:
    """Number the cluster of each unit from 0, in the order of their names, whatever the order of units.

    >>> numbered(["b", "a", "b"]).tolist()
    [1, 0, 1]
    """
    if not clusters:
        return np.zeros(0, np.int64)
    return np.unique(np.asarray(clusters), return_inverse=True)[1].astype(np.int64)


def clusters(items: Sequence[Item], by: By) -> Ints:
    """Number the cluster each item belongs to; a given claim outside any passage stands for its article."""
    return numbered([_CLUSTER[by](item) for item in items])


_CLUSTER: Mapping[By, Callable[[Item], str]] = {
    "article": lambda item: item.article,
    "passage": lambda item: item.passage or item.article,
    "unit": lambda item: item.id,
}
