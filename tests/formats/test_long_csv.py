"""A label a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Label
from annotator.formats.long_csv import COLUMNS, _cells, guarded
from annotator.formats.long_csv import write as write_csv
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord

Make = Callable[..., ItemRecord]


def read(record: ItemRecord, options: Options = Options()) -> list[dict[str, str]]:  # noqa: B008  it is frozen
    return list(csv.DictReader(write_csv([record], options), strict=True))


def test_a_row_holds_everything_about_its_label(record: Make) -> None:
    rows = read(record())
    assert [(row["field"], row["position"], row["value"]) for row in rows[:2]] == [
        ("flags", "0", "outdated"),
        ("form", "0", "indirect"),
    ]
    source = rows[2]
    assert (source["source_name"], source["source_type"]) == ("The mayor", "local_government")
    assert len(source["value"]) == 32
    for row in rows:
        assert tuple(row) == COLUMNS
        assert (row["item"], row["claim"], row["annotator"], row["origin"]) == (
            "c1",
            "c1",
            "Ana",
            "annotator",
        )
        assert (row["start"], row["end"], row["text"], row["passage"]) == (
            "0",
            "21",
            "It rained 🌧 on Monday",
            "1",
        )
        assert (row["outlet"], row["published"], row["as_of"]) == ("Gazette", "", "2026-01-16")


def test_gold_says_so(record: Make) -> None:
    assert {(row["origin"], row["annotator"]) for row in read(record(gold=True))} == {("gold", "Editor")}


def test_a_claim_without_labels_has_no_row(record: Make) -> None:
    assert read(record(labels=())) == []


def test_several_labels_are_numbered(record: Make) -> None:
    labels = (Label("flags", "hedged"), Label("flags", "outdated"))
    assert [(row["position"], row["value"]) for row in read(record(labels=labels))] == [
        ("0", "hedged"),
        ("1", "outdated"),
    ]


def test_a_row_says_whether_its_label_was_suggested(record: Make) -> None:
    labels = (Label("form", "direct", suggested=True), Label("stance", "neutral"))
    assert [(row["field"], row["suggested"]) for row in read(record(labels=labels))] == [
        ("form", "1"),
        ("stance", ""),
    ]


def test_new_columns_come_last(record: Make) -> None:
    """Programs that count columns go on reading what they did."""
    assert COLUMNS[:20] == (
        "item", "article", "outlet", "published", "passage", "origin", "annotator", "claim",
        "start", "end", "text", "field", "position", "value", "source_name", "source_type",
        "as_of", "created_at", "scheme", "scheme_hash",
    )  # fmt: skip
    (head, *rows) = write_csv([record()], Options())
    assert head == ",".join(COLUMNS) + "\r\n"
    assert {len(row) for row in csv.reader(rows, strict=True)} == {len(COLUMNS)}


def label_in(row: dict[str, str]) -> Label:
    """Read a label back, as another program would."""
    value, source = ("", row["value"]) if row["source_name"] else (row["value"], "")
    return Label(row["field"], value, source, row["suggested"] == "1")


def test_any_labels_are_read_back_suggested_or_not(
    record: Make, label_sets: st.SearchStrategy[tuple[Label, ...]]
) -> None:
    @given(label_sets, st.booleans())
    def law(labels: tuple[Label, ...], guard: bool) -> None:
        item = record(labels=labels)
        found = tuple(label_in(row) for row in read(item, Options(guard=guard)))
        assert found == item.annotations[0].judgement.labels

    law()


def test_without_text(record: Make) -> None:
    assert {row["text"] for row in read(record(), Options(text=TextShare.NONE))} == {""}


@pytest.mark.parametrize("start", list("=+-@\t\r\n"))
def test_a_formula_is_disarmed(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert guarded(f"1{start}1") == f"1{start}1"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2))
def test_any_cells_come_back(cells: list[str]) -> None:
    """The dialect that is written is one that the standard reader takes, whatever a cell holds."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert row == [guarded(cell) for cell in cells]


@given(st.lists(st.text(st.sampled_from("a1é =+-@,;\"'\t\r\n")), min_size=2))
def test_cells_are_written_as_the_standard_writer_does(cells: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    assert _cells(cells, guard=False) + "\r\n" == out.getvalue()
    assert _cells(cells, guard=True) == _cells(map(guarded, cells), guard=False)


def test_items_are_taken_one_at_a_time(record: Make) -> None:
    taken: list[int] = []

    def records() -> Iterator[ItemRecord]:
        for number in range(1000):
            taken.append(number)
            yield record()

    lines = write_csv(records(), Options())
    assert next(lines).startswith("item,article,")
    assert taken == []
    next(lines)
    assert taken == [0]
