"""What cannot be done: one message of what, where, why and what to do; exit code 1; nothing changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CLASH = """\
[scheme]
name = "mine"
version = "1"
title = "Mine"

[[fields]]
id = "tone"
name = "Tone"
type = "choice"
level = "nominal"
labels = [ { id = "calm", name = "Calm", key = "c" }, { id = "cross", name = "Cross", key = "c" } ]
"""


@pytest.fixture
def messy(labelled: Path, folder: Path) -> Path:
    """Fill the folder with a project of Ana's and Ben's and with everything that can be wrong beside it."""
    files = {
        "good.txt": b"It rained on Monday.\n",
        "other.txt": b"It snowed on Tuesday.\n",
        "nothing.txt": b"",
        "blank.txt": b" \n\t\r\n \xc2\xa0\n",
        "bom.txt": b"\xef\xbb\xbf",
        "latin.txt": b"It rained.\nThe caf\xe9 closed.\n",
        "wide.txt": "It rained.".encode("utf-16"),
        "binary.txt": b"It rained\0here.\n",
        "half.txt": b"\\ud800 is half a letter",
        "report.pdf": b"%PDF-1.7",
        "clash.toml": CLASH.encode(),
        "broken.toml": b"[scheme\nname = 1",
        "latin.toml": b'[scheme]\nname = "caf\xe9"',
        "empty.toml": b"",
        "text.db": b"no database at all\n",
        "there.jsonl": b"kept\n",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "empty").mkdir()
    (folder / "mixed").mkdir()
    shutil.copy(folder / "good.txt", folder / "mixed" / "a.txt")
    shutil.copy(folder / "latin.txt", folder / "mixed" / "b.txt")
    with closing(sqlite3.connect(folder / "foreign.db")) as foreign:
        foreign.executescript("CREATE TABLE songs (title); INSERT INTO songs VALUES ('One');")
    shutil.copy(labelled, folder / "newer.db")
    with closing(sqlite3.connect(folder / "newer.db")) as newer:
        newer.executescript("PRAGMA journal_mode = DELETE; PRAGMA user_version = 999;")
    return folder


@dataclass(frozen=True)
class Case:
    """A command line, and what its message must hold."""

    arguments: str
    says: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.arguments


IMPORTS = (
    Case("import missing.txt", "missing.txt: no such file or folder"),
    Case("import empty", "empty: no articles in this folder", (".txt or .md",)),
    Case("import nothing.txt", "nothing.txt: the file is empty", ("no character at all",)),
    Case("import bom.txt", "bom.txt: the file is empty"),
    Case("import blank.txt", "blank.txt: the file is empty", ("nothing but white space",)),
    Case(
        "import latin.txt",
        "latin.txt, line 2: the bytes are not UTF-8",
        ("byte 0xe9 at offset 18", "--encoding cp1252"),
    ),
    Case("import wide.txt", "wide.txt, line 1: the bytes are not UTF-8", ("--encoding utf-16",)),
    Case("import good.txt --encoding utf-16-le", "good.txt, line 1: the bytes are not UTF-16-LE"),
    Case("import binary.txt", "binary.txt: this is no text file", ("NUL character at offset 9",)),
    Case("import good.txt --encoding klingon", "no encoding is called 'klingon'", ("try utf-8",)),
    Case("import good.txt --encoding base64", "no encoding is called 'base64'"),
    Case("import good.txt --encoding undefined", "good.txt: the file can't be read as undefined"),
    Case("import half.txt --encoding unicode_escape", "no encoding is called 'unicode_escape'"),
    Case("import report.pdf", "report.pdf: this kind of file can't be imported", (".txt and .md",)),
    Case("import good.txt --published 15.1.2026", "'15.1.2026' is no day", ("2026-01-15",)),
    Case("import good.txt --published 2026-02-30", "'2026-02-30' is no day"),
    Case("import good.txt --published 20260115", "'20260115' is no day"),
    Case("import good.txt other.txt --title Rain", "--title and --url describe one article"),
    Case("import mixed --url https://example.org", "--title and --url describe one article"),
    Case("import good.txt latin.txt other.txt", "latin.txt, line 2: the bytes are not UTF-8"),
    Case("import mixed", "mixed/b.txt, line 2: the bytes are not UTF-8"),
    Case("import good.txt missing.txt", "missing.txt: no such file or folder"),
    Case("import good.txt --outlet \udcff", "an argument is no text"),
)
PROJECTS = tuple(
    Case(f"{command} --db {name}", f"{name}: {says}", (do,))
    for command in (
        "status",
        "import good.txt",
        "annotate --as Ana",
        "agreement",
        "export csv",
        "source list",
    )
    for name, says, do in (
        ("missing.db", "no project here", "annotator init"),
        ("foreign.db", "this database belongs to another program", "--db"),
        ("text.db", "this file is no annotator project", "--db"),
        ("newer.db", "this project was last opened by a newer annotator", "upgrade annotator"),
    )
)
PLACES = (
    Case("status --db good.txt/annotator.db", "good.txt/annotator.db: no project here"),
    Case(f"status --db {'a' * 300}", ""),
    Case("status --db postgresql://host/name", "can't be kept at a postgresql address", ("--db project.db",)),
    Case("init --db PostgreSQL://host/name", "can't be kept at a PostgreSQL address"),
    Case("init", "annotator.db: there is already a file of that name", ("--db",)),
    Case("init --db nowhere/annotator.db", "nowhere: no such folder"),
    Case("init --db good.txt/annotator.db", "good.txt: no such folder"),
    Case("init --db /proc/annotator.db", "/proc/annotator.db: the project can't be made here"),
    Case("demo --folder good.txt", "good.txt: the sample project can't be made here"),
    Case("demo --folder /proc/demo", "/proc/demo: the sample project can't be made here"),
    Case("demo --folder .", "annotator.db: another project is here already", ("'Pilot'", "--folder")),
)
SCHEMES = tuple(
    Case(f"{command} {scheme}", says, also)
    for command in ("scheme check", "scheme show", "init --db new.db --scheme")
    for scheme, says, also in (
        (
            "clash.toml",
            "clash.toml: the scheme can't be used: tone.cross.key",
            ("'c' already sets tone.calm",),
        ),
        ("broken.toml", "broken.toml: not valid TOML", ("line 1",)),
        ("latin.toml", "latin.toml: not UTF-8 text", ("byte 0xe9 at offset 20",)),
        ("empty.toml", "empty.toml: the scheme can't be used", ("scheme",)),
        ("missing.toml", "missing.toml: the scheme can't be read", ("annotator scheme list",)),
        ("nonsense", "no scheme 'nonsense'", ("newsclaim", "fever")),
        ("empty", "no scheme 'empty'", ("newsclaim",)),
    )
)
PEOPLE = (
    Case("status --as Zoe", "annotator.db: no annotator 'Zoe' in this project", ("known: Ana, Ben", "--new")),
    Case("source list --as Zoe", "annotator.db: no annotator 'Zoe' in this project"),
    Case("annotate --as Zoe", "annotator.db: no annotator 'Zoe' in this project", ("--as Zoe --new",)),
    Case("annotate --as Zoe --new", "the annotating screen needs a terminal"),
    Case("annotate --as Ana", "the annotating screen needs a terminal", ("without redirecting",)),
    Case("annotate", "who is annotating?", ("--as NAME", "ANNOTATOR_NAME")),
)
RESULTS = (
    Case("export jsonl -o there.jsonl", "there.jsonl: the file is already there", ("--force",)),
    Case("export csv -o empty", "empty: this is a folder", ("name a file in it",)),
    Case("export csv -o empty --force", "empty: this is a folder"),
    Case("export csv -o nowhere/a.csv", "nowhere: no such folder", ("-o",)),
    Case("export csv -o good.txt/a.csv", "good.txt: no such folder"),
    Case("export csv -o /proc/a.csv", "/proc/a.csv: the file could not be written", ("-o",)),
    Case("export csv -o /dev/null --force", "/dev/null: this is no ordinary file"),
    Case("export csv -o annotator.db --force", "annotator.db: this is a database and won't be replaced"),
    Case("agreement -o foreign.db --force", "foreign.db: this is a database and won't be replaced"),
    Case("agreement -o there.jsonl", "there.jsonl: the file is already there", ("--force",)),
    Case("agreement -o nowhere/a.txt", "nowhere: no such folder"),
    Case("agreement --field mood", "the scheme newsclaim has no field 'mood'", ("known: source, form",)),
)


@pytest.mark.parametrize("case", [*IMPORTS, *PROJECTS, *PLACES, *SCHEMES, *PEOPLE, *RESULTS], ids=str)
def test_one_clear_message_and_nothing_changed(
    case: Case, messy: Path, annotator: Callable[..., Any]
) -> None:
    if "/proc/" in case.arguments and not Path("/proc/self").exists():
        pytest.skip("this system has no folder that nobody can write to")
    before, rows = contents(messy.parent), dump(messy / "annotator.db")
    answer = annotator(*case.arguments.split(" "))
    assert (answer.code, answer.out) == (1, "")
    first, *rest = answer.err.splitlines()
    assert first.startswith("annotator: ")
    assert case.says in first
    assert all(line.startswith(("  why: ", "  do:  ")) for line in rest)
    assert rest, "it says neither why nor what to do"
    for words in case.also:
        assert words in answer.err
    assert contents(messy.parent) == before
    assert dump(messy / "annotator.db") == rows


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return everything in a folder, byte for byte."""
    found = (path for path in folder.rglob("*") if not path.name.endswith(("-shm", "-wal")))
    return {str(path): path.read_bytes() if path.is_file() else None for path in found}


