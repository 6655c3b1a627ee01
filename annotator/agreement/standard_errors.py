"""Standard errors in closed form, for a figure that must be there at once or be checked by hand.

Units are taken as independent draws. Where they come in articles the bootstrap over articles is the honest
interval; these are then too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.alpha import TOO_MANY, alpha, alpha_jaccard, alpha_masi, alpha_nominal, set_distances
from annotator.agreement.counts import Labels, agreement_per_unit, labels, used_by_group, weighed_pairs
from annotator.agreement.distances import ratio_distance
from annotator.agreement.estimate import Estimate, Floats, Ints
from annotator.agreement.gwet import (
    ac2,
    brennan_prediger,
    fleiss_chance,
    fleiss_kappa,
    gwet_chance,
    uniform_chance,
)
from annotator.agreement.kappas import cohen_kappa, conger_kappa, percent_agreement, scott_pi
from annotator.agreement.student import t_quantile
from annotator.agreement.table import Numbers, Table
from annotator.agreement.weights import MOST_CATEGORIES, WEIGHTS_OF, WeightName, scores, weight_matrix

ONE_UNIT = "a standard error needs two units or more"
NO_ERROR = 1e-6
"""Above what rounding leaves of a standard error of 0, which is the root of the rounding of a variance."""

NO_VARIATION = "every unit counts alike: the closed form gives a standard error of 0, which says nothing"


@dataclass(frozen=True, slots=True)
class StandardError:
    """A value, its standard error and 95 % interval of t with n - 1 degrees of freedom, ending at 1 at most.

    What is None, `reason` explains in words; `n` counts the units that the variance is taken over.
    """

    value: float | None
    se: float | None
    ci95: tuple[float, float] | None
    n: int
    reason: str | None


def standard_error(coefficient: str, table: Table, weights: WeightName | None = None) -> StandardError:
    """Return a coefficient's standard error in closed form.

    Gwet's linearised variance (2014, ch. 5) for fleiss_kappa, scott_pi, conger_kappa, brennan_prediger, ac1 and
    ac2; for alpha, alpha_nominal, alpha_masi and alpha_jaccard the same idea, with the ranks of ordinal alpha taken
    as given; the large-sample error of Fleiss, Cohen & Everitt (1969) for cohen_kappa; that of a mean for
    percent_agreement. `weights` are by default those the coefficient has in a report. Any other coefficient gets the
    reason that there is no closed form.
    """
    method = METHODS.get(coefficient)
    if method is None:
        return StandardError(
            None, None, None, 0, f"there is no closed form for {coefficient}: see the bootstrap"
        )
    return method(_in_order(table), weights)


def _in_order(table: Table) -> Table:
    """Return the units in an order that follows from their labels, so that sums are rounded alike in any."""
    order = np.lexsort(table.codes.T) if table.codes.size else np.arange(len(table.units))
    return replace(table, units=Numbers(len(order)), codes=table.codes[order])


Method = Callable[[Table, WeightName | None], StandardError]


def _result(
    estimate: Estimate, units: int, variance: Callable[[float], float], labelled: int = 0
) -> StandardError:
    """Put together what is defined; t has the degrees of freedom of all `labelled` units, or of `units`."""
    value = estimate.value
    if value is None:
        return StandardError(None, None, None, units, estimate.reason)
    if units <= 1:
        return StandardError(value, None, None, units, ONE_UNIT)
    se = float(np.sqrt(max(0.0, variance(value))))
    if se < NO_ERROR:
        return StandardError(value, 0.0, None, units, NO_VARIATION)
    reach = t_quantile(max(units, labelled) - 1) * se
    return StandardError(value, se, (value - reach, min(1.0, value + reach)), units, None)


def _together(table: Table) -> Ints:
    return np.zeros(len(table.units), np.int64)


def _summed(found: Labels, per_category: Floats) -> Floats:
    """Add up, for each unit, a number for each of its labels."""
    padded = np.append(per_category, 0.0)
    total = np.zeros(len(found.per_unit))
    for column in found.columns:
        total += padded[column]
    return total


def _labelled_units(table: Table) -> Table:
    """Return the table without units that have no label, which count for nothing."""
    kept = np.flatnonzero(table.is_labelled.any(axis=1))
    if len(kept) == len(table.units):
        return table
    return _kept(table, kept)


def _kept(table: Table, rows: np.typing.NDArray[np.intp]) -> Table:
    """Return some units of a table."""
    return replace(table, units=[table.units[row] for row in rows.tolist()], codes=table.codes[rows])


def _linearised(
    estimate: Estimate, found: Labels, agreed: Floats, expected_in: Floats, expected: float
) -> StandardError:
    """Return Gwet's variance, (1 / (n (n - 1))) Σ_i (κ*_i - κ)².

    κ*_i = (n / n') (p_o|i - p_e) / (1 - p_e), 0 for p_e where a unit has one label, less 2 (1 - κ) (p_e|i - p_e) / (1 -
    p_e); n' counts the units with two labels or more. `agreed` and `expected_in` hold p_o|i and p_e|i.
    """
    units, paired = len(found.per_unit), found.is_paired

    def variance(value: float) -> float:
        room = 1 - expected
        each = units / paired.sum() * (agreed - expected * paired) / room
        each -= 2 * (1 - value) * (expected_in - expected) / room
        return float(((each - value) ** 2).sum() / (units * (units - 1)))

    return _result(estimate, units, variance)


def _gwet_family(
    score: Callable[[Table, Ints, WeightName], Estimate],
    chance: Callable[[Floats, Floats | None], Floats],
    slope: Callable[[Floats, Floats], Floats],
) -> Method:
    """Return the method of a coefficient of annotators who are not told apart.

    `slope` gives what one label of each category adds to the agreement expected by chance.
    """

    def method(table: Table, weights: WeightName | None) -> StandardError:
        table = _labelled_units(table)
        name = weights or "identity"
        estimate = score(table, _together(table), name)
        if estimate.value is None or len(table.categories) > MOST_CATEGORIES:
            return StandardError(estimate.value, None, None, len(table.units), estimate.reason or TOO_MANY)
        matrix = weight_matrix(name, table)
        found = labels(table)
        each = 1 / found.per_unit
        used = used_by_group(found, _together(table), len(table.categories), each)
        shares = used[0] / len(table.units)
        expected_in = _summed(found, slope(shares, matrix)) * each
        agreed = agreement_per_unit(found, matrix)
        return _linearised(estimate, found, agreed, expected_in, float(chance(shares, matrix)))

    return method


def _fleiss_slope(shares: Floats, matrix: Floats) -> Floats:
    return np.asarray(matrix @ shares)


def _gwet_slope(shares: Floats, matrix: Floats) -> Floats:
    size = len(matrix)
    return np.asarray(matrix.sum() / (size * (size - 1)) * (1 - shares))


def _uniform_slope(shares: Floats, matrix: Floats) -> Floats:
    return np.full(len(shares), matrix.mean())


def _scott(table: Table, weights: WeightName | None) -> StandardError:
    """Return the error of Fleiss' kappa on the units both labelled, which is Scott's pi there."""
    estimate = scott_pi(table, _together(table), weights or "identity")
    if estimate.value is None:
        return StandardError(None, None, None, estimate.n, estimate.reason)
    both = np.flatnonzero(table.is_labelled.all(axis=1))
    return _FLEISS(_kept(table, both), weights)


def _percent(table: Table, _: WeightName | None) -> StandardError:
    """Return the error of a mean, which the observed agreement is, over the units with two labels or more."""
    estimate = percent_agreement(table, _together(table))
    found = labels(table)
    each = agreement_per_unit(found)[found.is_paired]
    return _result(
        estimate, len(each), lambda value: ((each - value) ** 2).sum() / (len(each) * (len(each) - 1))
    )


def _conger(table: Table, weights: WeightName | None) -> StandardError:
    """Return Gwet's variance of Conger's kappa, in which each annotator's shares vary."""
    table = _labelled_units(table)
    name = weights or "identity"
    estimate = conger_kappa(table, _together(table), name)
    if estimate.value is None or len(table.categories) > MOST_CATEGORIES:
        return StandardError(estimate.value, None, None, len(table.units), estimate.reason or TOO_MANY)
    matrix, units, size = weight_matrix(name, table), len(table.units), len(table.categories)
    columns = [column for column in table.codes.T if (column >= 0).any()]
    shares = [np.bincount(column[column >= 0], minlength=size) / (column >= 0).sum() for column in columns]
    together = np.sum(shares, axis=0)
    expected_in, expected = np.zeros(units), 0.0
    for column, own in zip(columns, shares, strict=True):
        has = column >= 0
        others = matrix @ (together - own)
        expected += own @ others
        # What the unit's own label adds, less what the annotator's labels add on average.
        added = np.append(others, 0.0)[column] - (has - has.mean()) * (own @ others)
        expected_in += units / has.sum() * added
    pairs = len(columns) * (len(columns) - 1)
    found = labels(table)
    agreed = agreement_per_unit(found, matrix)
    return _linearised(estimate, found, agreed, expected_in / pairs, float(expected / pairs))


