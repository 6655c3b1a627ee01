"""Kappas that keep annotators apart, or compare two: Cohen (1960, 1968), Scott (1955), Conger (1980), Light (1971).

Each is (p_o - p_e) / (1 - p_e); they differ in what they take for agreement by chance.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from annotator.agreement.counts import (
    ONE_CATEGORY,
    agreement_per_unit,
    group_count,
    labels,
    no_pairs,
    per_group,
)
from annotator.agreement.estimate import (
    NEARLY_NOTHING,
    Estimate,
    Floats,
    Formula,
    Ints,
    affordable,
    beyond_chance,
    divided,
    ratio,
    undefined,
)
from annotator.agreement.table import Table
from annotator.agreement.weights import WeightName, weight_matrix

PAIR = 2

ByChance = Callable[[Floats, Floats, Floats | None], Floats]
"""Takes both annotators' labels by category, and weights, to the agreements expected, times the units."""


def percent_agreement(table: Table, groups: Ints) -> Estimate:
    """Estimate the mean, over units with two or more labels, of the share of pairs of labels that are equal.

    The observed agreement P̄ of Fleiss (1971), as Artstein & Poesio (2008) define it for any number of
    annotators; for two it is the share of units on which they agree.
    """
    found = labels(table)
    sums = np.column_stack([per_group(groups, agreement_per_unit(found)), per_group(groups, found.is_paired)])
    return Estimate(sums, ratio, int(found.is_paired.sum()), no_pairs(table))


def cohen_kappa(table: Table, groups: Ints, weights: WeightName = "identity") -> Estimate:
    """Estimate Cohen's kappa of exactly two annotators on the units both labelled (Cohen 1960; weighted 1968).

    p_o = Σ_kl w_kl p_kl and p_e = Σ_kl w_kl p_1k p_2l, from each annotator's own shares on those units.
    """
    return _of_two(table, groups, weights, "Cohen's kappa", _own_shares)


def cohen_kappa_linear(table: Table, groups: Ints) -> Estimate:
    """Estimate Cohen's kappa with linear weights: by place in the scheme's order, or by the numbers they are."""
    return cohen_kappa(table, groups, "linear")


def cohen_kappa_quadratic(table: Table, groups: Ints) -> Estimate:
    """Estimate Cohen's kappa with quadratic weights: by place in the scheme's order, or by the numbers they are."""
    return cohen_kappa(table, groups, "quadratic")


def scott_pi(table: Table, groups: Ints, weights: WeightName = "identity") -> Estimate:
    """Estimate Scott's pi of exactly two annotators on the units both labelled (Scott 1955).

    p_e = Σ_kl w_kl p_k p_l, p the mean of the two annotators' shares.
    """
    return _of_two(table, groups, weights, "Scott's pi", _common_shares)


def conger_kappa(table: Table, groups: Ints, weights: WeightName = "identity") -> Estimate:
    """Estimate Conger's kappa: p_e is the mean over pairs of annotators of Σ_kl w_kl p_gk p_hl (Conger 1980).

    With missing labels as Gwet (2014, ch. 2) has them: each annotator's shares are of all the units they labelled,
    a unit with a single label included, and p_o is the mean over the units with two or more.
    """
    found = labels(table)
    reason = no_pairs(table)
    by = [column for column in range(len(table.annotators)) if table.is_labelled[:, column].any()]
    if reason:
        return undefined(reason)
    matrix = None if weights == "identity" else weight_matrix(weights, table)
    groups, is_whole = affordable(groups, len(by) * len(table.categories))
    observed = per_group(groups, agreement_per_unit(found, matrix))
    used = [_used(table.codes[:, column], groups, len(table.categories)) for column in by]
    sums = np.column_stack([observed, per_group(groups, found.is_paired), *used])
    total = np.sum([each.sum(axis=0) for each in used], axis=0)
    formula = _conger(len(by), len(table.categories), matrix)
    one = np.count_nonzero(total) == 1
    return Estimate(sums, formula, int(found.is_paired.sum()), ONE_CATEGORY if one else None, is_whole)


