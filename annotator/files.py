"""Reading a file whole, if it is one: never a pipe or a device, never more than was agreed.

A pipe named as an article would keep the program waiting for ever, a device would fill the memory.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from annotator.errors import BadInput, NotFound

KINDS = {
    stat.S_IFDIR: "it is a folder",
    stat.S_IFIFO: "it is a pipe",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}
MEGABYTE = 1_000_000


def read_whole(
    path: Path, most: int, *, what: str = "the file", do: str = "check the path and its permissions"
) -> bytes:
    """Return the bytes of an ordinary file of at most `most` bytes; raises `BadInput` or `NotFound`."""
    try:
        # Without O_NONBLOCK, opening a pipe waits until somebody writes to it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise BadInput(
                    f"{what} is no ordinary file",
                    where=str(path),
                    why=KINDS.get(stat.S_IFMT(found.st_mode), "it is something else"),
                    do=do,
                )
            # One more than agreed tells of a file that grows while it is read.
            data = file.read(most + 1) if found.st_size <= most else None
    except (OSError, ValueError) as problem:
        kind = NotFound if isinstance(problem, FileNotFoundError) else BadInput
        raise kind(
            f"{what} can't be read",
            where=str(path),
            why=getattr(problem, "strerror", None) or str(problem),
            do=do,
        ) from problem
    if data is None or len(data) > most:
        raise BadInput(
            f"{what} is too large",
            where=str(path),
            why=f"it has {max(found.st_size, most + 1):,} bytes; at most {most:,} are read",
            do="check that it is the right file; divide it if it is",
        )
    return data
