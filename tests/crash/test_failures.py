"""What is known to go wrong with a file, each with what a person is told: the table of failures.

Kills are in `test_kills`, signals and closed terminals in `test_ending`, faults at every step in `test_faults`.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.main import main
from annotator.core.history import Kind
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.store import engine as engines
from annotator.store.header import APPLICATION_ID, SCHEMA
from annotator.workflow import outbox, stamps
from annotator.workflow.project import find_annotator, open_project
from annotator.workflow.sitting import Sitting
from tests.crash.faults import KINDS, Fault, faulty
from tests.crash.test_faults import DO
from tests.tui.driver import Driver, make_project, running

UNTIL_LOOKED_AT = 3600.0
"""Seconds until it is tried again by itself: longer than anybody waits here."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made"))


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    path = tmp_path / "project.db"
    path.write_bytes(made.read_bytes())
    return path


@pytest.fixture
def fault() -> Iterator[Fault]:
    with faulty() as fault:
        yield fault


def play(
    path: Path, scenario: Callable[[Driver], Awaitable[None]], size: tuple[int, int] = (120, 40)
) -> None:
    async def run() -> None:
        async with running(path, size=size) as driver:
            # Textual's tests go without them unless asked.
            driver.app._disable_notifications = False
            await scenario(driver)

    asyncio.run(run())


async def warned(d: Driver) -> list[str]:
    """Return what stands over the screen for a while, once something does."""
    await d.until(lambda: len(d.app._notifications))
    return [each.message for each in d.app._notifications]


@pytest.mark.parametrize("name", KINDS)
def test_what_the_disk_does_not_take_is_told_stays_on_screen_and_is_saved_by_the_key_for_it(
    name: str, path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox.Outbox.__init__, "__defaults__", (UNTIL_LOOKED_AT,))
    monkeypatch.setitem(engines.SETTINGS, "busy_timeout", ("0", 0))

    async def scenario(d: Driver) -> None:
        await d.keys("j")
        fault.arm(1, KINDS[name])
        await d.keys("enter", "i")
        await d.until(lambda: "NOT SAVED  Ctrl+R tries again" in d.shown())
        assert await warned(d) == [told(name)]
        assert d.words() == ["The mayor said that the bridge was safe"]
        assert "[i indirect]" in d.shown()
        await d.keys("ctrl+r")
        (claim,) = await d.stored()
        assert claim.judgement.of("form") == ("indirect",)
        await d.until(lambda: "saved ✓" in d.shown())

    play(path, scenario)


def told(name: str) -> str:
    return (
        "Not saved, still on screen. the database could not be written; nothing was saved\n"
        f"  why: {KINDS[name].why}\n"
        f"  do:  {DO[name]}"
    )


def test_a_place_that_could_not_be_kept_is_no_work_that_is_not_saved(path: Path, fault: Fault) -> None:
    async def scenario(d: Driver) -> None:
        fault.arm(1, KINDS["full"])
        await d.keys("pagedown")
        await d.until(lambda: fault.struck)
        await d.keys("j")
        await d.pilot.pause()
        assert "saved ✓" in d.shown()
        assert "NOT SAVED" not in d.shown()

    play(path, scenario)


def test_what_waits_for_another_program_is_saved_by_itself_when_that_is_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox.Outbox.__init__, "__defaults__", (0.1,))
    monkeypatch.setitem(engines.SETTINGS, "busy_timeout", ("20", 20))

    async def scenario(d: Driver) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await d.keys("j", "enter", "i")
            await d.until(lambda: "NOT SAVED" in d.shown())
            # However often it is tried again, it is told once.
            await asyncio.sleep(0.5)
            assert await warned(d) == [told("locked")]
        await d.until(lambda: "saved ✓" in d.shown())
        assert len(await d.stored()) == 1

    play(path, scenario)


def test_whoever_leaves_with_unsaved_work_is_told_first(
    path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox.Outbox.__init__, "__defaults__", (UNTIL_LOOKED_AT,))

    async def scenario(d: Driver) -> None:
        await d.keys("j")
        fault.arm(1, KINDS["full"])
        await d.keys("enter", "ctrl+q")
        await d.until(lambda: d.screen.warned_of_loss)
        said = "Some of your work is not saved. Ctrl+R tries again; Ctrl+Q again leaves without it."
        assert said in await warned(d)
        assert d.app.is_running
        await d.keys("ctrl+r")
        await d.saved()

    play(path, scenario)


