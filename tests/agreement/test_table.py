"""Labels become codes: order from the scheme, missing as -1, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.table import FieldSpec, Level, Table, from_codes, from_items, from_records
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


def test_numbers_that_were_not_declared_come_in_their_order_not_that_of_their_letters() -> None:
    records = [("u1", "a", ("10",)), ("u2", "a", ("9",)), ("u3", "a", ("-1.5",)), ("u4", "a", ("2e1",))]
    for level in ("ordinal", "interval"):
        table = from_records(records, FieldSpec("f", level))  # type: ignore[arg-type]  # both are levels
        assert table.categories == ("-1.5", "9", "10", "2e1")
        assert table.level == level


NO_SCALE: list[tuple[Level, tuple[str, ...], str]] = [
    ("interval", ("high",), "field f: 'high' is no number"),
    ("interval", ("nan",), "'nan' is no number"),
    ("interval", ("inf",), "'inf' is no number"),
    ("interval", ("1e999",), "'1e999' is no number"),
    ("interval", ("1,5",), "'1,5' is no number"),
    ("interval", ("1_000",), "'1_000' is no number"),
    ("interval", ("",), "'' is no number"),
    ("interval", ("1", "2"), "1 + 2 is not one value"),
    ("interval", (), "an empty label is not one value"),
    ("ratio", ("-1",), "-1 lies below 0"),
    ("ordinal", ("mixed",), "the order of its labels is not known"),
]


@pytest.mark.parametrize(("level", "label", "said"), NO_SCALE)
def test_a_label_that_has_no_place_on_the_scale_is_refused_with_its_place(
    level: Level, label: tuple[str, ...], said: str
) -> None:
    records = [("u1", "ada", ("3",)), ("u2", "ben", label), ("u3", "ada", label)]
    with pytest.raises(Invalid) as refused:
        from_records(records, FieldSpec("f", level))
    assert said in refused.value.what
    assert refused.value.where == "ben on u2"
    assert refused.value.why
    assert refused.value.do


def test_declared_labels_that_are_no_numbers_are_refused_at_a_level_of_numbers() -> None:
    with pytest.raises(Invalid, match="field f: 'low' is no number"):
        from_records([], FieldSpec("f", "interval", ("low", "high")))


def test_arrays_become_tables_with_names_that_take_no_room() -> None:
    table = from_codes(np.array([[0, 1], [-1, 1]]), ("x", "y"), level="ordinal")
    assert (list(table.units), table.annotators, table.level) == (["1", "2"], ("1", "2"), "ordinal")
    assert list(table.units[1:]) == ["2"]
    assert table.pair("2", "1").level == "ordinal"


def test_labels_of_several_values_are_kept_as_sets() -> None:
    table = from_records([("u", "a", ("y", "x")), ("u", "b", ("x",))], FieldSpec("f"))
    assert table.sets == (frozenset({"x"}), frozenset({"x", "y"}))
    assert from_records([("u", "a", ("x",))], FieldSpec("f")).sets == ()
