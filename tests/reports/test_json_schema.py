"""What programs rely on in the JSON report stays: every key with its kind, for a project and for a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.agreement.tabled import table_report
from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.reports import agreement_json

FIELD = {
    "level": str,
    "categories": list,
    "n_items": int,
    "n_labels": int,
    "n_annotators": int,
    "percent_agreement": dict,
    "coefficients": dict,
    "pairwise": list,
    "by_category": dict,
}
COEFFICIENTS = {
    "alpha", "cohen_kappa", "fleiss_kappa", "scott_pi", "conger_kappa", "brennan_prediger", "ac1",
}  # fmt: skip
SPEC = FieldSpec("stance", "nominal", ("s", "d", "n"))
STANCES = {"a": "ssddns", "b": "ssdnnd", "c": "sdddnn"}


def of_project(people: int) -> dict[str, Any]:
    marks = [
        Mark(f"c{n}{who}", who, "x", f"p{n // 3}", Span(17 * n, 17 * n + 16), {"stance": (stance,)})
        for who, stances in list(STANCES.items())[:people]
        for n, stance in enumerate(stances)
    ]
    done = dict.fromkeys(list(STANCES)[:people], frozenset({"p0", "p1"}))
    report = agreement_report(marks, done, [SPEC], {"x": "word " * 40}, {}, resamples=20)
    found: dict[str, Any] = json.loads(agreement_json.render(report))
    return found


def of_table(people: int) -> dict[str, Any]:
    rows = [
        (f"u{n}", who, (stance,))
        for who, stances in list(STANCES.items())[:people]
        for n, stance in enumerate(stances)
    ]
    found: dict[str, Any] = json.loads(
        agreement_json.render(table_report({"stance": rows}, [SPEC], resamples=20))
    )
    return found


@pytest.mark.parametrize("people", [0, 1, 2, 3])
@pytest.mark.parametrize("document", [of_project, of_table])
def test_the_contract_holds(document: Any, people: int) -> None:
    found = document(people)
    assert list(found) == ["fields", "spans", "again", "suggestions", "inputs"]
    field = found["fields"]["stance"]
    assert {name: type(field[name]) for name in FIELD} == FIELD
    assert set(field["coefficients"]) >= COEFFICIENTS
    figures = [field["percent_agreement"], *field["coefficients"].values()]
    for pair in field["pairwise"]:
        assert list(pair) == ["a", "b", "kappa"]
        figures.append(pair["kappa"])
    for each in field["by_category"].values():
        assert list(each)[:3] == ["name", "n", "by_annotator"]
    for figure in figures:
        assert list(figure)[:4] == ["value", "ci95", "n", "reason"]
        assert list(figure)[4:] == ["se", "ci95_t", "se_closed", "ci95_closed"]
        assert isinstance(figure["n"], int)
        assert figure["value"] is not None or figure["reason"]
    assert len(found["inputs"]["data_sha256"]) == 64
    assert {"seed", "resamples", "resampled", "annotators", "missing", "notes"} <= set(found["inputs"])


def test_a_project_and_a_table_of_the_same_labels_give_the_same_figures() -> None:
    one, other = (found["fields"]["stance"] for found in (of_project(3), of_table(3)))
    for name, figure in one["coefficients"].items():
        assert other["coefficients"][name]["value"] == figure["value"]
    assert one["confusion"] == other["confusion"]


def test_a_table_says_why_it_has_no_spans() -> None:
    assert of_table(2)["spans"]["reason"]
    assert "pooled" in of_project(2)["spans"]
