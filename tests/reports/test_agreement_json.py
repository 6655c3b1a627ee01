"""The JSON contract: its keys, strictness, and figures equal to hand arithmetic."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.reports import agreement_json

TEXT = "".join(f"Claim number {number:02}. " for number in range(20))
FIELDS = [
    FieldSpec("stance", "nominal", ("s", "d", "n")),
    FieldSpec("form", "nominal", ("direct", "indirect")),
]
ADDED_OF_A_FIELD = [
    "certainty", "confusion", "with_unmarked", "without_suggested", "annotators", "estimates", "costliest", "by_week",
    "by_version", "models", "other_exposure", "without_unproven", "before_merging", "names",
    "n_items_one_label",
]  # fmt: skip
"""What came after the first version; programs that read that find it as it was."""
FIGURE = ("value", "ci95", "n", "reason")
DONE = dict.fromkeys(("a", "b"), frozenset({"p0", "p1"}))


def marks() -> list[Mark]:
    """Return the labels of `tests/agreement/test_coefficients.test_by_hand`, and one more of Ada's."""
    return [
        Mark(f"c{n}{who}", who, "x", f"p{n // 3 % 2}", Span(17 * n, 17 * n + 16), {"stance": (stance,)})
        for who, stances in (("a", "ssddnss"), ("b", "ssdnnd"))
        for n, stance in enumerate(stances)
    ]


def document(some: list[Mark] | None = None) -> dict[str, Any]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    report = agreement_report(
        marks() if some is None else some, DONE, FIELDS, {"x": TEXT}, {"a": "Ada", "b": "Ben"}, resamples=200
    )
    loaded: dict[str, Any] = json.loads(agreement_json.render(report), parse_constant=refuse)
    return loaded


def figures(value: Any) -> list[dict[str, Any]]:
    """Return every figure anywhere in a document."""
    if isinstance(value, list):
        return [one for each in value for one in figures(each)]
    if not isinstance(value, dict):
        return []
    return [value] if "ci95" in value else [one for each in value.values() for one in figures(each)]


def test_the_shape() -> None:
    found = document()
    assert list(found) == ["fields", "spans", "again", "suggestions", "inputs"]
    assert list(found["fields"]) == ["stance", "form"]
    assert list(found["fields"]["stance"]) == [
        "level", "categories", "n_items", "n_labels", "n_annotators", "percent_agreement", "coefficients",
        "pairwise", "by_category", "disagreements", *ADDED_OF_A_FIELD,
    ]  # fmt: skip
    assert list(found["fields"]["stance"]["coefficients"])[:2] == ["alpha", "cohen_kappa"]
    assert list(found["fields"]["stance"]["pairwise"][0]) == ["a", "b", "kappa"]
    assert list(found["spans"]) == [
        "threshold", "sensitivity", "pooled", "pairwise", "granularity", "unmatched", "f1_at", "models",
        "other_exposure",
    ]  # fmt: skip


def test_figures_equal_hand_arithmetic() -> None:
    # 4 of 6 agree; kappa (2/3 - 1/3)/(1 - 1/3) = 1/2; alpha 25/47; F1 = 2·6/(7 + 6).
    found = document()
    stance = found["fields"]["stance"]
    assert stance["percent_agreement"]["value"] == pytest.approx(4 / 6)
    assert stance["coefficients"]["alpha"]["value"] == pytest.approx(25 / 47)
    assert stance["coefficients"]["cohen_kappa"]["value"] == pytest.approx(1 / 2)
    assert stance["pairwise"][0]["kappa"] == stance["coefficients"]["cohen_kappa"]
    assert found["spans"]["pooled"]["found"]["f1"]["value"] == pytest.approx(12 / 13)
    used = stance["by_category"]["s"]
    assert {name: used[name] for name in ("name", "n", "by_annotator")} == {
        "name": "s", "n": 6, "by_annotator": {"Ada": 4, "Ben": 2},
    }  # fmt: skip
    # Both said s of 2 claims, Ada of 1 more, Ben of none: 2·2/(3 + 2 + …) on the claims both labelled.
    assert used["specific_agreement"]["value"] == pytest.approx(2 * 2 / 5)


def test_every_figure_is_a_value_an_interval_an_n_and_a_reason() -> None:
    for some in (marks(), []):
        found = figures(document(some))
        assert len(found) >= 10
        for figure in found:
            assert list(figure) == [*FIGURE, "se", "ci95_t", "se_closed", "ci95_closed"]
            assert figure["value"] is not None or figure["reason"]
            assert figure["ci95"] is not None or figure["reason"]


def test_a_coefficient_has_every_interval_and_is_named_so_that_there_is_no_doubt() -> None:
    stance = document()["fields"]["stance"]
    alpha = stance["coefficients"]["alpha"]
    for error, ends in (("se", "ci95_t"), ("se_closed", "ci95_closed")):
        low, high = alpha[ends]
        assert alpha["value"] - low > 2 * alpha[error] > 0
        assert low < alpha["value"] < high <= 1
    assert stance["coefficients"]["light_kappa"]["se_closed"] is None  # has none
    assert stance["names"]["alpha"] == "Krippendorff's alpha, nominal"


def test_lists_for_people() -> None:
    found = document()
    assert [one["text"] for one in found["spans"]["unmatched"]] == ["Claim number 06."]
    first = found["fields"]["stance"]["disagreements"][0]
    assert first["text"] == "Claim number 03."
    assert [(said["annotator"], said["values"]) for said in first["labels"]] == [
        ("Ada", ["d"]),
        ("Ben", ["n"]),
    ]


def test_what_the_figures_rest_on() -> None:
    inputs = document()["inputs"]
    assert {"data_sha256", "threshold", "seed", "resamples", "resampled", "left_out", "annotators"} <= set(
        inputs
    )
    assert len(inputs["data_sha256"]) == 64


def test_the_same_data_gives_the_same_bytes() -> None:
    assert json.dumps(document(marks()[::-1])) == json.dumps(document())
