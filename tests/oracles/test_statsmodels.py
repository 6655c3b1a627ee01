"""Fleiss, Randolph and Cohen with its standard error against statsmodels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annotator.agreement.coefficients import COEFFICIENTS
from annotator.agreement.standard_errors import standard_error

from .drawing import Draw, draws

pytestmark = pytest.mark.slow


@draws(2, 3, 5, spare=(False, True))
@pytest.mark.parametrize(("method", "id_"), [("fleiss", "fleiss_kappa"), ("randolph", "brennan_prediger")])
def test_many_annotators(method: str, id_: str, draw: Draw, library: Callable[[str], Any]) -> None:
    table = draw.table()
    counts = np.array([np.bincount(row, minlength=4) for row in table.codes])
    theirs = library("statsmodels.stats.inter_rater").fleiss_kappa(counts, method=method)
    assert COEFFICIENTS[id_](table).value == pytest.approx(theirs, abs=1e-9)


@draws(2, gaps=(False, True))
@pytest.mark.parametrize(
    ("weights", "id_"),
    [(None, "cohen_kappa"), ("linear", "cohen_kappa_linear"), ("quadratic", "cohen_kappa_quadratic")],
)
def test_cohen_and_its_standard_error(
    weights: str | None, id_: str, draw: Draw, library: Callable[[str], Any]
) -> None:
    table = draw.table("ordinal")
    first, second = table.codes[table.is_labelled.all(axis=1)].T
    joint = np.bincount(first * 4 + second, minlength=16).reshape(4, 4)
    theirs = library("statsmodels.stats.inter_rater").cohens_kappa(joint, wt=weights)
    ours = standard_error(id_, table)
    assert ours.value == pytest.approx(theirs.kappa, abs=1e-9)
    # std_kappa is the large-sample error; std_kappa0 supposes kappa 0 and is for tests only.
    assert ours.se == pytest.approx(theirs.std_kappa, abs=1e-9)


def test_a_missing_label_stops_them(library: Callable[[str], Any]) -> None:
    # Gwet (2014) defines what to do with units of fewer labels; leaving them out would change whose agreement it is.
    table = Draw(2, 4, gaps=True).table()
    counts = np.array([np.bincount(row[row >= 0], minlength=4) for row in table.codes])
    with pytest.raises(AssertionError):
        library("statsmodels.stats.inter_rater").fleiss_kappa(counts)
    assert COEFFICIENTS["fleiss_kappa"](table).value is not None
