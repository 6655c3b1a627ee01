"""Which items cost most: the parts of the observed disagreement, and the figure without each item."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.agreement.coefficients import COEFFICIENTS
from annotator.agreement.costly import costliest, disagreement, level_distances
from annotator.agreement.table import Level, Table, from_codes

ALPHA = COEFFICIENTS["alpha"]


def table(codes: object) -> Table:
    return from_codes(np.asarray(codes, np.int32), ("x", "y", "z"))


def test_items_come_by_what_they_cost_and_ties_in_the_order_of_the_table() -> None:
    found = costliest(table([[0, 0, 0], [0, 1, -1], [0, 1, 2], [0, 0, 1], [1, 2, -1], [2, 2, 2]]), ALPHA)
    # The sums over ordered pairs, divided by the labels less one: 2/1, 6/2, 4/2, 2/1.
    assert [(each.unit, each.cost) for each in found] == [("3", 3.0), ("2", 2.0), ("4", 2.0), ("5", 2.0)]
    assert sum(each.share for each in found) == pytest.approx(1)


def test_at_most_so_many_are_listed() -> None:
    found = costliest(table([[0, 1], [0, 1], [1, 1]]), ALPHA, most=1)
    assert [(each.place, each.share) for each in found] == [(0, 0.5)]


def test_distances_weigh_what_is_far_apart_more() -> None:
    far = np.array([[0.0, 1.0, 4.0], [1.0, 0.0, 1.0], [4.0, 1.0, 0.0]])
    assert disagreement(table([[0, 1], [0, 2]]), far).tolist() == [2.0, 8.0]


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@given(arrays.arrays(np.int32, st.tuples(st.integers(1, 8), st.just(3)), elements=st.integers(-1, 2)))
def test_the_costs_add_up_to_the_disagreement_that_alpha_observes(level: Level, codes: np.ndarray) -> None:
    labelled = from_codes(codes, ("1", "2", "5"), level=level)
    alpha, distances = ALPHA(labelled).value, level_distances(labelled)
    if alpha is None:
        return
    apart = 1 - np.eye(3) if distances is None else distances
    paired = codes[(codes >= 0).sum(axis=1) > 1]
    used = np.bincount(paired[paired >= 0], minlength=3)
    n = used.sum()
    expected = used @ apart @ used / (n * (n - 1))
    assert disagreement(labelled).sum() / n / expected == pytest.approx(1 - alpha)


def test_where_nobody_disagrees_nothing_is_listed() -> None:
    assert costliest(table([[0, 0], [1, -1]]), ALPHA) == ()
    assert costliest(table(np.zeros((0, 2))), ALPHA) == ()


@given(arrays.arrays(np.int32, st.tuples(st.integers(1, 8), st.just(3)), elements=st.integers(-1, 2)))
def test_without_an_item_is_the_figure_of_the_others(codes: np.ndarray) -> None:
    for each in costliest(table(codes), ALPHA):
        rest = ALPHA(table(np.delete(codes, each.place, axis=0))).value
        assert each.without == (None if rest is None else pytest.approx(rest))
