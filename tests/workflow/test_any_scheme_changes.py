"""Whatever is done to the scheme while people label: nothing stored changes, and everything can be read and used."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.scheme import Scheme
from annotator.core.scheme_changes import Changed, Said, add, merge, rename, retire
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError
from annotator.formats.options import Options
from annotator.formats.registry import FORMATS
from annotator.store.engine import reading as reading_scope
from annotator.store.seals import broken_seals
from annotator.workflow.annotating import Desk
from annotator.workflow.changing_schemes import propose, propose_return, put_in_force
from annotator.workflow.exporting import export
from annotator.workflow.looking_again import to_look_at_again
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.reporting import report_agreement
from annotator.workflow.sitting import Sitting
from annotator.workflow.status import project_status

FIELDS = ("form", "stance", "flags")
NAMES = tuple(f"new{number}" for number in range(4))
SPANS = (Span(0, 6), Span(7, 16), Span(12, 20))

numbers = st.integers(0, 11)
changes = st.tuples(
    st.sampled_from(("rename", "merge", "retire", "add", "revert")), numbers, numbers, numbers
)
labelling = st.tuples(st.sampled_from(("Ana", "Ben", "stale")), numbers, numbers, numbers)


class Work:
    """Ana and Ben, who open the project anew each time, and a screen of Ana's that stays open all along."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stale = open_project(path)
        self.stale_sitting = Sitting(self.stale, find_annotator(self.stale, "Ana"), lambda _: None)

    def close(self) -> None:
        self.stale_sitting.close()

    def label(self, who: str, *numbers: int) -> None:
        if who == "stale":
            place = self.stale_sitting.resume()
            self._label(place, self.stale.scheme, *numbers)
            assert self.stale_sitting.outbox.drain()
            return
        project = open_project(self.path)
        sitting = Sitting(project, find_annotator(project, who), lambda _: None)
        self._label(sitting.resume(), project.scheme, *numbers)
        assert sitting.close()

    def _label(self, desk: Desk, scheme: Scheme, at: int, which: int, label: int) -> None:
        span = SPANS[at % len(SPANS)]
        known = [each.claim_id for each in desk.claims if each.judgement.span == span]
        if known:
            desk.focus_on(known[0])
        else:
            desk.select(span)
            assert desk.mark() is not None
        field = scheme.field(FIELDS[which % len(FIELDS)])
        assert field is not None
        desk.tag(field, field.labels[label % len(field.labels)])

    def change(self, kind: str, which: int, one: int, other: int) -> None:
        project = open_project(self.path)
        try:
            field = project.scheme.field(FIELDS[which % len(FIELDS)])
            assert field is not None
            ids = [label.id for label in field.labels]
            first, second = f"{field.id}.{ids[one % len(ids)]}", f"{field.id}.{ids[other % len(ids)]}"
            name = NAMES[other % len(NAMES)]
            said = Said(name=name, definition=f"It is {name}.")
            make: dict[str, Callable[[Scheme], Changed]] = {
                "rename": lambda scheme: rename(scheme, first, name, Said()),
                "merge": lambda scheme: merge(scheme, [first], second, Said()),
                "retire": lambda scheme: retire(scheme, [first]),
                "add": lambda scheme: add(scheme, f"{field.id}.{name}", said),
            }
            proposal = propose_return(project) if kind == "revert" else propose(project, kind, make[kind])
            put_in_force(project, proposal)
        except AnnotatorError:
            pass
        finally:
            project.close()


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            row
            for query in ("SELECT * FROM annotation", "SELECT * FROM label", "SELECT hash, body FROM scheme")
            for row in connection.execute(query)
        ]


def check(project: Project, folder: Path) -> None:
    with reading_scope(project.engine) as connection:
        assert list(broken_seals(connection)) == []
    with closing(sqlite3.connect(project.path)) as connection:
        stored = connection.execute(
            "SELECT field, value FROM label JOIN current_annotation AS a ON a.id = annotation_id"
            " WHERE state = 'standing'"
        ).fetchall()
    target = folder / "labels.csv"
    export(project, FORMATS["csv"], target, Options(), force=True)
    found = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert sorted((row["field"], row["value"]) for row in found) == sorted(stored)
    for row in found:
        field = project.scheme.field(row["field"])
        assert field is not None
        now = row["value_now"] or row["value"]
        assert (field.label(now) is None) == (now == "(retired)")
    export(project, FORMATS["jsonl"], folder / "labels.jsonl", Options(), force=True)
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    noted = sum(len(now) for line in lines for each in json.loads(line)["annotations"]
                for now in each.get("labels_now", {}).values())  # fmt: skip
    assert noted == sum(1 for row in found if row["value_now"])
    report = report_agreement(project, resamples=0)
    assert report.annotators is not None
    retired = [each for each in to_look_at_again(project) if each.why == "retired"]
    assert len(retired) == sum(1 for row in found if row["value_now"] == "(retired)")
    assert project_status(project).articles > 0


@pytest.mark.slow
@settings(max_examples=40)
@given(steps=st.lists(st.one_of(changes, labelling), max_size=12))
def test_no_change_of_scheme_touches_what_is_stored_or_leaves_anything_unreadable(
    small: Path, steps: list[tuple[str, int, int, int]]
) -> None:
    with TemporaryDirectory() as name:
        path = Path(shutil.copyfile(small, Path(name) / "small.db"))
        work = Work(path)
        try:
            before: list[tuple[object, ...]] = []
            for what, *values in steps:
                (work.label if what in ("Ana", "Ben", "stale") else work.change)(what, *values)
                after = rows(path)
                assert set(before) <= set(after)
                before = after
            project = open_project(path)
            check(project, Path(name))
            project.close()
        finally:
            work.close()