# -- files that are not what they should be

Make = Callable[[Path], object]


def _foreign(path: Path) -> None:
    _altered(path, "PRAGMA application_id = 7")


def _newer(path: Path) -> None:
    _altered(path, f"PRAGMA user_version = {SCHEMA + 4}")


def _altered(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


FILES: dict[str, tuple[Make, str]] = {
    "of another program": (
        _foreign,
        (
            "annotator: {path}: this database belongs to another program\n"
            "  why: it does not carry annotator's mark\n"
            "  do:  choose another file with --db\n"
        ),
    ),
    "of a newer program": (
        _newer,
        (
            "annotator: {path}: this project was last opened by a newer annotator\n"
            f"  why: its schema is number {SCHEMA + 4}, this program knows up to {SCHEMA}\n"
            "  do:  upgrade annotator; the file is unchanged\n"
        ),
    ),
    "that is no database": (
        lambda path: path.write_bytes(b"no database at all, but long enough to be one" * 9),
        (
            "annotator: {path}: this file is no annotator project\n"
            "  why: it is not even a SQLite database\n"
            "  do:  choose another file with --db\n"
        ),
    ),
    "that is gone": (
        Path.unlink,
        "annotator: {path}: no project here\n  do:  make one with: annotator init   (or name another with --db)\n",
    ),
}


@pytest.mark.parametrize("command", ["status", "annotate", "agreement", "export jsonl", "import x.txt"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_refused_and_left_as_it_is(
    kind: str, command: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, said = FILES[kind]
    make(path)
    before = path.read_bytes() if path.exists() else b""
    assert main([*command.split(), "--db", str(path)]) == 1
    assert capsys.readouterr().err == said.format(path=path)
    assert (path.read_bytes() if path.exists() else b"") == before
    assert [each.name for each in path.parent.glob("project.db?*")] == []


def test_a_mark_of_ours_is_what_tells_a_project(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID


# -- what happens to what is saved


def test_saving_again_what_was_saved_changes_nothing(path: Path) -> None:
    from annotator.store.writing import save

    project, kept = open_project(path), []
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    desk.judge._record = kept.append
    desk.select(Span(0, 5), Unit.SENTENCE)
    desk.mark()
    for _ in range(3):
        for entry in kept:
            save(project.engine, entry)
    assert len(sitting.open(desk.article.id).claims) == 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM annotation").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM action WHERE what = 'mark'").fetchone() == (1,)
    assert sitting.close()


def test_when_the_clock_goes_backwards_the_order_is_that_of_the_work(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = at_work(path, lambda desk: desk.mark(), first=True)
    for days, key in ((3, "i"), (400, "d"), (30, "m")):
        back_by(monkeypatch, timedelta(days=days))
        at_work(path, lambda desk, key=key: desk.tag(*desk.scheme.by_key(key)))
        monkeypatch.undo()
    back_by(monkeypatch, timedelta(days=4000))
    project = open_project(path)
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    (now,) = sitting.open(sitting.order[0]).claims
    assert (now.claim_id, now.seq, now.judgement.of("form")) == (claim, 4, ("mixed",))
    with closing(sqlite3.connect(path)) as connection:
        times = [row[0] for row in connection.execute("SELECT created_at FROM annotation ORDER BY seq")]
    assert times != sorted(times)
    # The latest thing done is undone, though what was done before it has a later date.
    sitting.turn_back(Kind.UNDO)
    (then,) = sitting.open(sitting.order[0]).claims
    assert then.judgement.of("form") == ("direct",)
    assert sitting.close()


def at_work(path: Path, do: Callable[[Any], object], *, first: bool = False) -> str:
    """Do something at the first claim in a sitting of its own and return the claim's id."""
    project = open_project(path)
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    if first:
        desk.select(Span(0, 5), Unit.SENTENCE)
    else:
        desk.focus_on(desk.claims[0].claim_id)
    do(desk)
    assert sitting.close()
    return desk.claims[0].claim_id


def back_by(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    """Put the program's clock back."""
    then = datetime.now(UTC) - time

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return then.astimezone(tz)

    monkeypatch.setattr(stamps, "datetime", Clock)
    monkeypatch.setattr(stamps.time, "time_ns", lambda: int(then.timestamp() * 1e9))
