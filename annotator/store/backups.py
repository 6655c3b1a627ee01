"""The folder of backups beside a project: their names, and what is on record of each.

A backup is one file that is a project itself. Beside it lies a record of what was in it when it was made.
"""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotator.errors import BadInput, NotFound, StoreProblem
from annotator.store.backup import Watch, file_sha256, keep_copy, open_source
from annotator.store.header import explain, schema_number
from annotator.store.whole_files import beside, unfinished_beside

RECORD = 1
"""The version of what a record says."""

MANY = 1000
"""At most so many backups are made within one second."""


class Kind(StrEnum):
    """Why there is a copy of the project."""

    DAILY = "daily"
    BY_HAND = "by hand"
    UPGRADE = "before an upgrade"
    ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the project; what is on record of it where it has a record."""

    path: Path
    kind: Kind
    bytes: int
    made_at: str = ""
    program: str = ""
    project: str = ""
    schema: int | None = None
    rows: dict[str, int] = field(default_factory=dict)
    seals: str = ""
    sha256: str = ""
    latest: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self) | {"path": str(self.path), "kind": str(self.kind)}


def folder_of(path: Path) -> Path:
    """Return the folder of a project's backups; a project with two names has one all the same."""
    return beside(path.resolve() if path.is_symlink() else path, ".backups")


def make(
    path: Path,
    *,
    at: str,
    program: str,
    target: Path | None = None,
    compact: bool = False,
    watch: Watch | None = None,
) -> Backup:
    """Make a backup of the project at `path` by hand: at `target`, else in the folder of its backups.

    `at` is the time as text, in UTC. Raises `StoreProblem` with nothing left behind.
    """
    schema_number(path)
    if target is not None:
        return _written(path, [_free(target)], Made(Kind.BY_HAND, at, program), watch, compact=compact)
    folder = folder_made(path)
    stem = re.sub(r"\.\d+", "", at).replace(":", "")
    names = [folder / f"{stem}{extra}.db" for extra in ("", *(f"-{n}" for n in range(2, MANY)))]
    return recorded(path, names, Made(Kind.BY_HAND, at, program), watch, compact=compact)


def _free(target: Path) -> Path:
    if target.is_dir():
        raise BadInput("this is a folder", where=str(target), do="name a file in it with -o")
    if target.exists() or target.is_symlink():
        raise BadInput("there is already a file of that name", where=str(target), do="choose another with -o")
    if not target.parent.is_dir():
        raise NotFound(
            "no such folder", where=str(target.parent), do="make it first, or choose another with -o"
        )
    return target


def folder_made(path: Path) -> Path:
    """Return the folder of a project's backups, made if it is not there; `StoreProblem` when it can't be."""
    folder = folder_of(path)
    try:
        folder.mkdir(exist_ok=True)
        # What is kept from others in the project is kept from them in its copies.
        if not any(folder.iterdir()):
            folder.chmod(stat.S_IMODE(path.resolve().parent.stat().st_mode))
    except OSError as problem:
        raise failed(folder, problem) from problem
    return folder


@dataclass(frozen=True, slots=True)
class Made:
    """Why, when and by which program a backup is made."""

    kind: Kind
    at: str
    program: str


def _written(
    path: Path,
    names: list[Path],
    made: Made,
    watch: Watch | None,
    *,
    compact: bool = False,
    read_only: bool = False,
) -> Backup:
    try:
        target, held = keep_copy(path, names, watch, compact=compact, read_only=read_only)
        project, latest = _identity(target)
        size, sha256 = target.stat().st_size, file_sha256(target)
    except (sqlite3.Error, OSError) as problem:
        raise failed(names[0], problem) from problem
    return Backup(
        target,
        made.kind,
        size,
        made.at,
        made.program,
        project,
        held.schema,
        held.rows,
        held.seals,
        sha256,
        latest,
    )


def recorded(
    path: Path, names: list[Path], made: Made, watch: Watch | None, *, compact: bool = False
) -> Backup:
    """Make a backup that nobody can write to by mistake, and put what is known of it beside it."""
    backup = _written(path, names, made, watch, compact=compact, read_only=True)
    record = {key: value for key, value in backup.as_dict().items() if key != "path"} | {"record": RECORD}
    unfinished = unfinished_beside(record_of(backup.path))
    try:
        unfinished.write_text(json.dumps(record, indent=1), encoding="utf-8")
        unfinished.replace(record_of(backup.path))
    except OSError as problem:
        unfinished.unlink(missing_ok=True)
        raise failed(backup.path, problem) from problem
    return backup


def _identity(path: Path) -> tuple[str, str]:
    """Return which project a file holds and the newest thing done in it."""
    with closing(open_source(path)) as connection:
        row = connection.execute("SELECT (SELECT id FROM project), (SELECT max(id) FROM action)").fetchone()
    return row[0] or "", row[1] or ""


def identity(path: Path) -> tuple[str, str]:
    """Return which project a file holds and the newest thing done in it, by their ids; nothing is empty text."""
    try:
        return _identity(path)
    except sqlite3.Error as problem:
        raise explain(problem, "read") from problem


def failed(where: Path, problem: Exception) -> StoreProblem:
    """Return what to say of a backup that could not be made."""
    if isinstance(problem, OSError):
        why, do = problem.strerror or str(problem), "make room there or choose another place with -o"
    else:
        said = explain(problem, "read")
        why, do = said.why, said.do
    return StoreProblem("no backup was made", where=str(where), why=why, do=f"{do}; the project is as it was")


# -- looking at them


def listed(path: Path) -> list[Backup]:
    """Return the project's backups, oldest first: those in its folder, and copies that lie beside it."""
    path = path.resolve() if path.is_symlink() else path
    found = [*_in_folder(path), *_beside(path)]
    return sorted(found, key=lambda each: (each.made_at, each.path.name))


def _in_folder(path: Path) -> Iterator[Backup]:
    for file in files_in(folder_of(path), "*.db"):
        record = read_record(file)
        if record is not None:
            yield record
        else:
            yield Backup(file, Kind.BY_HAND, file.stat().st_size, _time_of(file))


def _beside(path: Path) -> Iterator[Backup]:
    for kind, pattern in ((Kind.UPGRADE, ".schema-*.bak"), (Kind.ASIDE, ".set-aside-*")):
        for file in files_in(path.parent, path.name + pattern):
            if not file.name.endswith(("-wal", "-shm", "-journal")):
                yield Backup(file, kind, file.stat().st_size, _time_of(file))


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Return the plain files of a folder whose names are like that; none where it can't be looked into."""
    with suppress(OSError):
        return [each for each in folder.glob(pattern) if each.is_file() and not each.is_symlink()]
    return []


def _time_of(file: Path) -> str:
    when = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record_of(file: Path) -> Path:
    """Return the file with what is on record of a backup."""
    return file.with_suffix(".json")


def read_record(file: Path) -> Backup | None:
    """Return what was put on record of a backup when it was made, or nothing where there is no record."""
    try:
        said = json.loads(record_of(file).read_text(encoding="utf-8"))
        if said.pop("record") != RECORD:
            return None
        return Backup(**said | {"path": file, "kind": Kind(said["kind"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def is_as_made(backup: Backup) -> bool:
    """Tell whether a backup on record is still what it was, byte for byte."""
    try:
        return backup.path.stat().st_size == backup.bytes and file_sha256(backup.path) == backup.sha256
    except OSError:
        return False
