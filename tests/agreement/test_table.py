"""Labels become codes: order from the scheme, missing as -1, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.table import FieldSpec, Table, from_items, from_records
from annotator.core.matching import Item, Mark
from annotator.core.text.span import Span
from annotator.errors import Invalid

STANCE = FieldSpec("stance", "ordinal", ("supports", "neutral", "denies"))


def test_codes_follow_the_declared_order_and_missing_is_minus_one() -> None:
    table = from_records([("u1", "ben", ("denies",)), ("u2", "ada", ("supports",))], STANCE)
    assert table.categories == ("supports", "neutral", "denies")
    assert table.annotators == ("ada", "ben")
    assert table.codes.tolist() == [[-1, 2], [0, -1]]
    assert table.codes.dtype == np.int32


def test_an_open_field_takes_the_observed_values_sorted() -> None:
    table = from_records([("u1", "a", ("s9",)), ("u2", "a", ("s10",))], FieldSpec("source"))
    assert table.categories == ("s10", "s9")


def test_several_values_are_one_nominal_value_whatever_their_order() -> None:
    table = from_records([("u", "a", ("y", "x")), ("u", "b", ("x", "y")), ("u", "c", ("x",))], FieldSpec("f"))
    assert table.categories == ("x", "x + y")
    assert table.codes.tolist() == [[1, 1, 0]]


def test_a_combination_is_never_taken_for_a_value_that_reads_the_same() -> None:
    table = from_records([("u", "a", ("x", "y")), ("u", "b", ("x + y",))], FieldSpec("f"))
    assert table.codes[0, 0] != table.codes[0, 1]


def test_items_without_a_label_and_people_without_labels_keep_their_place() -> None:
    marks = [Mark("c1", "ada", "x", "p", Span(0, 5), {"stance": ("neutral",)})]
    items = [Item("c1", "x", "p", tuple(marks)), Item("c2", "x", "p", ())]
    table = from_items(items, STANCE, annotators=("zoe", "ada"))
    assert (table.units, table.annotators) == (("c1", "c2"), ("zoe", "ada"))
    assert table.codes.tolist() == [[-1, 1], [-1, -1]]


def test_a_pair_is_two_columns() -> None:
    table = Table(("u",), ("a", "b", "c"), ("x", "y"), np.array([[0, 1, -1]], np.int32))
    assert table.pair("c", "a").codes.tolist() == [[-1, 0]]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([("u1", "ada", ("perhaps",))], "perhaps is none of its labels"),
        ([("u1", "ada", ("denies",)), ("u1", "ada", ("neutral",))], "ada labelled u1 twice"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    records: list[tuple[str, str, tuple[str, ...]]], said: str
) -> None:
    with pytest.raises(Invalid, match=f"field stance: {said}"):
        from_records(records, STANCE)


@pytest.mark.parametrize("codes", [[[0]], [[0, 2]], [[-2, 0]]])
def test_codes_that_mean_nothing_are_refused(codes: list[list[int]]) -> None:
    with pytest.raises(Invalid):
        Table(("u",), ("a", "b"), ("x", "y"), np.array(codes, np.int32))


def test_a_field_declared_wrongly_is_refused() -> None:
    with pytest.raises(Invalid, match="declared twice"):
        FieldSpec("f", "nominal", ("x", "x"))
    with pytest.raises(Invalid, match="none of the levels"):
        FieldSpec("f", "nomnal")  # type: ignore[arg-type]  # a scheme read from a file may say anything
