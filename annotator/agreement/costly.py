"""The items that cost most agreement: what each adds to the observed disagreement, and the figure without it.

A unit of m labels adds Σ δ over its ordered pairs of labels, divided by m - 1, to Krippendorff's observed
disagreement (2011). That ranks the units to look at first; ties stay in the order of the table.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.coefficients import Coefficient
from annotator.agreement.counts import equal_pairs, labels, weighed_pairs
from annotator.agreement.distances import ratio_distance
from annotator.agreement.estimate import Floats
from annotator.agreement.patterns import distinct
from annotator.agreement.table import Table
from annotator.agreement.weights import MOST_CATEGORIES, scores


class Costly(NamedTuple):
    """A unit by its place in the table, its part of all disagreement, and the figure if it were left out."""

    place: int
    unit: str
    cost: float
    share: float
    without: float | None


def disagreement(table: Table, distances: Floats | None = None) -> Floats:
    """Return what each unit adds to the observed disagreement; shape (units,).

    `distances` (q, q) weigh the disagreements; None stands for those that alpha of the table's level has.
    """
    found = labels(table)
    distances = level_distances(table) if distances is None else distances
    if distances is None:
        apart = (found.per_unit * (found.per_unit - 1) - equal_pairs(found)).astype(np.float64)
    else:
        apart = weighed_pairs(found, distances)
    return apart / np.maximum(found.per_unit - 1, 1)


def level_distances(table: Table) -> Floats | None:
    """Return the distances by which alpha weighs disagreements at the table's level; None if any counts alike.

    With more categories than a matrix can hold, any counts alike too.
    """
    size = len(table.categories)
    if table.level == "nominal" or table.sets or not 0 < size <= MOST_CATEGORIES:
        return None
    if table.level == "ratio":
        return ratio_distance(scores(table))
    at = _middle_ranks(table) if table.level == "ordinal" else scores(table)
    return np.asarray((at[:, None] - at[None, :]) ** 2)


def _middle_ranks(table: Table) -> Floats:
    """Return each category's mean rank among all labels that stand beside another."""
    labelled = table.is_labelled
    paired = labelled & (labelled.sum(axis=1) > 1)[:, None]
    used = np.bincount(table.codes[paired], minlength=len(table.categories))
    return np.asarray(np.cumsum(used) - used / 2)


def costliest(
    table: Table, coefficient: Coefficient, *, distances: Floats | None = None, most: int | None = None
) -> tuple[Costly, ...]:
    """Rank the units that cost agreement, the costliest first, at most so many.

    `share` is a unit's part of all observed disagreement, and the shares of all units add up to 1; `without` is the
    coefficient on all the other units, None where it is then undefined. `distances` are as for `disagreement`.
    """
    costs = disagreement(table, distances)
    order = np.argsort(-costs, kind="stable")
    order = order[costs[order] > 0][:most]
    without = _without(table, coefficient)[order]
    total = costs.sum()
    return tuple(
        Costly(place, table.units[place], float(costs[place]), float(costs[place] / total), _defined(value))
        for place, value in zip(order.tolist(), without.tolist(), strict=True)
    )


def _without(table: Table, coefficient: Coefficient) -> Floats:
    """Return the coefficient without each unit, nan where it is undefined; each kind of unit is left out once."""
    if not len(table.units):
        return np.zeros(0)
    estimate = coefficient.function(table, np.arange(len(table.units)))
    if estimate.reason or len(estimate.sums) != len(table.units):
        return np.full(len(table.units), np.nan)
    kinds, times, of_unit = distinct(estimate.sums)
    values: Floats = estimate.formula(times @ kinds - kinds)
    return values[of_unit]


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else value
