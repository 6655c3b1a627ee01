"""Found, boundary and granularity, worked by hand."""

from __future__ import annotations

import pytest

from annotator.agreement.intervals import Resampling
from annotator.agreement.spans import NONE_MATCHED, Drawn, SpanReport, compare_spans
from annotator.core.matching import Mark
from annotator.core.text.span import Span

NO_INTERVAL = Resampling("passage", resamples=0)


def mark(claim: str, annotator: str, start: int, end: int, passage: str = "p1") -> Mark:
    return Mark(claim, annotator, "x", passage, Span(start, end), {})


def compared(marks: list[Mark], done: dict[str, frozenset[str]]) -> SpanReport:
    return compare_spans(marks, done, sorted(done), Drawn(NO_INTERVAL, {}))


BOTH = {"ada": frozenset({"p1", "p2"}), "ben": frozenset({"p1", "p2"})}
TWO = [
    *(mark("a1", "ada", 0, 10), mark("b1", "ben", 0, 10)),  # the same
    *(mark("a2", "ada", 20, 30), mark("b2", "ben", 22, 30)),  # start +2, end 0, IoU 8/10
    *(mark("a3", "ada", 40, 50), mark("b3", "ben", 38, 52)),  # start -2, end +2, IoU 10/14
    mark("a4", "ada", 60, 70, "p2"),
    *(mark("b5", "ben", 80, 90, "p2"), mark("b6", "ben", 91, 99, "p2")),
]


def test_found_by_hand() -> None:
    # Ada marked 4, Ben 5, 3 in common: F1 = 2·3/(4 + 5) = 2/3, over 6 different claims.
    found = compared(TWO, BOTH).pairs[0].found
    assert (found.matched, found.only_a, found.only_b) == (3, 1, 2)
    assert found.f1.value == pytest.approx(2 / 3)
    assert found.f1.n == 6


def test_boundary_by_hand() -> None:
    boundary = compared(TWO, BOTH).pairs[0].boundary
    assert boundary.exact.value == pytest.approx(1 / 3)
    assert boundary.mean_iou.value == pytest.approx((1 + 8 / 10 + 10 / 14) / 3)
    assert [(limit, figure.value) for limit, figure in boundary.within] == [
        (1, pytest.approx(1 / 3)), (5, 1), (10, 1), (20, 1),
    ]  # fmt: skip
    assert boundary.starts == ((-2, 1), (0, 1), (2, 1))
    assert boundary.ends == ((0, 2), (2, 1))


def test_two_annotators_pooled_are_the_pair() -> None:
    report = compared(TWO, BOTH)
    assert (report.found, report.boundary) == (report.pairs[0].found, report.pairs[0].boundary)


def test_a_pair_is_compared_only_where_both_are_done() -> None:
    report = compared(TWO, {**BOTH, "ben": frozenset({"p1"})})
    found = report.pairs[0].found
    assert report.pairs[0].passages == 1
    assert (found.matched, found.only_a, found.only_b) == (3, 0, 0)


def test_three_annotators_pool_the_sums_of_their_pairs() -> None:
    # Caro, done with p1 only, marked the first claim: a-b 3 of 4 and 5, a-c 1 of 3 and 1, b-c likewise.
    # Pooled F1 = 2·(3 + 1 + 1)/(9 + 4 + 4) = 10/17.
    report = compared([*TWO, mark("c1", "caro", 0, 10)], {**BOTH, "caro": frozenset({"p1"})})
    assert [(pair.a, pair.b) for pair in report.pairs] == [("ada", "ben"), ("ada", "caro"), ("ben", "caro")]
    assert [pair.found.matched for pair in report.pairs] == [3, 1, 1]
    assert report.found.f1.value == pytest.approx(10 / 17)


def test_finer_marks_are_listed_with_their_pair() -> None:
    some = [mark("a1", "ada", 0, 40), mark("b1", "ben", 0, 19), mark("b2", "ben", 20, 40)]
    (found,) = compared(some, BOTH).pairs[0].granularity
    assert (found.one.claim, [one.claim for one in found.finer]) == ("a1", ["b1", "b2"])


