"""Marks become items: the laws, and cases worked by hand."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.matching import Item, Mark, assignment, match, sensitivity
from annotator.core.text.span import Span
from annotator.errors import Invalid

law = settings(deadline=None, max_examples=100)


def mark(
    claim: str, annotator: str, start: int, end: int, *, given: bool = False, article: str = "x"
) -> Mark:
    return Mark(claim, annotator, article, "p", Span(start, end), {}, given)


def pairs(items: tuple[Item, ...]) -> set[frozenset[str]]:
    """Return the claims of each item of two or more marks."""
    return {frozenset(one.claim for one in item.marks) for item in items if len(item.marks) > 1}


@st.composite
def marks(draw: st.DrawFn, people: str = "ab", most: int = 10) -> list[Mark]:
    spans = st.tuples(st.integers(0, 24), st.integers(1, 12), st.sampled_from(people), st.sampled_from("xy"))
    drawn = draw(st.lists(spans, max_size=most))
    return [
        mark(f"c{number:02}", who, start, start + size, article=article)
        for number, (start, size, who, article) in enumerate(drawn)
    ]


thresholds = st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])


def best_total(left: list[Mark], right: list[Mark], threshold: float) -> int:
    """Return the greatest total overlap of any one-to-one assignment, by trying them all."""
    if not left:
        return 0
    first, rest = left[0], left[1:]
    totals = [best_total(rest, right, threshold)]
    for place, other in enumerate(right):
        if (
            first.article == other.article
            and first.span.overlap(other.span)
            and first.span.iou(other.span) >= threshold
        ):
            remaining = right[:place] + right[place + 1 :]
            totals.append(first.span.overlap(other.span) + best_total(rest, remaining, threshold))
    return max(totals)


@law
@given(marks(most=8), thresholds)
def test_two_annotators_get_the_greatest_total_overlap(some: list[Mark], threshold: float) -> None:
    items = match(some, threshold=threshold).matched
    total = sum(item.marks[0].span.overlap(item.marks[1].span) for item in items)
    left, right = ([one for one in some if one.annotator == who] for who in "ab")
    assert total == best_total(left, right, threshold)


@law
@given(marks("abc", 14), thresholds)
def test_every_mark_is_in_one_item_and_an_item_has_one_mark_each(some: list[Mark], threshold: float) -> None:
    items = match(some, threshold=threshold).items
    assert sorted(one.claim for item in items for one in item.marks) == sorted(one.claim for one in some)
    for item in items:
        who = [one.annotator for one in item.marks]
        assert who == sorted(set(who))
        assert item.id == min(one.claim for one in item.marks)


@law
@given(marks("abcd", 14), thresholds)
def test_any_two_marks_of_an_item_reach_the_threshold(some: list[Mark], threshold: float) -> None:
    for item in match(some, threshold=threshold).items:
        for one, other in combinations(item.marks, 2):
            assert one.article == other.article
            assert one.span.overlap(other.span) > 0
            assert one.span.iou(other.span) >= threshold


@law
@given(marks("abc", 14), thresholds)
def test_no_two_items_could_still_be_joined(some: list[Mark], threshold: float) -> None:
    for left, right in combinations(match(some, threshold=threshold).items, 2):
        assert not all(
            one.annotator != other.annotator
            and one.article == other.article
            and one.span.overlap(other.span) > 0
            and one.span.iou(other.span) >= threshold
            for one in left.marks
            for other in right.marks
        )


@law
@given(marks("abc", 14).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), thresholds)
def test_the_order_of_the_marks_plays_no_part(both: tuple[list[Mark], list[Mark]], threshold: float) -> None:
    assert match(both[0], threshold=threshold) == match(both[1], threshold=threshold)


@law
@given(marks("abc", 14), st.sampled_from(list(permutations("abc"))), thresholds)
def test_the_names_of_the_annotators_play_no_part(
    some: list[Mark], names: tuple[str, ...], threshold: float
) -> None:
    new = dict(zip("abc", names, strict=True))
    renamed = [Mark(m.claim, new[m.annotator], m.article, m.passage, m.span, m.labels) for m in some]
    assert pairs(match(some, threshold=threshold).items) == pairs(match(renamed, threshold=threshold).items)


@law
@given(st.integers(1, 5).flatmap(lambda rows: st.lists(
    st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=rows, max_size=rows)))  # fmt: skip
def test_the_assignment_is_the_best_of_all(gain: list[list[int]]) -> None:
    seats = assignment(gain)
    assert len(set(seats)) == len(gain)
    best = max(sum(row[seat] for row, seat in zip(gain, p, strict=False)) for p in permutations(range(5)))
    assert sum(row[seat] for row, seat in zip(gain, seats, strict=True)) == best


def test_the_best_pair_is_given_up_for_the_best_total() -> None:
    # a1 overlaps b1 by 9 and b2 by 7, a2 overlaps only b1, by 8: 7 + 8 beats 9.
    some = [mark("a1", "a", 10, 24), mark("a2", "a", 4, 14), mark("b1", "b", 6, 19), mark("b2", "b", 17, 27)]
    assert pairs(match(some, threshold=0).items) == {frozenset({"a1", "b2"}), frozenset({"a2", "b1"})}


def test_of_equal_overlaps_the_closer_span_wins() -> None:
    some = [mark("a1", "a", 0, 10), mark("b1", "b", 0, 14), mark("b2", "b", 0, 10)]
    assert pairs(match(some).items) == {frozenset({"a1", "b2"})}


def test_the_threshold_is_reached_at_exactly_half() -> None:
    some = [mark("a1", "a", 0, 10), mark("b1", "b", 0, 20)]
    assert len(match(some, threshold=0.5).matched) == 1
    assert len(match(some, threshold=0.51).matched) == 0


def test_a_chain_of_half_overlaps_is_not_one_item() -> None:
    # a-b and b-c have an IoU of 10/18, a-c of 6/22.
    some = [mark("a1", "a", 0, 14), mark("b1", "b", 4, 18), mark("c1", "c", 8, 22)]
    assert pairs(match(some).items) == {frozenset({"a1", "b1"})}


def test_three_who_marked_nearly_the_same_make_one_item() -> None:
    some = [mark("c3", "c", 1, 20), mark("c1", "a", 0, 20), mark("c2", "b", 0, 19)]
    (item,) = match(some).items
    assert item.id == "c1"
    assert [one.annotator for one in item.marks] == ["a", "b", "c"]


def test_the_same_words_twice_pair_one_to_one() -> None:
    some = [mark(f"{who}{number}", who, 0, 10) for who in "ab" for number in (1, 2)]
    matching = match(some)
    assert [len(item.marks) for item in matching.items] == [2, 2]
    assert matching.granularity == ()


def test_marks_in_different_articles_never_meet() -> None:
    some = [mark("a1", "a", 0, 10), mark("b1", "b", 0, 10, article="y")]
    assert len(match(some, threshold=0).unmatched) == 2


def test_given_claims_are_items_by_their_id() -> None:
    some = [
        mark("g1", "a", 0, 10, given=True),
        mark("g1", "b", 50, 60, given=True),
        mark("g2", "b", 0, 10, given=True),
    ]
    assert [(item.id, len(item.marks)) for item in match(some).items] == [("g1", 2), ("g2", 1)]


def test_one_mark_against_several_finer_ones_is_reported() -> None:
    some = [mark("a1", "a", 0, 30), mark("b1", "b", 0, 16), mark("b2", "b", 18, 30), mark("b3", "b", 28, 40)]
    (found,) = match(some).granularity
    assert found.one.claim == "a1"
    assert [one.claim for one in found.finer] == ["b1", "b2"]


def test_a_claim_inside_a_claim_marked_by_both_is_not_finer() -> None:
    some = [mark(f"{who}{size}", who, 0, size) for who in "ab" for size in (10, 30)]
    assert match(some).granularity == ()


def test_sensitivity_counts_items_from_any_overlap_to_the_same_words() -> None:
    some = [
        *(mark("a1", "a", 0, 10), mark("b1", "b", 0, 10)),  # the same
        *(mark("a2", "a", 20, 30), mark("b2", "b", 22, 30)),  # IoU .8
        *(mark("a3", "a", 40, 50), mark("b3", "b", 49, 60)),  # IoU 1/20
        *(mark("g1", "a", 70, 80, given=True), mark("g1", "b", 70, 80, given=True)),  # nothing to find
    ]
    assert sensitivity(some) == ((0.0, 3), (0.5, 2), (1.0, 1))


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_out_of_range_is_refused(threshold: float) -> None:
    with pytest.raises(Invalid, match="between 0 and 1"):
        match([], threshold=threshold)


def test_two_current_annotations_of_one_claim_by_one_person_are_refused() -> None:
    with pytest.raises(Invalid, match="c1 has two current annotations by a"):
        match([mark("c1", "a", 0, 4), mark("c1", "a", 2, 6)])


def test_an_empty_label_is_refused() -> None:
    with pytest.raises(Invalid, match="leave it out"):
        Mark("c1", "a", "x", "p", Span(0, 1), {"stance": ()})


def test_hundreds_of_marks_on_the_same_words_are_matched() -> None:
    some = [mark(f"{who}{number:03}", who, 0, 100) for who in "ab" for number in range(60)]
    assert len(match(some).matched) == 60


@law
@given(marks("abc", 10), marks("abc", 10), thresholds)
def test_marks_that_lie_apart_are_matched_as_if_each_were_alone(
    some: list[Mark], more: list[Mark], threshold: float
) -> None:
    far = [
        mark(f"d{one.claim}", one.annotator, one.span.start + 100, one.span.end + 100, article=one.article)
        for one in more
    ]
    both, first, second = (match(each, threshold=threshold) for each in ([*some, *far], some, far))
    assert set(both.items) == {*first.items, *second.items}
    assert sorted(map(repr, both.granularity)) == sorted(map(repr, (*first.granularity, *second.granularity)))
