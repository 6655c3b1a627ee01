"""Cells that a spreadsheet would run: guarded in csv, exact without the guard, untouched in jsonl."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from annotator.core.claim import Claim, Judgement, Label, Origin
from annotator.core.history import Action, Entry, Kind
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.formats.options import Options
from annotator.formats.registry import FORMATS
from annotator.store.writing import save
from annotator.workflow.exporting import export
from annotator.workflow.project import Project, add_annotator
from tests.store.conftest import Annotation, Hand

RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
CELLS = (
    "=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\r\n=1", '="x","y"', "-5", "=1\n=2",
    "'=1", "a=1", ";=1", ',"=1', " =1", "=", "＝1",
)  # fmt: skip


@pytest.fixture
def spiked(project: Project) -> Project:
    """Give a project in which names and labels are formulas."""
    add_annotator(project, "=1+1")
    hand = Hand(project, "=1+1")
    for cell in CELLS:
        source = Source.of(cell, "=type")
        action = Action(hand.new_id(), hand.annotator, Kind.DO, "mark", project.stamps.now(), "test")
        claim = Claim(hand.new_id(), hand.article.id, Origin.MARKED, hand.annotator)
        judgement = Judgement(
            Span(0, 6),
            project.scheme.hash,
            (Label("source", source_id=source.id), Label("x", cell)),
            note=cell,
        )
        annotation = Annotation(hand.new_id(), claim.id, hand.annotator, action.id, action.at, judgement)
        save(project.engine, Entry(action, claims=(claim,), sources=(source,), annotations=(annotation,)))
    return project


def exported(project: Project, name: str, path: Path, options: Options) -> str:
    export(project, FORMATS[name], path, options)
    return path.read_bytes().decode()


def test_no_cell_of_csv_begins_as_a_formula_does(spiked: Project, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(exported(spiked, "csv", tmp_path / "g.csv", Options()), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if cell.startswith(RUN)] == []
    values = {row[rows[0].index("value")] for row in rows}
    assert {f"'{cell}" if cell.startswith(RUN) else cell for cell in CELLS} <= values


def test_without_the_guard_and_in_jsonl_everything_is_as_it_was_said(spiked: Project, tmp_path: Path) -> None:
    plain = exported(spiked, "csv", tmp_path / "p.csv", Options(guard=False))
    rows = list(csv.DictReader(io.StringIO(plain, newline="")))
    assert set(CELLS) <= {row["value"] for row in rows}
    lines = exported(spiked, "jsonl", tmp_path / "j.jsonl", Options()).splitlines()
    notes = {each["note"] for line in lines for each in json.loads(line)["annotations"]}
    assert set(CELLS) <= notes
