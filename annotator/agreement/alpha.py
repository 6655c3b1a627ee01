"""Krippendorff's alpha (2011; 2019, ch. 12): missing labels allowed, at every level and with any distance.

With o_ck the coincidences of c and k, n_c the labels of category c that stand beside another label, n all of
them, δ the (squared) distance: alpha = 1 - D_o / D_e, D_o = Σ o_ck δ_ck / n, D_e = Σ n_c n_k δ_ck / (n (n - 1)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from annotator.agreement.counts import (
    ONE_CATEGORY,
    Labels,
    equal_pairs,
    group_count,
    labels,
    no_pairs,
    per_group,
    used_by_group,
    weighed_pairs,
)
from annotator.agreement.distances import SET_DISTANCES, between_sets, checked, ratio_distance
from annotator.agreement.estimate import (
    NEARLY_NOTHING,
    Estimate,
    Floats,
    Formula,
    Ints,
    affordable,
    divided,
    undefined,
)
from annotator.agreement.table import Level, Table
from annotator.agreement.weights import MOST_CATEGORIES, scores

NO_DISTANCE = "all labels used are at distance 0 from each other"
SEVERAL_VALUES = "labels of several values have no place on a scale"
MOST_RANKS = 1000
TOO_MANY_RANKS = f"more than {MOST_RANKS:,} ranks: score the field at interval level"
TOO_MANY = f"more than {MOST_CATEGORIES:,} categories: too many to compare each with each"


def alpha(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha at the table's own level."""
    if table.level != "nominal" and table.sets:
        return undefined(SEVERAL_VALUES)
    return _BY_LEVEL[table.level](table, groups)


