"""Datasets out: streamed, written beside the target and renamed when whole, so that no half file ever stands."""

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


def export(project: Project, format_: Format, target: Path | None, options: Options, *, force: bool = False) -> int:
    """Write the project's items to `target` (standard output when nothing is named); return how many lines.

    Raises `BadInput` when the file is there and `force` isn't given.
    """
    with reading(project.engine) as connection, _opened(target, force=force) as out:
        count = 0
        for line in format_.write(records(connection, options.which), options):
            out.write(line)
            count += 1
    return count


def write_whole(target: Path, text: str, *, force: bool = False) -> None:
    """Write a file at once or not at all."""
    with _opened(target, force=force) as out:
        out.write(text)


@contextmanager
def _opened(target: Path | None, *, force: bool) -> Iterator[TextIO]:
    if target is None:
        yield sys.stdout
        return
    _check(target, force=force)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    except OSError as problem:
        raise AnnotatorError(
            "the file could not be written", where=str(target), why=problem.strerror or str(problem),
            do="choose another place with -o",
        ) from problem
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _check(target: Path, *, force: bool) -> None:
    if not target.parent.is_dir():
        raise NotFound("no such folder", where=str(target.parent), do="make it first, or choose another with -o")
    if target.is_dir():
        raise BadInput("this is a folder", where=str(target), do="name a file in it")
    if target.exists() and not force:
        raise BadInput("the file is already there", where=str(target), do="add --force to replace it")
