"""Every connection is durable, reading leaves no trace, writing is whole or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from annotator.errors import NotSaved, StoreProblem
from annotator.store import engine as engines
from annotator.store.engine import SETTINGS, open_engine, reading, write_by_driver, writing
from annotator.workflow.project import Project

WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "fullfsync": 1,
    "recursive_triggers": 1,
    "cache_size": -128,
}

INSERT = text("INSERT INTO source (id, name, type, qualifier) VALUES (:id, 'n', 't', '')")


def count(project: Project) -> int:
    with reading(project.engine) as connection:
        return int(connection.execute(text("SELECT count(*) FROM source")).scalar_one())


def test_every_connection_of_the_pool_reads_back_the_settings(project: Project) -> None:
    with ExitStack() as stack:
        connections = [stack.enter_context(reading(project.engine)) for _ in range(8)]
        for connection in connections:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SETTINGS}
            assert found == WANTED


def test_a_database_that_does_not_take_a_setting_is_not_used(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "synchronous", ("FULL", 99))
    other = open_engine(project.path)
    with pytest.raises(StoreProblem) as caught, reading(other):
        pass
    other.dispose()
    assert str(caught.value) == (
        "the database does not take the setting synchronous = FULL\n"
        "  why: it answers 2; without it saved work might not be on disk\n"
        "  do:  keep the project on a local disk"
    )


def test_what_is_written_is_there_for_another_program(project: Project) -> None:
    with writing(project.engine) as connection:
        connection.execute(INSERT, {"id": "a"})
    with sqlite3.connect(project.path) as other:
        assert other.execute("SELECT id FROM source").fetchall() == [("a",)]
    other.close()


def named(id_: str) -> Callable[[sqlite3.Cursor], None]:
    """Return what writes a source of that id."""

    def write(cursor: sqlite3.Cursor) -> None:
        cursor.execute("INSERT INTO source (id, name, type, qualifier) VALUES (?, 'n', 't', '')", [id_])

    return write


def test_what_writes_by_the_driver_has_the_settings_but_for_waiting_which_it_does_itself(
    project: Project,
) -> None:
    found = {}

    def look(cursor: sqlite3.Cursor) -> None:
        found.update({name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS})

    write_by_driver(project.engine, look)
    assert found == WANTED | {"busy_timeout": 0}


def test_whoever_writes_by_the_driver_has_a_connection_to_themselves_and_the_next_has_it_again(
    project: Project,
) -> None:
    met = []

    def inside(cursor: sqlite3.Cursor) -> None:
        met.append(cursor.connection)
        cursor.execute("COMMIT")
        write_by_driver(project.engine, lambda other: met.append(other.connection))
        cursor.execute("BEGIN")

    write_by_driver(project.engine, inside)
    write_by_driver(project.engine, lambda cursor: met.append(cursor.connection))
    outer, inner, later = met
    assert outer is not inner
    assert later in (outer, inner)


@pytest.mark.parametrize("failure", [ValueError("mine"), KeyboardInterrupt()])
def test_what_fails_when_writing_by_the_driver_leaves_nothing_and_the_next_write_is_whole(
    project: Project, failure: BaseException
) -> None:
    def fail(cursor: sqlite3.Cursor) -> None:
        named("a")(cursor)
        raise failure

    write_by_driver(project.engine, named("before"))
    with pytest.raises(type(failure)):
        write_by_driver(project.engine, fail)
    write_by_driver(project.engine, named("b"))
    assert count(project) == 2


def test_when_another_program_holds_the_file_a_write_by_the_driver_says_so_and_can_be_repeated(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "busy_timeout", ("20", 20))
    holder = sqlite3.connect(project.path, isolation_level=None)
    for id_ in "ab":
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match="nothing was saved"):
            write_by_driver(project.engine, named(id_))
        holder.execute("ROLLBACK")
        write_by_driver(project.engine, named(id_))
    holder.close()
    assert count(project) == 2


def test_a_write_by_the_driver_that_outlives_its_engine_is_saved_and_leaves_no_file_open(
    project: Project,
) -> None:
    def write(cursor: sqlite3.Cursor) -> None:
        named("a")(cursor)
        project.engine.dispose()

    write_by_driver(project.engine, write)
    assert [each.name for each in project.path.parent.iterdir()] == [project.path.name]
    assert count(project) == 1


@pytest.mark.parametrize("failure", [ValueError("mine"), KeyboardInterrupt()])
def test_a_write_that_fails_in_the_middle_leaves_nothing(project: Project, failure: BaseException) -> None:
    with pytest.raises(type(failure)), writing(project.engine) as connection:
        connection.execute(INSERT, {"id": "a"})
        raise failure
    assert count(project) == 0


def test_reading_leaves_no_trace(project: Project) -> None:
    with reading(project.engine) as connection:
        connection.execute(INSERT, {"id": "a"})
    assert count(project) == 0


def test_reading_sees_one_moment(project: Project) -> None:
    with reading(project.engine) as connection:
        before = connection.execute(text("SELECT count(*) FROM source")).scalar()
        with writing(project.engine) as other:
            other.execute(INSERT, {"id": "a"})
        assert connection.execute(text("SELECT count(*) FROM source")).scalar() == before
    assert count(project) == 1


def test_a_write_takes_its_turn_at_once_so_that_what_it_read_still_holds(project: Project) -> None:
    with writing(project.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM source")).scalar() == 0
        other = sqlite3.connect(project.path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_when_another_program_holds_the_file_it_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "busy_timeout", ("20", 20))
    impatient = open_engine(project.path)
    holder = sqlite3.connect(project.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSaved) as caught, writing(impatient) as connection:
        connection.execute(INSERT, {"id": "a"})
    holder.execute("ROLLBACK")
    holder.close()
    with writing(impatient) as connection:
        connection.execute(INSERT, {"id": "a"})
    impatient.dispose()
    assert str(caught.value) == (
        "the database could not be written; nothing was saved\n"
        "  why: another program is writing to it (database is locked)\n"
        "  do:  wait until it is done and try again"
    )
    assert count(project) == 1


def test_a_full_disk_is_said_and_nothing_is_half_written(project: Project) -> None:
    with pytest.raises(NotSaved) as caught, writing(project.engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(5000):
            connection.execute(INSERT, {"id": f"{number:0100}"})
    project.engine.dispose()
    assert "the disk is full" in caught.value.why
    assert count(project) == 0


def test_a_file_moved_away_is_not_made_anew_in_silence(project: Project) -> None:
    project.engine.dispose()
    project.path.rename(project.path.with_suffix(".moved"))
    with pytest.raises(NotSaved, match="could not be written"), writing(project.engine) as connection:
        connection.execute(INSERT, {"id": "a"})
    assert not project.path.exists()


@pytest.mark.parametrize("name", ["a b.db", "100%41.db", "what?.db", "a#b.db", "ümlaut.db", "-x.db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, small: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(small.read_bytes())
    engine = open_engine(path)
    with writing(engine) as connection:
        connection.execute(INSERT, {"id": "a"})
    engine.dispose()
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_no_file_of_the_log_is_left_behind_in_the_end(project: Project) -> None:
    with writing(project.engine) as connection:
        connection.execute(INSERT, {"id": "a"})
    write_by_driver(project.engine, named("b"))
    project.close()
    assert [each.name for each in project.path.parent.iterdir()] == [project.path.name]


SAYS: dict[str, Callable[..., Any]] = {
    "the file or its folder is read-only": lambda: sqlite3.OperationalError(
        "attempt to write a readonly database"
    ),
    "the disk reported an error": lambda: sqlite3.OperationalError("disk I/O error"),
    "the file is damaged": lambda: sqlite3.DatabaseError("database disk image is malformed"),
    "something new": lambda: sqlite3.OperationalError("something new"),
}


@pytest.mark.parametrize("why", SAYS)
def test_what_the_database_reports_is_put_in_words(why: str) -> None:
    problem = engines.explain(SAYS[why](), "write")
    assert isinstance(problem, NotSaved)
    assert problem.why.startswith(why)
    assert problem.do
    assert not isinstance(engines.explain(SAYS[why](), "read"), NotSaved)
