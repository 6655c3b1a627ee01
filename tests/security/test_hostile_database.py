"""A project's file made by somebody else, with whatever SQLite lets one put in: told or coped with, never run."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.main import main
from annotator.errors import ForeignDatabase
from annotator.store.header import schema_number
from annotator.store.peek import peek_project
from annotator.workflow.project import open_project

from .stream import foreign

ENDLESS = (
    "WITH RECURSIVE r(n) AS (VALUES(1) UNION ALL SELECT n+1 FROM r) SELECT n, n, n, n FROM r WHERE n < 0"
)

PROGRAMS = {
    "a trigger that writes": "CREATE TRIGGER evil AFTER INSERT ON action BEGIN DELETE FROM draft; END",
    "a trigger that refuses and writes": "CREATE TRIGGER evil BEFORE UPDATE ON draft WHEN (SELECT 1) BEGIN"
    " DELETE FROM draft; SELECT RAISE(ABORT, 'x'); END",
    "a trigger that seems to refuse": "CREATE TRIGGER evil BEFORE INSERT ON draft BEGIN SELECT RAISE(ABORT, 'x')"
    " WHERE (SELECT count(*) FROM label, label, label, label); END",
    "a view that never ends": f"CREATE VIEW evil AS {ENDLESS}",
    "a view in the place of a table": f"ALTER TABLE project RENAME TO kept; CREATE VIEW project AS {ENDLESS}",
    "a view in the place of ours": f"DROP VIEW current_annotation; CREATE VIEW current_annotation AS {ENDLESS}",
    "a column that is computed": "ALTER TABLE project ADD COLUMN boom TEXT"
    " GENERATED ALWAYS AS (printf('%.*c', 100000000, 'x')) VIRTUAL",
    "a virtual table": "CREATE VIRTUAL TABLE evil USING fts5(words)",
}

DATA = {
    "cyclic parents": "UPDATE annotation SET parent_id = id",
    "numbers that jump": "UPDATE annotation SET seq = seq * 1000 + 5",
    "labels of no scheme": "UPDATE label SET value = char(27) || '[2J' || value WHERE value IS NOT NULL",
    "fields of no scheme": "UPDATE label SET field = char(27) || field",
    "spans beyond the text": 'UPDATE annotation SET start = start + 10000000, "end" = "end" + 10000000',
    "spans that run backwards": 'UPDATE annotation SET start = "end", "end" = start',
    "spans below nothing": 'UPDATE annotation SET start = -5, "end" = 900000000000',
    "passages on one another": 'UPDATE passage SET start = 0, "end" = 5',
    "no passages": "DELETE FROM passage",
    "no articles": "DELETE FROM article",
    "no project": "DELETE FROM project",
    "no scheme": "DELETE FROM scheme",
    "no sources": "DELETE FROM source",
    "no claims": "DELETE FROM claim",
    "nobody": "DELETE FROM annotator",
    "no actions": "DELETE FROM action",
    "a scheme that is none": "UPDATE scheme SET body = 'x = ['",
    "a scheme of ten megabytes": "UPDATE scheme SET body = body || char(10) || '# ' || hex(zeroblob(5000000))",
    "an article of fifty megabytes": "UPDATE article SET text = text || replace(hex(zeroblob(12500000)), '00', 'a b ')",
    "words nobody knows": "UPDATE annotation SET state = 'weird'",
    "kinds nobody knows": "UPDATE passage SET kind = 'weird'",
    "an undo of itself": "UPDATE action SET kind = 'undo', target_id = id",
    "ids of another kind": "UPDATE action SET id = 'z' || id, what = char(27)",
    "evidence of nothing": "UPDATE evidence SET url = NULL, quote = NULL, note = NULL, article_id = NULL,"
    ' start = NULL, "end" = NULL',
    "names that are no text": "UPDATE annotator SET name = CAST(x'ff1b5b324a' AS TEXT)",
    "texts that are no text": "UPDATE article SET text = CAST(x'ff1b5b324a' AS TEXT)",
    "texts with a NUL": "UPDATE article SET text = CAST(x'6100620063' AS TEXT)",
    "a table less": "DROP TABLE evidence",
    "columns of other names": "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'note', 'noto')"
    " WHERE name = 'annotation'; PRAGMA writable_schema = OFF",
    "a schema that is none": "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE'"
    " WHERE name = 'annotation'",
    "tables that are all one": "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 2"
    " WHERE type = 'table'",
    "a place nowhere": "INSERT OR REPLACE INTO place SELECT annotator_id, 'x', 'y', -7, 'z', 'w'"
    " FROM annotation LIMIT 1",
    "a number below nothing": "PRAGMA user_version = -3",
}

COMMANDS = (
    ["status"], ["source", "list"], ["agreement", "--resamples", "0"], ["export", "jsonl", "--which", "both"],
    ["doctor"], ["annotate", "--as", "Ana", "--new"],
)  # fmt: skip


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection on which nothing is checked, as whoever makes a file by hand has it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection


@pytest.fixture
def attacked(sampled: Path, tmp_path: Path) -> Callable[[str], Path]:
    def make(sql: str) -> Path:
        path = Path(shutil.copy(sampled, tmp_path / "annotator.db"))
        with unguarded(path) as connection:
            found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            guards = connection.execute(found).fetchall()
            for name, _ in guards:
                connection.execute(f'DROP TRIGGER "{name}"')
            connection.executescript(sql)
            for _, guard in guards:
                try:
                    connection.execute(guard)
                except sqlite3.Error:  # what is left of the file may take none
                    continue
        return path

    return make


@pytest.mark.parametrize("what", PROGRAMS)
def test_a_file_with_a_program_in_it_is_not_opened(what: str, attacked: Callable[[str], Path]) -> None:
    path = attacked(PROGRAMS[what])
    before = path.read_bytes()
    for opening in (schema_number, open_project):
        with pytest.raises(ForeignDatabase, match="did not make") as problem:
            opening(path)
        assert problem.value.why.startswith("the ")
        assert problem.value.do
    assert path.read_bytes() == before


def test_a_file_of_ours_has_no_program_but_ours(sampled: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sampled, tmp_path / "mine.db"))
    assert schema_number(path) >= 1
    assert peek_project(path).people


def test_functions_that_reach_out_are_not_run(attacked: Callable[[str], Path]) -> None:
    """What a view of ours would call is not ours to choose; `trusted_schema` is off besides."""
    path = attacked("")
    project = open_project(path)
    try:
        with project.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0
    finally:
        project.close()


@pytest.mark.slow
@pytest.mark.parametrize("what", DATA)
def test_contradictions_are_told_or_coped_with(
    what: str,
    attacked: Callable[[str], Path],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ANNOTATOR_BACKUPS", "off")
    path = attacked(DATA[what])
    times: list[float] = []
    for command in COMMANDS:
        start = time.process_time()
        code = main([*command, "--db", str(path)])
        times.append(time.process_time() - start)
        out, err = capfd.readouterr()
        assert code in (0, 1), command
        assert "Traceback" not in err
        assert foreign(err, allowed="\n") == []
        assert code == 0 or err or command == ["doctor"]
        if command == ["doctor"]:
            assert "an error of its own" not in err, err
            assert code == 1 or what in COPED, out
    # The longest takes seconds, for fifty megabytes that are there to be read.
    assert max(times) < 30


COPED = (
    "a place nowhere", "labels of no scheme", "fields of no scheme",
)  # fmt: skip
"""What no seal covers, or doctor takes for somebody's own choice."""


def test_the_screen_of_a_file_whose_place_leads_nowhere_opens(
    attacked: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from tests.tui.driver import running

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = attacked(DATA["a place nowhere"])
    with closing(sqlite3.connect(path)) as connection:
        (person,) = connection.execute(
            "SELECT name FROM annotator WHERE id = (SELECT annotator_id FROM place)"
        ).fetchone()

    async def go() -> Any:
        async with running(path, person=person) as driver:
            return driver.desk.index

    assert asyncio.run(go()) == 0
