"""Long work in a real terminal: a line says how far it is, and Ctrl-C ends it with one line and nothing half done.

And an import whose program is killed leaves nothing, or what goes on when it is run again.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.benchmarks.labelled import many_labels
from tests.benchmarks.projects import empty
from tests.terminal.pseudo_terminal import CONTROLLED, Terminal

pytestmark = pytest.mark.slow

CTRL_C = "\x03"

AT_ONCE = (
    *CONTROLLED[:-2],
    "-c",
    "import sys; from annotator.cli import bars, main; bars.BEFORE_FIRST = 0.0; main.run()",
)
"""The program, as it is where all work takes a second: on a fast machine some of what is stopped here does not."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project on which every command works for seconds."""
    return many_labels(tmp_path_factory.mktemp("many"), 250_000)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Make a folder of articles that take seconds to import."""
    folder = tmp_path / "texts"
    folder.mkdir()
    words = "Rain fell on the town for a third day, and the mayor asked everybody to stay at home. "
    for number in range(1_100):
        lines = "\n\n".join(f"{number} {line} {words * 3}" for line in range(100))
        (folder / f"{number:04}.txt").write_text(lines, encoding="utf-8")
    return folder


def rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = ("action", "article", "article_detail", "passage")
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def stopped(arguments: list[str], folder: Path, shows: str, wait: float = 0) -> list[str]:
    """Press Ctrl-C once the line is there, or any file; return the lines that stay on the terminal."""
    own = {"LC_ALL": "C.UTF-8", "ANNOTATOR_BACKUPS": "off"}
    with Terminal(arguments, cwd=folder, env=own, program=AT_ONCE) as terminal:
        terminal.until(lambda: shows in terminal.text if shows else any(folder.iterdir()))
        time.sleep(wait)
        terminal.send(CTRL_C)
        assert terminal.ends() == 130, terminal.text[-2000:]
        terminal.until(lambda: terminal.text.endswith("\n"))
        # What stays of a line is what was written to it last, from its beginning on.
        return [line.rstrip("\r").rsplit("\r", 1)[-1] for line in terminal.text.split("\n")[:-1]]


@pytest.mark.parametrize(
    ("command", "shows", "said"),
    [
        (["export", "csv", "-o", "x.csv"], "writing csv", "nothing was written"),
        (["agreement", "-o", "x.txt"], "reading articles", "nothing was written"),
    ],
)
def test_ctrl_c_ends_what_writes_a_file_with_one_line_and_no_file(
    many: Path, tmp_path: Path, command: list[str], shows: str, said: str
) -> None:
    lines = stopped([*command, "--db", str(many)], tmp_path, shows)
    assert [line.removeprefix("^C") for line in lines if line.strip()] == [f"annotator: stopped; {said}"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wait", [0, 0.4])
def test_ctrl_c_ends_a_backup_whatever_it_is_at(many: Path, tmp_path: Path, wait: float) -> None:
    lines = stopped(["backup", "-o", "x.db", "--db", str(many)], tmp_path, "", wait)
    assert [line.removeprefix("^C") for line in lines if line.strip()] == [
        "annotator: stopped; no backup was made"
    ]
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_an_import_with_one_line(texts: Path, tmp_path: Path) -> None:
    project = empty(tmp_path / "p.db")
    project.close()
    lines = stopped(["import", str(texts), "--db", str(project.path)], tmp_path, "reading files")
    assert [line.removeprefix("^C") for line in lines if line.strip()] == [
        "annotator: stopped; nothing was changed"
    ]
    assert rows(project.path) == dict.fromkeys(("action", "article", "article_detail", "passage"), 0)


def test_an_import_that_is_killed_leaves_whole_batches_and_goes_on(texts: Path, tmp_path: Path) -> None:
    project = empty(tmp_path / "p.db")
    project.close()
    command = [sys.executable, "-m", "annotator", "import", str(texts), "--db", str(project.path)]
    own = os.environ | {"ANNOTATOR_BACKUPS": "off", "XDG_CONFIG_HOME": str(tmp_path)}
    begin = time.monotonic()
    subprocess.run(
        [*command[:-1], str(empty(tmp_path / "whole.db").path)], env=own, check=True, capture_output=True
    )
    whole, took = rows(tmp_path / "whole.db"), time.monotonic() - begin
    chance, seen = random.Random(), []
    for _ in range(3):
        with subprocess.Popen(
            command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(took * chance.uniform(0.3, 0.95))
            process.send_signal(signal.SIGKILL)
        seen.append(rows(project.path))
        for each in seen:
            # An action has its articles, and an article all of its passages.
            assert each["passage"] == each["article"] * 100
            assert each["article"] == 0 or each["action"] > 0
    subprocess.run(command, env=own, check=True, capture_output=True)
    after = rows(project.path)
    assert (after["article"], after["passage"]) == (whole["article"], whole["passage"]) == (1_100, 110_000)
    found = subprocess.run(
        [sys.executable, "-m", "annotator", "doctor", "--db", str(project.path)],
        env=own,
        check=False,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout + found.stderr
