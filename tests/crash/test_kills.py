"""Ended at any moment, by any signal: what was acknowledged is there, nothing is torn, the cursor is in its place.

A kill can't show durability, because what was written to a file survives the program anyhow: see `test_syncing`.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.aftermath import Journal, damage, lost, somewhere_else
from tests.crash.all_kinds import kill
from tests.crash.killing import Toll, Victims, kill_commands, kill_workers, victims
from tests.tui.driver import make_project

KILLS = int(os.environ.get("ANNOTATOR_TEST_KILLS", "200"))
"""How many programs `test_hundreds_of_kills` ends."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def ours() -> Iterator[Victims]:
    with victims() as made:
        yield made


def test_a_few_who_are_killed_at_work_lose_nothing_that_was_acknowledged(
    ours: Victims, made: Path, tmp_path: Path
) -> None:
    toll = kill_workers(ours, made, tmp_path, 6)
    assert toll.wrong == []
    assert toll.acknowledged > 0


def test_a_few_commands_that_are_ended_have_done_all_or_nothing(
    ours: Victims, made: Path, tmp_path: Path
) -> None:
    assert kill_commands(ours, made, tmp_path, 4).wrong == []


@pytest.mark.slow
def test_hundreds_of_kills(made: Path, tmp_path: Path) -> None:
    tolls = kill(made, tmp_path, KILLS)
    total = sum(tolls.values(), Toll())
    print(*(f"{kind}: {toll}" for kind, toll in tolls.items()), sep="\n")  # noqa: T201  what came of it
    assert total.wrong == []
    assert total.kills.total() == KILLS
    assert all(toll.acknowledged for toll in tolls.values())


# -- and what would be wrong is found


@pytest.fixture
def worked(ours: Victims, made: Path, tmp_path: Path) -> tuple[Path, Journal]:
    """Return a project in which somebody has worked for a while, and what they called saved."""
    path, journal = tmp_path / "worked.db", Journal()
    shutil.copyfile(made, path)
    pid = ours.begin({"path": str(path), "seed": 3})
    for _ in range(100):
        # On a busy machine it may take a while until anything is saved.
        ours.report(journal, 0.3)
        if journal.saved:
            break
    os.kill(pid, 15)
    ours.ended(journal)
    assert journal.saved
    assert not [*damage(path), *lost(path, journal), *somewhere_else(path)]
    return path, journal


def tampered(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_an_action_without_one_of_its_labels_is_called_torn(worked: tuple[Path, Journal]) -> None:
    path, journal = worked
    tampered(path, "DELETE FROM label WHERE rowid = (SELECT min(rowid) FROM label)")
    assert [each.partition(" of ")[0] for each in lost(path, journal)] == ["torn: label"]
    assert damage(path)


def test_an_action_that_is_gone_is_called_lost(worked: tuple[Path, Journal]) -> None:
    path, journal = worked
    tampered(path, "DELETE FROM action WHERE id = (SELECT max(id) FROM action)")
    assert any(each.startswith("lost: action") for each in lost(path, journal))
    assert any(each.startswith("a reference in") for each in damage(path))


def test_a_place_that_went_back_is_called_lost(worked: tuple[Path, Journal]) -> None:
    path, journal = worked
    journal.places, journal.place_kept = [*journal.places, ["elsewhere", "", 0, None]], len(journal.places)
    assert [each[:15] for each in lost(path, journal)] == ["lost: the place"]


def test_a_place_that_is_announced_again_before_it_is_kept_is_kept_once() -> None:
    journal, here, there = Journal(), ["a", "p", 1, None], ["a", "p", 2, None]
    for what, place in (("p", here), ("p", there), ("p", here), ("P!", here)):
        journal.take(f"{what} {json.dumps(place)}")
    assert there in journal.places[journal.place_kept :], "what was kept next may be what is on the disk"
    journal.take(f"P! {json.dumps(there)}")
    journal.take(f"P! {json.dumps(here)}")
    assert journal.places[journal.place_kept :] == [here]


def test_a_draft_that_is_gone_is_called_lost(worked: tuple[Path, Journal]) -> None:
    path, journal = worked
    assert journal.drafts_kept
    tampered(path, "DELETE FROM draft")
    assert any(each.startswith("lost: the draft") for each in lost(path, journal))