@pytest.mark.parametrize(
    ("marks", "done", "reason"),
    [
        (TWO, {"ada": frozenset({"p1"}), "ben": frozenset({"p2"})}, "no passage was marked done by both"),
        ([], BOTH, "no claim was marked"),
        (TWO, {"ada": frozenset({"p1"})}, "no passage was marked done by both"),
    ],
)
def test_nothing_to_compare_is_said(marks: list[Mark], done: dict[str, frozenset[str]], reason: str) -> None:
    report = compared(marks, done)
    assert (report.found.f1.value, report.found.f1.reason) == (None, reason)
    assert report.boundary.exact.reason == "no claim was marked by both"


def test_nothing_found_alike_is_an_f1_of_zero() -> None:
    report = compared([mark("a1", "ada", 0, 5), mark("b1", "ben", 10, 15)], BOTH)
    assert report.found.f1.value == 0


def test_intervals_resample_passages() -> None:
    some = [
        mark(f"{who}{number}", who, number * 20, number * 20 + 10, f"p{number}")
        for number in range(12)
        for who in ("ada", "ben")
        if who == "ada" or number % 3
    ]
    done = dict.fromkeys(("ada", "ben"), frozenset(f"p{number}" for number in range(12)))
    f1 = compare_spans(some, done, ("ada", "ben"), Drawn(Resampling("passage"), {})).found.f1
    assert f1.value == pytest.approx(16 / 20)
    assert f1.ci95 is not None
    assert f1.ci95[0] < 16 / 20 < f1.ci95[1]


def test_found_by_what_a_match_takes() -> None:
    # IoU of the three pairs 1, 8/10 and 10/14: all match at half, one alone at 1. 4 and 5 marks.
    f1_at = {at: figure.value for at, figure in compared(TWO, BOTH).f1_at}
    assert f1_at == {0.0: pytest.approx(6 / 9), 0.5: pytest.approx(6 / 9), 1.0: pytest.approx(2 / 9)}


def test_a_threshold_of_ones_own_stands_beside_the_three() -> None:
    report = compare_spans(TWO, BOTH, sorted(BOTH), Drawn(NO_INTERVAL, {}), threshold=0.75)
    assert report.found.f1.value == pytest.approx(4 / 9)
    assert dict(report.f1_at)[0.5].value == pytest.approx(6 / 9)


def test_of_stories_whole_stories_are_resampled() -> None:
    # Of two stories told in three articles each, one is found by both, the other by one: a resample has 0, ½ or all.
    marks = [
        Mark(f"{who}{n}", who, f"x{n}", f"p{n}", Span(0, 9), {})
        for who in ("ada", "ben")
        for n in range(6)
        if who == "ada" or n < 3
    ]
    done = dict.fromkeys(("ada", "ben"), frozenset(f"p{n}" for n in range(6)))
    stories = {f"x{n}": "one" if n < 3 else "other" for n in range(6)}
    by_story = compare_spans(marks, done, ("ada", "ben"), Drawn(Resampling("story"), stories)).found.f1
    by_article = compare_spans(marks, done, ("ada", "ben"), Drawn(Resampling("article"), stories)).found.f1
    assert by_story.value == by_article.value
    assert by_story.ci95 == (0, 1)
    assert by_article.ci95 != (0, 1)


def test_cut_alike_counts_one_against_several_once() -> None:
    def at(who: str, start: int, end: int) -> Mark:
        return Mark(f"{who}{start}", who, "x", "p", Span(start, end), {})

    marks = [
        *(at(who, 0, 10) for who in ("ada", "ben")),
        *(at(who, 20, 30) for who in ("ada", "ben")),
        at("ada", 40, 60), at("ben", 40, 52), at("ben", 53, 60),  # one to Ada, two to Ben, the first of which matches
        at("ada", 80, 90),  # hers alone
    ]  # fmt: skip
    done = dict.fromkeys(("ada", "ben"), frozenset({"p"}))
    report = compared(marks, done)
    assert (report.cut_alike.n, report.cut_alike.value) == (3, pytest.approx(2 / 3))
    assert report.pairs[0].cut_alike == report.cut_alike
    assert compared(marks[:1], done).cut_alike.reason == NONE_MATCHED
