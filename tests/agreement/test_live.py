"""One changed label: the figures are those of the whole table, and a corpus of any size costs the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT, Coefficient, Ints
from annotator.agreement.estimate import Estimate
from annotator.agreement.live import Live
from annotator.agreement.table import FieldSpec, Level, Table, from_codes, from_records
from annotator.errors import Invalid, NotFound

ALPHA = COEFFICIENTS["alpha"]
LABELS = ("1", "2", "5")
UNITS, WIDTH = 5, 3

changes = st.lists(
    st.tuples(st.integers(0, UNITS - 1), st.integers(0, WIDTH - 1), st.sampled_from([None, *LABELS])),
    max_size=12,
)
starts = st.lists(
    st.lists(st.integers(-1, 2), min_size=WIDTH, max_size=WIDTH), min_size=UNITS, max_size=UNITS
)


def suiting(table: Table) -> list[Coefficient]:
    return [PERCENT, *(each for each in COEFFICIENTS.values() if each.suits(table))]


@pytest.mark.parametrize("width", [2, 3])
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@settings(max_examples=30)
@given(start=starts, made=changes)
def test_incremental_equals_full(width: int, level: Level, start: list[list[int]], made: list[tuple]) -> None:
    table = from_codes(np.array(start, np.int32)[:, :width], LABELS, level=level)
    live = Live(table, suiting(table))
    codes = table.codes.copy()
    for row, column, label in made:
        if column < width:
            live.change(str(row + 1), str(column + 1), label)
            codes[row, column] = -1 if label is None else LABELS.index(label)
    now = from_codes(codes, LABELS, level=level)
    for each in suiting(now):
        full, found = each(now), live.figures()[each.id]
        assert found.value == (None if full.value is None else pytest.approx(full.value, abs=1e-9)), each.id
        assert (found.reason is None) == (full.reason is None and full.value is not None), each.id
        if full.value is not None:
            assert found.n == full.n, each.id
        if each is ALPHA:
            assert (found.n, found.reason) == (full.n, full.reason)


def test_labels_of_several_values_are_followed_too() -> None:
    records = [("u1", "a", ("x",)), ("u1", "b", ("x", "y")), ("u2", "a", ("y",)), ("u2", "b", ("y",))]
    table = from_records(records, FieldSpec("f", "nominal", ("x", "y")))
    live = Live(table, suiting(table))
    live.change("u1", "b", "x")
    live.change("u2", "a", "x + y")
    changed = [*records[:1], ("u1", "b", ("x",)), ("u2", "a", ("x", "y")), records[3]]
    now = from_records(changed, FieldSpec("f", "nominal", ("x", "y")))
    assert "alpha_masi" in live.figures()
    for each in suiting(table):
        assert live.figures()[each.id].value == pytest.approx(each(now).value), each.id


def test_many_changes_do_not_drift() -> None:
    rng = np.random.default_rng(1)
    codes = rng.integers(-1, 3, (200, WIDTH)).astype(np.int32)
    live = Live(from_codes(codes, LABELS), [ALPHA])
    for row, column, code in rng.integers(0, [200, WIDTH, 3], (5000, 3)).tolist():
        live.change(str(row + 1), str(column + 1), LABELS[code])
        codes[row, column] = code
    assert live.figures()["alpha"].value == pytest.approx(ALPHA(from_codes(codes, LABELS)).value, abs=1e-12)


def test_a_change_looks_at_one_unit_whatever_the_corpus() -> None:
    looked_at: list[int] = []

    def counting(table: Table, groups: Ints) -> Estimate:
        looked_at.append(len(table.units))
        return ALPHA.function(table, groups)

    codes = np.random.default_rng(1).integers(0, 3, (50_000, WIDTH)).astype(np.int32)
    live = Live(from_codes(codes, LABELS), [Coefficient("alpha", "alpha", counting, "")])
    looked_at.clear()
    live.change("40000", "2", "5")
    assert sum(looked_at) < 10
    assert live.figures()["alpha"].value is not None


def test_the_table_given_is_left_as_it_is() -> None:
    codes = np.zeros((2, 2), np.int32)
    live = Live(from_codes(codes, LABELS), [ALPHA])
    live.change("1", "1", "5")
    assert not codes.any()


def test_names_that_the_table_has_not_are_refused() -> None:
    live = Live(from_codes(np.zeros((2, 2), np.int32), LABELS), [ALPHA])
    with pytest.raises(NotFound, match="no unit of the table is called 3"):
        live.change("3", "1", "5")
    with pytest.raises(NotFound, match="no annotator"):
        live.change("1", "ana", "5")
    with pytest.raises(Invalid, match="4 is none of the labels"):
        live.change("1", "1", "4")
