"""Labels to jump by: complete as soon as they are typed, the shortest for what is nearest."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.text.jumps import LETTERS, MOST, assigned, labels, targets
from annotator.core.text.span import Span

SAID = "Police said that he fell. The mayor insists he was pushed, and a witness ran.\n\nNobody else saw it."
BREAK = SAID.index("\n\n")
PASSAGES = [Span(0, BREAK), Span(BREAK + 2, len(SAID))]


@given(st.integers(0, MOST + 50))
def test_no_label_begins_with_another_and_short_ones_come_first(count: int) -> None:
    found = labels(count)
    assert len(found) == min(count, MOST)
    assert not any(after.startswith(before) for before, after in pairwise(sorted(found)))
    assert [len(label) for label in found] == sorted(len(label) for label in found)
    assert set("".join(found)) <= set(LETTERS)


def test_up_to_the_alphabet_one_letter_is_enough_and_no_letter_is_given_up_too_soon() -> None:
    assert {len(label) for label in labels(26)} == {1}
    assert sum(len(label) == 1 for label in labels(27)) == 25
    assert sum(len(label) == 1 for label in labels(51)) == 25
    assert sum(len(label) == 1 for label in labels(52)) == 24


@given(st.sets(st.integers(0, 5_000), max_size=200), st.integers(0, 5_000))
def test_the_nearest_places_have_the_best_labels(starts: set[int], caret: int) -> None:
    found = assigned(sorted(starts), caret)
    assert set(found) == starts
    nearest = sorted(starts, key=lambda start: abs(start - caret))
    ranks = {label: rank for rank, label in enumerate(labels(len(starts)))}
    assert [abs(start - caret) for start in sorted(found, key=lambda start: ranks[found[start]])] == [
        abs(start - caret) for start in nearest
    ]


def test_clauses_of_every_passage_in_the_window_are_there_without_what_joins_them() -> None:
    starts = targets(SAID, PASSAGES, Span(0, len(SAID)))
    assert [SAID[start:].split(maxsplit=1)[0] for start in starts] == [
        "Police",
        "he",
        "The",
        "he",
        "a",
        "Nobody",
    ]
    assert [SAID[start:].split(maxsplit=1)[0] for start in targets(SAID, PASSAGES, Span(20, 60))] == [
        "The",
        "he",
    ]
    assert targets(SAID, [], Span(0, 10)) == []
