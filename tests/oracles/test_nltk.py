"""What `nltk.metrics.agreement` computes under its own names, and where it differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annotator.agreement.alpha import alpha_jaccard, alpha_masi
from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.distances import jaccard, masi
from annotator.agreement.table import FieldSpec, Table, from_codes, from_records

from .drawing import Draw, draws

pytestmark = pytest.mark.slow

# nltk's name: ours. Its "kappa" is Light's mean over pairs, its "pi" Fleiss' for many, "multi_kappa" Conger's.
SAME = {
    "alpha": "alpha",
    "kappa": "light_kappa",
    "pi": "fleiss_kappa",
    "multi_kappa": "conger_kappa",
    "S": "brennan_prediger",
    "avg_Ao": "percent_agreement",
}


def triples(table: Table) -> list[tuple[str, str, str]]:
    return [
        (table.annotators[column], table.units[row], table.categories[table.codes[row, column]])
        for row, column in np.argwhere(table.is_labelled)
    ]


def ours(id_: str, table: Table) -> float | None:
    return (PERCENT if id_ == PERCENT.id else COEFFICIENTS[id_])(table).value


@draws(2, 3, 5)
@pytest.mark.parametrize("name", SAME)
def test_complete_tables(name: str, draw: Draw, library: Callable[[str], Any]) -> None:
    table = draw.table()
    task = library("nltk.metrics.agreement").AnnotationTask(data=triples(table))
    assert ours(SAME[name], table) == pytest.approx(getattr(task, name)(), abs=1e-9)


@draws(2, 4, gaps=(True,))
def test_alpha_with_gaps(draw: Draw, library: Callable[[str], Any]) -> None:
    table = draw.table()
    task = library("nltk.metrics.agreement").AnnotationTask(data=triples(table))
    assert ours("alpha", table) == pytest.approx(task.alpha(), abs=1e-9)


def test_they_count_the_categories_that_were_used_and_we_those_of_the_scheme(
    library: Callable[[str], Any],
) -> None:
    # Chance has as many outcomes as there are to choose from (Brennan & Prediger 1981), used or not.
    table = Draw(1, 3, gaps=False, spare=True).table()
    task = library("nltk.metrics.agreement").AnnotationTask(data=triples(table))
    used = from_codes(table.codes, table.categories[:3])
    assert ours("brennan_prediger", used) == pytest.approx(task.S(), abs=1e-9)
    assert ours("brennan_prediger", table) != pytest.approx(task.S(), abs=1e-3)


def test_labels_that_are_all_the_same_are_one_to_them_and_undefined_to_us(
    library: Callable[[str], Any],
) -> None:
    table = from_codes(np.zeros((4, 2), np.int32), ("1", "2"))
    assert library("nltk.metrics.agreement").AnnotationTask(data=triples(table)).alpha() == 1
    assert ours("alpha", table) is None


def sets(seed: int, *, empty: bool) -> list[tuple[str, str, tuple[str, ...]]]:
    rng = np.random.default_rng(seed)
    records = []
    for unit in range(20):
        truth = rng.random(4) < 0.4
        for who in "abc":
            chosen = np.flatnonzero(truth ^ (rng.random(4) < 0.15))
            if len(chosen) or empty:
                records.append((str(unit), who, tuple("wxyz"[each] for each in chosen)))
    return records


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(
    ("name", "score"), [("masi_distance", alpha_masi), ("jaccard_distance", alpha_jaccard)]
)
def test_sets(name: str, score: Callable[..., Any], seed: int, library: Callable[[str], Any]) -> None:
    records = sets(seed, empty=False)
    table = from_records(records, FieldSpec("f"))
    distance = getattr(library("nltk.metrics.distance"), name)
    data = [(who, unit, frozenset(values)) for unit, who, values in records]
    task = library("nltk.metrics.agreement").AnnotationTask(data=data, distance=distance)
    together = np.zeros(len(table.units), np.int64)
    assert score(table, together).value == pytest.approx(task.alpha(), abs=1e-9)


def test_two_empty_sets_stop_them_and_are_the_same_to_us(library: Callable[[str], Any]) -> None:
    # Both said that nothing applies: that is agreement.
    distances = library("nltk.metrics.distance")
    for theirs, our in ((distances.masi_distance, masi), (distances.jaccard_distance, jaccard)):
        with pytest.raises(ZeroDivisionError):
            theirs(frozenset(), frozenset())
        assert our(frozenset(), frozenset()) == 0
