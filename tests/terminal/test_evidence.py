"""Evidence in a real terminal: an address pasted, drawn as a link, copied; half-typed text after a kill."""

from __future__ import annotations

import base64
import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.workflow.importing import import_paths
from annotator.workflow.project import add_annotator, create_project
from annotator.workflow.schemes import find_scheme

from .pseudo_terminal import Terminal

URL = "https://news.example.org/the-bridge?page=1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = create_project(tmp_path / "annotator.db", "test", find_scheme("newsclaim"))
    (tmp_path / "article.txt").write_text(
        "Police said that the road was closed. Nobody was hurt.", encoding="utf-8"
    )
    import_paths(project, [tmp_path / "article.txt"], {})
    add_annotator(project, "Ana")
    project.close()
    return tmp_path


def opened(folder: Path, size: tuple[int, int] = (80, 24)) -> Terminal:
    env = {"XDG_CONFIG_HOME": str(folder / "config"), "ANNOTATOR_DB": "", "ANNOTATOR_NAME": "", "TMUX": ""}
    return Terminal(["annotate", "--as", "Ana"], cwd=folder, env=env, size=size)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "annotator.db")) as connection:
        return connection.execute(query).fetchall()


def test_a_pasted_address_is_evidence_a_link_and_in_the_clipboard(folder: Path) -> None:
    with opened(folder) as terminal:
        terminal.shows("saved ✓")
        terminal.send("l\r'")
        terminal.shows("archived at")
        terminal.send(f"\x1b[200~{URL}\r\n\x1b[201~")
        terminal.shows("no archived copy")
        terminal.send("s")
        terminal.send("\x13")
        terminal.until(lambda: rows(folder, "SELECT url FROM evidence") == [(URL,)])
        terminal.until(lambda: f";{URL}\x1b\\".encode() in terminal._output)
        terminal.send("\x1b[17~")
        terminal.until(lambda: b"\x1b]52;c;" + base64.b64encode(URL.encode()) + b"\x07" in terminal._output)
        terminal.shows("the address is copied")
        terminal.send("\x11")
        assert terminal.ends() == 0


def test_half_typed_text_is_there_after_the_program_was_killed(folder: Path) -> None:
    with opened(folder) as terminal:
        terminal.shows("saved ✓")
        terminal.send("l\r'")
        terminal.shows("archived at")
        terminal.send("nlooked in the arch")
        terminal.until(
            lambda: (
                [json.loads(body)["note"] for (body,) in rows(folder, "SELECT body FROM draft")]
                == ["looked in the arch"]
            )
        )
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait()
    with opened(folder) as terminal:
        terminal.shows("draft")
        terminal.send("\t'")
        terminal.shows("looked in the arch")
        terminal.send("\x13")
        terminal.until(lambda: rows(folder, "SELECT note FROM evidence") == [("looked in the arch",)])
        terminal.until(lambda: rows(folder, "SELECT * FROM draft") == [])


def test_what_is_typed_faster_than_forms_open_and_close_goes_where_it_was_meant(folder: Path) -> None:
    with opened(folder) as terminal:
        terminal.shows("saved ✓")
        terminal.send("l\r'nlooked in the archive\ri;one note\r\rs+City\td\rk")
        terminal.until(lambda: rows(folder, "SELECT value FROM label WHERE value = 'not_checkable'"))
        terminal.send("\x11")
        assert terminal.ends() == 0
    current = (
        "SELECT l.value FROM current_annotation AS a JOIN label AS l ON l.annotation_id = a.id ORDER BY field"
    )
    assert rows(folder, current) == [("indirect",), ("supports",), ("not_checkable",)]
    assert rows(folder, "SELECT polarity, note FROM evidence") == [("nothing_found", "looked in the archive")]
    assert rows(folder, "SELECT note FROM current_annotation") == [("one note",)]
    reactions = "SELECT DISTINCT s.name, r.stance FROM reaction AS r JOIN source AS s ON s.id = r.source_id"
    assert rows(folder, reactions) == [("City", "denies")]
