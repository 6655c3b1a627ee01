"""The real program in a real terminal: start, mark, tag, leave, start again, everything there."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.workflow.importing import import_paths
from annotator.workflow.project import create_project
from annotator.workflow.schemes import find_scheme

from .pseudo_terminal import Terminal

TEXT = "Police said that the road was closed. Nobody was hurt.\n\nThe mayor promised help."

CURRENT = """
SELECT a.start, a."end", group_concat(l.field || '=' || coalesce(l.value, s.name), ' ')
FROM current_annotation AS a JOIN label AS l ON l.annotation_id = a.id LEFT JOIN source AS s ON s.id = l.source_id
WHERE a.state = 'standing' GROUP BY a.id ORDER BY a.start
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = create_project(tmp_path / "annotator.db", "test", find_scheme("newsclaim"))
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    import_paths(project, [tmp_path / "article.txt"], {})
    project.close()
    return tmp_path


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "annotator.db")) as connection:
        return connection.execute(query).fetchall()


def environment(folder: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(folder / "config"), "ANNOTATOR_DB": "", "ANNOTATOR_NAME": ""}


def test_what_is_marked_and_tagged_in_a_terminal_is_there_after_a_restart(folder: Path) -> None:
    with Terminal(["annotate"], cwd=folder, env=environment(folder)) as terminal:
        terminal.shows("Your name")
        terminal.send("Ana Díaz\r")
        terminal.shows("saved ✓")
        terminal.send("ll\r")
        terminal.shows("TAG")
        terminal.send("/")
        terminal.shows("name of the source")
        terminal.send("Police")
        terminal.shows("new: Police")
        terminal.send("\r")
        terminal.shows("which type")
        terminal.send("\r")
        terminal.shows("Police")
        terminal.send("in")
        terminal.until(lambda: len(rows(folder, "SELECT 1 FROM label WHERE field = 'stance'")) == 1)
        terminal.send(" ")
        terminal.shows("1/2 passages done")
        terminal.send("Q")
        assert terminal.ends() == 0

    ((start, end, labels),) = rows(folder, CURRENT)
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert TEXT[start:end] == "the road was closed"
    assert set(str(labels).split()) == {"source=Police", "form=indirect", "stance=neutral"}

    # Asked once: the second time the program knows who works here, and where they left off.
    with Terminal(["annotate"], cwd=folder, env=environment(folder)) as terminal:
        terminal.shows("New here?")
        terminal.send("\x7f")
        terminal.shows("Police · indirect · neutral")
        terminal.send("u")
        terminal.shows("undone: passage done")
        terminal.send("Q")
        assert terminal.ends() == 0
    assert rows(folder, "SELECT name FROM annotator") == [("Ana Díaz",)]


def test_what_was_shown_as_saved_survives_kill_9(folder: Path) -> None:
    arguments = ["annotate", "--as", "Ana"]
    with Terminal(arguments, cwd=folder, env=environment(folder)) as terminal:
        terminal.shows("saved ✓")
        terminal.send("ll\rin")
        terminal.until(lambda: len(rows(folder, "SELECT 1 FROM label WHERE field = 'stance'")) == 1)
        terminal.process.send_signal(signal.SIGKILL)
    ((_, _, labels),) = rows(folder, CURRENT)
    assert set(str(labels).split()) == {"form=indirect", "stance=neutral"}
    with Terminal(arguments, cwd=folder, env=environment(folder)) as terminal:
        terminal.shows("indirect · neutral")
        terminal.send("Q\x11")
        assert terminal.ends() == 0


def test_the_screen_follows_the_terminal_through_many_sizes(folder: Path) -> None:
    with Terminal(["annotate", "--as", "Ana"], cwd=folder, env=environment(folder)) as terminal:
        terminal.shows("saved ✓")
        for size in ((200, 60), (40, 12), (120, 40), (20, 5), (80, 24)):
            terminal.resize(size)
            terminal.process.send_signal(signal.SIGWINCH)
        terminal.send("j\r")
        terminal.until(lambda: len(rows(folder, "SELECT 1 FROM claim")) == 1)
        terminal.send("\x11")
        assert terminal.ends() == 0


def test_without_colour_the_screen_still_says_everything(folder: Path) -> None:
    env = environment(folder) | {"NO_COLOR": "1"}
    with Terminal(["annotate", "--as", "Ana"], cwd=folder, env=env) as terminal:
        terminal.shows("saved ✓")
        terminal.send("j\ri")
        terminal.shows("[i indirect]")
        terminal.send("\x11")
        assert terminal.ends() == 0
