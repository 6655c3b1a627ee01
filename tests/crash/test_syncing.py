"""What is called saved is on disk: the settings of every connection, and the order of system calls.

A kill would not show it, since what the system was given to write survives the program.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotator.store.engine import reading, writing
from annotator.workflow.project import Project
from tests.crash.tracing import UNSAFE, can_trace, said_too_early, traced
from tests.terminal.pseudo_terminal import PROGRAM, Terminal
from tests.tui.driver import make_project

THREADS = 6


def test_every_connection_of_every_thread_reads_back_that_it_syncs(project: Project) -> None:
    together = threading.Barrier(THREADS)

    def look(_: int) -> list[tuple[object, object]]:
        found = []
        with reading(project.engine) as connection:
            # All at once, so that each has a connection of its own.
            together.wait(20)
            found.append(_settings(connection))
        with writing(project.engine) as connection:
            found.append(_settings(connection))
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        found = [each for pair in pool.map(look, range(THREADS)) for each in pair]
    assert found == [("wal", 2)] * THREADS * 2


def _settings(connection: object) -> tuple[object, object]:
    run = connection.exec_driver_sql  # type: ignore[attr-defined]
    return run("PRAGMA journal_mode").scalar(), run("PRAGMA synchronous").scalar()


needs_strace = pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to trace")


def trace_of_a_mark(folder: Path, program: tuple[str, ...]) -> Path:
    """Mark a claim on the screen and return what the program asked of the system meanwhile."""
    path, trace = make_project(folder), folder / "trace"
    env = {"XDG_CONFIG_HOME": str(folder / "config"), "ANNOTATOR_NAME": "", "ANNOTATOR_BACKUPS": "off"}
    line = ["annotate", "--db", str(path), "--as", "Ana"]
    with Terminal(line, cwd=folder, env=env, program=traced(program, trace)) as terminal:
        terminal.shows("saved ✓")
        terminal.send("l")
        terminal.shows("SPAN")
        # The place that the cursor is at is kept by the way, and must not be taken for the claim.
        time.sleep(1.3)
        terminal.rest()
        terminal.send("\r")
        terminal.shows("TAG   saved ✓")
        terminal.send("\x11")
        assert terminal.ends() == 0
    return trace


@pytest.mark.slow
@needs_strace
def test_the_log_is_on_disk_before_the_screen_says_saved(tmp_path: Path) -> None:
    assert said_too_early(trace_of_a_mark(tmp_path, PROGRAM), b"\r", "saved ✓".encode()) == ""


@pytest.mark.slow
@needs_strace
def test_this_very_check_fails_when_somebody_sets_normal(tmp_path: Path) -> None:
    trace = trace_of_a_mark(tmp_path, UNSAFE)
    assert said_too_early(trace, b"\r", "saved ✓".encode()) == "the log was written and not synced"


TRACE = """\
7 read(0</dev/pts/1>, "\\r", 4096) = 1
8 pwrite64(9<{log}-wal>, "x"..., 24, 0) = 24
8 fdatasync(9<{log}-wal> <unfinished ...>
{early}
8 <... fdatasync resumed>) = 0
7 write(2</dev/pts/1>, "TAG saved \\342\\234\\223", 13) = 13
"""


@pytest.mark.parametrize(
    ("early", "said"),
    [
        ("", ""),
        ('7 write(2</dev/pts/1>, "saving \\342\\200\\246", 10) = 10', ""),
        ('7 write(2</dev/pts/1>, "saved \\342\\234\\223", 9) = 9', "the log was written and not synced"),
    ],
)
def test_a_sync_that_has_only_begun_is_none(tmp_path: Path, early: str, said: str) -> None:
    trace = tmp_path / "trace"
    trace.write_text(TRACE.format(log="/x/annotator.db", early=early), encoding="utf-8")
    assert said_too_early(trace, b"\r", "saved ✓".encode()) == said


@pytest.mark.slow
@needs_strace
def test_what_a_command_says_it_has_imported_is_on_disk(tmp_path: Path) -> None:
    import subprocess

    path, trace = make_project(tmp_path), tmp_path / "trace"
    (tmp_path / "third.txt").write_text("Third. It rained.", encoding="utf-8")
    line = [*traced(PROGRAM, trace), "import", str(tmp_path / "third.txt"), "--db", str(path)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    assert "1 article imported" in done.stderr
    order = _log_and_words(trace, b"1 article imported")
    assert order.index("synced") > order.index("written")
    assert order[-1] == "said"
    assert "written" not in order[len(order) - order[::-1].index("synced") :]


def _log_and_words(trace: Path, words: bytes) -> list[str]:
    from tests.crash.tracing import calls

    order = []
    for call in calls(trace):
        if call.path.endswith("-wal") and call.done:
            order.append("written" if call.name == "pwrite64" else "synced")
        elif call.name == "write" and words in call.data:
            return [*order, "said"]
    return order


if sys.platform != "linux":
    pytestmark = pytest.mark.skip(reason="other systems have other ways to trace")
