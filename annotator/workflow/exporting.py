"""Datasets out: streamed, written beside the target and renamed when whole, so that no half file stands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from annotator.errors import AnnotatorError, BadInput, NotFound
from annotator.formats.options import Options
from annotator.formats.registry import Format
from annotator.store.engine import reading
from annotator.workflow.items import records
from annotator.workflow.project import Project

SQLITE = b"SQLite format 3\0"
"""How the file of every project begins."""


def export(
    project: Project, format_: Format, target: Path | None, options: Options, *, force: bool = False
) -> int:
    """Write the project's items to `target` (standard output when nothing is named); return how many rows.

    Raises `BadInput` when the file is there and `force` isn't given.
    """
    with reading(project.engine) as connection, _opened(target, force=force) as out:
        count = 0
        for line in format_.write(records(connection, options.which), options):
            out.write(line)
            count += 1
    return count - format_.heads


def write_whole(target: Path, text: str, *, force: bool = False) -> None:
    """Write a file at once or not at all."""
    with _opened(target, force=force) as out:
        out.write(text)


@contextmanager
def _opened(target: Path | None, *, force: bool) -> Iterator[TextIO]:
    if target is None:
        yield sys.stdout
        return
    check_target(target, force=force)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    except OSError as problem:
        raise AnnotatorError(
            "the file could not be written",
            where=str(target),
            why=problem.strerror or str(problem),
            do="choose another place with -o",
        ) from problem
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def check_target(target: Path, *, force: bool) -> None:
    """Raise `BadInput` or `NotFound` when a file can't be written to `target`, or should not be."""
    if not target.parent.is_dir():
        raise NotFound(
            "no such folder", where=str(target.parent), do="make it first, or choose another with -o"
        )
    if target.is_dir():
        raise BadInput("this is a folder", where=str(target), do="name a file in it")
    if not target.exists():
        return
    if not target.is_file():
        raise BadInput(
            "this is no ordinary file",
            where=str(target),
            do="leave -o out to write to standard output, or name a file",
        )
    if _is_database(target):
        raise BadInput(
            "this is a database and won't be replaced",
            where=str(target),
            why="a project might be in it",
            do="choose another file with -o",
        )
    if not force:
        raise BadInput(
            "the file is already there", where=str(target), do="add --force to replace it, or choose another"
        )


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE
