"""Every figure in `vectors.json`, published or recomputed, with its tolerance and to the sixth decimal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.agreement.alpha import alpha, alpha_by, alpha_jaccard, alpha_masi
from annotator.agreement.categories import category_alpha, category_fleiss
from annotator.agreement.distances import between_sets, jaccard, masi
from annotator.agreement.estimate import Estimate, Ints
from annotator.agreement.gwet import ac1, ac2, brennan_prediger, fleiss_kappa
from annotator.agreement.kappas import cohen_kappa, conger_kappa, light_kappa, percent_agreement, scott_pi
from annotator.agreement.standard_errors import standard_error
from annotator.agreement.table import FieldSpec, Level, Table, from_records
from annotator.agreement.unitizing import Stretch, unitizing_alpha

KEPT = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
Vector = dict[str, Any]

PLAIN: dict[str, Callable[..., Estimate]] = {
    "krippendorff_alpha": alpha,
    "percent_agreement": percent_agreement,
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "light_kappa": light_kappa,
    "conger_kappa": conger_kappa,
    "fleiss_kappa": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": ac1,
    "gwet_ac2": ac2,
}


def of_metrics(*metrics: str) -> Any:
    chosen = [vector for vector in KEPT["vectors"] if vector["metric"] in metrics]
    assert {vector["metric"] for vector in chosen} == set(metrics)
    return pytest.mark.parametrize("vector", chosen, ids=[vector["id"] for vector in chosen])


def rows_of(vector: Vector) -> list[list[Any]]:
    """Return one row a unit."""
    if "data" in vector:
        return list(KEPT["datasets"][vector["data"]])
    inline = vector["data_inline"]
    if isinstance(inline, dict):
        return [
            [first, second]
            for first, row in enumerate(inline["contingency"])
            for second, times in enumerate(row)
            for _ in range(times)
        ]
    pair = vector.get("params", {}).get("rater_pair")
    return [[row[column] for column in pair] for row in inline] if pair else list(inline)


def table_of(vector: Vector) -> Table:
    params, rows = vector.get("params", {}), rows_of(vector)
    weighed = params.get("weights", "identity") != "identity"
    labels = {label for row in rows for label in row if label is not None and not isinstance(label, list)}
    numeric = all(isinstance(label, int | float) for label in labels)
    scale: Level = "interval" if numeric else "ordinal"
    level = params.get("level", scale if weighed else "nominal")
    spec = FieldSpec("field", level, tuple(map(str, sorted(labels))) or None)
    return from_records(records(rows), spec)


def records(rows: Iterable[list[Any]]) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    for unit, row in enumerate(rows):
        for annotator, label in enumerate(row):
            if label is not None:
                yield str(unit), f"{annotator:02}", tuple(label) if isinstance(label, list) else (str(label),)


def together(table: Table) -> Ints:
    return np.zeros(len(table.units), np.int64)


def check(vector: Vector, value: float | None) -> None:
    assert value == pytest.approx(vector["expected"], abs=vector["tolerance"]), vector["citation"]
    if "precise" in vector:
        assert value == pytest.approx(vector["precise"], abs=1e-6)


@of_metrics(*PLAIN)
def test_coefficients(vector: Vector) -> None:
    table, weights = table_of(vector), vector.get("params", {}).get("weights")
    score = PLAIN[vector["metric"]]
    if weights not in {None, "identity"} or vector["metric"] == "gwet_ac2":
        score = partial(score, weights=weights)
    found = score(table, together(table))
    if vector["expected"] is None:
        assert (found.value, bool(found.reason)) == (None, True)
    else:
        check(vector, found.value)


def dkpro_masi(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the variant that is not Passonneau's: (1 - J) times how the sets do not lie to each other."""
    apart = 0.0 if one == other else 1 / 3 if one <= other or other <= one else 2 / 3 if one & other else 1.0
    return jaccard(one, other) * apart


@of_metrics("krippendorff_alpha_set")
def test_alpha_of_sets(vector: Vector) -> None:
    table = table_of(vector)
    if vector["params"]["distance"].startswith("dkpro_masi"):
        score = alpha_by(between_sets(table.sets, dkpro_masi))  # type: ignore[arg-type]  # frozen sets alone come
        assert score(table, together(table)).value != pytest.approx(alpha_masi(table, together(table)).value)
    else:
        score = alpha_masi
    check(vector, score(table, together(table)).value)


