"""Whether a plan's interval is as wide as it says, held against published formulas and simulated studies."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.alpha import alpha
from annotator.agreement.planning import (
    ONE_SHARE,
    Basis,
    expected_width,
    from_pilot,
    item_variance,
    items_needed,
    supposed,
)
from annotator.agreement.table import Codes, from_codes
from annotator.errors import Invalid


def bloch_kraemer(kappa: float, prevalence: float) -> float:
    """Return n times the variance of the intraclass kappa of two raters and two labels (1989, formula 4.3)."""
    apart = prevalence * (1 - prevalence)
    return (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa) / (2 * apart))


@given(st.floats(0, 0.99), st.floats(0.05, 0.95))
def test_two_annotators_and_two_labels_vary_as_published(kappa: float, prevalence: float) -> None:
    found = item_variance(kappa, (prevalence, 1 - prevalence), 2)
    assert found == pytest.approx(bloch_kraemer(kappa, prevalence), rel=1e-9, abs=1e-9)


def simulated(
    rng: np.random.Generator, units: int, overlap: int, alpha_: float, shares: tuple[float, ...]
) -> Codes:
    """Draw the labels of a study by the model."""
    own = rng.choice(len(shares), (units, 1), p=shares)
    drawn = rng.choice(len(shares), (units, overlap), p=shares)
    return np.where(rng.random((units, overlap)) < sqrt(alpha_), own, drawn).astype(np.int32)


@pytest.mark.parametrize(
    ("overlap", "alpha_", "shares"),
    [
        (2, 0.8, (0.5, 0.5)),
        (3, 0.6, (0.6, 0.3, 0.1)),
        (5, 0.4, (0.25, 0.25, 0.25, 0.25)),
        (3, 0.0, (0.5, 0.5)),
    ],
)
def test_simulated_studies_vary_as_the_formula_says(
    overlap: int, alpha_: float, shares: tuple[float, ...]
) -> None:
    rng = np.random.default_rng(4)
    units = 400
    values = []
    for _ in range(1500):
        table = from_codes(
            simulated(rng, units, overlap, alpha_, shares), [str(n) for n in range(len(shares))]
        )
        values.append(alpha(table, np.zeros(units, np.int64)).value)
    assert np.mean(values) == pytest.approx(alpha_, abs=0.02)
    assert units * np.var(values) == pytest.approx(item_variance(alpha_, shares, overlap), rel=0.15)


def test_a_pilot_foretells_how_widely_larger_studies_vary() -> None:
    rng = np.random.default_rng(5)
    shares = (0.5, 0.3, 0.2)

    def study(articles: int) -> tuple[Codes, np.ndarray]:
        # Articles differ in how hard they are, so that their claims resemble each other.
        parts = [simulated(rng, 8, 3, ease, shares) for ease in rng.uniform(0.2, 0.95, articles)]
        return np.concatenate(parts), np.repeat(np.arange(articles), 8)

    names = ("a", "b", "c")
    codes, groups = study(400)
    basis = from_pilot(from_codes(codes, names), groups, "article")
    assert isinstance(basis, Basis)
    assert basis.per_cluster == 8
    values = [alpha(from_codes(more, names), where).value for more, where in (study(100) for _ in range(300))]
    foretold = expected_width(basis, 800, 3).width
    assert foretold is not None
    assert foretold == pytest.approx(2 * 1.984 * np.std(values), rel=0.2)


@given(st.floats(0.02, 1.5), st.integers(2, 6), st.floats(0, 0.95), st.floats(1, 4))
def test_as_many_items_as_are_needed_make_the_interval_narrow_enough_and_one_cluster_fewer_does_not(
    width: float, overlap: int, alpha_: float, design: float
) -> None:
    basis = supposed(alpha_, (0.5, 0.3, 0.2), design)
    assert isinstance(basis, Basis)
    needed = items_needed(basis, width, overlap)
    assert needed.items is not None
    assert (expected_width(basis, needed.items, overlap).width or 0) <= width
    if needed.items > 2:
        assert (expected_width(basis, needed.items - 1, overlap).width or 0) > width


@given(st.floats(0, 0.95), st.integers(2, 8))
def test_more_labels_an_item_never_widen_the_interval(alpha_: float, overlap: int) -> None:
    fewer, more = (item_variance(alpha_, (0.6, 0.3, 0.1), each) for each in (overlap, overlap + 1))
    assert more <= fewer + 1e-12


def test_what_can_not_be_planned_is_a_result_with_its_reason() -> None:
    groups = np.array([0, 0, 1, 1])
    agreeing = from_codes(np.array([[0, 0], [1, 1], [0, 0], [1, 1]], np.int32), ("a", "b"))
    alone = from_codes(np.array([[0, -1], [1, -1], [0, -1], [1, -1]], np.int32), ("a", "b"))
    one = from_codes(np.array([[0, 0], [0, 0], [0, 0], [0, 0]], np.int32), ("a", "b"))
    mixed = from_codes(np.array([[0, 0], [1, 1], [0, 1], [1, 0]], np.int32), ("a", "b"))
    assert "agree throughout" in str(from_pilot(agreeing, groups, "article"))
    for table in (alone, one):
        found = from_pilot(table, groups, "article")
        assert isinstance(found, str)
        assert items_needed(found, 0.1, 2).reason == found
        assert expected_width(found, 100, 2).reason == found
    assert "one article" in str(from_pilot(mixed, np.zeros(4, np.int64), "article"))
    assert "one label is used" in str(supposed(0.8, (1.0, 0.0)))
    basis = supposed(0.8, (0.5, 0.5))
    assert "one label" in (expected_width(basis, 100, 1).reason or "")
    assert "one label" in (items_needed(basis, 0.1, 1).reason or "")
    assert "two articles" in (expected_width(basis, 1, 2).reason or "")
    assert "more than" in (items_needed(basis, 1e-6, 2).reason or "")
    with pytest.raises(Invalid, match="is none"):
        items_needed(basis, 0, 2)


def test_a_label_that_is_hardly_ever_used_is_none_to_plan_with() -> None:
    assert supposed(0, (1, 1e-20)) == ONE_SHARE
    assert supposed(0, (0, 0)) == ONE_SHARE
    with pytest.raises(Invalid):
        item_variance(0, (1, 1e-20), 2)
