"""Labels by majority and by Dawid & Skene's EM: the published example, planted errors, and what is undefined."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.agreement.coefficients import NO_LABELS, NO_PAIR, ONE_ANNOTATOR, ONE_CATEGORY
from annotator.agreement.table import Table, from_codes
from annotator.agreement.truth import TOO_MANY, TWO_ONLY, dawid_skene, majority
from annotator.errors import Invalid

PATH = Path(__file__).parent / "dawid_skene_1979.json"


def table(codes: object, size: int = 3) -> Table:
    given_codes = np.asarray(codes, np.int32)
    units = tuple(f"u{at}" for at in range(len(given_codes)))
    people = tuple(f"a{at}" for at in range(given_codes.shape[1]))
    return Table(units, people, tuple("vwxyz"[:size]), given_codes)


def planted(units: int = 2000, missing: float = 0.3, spammer: bool = False) -> tuple[Table, np.ndarray]:
    """Three who are right four times in five and, if asked for, one who throws dice."""
    rng = np.random.default_rng(1)
    truth = rng.choice(3, units, p=[0.6, 0.3, 0.1])
    right = [0.8, 0.8, 0.8, *([0.0] if spammer else [])]
    columns = [np.where(rng.random(units) < each, truth, rng.integers(0, 3, units)) for each in right]
    codes = np.column_stack(columns)
    codes[rng.random(codes.shape) < missing] = -1
    return table(codes), truth


def test_the_published_example_is_reproduced() -> None:
    # 45 patients x 5 anaesthetists, of whom the first read every patient three times. The four figures that the
    # paper prints are shares, the first observer's errors and the labels; the rest was computed to more places.
    example = json.loads(PATH.read_text(encoding="utf-8"))
    codes = np.array(example["ratings"]) - 1
    found = dawid_skene(table(codes, 4), readers=example["readers"])
    published, computed = example["published"], example["computed"]
    assert found.shares == pytest.approx(published["shares"], abs=0.006)
    assert found.confusion[0] == pytest.approx(np.array(published["observer1"]), abs=0.006)
    assert (found.labels + 1).tolist() == published["labels"]
    assert found.confusion == pytest.approx(np.array(computed["confusion"]), abs=0.002)
    assert found.log_likelihood == pytest.approx(computed["log_likelihood"], abs=0.002)
    assert (found.converged, found.reason, found.caveat) == (True, None, None)
    assert found.seen[0].sum() == pytest.approx(45 * 3)


def test_planted_errors_are_found_whatever_is_missing() -> None:
    labelled, truth = planted()
    found = dawid_skene(labelled)
    judged = labelled.is_labelled.any(axis=1)
    assert found.accuracy == pytest.approx([0.867] * 3, abs=0.04)
    assert found.shares == pytest.approx([0.6, 0.3, 0.1], abs=0.04)
    assert (found.labels[judged] == truth[judged]).mean() > 0.87
    assert (found.labels[~judged] == -1).all()
    assert not found.probable[~judged].any()


def test_who_throws_dice_comes_last_and_counts_for_nothing() -> None:
    labelled, truth = planted(missing=0.0, spammer=True)
    found = dawid_skene(labelled)
    assert found.accuracy.argmin() == 3
    assert found.accuracy[3] == pytest.approx(1 / 3, abs=0.05)
    by_vote = majority(labelled, ties="first").labels
    assert (found.labels == truth).mean() >= (by_vote == truth).mean()


def test_the_likelihood_never_falls() -> None:
    labelled, _ = planted(300)
    found = [dawid_skene(labelled, most_rounds=rounds).log_likelihood or 0 for rounds in range(1, 12)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(found))


def test_stopping_early_is_said() -> None:
    labelled, _ = planted(300)
    found = dawid_skene(labelled, most_rounds=2)
    assert (found.converged, found.caveat) == (False, "stopped after 2 rounds, before it settled")


def test_it_starts_at_the_shares_of_each_unit() -> None:
    found = dawid_skene(table([[0, 0, 1], [2, -1, -1], [1, 1, -1]]), most_rounds=0)
    assert found.probable == pytest.approx(np.array([[2 / 3, 1 / 3, 0], [0, 0, 1], [0, 1, 0]]))


def test_two_annotators_come_with_the_caveat() -> None:
    assert dawid_skene(table([[0, 0], [0, 1], [1, 1], [2, 2]])).caveat == TWO_ONLY


def test_smoothing_keeps_every_confusion_possible() -> None:
    found = dawid_skene(table([[0, 0, 0], [0, 0, 1], [1, 1, 1], [1, 1, 0]], 2), smoothing=0.5)
    assert (found.confusion > 0).all()
    assert found.confusion.sum(axis=2) == pytest.approx(np.ones((3, 2)))


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ([[-1, -1]], NO_LABELS),
        ([[0, -1], [1, -1]], ONE_ANNOTATOR),
        ([[0, -1], [-1, 1]], NO_PAIR),
        ([[0, -1], [1, -1], [-1, 1]], NO_PAIR),
        ([[1, 1], [1, -1]], ONE_CATEGORY),
    ],
)
def test_what_cannot_be_estimated_has_its_reason(codes: list[list[int]], reason: str) -> None:
    found = dawid_skene(table(codes))
    assert (found.reason, found.log_likelihood, found.converged) == (reason, None, False)
    assert (found.labels == -1).all()
    assert not found.confusion.any()


def test_more_categories_than_can_be_told_apart_have_a_reason_and_take_no_room() -> None:
    codes = np.arange(20_000, dtype=np.int32).reshape(10_000, 2)
    found = dawid_skene(from_codes(codes, [str(at) for at in range(20_000)]))
    assert found.reason == TOO_MANY
    assert found.confusion.size < 100_000


def test_a_column_without_its_reader_is_refused() -> None:
    with pytest.raises(Invalid, match="1 readers are named for 2 columns"):
        dawid_skene(table([[0, 1]]), readers=["ana"])


tables = st.tuples(st.integers(1, 12), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(np.int32, shape, elements=st.integers(-1, 2))
)


@given(tables)
def test_any_table_gives_probabilities_or_a_reason(codes: np.ndarray) -> None:
    found = dawid_skene(table(codes), most_rounds=50)
    labelled = (codes >= 0).any(axis=1)
    assert np.isfinite(found.probable).all()
    assert np.isfinite(found.confusion).all()
    if found.reason is None:
        assert found.probable[labelled].sum(axis=1) == pytest.approx(np.ones(labelled.sum()))
        assert found.shares.sum() == pytest.approx(1)
        assert found.confusion.sum(axis=2)[found.seen > 0] == pytest.approx(1)


@given(tables, st.randoms(use_true_random=False))
def test_neither_the_order_of_units_nor_that_of_categories_matters(codes: np.ndarray, chance: object) -> None:
    order = np.random.default_rng(len(codes)).permutation(len(codes))
    renamed = np.array([2, 0, 1, -1])[codes[order]]
    first, second = dawid_skene(table(codes), most_rounds=20), dawid_skene(table(renamed), most_rounds=20)
    assert first.reason == second.reason
    assert second.probable[:, [2, 0, 1]] == pytest.approx(first.probable[order], abs=1e-6)


VOTES = [[0, 0, 1], [0, 1, -1], [2, 2, 1], [-1, -1, -1], [1, 2, -1], [2, -1, -1]]


@pytest.mark.parametrize(
    ("ties", "labels"),
    [
        ("none", [0, -1, 2, -1, -1, 2]),
        ("first", [0, 0, 2, -1, 1, 2]),
        ("frequent", [0, 1, 2, -1, 1, 2]),
    ],
)
def test_a_majority_settles_ties_as_it_is_told(ties: str, labels: list[int]) -> None:
    # In all, v was given 3 times, w 4 times and x 4 times.
    found = majority(table(VOTES), ties=ties)
    assert found.labels.tolist() == labels
    assert found.tied.tolist() == [False, True, False, False, True, False]
    assert found.n.tolist() == [3, 2, 3, 0, 2, 1]


def test_an_unknown_way_to_settle_ties_is_refused() -> None:
    with pytest.raises(Invalid, match="known are none, first, frequent"):
        majority(table(VOTES), ties="random")
