"""Merging is a set union: whatever a team did in which files, any order and any number of times give one project."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.ids import fold
from annotator.store.doctor import examine
from annotator.store.tables import METADATA, OVERWRITTEN
from annotator.workflow.kits import make_kit
from annotator.workflow.merging import Merged, merge_files
from annotator.workflow.project import open_project
from tests.properties.team import PEOPLE, Lead, Step, Worker, blank_a_note, leadings, rows, steps, worked

pytestmark = pytest.mark.slow

MERGES = ("kit merge",)


def dump(path: Path) -> dict[str, list[Any]]:
    """Return all that a project holds, but for what says of a merge when it was made.

    Of two spellings of a source's name the first stays, so names are told folded. So does the first redaction of a row.
    """
    found: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for name in METADATA.tables:
            if name in OVERWRITTEN:
                continue
            listed = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            if name == "action":
                listed = [row for row in listed if row["what"] not in MERGES]
            if name == "kit":
                listed = [
                    row | ({"id": 0, "action_id": 0} if row["state"] == "merged" else {}) for row in listed
                ]
            if name == "source":
                listed = [row | {"name": fold(row["name"]), "digest": 0} for row in listed]
            if name == "redaction":
                listed = [row | {"action_id": 0} for row in listed]
            found[name] = sorted(listed, key=repr)
    return found


def healthy(path: Path) -> None:
    report = examine(path)
    assert [(each.what, each.examples) for each in report.outcomes.values() if not each.is_well] == []


def merged(base: Path, files: list[Path], name: str) -> tuple[Path, list[Merged]]:
    """Merge files into a copy of a project."""
    path = Path(shutil.copy(base, base.with_name(name)))
    project = open_project(path)
    try:
        return path, merge_files(project, files)
    finally:
        project.close()


Work = list[tuple[int, list[Step]]]


class Team(NamedTuple):
    """What a team does: before kits are made, led how, then in each of some files in two sittings.

    A file is (whose, whether it is a copy of the project rather than a kit, first, second, whether a note of theirs is
    redacted in the end).
    """

    before: Work
    leading: list[Step]
    files: list[tuple[int, bool, list[Step], list[Step], bool]]
    after: list[Step]


one_file = st.tuples(st.integers(0, 2), st.booleans(), steps, steps, st.booleans())
teams = st.builds(
    Team,
    before=st.lists(st.tuples(st.integers(0, 2), steps), max_size=3),
    leading=leadings,
    files=st.lists(one_file, min_size=1, max_size=3),
    after=leadings,
)


@contextmanager
def at_work(small: Path, team: Team) -> Iterator[tuple[Path, list[Path]]]:  # noqa: C901  one course of events
    """Give the project that a lead holds, and the files that came back: of each an older state, too."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(shutil.copy(small, Path(folder) / "base.db"))
        project = open_project(base)
        lead = Lead.of(project)
        lead.second_hand(PEOPLE[0])
        lead.open_round("one", given=True)
        for who, taken in team.before:
            for step in taken:
                Worker(project, lead.people[PEOPLE[who]]).do(*step)
        for step in team.leading:
            lead.do(*step)
        found = []
        for number, (who, is_copy, first, second, redacts) in enumerate(team.files):
            file = Path(folder) / f"{number}.db"
            if is_copy:
                copied(base, file)
            else:
                make_kit(project, PEOPLE[who], target=file)
            worked(file, lead.people[PEOPLE[who]], first)
            found.append(copied(file, Path(folder) / f"{number}-older.db"))
            worked(file, lead.people[PEOPLE[who]], second)
            if redacts:
                own = open_project(file)
                blank_a_note(own, lead.people[PEOPLE[who]], who)
                own.close()
            found.append(file)
        # What the lead does meanwhile.
        lead.project = project = reopened(project)
        for step in team.after:
            if step[0] != "redact":
                lead.do(*step)
        project.close()
        yield base, found


def copied(path: Path, to: Path) -> Path:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return to


def reopened(project: Any) -> Any:
    project.close()
    return open_project(project.path)


EXAMPLES = int(os.environ.get("MERGING_EXAMPLES", "8"))

LAWS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@LAWS
@given(team=teams, seed=st.integers(0, 10_000))
def test_any_order_and_any_number_of_times_give_the_same_project(small: Path, team: Team, seed: int) -> None:
    chance = random.Random(seed)
    with at_work(small, team) as (base, files):
        orders = [files, [*files, *files], *(chance.sample(files * 2, len(files) * 2) for _ in range(2))]
        # Twice in some order is at least once each.
        outcomes = [merged(base, order, f"merged-{number}.db") for number, order in enumerate(orders)]
        for path, told in outcomes:
            assert [each.refused for each in told if each.refused] == []
            healthy(path)
        first, *others = (dump(path) for path, _ in outcomes)
        for other in others:
            assert first.keys() == other.keys()
            for table, held in first.items():
                assert other[table] == held, table


@LAWS
@given(team=teams)
def test_a_second_merge_adds_nothing_at_all(small: Path, team: Team) -> None:
    with at_work(small, team) as (base, files):
        path, _ = merged(base, files, "once.db")
        before = everything(path)
        project = open_project(path)
        try:
            for told in merge_files(project, files):
                assert (told.refused, told.rows, told.forks) == (None, {}, ())
        finally:
            project.close()
        assert everything(path) == before


def everything(path: Path) -> dict[str, list[Any]]:
    return {name: sorted(rows(path, f'SELECT * FROM "{name}"'), key=repr) for name in METADATA.tables}


@LAWS
@given(team=teams)
def test_nothing_that_anybody_did_is_missing_and_nothing_else_is_there(small: Path, team: Team) -> None:
    with at_work(small, team) as (base, files):
        path, _ = merged(base, files, "union.db")
        for table in (
            "annotation",
            "label",
            "reaction",
            "evidence",
            "annotation_evidence",
            "passage_state",
            "exposure",
        ):
            key = (
                "annotation_id || ' ' || position"
                if table in ("label", "reaction", "annotation_evidence")
                else "id"
            )
            if table == "label":
                key += " || field"
            held = {row[0] for file in (base, *files) for row in rows(file, f"SELECT {key} FROM {table}")}
            assert {row[0] for row in rows(path, f"SELECT {key} FROM {table}")} == held
            assert len(rows(path, f"SELECT 1 FROM {table}")) == len(held)


@LAWS
@given(team=teams)
def test_a_dry_run_says_what_the_first_file_brings_and_changes_nothing(small: Path, team: Team) -> None:
    with at_work(small, team) as (base, files):
        before = everything(base)
        project = open_project(base)
        try:
            (said,) = merge_files(project, files[-1:], dry_run=True)
            assert everything(base) == before
            (done,) = merge_files(project, files[-1:])
        finally:
            project.close()
        assert (said.rows, said.forks) == (done.rows, done.forks)


@LAWS
@given(team=teams)
def test_a_kit_made_after_a_merge_holds_all_of_its_owners_work_and_comes_back_as_nothing_new(
    small: Path, team: Team
) -> None:
    with at_work(small, team) as (base, files):
        path, _ = merged(base, files, "next.db")
        project = open_project(path)
        try:
            kit = make_kit(project, PEOPLE[0], target=path.with_name("next-kit.db")).path
            healthy(kit)
            (told,) = merge_files(project, [kit])
        finally:
            project.close()
        assert (told.refused, told.rows, told.forks) == (None, {}, ())
        healthy(path)
