"""Files that people have: one of each schema before this one, as the program of that day wrote it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from annotator.core.claim import Annotation, Label
from annotator.core.history import Action, Entry, Kind, Looked
from annotator.formats.options import Options, Which
from annotator.formats.registry import FORMATS
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.guards import missing_guards
from annotator.store.header import SCHEMA, schema_number
from annotator.store.peek import peek_place, peek_project
from annotator.store.schema import create_database, open_database
from annotator.store.seals import broken_seals
from annotator.store.writing import save, save_draft, save_place
from annotator.workflow.items import records
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.undoing import turn_back

DUMPS = {int(path.stem.removeprefix("schema-")): path for path in Path(__file__).parent.glob("schema-*.sql")}


@pytest.fixture(params=sorted(DUMPS))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Make the file of an older schema again, alone in its folder."""
    (tmp_path / "project").mkdir()
    path = tmp_path / "project" / "p.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMPS[request.param].read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    assert schema_number(path) == request.param
    return path


@pytest.fixture
def upgraded(old: Path) -> Iterator[Project]:
    project = open_project(old)
    yield project
    project.close()


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table as a mapping, in the order they were written."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row["name"]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if row["name"] != "alembic_version"
        ]
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY rowid")]
            for name in names
        }


def master(path: Path) -> set[tuple[str, str, str]]:
    """Return what everything in the file is made of, word by word."""
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_there_is_a_file_of_every_older_schema() -> None:
    assert sorted(DUMPS) == list(range(1, SCHEMA))


def test_it_holds_every_kind_of_row(old: Path) -> None:
    found = tables(old)
    assert [name for name, rows in found.items() if not rows] == []
    kinds = {
        ("action", "kind"): {"do", "undo", "redo"},
        ("annotation", "state"): {"standing", "withdrawn"},
        ("claim", "origin"): {"marked", "given", "gold"},
        ("evidence", "polarity"): {"supports", "refutes", "context", "nothing_found"},
        ("passage_state", "state"): {"done", "skipped", "flagged"},
    }
    for (name, column), wanted in kinds.items():
        assert {row[column] for row in found[name]} == wanted
    assert any(row["salt"] is None for row in found["annotation"])
    assert any(row["salt"] is None for row in found["evidence"])
    assert any(row["article_id"] is not None for row in found["evidence"])


def test_opening_it_says_what_was_done_and_where_the_copy_is(old: Path) -> None:
    number, before = schema_number(old), tables(old)
    said: list[str] = []
    for _ in range(2):
        open_database(old, said.append).dispose()
    backup = old.with_name(f"p.db.schema-{number}.bak")
    assert said == [f"upgraded {old} from schema {number} to {SCHEMA}; as it was before: {backup}"]
    assert [each.name for each in old.parent.glob("*.*.*")] == [backup.name]
    assert schema_number(backup) == number
    assert tables(backup) == before


def test_the_copy_opens_as_the_file_did(old: Path) -> None:
    open_database(old).dispose()
    (backup,) = old.parent.glob("*.bak")
    again = old.with_name("again.db")
    shutil.copyfile(backup, again)
    open_database(again).dispose()
    assert tables(again) == tables(old)
    assert master(again) == master(old)


def test_every_row_is_as_it_was_and_what_is_new_is_empty(old: Path) -> None:
    before = tables(old)
    open_database(old).dispose()
    after = tables(old)
    assert before.keys() <= after.keys()
    for name, rows in after.items():
        for row, was in zip(rows, before.get(name, []), strict=True):
            new = row.keys() - was.keys()
            assert {column: row[column] for column in was} == was
            assert {column: row[column] for column in new} == dict.fromkeys(new)


def test_every_seal_holds_and_nothing_refers_to_what_is_not_there(upgraded: Project) -> None:
    with reading_scope(upgraded.engine) as connection:
        assert list(broken_seals(connection)) == []
        assert missing_guards(connection) == []
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_it_is_made_of_the_same_as_a_file_that_never_was_older(old: Path, tmp_path: Path) -> None:
    open_database(old).dispose()
    create_database(tmp_path / "fresh.db", lambda _: None)
    assert master(old) == master(tmp_path / "fresh.db")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE label SET suggested = 1 WHERE rowid = (SELECT min(rowid) FROM label)",
        "UPDATE label SET value = 'mixed' WHERE field = 'form'",
        "UPDATE annotation SET chain = 'x' WHERE seq = 1",
    ],
)
def test_a_silent_change_after_the_upgrade_shows(old: Path, change: str) -> None:
    open_database(old).dispose()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(change).rowcount > 0
    project = open_project(old)
    with reading_scope(project.engine) as connection:
        assert list(broken_seals(connection))
    project.close()


