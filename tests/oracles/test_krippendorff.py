"""Alpha at every level against `krippendorff` (Castro), on tables with gaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annotator.agreement.coefficients import COEFFICIENTS
from annotator.agreement.table import Level, Table, from_codes

from .drawing import Draw, draws

pytestmark = pytest.mark.slow
ALPHA = COEFFICIENTS["alpha"]
NUMBERS = ("0.5", "1", "2.5", "10")


def as_they_take_it(table: Table) -> Any:
    """Return annotators by units, with nan for what is missing."""
    values = np.array([*map(float, table.categories), np.nan])
    return values[table.codes].T


@draws(2, 3, 6, gaps=(False, True))
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha(draw: Draw, level: Level, library: Callable[[str], Any]) -> None:
    table = draw.table(level, NUMBERS)
    theirs = library("krippendorff").alpha(
        reliability_data=as_they_take_it(table), level_of_measurement=level
    )
    assert ALPHA(table).value == pytest.approx(theirs, abs=1e-9)


def test_where_alpha_is_undefined_they_raise_and_we_say_why(library: Callable[[str], Any]) -> None:
    # Without variation there is no information about reliability (Krippendorff 2011): neither 0 nor 1, and no error
    # that would lose the rest of a report.
    krippendorff = library("krippendorff")
    for codes in ([[0, 0], [0, 0]], [[0, -1], [-1, 1]]):
        table = from_codes(np.array(codes, np.int32), ("1", "2"))
        with pytest.raises(ValueError, match=r".+"):
            krippendorff.alpha(reliability_data=as_they_take_it(table), level_of_measurement="nominal")
        found = ALPHA(table)
        assert (found.value, bool(found.reason)) == (None, True)
