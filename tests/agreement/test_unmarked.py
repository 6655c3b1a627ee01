"""Labels counted otherwise: "not marked" as a label, and without what the program had offered; by hand."""

from __future__ import annotations

import pytest

from annotator.agreement.model import FieldReport
from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.matching import Mark
from annotator.core.text.span import Span

STANCE = FieldSpec("stance", "nominal", ("s", "d"))
BOTH = dict.fromkeys("ab", frozenset({"p1"}))


def mark(who: str, number: int, stance: str | None, *, given: bool = False, suggested: bool = False) -> Mark:
    labels = {} if stance is None else {"stance": (stance,)}
    claim = f"g{number}" if given else f"c{number}{who}"
    span = Span(20 * number, 20 * number + 10)
    return Mark(claim, who, "x", "p1", span, labels, given, frozenset({"stance"} if suggested else ()))


def field(marks: list[Mark], done: dict[str, frozenset[str]] = BOTH, spec: FieldSpec = STANCE) -> FieldReport:
    return agreement_report(marks, done, [spec], {}, {}, resamples=0).fields[0]


def test_not_marked_counts_as_a_label_where_the_passage_was_done() -> None:
    # Both: s-s, d-d, s-d; a alone: s. With "not marked" 2 of 4 agree, and labels are s 4, d 3, - 1:
    # alpha = 1 - 7·(2·2)/(64 - 16 - 9 - 1) = 1 - 28/38.
    marks = [
        *(mark("a", n, label) for n, label in enumerate("sdss")),
        *(mark("b", n, label) for n, label in enumerate("sdd")),
    ]
    found = field(marks)
    assert found.percent_agreement.value == pytest.approx(2 / 3)
    assert found.with_unmarked is not None
    assert found.with_unmarked.n_labels == 1
    assert found.with_unmarked.percent_agreement.value == pytest.approx(2 / 4)
    assert found.with_unmarked.alpha.value == pytest.approx(1 - 28 / 38)


def test_nothing_unmarked_is_no_other_figure() -> None:
    assert field([mark(who, 0, "s") for who in "ab"]).with_unmarked is None


@pytest.mark.parametrize(
    ("marks", "done"),
    [
        ([mark("a", 0, "s", given=True), mark("b", 0, "d", given=True), mark("a", 1, "s", given=True)], BOTH),
        ([mark("a", 0, "s"), mark("b", 0, "d"), mark("a", 1, None)], BOTH),
        ([mark("a", 0, "s")], {"a": frozenset({"p1"}), "b": frozenset()}),
    ],
    ids=["given claims", "marked without a label", "not done"],
)
def test_what_was_not_left_out_does_not_count(marks: list[Mark], done: dict[str, frozenset[str]]) -> None:
    assert field(marks, done).with_unmarked is None


def test_not_marked_has_no_place_in_an_order() -> None:
    # s-d as far apart as the scale goes, and one left out: at nominal level the two disagreements weigh the same.
    marks = [mark("a", 0, "s"), mark("b", 0, "d"), mark("a", 1, "s")]
    ordered = field(marks, spec=FieldSpec("stance", "ordinal", ("s", "d"))).with_unmarked
    assert ordered == field(marks).with_unmarked


def test_suggested_labels_are_counted_apart() -> None:
    marks = [
        *(mark("a", n, label, suggested=n < 2) for n, label in enumerate("sdsd")),
        *(mark("b", n, label) for n, label in enumerate("sdss")),
    ]
    found = field(marks)
    assert found.percent_agreement.value == pytest.approx(3 / 4)
    assert found.without_suggested is not None
    assert found.without_suggested.n_labels == 2
    assert found.without_suggested.percent_agreement.value == pytest.approx(1 / 2)
    assert found.without_suggested.percent_agreement.n == 2


def test_another_field_being_suggested_changes_nothing() -> None:
    span = Span(0, 10)
    marks = [
        Mark(who, who, "x", "p1", span, {"stance": ("s",)}, suggested=frozenset({"form"})) for who in "ab"
    ]
    assert field(marks).without_suggested is None
