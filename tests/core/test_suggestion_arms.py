"""Who is shown a suggestion: the share that was asked for, by the seed alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.suggestion_arms import is_shown
from annotator.errors import Invalid

ITEMS = [f"item {number}" for number in range(4000)]
PERCENTS = st.integers(0, 100)
SEEDS = st.integers(0, 2**63)


@given(SEEDS, PERCENTS)
def test_the_share_that_is_asked_for_is_shown(seed: int, percent: int) -> None:
    shown = sum(is_shown(seed, "round", each, percent) for each in ITEMS)
    # Five standard errors of a draw of 4,000.
    assert abs(shown / len(ITEMS) - percent / 100) <= 5 * (0.25 / len(ITEMS)) ** 0.5


@given(SEEDS, PERCENTS, PERCENTS, st.text(max_size=9), st.text(max_size=9))
def test_a_greater_share_shows_all_that_a_smaller_one_does(
    seed: int, one: int, other: int, round_id: str, item: str
) -> None:
    less, more = sorted((one, other))
    assert is_shown(seed, round_id, item, less) <= is_shown(seed, round_id, item, more)
    assert is_shown(seed, round_id, item, one) == is_shown(seed, round_id, item, one)


@given(SEEDS, SEEDS, st.sampled_from(["round", "item"]))
def test_another_seed_or_round_draws_anew(seed: int, other: int, what: str) -> None:
    if seed == other:
        return
    first = [is_shown(seed, "one", each, 50) for each in ITEMS]
    second = [
        is_shown(other, "one", each, 50) if what == "round" else is_shown(seed, f"two {other}", each, 50)
        for each in ITEMS
    ]
    # Two draws that have nothing to do with each other agree on half of the items.
    same = sum(a == b for a, b in zip(first, second, strict=True))
    assert abs(same / len(ITEMS) - 0.5) <= 5 * (0.25 / len(ITEMS)) ** 0.5


def test_neighbouring_items_are_drawn_by_themselves() -> None:
    shown = [is_shown(3, "round", each, 50) for each in ITEMS]
    pairs = sum(a and b for a, b in pairwise(shown)) / (len(ITEMS) - 1)
    assert abs(pairs - 0.25) < 0.04


@pytest.mark.parametrize("percent", [-1, 101, 1000])
def test_a_share_beyond_all_is_refused(percent: int) -> None:
    with pytest.raises(Invalid, match="is none"):
        is_shown(1, "round", "item", percent)