def current(project: Project, who: str) -> dict[str, Annotation]:
    with reading_scope(project.engine) as connection:
        return {
            each.claim_id: each
            for article in reading.article_ids(connection)
            for each in reading.current_annotations(connection, article, who)
        }


def test_undo_and_redo_reach_back_across_the_upgrade(upgraded: Project) -> None:
    ana = find_annotator(upgraded, "Ana").id
    before = {claim: each.judgement for claim, each in current(upgraded, ana).items()}
    # The last thing she did, in the older program, was to undo a change of the stance.
    done = turn_back(upgraded, ana, Kind.REDO)
    assert done is not None
    changed = {claim for claim, each in current(upgraded, ana).items() if each.judgement != before[claim]}
    assert changed == {done.claim_id}
    turns = 0
    while turn_back(upgraded, ana, Kind.UNDO) is not None:
        turns += 1
    assert not [each for each in current(upgraded, ana).values() if each.judgement.stands]
    with reading_scope(upgraded.engine) as connection:
        assert {each.state for each in reading.current_passage_states(connection, ana)} == {Looked.OPEN}
    # All but the last, which was undone before the upgrade.
    for _ in range(turns - 1):
        assert turn_back(upgraded, ana, Kind.REDO) is not None
    assert {claim: each.judgement for claim, each in current(upgraded, ana).items()} == before
    with reading_scope(upgraded.engine) as connection:
        assert list(broken_seals(connection)) == []


def test_work_goes_on_in_it_and_an_old_history_takes_a_suggested_label(upgraded: Project) -> None:
    ana, stamps = find_annotator(upgraded, "Ana").id, upgraded.stamps
    last = next(each for each in current(upgraded, ana).values() if each.judgement.of("form"))
    action = Action(stamps.new_id(), ana, Kind.DO, "tag form", stamps.now(), "test")
    judgement = last.judgement.tagged("form", [Label("form", "mixed", suggested=True)])
    after = replace(
        last,
        id=stamps.new_id(),
        action_id=action.id,
        judgement=judgement,
        parent_id=last.id,
        seq=last.seq + 1,
    )
    save(upgraded.engine, Entry(action, annotations=(after,)))
    assert current(upgraded, ana)[last.claim_id] == after
    turn_back(upgraded, ana, Kind.UNDO)
    assert current(upgraded, ana)[last.claim_id].judgement == last.judgement
    turn_back(upgraded, ana, Kind.REDO)
    assert current(upgraded, ana)[last.claim_id].judgement == judgement
    with reading_scope(upgraded.engine) as connection:
        assert list(broken_seals(connection)) == []


def test_where_somebody_left_off_and_half_typed_text_are_kept_and_overwritten(upgraded: Project) -> None:
    ana = find_annotator(upgraded, "Ana").id
    with reading_scope(upgraded.engine) as connection:
        place, drafts = reading.where(connection, ana), reading.drafts(connection, ana)
    assert place is not None
    ((claim, what), body), *rest = drafts.items()
    assert (what, body, rest) == ("note", "half-typed", [])
    assert place.claim_id == claim
    save_draft(upgraded.engine, annotator=ana, claim=claim, what=what, body="", at="now")
    save_place(
        upgraded.engine,
        annotator=ana,
        article=place.article_id,
        passage=place.passage_id,
        caret=0,
        claim=None,
        at="now",
    )
    with reading_scope(upgraded.engine) as connection:
        assert reading.drafts(connection, ana) == {}
        after = reading.where(connection, ana)
    assert after is not None
    assert (after.caret, after.claim_id) == (0, None)


def test_the_first_frame_needs_no_upgrade(old: Path) -> None:
    """It is painted before the project is opened, whatever the file's schema is."""
    first = peek_project(old)
    project = open_project(old)
    ana = find_annotator(project, "Ana").id
    project.close()
    (backup,) = old.parent.glob("*.bak")
    assert peek_project(backup) == first == peek_project(old)
    assert peek_place(backup, ana) == peek_place(old, ana)


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_exported_as_ever(upgraded: Project, name: str) -> None:
    with reading_scope(upgraded.engine) as connection:
        lines = list(FORMATS[name].write(records(connection, Which.BOTH), Options(which=Which.BOTH)))
    assert len(lines) > 2
    (backup,) = upgraded.path.parent.glob("*.bak")
    suggested = [line for line in lines if '"suggested"' in line or line.endswith(",1,,,\r\n")]
    # Labels say so since schema 2.
    assert bool(suggested) == (schema_number(backup) >= 2)
