"""Plain text and Markdown files as articles: exact text, or one clear reason why not."""

from __future__ import annotations

from pathlib import Path

from annotator.errors import BadInput, NotFound

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SUFFIXES = (".txt", ".md")


def find_files(paths: list[Path]) -> list[Path]:
    """Return the article files that `paths` name: files themselves, and those inside folders, in order.

    Hidden files and folders are left out, unless they are named themselves: systems and tools keep their own
    notes there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if _is_article(each, path))
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


def _is_article(path: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.suffix.lower() in SUFFIXES and not is_hidden and path.is_file()


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Return the file's text with every character as it stands, line ends included.

    A byte order mark is a mark of the encoding, not of the text, and is left out.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise BadInput(
            "the file can't be read",
            where=str(path),
            why=problem.strerror or str(problem),
            do="see to its permissions",
        ) from problem
    text = _decoded(data, path, encoding).removeprefix("\ufeff")
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
    try:
        text = data.decode(encoding)
        text.encode()  # some codecs let half a surrogate pair through, which is no text
    except LookupError as problem:
        raise BadInput(
            f"no encoding is called {encoding!r}", do="try utf-8, cp1252, latin-1 or utf-16"
        ) from problem
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
