"""The bootstrap draws whole clusters, the same for the same seed, and says when it has nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement import patterns
from annotator.agreement.coefficients import COEFFICIENTS, Coefficient, Estimate, Floats, ratio
from annotator.agreement.intervals import Resampling, bootstrap, choose, clusters, figure, jackknife, numbered
from annotator.agreement.patterns import FEW_KINDS, distinct, draws
from annotator.agreement.table import Table
from annotator.core.matching import Item, Mark
from annotator.core.text.span import Span

ALPHA, KAPPA = COEFFICIENTS["alpha"], COEFFICIENTS["cohen_kappa"]


def interval(estimate: Estimate, resampling: Resampling) -> tuple[tuple[float, float] | None, str | None]:
    found = bootstrap(estimate, resampling)
    return found.ci95, found.reason


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
    for weights in next(draws(np.ones(10, np.int64), 20, 1)):
        rows = np.repeat(np.arange(40), weights[groups].astype(int))
        drawn = Table(
            tuple(map(str, range(len(rows)))), table.annotators, table.categories, table.codes[rows]
        )
        assert float(estimate.formula(weights @ estimate.sums)) == pytest.approx(coefficient(drawn).value)


@pytest.mark.parametrize("each", [1, FEW_KINDS + 1])
def test_every_resample_draws_as_many_clusters_as_there_are(each: int) -> None:
    blocks = list(draws(np.full(7, each), 500, 1))
    assert all((block.sum(axis=1) == 7 * each).all() for block in blocks)
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
    # The same on every platform: whole numbers from PCG64, and one draw of few kinds.
    ones = np.ones(5, np.int64)
    assert next(draws(ones, 2, 1)).astype(int).tolist() == [[1, 0, 2, 1, 1], [1, 2, 0, 0, 2]]
    assert next(draws(np.array([60, 30, 10]), 2, 1)).astype(int).tolist() == [[64, 28, 8], [67, 29, 4]]


@pytest.mark.parametrize(
    ("units", "ci95"),
    [(60, (0.2579193955280912, 0.5877464938219576)), (4000, (0.46532237743763144, 0.5032099339553394))],
)
def test_the_interval_of_a_seed_is_pinned(units: int, ci95: tuple[float, float]) -> None:
    # Few units are drawn by their places, many by their kinds.
    found = figure(ALPHA.function(noisy(units), np.arange(units)), Resampling())
    assert found.ci95 == pytest.approx(ci95, abs=1e-12)


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
        shares[totals[:, 0] < 4] = np.nan
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


def item(name: str, article: str, passage: str, marks: int = 2) -> Item:
    mark = Mark(name, "ana", article, passage, Span(0, 1), {}, given=False)
    return Item(name, article, passage, (mark,) * marks)


def test_articles_are_drawn_by_default_and_passages_when_there_are_fewer_than_ten_with_the_caveat() -> None:
    many = choose([item(f"c{at}", f"x{at}", "p") for at in range(20)])
    assert (many.by, many.clusters, many.caveat) == ("article", 20, None)
    enough = choose([item(f"c{at}", f"x{at}", "p") for at in range(10)])
    assert (enough.by, enough.clusters) == ("article", 10)
    assert "Only 10 articles" in str(enough.caveat)
    assert "quote those of Student's t" in str(enough.caveat)
    few = choose([item(f"c{at}", f"x{at % 9}", f"p{at}") for at in range(30)])
    assert (few.by, few.clusters) == ("passage", 30)
    assert few.caveat == "Under 10 articles: intervals resample passages, and hold within these articles."


def test_stories_are_drawn_where_several_articles_tell_one() -> None:
    items = [item(f"c{at}", f"x{at}", f"p{at}") for at in range(24)]
    told = choose(items, {f"x{at}": f"s{at // 2}" for at in range(24)})
    assert (told.by, told.clusters, told.caveat) == ("story", 12, told.caveat)
    assert "Only 12 stories" in str(told.caveat)
    assert told.groups.max() == 11
    alone = choose(items, {"x0": "s0"})
    assert (alone.by, alone.clusters) == ("article", 24)
    few = choose(items, {f"x{at}": f"s{at % 3}" for at in range(24)})
    assert few.by == "passage"
    assert few.caveat == "Under 10 stories: intervals resample passages, and hold within these stories."


def test_items_that_one_annotator_marked_are_no_ground_to_draw_articles() -> None:
    lone = [item(f"c{at}", f"x{at}", f"p{at}", marks=1) for at in range(20)]
    assert choose([*lone, item("d", "y", "q")]).by == "passage"


def test_units_are_drawn_on_request_and_the_caveat_says_what_that_costs() -> None:
    asked = choose([item(f"c{at}", f"x{at}", f"p{at}") for at in range(20)], by="unit")
    assert (asked.by, asked.clusters) == ("unit", 20)
    assert asked.caveat is not None
    assert "too narrow" in asked.caveat


def test_one_cluster_alone_has_no_caveat_because_it_has_no_interval() -> None:
    assert choose([item("c", "x", "p")]).caveat is None
    assert choose([]).caveat is None


@pytest.mark.parametrize("times", [[1] * 30, [3, 1, 5, 2, 1, 1]])
def test_draws_kept_for_further_figures_are_those_that_are_made_anew(
    times: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = np.concatenate(list(draws(np.array(times), 40, 1)))
    monkeypatch.setattr(patterns, "AT_ONCE", 100)
    anew = np.concatenate(list(draws(np.array(times), 40, 1)))
    assert np.array_equal(kept, anew)


def test_what_differs_is_kept_once_with_how_often_it_was_there() -> None:
    rng = np.random.default_rng(3)
    rows = rng.integers(-1, 2, (500, 4)) / 3
    kinds, times, of_row = distinct(rows)
    wanted, counted = np.unique(rows, axis=0, return_counts=True)
    assert np.array_equal(kinds, wanted)
    assert np.array_equal(times, counted)
    assert np.array_equal(kinds[of_row], rows)


def test_rows_that_share_a_key_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_keys", lambda rows: np.zeros(len(rows), np.uint64))
    kinds, times, of_row = distinct(np.array([[2.0], [1.0], [2.0]]))
    assert (kinds.tolist(), times.tolist(), of_row.tolist()) == ([[1.0], [2.0]], [1, 2], [1, 0, 1])


def test_drawing_kinds_is_drawing_units() -> None:
    # 3,000 units of few kinds: the multinomial over kinds and drawing places give the same distribution.
    estimate = ALPHA.function(noisy(3000), np.arange(3000))
    kinds, times, _ = distinct(estimate.sums)
    assert len(kinds) * FEW_KINDS < 3000
    by_kind = estimate.formula(np.concatenate(list(draws(times, 4000, 1))) @ kinds)
    rng, places = np.random.default_rng(2), np.repeat(np.arange(len(kinds)), times)
    picked = (np.bincount(rng.choice(places, 3000), minlength=len(kinds)) for _ in range(4000))
    by_unit = estimate.formula(np.array([each @ kinds for each in picked]))
    assert by_kind.mean() == pytest.approx(by_unit.mean(), abs=0.001)
    assert by_kind.std() == pytest.approx(by_unit.std(), rel=0.05)


@pytest.mark.parametrize("units", [40, 4000])
def test_the_order_of_the_units_changes_no_interval(units: int) -> None:
    table = noisy(units)
    order = np.random.default_rng(4).permutation(units)
    shuffled = Table(table.units, table.annotators, table.categories, table.codes[order])
    groups = np.arange(units)
    first, second = (figure(ALPHA.function(each, groups), Resampling()) for each in (table, shuffled))
    assert first.ci95 == pytest.approx(second.ci95, abs=1e-12)
    assert first.under == second.under


def test_the_shares_of_resamples_under_the_two_lines_come_with_the_figure() -> None:
    found = figure(ALPHA.function(noisy(60), np.arange(60)), Resampling(resamples=2000))
    assert found.ci95 is not None
    assert found.under is not None
    assert 0 < found.under[0] <= found.under[1] <= 1
    assert figure(ALPHA.function(noisy(20), np.zeros(20, np.int64)), Resampling()).under is None


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    values = np.random.default_rng(6).random(50)
    found = jackknife(Estimate(np.column_stack([values, np.ones(50)]), ratio, 50))
    assert found is not None
    se, (low, high) = found
    assert se == pytest.approx(values.std(ddof=1) / np.sqrt(50))
    assert (high - low) / se == pytest.approx(2 * 2.0096, abs=0.001)
    assert jackknife(Estimate(np.ones((1, 2)), ratio, 1)) is None


def test_the_jackknife_is_about_as_wide_as_the_bootstrap() -> None:
    found = figure(ALPHA.function(noisy(2000), np.arange(2000)), Resampling(resamples=4000))
    assert found.ci95 is not None
    assert found.se == pytest.approx((found.ci95[1] - found.ci95[0]) / 3.92, rel=0.06)


def test_a_resample_over_distinct_rows_is_the_one_over_all() -> None:
    sums = np.repeat(np.array([[1.0, 2.0], [0.0, 1.0]]), 30, axis=0)
    found = bootstrap(Estimate(sums, ratio, 60), Resampling())
    assert found.ci95 is not None
    assert found.ci95[0] < 1 / 3 < found.ci95[1]


def test_wide_rows_are_told_apart_by_their_last_column() -> None:
    rows = np.zeros((40, 500))
    rows[::2, -1] = 1
    kinds, times, of_row = distinct(rows)
    assert times.tolist() == [20, 20]
    assert np.array_equal(kinds[of_row], rows)
