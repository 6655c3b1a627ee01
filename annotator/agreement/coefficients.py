"""How far labels agree, corrected for chance or not: one function and one registry line per coefficient.

Each function reduces the table to numbers that add up over groups of units, and a formula on their totals.
That one shape gives the figure, its bootstrap interval and, later, its update after a single changed label.
What is undefined is a result: no value, and the reason in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.agreement.table import Table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Formula = Callable[[Floats], Floats]

PAIR = 2

ONE_ANNOTATOR = "only one annotator gave labels"
NO_LABELS = "there are no labels to compare"
NO_PAIR = "no unit has two labels"
ONE_CATEGORY = "only one category was used"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its 95 % interval and the units it rests on; what is None, `reason` explains in words."""

    value: float | None
    ci95: tuple[float, float] | None
    n: int
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Sums of shape (groups, k) that add up over any choice of groups, and a formula on the totals.

    The formula takes totals (…, k) to values (…), nan where undefined; `reason` says why the whole is, if
    it is.
    """

    sums: Floats
    formula: Formula
    n: int
    reason: str | None = None

    @property
    def value(self) -> float | None:
        """Return the value on all groups together, None if undefined."""
        value = float(self.formula(self.sums.sum(axis=0, keepdims=True))[0])
        return None if self.reason or np.isnan(value) else value


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A way to score a table; `function` takes the table and each unit's group, from 0 up."""

    id: str
    name: str
    function: Callable[[Table, Ints], Estimate]
    citation: str

    def __call__(self, table: Table) -> Figure:
        """Return the value without an interval."""
        estimate = self.function(table, np.zeros(len(table.units), np.int64))
        return Figure(estimate.value, None, estimate.n, estimate.reason)


class Counts(NamedTuple):
    """The count matrix of units and categories, kept sparse, and the labels per unit."""

    unit: Ints
    category: Ints
    times: Ints
    per_unit: Ints


