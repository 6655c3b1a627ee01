"""The history screen: what was done, of a claim or by a person, and any state of it there again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import pytest
from textual.widgets import OptionList

from annotator.tui.screens.history import HistoryBox
from tests.tui.driver import Driver, make_project, running

P = ParamSpec("P")


def driven(scenario: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test that drives the screen."""

    @wraps(scenario)
    def test(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(scenario(*args, **kwargs))

    return test


async def mark(driver: Driver, *labels: str) -> None:
    await driver.keys("l", "enter", *labels)
    await driver.saved()


async def opened(driver: Driver) -> HistoryBox:
    await driver.keys("f7")
    await driver.on("HistoryBox")
    box = driver.app.screen
    assert isinstance(box, HistoryBox)
    return box


def lines(driver: Driver) -> list[str]:
    """Return the entries that can be chosen, as they are drawn."""
    listed = driver.app.screen.query_one(OptionList)
    options = (listed.get_option_at_index(index) for index in range(listed.option_count))
    return [str(option.prompt) for option in options if not option.disabled]


def form_of(driver: Driver) -> tuple[str, ...]:
    (claim,) = driver.desk.claims
    return claim.judgement.of("form")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@driven
async def test_the_history_of_the_focused_claim_newest_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(make_project(tmp_path), size=size) as driver:
        await mark(driver, "d", "i")
        await opened(driver)
        shown = lines(driver)
        assert [line[7:] for line in shown] == [
            "form direct → indirect  now",
            "form direct",
            "marked “The mayor said that”",
        ]
        assert "history of this claim" in driver.shown()
        assert "form direct → indirect" in driver.shown()


@driven
async def test_an_earlier_state_is_there_again_as_a_new_entry_and_undo_takes_it_back(tmp_path: Path) -> None:
    async with running(make_project(tmp_path)) as driver:
        await mark(driver, "d", "i")
        await opened(driver)
        await driver.keys("down", "enter")
        await driver.until(lambda: form_of(driver) == ("direct",))
        assert "restored, as a new entry" in driver.shown()
        (claim,) = await driver.stored()
        assert (claim.seq, claim.judgement.of("form")) == (4, ("direct",))
        await driver.keys("ctrl+z")
        await driver.until(lambda: form_of(driver) == ("indirect",))
        (claim,) = await driver.stored()
        assert claim.seq == 5


@driven
async def test_without_a_focused_claim_it_is_what_one_did_last(tmp_path: Path) -> None:
    async with running(make_project(tmp_path)) as driver:
        await mark(driver, "d")
        await driver.keys("minus")
        await driver.keys("space")
        await driver.saved()
        await opened(driver)
        shown = lines(driver)
        assert shown[0][7:].startswith("first.txt, passage 1")
        assert "passage open → done  now" in shown[0]
        assert "taken back" in shown[1]
        await driver.keys("down", "down", "enter")
        # The claim that was taken back is there again, with what it had.
        await driver.until(lambda: len(driver.desk.claims) == 1)
        assert form_of(driver) == ("direct",)
        assert [each.judgement.of("form") for each in await driver.stored()] == [("direct",)]


@driven
async def test_the_state_that_is_there_is_not_restored_again(tmp_path: Path) -> None:
    async with running(make_project(tmp_path)) as driver:
        await mark(driver, "d")
        await opened(driver)
        await driver.keys("enter")
        await driver.until(lambda: "it is so already" in driver.shown())
        (claim,) = await driver.stored()
        assert claim.seq == 2


@pytest.mark.parametrize("key", ["escape", "f7", "q"])
@driven
async def test_it_closes_and_changes_nothing(tmp_path: Path, key: str) -> None:
    async with running(make_project(tmp_path)) as driver:
        await mark(driver, "d")
        await opened(driver)
        await driver.keys(key)
        await driver.on("AnnotateScreen")
        (claim,) = await driver.stored()
        assert claim.seq == 2


@driven
async def test_of_nothing_done_it_says_so(tmp_path: Path) -> None:
    async with running(make_project(tmp_path)) as driver:
        await opened(driver)
        assert "nothing has been done yet" in driver.shown()


@driven
async def test_a_long_history_is_read_a_page_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.tui.commands import histories

    monkeypatch.setattr(histories, "PAGE", 10)
    async with running(make_project(tmp_path)) as driver:
        await mark(driver)
        for _ in range(15):
            await driver.keys("d", "i")
        await driver.saved()
        await opened(driver)
        assert len(lines(driver)) == 10
        for count in (20, 30, 31):
            await driver.keys("end")
            await driver.until(lambda count=count: len(lines(driver)) == count)
        assert "marked" in lines(driver)[-1]


@driven
async def test_hostile_words_are_shown_and_are_no_markup(tmp_path: Path) -> None:
    text = "[red]He said[/nope] \x1b]52;c;x\x07 that it rained."
    async with running(make_project(tmp_path, {"a.txt": text})) as driver:
        await driver.keys("p", "enter")
        await driver.saved()
        await opened(driver)
        shown = driver.shown()
        assert "[red]He said[/nope]" in shown
        assert "\x1b" not in shown
