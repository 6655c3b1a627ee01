"""The coefficients against hand arithmetic, against the laws they obey, and where they are undefined."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT, Coefficient, Figure, coefficients_for
from annotator.agreement.table import Table

ALPHA, KAPPA = COEFFICIENTS["alpha"], COEFFICIENTS["cohen_kappa"]
EVERY = {**COEFFICIENTS, PERCENT.id: PERCENT}

law = settings(deadline=None, max_examples=100)
Rows = list[list[int | None]]


def table_of(rows: Rows, *, annotators: int | None = None) -> Table:
    width = annotators if annotators is not None else max(map(len, rows), default=0)
    values = sorted({value for row in rows for value in row if value is not None})
    codes = [[-1 if value is None else values.index(value) for value in row] for row in rows]
    return Table(
        tuple(f"u{row}" for row in range(len(rows))),
        tuple(f"a{column}" for column in range(width)),
        tuple(map(str, values)),
        np.array(codes, np.int32).reshape(len(rows), width),
    )


def close(figure: Figure, value: float, n: int) -> bool:
    return figure == Figure(figure.value, None, n, None) and figure.value == pytest.approx(value)


rows = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([None, 0, 1, 2]), min_size=width, max_size=width), min_size=1, max_size=12
    )
)


def test_by_hand() -> None:
    # Units       s s d d n s      Ada: s 3, d 2, n 1 (n: neutral)
    #             s s d n n d      Ben: s 2, d 2, n 2
    # agreement   1 1 1 0 1 0      4/6
    # kappa       p_e = (3·2 + 2·2 + 1·2)/36 = 1/3, so (2/3 - 1/3) / (1 - 1/3) = 1/2
    # alpha       n = 12, s 5, d 4, n 3: D_e = (144 - 25 - 16 - 9)/(12·11) = 94/132
    #             two units apart, each n_uc(m_u - n_uc)/(m_u - 1) summed = 2: D_o = 4/12
    #             1 - (4/12)/(94/132) = 1 - 44/94 = 25/47
    table = table_of([[0, 0], [0, 0], [1, 1], [1, 2], [2, 2], [0, 1]])
    assert close(PERCENT(table), 4 / 6, 6)
    assert close(KAPPA(table), 1 / 2, 6)
    assert close(ALPHA(table), 25 / 47, 6)


def test_three_annotators_with_gaps_by_hand() -> None:
    # Unit 1: x x y (pairs 1 of 3 agree), unit 2: x - x (1 of 1), unit 3: y only (no pair).
    # percent = (1/3 + 1)/2 = 2/3
    # alpha: n = 5, x 4, y 1; D_o = (2·1/2 + 1·2/2 + 0)/5 = 2/5; D_e = (25 - 17)/20 = 2/5; alpha = 0
    table = table_of([[0, 0, 1], [0, None, 0], [None, 1, None]])
    assert close(PERCENT(table), 2 / 3, 2)
    assert close(ALPHA(table), 0, 2)


def test_kappa_counts_only_what_both_labelled() -> None:
    both: Rows = [[0, 0], [0, 1], [1, 1], [1, 1]]
    assert KAPPA(table_of([*both, [0, None], [None, 1]])) == KAPPA(table_of(both))


def test_annotators_who_share_no_category_have_a_kappa_of_zero() -> None:
    assert KAPPA(table_of([[0, 1], [0, 1]])).value == 0


UNDEFINED: dict[str, tuple[Rows, int, Coefficient, str]] = {
    "one category, alpha": ([[1, 1, 1]] * 5, 3, ALPHA, "only one category was used"),
    "one category, kappa": ([[1, 1], [1, 1]], 2, KAPPA, "only one category was used"),
    "another category only where nobody can agree": (
        [[1, 1], [1, 1], [2, None]], 2, ALPHA, "only one category was used",
    ),
    "no pair, alpha": ([[1, None], [None, 2], [2, None]], 2, ALPHA, "no unit has two labels"),
    "no pair, kappa": ([[1, None], [None, 2], [2, None]], 2, KAPPA, "no unit has two labels"),
    "no pair, percent": ([[1, None], [None, 2]], 2, PERCENT, "no unit has two labels"),
    "one annotator": ([[1], [2]], 1, ALPHA, "only one annotator gave labels"),
    "one annotator, kappa": ([[1], [2]], 1, KAPPA, "only one annotator gave labels"),
    "the other gave no label": ([[1, None], [2, None]], 2, PERCENT, "only one annotator gave labels"),
    "no labels": ([[None, None]], 2, ALPHA, "there are no labels to compare"),
    "no labels, kappa": ([[None, None]], 2, KAPPA, "there are no labels to compare"),
    "nothing at all": ([], 0, ALPHA, "there are no labels to compare"),
    "nothing at all, kappa": ([], 0, KAPPA, "there are no labels to compare"),
    "three for kappa": (
        [[1, 2, 1]], 3, KAPPA, "Cohen's kappa compares two annotators, here are 3: see the pairs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDEFINED)
def test_undefined_is_no_value_and_a_reason(case: str) -> None:
    given_rows, width, coefficient, reason = UNDEFINED[case]
    figure = coefficient(table_of(given_rows, annotators=width))
    assert (figure.value, figure.ci95, figure.reason) == (None, None, reason)


def plain_alpha(some: Rows) -> float | None:
    """Return nominal alpha by Krippendorff's coincidence matrix, step by step."""
    coincidences: Counter[tuple[int, int]] = Counter()
    for row in some:
        labels = [value for value in row if value is not None]
        for one, other in permutations(range(len(labels)), 2):
            coincidences[labels[one], labels[other]] += 1 / (len(labels) - 1)  # type: ignore[assignment]
    used: Counter[int] = Counter()
    for (one, _), times in coincidences.items():
        used[one] += times
    n = sum(used.values())
    expected = sum(used[a] * used[b] for a in used for b in used if a != b)
    if not expected:
        return None
    return 1 - (n - 1) * sum(times for (a, b), times in coincidences.items() if a != b) / expected


