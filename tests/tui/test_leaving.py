"""The program is told to end at any moment, also while a form is being built."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.css.query import NoMatches

from .driver import make_project, running

FORMS = {
    "evidence": "apostrophe",
    "note": "semicolon",
    "reactions": "plus",
    "sources": "slash",
    "keys": "question_mark",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_still_being_built_does_not_spoil_the_end(path: Path, form: str) -> None:
    async def leave(turns: int) -> int | None:
        async with running(path) as driver:
            await driver.keys("l", "enter")
            driver.app.simulate_key(FORMS[form])
            for _ in range(turns):
                await asyncio.sleep(0)
            driver.app.exit(return_code=143)
        return driver.app.return_code

    for turns in range(0, 60, 15):
        assert asyncio.run(leave(turns)) == 143


def test_a_part_that_is_missing_while_the_program_runs_is_an_error(path: Path) -> None:
    async def ask() -> None:
        async with running(path) as driver:
            driver.app.call_later(driver.screen.query_one, "#no-such-part")
            await driver.pilot.pause()

    with pytest.raises(NoMatches):
        asyncio.run(ask())
