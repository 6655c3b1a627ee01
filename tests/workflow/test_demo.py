"""The sample project: made once, found again, never mixed with a project of somebody's own."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from annotator.errors import BadInput, StoreProblem
from annotator.workflow.demo import DATABASE, make_demo, write_results
from annotator.workflow.project import create_project
from annotator.workflow.schemes import find_scheme
from annotator.workflow.status import project_status


def test_made_once_and_found_again(tmp_path: Path) -> None:
    said: list[str] = []
    first = make_demo(tmp_path / "new" / "demo", said.append)
    before = project_status(first)
    first.close()
    again = make_demo(tmp_path / "new" / "demo", said.append)
    assert project_status(again) == before
    again.close()
    assert [line.split()[0] for line in said] == ["made", "using"]


def test_results_can_be_read_by_anybody(tmp_path: Path) -> None:
    folder = tmp_path / "a demo"
    project = make_demo(folder, lambda _: None)
    text, written = write_results(project, folder)
    project.close()
    assert text == (folder / "agreement.txt").read_text(encoding="utf-8")
    assert {path for path, _ in written} == set(folder.iterdir())
    assert json.loads((folder / "agreement.json").read_text(encoding="utf-8"))["inputs"]["annotators"]
    lines = (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    claims = {
        each["claim"] for line in lines for each in json.loads(line)["annotations"] + json.loads(line)["gold"]
    }
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        assert {row["claim"] for row in csv.DictReader(file)} == claims
    assert written[-1][1].endswith(f"--db '{folder / DATABASE}'")


def test_a_project_of_ones_own_stays_untouched(tmp_path: Path) -> None:
    path = tmp_path / DATABASE
    create_project(path, "Mine", find_scheme("newsclaim")).close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match="another project"):
        make_demo(tmp_path, lambda _: None)
    assert path.read_bytes() == before


def test_a_place_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "demo"):
        with pytest.raises(StoreProblem, match="can't be made here"):
            make_demo(folder, lambda _: None)