def _cohen(table: Table, weights: WeightName | None) -> StandardError:
    """Return the large-sample error of Cohen's kappa, weighted or not (Fleiss, Cohen & Everitt 1969).

    n (1 - p_e)⁴ SE² = Σ_kl p_kl (w_kl (1 - p_e) - (w̄_k. + w̄_.l) (1 - p_o))² - (p_o p_e - 2 p_e + p_o)².
    """
    name = weights or "identity"
    estimate = cohen_kappa(table, _together(table), name)
    if estimate.value is None or len(table.categories) > MOST_CATEGORIES:
        return StandardError(estimate.value, None, None, estimate.n, estimate.reason or TOO_MANY)
    matrix, size = weight_matrix(name, table), len(table.categories)
    first, second = table.codes[table.is_labelled.all(axis=1)].astype(np.int64).T
    joint = np.bincount(first * size + second, minlength=size * size).reshape(size, size) / estimate.n
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    observed, expected = float((matrix * joint).sum()), float(rows @ matrix @ columns)
    mean = (matrix @ columns)[:, None] + (rows @ matrix)[None, :]
    spread = (joint * (matrix * (1 - expected) - mean * (1 - observed)) ** 2).sum()
    spread -= (observed * expected - 2 * expected + observed) ** 2
    return _result(estimate, estimate.n, lambda _: float(spread / (estimate.n * (1 - expected) ** 4)))


