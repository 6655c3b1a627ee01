"""Unitizing alpha over many texts: Krippendorff's own on one, and what many texts must not change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.continuum import Place, Text, unitizing
from annotator.agreement.intervals import Resampling, figure
from annotator.agreement.report import agreement_report
from annotator.agreement.spans import SpanReport
from annotator.agreement.unitizing import Stretch, unitizing_alpha
from annotator.core.matching import Mark
from annotator.core.text.span import Span

LENGTH = 60


@st.composite
def apart(draw: st.DrawFn) -> list[Stretch]:
    """Draw marks that lie apart."""
    edges = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=8)))
    return [Stretch(start, end, "") for start, end in zip(edges[::2], edges[1::2], strict=False)]


looked = st.lists(apart(), min_size=2, max_size=4).map(lambda each: dict(zip("abcd", each, strict=False)))


@settings(max_examples=150, deadline=None)
@given(looked)
def test_on_one_text_it_is_krippendorffs(marks: dict[str, list[Stretch]]) -> None:
    found, _ = unitizing_alpha(marks, LENGTH)
    here = unitizing([Text(marks, LENGTH)])
    assert here.reason == found.reason
    assert here.value == (None if found.value is None else pytest.approx(found.value))
    assert here.n == found.n


@settings(max_examples=100, deadline=None)
@given(st.lists(looked, min_size=1, max_size=5))
def test_neither_order_nor_grouping_of_texts_changes_the_value(drawn: list[dict[str, list[Stretch]]]) -> None:
    texts = [Text(marks, LENGTH + place, str(place)) for place, marks in enumerate(drawn)]
    together = [Text(text.marks, text.length, "one") for text in texts[::-1]]
    alone = Text({"a": [Stretch(0, 5, "")]}, 20, "alone")
    one, other, more = unitizing(texts), unitizing(together), unitizing([alone, *texts])
    assert (one.value is None) == (other.value is None) == (more.value is None)
    if one.value is not None:
        assert [other.value, more.value] == pytest.approx([one.value] * 2)
    assert one.n == other.n == more.n


def test_by_hand() -> None:
    # One text of 10, marks [0, 4) and [2, 6): distances 2² + 2² = 8, both ways 16, over m - 1 = 1 and Λ = 20.
    # Chance: 2 marks of 4, gaps of 6, 2 and 4; (2 - 1) · 2 · (2·64 - 3·16 + 4) / 3 = 56; 16 · (3 + 1) = 64 for each
    # mark; 2 · (56 + 128) / (20 · 19 - 2 · 12).
    texts = [Text({"a": [Stretch(0, 4, "")], "b": [Stretch(2, 6, "")]}, 10)]
    assert unitizing(texts).value == pytest.approx(1 - (16 / 20) / (2 * 184 / 356))


def test_marks_that_are_the_same_agree_wholly_and_articles_are_resampled() -> None:
    same = [Stretch(3, 9, ""), Stretch(20, 41, "")]
    texts = [Text({"a": same, "b": same}, LENGTH, f"x{n}") for n in range(4)]
    assert unitizing(texts).value == 1
    other = Text({"a": same, "b": [Stretch(1, 9, "")]}, LENGTH, "x4")
    found = figure(unitizing([*texts, other]), Resampling("article", 200, 1))
    assert found.value is not None
    assert found.ci95 is not None
    assert found.ci95[0] < found.value < found.ci95[1] <= 1


def test_what_is_refused_and_why() -> None:
    def reason(*texts: Text) -> str | None:
        return unitizing(texts).reason

    nested, whole = [Stretch(2, 8, ""), Stretch(5, 9, "")], [Stretch(0, 1, "")]
    assert reason(Text({"ada": nested, "ben": []}, 30)) == (
        "marks of ada overlap: 2 to 8 and 5 to 9; unitizing alpha needs them apart"
    )
    assert reason(Text({"ada": nested}, 30)) == "only one annotator could have marked"
    assert reason(Text({"ada": [], "ben": []}, 30)) == "nobody marked anything"
    assert reason(Text({"ada": whole, "ben": whole}, 1)) == "every possible placing would agree"


TEXT = "word " * 40


def of_marks(*spans: tuple[str, int, int]) -> SpanReport:
    marks = [
        Mark(f"{who}{start}", who, "x", f"p{start // 100}", Span(start, end), {}) for who, start, end in spans
    ]
    done = dict.fromkeys("ab", frozenset({"p0", "p1"}))
    places = {f"p{n}": Place("x", Span(100 * n, 100 * n + 100)) for n in range(2)}
    found = agreement_report(marks, done, [], {"x": TEXT}, {}, resamples=20, places=places).spans
    assert found is not None
    return found


def test_the_report_has_it_for_every_pair_where_marks_lie_apart() -> None:
    spans = of_marks(("a", 0, 10), ("b", 0, 12), ("a", 120, 140), ("b", 125, 140))
    (pair,) = spans.pairs
    texts = [
        Text({"a": [Stretch(0, 10, "")], "b": [Stretch(0, 12, "")]}, 100),
        Text({"a": [Stretch(20, 40, "")], "b": [Stretch(25, 40, "")]}, 100),
    ]
    assert pair.unitizing == spans.unitizing
    assert pair.unitizing.value == pytest.approx(unitizing(texts).value)
    assert pair.unitizing.n == 4


def test_where_marks_overlap_the_report_says_whose() -> None:
    spans = of_marks(("a", 0, 10), ("a", 5, 20), ("b", 0, 12))
    assert spans.unitizing.value is None
    assert "marks of a overlap: 0 to 10 and 5 to 20" in str(spans.unitizing.reason)


def test_without_the_places_of_passages_it_is_left_out_with_the_reason() -> None:
    marks = [Mark(f"c{who}", who, "x", "p", Span(0, 9), {}) for who in "ab"]
    report = agreement_report(marks, dict.fromkeys("ab", frozenset("p")), [], {"x": TEXT}, {}, resamples=0)
    assert report.spans is not None
    assert report.spans.unitizing.reason == "where the passages begin and end is not known here"