def alpha_nominal(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha as if labels had no order: δ is 1 for any two that differ."""
    found = labels(table)
    # All pairs of a unit less the equal ones; whole numbers, so that nothing is lost by subtracting.
    apart = found.per_unit * (found.per_unit - 1) - equal_pairs(found)
    return _estimate(table, groups, found, apart.astype(np.float64), _nominal)


def alpha_ordinal(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha for ranks: δ_ck = (Σ_g n_g from c to k, less half of n_c and n_k)².

    That is the squared difference of two mid-ranks. They change with every resample, so the coincidences of
    every two categories are kept.
    """
    found = labels(table)
    size = len(table.categories)
    if size > MOST_RANKS:
        return undefined(TOO_MANY_RANKS)
    place, ends = _unordered(size)
    groups, is_whole = affordable(groups, len(ends))
    used = _paired_use(found, groups, size)
    cells = len(ends)
    sums = np.zeros(group_count(groups) * cells)
    for one, other in found.pairs():
        both = np.flatnonzero((one >= 0) & (other >= 0))
        at = groups[both] * cells + place[one[both], other[both]]
        sums += np.bincount(at, 2 / (found.per_unit[both] - 1), minlength=len(sums))
    return Estimate(
        np.column_stack([sums.reshape(-1, cells), used]),
        _ordinal(ends),
        int(found.is_paired.sum()),
        no_pairs(table) or _one_category(used),
        is_whole,
    )


def alpha_interval(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha for numbers: δ is the square of their difference.

    Sums of numbers and of their squares are enough, however many different numbers there are. Numbers are taken
    from the middle one of the categories, so that large ones which differ little lose nothing.
    """
    found = labels(table)
    at = scores(table)
    paired = found.is_paired
    used = used_by_group(found, np.zeros(len(groups), np.int64), len(at), paired.astype(np.float64))[0]
    # Not from the mean of the labels given: that would change every unit's sums with any one label.
    at = np.append(at - (np.median(at) if len(at) else 0), 0.0)
    sizes, firsts, squares = (np.zeros(len(groups)) for _ in range(3))
    for column in found.columns:
        firsts += at[column]
        squares += at[column] ** 2
    sizes[paired] = found.per_unit[paired]
    # Σ over ordered pairs of (x - y)² = 2 (m Σ x² - (Σ x)²).
    apart = 2 * (sizes * squares - firsts**2) / np.maximum(found.per_unit - 1, 1)
    columns = [np.where(paired, each, 0) for each in (apart, sizes, firsts, squares)]
    sums = np.column_stack([per_group(groups, each) for each in columns])
    reason = no_pairs(table) or _one_category(used[None, :])
    return _or_no_distance(Estimate(sums, _interval, int(paired.sum()), reason))


def alpha_ratio(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha for numbers of which 0 is none at all: δ_ck = ((c - k) / (c + k))²."""
    return _too_many(table) or alpha_by(ratio_distance(scores(table)))(table, groups)


def alpha_masi(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha of labels that hold several values, by Passonneau's MASI (2006)."""
    return _of_sets(table, groups, "masi")


def alpha_jaccard(table: Table, groups: Ints) -> Estimate:
    """Estimate alpha of labels that hold several values, by Jaccard's distance."""
    return _of_sets(table, groups, "jaccard")


def alpha_by(distances: Floats) -> Callable[[Table, Ints], Estimate]:
    """Return alpha with distances of one's own, shape (q, q), in the order of the table's categories."""

    def by_distance(table: Table, groups: Ints) -> Estimate:
        own = checked(distances, len(table.categories))
        found = labels(table)
        return _or_no_distance(
            _estimate(table, groups, found, weighed_pairs(found, own), lambda used: _expected(used, own))
        )

    return by_distance


def _of_sets(table: Table, groups: Ints, name: str) -> Estimate:
    """Estimate alpha over the distinct sets that occur."""
    return _too_many(table) or alpha_by(set_distances(table, name))(table, groups)


def set_distances(table: Table, name: str) -> Floats:
    """Return the named distance between every two distinct sets of a table, shape (q, q)."""
    sets = table.sets or tuple(frozenset({category}) for category in table.categories)
    return between_sets(sets, SET_DISTANCES[name])


def _estimate(
    table: Table, groups: Ints, found: Labels, apart: Floats, expected: Callable[[Floats], Floats]
) -> Estimate:
    """Make the estimate of distances within units and the use of each category."""
    groups, is_whole = affordable(groups, len(table.categories))
    apart = apart / np.maximum(found.per_unit - 1, 1)
    used = _paired_use(found, groups, len(table.categories))
    return Estimate(
        np.column_stack([per_group(groups, apart), used]),
        _formula(expected),
        int(found.is_paired.sum()),
        no_pairs(table) or _one_category(used),
        is_whole,
    )


def _paired_use(found: Labels, groups: Ints, size: int) -> Floats:
    """Count the labels of each group and category that stand beside another label."""
    weights = None if found.is_paired.all() else found.is_paired.astype(np.float64)
    return used_by_group(found, groups, size, weights)


def _one_category(used: Floats) -> str | None:
    return ONE_CATEGORY if np.count_nonzero(used.sum(axis=0)) == 1 else None


def _or_no_distance(estimate: Estimate) -> Estimate:
    """Give the reason for an alpha that has no value though several categories were used."""
    if estimate.reason or estimate.value is not None:
        return estimate
    return replace(estimate, reason=NO_DISTANCE)


def _too_many(table: Table) -> Estimate | None:
    return undefined(TOO_MANY) if len(table.categories) > MOST_CATEGORIES else None


def _formula(expected: Callable[[Floats], Floats]) -> Formula:
    """Return alpha from the distances within units and the use of categories."""

    def formula(totals: Floats) -> Floats:
        used = totals[..., 1:]
        return 1 - divided((used.sum(axis=-1) - 1) * totals[..., 0], expected(used))

    return formula


def _nominal(used: Floats) -> Floats:
    n = used.sum(axis=-1)
    return np.asarray(n * n - (used * used).sum(axis=-1))


def _expected(used: Floats, distances: Floats) -> Floats:
    """Return Σ n_c n_k δ_ck."""
    return np.asarray(((used @ distances) * used).sum(axis=-1))


def _spread(sizes: Floats, firsts: Floats, squares: Floats) -> Floats:
    """Return Σ n_c n_k (c - k)² from sums; what rounding leaves of 0 is 0."""
    found = 2 * (sizes * squares - firsts * firsts)
    return np.where(found <= NEARLY_NOTHING * sizes * squares, 0, found)


def _interval(totals: Floats) -> Floats:
    """Return alpha from distances within units, the number of labels, their sum and that of their squares."""
    apart, sizes, firsts, squares = np.moveaxis(totals, -1, 0)
    return 1 - divided((sizes - 1) * apart, _spread(sizes, firsts, squares))


def _unordered(size: int) -> tuple[Ints, list[tuple[int, int]]]:
    """Number the unordered pairs of categories: a matrix of their places, and their ends."""
    ends = [(one, other) for one in range(size) for other in range(one, size)]
    place = np.zeros((size, size), np.int64)
    for at, (one, other) in enumerate(ends):
        place[one, other] = place[other, one] = at
    return place, ends


def _ordinal(ends: list[tuple[int, int]]) -> Formula:
    """Return alpha from the coincidences of unordered pairs, and the use of categories."""
    one, other = np.array(ends, np.int64).reshape(-1, 2).T

    def formula(totals: Floats) -> Floats:
        together, used = totals[..., : len(ends)], totals[..., len(ends) :]
        n = used.sum(axis=-1)
        middle = np.cumsum(used, axis=-1) - used / 2
        # From the middle of all, for the sake of precision.
        middle = middle - n[..., None] / 2
        apart = (together * (middle[..., one] - middle[..., other]) ** 2).sum(axis=-1)
        firsts, squares = (used * middle).sum(axis=-1), (used * middle**2).sum(axis=-1)
        return 1 - divided((n - 1) * apart, _spread(n, firsts, squares))

    return formula


_BY_LEVEL: Mapping[Level, Callable[[Table, Ints], Estimate]] = {
    "nominal": alpha_nominal,
    "ordinal": alpha_ordinal,
    "interval": alpha_interval,
    "ratio": alpha_ratio,
}
