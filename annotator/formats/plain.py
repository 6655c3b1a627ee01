"""Plain text and Markdown files as articles: exact text, or one clear reason why not."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from pathlib import Path

from annotator.errors import BadInput, NotFound
from annotator.files import MEGABYTE, read_whole

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SUFFIXES = (".txt", ".md")
MOST = 32 * MEGABYTE
"""Bytes of an article; twenty thick books are shorter."""

NOT_OF_FILES = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})
"""What Python calls encodings and no file is written in; some take hours for a long text."""


def find_files(paths: list[Path]) -> list[Path]:
    """Return the article files that `paths` name: files themselves, and those inside folders, in order.

    Hidden files and folders are left out, unless they are named themselves: systems and tools keep their own
    notes there. A link out of a folder is refused, as it may lead to anything of its reader's; links to folders are
    not followed.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(_articles(path))
            if not inside:
                raise NotFound(
                    "no articles in this folder",
                    where=str(path),
                    why=f"it holds no {' or '.join(SUFFIXES)} file",
                    do="name another folder, or the files themselves",
                )
            found += inside
        elif not path.exists():
            raise NotFound("no such file or folder", where=str(path), do="check the spelling")
        elif path.suffix.lower() not in SUFFIXES:
            raise BadInput(
                "this kind of file can't be imported",
                where=str(path),
                why=f"articles are read from {' and '.join(SUFFIXES)} files",
                do="convert it to plain text first",
            )
        else:
            found.append(path)
    return found


def _articles(folder: Path) -> Iterator[Path]:
    for inside, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(inside, name)
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES:
                _check_link(path, folder)
                yield path


def _check_link(path: Path, folder: Path) -> None:
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise BadInput(
            "this link leads out of the folder",
            where=str(path),
            why=f"it leads to {path.readlink()}",
            do="name that file itself if you mean it, or take the link away",
        )


def _unreadable(problem: OSError) -> None:
    raise BadInput(
        "the folder can't be read",
        where=os.fsdecode(problem.filename),
        why=problem.strerror or str(problem),
        do="see to its permissions",
    ) from problem


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Return the file's text with every character as it stands, line ends included.

    A byte order mark is a mark of the encoding, not of the text, and is left out.
    """
    text = _decoded(read_whole(path, MOST), path, encoding).removeprefix("\ufeff")
    if not text.strip():
        why = "it holds nothing but white space" if text else "it holds no character at all"
        raise BadInput("the file is empty", where=str(path), why=why, do="leave it out")
    if "\0" in text:
        raise BadInput(
            "this is no text file",
            where=str(path),
            why=f"it holds a NUL character at offset {text.index(chr(0))}",
            do="convert it to plain text first, or name its encoding with --encoding (for example utf-16)",
        )
    return text


def _decoded(data: bytes, path: Path, encoding: str) -> str:
    _check_encoding(encoding)
    try:
        text = data.decode(encoding)
        text.encode()  # some codecs let half a surrogate pair through, which is no text
    except LookupError as problem:
        # What Python calls so and gives back no text, such as "hex".
        raise _no_encoding(encoding) from problem
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        likely = "utf-16" if data.startswith(UTF_16_MARKS) else "cp1252"
        raise BadInput(
            f"the bytes are not {encoding.upper()}",
            where=f"{path}, line {line}",
            why=f"byte 0x{data[problem.start]:02x} at offset {problem.start}: {problem.reason}",
            do=f"name the file's encoding, for example --encoding {likely}",
        ) from problem
    except UnicodeError as problem:
        raise BadInput(
            f"the file can't be read as {encoding}",
            where=str(path),
            why=str(problem),
            do="name the file's encoding with --encoding",
        ) from problem
    return text


def _check_encoding(encoding: str) -> None:
    try:
        known = codecs.lookup(encoding).name
    except (LookupError, ValueError) as problem:
        raise _no_encoding(encoding) from problem
    if known in NOT_OF_FILES:
        raise _no_encoding(encoding)


def _no_encoding(encoding: str) -> BadInput:
    return BadInput(f"no encoding is called {encoding!r}", do="try utf-8, cp1252, latin-1 or utf-16")
