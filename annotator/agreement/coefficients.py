"""The registry of coefficients: each is one function, and one line here.

A function takes a table and each unit's group, from 0 up, and returns an `Estimate`. Which coefficients a field
gets follows from its measurement level, and from whether its labels may hold several values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from annotator.agreement.alpha import alpha, alpha_jaccard, alpha_masi, alpha_nominal
from annotator.agreement.counts import NO_LABELS, NO_PAIR, ONE_ANNOTATOR, ONE_CATEGORY
from annotator.agreement.estimate import Estimate, Figure, Floats, Formula, Ints, divided, ratio
from annotator.agreement.gwet import ac1, ac2, brennan_prediger, fleiss_kappa
from annotator.agreement.kappas import (
    PAIR,
    cohen_kappa,
    cohen_kappa_linear,
    cohen_kappa_quadratic,
    conger_kappa,
    light_kappa,
    percent_agreement,
    scott_pi,
)
from annotator.agreement.table import NUMERIC, Level, Table
from annotator.agreement.weights import WEIGHTS_OF

__all__ = [
    "COEFFICIENTS",
    "NO_LABELS",
    "NO_PAIR",
    "ONE_ANNOTATOR",
    "ONE_CATEGORY",
    "PAIR",
    "PERCENT",
    "Coefficient",
    "Estimate",
    "Figure",
    "Floats",
    "Formula",
    "Ints",
    "coefficients_for",
    "divided",
    "ratio",
]

ANY_LEVEL: frozenset[Level] = frozenset(get_args(Level))
ON_A_SCALE = ANY_LEVEL - {"nominal"}

Values = Literal["one", "several", "any"]
"""Whether a coefficient is for labels of one value each, for labels of several, or for both."""


BY_PLACE_OR_NUMBER: Mapping[Level, str] = {
    level: "by number" if level in NUMERIC else "by place" for level in sorted(ON_A_SCALE)
}
"""Weights go by the labels' places in the scheme's order, unless they are numbers."""


UNWEIGHTED: Mapping[Level, str] = dict.fromkeys(sorted(ON_A_SCALE), "unweighted")
"""On a scale, what takes any two labels for as different as any other two says so; nominal labels have no weights."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A way to score a table; `function` takes the table and each unit's group, from 0 up.

    `levels` and `values` say which fields it is for, `annotators` how many it compares, None for any number;
    `detail` says what it takes labels for at a level, where that depends on it; `counts_alone` that a unit with one
    label counts in what is expected by chance, though nothing can be observed of agreement there.
    """

    id: str
    name: str
    function: Callable[[Table, Ints], Estimate]
    citation: str
    levels: frozenset[Level] = ANY_LEVEL
    values: Values = "any"
    annotators: int | None = None
    detail: Mapping[Level, str] = field(default_factory=dict, hash=False)
    counts_alone: bool = False

    def name_at(self, level: Level) -> str:
        """Return the name that leaves no doubt what was computed.

        >>> COEFFICIENTS["cohen_kappa_linear"].name_at("ordinal")
        "Cohen's kappa, linear, by place"
        """
        detail = self.detail.get(level)
        return f"{self.name}, {detail}" if detail else self.name

    def __call__(self, table: Table) -> Figure:
        """Return the value without an interval."""
        estimate = self.function(table, np.zeros(len(table.units), np.int64))
        return Figure(estimate.value, None, estimate.n, estimate.reason)

    def suits(self, table: Table) -> bool:
        """Tell whether a table's level and its labels are what this is for."""
        several = "several" if table.sets else "one"
        return table.level in self.levels and self.values in {"any", several}


COEFFICIENTS: Mapping[str, Coefficient] = {
    each.id: each
    for each in (
        Coefficient(
            "alpha", "Krippendorff's alpha", alpha, "Krippendorff 2011",
            detail={level: level for level in get_args(Level)},
        ),
        Coefficient("alpha_nominal", "Alpha, order ignored", alpha_nominal, "Krippendorff 2011", ON_A_SCALE),
        Coefficient("alpha_masi", "Alpha, MASI distance", alpha_masi, "Passonneau 2006", values="several"),
        Coefficient("alpha_jaccard", "Alpha, Jaccard distance", alpha_jaccard, "Jaccard 1901", values="several"),
        Coefficient("cohen_kappa", "Cohen's kappa", cohen_kappa, "Cohen 1960", annotators=2, detail=UNWEIGHTED),
        Coefficient(
            "cohen_kappa_linear", "Cohen's kappa, linear", cohen_kappa_linear, "Cohen 1968",
            ON_A_SCALE, "one", 2, BY_PLACE_OR_NUMBER,
        ),
        Coefficient(
            "cohen_kappa_quadratic", "Cohen's kappa, quadratic", cohen_kappa_quadratic, "Cohen 1968",
            ON_A_SCALE, "one", 2, BY_PLACE_OR_NUMBER,
        ),
        Coefficient("scott_pi", "Scott's pi", scott_pi, "Scott 1955", annotators=2, detail=UNWEIGHTED),
        Coefficient(
            "fleiss_kappa", "Fleiss' kappa", fleiss_kappa, "Fleiss 1971", detail=UNWEIGHTED, counts_alone=True
        ),
        Coefficient(
            "conger_kappa", "Conger's kappa", conger_kappa, "Conger 1980", detail=UNWEIGHTED, counts_alone=True
        ),
        Coefficient("light_kappa", "Light's kappa", light_kappa, "Light 1971", detail=UNWEIGHTED),
        Coefficient(
            "brennan_prediger", "Brennan-Prediger", brennan_prediger, "Brennan & Prediger 1981", values="one",
            detail=UNWEIGHTED,
        ),
        Coefficient("ac1", "Gwet's AC1", ac1, "Gwet 2008", values="one", counts_alone=True),
        Coefficient(
            "ac2", "Gwet's AC2", ac2, "Gwet 2014", ON_A_SCALE, "one", detail=WEIGHTS_OF, counts_alone=True
        ),
    )
}  # fmt: skip
"""The chance-corrected coefficients, by id."""

PERCENT = Coefficient("percent_agreement", "Percent agreement", percent_agreement, "Fleiss 1971")


def coefficients_for(table: Table) -> tuple[Coefficient, ...]:
    """Return the coefficients that a table's level and labels call for, in the order of the registry."""
    return tuple(each for each in COEFFICIENTS.values() if each.suits(table))