def light_kappa(table: Table, groups: Ints) -> Estimate:
    """Estimate Light's kappa: the mean of Cohen's kappa over all pairs of annotators (Light 1971).

    Undefined where that of any pair is, because a mean over the others would be one of other people.
    """
    reason = no_pairs(table)
    if reason:
        return undefined(reason)
    pairs = [*combinations(table.annotators, PAIR)]
    width = 1 + 2 * len(table.categories)
    groups, is_whole = affordable(groups, len(pairs) * width)
    estimates = []
    for a, b in pairs:
        found = cohen_kappa(table.pair(a, b), groups)
        if found.value is None:
            return undefined(f"undefined for {a} and {b}: {found.reason}", found.n)
        estimates.append(_all_groups(found, group_count(groups)))

    def formula(totals: Floats) -> Floats:
        each = totals.reshape(*totals.shape[:-1], len(pairs), width)
        return np.asarray(_kappa(each, None, _own_shares).mean(axis=-1))

    paired = int((table.is_labelled.sum(axis=1) > 1).sum())
    return Estimate(np.column_stack(estimates), formula, paired, is_whole=is_whole)


def _all_groups(estimate: Estimate, groups: int) -> Floats:
    """Return an estimate's sums with a row for each group."""
    sums = np.zeros((groups, estimate.sums.shape[1]))
    sums[: len(estimate.sums)] = estimate.sums
    return sums


def _of_two(table: Table, groups: Ints, weights: WeightName, name: str, by_chance: ByChance) -> Estimate:
    """Estimate a coefficient of exactly two annotators."""
    if len(table.annotators) > PAIR:
        return undefined(f"{name} compares two annotators, here are {len(table.annotators)}: see the pairs")
    reason = no_pairs(table)
    if reason:
        return undefined(reason)
    groups, is_whole = affordable(groups, PAIR * len(table.categories))
    both = table.is_labelled.all(axis=1)
    first, second = (np.where(both, column, -1) for column in table.codes.T)
    matrix = None if weights == "identity" else weight_matrix(weights, table)
    if matrix is None:
        agreed = (both & (first == second)).astype(np.float64)
    else:
        agreed = np.where(both, matrix[first, second], 0.0)
    used = [_used(column, groups, len(table.categories)) for column in (first, second)]
    sums = np.column_stack([per_group(groups, agreed), *used])
    one = np.count_nonzero(sums[:, 1:].sum(axis=0).reshape(PAIR, -1).any(axis=0)) == 1

    def formula(totals: Floats) -> Floats:
        return _kappa(totals, matrix, by_chance)

    return Estimate(sums, formula, int(both.sum()), ONE_CATEGORY if one else None, is_whole)


def _used(codes: np.typing.NDArray[np.int32], groups: Ints, size: int) -> Floats:
    """Count one annotator's labels by group and category."""
    has = codes >= 0
    flat = np.bincount(groups[has] * size + codes[has], minlength=group_count(groups) * size)
    return flat.astype(np.float64).reshape(-1, size)


def _weighed(first: Floats, second: Floats, matrix: Floats | None) -> Floats:
    """Return Σ_kl w_kl first_k second_l."""
    return np.asarray(((first if matrix is None else first @ matrix) * second).sum(axis=-1))


def _own_shares(first: Floats, second: Floats, matrix: Floats | None) -> Floats:
    return _weighed(first, second, matrix)


def _common_shares(first: Floats, second: Floats, matrix: Floats | None) -> Floats:
    both = first + second
    return _weighed(both, both, matrix) / 4


def _kappa(totals: Floats, matrix: Floats | None, by_chance: ByChance) -> Floats:
    """Return kappa from the agreements and each annotator's labels by category, in whole numbers while they last."""
    size = (totals.shape[-1] - 1) // 2
    first, second = totals[..., 1 : size + 1], totals[..., size + 1 :]
    n = first.sum(axis=-1)
    expected = by_chance(first, second, matrix)
    room = n * n - expected
    room = np.where(room <= NEARLY_NOTHING * n * n, 0, room)
    return divided(n * totals[..., 0] - expected, room)


def _conger(annotators: int, size: int, matrix: Floats | None) -> Formula:
    """Return Conger's kappa from the agreement, the units paired and every annotator's labels by category.

    An annotator who has no label in a resample has no part in it.
    """

    def formula(totals: Floats) -> Floats:
        observed = divided(totals[..., 0], totals[..., 1])
        used = totals[..., 2:].reshape(*totals.shape[:-1], annotators, size)
        given = used.sum(axis=-1)
        shares = used / np.maximum(given, 1)[..., None]
        present = (given > 0).sum(axis=-1)
        together = shares.sum(axis=-2)
        alone = _weighed(shares, shares, matrix).sum(axis=-1)
        expected = divided(
            _weighed(together, together, matrix) - alone, (present * (present - 1)).astype(np.float64)
        )
        return beyond_chance(observed, expected)

    return formula
