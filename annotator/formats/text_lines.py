"""The lines of a text file, one at a time, so that a file of any length can be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from pathlib import Path

from annotator.errors import BadInput, NotFound
from annotator.files import KINDS, MEGABYTE

LONGEST = 64 * MEGABYTE
"""Bytes of a line: a whole article may stand in one."""


def text_lines(path: Path) -> Generator[tuple[int, str], None, None]:
    """Yield the lines of a file in UTF-8 with their numbers from 1, ends included; a byte order mark is left out.

    Raises `BadInput` or `NotFound` for what is no ordinary file, no UTF-8, or a line too long to be one.
    """
    try:
        # Without O_NONBLOCK, opening a pipe waits until somebody writes to it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                why = KINDS.get(stat.S_IFMT(mode), "it is something else")
                raise BadInput("the file is no ordinary file", where=str(path), why=why, do="name another")
            number = 0
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise BadInput(
                        "the line is too long",
                        where=f"{path}:{number}",
                        why=f"it has more than {LONGEST:,} bytes",
                        do="check that it is the right file",
                    )
                yield number, _text(line, path, number)
    except (OSError, ValueError) as problem:
        kind = NotFound if isinstance(problem, FileNotFoundError) else BadInput
        raise kind(
            "the file can't be read",
            where=str(path),
            why=getattr(problem, "strerror", None) or str(problem),
            do="check the path and its permissions",
        ) from problem


def _text(line: bytes, path: Path, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(
            "the file is not UTF-8",
            where=f"{path}:{number}",
            why=f"byte {line[problem.start]:#04x} there is no part of a letter",
            do="save it in UTF-8",
        ) from problem
