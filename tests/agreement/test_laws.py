"""What must hold of the coefficients whatever the labels are; each law is checked on tables with gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.agreement.alpha import (
    alpha,
    alpha_by,
    alpha_interval,
    alpha_jaccard,
    alpha_masi,
    alpha_nominal,
)
from annotator.agreement.categories import BY_CATEGORY, against_rest, categories_of, specific_agreement
from annotator.agreement.coefficients import COEFFICIENTS, PERCENT, coefficients_for
from annotator.agreement.estimate import Estimate
from annotator.agreement.gwet import ac1, ac2, brennan_prediger, fleiss_kappa
from annotator.agreement.intervals import Resampling, figure
from annotator.agreement.kappas import cohen_kappa, conger_kappa, light_kappa, percent_agreement, scott_pi
from annotator.agreement.standard_errors import METHODS, standard_error
from annotator.agreement.student import t_quantile
from annotator.agreement.table import FieldSpec, Level, Table, from_codes, from_records
from annotator.agreement.unitizing import Stretch, unitizing_alpha
from annotator.agreement.weights import WEIGHTS, WeightName, weight_matrix
from annotator.errors import Invalid

law = settings(deadline=None, max_examples=60)
Score = Callable[..., Estimate]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
NUMBERS = ("0.5", "1", "2.5", "10")


def tables(
    *, gaps: bool = True, annotators: tuple[int, int] = (2, 4), levels: tuple[Level, ...] = LEVELS
) -> Any:
    """Make tables of four categories that are numbers, all of them declared."""
    label = st.integers(-1 if gaps else 0, 3)

    def of(width: int, level: Level) -> Any:
        rows = st.lists(st.lists(label, min_size=width, max_size=width), min_size=1, max_size=12)
        return rows.map(lambda some: from_codes(np.array(some, np.int32), NUMBERS, level=level))

    return st.tuples(st.integers(*annotators), st.sampled_from(levels)).flatmap(lambda chosen: of(*chosen))


def value(score: Score, table: Table, *args: Any) -> float | None:
    return score(table, np.zeros(len(table.units), np.int64), *args).value


def same(one: float | None, other: float | None) -> bool:
    return one is other is None or (
        one is not None and other is not None and one == pytest.approx(other, abs=1e-9)
    )


def with_codes(table: Table, codes: Any, **changes: Any) -> Table:
    kept = {"categories": table.categories, "level": table.level} | changes
    return from_codes(np.asarray(codes, np.int32), kept["categories"], level=kept["level"])


@law
@given(tables(), st.randoms())
def test_the_order_of_units_and_annotators_changes_nothing(table: Table, chance: Any) -> None:
    rows, columns = [*range(len(table.units))], [*range(len(table.annotators))]
    chance.shuffle(rows)
    chance.shuffle(columns)
    turned = with_codes(table, table.codes[rows][:, columns])
    for each in (*coefficients_for(table), PERCENT):
        assert same(each(table).value, each(turned).value), each.id
    for id_ in METHODS:
        assert same(standard_error(id_, table).se, standard_error(id_, turned).se), id_


@law
@given(tables(levels=("nominal",)), st.permutations(range(4)))
def test_other_names_for_nominal_labels_change_nothing(table: Table, names: list[int]) -> None:
    renamed = with_codes(table, np.array([*names, -1])[table.codes])
    for each in (*coefficients_for(table), PERCENT):
        assert same(each(table).value, each(renamed).value), each.id


@law
@given(tables(levels=("ordinal", "interval")))
def test_a_scale_read_backwards_gives_the_same(table: Table) -> None:
    backwards = tuple(str(-float(number)) for number in table.categories)
    turned = with_codes(table, table.codes, categories=backwards)
    if table.level == "ordinal":
        turned = with_codes(table, np.array([3, 2, 1, 0, -1])[table.codes])
    for each in coefficients_for(table):
        assert same(each(table).value, each(turned).value), each.id


@law
@given(tables(levels=("interval",)), st.floats(0.01, 100), st.floats(-100, 100))
def test_another_unit_and_origin_change_nothing_at_interval_level(
    table: Table, factor: float, origin: float
) -> None:
    moved = with_codes(
        table, table.codes, categories=tuple(f"{float(each) * factor + origin:.9f}" for each in NUMBERS)
    )
    assert same_roughly(value(alpha, table), value(alpha, moved))
    assert same_roughly(value(ac2, table), value(ac2, moved))


@law
@given(tables(levels=("ratio",)), st.sampled_from([0.25, 4.0, 1024.0]))
def test_another_unit_changes_nothing_at_ratio_level(table: Table, factor: float) -> None:
    scaled = with_codes(table, table.codes, categories=tuple(str(float(each) * factor) for each in NUMBERS))
    assert same(value(alpha, table), value(alpha, scaled))


def same_roughly(one: float | None, other: float | None) -> bool:
    return one is other is None or (
        one is not None and other is not None and one == pytest.approx(other, abs=1e-5, rel=1e-5)
    )


@law
@given(tables())
def test_units_are_numbers_that_add_up(table: Table) -> None:
    units = len(table.units)
    for each in (*coefficients_for(table), PERCENT):
        together = each.function(table, np.zeros(units, np.int64))
        apart = each.function(table, np.arange(units))
        assert (together.n, together.reason) == (apart.n, apart.reason)
        assert same(together.value, apart.value), each.id
        if not apart.reason:
            np.testing.assert_allclose(apart.sums.sum(axis=0), together.sums.sum(axis=0), atol=1e-9)


@law
@given(tables(), st.integers(0, 2**32 - 1))
def test_weighing_units_is_repeating_them(table: Table, seed: int) -> None:
    # What the bootstrap does with the sums of units is what the function does with a table of repeated units.
    units = len(table.units)
    times = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units))
    repeated = with_codes(table, np.repeat(table.codes, times, axis=0))
    for each in coefficients_for(table):
        estimate = each.function(table, np.arange(units))
        if estimate.reason or (each.id == "alpha" and table.level == "interval"):
            continue
        drawn = float(estimate.formula(times[None, :].astype(np.float64) @ estimate.sums)[0])
        found = each(repeated).value
        if found is None:
            assert np.isnan(drawn), each.id
        else:
            assert same(drawn, found), each.id


@law
@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.integers(2, 4), st.sampled_from(LEVELS))
def test_perfect_agreement_is_one(said: list[int], width: int, level: Level) -> None:
    assume(len(set(said)) > 1)
    table = from_codes(np.array([[label] * width for label in said], np.int32), NUMBERS, level=level)
    for each in (*coefficients_for(table), PERCENT):
        if each.annotators in {None, width}:
            assert each(table).value == pytest.approx(1, abs=1e-12), each.id


@law
@given(tables(annotators=(2, 2)))
def test_two_annotators_make_all_these_one(table: Table) -> None:
    both = with_codes(table, table.codes[table.is_labelled.all(axis=1)])
    assert same(value(scott_pi, both), value(fleiss_kappa, both))
    assert same(value(cohen_kappa, both), value(conger_kappa, both))
    assert same(value(cohen_kappa, both), value(light_kappa, both))
    assert same(value(scott_pi, table), value(scott_pi, both))


@law
@given(tables(gaps=False))
def test_alpha_is_fleiss_corrected_for_size(table: Table) -> None:
    fleiss, size = value(fleiss_kappa, table), table.codes.size
    expected = None if fleiss is None else fleiss + (1 - fleiss) / size
    assert same(value(alpha_nominal, table), expected)


@law
@given(tables())
def test_identity_weights_are_no_weights(table: Table) -> None:
    assert np.array_equal(weight_matrix("identity", table), np.eye(4))
    assert same(value(ac1, table), value(ac2, table, "identity"))
    plain = alpha_by(1 - weight_matrix("identity", table))
    assert same(value(alpha_nominal, table), value(plain, table))


@law
@given(tables(levels=("nominal",)), st.sampled_from(WEIGHTS))
def test_with_two_categories_all_weights_are_one(table: Table, weights: Any) -> None:
    two = with_codes(table, np.where(table.codes < 0, -1, table.codes % 2), categories=("a", "b"))
    for score in (cohen_kappa, scott_pi, conger_kappa, fleiss_kappa, ac2, brennan_prediger):
        assert same(value(score, two, weights), value(score, two, "identity"))


@pytest.mark.parametrize("name", WEIGHTS)
@pytest.mark.parametrize("level", LEVELS)
def test_weights_run_from_nothing_to_one_and_go_both_ways(name: Any, level: Level) -> None:
    matrix = weight_matrix(name, from_codes(np.zeros((0, 2), np.int32), NUMBERS, level=level))
    assert np.array_equal(matrix, matrix.T)
    assert (matrix.diagonal() == 1).all()
    assert matrix.min() == pytest.approx(0)
    assert matrix.max() == 1


# Of the scale 1, 2, 3: weights of 1 and 2, 2 and 3, 1 and 3, by the formulas of Gwet (2014, ch. 3).
BY_HAND: dict[WeightName, tuple[float, float, float]] = {
    "linear": (1 / 2, 1 / 2, 0),
    "quadratic": (3 / 4, 3 / 4, 0),
    "gwet_ordinal": (2 / 3, 2 / 3, 0),
    "radical": (1 - 0.5**0.5, 1 - 0.5**0.5, 0),
    "ratio": (1 - (1 / 9) / (1 / 4), 1 - (1 / 25) / (1 / 4), 0),
    "circular": (0, 0, 0),  # sin² of a third and of two thirds of a half turn are the same
    "bipolar": (2 / 3, 2 / 3, 0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_weights_by_hand(name: WeightName) -> None:
    matrix = weight_matrix(name, from_codes(np.zeros((0, 2), np.int32), ("1", "2", "3"), level="interval"))
    assert (matrix[0, 1], matrix[1, 2], matrix[0, 2]) == pytest.approx(BY_HAND[name], abs=1e-12)


def test_what_has_no_ratio_is_refused() -> None:
    table = from_codes(np.array([[0, 1]], np.int32), ("-1", "1"), level="interval")
    with pytest.raises(Invalid, match="-1 lies below 0"):
        weight_matrix("ratio", table)


@pytest.mark.parametrize(
    "distances",
    [[[0, 1], [2, 0]], [[1, 1], [1, 0]], [[0, -1], [-1, 0]], [[0, np.inf], [np.inf, 0]], [[0]], [[0, 1, 1]]],
)
def test_distances_that_are_none_are_refused(distances: list[list[float]]) -> None:
    table = from_codes(np.array([[0, 1]], np.int32), ("x", "y"))
    with pytest.raises(Invalid, match="cannot be used"):
        value(alpha_by(np.array(distances, np.float64)), table)


def plainly(table: Table, distance: Callable[[int, int, Counter[int]], float]) -> float | None:
    """Return alpha by the coincidence matrix, step by step (Krippendorff 2011)."""
    coincidences: Counter[tuple[int, int]] = Counter()
    for row in table.codes.tolist():
        given_labels = [code for code in row if code >= 0]
        for one, other in permutations(range(len(given_labels)), 2):
            coincidences[given_labels[one], given_labels[other]] += 1 / (len(given_labels) - 1)  # type: ignore[assignment]
    used: Counter[int] = Counter()
    for (one, _), times in coincidences.items():
        used[one] += times
    n = sum(used.values())
    expected = sum(used[a] * used[b] * distance(a, b, used) for a in used for b in used)
    if not expected:
        return None
    return 1 - (n - 1) * sum(times * distance(*pair, used) for pair, times in coincidences.items()) / expected


def ranks_between(one: int, other: int, used: Counter[int]) -> float:
    low, high = sorted((one, other))
    return (sum(used[code] for code in range(low, high + 1)) - (used[low] + used[high]) / 2) ** 2


def numbers_between(one: int, other: int, _: Counter[int]) -> float:
    return (float(NUMBERS[one]) - float(NUMBERS[other])) ** 2


def share_between(one: int, other: int, _: Counter[int]) -> float:
    first, second = float(NUMBERS[one]), float(NUMBERS[other])
    return ((first - second) / (first + second)) ** 2


PLAIN: dict[Level, Callable[[int, int, Counter[int]], float]] = {
    "nominal": lambda one, other, _: float(one != other),
    "ordinal": ranks_between,
    "interval": numbers_between,
    "ratio": share_between,
}


@law
@given(tables())
def test_alpha_equals_the_coincidence_matrix_at_every_level(table: Table) -> None:
    assert same(value(alpha, table), plainly(table, PLAIN[table.level]))


def test_large_numbers_that_differ_little_lose_nothing() -> None:
    codes = np.array([[0, 0], [1, 1], [0, 1], [2, 2], [2, 1]], np.int32)
    near = from_codes(codes, ("1000000000.1", "1000000000.2", "1000000000.4"), level="interval")
    plain = from_codes(codes, ("1", "2", "4"), level="interval")
    assert value(alpha_interval, near) == pytest.approx(value(alpha_interval, plain), abs=1e-6)


def test_labels_that_are_the_same_number_have_no_distance() -> None:
    table = from_codes(np.array([[0, 1], [1, 0]], np.int32), ("1", "1.0"), level="interval")
    found = COEFFICIENTS["alpha"](table)
    assert (found.value, found.reason) == (None, "all labels used are at distance 0 from each other")


@law
@given(tables(levels=("nominal",)))
def test_sets_of_one_value_are_plain_labels(table: Table) -> None:
    assert same(value(alpha_masi, table), value(alpha_nominal, table))
    assert same(value(alpha_jaccard, table), value(alpha_nominal, table))


def test_a_field_of_several_values_gets_set_distances_and_no_number_of_categories() -> None:
    rows = [("u", "a", ("x", "y")), ("u", "b", ("x",)), ("v", "a", ("y",)), ("v", "b", ("y",))]
    table = from_records(rows, FieldSpec("f", "nominal", ("x", "y")))
    found = {each.id for each in coefficients_for(table)}
    assert {"alpha", "alpha_masi", "alpha_jaccard", "fleiss_kappa"} <= found
    assert not {"brennan_prediger", "ac1", "ac2"} & found
    assert categories_of(table) == ("x", "y")
    # x: given by both on neither; "x" by a and b on u. y: a on u, both on v: 2·1/(2·1 + 1).
    assert value(specific_agreement, table, "x") == 1
    assert value(specific_agreement, table, "y") == pytest.approx(2 / 3)


def test_what_a_level_gets() -> None:
    empty = {level: from_codes(np.zeros((1, 2), np.int32), ("1",), level=level) for level in LEVELS}
    ids = {level: [each.id for each in coefficients_for(table)] for level, table in empty.items()}
    plain = [
        "cohen_kappa",
        "scott_pi",
        "fleiss_kappa",
        "conger_kappa",
        "light_kappa",
        "brennan_prediger",
        "ac1",
    ]
    assert ids["nominal"] == ["alpha", *plain]
    assert set(ids["ordinal"]) - set(ids["nominal"]) == {
        "alpha_nominal", "cohen_kappa_linear", "cohen_kappa_quadratic", "ac2",
    }  # fmt: skip
    assert ids["ordinal"] == ids["interval"] == ids["ratio"]


def test_a_name_says_what_labels_are_taken_for() -> None:
    named = {
        id_: [COEFFICIENTS[id_].name_at(level) for level in ("ordinal", "interval")] for id_ in COEFFICIENTS
    }
    assert named["alpha"] == ["Krippendorff's alpha, ordinal", "Krippendorff's alpha, interval"]
    assert named["ac2"] == ["Gwet's AC2, gwet_ordinal", "Gwet's AC2, quadratic"]
    assert named["cohen_kappa_quadratic"] == [
        "Cohen's kappa, quadratic, by place",
        "Cohen's kappa, quadratic, by number",
    ]
    # AC1 is the unweighted one by its name.
    assert named["ac1"] == ["Gwet's AC1", "Gwet's AC1"]
    assert named["fleiss_kappa"] == ["Fleiss' kappa, unweighted"] * 2
    assert COEFFICIENTS["fleiss_kappa"].name_at("nominal") == "Fleiss' kappa"


@law
@given(tables(annotators=(2, 2)))
def test_specific_agreement_of_two_is_dice(table: Table) -> None:
    one, other = (column == 0 for column in table.codes[table.is_labelled.all(axis=1)].T)
    total = int(one.sum() + other.sum())
    dice = 2 * int((one & other).sum()) / total if total else None
    assert same(value(specific_agreement, table, table.categories[0]), dice)


@law
@given(tables())
def test_a_category_has_a_value_or_a_reason(table: Table) -> None:
    for each in BY_CATEGORY.values():
        for category in categories_of(table):
            found = each(table, category)
            assert (found.value is None) == (found.reason is not None)


@law
@given(tables())
def test_of_two_categories_each_agrees_like_both(table: Table) -> None:
    two = against_rest(table, table.categories[0])
    for id_ in ("alpha", "fleiss_kappa"):
        each = [BY_CATEGORY[id_](two, category).value for category in two.categories]
        assert same(each[0], each[1])
        assert same(each[0], value(alpha_nominal if id_ == "alpha" else fleiss_kappa, two))


@law
@given(tables())
def test_every_figure_has_a_value_or_a_reason_and_no_error_is_negative(table: Table) -> None:
    for each in (*coefficients_for(table), PERCENT):
        found = each(table)
        assert (found.value is None) == (found.reason is not None), each.id
        assert found.value is None or found.value <= 1 + 1e-9
        error = standard_error(each.id, table)
        assert error.reason or error.se is not None
        assert error.se is None or error.se >= 0
        assert error.ci95 is not None or error.reason


def jackknifed(estimate: Estimate) -> float:
    """Leave out one unit at a time."""
    without = estimate.formula(estimate.sums.sum(axis=0) - estimate.sums)
    return float(np.sqrt((len(without) - 1) * without.var()))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("id_", sorted(set(METHODS) & set(COEFFICIENTS)))
def test_closed_forms_come_near_the_jackknife(level: Level, id_: str) -> None:
    width = 2 if COEFFICIENTS[id_].annotators == 2 else 3
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 4, 600)
    noise = np.minimum(3, rng.integers(0, 6, (600, width)))
    codes = np.where(rng.random((600, width)) < 0.7, truth[:, None], noise).astype(np.int32)
    codes[rng.random((600, width)) < 0.05] = -1
    table = from_codes(codes, NUMBERS, level=level)
    error = standard_error(id_, table)
    again = jackknifed(COEFFICIENTS[id_].function(table, np.arange(600)))
    # Ranks are taken as given by the closed form of ordinal alpha.
    assert error.se == pytest.approx(again, rel=0.1 if level == "ordinal" else 0.03)


def test_percent_agreement_has_the_error_of_a_share() -> None:
    # 30 of 40 units agree; ten more have one label, which says nothing.
    codes = np.array([[0, 0]] * 30 + [[0, 1]] * 10 + [[0, -1]] * 10, np.int32)
    found = standard_error("percent_agreement", from_codes(codes, NUMBERS))
    assert (found.value, found.n) == (0.75, 40)
    assert found.se == pytest.approx((0.75 * 0.25 / 39) ** 0.5)


# Fisher & Yates' table, two-sided 5 %.
@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        (1, 12.7062),
        (2, 4.3027),
        (3, 3.1824),
        (11, 2.2010),
        (30, 2.0423),
        (120, 1.9799),
        (201, 1.9718),
        (10**7, 1.9600),
    ],
)
def test_quantiles_of_t(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=6e-5)


def test_the_two_ways_to_a_quantile_meet() -> None:
    assert t_quantile(200) == pytest.approx(t_quantile(201), abs=1e-4)
    assert t_quantile(200) > t_quantile(201)


stretches = st.lists(st.tuples(st.integers(0, 19), st.integers(1, 8), st.sampled_from("AB")), max_size=6)


@law
@given(st.lists(stretches, min_size=2, max_size=3))
def test_unitizing_has_a_value_or_a_reason(drawn: list[list[tuple[int, int, str]]]) -> None:
    marks = {
        f"a{who}": [Stretch(at, at + size, name) for at, size, name in each] for who, each in enumerate(drawn)
    }
    found, by_category = unitizing_alpha(marks, 30)
    assert all((each.value is None) == (each.reason is not None) for each in (found, *by_category.values()))
    again, _ = unitizing_alpha(dict(reversed(marks.items())), 30)
    assert same(found.value, again.value)


def test_marks_that_are_the_same_agree_wholly() -> None:
    marks = [Stretch(2, 8, "A"), Stretch(12, 20, "B")]
    found, by_category = unitizing_alpha({"ada": marks, "ben": marks[::-1]}, 40)
    assert found.value == by_category["A"].value == 1


def refusal(marks: dict[str, list[Stretch]], length: int = 30) -> str | None:
    return unitizing_alpha(marks, length)[0].reason


def test_what_unitizing_refuses_and_why() -> None:
    one, other = Stretch(2, 8, "A"), Stretch(5, 9, "A")
    assert refusal({"ada": [one, other], "ben": []}) == (
        "marks of ada overlap in A: 2 to 8 and 5 to 9; unitizing alpha needs them apart"
    )
    assert refusal({"ada": [one, Stretch(5, 9, "B")], "ben": [one]}) is None
    assert refusal({"ada": [one]}) == "only one annotator could have marked"
    assert refusal({"ada": [], "ben": []}) == "nobody marked anything"
    assert refusal({"ada": [one], "ben": []}, 0) == "there is no text to mark"
    assert "does not lie within the 7 characters" in str(refusal({"ada": [one], "ben": []}, 7))


def test_many_annotators_who_share_few_units_are_packed() -> None:
    # Thirty annotators, two labels a unit: the same as two columns.
    rng = np.random.default_rng(5)
    pairs = rng.integers(0, 4, (80, 2)).astype(np.int32)
    wide = np.full((80, 30), -1, np.int32)
    for unit, row in enumerate(pairs):
        wide[unit, rng.choice(30, 2, replace=False)] = row
    for score in (alpha, percent_agreement, fleiss_kappa, ac1):
        assert same(value(score, from_codes(wide, NUMBERS)), value(score, from_codes(pairs, NUMBERS)))


def test_sums_that_would_fill_the_memory_are_kept_for_the_whole_and_the_interval_says_so() -> None:
    codes = np.random.default_rng(2).integers(0, 300, (1200, 2)).astype(np.int32)
    table = from_codes(codes, tuple(map(str, range(300))), level="ordinal")
    wide = alpha(table, np.arange(1200))
    assert (len(wide.sums), wide.is_whole) == (1, True)
    found = figure(wide, Resampling())
    assert same(found.value, value(alpha, table))
    assert (found.ci95, found.reason) == (
        None,
        "no interval: it has too many categories or annotators to be drawn anew",
    )


def test_every_coefficient_stays_within_that_memory() -> None:
    # 30,000 units and 2,000 sources: a number for each would be 480 MB.
    codes = np.random.default_rng(2).integers(0, 2000, (30_000, 2)).astype(np.int32)
    table = from_codes(codes, tuple(map(str, range(2000))))
    for each in coefficients_for(table):
        estimate = each.function(table, np.arange(30_000))
        assert estimate.sums.size <= 50_000_000, each.id
        assert estimate.is_whole, each.id
        assert same(estimate.value, each(table).value)


def test_ranks_without_number_are_refused() -> None:
    table = from_codes(np.array([[0, 1000]], np.int32), tuple(map(str, range(1001))), level="ordinal")
    found = COEFFICIENTS["alpha"](table)
    assert (found.value, found.reason) == (None, "more than 1,000 ranks: score the field at interval level")
