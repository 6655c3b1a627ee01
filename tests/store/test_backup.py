"""A backup is a whole project of one moment, made while others write, checked, and never in anybody's way."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError, BadInput, NotFound, StoreProblem
from annotator.store import backup as backup_module
from annotator.store import backups, daily_backups
from annotator.store.backup import Stopped, Watch, contents, keep_copy, open_source
from annotator.store.backups import Kind, folder_of, listed, make, read_record
from annotator.store.header import SCHEMA
from annotator.workflow.project import open_project
from tests.store.striking import Fault

AT = "2026-11-22T07:30:15.250Z"
DAY = date(2026, 11, 22)


def made(path: Path, **more: Any) -> backups.Backup:
    return make(path, at=AT, program="test", **more)


def daily(path: Path, day: date = DAY, **more: Any) -> backups.Backup | None:
    return daily_backups.make_daily(path, day, at=f"{day}T07:30:15.250Z", program="test", **more)


@pytest.fixture
def path(tmp_path: Path, sampled: Path) -> Path:
    """Give a copy of the sample project, alone in its folder."""
    (tmp_path / "project").mkdir()
    return Path(shutil.copyfile(sampled, tmp_path / "project" / "p.db"))


def held(path: Path) -> backup_module.Contents:
    with closing(open_source(path)) as connection:
        return contents(connection)


def act(path: Path, id_: str) -> None:
    """Do something: write an action, as whatever is done in a project does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(action)")]
        known = dict(zip(columns, connection.execute("SELECT * FROM action LIMIT 1").fetchone(), strict=True))
        row = known | {"id": id_, "kind": "do", "target_id": None}
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO action ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# -- one copy


def test_a_backup_is_a_project_with_everything_in_it_and_one_file(path: Path) -> None:
    backup = made(path)
    assert backup.path == path.parent / "p.db.backups" / "2026-11-22T073015Z.db"
    assert names(backup.path.parent) == ["2026-11-22T073015Z.db", "2026-11-22T073015Z.json"]
    assert names(path.parent) == ["p.db", "p.db.backups"]
    assert held(backup.path) == held(path)
    assert (backup.schema, backup.rows["annotation"]) == (SCHEMA, held(path).rows["annotation"])
    again = path.with_name("again.db")
    shutil.copyfile(backup.path, again)
    open_project(again).close()


