"""What a terminal does to a program that is open all day: windows pulled about, text pasted, keys typed ahead."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from annotator.workflow.importing import import_paths
from annotator.workflow.project import create_project
from annotator.workflow.schemes import find_scheme

from .pseudo_terminal import Terminal

TEXT = (
    "Police said that the road was closed. Nobody was hurt.\n\nThe mayor promised help.\n\nIt rained all day."
)
SIZES = ((200, 60), (40, 12), (120, 40), (20, 5), (60, 16), (81, 25), (300, 10), (10, 80))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = create_project(tmp_path / "annotator.db", "test", find_scheme("newsclaim"))
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    import_paths(project, [tmp_path / "article.txt"], {})
    project.close()
    return tmp_path


def opened(folder: Path) -> Terminal:
    env = {"XDG_CONFIG_HOME": str(folder / "config"), "ANNOTATOR_DB": "", "ANNOTATOR_NAME": ""}
    return Terminal(["annotate", "--as", "Ana"], cwd=folder, env=env)


def count(folder: Path, query: str) -> int:
    with closing(sqlite3.connect(folder / "annotator.db")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])


def leave(terminal: Terminal) -> None:
    terminal.send("\x11")
    assert terminal.ends() == 0


def pasted(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


def test_a_storm_of_sizes_between_keys_loses_no_key_and_leaves_a_whole_screen(folder: Path) -> None:
    dice = random.Random(7)
    with opened(folder) as terminal:
        terminal.shows("saved ✓")
        for key in ("l", "l", "\r", "i", "n", "\r", "l", "\r", "u", "s"):
            for _ in range(4):
                terminal.resize(dice.choice(SIZES))
                terminal.process.send_signal(signal.SIGWINCH)
                time.sleep(0.02)
            terminal.send(key)
        terminal.resize((80, 24))
        terminal.process.send_signal(signal.SIGWINCH)
        terminal.until(lambda: count(folder, "SELECT 1 FROM label WHERE value = 'supports'") == 1)
        # Both may be in one frame, of which the first to be found would leave nothing.
        terminal.until(lambda: "TAG" in terminal.text and "keys" in terminal.text)
        leave(terminal)
    labels = "SELECT 1 FROM current_annotation AS a JOIN label AS l ON l.annotation_id = a.id"
    assert count(folder, "SELECT 1 FROM claim") == 2
    assert count(folder, labels) == 4


@pytest.mark.parametrize("state", ["READ", "SPAN", "TAG"])
def test_pasted_text_is_never_taken_for_keys(folder: Path, state: str) -> None:
    typed = {"READ": "", "SPAN": "l", "TAG": "l\r"}[state]
    with opened(folder) as terminal:
        terminal.shows("saved ✓")
        terminal.send(typed)
        terminal.shows(state) if typed else None
        terminal.until(lambda: count(folder, "SELECT 1 FROM claim") == (state == "TAG"))
        before = count(folder, "SELECT 1 FROM action")
        terminal.send(pasted("uisn dvQ \r\n- x \r\n1 0 /"))
        terminal.send("\x1bOQ")
        terminal.shows("guideline")
        terminal.send("\x1b")
        time.sleep(0.3)
        assert count(folder, "SELECT 1 FROM action") == before
        leave(terminal)


def test_two_hundred_keys_typed_at_once_are_all_done_in_order(folder: Path) -> None:
    with opened(folder) as terminal:
        # The project is not open yet: what is typed ahead waits for it.
        terminal.shows("opening")
        terminal.send("l" + "wb" * 99 + "\r" + "i")
        terminal.until(lambda: count(folder, "SELECT 1 FROM label WHERE value = 'indirect'") == 1)
        leave(terminal)
    assert count(folder, "SELECT 1 FROM claim") == 1
