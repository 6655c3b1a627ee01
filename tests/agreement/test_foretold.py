"""Whether what a plan foretells comes true, and how often people's intervals against themselves cover the truth.

`python tests/agreement/test_foretold.py` prints the tables of `agreement.planning` and what `model.Again` says.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from annotator.agreement.alpha import alpha
from annotator.agreement.estimate import Estimate, Ints
from annotator.agreement.intervals import Resampling, figure, jackknife
from annotator.agreement.kappas import percent_agreement
from annotator.agreement.model import by_t
from annotator.agreement.planning import Basis, from_pilot, items_needed
from annotator.agreement.student import t_quantile
from annotator.agreement.table import Table, from_codes

SHARES = np.array([0.5, 0.3, 0.2])
NAMES = ("a", "b", "c")


def labelled(rng: np.random.Generator, ease: np.ndarray, claims: int, overlap: int) -> tuple[Table, Ints]:
    """Draw labels: each is the claim's own with the probability √ease of its cluster; and return the clusters."""
    easy = np.sqrt(np.repeat(ease, claims))[:, None]
    own = rng.choice(len(SHARES), (len(easy), 1), p=SHARES)
    drawn = rng.choice(len(SHARES), (len(easy), overlap), p=SHARES)
    codes = np.where(rng.random(drawn.shape) < easy, own, drawn).astype(np.int32)
    return from_codes(codes, NAMES), np.repeat(np.arange(len(ease)), claims)


class Pilot(NamedTuple):
    """Articles of a pilot, claims in each, labels of a claim in it and in what is planned, how easy articles are."""

    articles: int
    claims: int
    overlap: int
    planned: int
    ease: tuple[float, float]
    width: float


PILOTS = (
    Pilot(10, 6, 2, 2, (0.2, 0.95), 0.15), Pilot(10, 6, 2, 2, (0.6, 0.95), 0.1), Pilot(20, 6, 2, 2, (0.2, 0.95), 0.15),
    Pilot(20, 6, 3, 2, (0.2, 0.95), 0.15), Pilot(20, 6, 2, 3, (0.2, 0.95), 0.15), Pilot(20, 6, 2, 2, (0.6, 0.6), 0.15),
    Pilot(40, 6, 2, 2, (0.2, 0.95), 0.1), Pilot(60, 1, 2, 2, (0.6, 0.6), 0.15),
)  # fmt: skip


def reached(pilot: Pilot, studies: int) -> tuple[np.ndarray, np.ndarray]:
    """Plan by pilots, draw what was planned, and return the widths reached over those foretold, and the claims."""
    rng = np.random.default_rng(pilot.articles)
    ratios, items = [], []
    for _ in range(studies):
        table, groups = labelled(rng, rng.uniform(*pilot.ease, pilot.articles), pilot.claims, pilot.overlap)
        basis = from_pilot(table, groups, "article" if pilot.claims > 1 else "unit")
        assert isinstance(basis, Basis)
        planned = items_needed(basis, pilot.width, pilot.planned)
        assert planned.clusters is not None
        assert planned.width is not None
        assert planned.items is not None
        table, groups = labelled(rng, rng.uniform(*pilot.ease, planned.clusters), pilot.claims, pilot.planned)
        spread = jackknife(alpha(table, groups))
        assert spread is not None
        ratios.append(2 * t_quantile(planned.clusters - 1) * spread[0] / planned.width)
        items.append(planned.items)
    return np.array(ratios), np.array(items)


@pytest.mark.parametrize(
    "pilot", [Pilot(20, 6, 3, 2, (0.2, 0.95), 0.25), Pilot(20, 6, 2, 3, (0.2, 0.95), 0.25)]
)
def test_the_width_foretold_comes_true_also_with_more_or_fewer_labels_than_the_pilot_had(
    pilot: Pilot,
) -> None:
    ratios, _ = reached(pilot, 100)
    assert 0.94 < np.median(ratios) < 1.07


@pytest.mark.slow
@pytest.mark.parametrize("pilot", PILOTS)
def test_plans_come_true_as_far_as_is_said(pilot: Pilot) -> None:
    ratios, _ = reached(pilot, 400)
    low, middle, high = np.quantile(ratios, [0.05, 0.5, 0.95])
    assert 0.94 < middle < 1.08
    assert low > 0.6
    assert high < 1.8


class Repeat(NamedTuple):
    """Articles that a person meets again, passages of each and claims in each of these; whether passages are drawn."""

    articles: int
    passages: int
    claims: int
    by_passage: bool


REPEATS = (
    Repeat(2, 6, 2, True), Repeat(3, 6, 2, True), Repeat(4, 12, 1, True), Repeat(5, 12, 2, True),
    Repeat(10, 8, 2, False), Repeat(15, 8, 1, False), Repeat(20, 6, 2, False),
)  # fmt: skip
EASE = (0.5, 0.8)
MEASURES = {"alpha": alpha, "agree": percent_agreement}


def _value(estimate: Estimate) -> float:
    assert estimate.value is not None
    return estimate.value


def covered(repeat: Repeat, name: str, studies: int) -> tuple[float, float]:
    """Return how often percentile intervals and those of Student's t hold the truth.

    Where passages are drawn, that is the truth of these articles.
    """
    rng = np.random.default_rng(repeat.articles)
    measure = MEASURES[name]
    fixed = rng.uniform(*EASE, repeat.articles)

    def drawn(times: int) -> tuple[Table, Ints]:
        articles = np.tile(fixed, times) if repeat.by_passage else rng.uniform(*EASE, repeat.articles * times)
        passages = np.repeat(articles, repeat.passages)
        table, groups = labelled(rng, passages + rng.uniform(-0.15, 0.15, len(passages)), repeat.claims, 2)
        return table, groups if repeat.by_passage else groups // repeat.passages

    truth = _value(measure(*drawn(100_000 // (repeat.articles * repeat.passages))))
    hits, n = np.zeros(2), 0
    for seed in range(studies):
        found = figure(measure(*drawn(1)), Resampling("passage", 300, seed))
        for place, each in enumerate((found, by_t(found))):
            hits[place] += each.ci95 is not None and each.ci95[0] <= truth <= each.ci95[1]
        n += found.ci95 is not None
    return float(hits[0] / n), float(hits[1] / n)


def test_intervals_of_people_against_themselves_cover_the_truth() -> None:
    _, by_student = covered(Repeat(10, 6, 1, False), "alpha", 100)
    assert by_student >= 0.88


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("repeat", REPEATS)
def test_they_cover_as_often_as_is_said(repeat: Repeat, name: str) -> None:
    percentile, by_student = covered(repeat, name, 500)
    assert by_student > 0.88
    assert by_student > percentile - 0.03


if __name__ == "__main__":
    for each in PILOTS:
        ratios, items = reached(each, 500)
        ends = (
            np.quantile(ratios, [0.05, 0.5, 0.95]).round(2),
            np.quantile(items, [0.05, 0.5, 0.95]).round(),
        )
        print(each, *ends)  # noqa: T201
    for one in REPEATS:
        for name in MEASURES:
            print(one, name, *(f"{share:.1%}" for share in covered(one, name, 1000)))  # noqa: T201
