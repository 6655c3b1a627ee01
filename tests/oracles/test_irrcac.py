"""Every coefficient of Gwet's handbook with its standard error and interval, against irrCAC in its own environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.agreement.alpha import alpha_by
from annotator.agreement.gwet import ac2, brennan_prediger, fleiss_kappa
from annotator.agreement.kappas import conger_kappa
from annotator.agreement.standard_errors import standard_error
from annotator.agreement.table import Table, from_codes
from annotator.agreement.weights import WEIGHTS, WeightName, weight_matrix

from .drawing import Draw, absent, every_draw

pytestmark = pytest.mark.slow
NUMBERS = ("1", "2", "3", "4")
OURS = {
    "ac": ac2,
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
}


def asked(table: Table, weights: WeightName) -> str:
    numbers = [*map(float, table.categories), None]
    return json.dumps(
        {
            "rows": [[numbers[code] for code in row] for row in table.codes.tolist()],
            "categories": numbers[:-1],
            # What they call ordinal is not what Krippendorff does.
            "weights": "ordinal" if weights == "gwet_ordinal" else weights,
        }
    )


DRAWS = every_draw(2, 3, 5, gaps=(False, True), spare=(False, True), seeds=5)
ANSWERS: dict[str, dict[str, Any]] = {}


def theirs(*tables: str) -> list[dict[str, Any]]:
    """Return what irrCAC makes of these tables; it is asked about all draws at once, because it is slow to start."""
    if not ANSWERS.keys() >= {*tables}:
        python = os.environ.get("ANNOTATOR_IRRCAC", "")
        if not python or not Path(python).exists():
            absent("irrCAC")
        drawn = (asked(draw.table("interval", NUMBERS), weights) for draw in DRAWS for weights in WEIGHTS)
        questions = [*({*(() if ANSWERS else drawn), *tables} - ANSWERS.keys())]
        script = Path(__file__).with_name("irrcac_figures.py")
        told = f"[{','.join(questions)}]"
        done = subprocess.run([python, str(script)], input=told, capture_output=True, text=True, check=True)
        ANSWERS.update(zip(questions, json.loads(done.stdout), strict=True))
    return [ANSWERS[table] for table in tables]


def together(table: Table) -> Any:
    return np.zeros(len(table.units), np.int64)


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.id)
def test_all_coefficients_with_all_weights(draw: Draw) -> None:
    table = draw.table("interval", NUMBERS)
    for weights, found in zip(WEIGHTS, theirs(*(asked(table, weights) for weights in WEIGHTS)), strict=True):
        for name, score in OURS.items():
            their, where = found[name], f"{name}, {weights} weights"
            assert score(table, together(table), weights).value == pytest.approx(their["value"], abs=1e-9), (
                where
            )
            ours = standard_error("ac2" if name == "ac" else name, table, weights)
            assert ours.se == pytest.approx(their["se"], abs=1e-9), where
            assert ours.ci95 == pytest.approx(their["ci95"], abs=1e-6), where
        alpha = alpha_by(1 - weight_matrix(weights, table))
        assert alpha(table, together(table)).value == pytest.approx(found["alpha"]["value"], abs=1e-9)


@pytest.mark.parametrize("draw", [draw for draw in DRAWS if not draw.gaps], ids=lambda draw: draw.id)
def test_the_standard_error_of_alpha_where_nothing_is_missing(draw: Draw) -> None:
    table = draw.table("interval", NUMBERS)
    nominal, interval = (
        each["alpha"] for each in theirs(asked(table, "identity"), asked(table, "quadratic"))
    )
    for id_, their in (("alpha_nominal", nominal), ("alpha", interval)):
        ours = standard_error(id_, table)
        assert ours.se == pytest.approx(their["se"], abs=1e-9)
        assert ours.ci95 == pytest.approx(their["ci95"], abs=1e-6)


def test_with_gaps_their_python_centres_the_error_of_alpha_elsewhere() -> None:
    # Gwet (2014) centres each unit's agreement at p'_a; irrCAC 0.4.4 in Python takes p_a, which is p'_a corrected for
    # size. The handbook's own figure, .14958 on these 14 units, is ours and that of irrCAC in R.
    path = Path(__file__).parents[1] / "agreement" / "vectors.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["datasets"]["gwet_g1g2"]
    codes = [[-1 if label is None else "abcde".index(label) for label in row] for row in rows]
    table = from_codes(np.array(codes, np.int32), ("1", "2", "3", "4", "5"))
    ours, (found,) = standard_error("alpha", table), theirs(asked(table, "identity"))
    assert ours.value == pytest.approx(found["alpha"]["value"], abs=1e-9)
    assert ours.se == pytest.approx(0.14958, abs=5e-6)
    assert found["alpha"]["se"] == pytest.approx(0.14970, abs=5e-6)
    # And the handbook's interval, .309 to .955, has the degrees of freedom of all units that have a label.
    assert ours.ci95 == pytest.approx((0.309, 0.955), abs=5e-4)


def test_labels_that_are_all_the_same() -> None:
    table = from_codes(np.zeros((5, 3), np.int32), ("1", "2"), level="interval")
    (found,) = theirs(asked(table, "identity"))
    # Chance alone would agree: they divide by zero or give nan, we say why.
    for name in ("alpha", "fleiss_kappa", "conger_kappa"):
        assert "error" in found[name] or np.isnan(found[name]["value"])
        assert standard_error(name, table).reason == "only one category was used"
    # These two have a chance that doesn't follow what was used, and are 1. Their error of 0 is no certainty.
    for name, id_ in (("ac", "ac1"), ("brennan_prediger", "brennan_prediger")):
        ours = standard_error(id_, table)
        assert found[name]["value"] == ours.value == 1
        assert found[name]["se"] < 1e-9
        assert ours.ci95 is None