def test_what_is_in_the_log_only_is_in_the_backup(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("INSERT INTO source (id, name, type, qualifier) VALUES ('s', 'In the log', 'x', '')")
        backup = made(path)
    with closing(open_source(backup.path)) as copy:
        assert copy.execute("SELECT name FROM source WHERE id = 's'").fetchone() == ("In the log",)


def test_others_write_all_the_while_and_the_copy_is_of_one_moment(path: Path) -> None:
    """Without a transaction held open, every write of another would make the copy begin anew."""
    written = threading.Event()
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        before = held(path)
        count = 0

        def tell(done: int, total: int) -> None:
            nonlocal count
            count += 1
            assert 0 < done <= total
            other.execute(
                "INSERT INTO source (id, name, type, qualifier) VALUES (?, 'Meanwhile', 'x', '')",
                (f"m{count}",),
            )
            written.set()

        pages = backup_module.PAGES
        backup_module.PAGES = 3
        try:
            backup = made(path, watch=Watch(tell))
        finally:
            backup_module.PAGES = pages
        assert written.is_set()
        assert count > 3
        assert held(backup.path) == before
        assert held(path).rows["source"] == before.rows["source"] + count


def test_a_compact_backup_holds_the_same_in_fewer_pages(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE waste AS SELECT randomblob(400000)")
        connection.execute("DROP TABLE waste")
        connection.commit()
    plain, compact = made(path), made(path, compact=True)
    assert compact.bytes < plain.bytes - 300_000
    assert held(compact.path) == held(plain.path) == held(path)


def test_nothing_is_ever_overwritten(path: Path, tmp_path: Path) -> None:
    first, second = made(path), made(path)
    assert second.path.name == "2026-11-22T073015Z-2.db"
    assert first.path.exists()
    taken = tmp_path / "taken.db"
    taken.write_text("mine", encoding="utf-8")
    dangling = tmp_path / "dangling.db"
    dangling.symlink_to(tmp_path / "never")
    for target, kind, said in (
        (taken, BadInput, "there is already a file of that name\n  do:  choose another with -o"),
        (dangling, BadInput, "there is already a file of that name\n  do:  choose another with -o"),
        (tmp_path, BadInput, "this is a folder\n  do:  name a file in it with -o"),
    ):
        with pytest.raises(kind) as caught:
            made(path, target=target)
        assert str(caught.value) == f"{target}: {said}"
    with pytest.raises(NotFound, match="no such folder"):
        made(path, target=tmp_path / "never" / "x.db")
    assert taken.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "never").exists()


def test_a_name_taken_while_the_copy_was_made_is_not_overwritten(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, copy = tmp_path / "x.db", backup_module.copy_checked

    def slow(*args: Any, **more: Any) -> Any:
        done = copy(*args, **more)
        target.write_text("mine", encoding="utf-8")
        return done

    monkeypatch.setattr(backup_module, "copy_checked", slow)
    with pytest.raises(StoreProblem, match="no backup was made"):
        made(path, target=target)
    assert target.read_text(encoding="utf-8") == "mine"
    assert names(tmp_path) == ["project", "x.db"]


def test_what_only_some_may_read_only_they_may_read_in_a_backup(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    assert stat.S_IMODE(made(path, target=tmp_path / "x.db").path.stat().st_mode) == 0o640
    # Nobody is to go on working in a backup by mistake.
    assert stat.S_IMODE(made(path).path.stat().st_mode) == 0o440


def _damage_a_page(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 9] = b"\x05" * 4096 * 6
    path.write_bytes(whole)


def _break_a_reference(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM action")
        connection.commit()


@pytest.mark.parametrize("damage", [_damage_a_page, _break_a_reference])
def test_a_damaged_project_gives_no_backup_that_looks_whole(
    path: Path, damage: Callable[[Path], None]
) -> None:
    damage(path)
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match="no backup was made") as caught:
        made(path)
    assert "damaged" in caught.value.why
    assert "restore a backup" in caught.value.do
    assert names(path.parent / "p.db.backups") == []
    assert path.read_bytes() == before


def test_a_copy_that_differs_is_found_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = backup_module._copy_pages

    def lossy(source: sqlite3.Connection, target: Path, watch: Watch) -> None:
        copy(source, target, watch)
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("DROP TRIGGER reaction_no_delete")
            connection.execute("DELETE FROM reaction WHERE rowid = (SELECT max(rowid) FROM reaction)")
            connection.commit()

    monkeypatch.setattr(backup_module, "_copy_pages", lossy)
    with pytest.raises(StoreProblem, match="no backup was made") as caught:
        made(path)
    assert "the copy does not hold what the project held at that moment" in caught.value.why


STEPS = [
    *(
        (backup_module, name)
        for name in ("copy_checked", "_copy_pages", "contents", "check_whole", "give_name")
    ),
    (backup_module, "open_source"),
    (os, "fsync"),
    (os, "link"),
    (os, "close"),
]


def _problem_of(path: Path) -> AnnotatorError | None:
    try:
        made(path)
    except AnnotatorError as problem:
        return problem
    return None


FAULTS = [
    (OSError(28, "No space left on device"), "No space left on device"),
    (OSError(30, "Read-only file system"), "Read-only file system"),
    (OSError(5, "Input/output error"), "Input/output error"),
    (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_wherever_a_fault_strikes_the_project_is_as_it_was_and_nothing_half_made_is_left(
    path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    """The fault moves one step on until the backup is made in spite of it."""
    before, folder = held(path), folder_of(path)
    for number in range(1, 40):
        strike = Fault(fault, number)
        with monkeypatch.context() as patch:
            strike.put_on(patch, STEPS)
            problem = _problem_of(path)
        if problem is not None:
            assert problem.what == "no backup was made"
            assert said in problem.why
            assert problem.do.endswith("the project is as it was")
        assert held(path) == before
        assert not [each for each in names(folder) if "unfinished" in each]
        for each in folder.glob("*.db"):
            assert held(each) == before
            each.unlink()
        if not strike.struck:
            break
    assert not strike.struck
    assert number > 8


def test_a_copy_can_be_given_up_at_every_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_module, "PAGES", 2)
    monkeypatch.setattr(backup_module, "STEPS", 50)
    steps = 0
    for until in (0, 1, 5, 30, 60):
        asked = 0

        def stop(until: int = until) -> bool:
            nonlocal asked
            asked += 1
            return asked > until

        with pytest.raises(Stopped):
            keep_copy(path, [path.with_name("x.db")], Watch(stop=stop))
        steps = max(steps, asked)
        assert names(path.parent) == ["p.db"]
    assert steps > 30


# -- what is on record


def test_the_list_tells_each_kind_and_what_is_on_record(path: Path) -> None:
    made(path)
    daily(path)
    for extra in (".schema-1.bak", ".set-aside-2026-11-22T073015Z", ".set-aside-2026-11-22T073015Z-wal"):
        shutil.copyfile(path, path.with_name(path.name + extra))
    (folder_of(path) / "strange.db").write_text("whatever", encoding="utf-8")
    found = listed(path)
    assert sorted((each.kind, each.path.name) for each in found) == [
        (Kind.UPGRADE, "p.db.schema-1.bak"),
        (Kind.BY_HAND, "2026-11-22T073015Z.db"),
        (Kind.BY_HAND, "strange.db"),
        (Kind.DAILY, "daily-2026-11-22.db"),
        (Kind.ASIDE, "p.db.set-aside-2026-11-22T073015Z"),
    ]
    assert [each.made_at for each in found] == sorted(each.made_at for each in found)


@pytest.mark.parametrize(
    "record", ["", "[]", "{}", '{"record": 2}', '{"record": 1, "kind": "never"}', '{"record": 1}']
)
def test_a_record_that_says_nothing_counts_as_none(path: Path, record: str) -> None:
    backup = made(path)
    backup.path.with_suffix(".json").write_text(record, encoding="utf-8")
    assert read_record(backup.path) is None
    assert [each.kind for each in listed(path)] == [Kind.BY_HAND]


# -- every day


def test_a_day_has_one_backup_and_a_day_without_work_has_none(path: Path) -> None:
    first = daily(path)
    assert first is not None
    assert first.path.name == "daily-2026-11-22.db"
    assert daily(path) is None
    assert daily(path, DAY + timedelta(days=1)) is None
    act(path, "ffffffff-0000-7000-8000-000000000001")
    second = daily(path, DAY + timedelta(days=2))
    assert second is not None
    assert second.path.name == "daily-2026-11-24.db"


def test_where_nothing_was_ever_done_there_is_nothing_to_keep(tmp_path: Path) -> None:
    from annotator.workflow.project import create_project
    from annotator.workflow.schemes import find_scheme

    create_project(tmp_path / "p.db", "P", find_scheme("newsclaim")).close()
    assert daily(tmp_path / "p.db") is None
    assert names(tmp_path) == ["p.db"]


def days_of_work(path: Path, count: int) -> list[date]:
    for day in range(count):
        act(path, f"ffffffff-0000-7000-8000-{day:012d}")
        assert daily(path, DAY + timedelta(days=day)) is not None
    return [
        daily_backups._day_of(each.path) or DAY
        for each in daily_backups._dailies(path, backups.identity(path)[0])
    ]


def test_seven_daily_and_four_weekly_ones_are_kept_and_every_other_stays(path: Path) -> None:
    by_hand = made(path)
    outside = made(path, target=path.with_name("daily-2026-01-01.db"))
    strangers = [
        folder_of(path) / name for name in ("daily-2026-01-02.db", "daily-2026-13-45.db", "notes.txt")
    ]
    for each in strangers:
        each.write_text("not the program's", encoding="utf-8")
    left = days_of_work(path, 45)
    assert len(left) == 11
    assert max(left) == DAY + timedelta(days=44)
    assert [each for each in (by_hand.path, outside.path, *strangers) if not each.exists()] == []
    records = {each.stem for each in folder_of(path).glob("daily*.json")}
    assert records == {f"daily-{each}" for each in left}


def test_a_daily_backup_that_somebody_worked_in_is_never_removed(path: Path) -> None:
    first = daily(path)
    assert first is not None
    first.path.chmod(0o600)
    act(first.path, "ffffffff-0000-7000-8000-999999999999")
    for day in range(1, 40):
        act(path, f"ffffffff-0000-7000-8000-{day:012d}")
        daily(path, DAY + timedelta(days=day))
    assert first.path.exists()
    assert not (folder_of(path) / f"daily-{DAY + timedelta(days=1)}.db").exists()


def test_backups_of_another_project_in_the_folder_are_never_removed(path: Path, small: Path) -> None:
    """A project that was thrown away and made anew under the same name has the same folder."""
    first = daily(path)
    assert first is not None
    path.unlink()
    shutil.copyfile(small, path)
    for day in range(1, 30):
        act(path, f"ffffffff-0000-7000-8000-{day:012d}")
        daily(path, DAY + timedelta(days=day))
    assert first.path.exists()


def test_several_at_once_make_one(path: Path) -> None:
    barrier, found = threading.Barrier(5), list[object]()

    def one() -> None:
        barrier.wait(10)
        try:
            found.append(daily(path))
        except Exception as problem:  # noqa: BLE001  looked at below
            found.append(problem)

    threads = [threading.Thread(target=one) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(each is not None for each in found) == 1
    assert isinstance(next(each for each in found if each is not None), backups.Backup)
    assert [each for each in names(folder_of(path)) if "unfinished" in each] == []


def test_one_that_was_killed_is_cleared_away_by_the_next_and_its_lock_holds_nobody_up(path: Path) -> None:
    folder = folder_of(path)
    folder.mkdir()
    for left in (
        "daily-2026-11-21.db.0123abcd.unfinished",
        "daily-2026-11-21.db.0123abcd.unfinished-journal",
    ):
        (folder / left).write_bytes(b"half")
    (folder / "2026-11-21T073015Z.db.0123abcd.unfinished").write_bytes(b"another is at this one by hand")
    (folder / "making.lock").write_bytes(b"")
    assert daily(path) is not None
    assert names(folder) == [
        "2026-11-21T073015Z.db.0123abcd.unfinished",
        "daily-2026-11-22.db",
        "daily-2026-11-22.json",
        "making.lock",
    ]


def test_a_failing_backup_removes_no_older_one(path: Path) -> None:
    days_of_work(path, 12)
    before = names(folder_of(path))
    act(path, "ffffffff-0000-7000-8000-999999999999")
    _damage_a_page(path)
    with pytest.raises(StoreProblem):
        daily(path, DAY + timedelta(days=20))
    assert names(folder_of(path)) == before


def test_the_record_can_be_read_by_other_programs(path: Path) -> None:
    backup = made(path)
    said = json.loads(backup.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert said["record"] == 1
    assert said["rows"] == held(path).rows
    assert said["sha256"] == backups.file_sha256(backup.path)
    assert "path" not in said


def test_a_project_with_two_names_has_one_folder_of_backups(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    assert daily(link) is not None
    assert daily(path) is None
    assert names(tmp_path) == ["link.db", "project"]
