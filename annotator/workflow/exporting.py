"""Datasets out: streamed, written beside the target and renamed when whole, so that no half file stands."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from annotator.errors import AnnotatorError, BadInput, NotFound
from annotator.formats.options import Options
from annotator.formats.registry import Format
from annotator.store.engine import reading
from annotator.store.reading import article_count
from annotator.store.whole_files import give_name
from annotator.workflow.hidden_repeats import repeats_of
from annotator.workflow.items import records
from annotator.workflow.progress import Follow, stopping, unfollowed
from annotator.workflow.project import Project

SQLITE = b"SQLite format 3\0"
"""How the file of every project begins."""


def export(
    project: Project,
    format_: Format,
    target: Path | None,
    options: Options,
    *,
    force: bool = False,
    follow: Follow = unfollowed,
    reader: str | None = None,
) -> int:
    """Write the project's items to `target` (standard output when nothing is named); return how many rows.

    What the `reader` says of articles that they meet again, unknowingly, is left out until the round closes.
    Raises `BadInput` when the file is there and `force` isn't given. What others write meanwhile waits for nothing
    and is not part of it.
    """
    said = "the output is not complete" if target is None else "nothing was written"
    with stopping(said), reading(project.engine) as connection, _opened(target, force=force) as out:
        in_all = article_count(connection)
        hidden = repeats_of(project, connection, reader).hidden_hands if reader else frozenset()
        items = records(
            connection,
            options.which,
            lambda done: follow(f"writing {format_.name}, article by article", done, in_all),
            hidden,
        )
        count = 0
        for line in format_.write(items, options):
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
    # A name that nobody can foretell: where others may write to the folder, a link could wait under it.
    unfinished = target.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        with unfinished.open("x", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if force:
            # In the place of a link, never through it: what it leads to stays as it is.
            unfinished.replace(target)
        else:
            give_name(unfinished, target)
    except FileExistsError as problem:
        raise _already_there(target) from problem
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
    _check_name(target)
    if not target.parent.is_dir():
        raise NotFound(
            "no such folder", where=str(target.parent), do="make it first, or choose another with -o"
        )
    if target.is_dir():
        raise BadInput("this is a folder", where=str(target), do="name a file in it")
    if not force:
        _check_link(target)
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
        raise _already_there(target)


def _check_name(target: Path) -> None:
    """Refuse what no file can be called: a name that is too long, or with a NUL in it."""
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            target.lstat()
    except (OSError, ValueError) as problem:
        raise BadInput(
            "the file could not be written",
            where=str(target),
            why=getattr(problem, "strerror", None) or str(problem),
            do="choose another place with -o",
        ) from problem


def _check_link(target: Path) -> None:
    if target.is_symlink():
        raise BadInput(
            "this is a link",
            where=str(target),
            why=f"it leads to {target.readlink()}",
            do="name the file itself, or add --force to put a file in the place of the link",
        )


def _already_there(target: Path) -> BadInput:
    return BadInput(
        "the file is already there", where=str(target), do="add --force to replace it, or choose another"
    )


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE
