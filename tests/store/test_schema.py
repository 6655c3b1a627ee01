"""Making, opening and upgrading a project: each failure is one message, and leaves everything as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from annotator.errors import (
    AnnotatorError,
    BadInput,
    ForeignDatabase,
    NewerDatabase,
    NotFound,
    NotSaved,
    StoreProblem,
)
from annotator.shipped import shipped
from annotator.store import backup, header, schema
from annotator.store.engine import open_engine, reading, writing
from annotator.store.guards import missing_guards
from annotator.store.header import SCHEMA, schema_number
from annotator.store.schema import create_database, open_database, upgrade
from annotator.store.seals import broken_seals
from annotator.store.whole_files import give_name
from annotator.workflow.project import add_annotator, open_project

MIGRATIONS = shipped("db") / "migrations"


def nothing(connection: Connection) -> None:
    assert connection is not None


# -- making one


def test_a_project_is_made_whole_and_alone(tmp_path: Path) -> None:
    create_database(tmp_path / "p.db", nothing)
    assert [each.name for each in tmp_path.iterdir()] == ["p.db"]
    assert schema_number(tmp_path / "p.db") == SCHEMA
    engine = open_database(tmp_path / "p.db")
    with reading(engine) as connection:
        assert missing_guards(connection) == []
    engine.dispose()


@pytest.mark.parametrize("taken", ["file", "folder", "made meanwhile"])
def test_a_name_that_is_taken_is_refused_and_what_has_it_stays(tmp_path: Path, taken: str) -> None:
    path = tmp_path / "p.db"
    fill = nothing
    if taken == "file":
        path.write_text("mine", encoding="utf-8")
    elif taken == "folder":
        path.mkdir()
    else:

        def fill(connection: Connection) -> None:
            path.write_text("mine", encoding="utf-8")

    with pytest.raises(BadInput) as caught:
        create_database(path, fill)
    assert str(caught.value) == (
        f"{path}: there is already a file of that name\n  do:  choose another with --db, or use the one there"
    )
    assert [each.name for each in tmp_path.iterdir()] == ["p.db"]
    assert path.is_dir() or path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("log", ["-wal", "-journal"])
def test_the_log_of_a_project_that_is_gone_never_becomes_part_of_another(tmp_path: Path, log: str) -> None:
    left = tmp_path / f"p.db{log}"
    left.write_bytes(b"work")
    with pytest.raises(BadInput) as caught:
        create_database(tmp_path / "p.db", nothing)
    assert str(caught.value) == (
        f"{left}: a project of that name was here, and what was last done in it still is\n"
        "  why: it would be taken for work in the new project\n"
        "  do:  put the old project's file back, or move this one away; or choose another name with --db"
    )
    assert [each.name for each in tmp_path.iterdir()] == [left.name]


@pytest.mark.parametrize("failure", [ValueError("mine"), KeyboardInterrupt(), BadInput("a bad scheme")])
def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, failure: BaseException) -> None:
    def fill(connection: Connection) -> None:
        raise failure

    with pytest.raises(type(failure)):
        create_database(tmp_path / "p.db", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_value_the_database_refuses_leaves_nothing(tmp_path: Path) -> None:
    def fill(connection: Connection) -> None:
        columns = "id, name, scheme_hash, created_at"
        connection.execute(text(f"INSERT INTO project ({columns}) VALUES ('p', 'P', 'never', 'now')"))

    with pytest.raises(StoreProblem, match="the project can't be made here") as caught:
        create_database(tmp_path / "p.db", fill)
    assert "FOREIGN KEY" in caught.value.why
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("parent", ["never", "file"])
def test_there_must_be_a_folder(tmp_path: Path, parent: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    path = tmp_path / parent / "p.db"
    with pytest.raises(NotFound) as caught:
        create_database(path, nothing)
    assert str(caught.value) == (
        f"{path.parent}: no such folder\n  do:  make it first, or choose another with --db"
    )


def test_where_there_are_no_links_the_file_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    create_database(tmp_path / "p.db", nothing)
    assert [each.name for each in tmp_path.iterdir()] == ["p.db"]


# -- folders one may not write to


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Run with the rights of an ordinary user, because nothing is read-only to the system's own."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def shut(folder: Path, mode: int = 0o555) -> None:
    """Let nobody write to a folder; what it is to hold must be in it by now."""
    folder.chmod(mode)


@pytest.fixture
def closed() -> Iterator[Path]:
    """Give a folder to be closed, by `shut`, to whoever has no rights beyond an ordinary user's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        inner = folder / "closed"
        inner.mkdir()
        yield inner
        inner.chmod(0o755)


