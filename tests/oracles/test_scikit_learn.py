"""Cohen's kappa against scikit-learn, plain and weighted, and where it differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annotator.agreement.coefficients import COEFFICIENTS
from annotator.agreement.table import from_codes

from .drawing import Draw, draws

pytestmark = pytest.mark.slow
WEIGHTS = {None: "cohen_kappa", "linear": "cohen_kappa_linear", "quadratic": "cohen_kappa_quadratic"}


@draws(2, gaps=(False, True), spare=(False, True))
@pytest.mark.parametrize("weights", WEIGHTS)
def test_kappa(weights: str | None, draw: Draw, library: Callable[[str], Any]) -> None:
    table = draw.table("ordinal")
    # It knows no missing labels, so it is shown what both labelled.
    first, second = table.codes[table.is_labelled.all(axis=1)].T
    score = library("sklearn.metrics").cohen_kappa_score
    theirs = score(first, second, labels=[0, 1, 2, 3], weights=weights)
    assert COEFFICIENTS[WEIGHTS[weights]](table).value == pytest.approx(theirs, abs=1e-9)


def test_they_weigh_by_place_and_we_by_number_where_labels_are_numbers(library: Callable[[str], Any]) -> None:
    # At interval level 1 and 2 lie nearer than 2 and 10; places would hide that.
    draw, numbers = Draw(3, 2, gaps=False), ("1", "2", "3", "10")
    score = library("sklearn.metrics").cohen_kappa_score
    theirs = score(*draw.table().codes.T, labels=[0, 1, 2, 3], weights="linear")
    kappa = COEFFICIENTS["cohen_kappa_linear"]
    assert kappa(draw.table("ordinal", numbers)).value == pytest.approx(theirs, abs=1e-9)
    assert kappa(draw.table("interval", numbers)).value != pytest.approx(theirs, abs=1e-3)


@pytest.mark.filterwarnings("ignore")  # theirs, on dividing by 0
def test_where_kappa_is_undefined_they_give_nan_and_we_say_why(library: Callable[[str], Any]) -> None:
    table = from_codes(np.zeros((4, 2), np.int32), ("1", "2"))
    assert np.isnan(library("sklearn.metrics").cohen_kappa_score(*table.codes.T, labels=[0, 1]))
    found = COEFFICIENTS["cohen_kappa"](table)
    assert (found.value, found.reason) == (None, "only one category was used")
