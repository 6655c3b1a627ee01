"""`annotator backup` and `annotator restore`: what they tell people and programs; the backup of the day."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from annotator.store import backups, file_systems
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.workflow.backing_up import back_up_today
from annotator.workflow.daily_backups import DailyBackups
from tests.tui.driver import Driver, running

Run = Callable[..., Any]
FOLDER = "annotator.db.backups"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_backup_prints_its_path_and_says_what_was_checked(labelled: Path, annotator: Run) -> None:
    answer = annotator("backup")
    path = Path(answer.out.strip())
    assert answer.code == 0
    assert path.parent == Path(FOLDER)
    assert path.is_file()
    assert answer.err.startswith("checked: pages, indexes and references in order; ")
    assert f"every seal as in the project; {path.stat().st_size:,} bytes on disk" in answer.err


def test_a_backup_for_programs(labelled: Path, annotator: Run, tmp_path: Path) -> None:
    answer = annotator("backup", "--json", "--compact", "-o", tmp_path / "b.db")
    said = json.loads(answer.out)
    assert (said["path"], said["kind"], answer.err) == (str(tmp_path / "b.db"), "by hand", "")
    assert said["bytes"] == (tmp_path / "b.db").stat().st_size
    assert said["rows"]["claim"] == 12
    assert len(said["sha256"]) == len(said["seals"]) == 64


def test_the_list(labelled: Path, annotator: Run, folder: Path) -> None:
    empty = annotator("backup", "list")
    assert (empty.code, empty.out) == (0, "")
    assert empty.err == "there are no backups of annotator.db yet; make one with: annotator backup\n"
    made = annotator("backup").out.strip()
    listed = annotator("backup", "list")
    assert listed.out.rstrip().endswith(made)
    assert "by hand" in listed.out
    (found,) = json.loads(annotator("backup", "list", "--json").out)
    assert found["path"] == made
    wrong = annotator("backup", "list", "-o", "x")
    assert (wrong.code, "a list is not written to a file" in wrong.err) == (1, True)


def test_nothing_is_overwritten(labelled: Path, annotator: Run, folder: Path) -> None:
    (folder / "mine.db").write_text("mine", encoding="utf-8")
    answer = annotator("backup", "-o", "mine.db")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        "annotator: mine.db: there is already a file of that name\n  do:  choose another with -o\n"
    )
    assert (folder / "mine.db").read_text(encoding="utf-8") == "mine"


def test_without_a_project_there_is_no_backup(annotator: Run, folder: Path) -> None:
    answer = annotator("backup")
    assert (answer.code, answer.out) == (1, "")
    assert "no project here" in answer.err
    assert names(folder) == []


def test_a_restore_says_what_it_did_and_how_to_go_back(labelled: Path, annotator: Run, folder: Path) -> None:
    made = annotator("backup").out.strip()
    (folder / "new.txt").write_text("Something new.", encoding="utf-8")
    assert annotator("import", "new.txt").code == 0
    dry = annotator("restore", made, "--dry-run")
    assert dry.err.splitlines()[1] == (
        "nothing was changed; to put it in the place of annotator.db leave out --dry-run"
    )
    assert "2 articles" in annotator("status").out
    answer = annotator("restore", made)
    assert answer.code == 0
    assert "1 article," in annotator("status").out
    back = answer.err.splitlines()[-1].rsplit(" ", 1)[1]
    assert answer.err.splitlines()[-1].startswith("what was there before is ")
    assert annotator("restore", back, "--json").code == 0
    assert "2 articles" in annotator("status").out


def test_a_restore_for_programs(labelled: Path, annotator: Run) -> None:
    made = annotator("backup").out.strip()
    said = json.loads(annotator("restore", made, "--json").out)
    assert (said["backup"], said["path"], said["dry_run"]) == (made, "annotator.db", False)
    assert Path(said["set_aside"]).is_file()


def _on_screen(path: Path, until: Callable[[Driver], bool]) -> None:
    async def run() -> None:
        async with running(path) as driver:
            await driver.until(lambda: until(driver))

    asyncio.run(run())


# -- the backup of the day


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_BACKUPS")


def test_a_command_that_adds_to_the_project_makes_the_days_backup_first(
    labelled: Path, annotator: Run, folder: Path, wanted: None
) -> None:
    (folder / "new.txt").write_text("Something new.", encoding="utf-8")
    for _ in range(2):
        annotator("status")
        annotator("export", "csv")
    assert FOLDER not in names(folder)
    first = annotator("import", "new.txt")
    (daily,) = (folder / FOLDER).glob("daily-*.db")
    with closing(sqlite3.connect(daily)) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (1,)
    again = annotator("import", "new.txt")
    assert [each.name for each in (folder / FOLDER).glob("daily-*.db")] == [daily.name]
    assert "backup" not in first.err + again.err


@pytest.mark.parametrize("off", ["off", "OFF", "no", "0"])
def test_where_it_is_not_wanted_there_is_none(
    labelled: Path, annotator: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, off: str
) -> None:
    monkeypatch.setenv("ANNOTATOR_BACKUPS", off)
    (folder / "new.txt").write_text("Something new.", encoding="utf-8")
    annotator("import", "new.txt")
    assert FOLDER not in names(folder)


def test_that_it_could_not_be_made_is_said_once_and_stops_nothing(
    labelled: Path, annotator: Run, folder: Path, wanted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "keep_copy", full)
    said = []
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Something new, number {number}.", encoding="utf-8")
        answer = annotator("import", f"{number}.txt")
        assert answer.code == 0
        said.append("no backup was made today: No space left on device" in answer.err)
    assert said == [True, False, False]
    assert "4 articles" in annotator("status").out


def test_several_processes_that_begin_at_once_make_one(
    labelled: Path, folder: Path, wanted: None, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from annotator.workflow.backing_up import back_up_today\n"
        "sys.stdin.readline()\n"
        "made = back_up_today(Path(sys.argv[1]), print)\n"
        "print(made is not None)\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(labelled)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = [each.communicate("go\n")[0].split() for each in started]
    assert sorted(said) == [["False"]] * 3 + [["True"]]
    assert len(list((folder / FOLDER).glob("daily-*.db"))) == 1
    assert not list((folder / FOLDER).glob("*.unfinished*"))


def test_the_screen_makes_it_behind_the_work_and_never_before_it_is_open(
    labelled: Path, folder: Path, wanted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DailyBackups.__init__, "__kwdefaults__", {"after": 0.0, "every": 0.05})
    _on_screen(labelled, lambda _: bool(list((folder / FOLDER).glob("daily-*.json"))))
    assert len(list((folder / FOLDER).glob("daily-*.db"))) == 1


def test_why_there_is_no_backup_of_the_day_is_heard(labelled: Path, folder: Path, wanted: None) -> None:
    (folder / FOLDER).write_text("in the way", encoding="utf-8")
    heard: list[str] = []
    daily = DailyBackups(labelled, heard.append, after=0)
    daily.start()
    while not heard:
        time.sleep(0.01)
    daily.close()
    assert heard[0].startswith("no backup was made today: ")


def test_leaving_gives_a_copy_up_that_is_under_way(labelled: Path, folder: Path, wanted: None) -> None:
    began = folder / "began"
    slow = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
    daily = DailyBackups(labelled, print, after=0)
    daily.command = [sys.executable, "-c", slow, str(began)]
    daily.start()
    while not began.exists():
        time.sleep(0.001)
    daily.close()
    assert not daily._thread.is_alive()


def test_a_day_is_the_annotators_own(labelled: Path, folder: Path, wanted: None) -> None:
    made = back_up_today(labelled)
    assert made is not None
    assert made.path.name == f"daily-{date.today().isoformat()}.db"  # noqa: DTZ011  their own calendar day


# -- a project on a network file system


def test_a_network_file_system_is_warned_about(
    labelled: Path, annotator: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("1 0 0:1 / / rw - nfs4 x rw\n", encoding="utf-8")
    monkeypatch.setattr(file_systems, "MOUNTS", mounts)
    monkeypatch.setattr(file_systems.sys, "platform", "linux")
    answer = annotator("status")
    assert answer.code == 0
    assert answer.err.startswith("annotator.db is on a network file system (nfs4). ")


def test_the_screen_warns_of_it_once_it_is_open(
    labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("1 0 0:1 / / rw - nfs4 x rw\n", encoding="utf-8")
    monkeypatch.setattr(file_systems, "MOUNTS", mounts)
    monkeypatch.setattr(file_systems.sys, "platform", "linux")
    heard: list[str] = []
    monkeypatch.setattr(AnnotateScreen, "notify", lambda _, message, **__: heard.append(message))
    _on_screen(labelled, lambda _: bool(heard))
    (said,) = heard
    assert "on a network file system (nfs4)" in said
