"""The program as a process: closed pipes, full disks, locales and closed streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROGRAM = [sys.executable, "-m", "annotator"]


@pytest.fixture
def demo(folder: Path, annotator: Callable[..., Any]) -> list[str]:
    assert annotator("demo").code == 0
    return [*PROGRAM, "export", "jsonl", "--db", "annotator-demo/annotator.db"]


def test_a_reader_that_has_seen_enough(demo: list[str]) -> None:
    with subprocess.Popen(demo, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        json.loads(process.stdout.readline())
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk(demo: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        answer = subprocess.run(demo, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[:2] == [
        "annotator: a file could not be read or written",
        "  why: No space left on device",
    ]


def test_data_is_utf_8_whatever_the_locale(demo: list[str]) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    answer = subprocess.run(demo, env=environment, capture_output=True, check=True)
    assert "’" in answer.stdout.decode("utf-8")
    assert answer.stderr.endswith(b" items\n")


@pytest.mark.skipif(os.name != "posix", reason="the shell closes streams on POSIX alone")
def test_closed_streams(demo: list[str]) -> None:
    words = " ".join(demo)
    quiet = subprocess.run(["sh", "-c", f"{words} 2>&-"], capture_output=True, check=True)
    assert all(json.loads(line) for line in quiet.stdout.splitlines())
    silent = subprocess.run(["sh", "-c", f"{words} >&-"], capture_output=True, check=True)
    assert silent.stderr.endswith(b" items\n")
    deaf = subprocess.run(["sh", "-c", f"{words} <&- | head -1"], capture_output=True, check=True)
    assert deaf.stdout.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such terminals")
@pytest.mark.parametrize("command", ["annotate", "settle", "practice"])
def test_a_screen_is_refused_where_it_would_be_painted_into_a_file(demo: list[str], command: str) -> None:
    import pty

    person, program = pty.openpty()
    named = [] if command == "practice" else ["--db", "annotator-demo/annotator.db", "--as", "Lea", "--new"]
    try:
        answer = subprocess.run(
            [*PROGRAM, command, *named],
            stdin=program,
            stdout=program,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    finally:
        os.close(person)
        os.close(program)
    assert answer.returncode == 1
    assert b"needs a terminal" in answer.stderr
    assert b"without redirecting input, output or errors" in answer.stderr
