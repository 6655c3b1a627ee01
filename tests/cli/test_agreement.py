"""`annotator agreement` on labels given by hand, against figures worked out by hand.

Ana and Ben are both done with four passages and found four claims together there; Ana found a fifth.

    form      Ana            Ben          source    Ana          Ben
    ten       indirect       indirect               mayor        mayor
    counted   unattributed   indirect               the article  police
    bridge    indirect       indirect               builder      builder
    hurt      unattributed   unattributed           the article  the article

form: they agree on 3 of 4. By chance kappa expects 2/4 x 3/4 + 2/4 x 1/4 = 1/2, so that
kappa = (3/4 - 1/2) / (1/2). Alpha has 5 indirect and 3 unattributed among 8 labels: expected disagreement
1 - (5x4 + 3x2) / (8x7) = 30/56, so alpha = 1 - (1/4) / (30/56) = 8/15.
source: 3 of 4. Kappa expects (1x1 + 2x1 + 1x1) / 16 = 1/4, so kappa = (3/4 - 1/4) / (3/4). Alpha has 2, 3, 1
and 2 of a kind: 1 - (2x1 + 3x2 + 2x1) / 56 = 46/56, so alpha = 1 - (1/4) / (46/56) = 16/23.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FIGURE = {"value", "ci95", "n", "reason"}


@pytest.fixture
def report(labelled: Path, annotator: Callable[..., Any]) -> dict[str, Any]:
    answer = annotator("agreement", "--format", "json", "--resamples", "100")
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, Any] = json.loads(
        answer.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON")
    )
    return found


@pytest.mark.parametrize(("field", "kappa", "alpha"), [("form", 1 / 2, 8 / 15), ("source", 2 / 3, 16 / 23)])
def test_labels(field: str, kappa: float, alpha: float, report: dict[str, Any]) -> None:
    found = report["fields"][field]
    assert found["percent_agreement"]["value"] == pytest.approx(3 / 4)
    assert found["percent_agreement"]["n"] == 4
    assert found["coefficients"]["cohen_kappa"]["value"] == pytest.approx(kappa)
    assert found["coefficients"]["alpha"]["value"] == pytest.approx(alpha)
    (pair,) = found["pairwise"]
    assert (pair["a"], pair["b"]) == ("Ana", "Ben")
    assert pair["kappa"]["value"] == pytest.approx(kappa)
    assert found["n_annotators"] == 2
    assert found["level"] == "nominal"


def test_how_often_each_label_was_given(report: dict[str, Any]) -> None:
    form = report["fields"]["form"]
    assert form["categories"] == ["direct", "mixed", "indirect", "unattributed"]
    indirect = form["by_category"]["indirect"]
    assert (indirect["name"], indirect["n"]) == ("indirect", 5)
    assert indirect["by_annotator"] == {"Ana": 2, "Ben": 3}
    assert (form["n_items"], form["n_labels"]) == (4, 8)
    names = {each["name"]: each["n"] for each in report["fields"]["source"]["by_category"].values()}
    assert names == {"The mayor": 2, "the article itself (Gazette)": 3, "Police": 1, "The builder": 2}


def test_what_is_undefined_has_a_reason(report: dict[str, Any]) -> None:
    stance = report["fields"]["stance"]
    assert stance["percent_agreement"]["value"] == 1
    figures = dict(stance["coefficients"])
    # Chance is the same for these two whatever was used, so that they are defined where only one category was.
    assert (figures.pop("ac1")["value"], figures.pop("brennan_prediger")["value"]) == (1, 1)
    for figure in (*figures.values(), stance["pairwise"][0]["kappa"]):
        assert figure["value"] is None
        assert figure["ci95"] is None
        assert figure["reason"]
    status = report["fields"]["status"]
    for figure in (status["percent_agreement"], *status["coefficients"].values()):
        assert (figure["value"], figure["n"]) == (None, 0)
        assert figure["reason"]


def test_found_and_boundary(report: dict[str, Any]) -> None:
    pooled = report["spans"]["pooled"]
    found = pooled["found"]
    assert (found["matched"], found["only_a"], found["only_b"]) == (4, 1, 0)
    assert found["f1"]["value"] == pytest.approx(8 / 9)
    boundary = pooled["boundary"]
    assert boundary["exact"]["value"] == pytest.approx(3 / 4)
    # Ben's "counted four hundred" leaves out seven of Ana's 27 characters.
    assert boundary["mean_iou"]["value"] == pytest.approx((3 + 20 / 27) / 4)
    assert boundary["start_offsets"] == {"0": 3, "7": 1}
    assert boundary["end_offsets"] == {"0": 4}
    assert [each["text"] for each in report["spans"]["unmatched"]] == [
        "The council will meet again on Friday"
    ]


def test_what_the_figures_rest_on(report: dict[str, Any]) -> None:
    inputs = report["inputs"]
    assert inputs["annotators"] == ["Ana", "Ben"]
    assert inputs["scheme"]["name"] == "newsclaim"
    assert (inputs["n_passages"], inputs["n_items"], inputs["n_items_matched"]) == (4, 5, 4)
    # One of Ana's claims lies where only she is done, one where she is not.
    assert inputs["left_out"] == {"passage_not_done": 1, "passage_done_by_nobody_else": 1}


def test_the_keys_programs_rely_on(report: dict[str, Any]) -> None:
    assert set(report) == {"fields", "spans", "again", "suggestions", "inputs"}
    assert list(report["fields"]) == ["source", "form", "stance", "status"]
    for found in report["fields"].values():
        assert {
            "level", "categories", "n_items", "n_labels", "n_annotators", "percent_agreement", "coefficients",
            "pairwise", "by_category",
        } <= set(found)  # fmt: skip
        assert {"alpha", "cohen_kappa"} <= set(found["coefficients"])
        figures = [found["percent_agreement"], *found["coefficients"].values()]
        for pair in found["pairwise"]:
            assert set(pair) == {"a", "b", "kappa"}
            figures.append(pair["kappa"])
        for figure in figures:
            assert set(figure) >= FIGURE
            assert (figure["value"] is None) <= bool(figure["reason"])
            low, high = figure["ci95"] or (0, 0)
            assert low <= high


def test_the_same_seed_gives_the_same_bytes(labelled: Path, annotator: Callable[..., Any]) -> None:
    first, second = (annotator("agreement", "--format", "json").out for _ in range(2))
    assert first == second


def test_one_field_into_a_file(labelled: Path, annotator: Callable[..., Any]) -> None:
    answer = annotator(
        "agreement", "--field", "form", "--format", "json", "-o", "form.json", "--resamples", "0"
    )
    assert (answer.code, answer.out, answer.err) == (0, "", "wrote form.json\n")
    assert list(json.loads(Path("form.json").read_text(encoding="utf-8"))["fields"]) == ["form"]


def test_the_text_shows_the_same(labelled: Path, annotator: Callable[..., Any]) -> None:
    out = annotator("agreement", "--resamples", "0").out
    (line,) = [line for line in out.splitlines() if line.startswith("form ")]
    assert line.split() == ["form", "4", ".750", ".533", ".500"]
    assert max(map(len, out.splitlines())) <= 80


def test_nobody_has_labelled_anything(folder: Path, annotator: Callable[..., Any]) -> None:
    annotator("init")
    report = json.loads(annotator("agreement", "--format", "json").out)
    assert all(found["percent_agreement"]["reason"] for found in report["fields"].values())
    assert annotator("agreement").code == 0
