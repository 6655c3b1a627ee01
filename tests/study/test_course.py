"""The whole course of a study (course.sh), run as a lead types it, and what must have come of it."""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.study.material import CYD_SAYS, write_material

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the course is a POSIX shell script"),
]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = {"annotator": "annotator", "people": "tests.study.people"}
"""What the script calls, and the module that it is."""

LIMIT = 600
"""Seconds after which the course hangs."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the course once; return the folder in which everything lies that it wrote."""
    folder, programs = (tmp_path_factory.mktemp(name) for name in ("course", "bin"))
    for name, module in PROGRAMS.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n')
        program.chmod(0o755)
    write_material(folder)
    # Seventy programs are started: what each is compiled to is kept, but not in the checkout.
    ours = ("ANNOTATOR", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(programs / "compiled"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    done = subprocess.run(
        ["sh", str(HERE / "course.sh")],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return folder


def told(course: Path, name: str) -> Any:
    return json.loads((course / name).read_text(encoding="utf-8"))


def items(course: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (course / name).read_text(encoding="utf-8").splitlines()]


def asked(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(question).fetchall()


def test_a_plan_is_shown_before_it_is_written_and_is_the_same_then(course: Path) -> None:
    assert (course / "assign-dry.txt").read_text() == (course / "assign.txt").read_text()
    by_field = {each["field"]: each["items"] for each in told(course, "plan.json")}
    assert by_field["stance"] > 50


def test_what_must_not_work_was_refused_with_a_reason(course: Path) -> None:
    said = (course / "refusals.txt").read_text(encoding="utf-8")
    assert "this is the kit of Ana, and takes no labels of anybody else" in said
    assert "work is outstanding in the round 'marks'" in said
    assert "not settled" in said
    assert "of the round 'verify' lacks what it asks for" in said
    assert "the round 'verify' is frozen" in said


@pytest.mark.parametrize("name", ["Ana", "Ben", "Cyd"])
def test_no_kit_holds_anything_of_others(course: Path, name: str) -> None:
    for kit in (f"{name.lower()}.kit.db", f"{name.lower()}-verify.kit.db"):
        hands = {row[0] for row in asked(course / kit, "SELECT name FROM annotator WHERE kind = 'person'")}
        assert hands <= {name, f"{name} (again)"}
        makers = "SELECT DISTINCT a.name FROM annotation JOIN annotator AS a ON a.id = annotator_id"
        assert {row[0] for row in asked(course / kit, makers)} <= hands


def test_kits_merged_in_any_order_half_finished_ones_too_make_the_same_project(course: Path) -> None:
    assert (course / "merged.jsonl").read_bytes() == (course / "merged-other.jsonl").read_bytes()
    assert (course / "twice.txt").read_text().splitlines()[-1] == "cyd.kit.db (Cyd): nothing new"
    people = {said["annotator"] for item in items(course, "merged.jsonl") for said in item["annotations"]}
    assert {"Ana", "Ben", "Cyd"} <= people


def test_a_source_called_otherwise_by_one_is_found_and_agreement_rises_when_it_is_merged(
    course: Path,
) -> None:
    likeliest = told(course, "reconcile.json")[0]
    assert {likeliest["into"]["name"], likeliest["other"]["name"]} == {
        "Department of Homeland Security",
        CYD_SAYS,
    }
    before, after = (
        told(course, name)["fields"]["source"]["coefficients"]["alpha"]["value"]
        for name in ("marks-before.json", "marks.json")
    )
    assert after > before
    # What was counted as one is no disagreement for the list of rules either.
    assert f"Department of Homeland Security / {CYD_SAYS}" not in (course / "rules.txt").read_text()


def test_each_round_is_reported_by_what_it_asks(course: Path) -> None:
    marks, verify, whole = (told(course, f"{name}.json") for name in ("marks", "verify", "agreement"))
    assert list(marks["fields"]) == ["source", "form", "stance"]
    assert list(verify["fields"]) == ["status"]
    assert list(whole["fields"]) == ["source", "form", "stance", "status"]
    assert (marks["inputs"]["round"], verify["inputs"]["round"], whole["inputs"]["round"]) == (
        "marks",
        "verify",
        None,
    )
    assert [each["annotator"] for each in marks["again"]] == ["Ana", "Ben", "Cyd"]
    assert verify["again"] == []
    for field in ("form", "stance"):
        assert 0 < marks["fields"][field]["coefficients"]["alpha"]["value"] < 1
    assert "SOURCES" in (course / "marks.txt").read_text(encoding="utf-8").upper()
    assert (course / "marks.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_everything_is_settled_and_the_claims_are_given_on(course: Path) -> None:
    accepted, after = told(course, "accepted.json"), told(course, "left-after.json")
    assert accepted["accepted"] == accepted["settled"] > 0
    assert accepted["left"] == accepted["items"] - accepted["settled"] > 0
    assert (after["settled"], after["left"]) == (after["items"], [])
    gold = after["items"] - after["by_kind"]["none"]
    rounds = {each["name"]: each for each in told(course, "rounds.json")}
    assert {name: each["state"] for name, each in rounds.items()} == {
        "everything": "closed",
        "marks": "frozen",
        "verify": "frozen",
    }
    assert rounds["verify"]["given"] == len(items(course, "gold.jsonl")) == gold
    assert told(course, "accepted-verify.json")["items"] == gold


def test_gold_names_the_annotations_it_was_weighed_from_and_carries_every_field(course: Path) -> None:
    path = course / "annotator.db"
    nothing = "SELECT count(*) FROM decision WHERE id NOT IN (SELECT decision_id FROM decision_basis)"
    assert asked(path, nothing) == [(0,)]
    judged = [each for item in items(course, "claims.jsonl") for each in item["gold"]]
    whole = [each for each in judged if {"source", "form", "stance", "status"} <= each["labels"].keys()]
    assert len(whole) == told(course, "accepted-verify.json")["items"]


def test_the_model_stands_beside_the_people(course: Path) -> None:
    effect = told(course, "effect.json")
    (status,) = effect["found"]["fields"]
    given = told(course, "accepted-verify.json")["items"]
    assert (effect["model"], effect["people"]) == ("baseline", 3)
    assert status["shown"]["n"] + status["hidden"]["n"] == 3 * given
    assert status["shown"]["n"] * status["hidden"]["n"] > 0
    assert "baseline" in {
        said["annotator"] for item in items(course, "claims.jsonl") for said in item["annotations"]
    }


def test_the_project_is_whole_and_so_is_its_backup(course: Path) -> None:
    doctor = told(course, "doctor.json")
    assert doctor["healthy"]
    assert doctor["forks"] == doctor["notes"] == []
    counted = "SELECT (SELECT count(*) FROM action), (SELECT count(*) FROM annotation)"
    assert asked(course / "final.db", counted) == asked(course / "annotator.db", counted)
