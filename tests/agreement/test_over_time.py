"""Agreement by week and by version of the scheme, with what neither could compare."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.coefficients import COEFFICIENTS, ONE_CATEGORY, PERCENT
from annotator.agreement.intervals import Clustered, Resampling
from annotator.agreement.over_time import by_version, by_week
from annotator.agreement.table import Table, from_codes
from annotator.errors import Invalid

ALPHA = COEFFICIENTS["alpha"]


def table(codes: object) -> Table:
    return from_codes(np.asarray(codes, np.int32), ("x", "y", "z"))


def by_unit(units: int) -> Clustered:
    return Clustered(np.arange(units), Resampling(resamples=50))


def times(rows: list[list[str]]) -> np.ndarray:
    return np.array(rows, "datetime64[s]")


def test_a_unit_belongs_to_the_week_of_its_last_label() -> None:
    given = times(
        [
            ["2026-01-04T23:59:59", "2026-01-05T00:00:00"],  # a Sunday, and the Monday after
            ["2025-12-29", "2026-01-04T23:59:59"],
            ["2026-01-05", "2026-01-11T23:59:59"],
        ]
    )
    found = by_week(table([[0, 0], [0, 1], [1, 0]]), given, PERCENT, by_unit(3))
    assert [(each.name, each.n_units, each.figure.value) for each in found.periods] == [
        ("2025-12-29", 1, 0.0),
        ("2026-01-05", 2, 0.5),
    ]
    assert found.left_out == 0


def test_units_without_a_time_are_left_out_and_counted() -> None:
    found = by_week(
        table([[0, 0], [1, 1]]), times([["NaT", "NaT"], ["2026-01-05", "NaT"]]), PERCENT, by_unit(2)
    )
    assert [(each.n_units, each.n_labels) for each in found.periods] == [(1, 2)]
    assert found.left_out == 2


def test_a_time_before_1970_has_its_week_too() -> None:
    found = by_week(table([[0, 1]]), times([["1969-12-28", "1969-12-28"]]), PERCENT, by_unit(1))
    assert [each.name for each in found.periods] == ["1969-12-22"]


def test_only_labels_of_one_version_are_compared() -> None:
    labelled = table([[0, 0, 1], [1, 1, -1], [2, 0, -1]])
    versions = np.array([[0, 0, 1], [1, 1, -1], [0, 1, -1]])
    found = by_version(labelled, versions, ("first", "second", "unused"), PERCENT, by_unit(3))
    assert [(each.name, each.n_units, each.n_labels, each.figure.value) for each in found.periods] == [
        ("first", 1, 3, 1.0),
        ("second", 1, 4, 1.0),
    ]
    # Of seven labels that stand beside another, the third of the first unit and both of the third do so no more.
    assert found.left_out == 3


def test_a_week_in_which_nothing_varies_has_its_reason() -> None:
    found = by_week(table([[0, 0]]), times([["2026-01-05", "2026-01-05"]]), ALPHA, by_unit(1))
    assert (found.periods[0].figure.value, found.periods[0].figure.reason) == (None, ONE_CATEGORY)


def test_nothing_labelled_has_no_period() -> None:
    empty = by_week(table([[-1, -1]]), times([["NaT", "NaT"]]), ALPHA, by_unit(1))
    assert empty == ((), 0)


def test_arrays_of_another_shape_are_refused() -> None:
    with pytest.raises(Invalid, match="times of shape"):
        by_week(table([[0, 0]]), times([["2026-01-05"]]), ALPHA, by_unit(1))
    with pytest.raises(Invalid, match="version 1 has no name"):
        by_version(table([[0, 0]]), np.array([[0, 1]]), ("first",), ALPHA, by_unit(1))
