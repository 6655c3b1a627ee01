"""Models beside people: what people marked alike is one item, whatever a model marked."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.beside_people import items_of_people
from annotator.core.matching import Item, Mark, match
from annotator.core.text.span import Span

MODELS = {"gpt", "bert"}

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 15)).map(lambda each: Span(each[0], each[0] + each[1]))
MARKS = st.lists(
    st.tuples(st.sampled_from(["Ana", "Ben", "gpt", "bert"]), SPANS, st.sampled_from(["x", "y"])), max_size=12
).map(
    lambda drawn: [
        Mark(f"{number:02}", who, article, "", span, {}) for number, (who, span, article) in enumerate(drawn)
    ]
)


def of_people(item: Item) -> frozenset[str]:
    return frozenset(mark.claim for mark in item.marks if mark.annotator not in MODELS)


def test_a_model_does_not_part_what_two_people_marked_alike() -> None:
    ana = Mark("a", "Ana", "x", "", Span(0, 12), {})
    ben = Mark("b", "Ben", "x", "", Span(3, 15), {})
    # As far over Ana's words as Ben's mark is, and nearer to them.
    model = Mark("m", "gpt", "x", "", Span(0, 9), {})
    assert len(match([ana, ben, model]).items) == 2
    (item,) = items_of_people([ana, ben, model], MODELS)
    assert item.marks == (ana, ben, model)


@given(MARKS, st.randoms(use_true_random=False))
def test_items_are_those_of_the_people_and_each_mark_is_in_one(marks: list[Mark], chance: Random) -> None:
    items = items_of_people(marks, MODELS)
    alone = match([each for each in marks if each.annotator not in MODELS]).items
    assert [(each.id, of_people(each)) for each in items if of_people(each)] == [
        (each.id, of_people(each)) for each in sorted(alone, key=lambda each: _first(each, items))
    ]
    assert sorted(mark.claim for item in items for mark in item.marks) == sorted(each.claim for each in marks)
    for item in items:
        assert len({mark.annotator for mark in item.marks}) == len(item.marks)
        assert len({mark.article for mark in item.marks}) == 1
    shuffled = chance.sample(marks, len(marks))
    assert items_of_people(shuffled, MODELS) == items


def _first(item: Item, items: tuple[Item, ...]) -> int:
    """Return where an item stands: a model's mark may begin before those of people."""
    return [each.id for each in items].index(item.id)


def test_a_given_claim_is_an_item_by_its_id_whoever_judged_it() -> None:
    given_claims = [
        Mark(claim, who, "x", "", Span(0, 12), {}, given=True)
        for claim in ("c1", "c2")
        for who in ("Ana", "gpt")
        if (claim, who) != ("c1", "gpt")
    ]
    free = Mark("m", "gpt", "x", "", Span(0, 12), {})
    items = items_of_people([*given_claims, free], MODELS)
    assert {each.id: [mark.annotator for mark in each.marks] for each in items} == {
        "c1": ["Ana"],
        "c2": ["Ana", "gpt"],
        "m": ["gpt"],
    }
