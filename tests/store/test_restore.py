"""Restoring: the backup is checked, what is there is set aside, and being stopped midway loses neither."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from annotator.core.ids import source_id
from annotator.errors import AnnotatorError, BadInput, ForeignDatabase, NewerDatabase, NotFound, StoreProblem
from annotator.store import backup as backup_module
from annotator.store import replacing
from annotator.store.backup import contents, open_source
from annotator.store.backups import identity, make
from annotator.store.header import APPLICATION_ID, SCHEMA, schema_number
from annotator.store.replacing import replace
from annotator.store.schema import open_database
from annotator.workflow.project import open_project
from annotator.workflow.restoring import restore
from tests.store.striking import Fault

DUMPS = {int(each.stem.removeprefix("schema-")): each for each in Path(__file__).parent.glob("schema-*.sql")}


def held(path: Path) -> backup_module.Contents:
    with closing(open_source(path)) as connection:
        return contents(connection)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def add_source(path: Path, id_: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        _add(connection, id_)
        connection.commit()


def _add(connection: sqlite3.Connection, id_: str) -> None:
    # Named as sources are, by what they are; the qualifier tells them apart.
    row = (source_id("After", "x", id_), id_)
    connection.execute("INSERT INTO source (id, name, type, qualifier) VALUES (?, 'After', 'x', ?)", row)


def sources(path: Path) -> set[str]:
    with closing(open_source(path)) as connection:
        return {id_ for (id_,) in connection.execute("SELECT qualifier FROM source WHERE name = 'After'")}


@pytest.fixture
def path(tmp_path: Path, sampled: Path) -> Path:
    """Give a copy of the sample project, alone in its folder."""
    (tmp_path / "project").mkdir()
    return Path(shutil.copyfile(sampled, tmp_path / "project" / "p.db"))


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """Give a backup of the project, in which something was done since."""
    target = make(path, at="2026-11-22T07:30:15.250Z", program="test", target=tmp_path / "b.db").path
    add_source(path, "since")
    return target


def test_the_project_is_what_the_backup_was_and_what_it_was_is_beside_it(path: Path, backup: Path) -> None:
    before, bytes_of_backup = held(path), backup.read_bytes()
    done = restore(backup, path)
    assert held(path) == held(backup) != before
    assert done.aside is not None
    assert held(done.aside) == before
    assert names(path.parent) == sorted(["p.db", done.aside.name])
    assert backup.read_bytes() == bytes_of_backup
    open_project(path).close()
    # And back again.
    restore(done.aside, path)
    assert held(path) == before


def test_what_the_log_alone_holds_is_set_aside_too(path: Path, backup: Path) -> None:
    _die_after(path, "log")
    assert (path.parent / "p.db-wal").stat().st_size > 0
    done = restore(backup, path)
    assert done.aside is not None
    assert sources(done.aside) == {"since", "log"}
    assert sources(path) == set()
    assert names(path.parent) == sorted(["p.db", done.aside.name])


def _die_after(path: Path, name: str) -> None:
    """Do something and die, so that it is in the log alone."""
    code = (
        "import os, sqlite3, sys; from pathlib import Path\n"
        "sys.path.insert(0, sys.argv[3])\n"
        "from tests.store.test_restore import _add\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA journal_mode = WAL')\n"
        "_add(connection, sys.argv[2])\n"
        "os._exit(7)\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code, str(path), name, root], check=False)
    assert done.returncode == 7


@pytest.mark.parametrize("log", ["-wal", "-journal"])
def test_the_log_of_a_project_that_is_gone_never_becomes_part_of_the_restored_one(
    path: Path, backup: Path, log: str
) -> None:
    """SQLite takes a log by its name alone, whatever file it was written for."""
    _die_after(path, "stale")
    stale = path.with_name("p.db-wal").read_bytes()
    assert len(stale) > 4096
    for each in path.parent.iterdir():
        each.unlink()
    path.with_name(f"p.db{log}").write_bytes(stale)
    done = restore(backup, path)
    assert done.aside is not None
    assert done.aside.read_bytes() == stale
    assert held(path) == held(backup)
    open_project(path).close()
    assert sources(path) == set()


def test_a_name_that_nothing_has_is_given_to_it(path: Path, backup: Path, tmp_path: Path) -> None:
    done = restore(backup, tmp_path / "new.db")
    assert done.aside is None
    assert held(tmp_path / "new.db") == held(backup)
    with pytest.raises(NotFound, match="no such folder"):
        restore(backup, tmp_path / "never" / "new.db")


def test_a_dry_run_checks_and_changes_nothing(path: Path, backup: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    done = restore(backup, path, dry_run=True)
    assert (done.dry_run, done.aside, done.schema) == (True, None, SCHEMA)
    assert path.read_bytes() == before
    assert names(path.parent) == ["p.db"]
    assert names(tmp_path) == ["b.db", "project"]


# -- what is refused


def _damage(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 9] = b"\x05" * 4096 * 6
    path.write_bytes(whole)


def _change_a_label(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute("UPDATE label SET value = 'mixed' WHERE field = 'form'").rowcount > 0


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.execute("PRAGMA application_id = 7")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")


UNFIT: dict[str, tuple[Callable[[Path], object], type[AnnotatorError], str]] = {
    "damaged pages": (_damage, StoreProblem, "the file is damaged"),
    "a label changed since": (_change_a_label, StoreProblem, "changed since it was saved: "),
    "another program's": (_foreign, ForeignDatabase, "it does not carry annotator's mark"),
    "newer": (_newer, NewerDatabase, f"its schema is number {SCHEMA + 1}, this program knows up to {SCHEMA}"),
    "missing": (lambda path: path.unlink(), NotFound, ""),
    "cut short": (lambda path: os.truncate(path, 40_000), StoreProblem, "the file is damaged"),
    "empty": (lambda path: os.truncate(path, 0), ForeignDatabase, "no project was ever made in it"),
    "a text": (
        lambda path: path.write_text("no database at all, " * 99, encoding="utf-8"),
        ForeignDatabase,
        "it is not even a SQLite database",
    ),
}


@pytest.mark.parametrize("what", UNFIT)
def test_an_unfit_backup_is_refused_and_everything_stays(path: Path, backup: Path, what: str) -> None:
    spoil, kind, why = UNFIT[what]
    spoil(backup)
    before, files = path.read_bytes(), names(backup.parent)
    with pytest.raises(kind) as caught:
        restore(backup, path)
    assert caught.value.where == str(backup)
    assert why in caught.value.why
    assert caught.value.do
    assert path.read_bytes() == before
    assert names(path.parent) == ["p.db"]
    assert names(backup.parent) == files


def test_a_backup_on_record_that_was_changed_in_any_bit_is_refused(path: Path) -> None:
    target = make(path, at="2026-11-22T07:30:15Z", program="test").path
    target.chmod(0o600)
    whole = bytearray(target.read_bytes())
    whole[len(whole) // 2] ^= 1
    target.write_bytes(whole)
    with pytest.raises(StoreProblem) as caught:
        restore(target, path)
    assert str(caught.value) == (
        f"{target}: this backup can't be restored\n"
        "  why: it is not, byte for byte, what it was when it was made\n"
        "  do:  choose another one: annotator backup list"
    )


def test_another_projects_place_is_not_taken(path: Path, backup: Path, small: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(small, tmp_path / "other.db"))
    with pytest.raises(BadInput, match="this backup is of another project than the one that is here"):
        restore(backup, other)
    with pytest.raises(BadInput, match="this is the project itself"):
        restore(path, path)
    with pytest.raises(ForeignDatabase):
        _foreign(other)
        restore(backup, other)
    shutil.copyfile(path, other)
    _newer(other)
    with pytest.raises(NewerDatabase):
        restore(backup, other)
    assert schema_number(path) == SCHEMA


def test_while_another_program_has_it_open_it_is_refused(path: Path, backup: Path) -> None:
    before = held(path)
    code = (
        "import sys; from pathlib import Path\n"
        "from annotator.store.engine import open_engine, reading\n"
        "from annotator.store.schema import open_database\n"
        "engine = open_database(Path(sys.argv[1]))\n"
        "with reading(engine) as connection: connection.exec_driver_sql('SELECT 1')\n"
        "print('open', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreProblem) as caught:
            restore(backup, path)
        assert other.stdin is not None
        other.stdin.close()
    assert str(caught.value) == (
        f"{path}: the project is in use\n"
        "  why: another program has it open, and would go on as if nothing had happened\n"
        "  do:  leave annotator wherever it is open on this project, and try again"
    )
    assert held(path) == before
    assert restore(backup, path).aside is not None


# -- a project that is damaged is what backups are for


DAMAGE: dict[str, Callable[[Path], object]] = {
    "pages": _damage,
    "header": lambda path: path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:]),
    "cut short": lambda path: os.truncate(path, 40_000),
    "emptied": lambda path: os.truncate(path, 0),
    "overwritten": lambda path: path.write_text("something else " * 999, encoding="utf-8"),
}


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_project_is_set_aside_as_it_is(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, what: str, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    path.chmod(0o640)
    DAMAGE[what](path)
    damaged = path.read_bytes()
    done = restore(backup, path)
    assert done.aside is not None
    # SQLite folds the log in of what still begins as a database does, and counts that in the first bytes.
    head = 100 if what in ("pages", "cut short") else 0
    assert done.aside.read_bytes()[head:] == damaged[head:]
    assert held(path) == held(backup)
    assert names(path.parent) == sorted(["p.db", done.aside.name])
    assert path.stat().st_mode & 0o777 == 0o640
    open_project(path).close()


def _no_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_the_log_of_a_damaged_project_goes_with_it(path: Path, backup: Path) -> None:
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])
    log = path.with_name("p.db-wal")
    log.write_bytes(b"a log")
    done = restore(backup, path)
    assert done.aside is not None
    assert done.aside.with_name(done.aside.name + "-wal").read_bytes() == b"a log"
    assert not log.exists()
    assert held(path) == held(backup)


# -- older backups


@pytest.mark.parametrize("number", sorted(DUMPS))
def test_an_older_backup_is_brought_up_to_date_and_stays_as_it_is(tmp_path: Path, number: int) -> None:
    backup, path = tmp_path / "b.db", tmp_path / "p.db"
    with closing(sqlite3.connect(backup)) as connection:
        connection.executescript(DUMPS[number].read_text(encoding="utf-8"))
    shutil.copyfile(backup, path)
    open_database(path).dispose()
    (tmp_path / f"p.db.schema-{number}.bak").unlink()
    before, now = backup.read_bytes(), held(path)
    add_source(path, "since")
    done = restore(backup, path)
    assert done.schema == number
    assert schema_number(path) == SCHEMA
    assert held(path) == now
    assert backup.read_bytes() == before
    assert names(tmp_path) == sorted(["b.db", "p.db", done.aside.name if done.aside else ""])
    open_project(path).close()


# -- stopped midway


STEPS = [
    *(
        (replacing, name)
        for name in ("copy_checked", "contents", "give_name", "sync_folder", "_replace_content")
    ),
    *((replacing, name) for name in ("open_source", "_renamed", "_first_free", "_second_name")),
    (os, "fsync"),
    (os, "link"),
    (os, "rename"),
    (os, "replace"),
    (shutil, "copymode"),
]
FAULTS = [
    OSError(28, "No space left on device"),
    sqlite3.OperationalError("database or disk is full"),
    sqlite3.OperationalError("disk I/O error"),
    KeyboardInterrupt(),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("state", ["in order", "header", "missing"])
def test_wherever_a_fault_strikes_the_project_is_the_old_one_or_the_new_one_and_nothing_is_lost(
    path: Path,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: BaseException,
    state: str,
) -> None:
    """The fault moves one step on until the restore is done in spite of it."""
    if state != "in order":
        DAMAGE.get(state, lambda path: path.unlink())(path)
    original = path.read_bytes() if path.exists() else None
    old = held(path) if state == "in order" else None
    new = held(backup)
    for number in range(1, 60):
        for each in path.parent.iterdir():
            each.unlink()
        if original is not None:
            path.write_bytes(original)
        strike = Fault(fault, number)
        with monkeypatch.context() as patch:
            strike.put_on(patch, STEPS)
            with suppress(AnnotatorError, KeyboardInterrupt):
                restore(backup, path)
        assert not [each for each in names(path.parent) if "unfinished" in each]
        _check_old_or_new(path, original, old, new)
        if not strike.struck:
            break
    assert not strike.struck
    assert number > 3


def _check_old_or_new(
    path: Path, original: bytes | None, old: backup_module.Contents | None, new: backup_module.Contents
) -> None:
    """The project is one of the two, and the old one is there, under whichever name."""
    beside = path.parent.glob("p.db.set-aside-*")
    # What is unfinished has no name of its own yet, and may be the beginning of anything.
    aside = [each for each in beside if not each.name.endswith("-wal") and ".unfinished" not in each.name]
    if old is not None:
        assert held(path) in (old, new)
        assert old in (held(path), *map(held, aside))
    elif original is not None:
        if path.read_bytes() != original:
            assert held(path) == new
        assert original in [each.read_bytes() for each in (path, *aside)]
    elif path.exists():
        assert held(path) == new


RESTORE = (
    "import sys; from pathlib import Path\n"
    "from annotator.workflow.restoring import restore\n"
    "print('ready', flush=True)\n"
    "restore(Path(sys.argv[1]), Path(sys.argv[2]))\n"
)


@pytest.fixture
def killed_after(path: Path, backup: Path) -> Iterator[Callable[[float], bool]]:
    """Give a function that restores in a process of its own and kills it after so many seconds."""

    def run(seconds: float) -> bool:
        command = [sys.executable, "-c", RESTORE, str(backup), str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as restoring:
            assert restoring.stdout is not None
            restoring.stdout.readline()
            time.sleep(seconds)
            restoring.kill()
        return restoring.returncode == -signal.SIGKILL

    return run


@pytest.mark.slow
@pytest.mark.parametrize("state", ["in order", "header"])
def test_killed_at_any_moment_the_project_is_the_old_one_or_the_new_one(
    path: Path, backup: Path, killed_after: Callable[[float], bool], state: str
) -> None:
    if state != "in order":
        DAMAGE[state](path)
    original, new = path.read_bytes(), held(backup)
    old = held(path) if state == "in order" else None
    chance, killed = random.Random(7), 0
    for _ in range(15):
        for each in path.parent.iterdir():
            each.unlink()
        path.write_bytes(original)
        killed += killed_after(chance.uniform(0, 0.6))
        if path.read_bytes() != original:
            # As whoever opens it next would find it, with the log it has.
            open_project(path).close()
        _check_old_or_new(path, original, old, new)
    assert killed > 2


def test_the_content_is_replaced_in_one_transaction(path: Path, backup: Path) -> None:
    """Whoever opens the project at that moment waits, and then sees all of the new content."""
    seen: list[Any] = []

    def look(*_: object) -> Any:
        code = (
            "import sqlite3, sys\n"
            "c = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True, timeout=0)\n"
            "try: c.execute('SELECT 1 FROM project')\n"
            "except sqlite3.OperationalError as problem: print(problem)\n"
        )
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True)
        seen.append(done.stdout.strip())

    real = replacing._replace_content
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            replacing,
            "_replace_content",
            lambda *args: (look(), real(*args), look()),  # type: ignore[func-returns-value]
        )
        replace(path, backup, [path.with_name("aside.db")])
    assert seen == [b"database is locked"] * 2
    assert identity(path) == identity(backup)


def test_the_mark_is_the_one_that_files_carry(path: Path) -> None:
    with closing(open_source(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
