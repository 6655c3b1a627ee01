"""Many programs at work on one file: nobody is refused, nothing is lost, and who comes second is told."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.core.history import Looked
from annotator.core.text.span import Span
from annotator.errors import Outdated
from annotator.store.header import SCHEMA, schema_number
from annotator.workflow.backing_up import back_up
from annotator.workflow.outbox import Progress
from annotator.workflow.project import find_annotator, open_project
from annotator.workflow.restoring import restore
from annotator.workflow.sitting import Sitting
from tests.concurrency.checking import Crowd, actions, check

PROCESSES = 16


@pytest.fixture
def path(tmp_path: Path, sampled: Path) -> Path:
    return Path(shutil.copyfile(sampled, tmp_path / "p.db"))


@pytest.fixture
def crowd(path: Path, tmp_path: Path) -> Crowd:
    (tmp_path / "records").mkdir()
    return Crowd(path, tmp_path / "records")


@pytest.mark.slow
def test_sixteen_write_at_once_and_nobody_is_refused(path: Path, crowd: Crowd) -> None:
    before = actions(path)
    for number in range(PROCESSES):
        crowd.add(f"Annotator {number}", 40, seed=number)
    crowd.go()
    assert crowd.wait() == {0: PROCESSES}
    outcome = crowd.outcome()
    found = check(path, outcome, before)
    assert (outcome.failures, outcome.outdated, outcome.unknown) == ([], set(), set())
    assert found["done"] + found["turned"] > PROCESSES * 20


@pytest.mark.slow
def test_several_windows_of_one_person_and_some_are_killed_while_others_back_up_and_export(
    path: Path, crowd: Crowd, tmp_path: Path
) -> None:
    before, chance = actions(path), random.Random(3)
    for number in range(9):
        crowd.add(f"Annotator {number % 3}", 60, seed=number)
    crowd.go()
    for each in crowd.running[:3]:
        time.sleep(chance.uniform(0.05, 0.4))
        each.send_signal(signal.SIGKILL)
    copies = [back_up(path).path for _ in range(3)]
    command = [sys.executable, "-m", "annotator", "export", "jsonl", "--db", str(path)]
    exported = subprocess.run(command, capture_output=True, check=True)
    assert exported.stdout
    codes = crowd.wait()
    assert codes[0] == 9 - codes[-signal.SIGKILL]
    outcome = crowd.outcome()
    assert outcome.failures == []
    check(path, outcome, before)
    # Each backup is the project at one moment: everything in it is in the project, whole.
    for each in copies:
        restored = tmp_path / f"restored-{each.name}"
        restore(each, restored)
        assert before <= actions(restored) <= actions(path)


def _sit(path: Path, told: list[Progress]) -> Sitting:
    project = open_project(path)
    return Sitting(project, find_annotator(project, "Ana"), told.append)


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_windows_on_one_claim_exactly_one_wins_and_the_other_is_told(
    tmp_path: Path, small: Path, first: int
) -> None:
    path = Path(shutil.copyfile(small, tmp_path / "p.db"))
    told: tuple[list[Progress], list[Progress]] = ([], [])
    begun = _sit(path, [])
    desk = begun.resume()
    desk.select(Span(0, 6))
    claim = desk.mark()
    assert claim is not None
    assert begun.close()

    windows = [_sit(path, each) for each in told]
    desks = [each.resume() for each in windows]
    field = next(each for each in desks[0].scheme.fields if each.id == "stance")
    for number in (first, 1 - first):
        desks[number].focus_on(claim)
        desks[number].tag(field, field.labels[number])
        windows[number].outbox.drain()
    problems = [[each.problem for each in one if each.problem] for one in told]
    assert problems[first] == []
    (problem,) = problems[1 - first]
    assert isinstance(problem, Outdated)
    # The loser has everything as it is stored before them, and does it again.
    fresh = windows[1 - first].open(desks[0].article.id)
    assert fresh.claims[0].judgement.of("stance") == (field.labels[first].id,)
    fresh.focus_on(claim)
    fresh.tag(field, field.labels[1 - first])
    for each in windows:
        assert each.close()
    again = _sit(path, [])
    assert again.resume().claims[0].judgement.of("stance") == (field.labels[1 - first].id,)
    assert again.close()


def test_of_two_windows_on_one_passage_exactly_one_wins(tmp_path: Path, small: Path) -> None:
    path = Path(shutil.copyfile(small, tmp_path / "p.db"))
    told: tuple[list[Progress], list[Progress]] = ([], [])
    windows = [_sit(path, each) for each in told]
    desks = [each.resume() for each in windows]
    for desk, state in zip(desks, (Looked.DONE, Looked.FLAGGED), strict=True):
        desk.go(0)
        desk.look(state)
    for each in windows:
        each.outbox.drain()
    problems = [each.problem for one in told for each in one if each.problem]
    assert [type(each) for each in problems] == [Outdated]
    for each in windows:
        each.close()


def test_a_file_not_yet_in_the_mode_it_is_used_in_can_be_opened_by_many_at_once(
    tmp_path: Path, small: Path
) -> None:
    """A backup is kept as one file without a log; whoever opens it first makes it one that many can share."""
    path = tmp_path / "p.db"
    back_up(small, target=path)
    code = (
        "import sys; from pathlib import Path\n"
        "from annotator.workflow.project import add_annotator, open_project\n"
        "sys.stdin.readline()\n"
        "project = open_project(Path(sys.argv[1])); add_annotator(project, sys.argv[2]); project.close()\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(path), f"A{n}"], stdin=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in running:
        each.communicate()
    assert [each.returncode for each in running] == [0] * 4
    project = open_project(path)
    for number in range(4):
        find_annotator(project, f"A{number}")
    project.close()
    assert sorted(os.listdir(tmp_path)) == ["p.db"]  # noqa: PTH208  names alone


@pytest.mark.parametrize("first", [0, 1])
def test_what_the_loser_had_typed_is_not_lost(tmp_path: Path, small: Path, first: int) -> None:
    """The note that was not saved waits as a draft, as it did before it was meant to be saved."""
    path = Path(shutil.copyfile(small, tmp_path / "p.db"))
    begun = _sit(path, [])
    desk = begun.resume()
    desk.select(Span(0, 6))
    claim = desk.mark()
    assert claim is not None
    assert begun.close()

    windows = [_sit(path, []) for _ in range(2)]
    desks = [each.resume() for each in windows]
    for number in (first, 1 - first):
        body = f"a long note, number {number}"
        desks[number].focus_on(claim)
        windows[number].keep_draft(claim, "note", body)
        desks[number].set_texts(note=body, restatement=None)
        windows[number].keep_draft(claim, "note", "")
        windows[number].outbox.drain()
    lost = f"a long note, number {1 - first}"
    assert windows[first].half_typed == frozenset()
    assert windows[1 - first].half_typed == {(claim, "note")}
    assert windows[1 - first].draft(claim, "note") == lost
    for each in windows:
        assert each.close()
    # Also after a restart.
    again = _sit(path, [])
    assert again.draft(claim, "note") == lost
    assert again.resume().claims[0].judgement.note == f"a long note, number {first}"
    assert again.close()


WRITING = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1], isolation_level=None) as connection:
    connection.execute("PRAGMA wal_autocheckpoint = 5")
    who = connection.execute("SELECT annotator.id, claim.id FROM annotator, claim LIMIT 1").fetchone()
    print("ready", flush=True)
    for turn in range(1_000_000):
        connection.execute("BEGIN IMMEDIATE")
        rows = [(*who, f"{turn} {number}") for number in range(20)]
        connection.executemany("INSERT INTO draft VALUES (?, ?, ?, hex(randomblob(3000)), '')", rows)
        connection.execute("DELETE FROM draft WHERE rowid IN (SELECT rowid FROM draft ORDER BY random() LIMIT 19)")
        connection.execute("COMMIT")
"""
"""Makes the file grow, frees pages, and moves them from the log into the file as often as can be."""


def test_a_project_is_looked_at_while_another_program_moves_its_log_into_it(path: Path) -> None:
    command = [sys.executable, "-c", WRITING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            assert {schema_number(path) for _ in range(1_500)} == {SCHEMA}
        finally:
            writer.kill()
