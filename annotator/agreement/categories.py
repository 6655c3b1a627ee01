"""How far people agree on one category: each against all the rest, and the agreement specific to it.

Where a label may hold several values, a category is one value, given or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.alpha import alpha_nominal
from annotator.agreement.counts import ONE_CATEGORY, labels, no_pairs, per_group
from annotator.agreement.estimate import Estimate, Figure, Ints, ratio
from annotator.agreement.gwet import fleiss_kappa
from annotator.agreement.table import Table

NEVER_USED = "nobody used it where two labels can be compared"
ALWAYS_USED = "nothing else was used"
REST = "any other"


@dataclass(frozen=True, slots=True)
class CategoryCoefficient:
    """A way to score one category; `function` takes the table, each unit's group, and the category."""

    id: str
    name: str
    function: Callable[[Table, Ints, str], Estimate]
    citation: str

    def __call__(self, table: Table, category: str) -> Figure:
        """Return the value without an interval."""
        estimate = self.function(table, np.zeros(len(table.units), np.int64), category)
        return Figure(estimate.value, None, estimate.n, estimate.reason)


def categories_of(table: Table) -> tuple[str, ...]:
    """Return what can be scored: the categories, or every value that occurs in a label of several.

    >>> categories_of(Table((), (), ("x", "x + y"), np.zeros((0, 0), np.int32), sets=(frozenset("x"), frozenset("xy"))))
    ('x', 'y')
    """
    if not table.sets:
        return table.categories
    return tuple(sorted({value for each in table.sets for value in each}))


def against_rest(table: Table, category: str) -> Table:
    """Return the table of two categories: this one, and all the others taken together."""
    held = [category in each for each in table.sets or [{name} for name in table.categories]]
    # Code 0 for the category, 1 for any other; what is missing, -1, takes the last entry.
    as_two = np.array([*(0 if each else 1 for each in held), -1], np.int32)
    return replace(table, categories=(category, REST), codes=as_two[table.codes], level="nominal", sets=())


def category_alpha(table: Table, groups: Ints, category: str) -> Estimate:
    """Estimate nominal alpha of a category against the rest (Krippendorff 1980, ch. 12)."""
    two = against_rest(table, category)
    return _in_words(two, alpha_nominal(two, groups))


def category_fleiss(table: Table, groups: Ints, category: str) -> Estimate:
    """Estimate Fleiss' kappa of a category against the rest, which is his kappa_j (Fleiss 1971)."""
    two = against_rest(table, category)
    return _in_words(two, fleiss_kappa(two, groups))


def specific_agreement(table: Table, groups: Ints, category: str) -> Estimate:
    """Estimate how often another annotator says it too, when one says it.

    Σ_u n_uc (n_uc - 1) / Σ_u n_uc (m_u - 1): the proportion of specific agreement, for two annotators Dice's 2 a / (2 a
    + b + c) (Cicchetti & Feinstein 1990; for more, Uebersax 1982). Not corrected for chance.
    """
    two = against_rest(table, category)
    found = labels(two)
    times = (found.columns == 0).sum(axis=0)
    beside = times * np.maximum(found.per_unit - 1, 0)
    sums = np.column_stack([per_group(groups, times * (times - 1)), per_group(groups, beside)])
    return _in_words(two, Estimate(sums, ratio, int((beside > 0).sum()), no_pairs(two)))


def _in_words(two: Table, estimate: Estimate) -> Estimate:
    """Say of a category why it has no value."""
    if estimate.value is not None or estimate.reason not in {None, ONE_CATEGORY}:
        return estimate
    paired = two.codes[two.is_labelled.sum(axis=1) > 1]
    reason = ALWAYS_USED if (paired == 0).any() else NEVER_USED
    return replace(estimate, reason=reason)


BY_CATEGORY: Mapping[str, CategoryCoefficient] = {
    each.id: each
    for each in (
        CategoryCoefficient("alpha", "Alpha against the rest", category_alpha, "Krippendorff 1980"),
        CategoryCoefficient("fleiss_kappa", "Fleiss' kappa of the category", category_fleiss, "Fleiss 1971"),
        CategoryCoefficient(
            "specific_agreement", "Specific agreement", specific_agreement, "Cicchetti & Feinstein 1990"
        ),
    )
}
"""The coefficients of single categories, by id."""
