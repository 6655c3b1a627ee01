"""What a score against the gold counts, and what it doesn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.matching import Mark
from annotator.core.qualifying import Right, Score, score
from annotator.core.text.span import Span
from annotator.errors import Invalid

FIELDS = ("stance", "source")


def mark(claim: str, start: int, end: int, who: str = "ana", *, article: str = "x", **labels: str) -> Mark:
    """Return a mark with one label a field."""
    said = {name: tuple(values.split("+")) for name, values in labels.items()}
    return Mark(claim, who, article, "p", Span(start, end), said)


GOLD = [
    mark("g1", 0, 10, "lead", stance="supports", source="s1"),
    mark("g2", 20, 30, "lead", stance="denies", source="s2"),
    mark("g3", 40, 50, "lead", stance="neutral"),
]


def test_a_claim_that_was_not_found_counts_all_its_labels_as_wrong() -> None:
    own = [mark("a", 1, 10, stance="supports", source="s9"), mark("b", 41, 50, stance="neutral")]
    found = score(GOLD, own, FIELDS, ["g1", "g2", "g3"])
    assert (found.claims, found.found, found.beside, found.left) == (3, 2, 0, 0)
    assert found.labels == Right(2, 5)
    assert found.fields == {"stance": Right(2, 3), "source": Right(0, 2)}


def test_what_was_not_reached_counts_nowhere_and_keeps_the_verdict_open() -> None:
    own = [mark("a", 0, 10, stance="supports", source="s1")]
    found = score(GOLD, own, FIELDS, ["g1"])
    assert found.labels == Right(2, 2)
    assert found.left == 2
    assert found.passes(80) is None
    assert score(GOLD, [], FIELDS, []).labels.share is None


@pytest.mark.parametrize(("percent", "passes"), [(40, True), (41, False)])
def test_the_pass_mark_is_reached_when_the_score_is_not_below_it(percent: int, passes: bool) -> None:
    own = [mark("a", 0, 10, stance="supports"), mark("c", 40, 50, stance="neutral")]
    assert score(GOLD, own, FIELDS, ["g1", "g2", "g3"]).passes(percent) is passes


def test_only_fields_that_are_asked_count_and_several_values_are_right_together() -> None:
    gold = [mark("g", 0, 10, "lead", stance="supports", flags="a+b", note="x")]
    right = mark("o", 0, 10, stance="supports", flags="b+a", note="y")
    part = mark("o", 0, 10, stance="supports", flags="a", note="x")
    assert score(gold, [right], ("stance", "flags"), ["g"]).labels == Right(2, 2)
    assert score(gold, [part], ("stance", "flags"), ["g"]).labels == Right(1, 2)


def test_marks_beside_the_gold_are_said_and_change_nothing() -> None:
    own = [mark("a", 0, 10, stance="supports", source="s1"), mark("b", 60, 70), mark("c", 0, 10, article="y")]
    found = score(GOLD[:1], own, FIELDS, ["g1"])
    assert (found.beside, found.labels) == (2, Right(2, 2))


def test_given_claims_are_matched_by_their_words() -> None:
    own = [Mark("given", "ana", "x", "p", Span(0, 10), {"stance": ("supports",)}, given=True)]
    assert score(GOLD[:1], own, ("stance",), ["g1"]).labels == Right(1, 1)


def test_gold_that_names_a_claim_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="twice"):
        score([GOLD[0], GOLD[0]], [], FIELDS, [])


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(right: int, n: int) -> None:
    of = Right(min(right, n), n)
    assert of.ci95 is not None
    assert of.share is not None
    low, high = of.ci95
    assert 0 <= low <= of.share + 1e-12
    assert of.share - 1e-12 <= high <= 1
    assert low < high


def test_of_nothing_there_is_no_interval() -> None:
    assert Right(0, 0).ci95 is None
    assert Score(0, 0, Right(0, 0)).passes(50) is None


def test_the_interval_is_as_published() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    for right, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = Right(right, n).ci95
        assert found == pytest.approx((low, high), abs=5e-5)
