"""Which item gold is of that was there before."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.gold_before import placed
from annotator.core.matching import ALIKE
from annotator.core.settling import Matter
from annotator.core.text.span import Span
from tests.core.test_settling import said

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda at: Span(at[0], at[0] + at[1]))


def matters(spans: list[Span]) -> list[Matter]:
    return [
        Matter(f"m{number}", "x", (said("Ana", (each.start, each.end)),)) for number, each in enumerate(spans)
    ]


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6), st.randoms())
def test_every_item_gets_one_at_most_that_is_like_it_in_any_order(
    golds: list[Span], items: list[Span], random: Random
) -> None:
    of = {f"g{number}": span for number, span in enumerate(golds)}
    all_items = matters(items)
    found = placed(of, all_items)
    assert len(set(found.values())) == len(found)
    spans = {each.id: each.said[0].span for each in all_items}
    assert all(of[claim].iou(spans[item]) >= ALIKE for claim, item in found.items())
    # What is left over is like nothing that is left over.
    for claim in of.keys() - found.keys():
        assert all(of[claim].iou(spans[each]) < ALIKE for each in spans.keys() - set(found.values()))
    shuffled = list(of.items())
    random.shuffle(shuffled)
    assert placed(dict(shuffled), all_items[::-1]) == found


def test_the_likest_goes_first() -> None:
    of = {"far": Span(0, 6), "near": Span(0, 9)}
    assert placed(of, matters([Span(0, 10)])) == {"near": "m0"}


def test_an_item_is_as_like_gold_as_the_likest_of_its_spans() -> None:
    item = Matter("m0", "x", (said("Ana", (0, 40)), said("Ben", (20, 39))))
    assert placed({"g": Span(20, 39)}, [item]) == {"g": "m0"}
