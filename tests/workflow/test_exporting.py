"""A file appears whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.history import Action, Entry, Kind
from annotator.errors import AnnotatorError, BadInput, NotFound
from annotator.formats.options import Options, Which
from annotator.formats.record import ItemRecord
from annotator.formats.registry import FORMATS, Format
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save
from annotator.workflow.exporting import check_target, export, write_whole
from annotator.workflow.project import Project, create_project
from annotator.workflow.schemes import find_scheme


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "project").mkdir()
    made = create_project(tmp_path / "project" / "annotator.db", "Pilot", find_scheme("newsclaim"))
    yield made
    made.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "claims.jsonl"


def broken(problem: BaseException) -> Format:
    """Return a format that writes a lot and then fails."""

    def write(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
        list(records)
        for _ in range(10_000):
            yield "a line\n"
        raise problem

    return made(write)


def made(how: Callable[[Iterable[ItemRecord], Options], Iterator[str]]) -> Format:
    """Return a format that is written by a function of the test."""

    class Made(Format):
        def write(self, records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
            return how(records, options)

    return Made("made", "for this test", ".jsonl", "", "line")


@pytest.mark.parametrize(
    "problem",
    [ValueError("a bug"), KeyboardInterrupt(), OSError(28, "No space left on device"), BadInput("no")],
)
@pytest.mark.parametrize("there", [True, False])
def test_what_fails_midway_leaves_everything_as_it_was(
    problem: BaseException, there: bool, project: Project, target: Path
) -> None:
    if there:
        target.write_text("old\n", encoding="utf-8")
    wanted = AnnotatorError if isinstance(problem, OSError) else type(problem)
    with pytest.raises(wanted):
        export(project, broken(problem), target, Options(), force=True)
    assert [path.name for path in target.parent.iterdir()] == ([target.name] if there else [])
    if there:
        assert target.read_text(encoding="utf-8") == "old\n"


def test_nothing_stands_under_the_name_until_it_is_whole(project: Project, target: Path) -> None:
    seen: list[bool] = []

    def write(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
        for _ in range(3):
            seen.append(target.exists())
            yield "a line\n"

    assert export(project, made(write), target, Options()) == 3
    assert seen == [False, False, False]
    assert target.read_bytes() == b"a line\n" * 3


def test_rows_are_counted_without_the_head(project: Project, target: Path) -> None:
    assert export(project, FORMATS["csv"], target, Options()) == 0
    assert target.read_text(encoding="utf-8").startswith("item,")


def test_what_was_suggested_reaches_the_files_and_nothing_is_said_where_nothing_was(
    sample: Project, target: Path
) -> None:
    with reading_scope(sample.engine) as connection:
        before = {name: exported(sample, name, target) for name in FORMATS}
        article = reading.article_ids(connection)[0]
        last = next(
            each
            for each in reading.current_annotations(connection, article)
            if each.judgement.of("form") and each.judgement.of("source")
        )
    stamps = sample.stamps
    action = Action(stamps.new_id(), last.annotator_id, Kind.DO, "tag form", stamps.now(), "test")
    labels = tuple(
        replace(label, suggested=label.field in ("form", "source")) for label in last.judgement.labels
    )
    after = replace(
        last,
        id=stamps.new_id(),
        action_id=action.id,
        parent_id=last.id,
        seq=last.seq + 1,
        judgement=replace(last.judgement, labels=labels),
    )
    save(sample.engine, Entry(action, annotations=(after,)))
    assert '"suggested"' not in before["jsonl"]
    assert {row["suggested"] for row in csv.DictReader(before["csv"].splitlines())} == {""}
    items = [json.loads(line) for line in exported(sample, "jsonl", target).splitlines()]
    said = [each for item in items for each in item["annotations"] + item["gold"] if "suggested" in each]
    assert [(each["annotation"], each["suggested"]) for each in said] == [
        (after.id, {"form": [*last.judgement.of("form")], "source": [*last.judgement.of("source")]})
    ]
    rows = list(csv.DictReader(exported(sample, "csv", target).splitlines()))
    assert {(row["claim"], row["field"]) for row in rows if row["suggested"] == "1"} == {
        (after.claim_id, "form"),
        (after.claim_id, "source"),
    }


def exported(project: Project, name: str, target: Path) -> str:
    export(project, FORMATS[name], target, Options(which=Which.BOTH), force=True)
    return target.read_text(encoding="utf-8")


def test_a_project_is_never_written_over(project: Project) -> None:
    before = project.path.read_bytes()
    for force in (False, True):
        with pytest.raises(BadInput, match="database"):
            export(project, FORMATS["csv"], project.path, Options(), force=force)
        with pytest.raises(BadInput, match="database"):
            write_whole(project.path, "text", force=force)
    assert project.path.read_bytes() == before


def test_targets(target: Path) -> None:
    check_target(target, force=False)
    target.write_text("old", encoding="utf-8")
    check_target(target, force=True)
    with pytest.raises(BadInput, match="already there"):
        check_target(target, force=False)
    with pytest.raises(BadInput, match="folder"):
        check_target(target.parent, force=True)
    with pytest.raises(NotFound, match="no such folder"):
        check_target(target / "inside", force=True)