def counts(table: Table) -> Counts:
    """Count the labels of every unit and category, leaving out units with one label, which have no pair."""
    labelled = table.is_labelled
    per_unit = labelled.sum(axis=1, dtype=np.int64)
    rows, columns = np.nonzero(labelled & (per_unit > 1)[:, None])
    width = max(1, len(table.categories))
    cells, times = np.unique(rows * width + table.codes[rows, columns], return_counts=True)
    return Counts(cells // width, cells % width, times.astype(np.int64), np.where(per_unit > 1, per_unit, 0))


def percent_agreement(table: Table, groups: Ints) -> Estimate:
    """Estimate the mean, over units with two or more labels, of the share of pairs of labels that are equal.

    The observed agreement P̄ of Fleiss (1971), as Artstein & Poesio (2008) define it for any number of
    annotators; for two it is the share of units on which they agree.
    """
    found = counts(table)
    pairs = found.per_unit * (found.per_unit - 1)
    share = _per_unit(found, found.times * (found.times - 1)) / np.maximum(pairs, 1)
    sums = np.column_stack([_per_group(groups, share), _per_group(groups, found.per_unit > 0)])
    return Estimate(sums, ratio, int((found.per_unit > 0).sum()), _no_pairs(table))


def alpha_nominal(table: Table, groups: Ints) -> Estimate:
    """Estimate Krippendorff's alpha at nominal level, missing labels allowed (Krippendorff 2011).

    With n_uc labels of category c in unit u, m_u labels in the unit (two or more) and n in all: alpha = 1 -
    D_o / D_e, D_o = Σ_u Σ_c n_uc (m_u - n_uc) / (m_u - 1) / n, D_e = (n² - Σ_c n_c²) / (n (n - 1)).
    """
    found = counts(table)
    apart = _per_unit(found, found.times * (found.per_unit[found.unit] - found.times))
    apart /= np.maximum(found.per_unit - 1, 1)
    used = _per_cell(groups[found.unit], found.category, found.times, _shape(groups, table))
    sums = np.column_stack([_per_group(groups, apart), used])
    reason = _no_pairs(table) or (ONE_CATEGORY if np.count_nonzero(used.sum(axis=0)) == 1 else None)
    return Estimate(sums, _alpha, int((found.per_unit > 0).sum()), reason)


def cohen_kappa(table: Table, groups: Ints) -> Estimate:
    """Estimate Cohen's kappa of exactly two annotators on the units both labelled (Cohen 1960).

    kappa = (p_o - p_e) / (1 - p_e), p_e = Σ_c p_1c p_2c from each annotator's own shares on those units.
    """
    if len(table.annotators) > PAIR:
        reason = f"Cohen's kappa compares two annotators, here are {len(table.annotators)}: see the pairs"
        return Estimate(np.zeros((1, 2)), ratio, 0, reason)
    if len(table.annotators) < PAIR:
        return Estimate(np.zeros((1, 2)), ratio, 0, _no_pairs(table))
    both = np.flatnonzero(table.is_labelled.all(axis=1))
    first, second = table.codes[both].astype(np.int64).T
    shape = _shape(groups, table)
    used = [_per_cell(groups[both], column, np.ones(len(both)), shape) for column in (first, second)]
    agreed = _per_group(groups, table.codes[:, 0] == table.codes[:, 1], where=both)
    sums = np.column_stack([agreed, *used])
    one = len(both) > 0 and bool((table.codes[both] == first[0]).all())
    return Estimate(sums, _kappa, len(both), _no_pairs(table) or (ONE_CATEGORY if one else None))


COEFFICIENTS: Mapping[str, Coefficient] = {
    each.id: each
    for each in (
        Coefficient("alpha", "Krippendorff's alpha (nominal)", alpha_nominal, "Krippendorff 2011"),
        Coefficient("cohen_kappa", "Cohen's kappa", cohen_kappa, "Cohen 1960"),
    )
}
"""The chance-corrected coefficients a report shows, by id."""

PERCENT = Coefficient("percent_agreement", "Percent agreement", percent_agreement, "Fleiss 1971")


def ratio(totals: Floats) -> Floats:
    """Divide the first of each pair of totals by the second; nan where that is 0."""
    return _divided(totals[..., 0], totals[..., 1])


def _alpha(totals: Floats) -> Floats:
    """Return alpha from the disagreements and the labels per category."""
    used = totals[..., 1:]
    n = used.sum(axis=-1)
    return 1 - _divided((n - 1) * totals[..., 0], n * n - (used * used).sum(axis=-1))


def _kappa(totals: Floats) -> Floats:
    """Return kappa from the agreements and each annotator's labels per category."""
    half = (totals.shape[-1] - 1) // 2
    first, second = totals[..., 1 : half + 1], totals[..., half + 1 :]
    n = first.sum(axis=-1)
    by_chance = (first * second).sum(axis=-1)
    return _divided(n * totals[..., 0] - by_chance, n * n - by_chance)


def _divided(top: Floats, bottom: Floats) -> Floats:
    """Divide, with nan and no warning where the divisor is 0."""
    out: Floats = np.full(np.shape(top), np.nan)
    np.divide(top, bottom, out=out, where=bottom != 0)
    return out


def _no_pairs(table: Table) -> str | None:
    """Say why no two labels can be compared, None if some can."""
    labelled = table.is_labelled
    if len(table.annotators) == 1 or labelled.any(axis=0).sum() == 1:
        return ONE_ANNOTATOR
    if not labelled.any():
        return NO_LABELS
    return None if (labelled.sum(axis=1) > 1).any() else NO_PAIR


def _shape(groups: Ints, table: Table) -> tuple[int, int]:
    """Return the shape of a count by group and category."""
    return int(groups.max(initial=0)) + 1, len(table.categories)


def _per_unit(found: Counts, weights: Ints) -> Floats:
    """Add up the cells of each unit."""
    return np.bincount(found.unit, weights, minlength=len(found.per_unit)).astype(np.float64)


def _per_group(groups: Ints, values: npt.NDArray[np.generic], *, where: Ints | slice = slice(None)) -> Floats:
    """Add up the values of each group's units."""
    size = int(groups.max(initial=0)) + 1
    return np.bincount(groups[where], values[where].astype(np.float64), minlength=size).astype(np.float64)


def _per_cell(
    groups: Ints, categories: Ints, weights: npt.NDArray[np.generic], shape: tuple[int, int]
) -> Floats:
    """Add up weights by group and category; as float64, for squares outgrow 32 bits at 46,341 labels."""
    cells = groups * shape[1] + categories
    flat = np.bincount(cells, weights.astype(np.float64), minlength=shape[0] * shape[1])
    return flat.astype(np.float64).reshape(shape)
