"""The bootstrap draws whole clusters, the same for the same seed, and says when it has nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement.coefficients import COEFFICIENTS, Coefficient, Estimate, Floats, ratio
from annotator.agreement.intervals import Resampling, clusters, draws, figure, interval, numbered
from annotator.agreement.table import Table
from annotator.core.matching import Item

ALPHA, KAPPA = COEFFICIENTS["alpha"], COEFFICIENTS["cohen_kappa"]


def noisy(units: int, annotators: int = 3) -> Table:
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 3, size=(units, 1))
    codes = np.where(rng.random((units, annotators)) < 0.7, truth, rng.integers(0, 3, (units, annotators)))
    codes[rng.random(codes.shape) < 0.2] = -1
    return Table(
        tuple(f"u{row}" for row in range(units)),
        tuple(f"a{column}" for column in range(annotators)),
        ("x", "y", "z"),
        codes.astype(np.int32),
    )


@pytest.mark.parametrize(("coefficient", "annotators"), [(ALPHA, 3), (KAPPA, 2)])
def test_a_resample_equals_the_figure_of_the_table_drawn(coefficient: Coefficient, annotators: int) -> None:
    table = noisy(40, annotators)
    groups = np.arange(40) // 4
    estimate = coefficient.function(table, groups)
    for weights in next(draws(10, Resampling(resamples=20)))[:20]:
        rows = np.repeat(np.arange(40), weights[groups].astype(int))
        drawn = Table(
            tuple(map(str, range(len(rows)))), table.annotators, table.categories, table.codes[rows]
        )
        assert float(estimate.formula(weights @ estimate.sums)) == pytest.approx(coefficient(drawn).value)


def test_every_resample_draws_as_many_clusters_as_there_are() -> None:
    blocks = list(draws(7, Resampling(resamples=500)))
    assert all((block.sum(axis=1) == 7).all() for block in blocks)
    assert sum(len(block) for block in blocks) == 500


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    estimate = ALPHA.function(noisy(60), np.arange(60) // 3)
    first = figure(estimate, Resampling(seed=1))
    assert first == figure(estimate, Resampling(seed=1))
    assert first.ci95 != figure(estimate, Resampling(seed=2)).ci95
    assert first.value is not None
    assert first.ci95 is not None
    assert first.ci95[0] < first.value < first.ci95[1]


def test_the_stream_of_a_seed_is_pinned() -> None:
    # The same on every platform: whole numbers from PCG64.
    assert next(draws(5, Resampling(resamples=2, seed=1))).astype(int).tolist() == [
        [1, 0, 2, 1, 1],
        [1, 2, 0, 0, 2],
    ]


def test_it_agrees_with_the_interval_published_beside_the_reference_figures() -> None:
    # Hayes & Krippendorff 2007, 5 observers x 40 units; nominal, units resampled, percentile: .336 to .599
    # (computed with 4,000 resamples of another stream, hence the tolerance).
    path = Path(__file__).parent / "vectors.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["datasets"]["hayes_kripp2007_5x40"]
    values = sorted({value for row in rows for value in row if value is not None})
    codes = np.array(
        [[-1 if value is None else values.index(value) for value in row] for row in rows], np.int32
    )
    table = Table(tuple(map(str, range(40))), tuple("abcde"), tuple(map(str, values)), codes)
    ci95, _ = interval(ALPHA.function(table, np.arange(40)), Resampling(resamples=4000))
    assert ci95 == pytest.approx((0.336, 0.599), abs=0.015)


def test_one_cluster_gives_no_interval() -> None:
    estimate = ALPHA.function(noisy(20), np.zeros(20, np.int64))
    found = figure(estimate, Resampling("article"))
    assert (found.ci95, found.reason) == (None, "no interval: everything lies in one article")
    assert found.value is not None


def test_clusters_that_hold_nothing_are_not_drawn() -> None:
    sums = np.array([[1.0, 2.0], [2.0, 2.0], [0.0, 0.0], [0.0, 0.0]])
    assert interval(Estimate(sums, ratio, 4), Resampling()) == interval(
        Estimate(sums[:2], ratio, 4), Resampling()
    )


def test_many_undefined_resamples_give_no_interval_and_the_share() -> None:
    # Kappa over two clusters, one of one category only: drawn twice, it is undefined, in a quarter of cases.
    table = Table(("u", "v", "w"), ("a", "b"), ("x", "y"), np.array([[0, 0], [1, 0], [0, 1]], np.int32))
    ci95, reason = interval(KAPPA.function(table, np.array([0, 1, 1])), Resampling(resamples=4000))
    assert ci95 is None
    assert reason is not None
    assert reason.startswith("no interval: undefined in 2")
    assert reason.endswith("% of resamples")


def test_few_undefined_resamples_are_left_out_and_said() -> None:
    sums = np.array([[1.0, 1.0]] * 6 + [[2.0, 2.0], [0.0, 1.0], [0.0, 1.0]])

    def undefined_without_the_seventh(totals: Floats) -> Floats:
        shares = ratio(totals)
        shares[totals[:, 0] < 3] = np.nan
        return shares

    ci95, reason = interval(Estimate(sums, undefined_without_the_seventh, 9), Resampling())
    assert ci95 is not None
    assert reason is not None
    assert reason.endswith("% of resamples, left out")


def test_no_difference_between_resamples_gives_no_interval() -> None:
    sums = np.array([[2.0, 2.0], [3.0, 3.0]])
    assert interval(Estimate(sums, ratio, 5), Resampling()) == (
        None,
        "no interval: every resample gives the same value",
    )


def test_an_undefined_figure_keeps_its_own_reason() -> None:
    found = figure(Estimate(np.zeros((3, 2)), ratio, 0, "no unit has two labels"), Resampling())
    assert (found.value, found.ci95, found.reason) == (None, None, "no unit has two labels")


def test_no_resamples_asked_for_is_said() -> None:
    assert interval(ALPHA.function(noisy(9), np.arange(9)), Resampling(resamples=0)) == (
        None,
        "no interval: no resamples were asked for",
    )


def test_clusters_are_numbered_by_name() -> None:
    assert numbered(["b", "a", "c", "a"]).tolist() == [1, 0, 2, 0]
    assert numbered([]).tolist() == []
    items = [Item("c1", "x", "p2", ()), Item("c2", "x", "p1", ()), Item("c3", "x", "", ())]
    assert clusters(items, "article").tolist() == [0, 0, 0]
    assert clusters(items, "passage").tolist() == [1, 0, 2]
    assert clusters(items, "unit").tolist() == [0, 1, 2]
