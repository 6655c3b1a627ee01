"""How often a 95 % interval of alpha covers the truth, for several numbers of clusters and of claims in each.

Corpora are made of clusters, such as stories, that differ in how hard they are: in each, every annotator is right
with a probability drawn for the cluster, and otherwise gives one of the other labels. Alpha of the endless corpus
is known in closed form. `python tests/agreement/test_coverage.py` prints the table of `agreement.intervals`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from annotator.agreement.coefficients import COEFFICIENTS
from annotator.agreement.intervals import Resampling, figure
from annotator.agreement.table import from_codes

ALPHA = COEFFICIENTS["alpha"]
CORPORA = 400
ANNOTATORS = 3
SHARES = np.array([0.4, 0.3, 0.2, 0.1])
HARD, EASY = 3.0, 1.0
"""Of the beta distribution of being right: mean 3/4, standard deviation .19."""

SIZES = ((5, 20), (10, 20), (20, 10), (30, 10), (50, 4), (100, 4))
"""Clusters, and claims in each."""


class Covered(NamedTuple):
    """The shares of intervals that cover the truth: clusters resampled, left out in turn, and claims resampled."""

    by_cluster: float
    by_jackknife: float
    by_claim: float


def true_alpha() -> float:
    """Return alpha of an endless corpus: 1 - D_o / D_e from the moments of the beta distribution."""
    mean = HARD / (HARD + EASY)
    square = mean**2 + mean * (1 - mean) / (HARD + EASY + 1)
    others = len(SHARES) - 1
    agree = square + (1 - 2 * mean + square) / others
    given = SHARES * mean + (1 - SHARES) * (1 - mean) / others
    return float(1 - (1 - agree) / (1 - given @ given))


def corpus(rng: np.random.Generator, clusters: int, claims: int) -> np.ndarray:
    """Make up the labels of one corpus, shape (clusters * claims, annotators)."""
    right = np.repeat(rng.beta(HARD, EASY, clusters), claims)[:, None]
    truth = rng.choice(len(SHARES), (clusters * claims, 1), p=SHARES)
    shape = (clusters * claims, ANNOTATORS)
    other = (truth + rng.integers(1, len(SHARES), shape)) % len(SHARES)
    return np.where(rng.random(shape) < right, truth, other).astype(np.int32)


def covered(clusters: int, claims: int, corpora: int = CORPORA) -> Covered:
    """Draw corpora, and see how many of their intervals hold the truth."""
    rng = np.random.default_rng(clusters)
    truth = true_alpha()
    hits = np.zeros(3)
    cluster = np.repeat(np.arange(clusters), claims)
    for seed in range(corpora):
        table = from_codes(corpus(rng, clusters, claims), tuple("wxyz"))
        resampling = Resampling(resamples=400, seed=seed)
        grouped = figure(ALPHA.function(table, cluster), resampling)
        alone = figure(ALPHA.function(table, np.arange(len(cluster))), resampling)
        for place, ci95 in enumerate((grouped.ci95, grouped.ci95_t, alone.ci95)):
            assert ci95 is not None
            hits[place] += ci95[0] <= truth <= ci95[1]
    return Covered(*(hits / corpora).tolist())


def test_the_truth_of_the_simulation_is_what_a_large_corpus_shows() -> None:
    found = ALPHA(from_codes(corpus(np.random.default_rng(1), 40_000, 5), tuple("wxyz")))
    assert found.value == pytest.approx(true_alpha(), abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("clusters", "claims", "least", "most"),
    [(5, 20, 0.78, 0.88), (10, 20, 0.86, 0.93), (30, 10, 0.91, 0.97), (100, 4, 0.92, 0.98)],
)
def test_intervals_over_clusters_cover_as_often_as_is_said(
    clusters: int, claims: int, least: float, most: float
) -> None:
    found = covered(clusters, claims)
    assert least <= found.by_cluster <= most
    assert found.by_jackknife == pytest.approx(0.95, abs=0.03)


@pytest.mark.slow
def test_drawing_claims_where_they_come_in_clusters_covers_less() -> None:
    found = covered(30, 10)
    assert found.by_claim < 0.85 < found.by_cluster


if __name__ == "__main__":
    print(f"alpha {true_alpha():.3f}")  # noqa: T201
    for each in SIZES:
        found = covered(*each)
        print(f"{each[0]:>12} x {each[1]:<6} {found[0]:>19.1%} {found[1]:>17.1%} {found[2]:>18.1%}")  # noqa: T201
