"""Coefficients of many annotators who are not told apart: Fleiss (1971), Gwet's AC1 and AC2, Brennan & Prediger.

Missing labels are handled as Gwet (2014, ch. 2 and 3) does: p_o is the mean over units with two or more labels,
the share π_k of a category is the mean over all units with a label of the share of their labels that are k, and
what is expected by chance follows from π, from the weights w and from q, the number of categories of the scheme. So
a unit with a single label counts in what is expected and not in what is observed, as in irrCAC; alpha, and the kappas
of two annotators, leave it out of both. Of complete tables all that makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annotator.agreement.counts import (
    ONE_CATEGORY,
    agreement_per_unit,
    labels,
    no_pairs,
    per_group,
    used_by_group,
)
from annotator.agreement.estimate import Estimate, Floats, Ints, affordable, beyond_chance, divided, undefined
from annotator.agreement.table import Table
from annotator.agreement.weights import WEIGHTS_OF, WeightName, weight_matrix

ONE_DECLARED = "there is only one category to choose"

Chance = Callable[[Floats, Floats | None], Floats]
"""Takes the shares π (…, q) and the weights (q, q), None for identity, to the agreement expected by chance."""


def fleiss_kappa(table: Table, groups: Ints, weights: WeightName = "identity") -> Estimate:
    """Estimate Fleiss' kappa, of any number of labels a unit: p_e = Σ_kl w_kl π_k π_l (Fleiss 1971; Gwet 2014).

    Fleiss has as many labels of every unit. Of others π is the mean over all units with a label, of one label too.
    """
    return _estimate(table, groups, weights, fleiss_chance, needs_variety=True)


def ac1(table: Table, groups: Ints) -> Estimate:
    """Estimate Gwet's AC1: p_e = Σ_k π_k (1 - π_k) / (q - 1) (Gwet 2008)."""
    return _estimate(table, groups, "identity", gwet_chance)


def ac2(table: Table, groups: Ints, weights: WeightName | None = None) -> Estimate:
    """Estimate Gwet's AC2: p_e = Σ_kl w_kl Σ_k π_k (1 - π_k) / (q (q - 1)) (Gwet 2014, ch. 3).

    By default the weights are those of the level: Gwet's ordinal ones, quadratic at interval, ratio at ratio level.
    """
    return _estimate(table, groups, weights or WEIGHTS_OF[table.level], gwet_chance)


def brennan_prediger(table: Table, groups: Ints, weights: WeightName = "identity") -> Estimate:
    """Estimate the coefficient of Brennan & Prediger (1981): p_e = Σ_kl w_kl / q².

    Also known as Bennett's S and, for many annotators, Randolph's free-marginal kappa.
    """
    return _estimate(table, groups, weights, uniform_chance)


def fleiss_chance(shares: Floats, weights: Floats | None) -> Floats:
    """Return Σ_kl w_kl π_k π_l."""
    weighed = shares if weights is None else shares @ weights
    return np.asarray((weighed * shares).sum(axis=-1))


def gwet_chance(shares: Floats, weights: Floats | None) -> Floats:
    """Return Σ w / (q (q - 1)) Σ_k π_k (1 - π_k)."""
    size = shares.shape[-1]
    total = size if weights is None else weights.sum()
    return np.asarray(total / (size * (size - 1)) * (shares * (1 - shares)).sum(axis=-1))


def uniform_chance(shares: Floats, weights: Floats | None) -> Floats:
    """Return Σ w / q², whatever was used."""
    even = 1 / shares.shape[-1] if weights is None else weights.mean()
    return np.full(shares.shape[:-1], even)


def _estimate(
    table: Table, groups: Ints, weights: WeightName, by_chance: Chance, *, needs_variety: bool = False
) -> Estimate:
    """Estimate (p_o - p_e) / (1 - p_e)."""
    reason = no_pairs(table)
    if reason:
        return undefined(reason)
    found = labels(table)
    size = len(table.categories)
    if size == 1:
        return undefined(ONE_CATEGORY if needs_variety else ONE_DECLARED, int(found.is_paired.sum()))
    matrix = None if weights == "identity" else weight_matrix(weights, table)
    groups, is_whole = affordable(groups, size)
    observed = agreement_per_unit(found, matrix)
    used = used_by_group(found, groups, size, 1 / np.maximum(found.per_unit, 1))
    sums = np.column_stack([per_group(groups, observed), per_group(groups, found.is_paired), used])
    one = needs_variety and np.count_nonzero(used.sum(axis=0)) == 1

    def formula(totals: Floats) -> Floats:
        shares = totals[..., 2:]
        # Each unit with a label adds 1 in all.
        shares = divided(shares, np.broadcast_to(shares.sum(axis=-1, keepdims=True), shares.shape))
        return beyond_chance(divided(totals[..., 0], totals[..., 1]), by_chance(shares, matrix))

    return Estimate(sums, formula, int(found.is_paired.sum()), ONE_CATEGORY if one else None, is_whole)