def test_jaccard_alpha_by_hand() -> None:
    # Units {A}{A,B} and {A}{A}: J = 1/2, so D_o = 2 · 1/2 / 4 = 1/4; n = 4, three {A}, one {A,B}: the ordered pairs
    # that differ number 6, D_e = 6 · 1/2 / 12 = 1/4, and alpha = 0.
    table = from_records(records([[["A"], ["A", "B"]], [["A"], ["A"]]]), FieldSpec("field"))
    assert alpha_jaccard(table, together(table)).value == pytest.approx(0)


@of_metrics("masi_distance")
def test_masi(vector: Vector) -> None:
    found = [masi(set(one), set(other)) for one, other in vector["data_inline"]]
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


ERRORS = {"krippendorff_alpha": "alpha", "gwet_ac1": "ac1", "gwet_ac2": "ac2"}


@pytest.mark.parametrize(
    "vector", [each for each in KEPT["vectors"] if "expected_se" in each], ids=lambda each: each["id"]
)
def test_standard_errors(vector: Vector) -> None:
    weights = vector.get("params", {}).get("weights")
    found = standard_error(ERRORS.get(vector["metric"], vector["metric"]), table_of(vector), weights)
    assert found.value == pytest.approx(vector["expected"], abs=vector["tolerance"])
    assert found.se == pytest.approx(
        vector["expected_se"], abs=vector.get("se_tolerance", vector["tolerance"])
    )
    if "expected_ci95" in vector:
        assert found.ci95 == pytest.approx(vector["expected_ci95"], abs=vector["ci_tolerance"])


@of_metrics("cohen_kappa_se")
def test_the_standard_error_of_fleiss_cohen_and_everitt(vector: Vector) -> None:
    check(vector, standard_error("cohen_kappa", table_of(vector)).se)


@of_metrics("alpha_per_category", "fleiss_per_category")
def test_one_category(vector: Vector) -> None:
    score = {"alpha_per_category": category_alpha, "fleiss_per_category": category_fleiss}[vector["metric"]]
    table = table_of(vector)
    check(vector, score(table, together(table), str(vector["params"]["category"])).value)


@of_metrics("alpha_u_1995")
def test_unitizing(vector: Vector) -> None:
    inline, expected = vector["data_inline"], vector["expected"]
    stretch = inline.get("stretch", 1)
    marks: dict[str, list[Stretch]] = {str(who): [] for who in inline["raters"]}
    for span in inline["spans"]:
        start, length = span["start"] * stretch, span["length"] * stretch
        marks[str(span["rater"])].append(Stretch(start, start + length, span["category"]))
    found, each = unitizing_alpha(marks, inline["continuum_length"] * stretch)
    if "alpha" in expected:
        assert found.value == pytest.approx(expected["alpha"], abs=vector["tolerance"])
    for name, printed in expected["per_category"].items():
        assert each[name].observed == pytest.approx(printed["Do"], abs=1e-4)
        assert each[name].value == pytest.approx(printed["alpha"], abs=vector["tolerance"])
    for name, computed in vector.get("computed", {}).items():
        assert [each[name].observed, each[name].expected, each[name].value] == pytest.approx(
            computed, abs=2e-6
        )


@pytest.mark.parametrize(
    ("coefficient", "published"), [(fleiss_kappa, 0.76117), (conger_kappa, 0.7628), (ac1, 0.77544)]
)
def test_as_published_chance_takes_in_the_unit_with_one_label(
    coefficient: Callable[..., Estimate], published: float
) -> None:
    # Gwet 2014, four raters and twelve units, the last with one label.
    rows = KEPT["datasets"]["gwet_raw_4raters"]
    (alone,) = [row for row in rows if sum(each is not None for each in row) == 1]
    spec = FieldSpec("x", "nominal", tuple("12345"))

    def found(some: list[list[Any]], measure: Callable[..., Estimate]) -> float:
        records = [
            (str(unit), str(who), (str(label),))
            for unit, row in enumerate(some)
            for who, label in enumerate(row)
            if label is not None
        ]
        value = measure(from_records(records, spec), np.arange(len(some))).value
        assert value is not None
        return value

    others = [row for row in rows if row is not alone]
    assert found(rows, coefficient) == pytest.approx(published, abs=5e-5)
    assert abs(found(others, coefficient) - published) > 1e-4
    assert found(others, alpha) == found(rows, alpha)
