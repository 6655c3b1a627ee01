"""A project that can't be written is opened for reading, says so, and changes nothing."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.errors import NotSaved
from annotator.tui.screens.annotate import REVIEW, TO_WORK
from annotator.workflow.project import add_annotator, find_annotator, open_project
from annotator.workflow.sitting import Sitting
from tests.tui.driver import Driver, make_project, running

FILE = "the file is read-only"
FOLDER = "its folder is read-only, where the log of what is saved has its place"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project with a claim in it."""
    path = make_project(tmp_path_factory.mktemp("made"))
    project = open_project(path)
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    desk.move_to_quotation()
    desk.select(desk.passage)
    desk.mark()
    assert sitting.close()
    return path


@pytest.fixture(params=[FILE, FOLDER])
def barred(request: pytest.FixtureRequest, made: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Return a project that can't be written, and why."""
    folder = tmp_path / "barred"
    folder.mkdir()
    path = folder / "project.db"
    path.write_bytes(made.read_bytes())
    path.chmod(0o444 if request.param == FILE else 0o644)
    folder.chmod(0o555 if request.param == FOLDER else 0o755)
    if os.access(path, os.W_OK) and os.access(folder, os.W_OK):
        pytest.skip("file modes do not bind this user")
    yield path, request.param
    folder.chmod(0o755)


def play(path: Path, scenario: Callable[[Driver], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running(path) as driver:
            await scenario(driver)

    asyncio.run(run())


def test_it_says_why_and_goes_on_saying_that_nothing_is_changed(barred: tuple[Path, str]) -> None:
    path, why = barred
    before = path.read_bytes()

    async def scenario(d: Driver) -> None:
        await d.until(lambda: "read-only" in d.shown())
        assert "saved ✓" not in d.shown()
        # Marking, withdrawing, tagging, passages, undo: whatever changes something says why it does not.
        for keys in (
            ("j", "enter"),
            ("escape", "tab", "minus"),
            ("tab", "i"),
            ("escape", "f"),
            ("u",),
            ("space",),
        ):
            d.screen.say("")
            await d.keys(*keys)
            await d.until(lambda: REVIEW in d.shown())
        assert len(d.desk.claims) == 1
        # To read, one may go anywhere.
        await d.keys("pagedown")
        await d.until(lambda: REVIEW not in d.shown())

    play(path, scenario)
    assert path.read_bytes() == before
    project = open_project(path)
    assert project.review == why
    project.close()


def test_what_opens_it_says_what_would_let_one_work_in_it(
    barred: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.tui.screens.annotate import AnnotateScreen

    path, why = barred
    told: list[str] = []
    monkeypatch.setattr(AnnotateScreen, "warn", lambda _, message: told.append(message))

    async def scenario(d: Driver) -> None:
        await d.until(lambda: told)

    play(path, scenario)
    assert told == [f"Open for reading only: {why}. To work in it, {TO_WORK}."]


def test_a_form_may_be_looked_at_and_changes_nothing(barred: tuple[Path, str]) -> None:
    path, _ = barred

    async def scenario(d: Driver) -> None:
        await d.keys("tab", "semicolon")
        await d.on("NoteForm")
        await d.keys(*"half a thought", "ctrl+s")
        await d.on("AnnotateScreen")
        await d.until(lambda: REVIEW in d.shown())
        assert d.desk.claims[0].judgement.note is None
        await d.keys("apostrophe")
        await d.on("EvidenceForm")
        await d.keys("escape")
        await d.on("AnnotateScreen")

    play(path, scenario)
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM draft").fetchone() == (0,)


@pytest.mark.parametrize("line", ["status", "agreement", "export jsonl", "source list", "scheme show"])
def test_commands_that_read_work_and_leave_nothing_beside_it(
    line: str, barred: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, why = barred
    assert main([*line.split(), "--db", str(path)]) == 0, capsys.readouterr().err
    if why == FOLDER:
        assert [each.name for each in path.parent.iterdir()] == ["project.db"]


def test_a_command_that_writes_says_that_it_can_not(
    barred: tuple[Path, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path, _ = barred
    (tmp_path / "third.txt").write_text("A third article.", encoding="utf-8")
    assert main(["import", str(tmp_path / "third.txt"), "--db", str(path)]) == 1
    assert capsys.readouterr().err == (
        "annotator: the database could not be written; nothing was saved\n"
        "  why: the file or its folder is read-only (attempt to write a readonly database)\n"
        "  do:  make both writable, or copy the project elsewhere\n"
    )
    project = open_project(path)
    with pytest.raises(NotSaved, match="could not be written"):
        add_annotator(project, "Cleo")
    project.close()


def test_what_another_program_left_in_the_log_is_not_missed(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "barred"
    folder.mkdir()
    path = folder / "project.db"
    path.write_bytes(made.read_bytes())
    writer = sqlite3.connect(path)
    writer.execute("INSERT INTO source (id, name, type, qualifier) VALUES ('a', 'Late', 'person', '')")
    writer.commit()
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("file modes do not bind this user")
    project = open_project(path)
    with project.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM source WHERE name = 'Late'").scalar()
    project.close()
    writer.close()
    assert found == 1