@law
@given(rows)
def test_alpha_equals_the_coincidence_matrix(some: Rows) -> None:
    value, plain = ALPHA(table_of(some)).value, plain_alpha(some)
    assert value == (None if plain is None else pytest.approx(plain, abs=1e-12))


@law
@given(rows, st.permutations([0, 1, 2]))
def test_relabelling_changes_nothing(some: Rows, names: list[int]) -> None:
    renamed = [[None if value is None else names[value] for value in row] for row in some]
    for coefficient in coefficients_for(table_of(some)):
        before, after = coefficient(table_of(some)), coefficient(table_of(renamed))
        assert before.value == (None if after.value is None else pytest.approx(after.value, abs=1e-12))
        assert (before.n, before.reason) == (after.n, after.reason)


@law
@given(rows.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), st.randoms())
def test_shuffling_units_and_annotators_changes_nothing(both: tuple[Rows, Rows], chance: Any) -> None:
    some, shuffled = both
    columns = list(range(len(some[0])))
    chance.shuffle(columns)
    turned = [[row[column] for column in columns] for row in shuffled]
    for coefficient in EVERY.values():
        before, after = coefficient(table_of(some)), coefficient(table_of(turned))
        assert before.value == (None if after.value is None else pytest.approx(after.value, abs=1e-12))


@law
@given(rows, st.lists(st.sampled_from([None, 0, 1, 2]), max_size=5))
def test_units_with_fewer_than_two_labels_leave_every_figure_unchanged(
    some: Rows, single: list[int | None]
) -> None:
    assume(all(any(row[column] is not None for row in some) for column in range(len(some[0]))))
    width = len(some[0])
    longer = some + [[value] + [None] * (width - 1) for value in single]
    # Gwet's way with missing labels counts single ones for the shares of categories; so do Fleiss and Conger there.
    for coefficient in map(
        EVERY.__getitem__, ("alpha", "cohen_kappa", "light_kappa", "scott_pi", PERCENT.id)
    ):
        before, after = coefficient(table_of(some)), coefficient(table_of(longer))
        assert (before.n, before.reason) == (after.n, after.reason)
        assert before.value == (None if after.value is None else pytest.approx(after.value, abs=1e-12))


@law
@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.integers(2, 4))
def test_perfect_agreement_is_one(labels: list[int], width: int) -> None:
    assume(len(set(labels)) > 1)
    table = table_of([[label] * width for label in labels])
    assert PERCENT(table).value == 1
    assert ALPHA(table).value == 1
    assert KAPPA(table.pair("a0", "a1")).value == 1


@law
@given(st.integers(2, 4).flatmap(lambda width: st.lists(
    st.lists(st.integers(0, 2), min_size=width, max_size=width), min_size=2, max_size=10)))  # fmt: skip
def test_alpha_is_fleiss_corrected_for_size(some: list[list[int]]) -> None:
    # Complete data, N units of m labels: alpha = kappa_F + (1 - kappa_F)/(N m).
    size = len(some) * len(some[0])
    shares = [times / size for times in Counter(value for row in some for value in row).values()]
    by_chance = sum(share * share for share in shares)
    assume(by_chance < 1)
    figure = PERCENT(table_of(some))  # type: ignore[arg-type]  # list[int] is a list[int | None] without gaps
    assert figure.value is not None
    fleiss = (figure.value - by_chance) / (1 - by_chance)
    alpha = ALPHA(table_of(some)).value  # type: ignore[arg-type]  # as above
    assert alpha == pytest.approx(fleiss + (1 - fleiss) / size, abs=1e-12)


def test_a_million_labels_of_two_categories_do_not_overflow() -> None:
    codes = np.zeros((500_000, 2), np.int32)
    codes[::2] = 1
    codes[0, 0] = 0
    table = Table(tuple(map(str, range(500_000))), ("a", "b"), ("x", "y"), codes)
    # One unit of 500,000 apart: D_o = 2/10⁶, D_e ≈ 1/2.
    assert ALPHA(table).value == pytest.approx(1 - 4e-6, abs=1e-9)


def test_the_registry_names_and_cites_every_coefficient() -> None:
    assert all(key == each.id and each.name and each.citation for key, each in COEFFICIENTS.items())
    assert len({each.name for each in COEFFICIENTS.values()}) == len(COEFFICIENTS)
