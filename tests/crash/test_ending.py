"""Ended by a signal, or its terminal closed: half-typed text is kept, what waits is saved, the terminal given back."""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import CONTROLLED, PROGRAM, Terminal
from tests.tui.driver import make_project

ENDING = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
IGNORING = (
    sys.executable,
    "-c",
    "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])",
    *PROGRAM,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made"))


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    path = tmp_path / "project.db"
    path.write_bytes(made.read_bytes())
    return path


def opened(path: Path, program: tuple[str, ...] = PROGRAM) -> Terminal:
    env = {"XDG_CONFIG_HOME": str(path.parent / "config"), "ANNOTATOR_NAME": ""}
    return Terminal(["annotate", "--db", str(path), "--as", "Ana"], cwd=path.parent, env=env, program=program)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    """Be another program that writes to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def type_half_a_note(terminal: Terminal) -> None:
    terminal.shows("saved ✓")
    terminal.send("ll\r")
    terminal.shows("TAG")
    terminal.send(";")
    terminal.shows("restatement")
    terminal.send("half a thou")
    terminal.until(lambda: "half a thou" in terminal.text)


@pytest.mark.parametrize("number", ENDING)
def test_what_is_typed_half_is_kept_and_the_terminal_is_given_back(
    path: Path, number: signal.Signals
) -> None:
    with opened(path) as terminal:
        before = terminal.modes
        type_half_a_note(terminal)
        assert terminal.modes != before
        terminal.process.send_signal(number)
        assert terminal.ends() == 128 + number
        assert terminal.modes == before
        shown = terminal.rest().decode("utf-8", "replace")
        left = shown[shown.rindex("\x1b[?1049l") :]
        assert "\x1b[?25h" in left
        assert "Traceback" not in left
    ((body,),) = rows(path, "SELECT body FROM draft")
    assert "half a thou" in str(body)
    with opened(path) as terminal:
        # The claim that was being tagged is tagged again.
        terminal.shows("TAG")
        terminal.send(";")
        terminal.shows("half a thou")


@pytest.mark.parametrize("program", [CONTROLLED, PROGRAM], ids=["with a signal", "without one"])
def test_when_its_terminal_is_closed_it_keeps_all_that_and_ends(path: Path, program: tuple[str, ...]) -> None:
    with opened(path, program) as terminal:
        type_half_a_note(terminal)
        terminal.hang_up()
        assert terminal.ends() == 128 + signal.SIGHUP
    ((body,),) = rows(path, "SELECT body FROM draft")
    assert "half a thou" in str(body)
    assert rows(path, "SELECT count(*) FROM claim") == [(1,)]


def test_what_waits_for_another_program_is_saved_if_that_ends_in_time(path: Path) -> None:
    with opened(path) as terminal:
        terminal.shows("saved ✓")
        with held(path) as other:
            terminal.send("ll\ri")
            terminal.shows("[i indirect]")
            terminal.process.send_signal(signal.SIGTERM)
            time.sleep(0.4)
            other.execute("ROLLBACK")
        assert terminal.ends() == 128 + signal.SIGTERM
    assert rows(path, "SELECT value FROM label") == [("indirect",)]


@pytest.mark.slow
def test_what_can_not_be_saved_in_time_is_said(path: Path) -> None:
    with opened(path) as terminal:
        terminal.shows("saved ✓")
        with held(path):
            terminal.send("ll\ri")
            terminal.shows("[i indirect]")
            terminal.process.send_signal(signal.SIGTERM)
            assert terminal.ends() == 128 + signal.SIGTERM
            terminal.rest()
            assert "annotator: " in terminal.text
            assert "some of your last changes could not be saved" in terminal.text
    assert rows(path, "SELECT count(*) FROM claim") == [(0,)]


def test_a_signal_that_whoever_started_it_wants_ignored_ends_nothing(path: Path) -> None:
    with opened(path, IGNORING) as terminal:
        terminal.shows("saved ✓")
        terminal.process.send_signal(signal.SIGHUP)
        terminal.send("ll\ri")
        terminal.shows("[i indirect]")
        terminal.send("\x11")
        assert terminal.ends() == 0


def test_a_signal_before_anything_is_open_ends_it_as_well(path: Path) -> None:
    with opened(path) as terminal:
        before = terminal.modes
        terminal.shows("opening")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
        assert terminal.modes == before
