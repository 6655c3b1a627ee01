"""A coefficient of a table with everything that says how sure it is: bootstrap, jackknife and closed form."""

from __future__ import annotations

from dataclasses import replace

from annotator.agreement.coefficients import Coefficient
from annotator.agreement.estimate import Figure
from annotator.agreement.intervals import Clustered
from annotator.agreement.standard_errors import standard_error
from annotator.agreement.table import Table

MOST_CATEGORIES = 1000
"""Of more categories a closed form takes longer than the rest of a report: it weighs every two of them."""


def scored(coefficient: Coefficient, table: Table, clustered: Clustered) -> Figure:
    """Return a coefficient's value and intervals, that of the closed form among them if it has one."""
    return with_closed_form(
        clustered.figure(coefficient.function(table, clustered.groups)), coefficient.id, table
    )


def with_closed_form(figure: Figure, coefficient: str, table: Table) -> Figure:
    """Return the figure of a coefficient of this table, by its id, with its standard error in closed form."""
    if figure.value is None or len(table.categories) > MOST_CATEGORIES:
        return figure
    found = standard_error(coefficient, table)
    return replace(figure, se_closed=found.se, ci95_closed=found.ci95) if found.ci95 else figure