def test_a_read_only_folder_is_said_and_nothing_is_made(closed: Path) -> None:
    shut(closed)
    with as_somebody_else(), pytest.raises(StoreProblem) as caught:
        create_database(closed / "p.db", nothing)
    assert str(caught.value) == (
        f"{closed / 'p.db'}: the project can't be made here\n"
        "  why: the file or its folder can't be opened for writing (unable to open database file)\n"
        "  do:  choose a folder you may write to, with --db"
    )
    assert list(closed.iterdir()) == []


def test_a_folder_one_may_not_look_into_is_said(closed: Path, small: Path) -> None:
    (closed / "inner").mkdir()
    shut(closed / "inner", 0)
    path = closed / "inner" / "p.db"
    with as_somebody_else():
        with pytest.raises(StoreProblem) as made:
            create_database(path, nothing)
        with pytest.raises(StoreProblem) as opened:
            open_database(path)
    (closed / "inner").chmod(0o700)
    assert str(made.value) == (
        f"{path}: the project can't be made here\n"
        "  why: Permission denied\n  do:  choose a folder you may write to, with --db"
    )
    assert str(opened.value) == (
        f"{path}: the project can't be reached\n"
        "  why: Permission denied\n  do:  check the permissions of its folder, or name another with --db"
    )


@pytest.mark.parametrize("file_too", [False, True])
def test_a_project_in_a_read_only_folder_is_open_for_reading_and_stays(
    closed: Path, small: Path, file_too: bool
) -> None:
    path = closed / "p.db"
    shutil.copyfile(small, path)
    path.chmod(0o444 if file_too else 0o666)
    before = path.read_bytes()
    shut(closed)
    with as_somebody_else():
        project = open_project(path)
        assert "read-only" in project.review
        with pytest.raises(StoreProblem) as caught:
            add_annotator(project, "Zoe")
        project.close()
    assert caught.value.do
    assert path.read_bytes() == before
    assert [each.name for each in closed.iterdir()] == ["p.db"]


# -- files that are no project of ours


def _text(path: Path) -> None:
    path.write_text("Dear diary, " * 50, encoding="utf-8")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.execute("PRAGMA user_version = 7")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {header.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")


def _unfinished(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {header.APPLICATION_ID}")


def _without_a_beginning(path: Path) -> None:
    _newer(path)
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])


def _log_mode(path: Path, number: int, application: int = header.APPLICATION_ID) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("PRAGMA journal_mode = WAL")


def _die_with_a_log(path: Path, application: int, number: int) -> None:
    """Leave a file as a program does that is killed: what was done last is in its log."""
    _log_mode(path, number, application)
    code = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('CREATE TABLE more (x TEXT)')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert path.with_name("p.db-wal").stat().st_size


