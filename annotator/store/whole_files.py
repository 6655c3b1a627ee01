"""Files that get their name only once they are whole, and logs that outlived the database they belong to."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from annotator.store.header import LOGS


def unfinished_beside(path: Path) -> Path:
    """Return a name beside `path` that nothing has, for what is to get that name."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")


def give_name(unfinished: Path, path: Path) -> None:
    """Give a finished file its name and put the name on disk; `FileExistsError` when something has it."""
    try:
        # A rename would put itself in the place of whatever is there; a link refuses.
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links. There the name is taken first, by an empty file of ours.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        unfinished.replace(path)
    sync_folder(path)


def sync_folder(path: Path) -> None:
    """Put the names in the folder of `path` on disk, where folders can be synced."""
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def remove(path: Path) -> None:
    """Remove an unfinished database and what SQLite put beside it."""
    for left in ("", "-shm", *LOGS):
        with suppress(OSError):
            beside(path, left).unlink(missing_ok=True)


def beside(path: Path, extra: str) -> Path:
    """Return the name with something added."""
    return path.with_name(path.name + extra)


def orphaned_logs(path: Path) -> list[Path]:
    """Return logs that lie beside a name no database has.

    SQLite would take them for those of the next database of that name, and write the work of one into another.
    """
    if path.exists():
        return []
    return [log for log in (beside(path, extra) for extra in LOGS) if log.exists()]