def _alpha_with(score: Callable[[Table, Ints], Estimate], distances: Callable[[Table], Floats]) -> Method:
    """Return the method of alpha with these distances, shape (q, q)."""

    def method(table: Table, _: WeightName | None) -> StandardError:
        estimate = score(table, _together(table))
        if estimate.value is None:
            return StandardError(None, None, None, estimate.n, estimate.reason)
        if len(table.categories) > MOST_CATEGORIES:
            return StandardError(estimate.value, None, None, estimate.n, TOO_MANY)
        apart = distances(table)
        found = labels(table)
        paired = found.is_paired
        found = Labels(found.columns[:, paired], found.per_unit[paired])
        size, mean = found.per_unit, found.per_unit.mean()
        shares = np.bincount(found.columns[found.columns >= 0], minlength=len(apart)) / size.sum()
        within = weighed_pairs(found, apart) / (size - 1)
        observed, expected = within.sum() / size.sum(), float(shares @ apart @ shares)
        each = (within - observed * size) / mean
        each -= 2 * observed / expected * (_summed(found, apart @ shares) - expected * size) / mean
        units = len(size)
        variance = float(((each / expected) ** 2).sum() / (units * (units - 1))) if units > 1 else 0.0
        # Gwet (2014) leaves single labels out of alpha's variance, not out of its degrees of freedom.
        labelled = int(table.is_labelled.any(axis=1).sum())
        return _result(estimate, units, lambda _: variance, labelled)

    return method


def _level_distances(table: Table) -> Floats:
    """Return the distances of the table's level, those of ranks from the labels as they are."""
    return _DISTANCES[table.level](table)


def _rank_distances(table: Table) -> Floats:
    found = labels(table)
    paired = found.columns[:, found.is_paired]
    used = np.bincount(paired[paired >= 0], minlength=len(table.categories)).astype(np.float64)
    return _squared(np.cumsum(used) - used / 2)


def _squared(at: Floats) -> Floats:
    return np.asarray((at[:, None] - at[None, :]) ** 2)


def _different(table: Table) -> Floats:
    return 1 - np.eye(len(table.categories))


_DISTANCES: Mapping[str, Callable[[Table], Floats]] = {
    "nominal": _different,
    "ordinal": _rank_distances,
    "interval": lambda table: _squared(scores(table)),
    "ratio": lambda table: ratio_distance(scores(table)),
}

_FLEISS = _gwet_family(fleiss_kappa, fleiss_chance, _fleiss_slope)
_AC = _gwet_family(ac2, gwet_chance, _gwet_slope)

METHODS: Mapping[str, Method] = {
    "percent_agreement": _percent,
    "alpha": _alpha_with(alpha, _level_distances),
    "alpha_nominal": _alpha_with(alpha_nominal, _different),
    "alpha_masi": _alpha_with(alpha_masi, lambda table: set_distances(table, "masi")),
    "alpha_jaccard": _alpha_with(alpha_jaccard, lambda table: set_distances(table, "jaccard")),
    "cohen_kappa": _cohen,
    "cohen_kappa_linear": lambda table, weights: _cohen(table, weights or "linear"),
    "cohen_kappa_quadratic": lambda table, weights: _cohen(table, weights or "quadratic"),
    "scott_pi": _scott,
    "fleiss_kappa": _FLEISS,
    "conger_kappa": _conger,
    "brennan_prediger": _gwet_family(brennan_prediger, uniform_chance, _uniform_slope),
    "ac1": lambda table, weights: _AC(table, weights or "identity"),
    "ac2": lambda table, weights: _AC(table, weights or WEIGHTS_OF[table.level]),
}
"""The coefficients that have a closed form, by id."""
