"""What commands print: marks for whoever sits at a terminal, the exact data for files and programs."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import Terminal

from .hostile import SEQUENCES, TAG, hostile
from .hostile_project import Strings, hostile_project, scheme_of
from .stream import foreign

NAMES = [each for each in hostile(60, 3, line=True) if "/" not in each and len(each.encode()) < 200]


class Hostile:
    """A folder of hostile files, with a hostile project in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.person = hostile_project(folder / "annotator.db", articles=3, strings_each=40)
        texts = folder / "texts"
        texts.mkdir()
        for number, name in enumerate(NAMES):
            (texts / f"{name}.txt").write_text(f"It rained on day {number}.", encoding="utf-8")
        (folder / f"{NAMES[0]}.toml").write_text(scheme_of(Strings(50)).body, encoding="utf-8")
        (folder / f"{NAMES[1]}.toml").write_text('[look]\ntheme = "no \\u001b[1337m"\n', encoding="utf-8")
        (folder / f"{NAMES[2]}.txt").write_bytes(b"\xff")

    def named(self, number: int, suffix: str) -> str:
        return f"{NAMES[number]}{suffix}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return Hostile(tmp_path_factory.mktemp("made"))


@pytest.fixture
def here(made: Hostile, tmp_path: Path) -> Hostile:
    folder = tmp_path / "here"
    shutil.copytree(made.folder, folder)
    copy = object.__new__(Hostile)
    copy.folder, copy.person = folder, made.person
    return copy


COMMANDS: dict[str, list[str]] = {
    "status": ["status"],
    "status of one": ["status", "--as", "{person}"],
    "status as JSON": ["status", "--json"],
    "sources": ["source", "list"],
    "sources as JSON": ["source", "list", "--json"],
    "agreement": ["agreement", "--resamples", "0"],
    "agreement as JSON": ["agreement", "--resamples", "0", "--format", "json"],
    "jsonl": ["export", "jsonl"],
    "csv": ["export", "csv", "--unguarded"],
    "import": ["import", "texts"],
    "no UTF-8": ["import", "{2}.txt"],
    "no such file": ["import", "{3}.txt"],
    "no such option": ["import", "--{3}"],
    "no such choice": ["export", "{3}"],
    "no such command": ["{3}"],
    "no such field": ["agreement", "--field", "{3}"],
    "no such annotator": ["status", "--as", "{3}"],
    "no such place": ["annotate", "--at", "{3}"],
    "no such project": ["status", "--db", "{3}"],
    "no such scheme": ["init", "--scheme", "{3}", "--db", "other.db"],
    "a folder as a project": ["status", "--db", "texts"],
    "a scheme": ["scheme", "show", "{0}.toml"],
    "a scheme to check": ["scheme", "check", "{0}.toml"],
    "the scheme's own file": ["scheme", "show", "--toml", "{0}.toml"],
    "keys": ["keys", "check", "{1}.toml"],
    "init": ["init", "--db", "{4}.db", "--name", "{5}"],
    "backup": ["backup", "-o", "{6}.db"],
    "doctor": ["doctor"],
    "restore": ["restore", "{3}"],
}


def filled(arguments: list[str], here: Hostile) -> list[str]:
    named = {str(number): name for number, name in enumerate(NAMES)}
    found = list(arguments)
    for number, name in (*named.items(), ("person", here.person)):
        found = [each.replace(f"{{{number}}}", name) for each in found]
    return found


def environment(here: Hostile) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(here.folder / "config"), "LC_ALL": "C.UTF-8", "ANNOTATOR_BACKUPS": "off"}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_terminal_is_sent_nothing_that_acts(command: str, here: Hostile) -> None:
    arguments = filled(COMMANDS[command], here)
    with Terminal(arguments, cwd=here.folder, env=environment(here), size=(100, 30)) as terminal:
        terminal.ends()
        stream = terminal.rest().decode("utf-8", "surrogateescape")
    assert stream.strip()
    assert "Traceback" not in stream
    assert "an error of its own" not in stream
    assert foreign(stream, allowed="\r\n") == []


@pytest.mark.slow
def test_neither_a_question_nor_what_is_said_when_the_screen_cannot_open_acts(here: Hostile) -> None:
    with Terminal(["annotate", "--as", NAMES[3]], cwd=here.folder, env=environment(here)) as terminal:
        terminal.until(lambda: "[y/N]" in terminal.text)
        terminal.send("n\r")
        terminal.ends()
        assert foreign(terminal.rest().decode("utf-8", "surrogateescape"), allowed="\r\n") == []
    empty = here.folder / f"{NAMES[7]}.db"
    run(here, "init", "--db", str(empty))
    with Terminal(
        ["annotate", "--as", NAMES[3], "--db", str(empty)], cwd=here.folder, env=environment(here)
    ) as terminal:
        assert terminal.ends() == 1
        terminal.until(lambda: "no articles yet" in terminal.text)
        assert foreign(terminal.rest().decode("utf-8", "surrogateescape"), allowed="\r\n") == []


def run(here: Hostile, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *arguments],
        cwd=here.folder,
        env=os.environ | environment(here),
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_programs_get_the_exact_data(here: Hostile) -> None:
    status = json.loads(run(here, "status", "--json").stdout)
    assert any(char in json.dumps(status, ensure_ascii=False) for char in ("\x9b", "\x7f", "\u202e", "\x85"))
    assert here.person in {each["name"] for each in status["annotators"]}
    lines = run(here, "export", "jsonl").stdout.decode().split("\n")
    notes = [json.loads(line)["annotations"][0]["note"] for line in lines if line]
    assert any(sequence in note for note in notes for sequence in SEQUENCES)
    table = run(here, "export", "csv", "--unguarded").stdout.decode()
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert any(sequence in row["value"] for row in rows for sequence in SEQUENCES)
    assert len({tag for row in rows for tag in TAG.findall(row["value"])}) > 50


def test_what_is_said_beside_the_data_never_acts(here: Hostile) -> None:
    """Standard error may be a terminal when standard output is none."""
    for command in (
        "import",
        "no UTF-8",
        "no such option",
        "no such project",
        "no such annotator",
        "status of one",
    ):
        answer = run(here, *filled(COMMANDS[command], here))
        said = answer.stderr.decode("utf-8", "surrogateescape")
        assert foreign(said, allowed="\n") == [], command
