"""One coefficient of one table with its interval, by the coefficient's id."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.estimate import Figure
from annotator.agreement.intervals import Resampling, figure, numbered
from annotator.agreement.scored import with_closed_form
from annotator.agreement.table import Table
from annotator.errors import Invalid


def score(
    table: Table,
    coefficient: str,
    *,
    articles: Sequence[str] | None = None,
    resamples: int = 1000,
    seed: int = 1,
) -> Figure:
    """Return a coefficient with its 95 % percentile interval, and the other intervals that it can have.

    `articles` names for every unit the article it belongs to; whole articles are resampled, or single
    units where it is not given. Raises `Invalid` for an unknown coefficient and for articles that are not one a unit.
    """
    known = {**COEFFICIENTS, PERCENT.id: PERCENT}
    if coefficient not in known:
        raise Invalid(f"{coefficient!r} is no coefficient", why=f"known: {', '.join(known)}")
    if articles is not None and len(articles) != len(table.units):
        raise Invalid(f"{len(articles)} articles are given for {len(table.units)} units")
    places = np.arange(len(table.units), dtype=np.int64) if articles is None else numbered(list(articles))
    estimate = known[coefficient].function(table, places)
    found = figure(estimate, Resampling("unit" if articles is None else "article", resamples, seed))
    return with_closed_form(found, coefficient, table)
