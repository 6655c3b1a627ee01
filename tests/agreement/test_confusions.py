"""Confusions and coincidences: worked by hand, and what must hold of any table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.confusions import MOST_CATEGORIES, confusions
from annotator.agreement.table import Table


def table(rows: list[list[int]], size: int = 4) -> Table:
    width = max(map(len, rows), default=0)
    codes = np.array(rows, np.int32).reshape(len(rows), width)
    return Table(tuple(map(str, range(len(rows)))), tuple("abcdef"[:width]), tuple("wxyz"[:size]), codes)


def test_by_hand() -> None:
    # One unit of three labels, x x y: six ordered pairs at 1/2 each. The unused labels w and z are not shown.
    everybody, *pairs = confusions(table([[1, 1, 2], [2, 2, -1], [0, -1, -1]]))
    assert everybody.categories == ("x", "y")
    assert everybody.counts == ((1, 1), (1, 2))
    assert [(each.a, each.b, each.counts) for each in pairs] == [
        ("a", "b", ((1, 0), (0, 1))),
        ("a", "c", ((0, 1), (0, 0))),
        ("b", "c", ((0, 1), (0, 0))),
    ]


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(st.integers(-1, 3), min_size=width, max_size=width), max_size=12)
    )
)
def test_coincidences_are_symmetric_and_add_up_to_the_paired_labels(rows: list[list[int]]) -> None:
    made = confusions(table(rows)) if rows else ()
    paired = sum(n for row in rows if (n := sum(code >= 0 for code in row)) > 1)
    if not paired:
        assert made == ()
        return
    counts = np.array(made[0].counts)
    assert counts == pytest.approx(counts.T)
    assert counts.sum() == pytest.approx(paired)


def test_too_many_labels_are_no_picture() -> None:
    size = MOST_CATEGORIES + 1
    codes = np.array([[code, code] for code in range(size)], np.int32)
    names = tuple(map(str, range(size)))
    assert confusions(Table(names, ("a", "b"), names, codes)) == ()