STRANGE: dict[str, tuple[Callable[[Path], object], type[AnnotatorError], str]] = {
    "missing": (
        lambda path: None,
        NotFound,
        "no project here\n  do:  make one with: annotator init   (or name another with --db)",
    ),
    "a folder": (
        lambda path: path.mkdir(),
        BadInput,
        "this is a folder\n  do:  name a file in it, such as p.db/annotator.db",
    ),
    "a text": (
        _text,
        ForeignDatabase,
        (
            "this file is no annotator project\n  why: it is not even a SQLite database\n"
            "  do:  choose another file with --db"
        ),
    ),
    "a link to nothing": (
        lambda path: path.symlink_to(path.with_name("never.db")),
        NotFound,
        (
            "no project here\n  why: it is a link to a file that is not there\n"
            "  do:  make one with: annotator init   (or name another with --db)"
        ),
    ),
    "empty": (
        lambda path: path.touch(),
        ForeignDatabase,
        (
            "this file is empty\n  why: no project was ever made in it, or all of it is gone\n"
            "  do:  restore a backup with: annotator restore   (or remove it and make a project: annotator init)"
        ),
    ),
    "never finished": (
        _unfinished,
        StoreProblem,
        (
            "this project was never finished\n  why: it carries annotator's mark and no tables\n"
            "  do:  remove the file and make the project anew with: annotator init"
        ),
    ),
    "a damaged beginning": (
        _without_a_beginning,
        ForeignDatabase,
        (
            "this file is no annotator project\n  why: it is not even a SQLite database\n"
            "  do:  choose another file with --db"
        ),
    ),
    "another program's, with a log": (
        lambda path: _die_with_a_log(path, 7, 0),
        ForeignDatabase,
        (
            "this database belongs to another program\n  why: it does not carry annotator's mark\n"
            "  do:  choose another file with --db"
        ),
    ),
    "another program's": (
        _foreign,
        ForeignDatabase,
        (
            "this database belongs to another program\n  why: it does not carry annotator's mark\n"
            "  do:  choose another file with --db"
        ),
    ),
    "newer": (
        _newer,
        NewerDatabase,
        (
            "this project was last opened by a newer annotator\n"
            f"  why: its schema is number {SCHEMA + 1}, this program knows up to {SCHEMA}\n"
            "  do:  upgrade annotator; the file is unchanged"
        ),
    ),
    "newer, closed in the mode projects are in": (
        lambda path: _log_mode(path, SCHEMA + 1),
        NewerDatabase,
        (
            "this project was last opened by a newer annotator\n"
            f"  why: its schema is number {SCHEMA + 1}, this program knows up to {SCHEMA}\n"
            "  do:  upgrade annotator; the file is unchanged"
        ),
    ),
    "newer, with a log": (
        lambda path: _die_with_a_log(path, header.APPLICATION_ID, SCHEMA + 1),
        NewerDatabase,
        (
            "this project was last opened by a newer annotator\n"
            f"  why: its schema is number {SCHEMA + 1}, this program knows up to {SCHEMA}\n"
            "  do:  upgrade annotator; the file is unchanged"
        ),
    ),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_no_project_of_ours_is_told_apart_and_left_alone(tmp_path: Path, what: str) -> None:
    make, kind, said = STRANGE[what]
    path = tmp_path / "p.db"
    make(path)
    before = {each.name: each.is_file() and each.read_bytes() for each in tmp_path.iterdir()}
    for attempt in (schema_number, open_database, open_project):
        with pytest.raises(kind) as caught:
            attempt(path)
        assert str(caught.value) == f"{path}: {said}"
        assert caught.value.exit_code == 1
    assert {each.name: each.is_file() and each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("bytes_left", [1, 50, 99, 100, 512, 4095, 4096, 5000, 40_000])
def test_a_file_cut_short_anywhere_is_said_and_left_alone(
    tmp_path: Path, sampled: Path, bytes_left: int
) -> None:
    path = tmp_path / "p.db"
    path.write_bytes(sampled.read_bytes()[:bytes_left])
    before = path.read_bytes()
    with pytest.raises(StoreProblem) as caught:
        open_project(path)
    assert caught.value.where == str(path)
    assert caught.value.why
    assert caught.value.do
    assert path.read_bytes() == before


def test_a_file_cut_short_is_said(tmp_path: Path, small: Path) -> None:
    path = tmp_path / "p.db"
    path.write_bytes(small.read_bytes()[:5000])
    with pytest.raises(StoreProblem) as caught:
        open_project(path)
    assert "damaged" in caught.value.why


# -- bringing an older one up to date

NEXT = SCHEMA + 1

REBUILD = '''
"""A schema to come."""

import sqlalchemy as sa
from alembic import op

revision = "{next:04d}"
down_revision = "{schema:04d}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rebuild the annotations with a place for a mood."""
    with op.batch_alter_table("annotation", recreate="always") as batch:
        batch.add_column(sa.Column("mood", sa.Text(), nullable=True))
    {more}
'''


@pytest.fixture
def migrations(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that makes a folder of migrations with one more, which ends as told."""

    def _with(more: str = "pass") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        script = REBUILD.format(next=NEXT, schema=SCHEMA, more=more)
        (folder / "versions" / f"{NEXT:04d}_mood.py").write_text(script, encoding="utf-8")
        return folder

    return _with


@pytest.fixture
def old(tmp_path: Path, sampled: Path) -> Path:
    """Give the sample project as it was before the upgrade."""
    (tmp_path / "project").mkdir()
    path = tmp_path / "project" / "p.db"
    shutil.copyfile(sampled, path)
    return path


def master(path: Path) -> dict[tuple[str, str], list[str]]:
    """Return what everything in the file is made of; a rebuilt table lists its references in any order."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
    return {
        (kind, name): sorted(" ".join(line.replace('"', "").split()).strip(", ") for line in sql.splitlines())
        for kind, name, sql in made
    }


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {}
        for name in names:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "mood"]
            listed = ", ".join(f'"{column}"' for column in columns)
            found[name] = (
                connection.execute(f"SELECT {listed} FROM {name} ORDER BY 1, 2").fetchall()
                if len(columns) > 1
                else connection.execute(f"SELECT {listed} FROM {name}").fetchall()
            )
    del found["alembic_version"]
    return found


def test_an_upgrade_keeps_every_row_and_every_guard(
    old: Path, migrations: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old)
    kept = upgrade(old, migrations(), NEXT)
    assert rows(old) == before
    assert sorted(each.name for each in old.parent.iterdir()) == ["p.db", f"p.db.schema-{SCHEMA}.bak"]

    # The same as a file that never was an older one.
    monkeypatch.setattr(schema, "shipped", lambda _: tmp_path)
    monkeypatch.setattr(schema, "SCHEMA", NEXT)
    create_database(tmp_path / "fresh.db", nothing)
    assert master(old) == master(tmp_path / "fresh.db")
    made = " ".join(master(old)["table", "annotation"])
    assert ") STRICT" in made
    assert "mood TEXT" in made
    for name in ("texts_salted", "state_known", "span_runs_forward", "parent_and_number"):
        assert f"CONSTRAINT {name} CHECK" in made

    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    assert rows(kept) == before


def test_after_an_upgrade_seals_hold_and_rows_still_only_grow(
    old: Path, migrations: Callable[[str], Path]
) -> None:
    upgrade(old, migrations(), NEXT)
    engine = open_engine(old)
    with reading(engine) as connection:
        assert list(broken_seals(connection)) == []
        assert connection.execute(text("PRAGMA user_version")).scalar_one() == NEXT
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.execute(text("SELECT count(mood) FROM current_annotation")).scalar_one() == 0
    for statement in ("UPDATE annotation SET mood = 'x'", "DELETE FROM annotation"):
        with pytest.raises(StoreProblem, match="nothing was saved"), writing(engine) as connection:
            connection.execute(text(statement))
    engine.dispose()


FAILURES = {
    "an error of the database": ("op.execute('INSERT INTO never VALUES (1)')", "no such table: never"),
    "an error of its own": ("raise RuntimeError('lost my way')", "RuntimeError: lost my way"),
    "broken references": (
        'op.execute("DELETE FROM evidence")',
        "the upgrade broke references (",
    ),
    "a refused value": (
        "op.execute(\"INSERT INTO label VALUES ('x', 'f', 0, 'a', '', NULL, NULL)\")",
        "CHECK constraint",
    ),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_failing_upgrade_leaves_the_file_as_it_was(
    old: Path, migrations: Callable[[str], Path], what: str
) -> None:
    more, why = FAILURES[what]
    before, shape = rows(old), master(old)
    with pytest.raises(StoreProblem) as caught:
        upgrade(old, migrations(more), NEXT)
    kept = old.with_name(f"p.db.schema-{SCHEMA}.bak")
    assert str(caught.value).startswith(f"{old}: the project could not be upgraded; it is as it was\n  why: ")
    assert why in caught.value.why
    assert caught.value.do == f"please report this; a copy is at {kept}"
    assert (rows(old), master(old), schema_number(old)) == (before, shape, SCHEMA)
    assert rows(kept) == before
    engine = open_database(old)
    with reading(engine) as connection:
        assert missing_guards(connection) == []
    engine.dispose()


def test_a_second_upgrade_does_not_go_over_the_copy_of_the_first(
    old: Path, migrations: Callable[[str], Path]
) -> None:
    folder = migrations("raise RuntimeError('no')")
    for _ in range(2):
        with pytest.raises(StoreProblem):
            upgrade(old, folder, NEXT)
    assert sorted(each.name for each in old.parent.glob("*.bak")) == [
        f"p.db.schema-{SCHEMA}-2.bak",
        f"p.db.schema-{SCHEMA}.bak",
    ]


def test_without_a_whole_copy_there_is_no_upgrade(old: Path, migrations: Callable[[str], Path]) -> None:
    whole = bytearray(old.read_bytes())
    whole[4096 * 3 : 4096 * 9] = b"\x05" * 4096 * 6
    old.write_bytes(whole)
    with pytest.raises(StoreProblem) as caught:
        upgrade(old, migrations(), NEXT)
    assert old.read_bytes() == whole
    assert "no copy of it could be made first" in caught.value.what
    assert [each.name for each in old.parent.iterdir()] == ["p.db"]


def test_the_copy_is_whole_checked_and_on_disk_before_it_has_its_name_and_before_anything_changes(
    old: Path, migrations: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, seen = master(old), []
    fsync, migrate = os.fsync, schema._migrate

    def synced(file: int) -> None:
        seen.append("synced")
        fsync(file)

    def named(unfinished: Path, path: Path) -> None:
        seen.append("named")
        assert master(unfinished) == shape
        give_name(unfinished, path)

    def migrated(*args: Any) -> None:
        seen.append("migrated")
        assert master(old.with_name(f"p.db.schema-{SCHEMA}.bak")) == shape
        migrate(*args)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(backup, "give_name", named)
    monkeypatch.setattr(schema, "_migrate", migrated)
    upgrade(old, migrations(), NEXT)
    # The copy, then its name in the folder.
    assert seen == ["synced", "named", "synced", "migrated"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_copy_that_fails_midway_leaves_nothing(
    old: Path, migrations: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fails(_: int) -> None:
        raise failure

    before = rows(old)
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises((StoreProblem, KeyboardInterrupt)):
        upgrade(old, migrations(), NEXT)
    assert [each.name for each in old.parent.iterdir()] == ["p.db"]
    assert (rows(old), schema_number(old)) == (before, SCHEMA)


def test_the_copy_holds_what_is_in_the_log_only(old: Path, migrations: Callable[[str], Path]) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute(
            "INSERT INTO source (id, name, type, qualifier) VALUES ('s', 'In the log', 'witness', '')"
        )
        # Another program has the file open, so that nothing moves the log into it.
        kept = upgrade(old, migrations(), NEXT)
    assert "In the log" in [row[1] for row in rows(kept)["source"]]


def test_a_copy_gets_no_name_that_was_taken_meanwhile(
    old: Path, migrations: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = old.with_name(f"p.db.schema-{SCHEMA}.bak")
    copy = backup.copy_checked

    def copied(*args: Any, **more: Any) -> Any:
        held = copy(*args, **more)
        first.write_text("another program's", encoding="utf-8")
        return held

    monkeypatch.setattr(backup, "copy_checked", copied)
    kept = upgrade(old, migrations(), NEXT)
    assert kept.name == f"p.db.schema-{SCHEMA}-2.bak"
    assert first.read_text(encoding="utf-8") == "another program's"


def test_an_older_project_is_upgraded_when_it_is_opened_and_that_is_said(
    old: Path, migrations: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations()
    monkeypatch.setattr(schema, "shipped", lambda _: tmp_path)
    monkeypatch.setattr(schema, "SCHEMA", NEXT)
    monkeypatch.setattr(header, "SCHEMA", NEXT)
    said: list[str] = []
    open_database(old, said.append).dispose()
    open_database(old, said.append).dispose()
    assert said == [
        f"upgraded {old} from schema {SCHEMA} to {NEXT}; as it was before: {old}.schema-{SCHEMA}.bak"
    ]


def test_an_upgrade_waits_for_nobody_for_ever(
    old: Path, migrations: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store.engine import SETTINGS

    monkeypatch.setitem(SETTINGS, "busy_timeout", ("20", 20))
    with closing(sqlite3.connect(old, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreProblem) as caught:
            upgrade(old, migrations(), NEXT)
    assert "another program is writing to it" in caught.value.why
    assert not isinstance(caught.value, NotSaved)


def test_the_newest_migration_is_the_number_the_program_knows() -> None:
    numbers = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, SCHEMA + 1)]
