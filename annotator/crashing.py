"""What is said when the program meets a mistake of its own: enough to find it, nothing of what it worked on."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from annotator.errors import AnnotatorError


def own_error(problem: BaseException) -> AnnotatorError:
    """Return what to say of a mistake of the program's own: which kind, and the places it came through.

    Neither its words nor anybody's values are in it, because they may quote an article or a password; so it can be
    sent to somebody.
    """
    return AnnotatorError(
        "the program met an error of its own",
        why="\n  ".join([type(problem).__name__, *_places(problem)]),
        do="annotator doctor tells whether the project is damaged; if it isn't, please report these lines: nothing of"
        " your texts is in them",
    )


def failed_at(problem: BaseException) -> str:
    """Return in a line which kind of mistake it was and where, without its words.

    >>> failed_at(ValueError("what an article says"))
    'ValueError'
    """
    return ", ".join([type(problem).__name__, *_places(problem)[-1:]])


def _places(problem: BaseException) -> list[str]:
    frames = traceback.extract_tb(problem.__traceback__)
    return [f"{_from_package(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _from_package(filename: str) -> str:
    """Return a file's path from its package on, without the folders of somebody's machine."""
    parts = PurePath(filename).parts
    roots = [at for at, part in enumerate(parts) if part in ("annotator", "site-packages")]
    return "/".join(parts[roots[-1] :] if roots else parts[-1:])
