"""The backup of the day: made once, by one of all the programs at work, and removed when it is too old.

Only a daily backup that has its record and is still, byte for byte, what the record says is ever removed.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path

from annotator.core.keeping import kept
from annotator.store.backup import Watch, only_one
from annotator.store.backups import (
    Backup,
    Kind,
    Made,
    failed,
    files_in,
    folder_made,
    folder_of,
    identity,
    is_as_made,
    read_record,
    record_of,
    recorded,
)

NAME = re.compile(r"daily-(\d{4}-\d\d-\d\d)\.db")


def make_daily(
    path: Path, today: date, *, at: str, program: str, watch: Watch | None = None
) -> Backup | None:
    """Make today's backup, unless there is one, another program is at it, or nothing was done since the last.

    Then remove the daily backups that are too old. Raises `StoreProblem` when it could not be made.
    """
    target = folder_of(path) / f"daily-{today.isoformat()}.db"
    if target.exists():
        return None
    project, latest = identity(path)
    if not latest or any(each.latest == latest for each in _dailies(path, project)):
        return None
    folder = folder_made(path)
    try:
        with only_one(folder / "making.lock") as mine:
            if not mine or target.exists():
                return None
            _clear(folder)
            backup = recorded(path, [target], Made(Kind.DAILY, at, program), watch)
            _remove_old(path, project)
            return backup
    except FileExistsError:
        return None
    except (sqlite3.Error, OSError) as problem:
        raise failed(target, problem) from problem


def _dailies(path: Path, project: str) -> list[Backup]:
    """Return the backups that may be removed one day: by their names, their records and whose they are."""
    records = (read_record(file) for file in files_in(folder_of(path), "daily-*.db"))
    return [
        each
        for each in records
        if each is not None
        and each.kind is Kind.DAILY
        and each.project == project
        and _day_of(each.path) is not None
    ]


def _day_of(file: Path) -> date | None:
    found = NAME.fullmatch(file.name)
    if not found:
        return None
    with suppress(ValueError):
        return date.fromisoformat(found[1])
    return None


def _remove_old(path: Path, project: str) -> None:
    days = {day: each for each in _dailies(path, project) if (day := _day_of(each.path))}
    keep = kept(days)
    for day, backup in days.items():
        if day not in keep and is_as_made(backup):
            with suppress(OSError):
                backup.path.chmod(0o600)
                backup.path.unlink()
                record_of(backup.path).unlink()


def _clear(folder: Path) -> None:
    """Remove what a daily backup left that was killed; nobody else is at one now."""
    for file in files_in(folder, "daily-*.unfinished*"):
        with suppress(OSError):
            file.unlink()