def dump(path: Path) -> list[str]:
    """Return everything in a database."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def modes_bind() -> bool:
    """Tell whether a folder's mode keeps this user out, as it doesn't a privileged one."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o500)
        return not os.access(name, os.W_OK)


@pytest.mark.skipif(not modes_bind(), reason="modes don't bind this user")
@pytest.mark.parametrize("arguments", ["init --db closed/annotator.db", "export csv -o closed/a.csv"])
def test_a_read_only_folder(arguments: str, messy: Path, annotator: Callable[..., Any]) -> None:
    (messy / "closed").mkdir(mode=0o555)
    answer = annotator(*arguments.split())
    assert (answer.code, answer.out) == (1, "")
    assert "closed/" in answer.err
    assert not list((messy / "closed").iterdir())


def test_what_cannot_be_done_in_the_middle_of_an_import_leaves_nothing(
    messy: Path, annotator: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store import bulk

    rows, real = dump(messy / "annotator.db"), bulk.passage_ids

    def fail_late(article: str, ends: Any) -> Any:
        made.append(real(article, ends))
        if len(made) == 2:
            raise KeyboardInterrupt
        return made[-1]

    made: list[list[str]] = []
    monkeypatch.setattr(bulk, "passage_ids", fail_late)
    answer = annotator("import", "good.txt", "other.txt")
    assert (answer.code, answer.out, answer.err) == (130, "", "annotator: stopped; nothing was changed\n")
    assert dump(messy / "annotator.db") == rows


def test_messages_cannot_steer_the_terminal(messy: Path, annotator: Callable[..., Any]) -> None:
    answer = annotator("import", "a\x1b[2J\u202eb.txt")
    assert answer.code == 1
    assert "\x1b" not in answer.err
    assert "\u202e" not in answer.err
