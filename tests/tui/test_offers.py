"""The offer on the screen: shown with its key, taken with it before and after marking, undone with one key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.tui.driver import Driver, make_project, running


def play(folder: Path, scene: Callable[[Driver], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    path = make_project(folder)

    async def run() -> None:
        async with running(path, size=size) as driver:
            await scene(driver)

    asyncio.run(run())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_what_the_text_suggests_stands_beside_its_key(tmp_path: Path, size: tuple[int, int]) -> None:
    async def scene(driver: Driver) -> None:
        assert "! " not in driver.shown()
        await driver.keys("l", "l")
        await driver.until(lambda: "! " in driver.shown() and "indirect" in driver.shown())
        assert driver.words() == [], "shown, not taken"

    play(tmp_path, scene, size)


@pytest.mark.parametrize(
    "keys", [("t",), ("exclamation_mark",), ("backslash",), ("enter", "exclamation_mark")]
)
def test_one_key_takes_it_and_one_undo_takes_it_back(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async def scene(driver: Driver) -> None:
        await driver.keys("l", "l", *keys)
        (claim,) = await driver.stored()
        assert {label.field for label in claim.judgement.labels} == {"source", "form"}
        assert all(label.suggested for label in claim.judgement.labels)
        await driver.keys("ctrl+z")
        await driver.until(lambda: driver.desk.claims and not driver.desk.claims[0].judgement.labels)

    play(tmp_path, scene)


def test_a_claim_given_its_source_by_hand_is_not_called_suggested(tmp_path: Path) -> None:
    async def scene(driver: Driver) -> None:
        await driver.keys("l", "l", "t", "escape", "j", "enter", "1", "i")
        claims = await driver.stored()
        assert [any(label.suggested for label in each.judgement.labels) for each in claims] == [True, False]

    play(tmp_path, scene)


def test_with_offers_switched_off_nothing_is_shown_and_the_key_takes_nothing(tmp_path: Path) -> None:
    async def scene(driver: Driver) -> None:
        driver.screen.offers = False
        await driver.keys("l", "l")
        assert "! " not in driver.shown()
        await driver.keys("t")
        assert driver.words() == []

    play(tmp_path, scene)


def test_words_of_the_text_name_the_source_of_the_claim_before(tmp_path: Path) -> None:
    async def scene(driver: Driver) -> None:
        await driver.keys("l", "l", "enter", "s", "escape", "k", "k")
        start = driver.desk.article.text.index("The mayor")
        driver.desk.point(start)
        await driver.keys("w", "full_stop", "at")
        await driver.on("SourcePicker")
        assert "mayor" in driver.shown()
        await driver.keys("enter", "enter")
        await driver.on("AnnotateScreen")
        (claim,) = await driver.stored()
        (source,) = claim.judgement.of("source")
        assert driver.desk.source_named(source) == "mayor"
        assert driver.desk.focus == claim.claim_id
        assert not any(label.suggested for label in claim.judgement.labels)

    play(tmp_path, scene)


def test_via_turns_the_digits_to_who_passed_it_on(tmp_path: Path) -> None:
    async def scene(driver: Driver) -> None:
        await driver.keys("l", "l", "t", "ampersand", "1")
        (claim,) = await driver.stored()
        assert claim.judgement.of("via") == claim.judgement.of("source") != ()
        await driver.keys("0")
        (claim,) = await driver.stored()
        assert claim.judgement.of("source") == (driver.desk.narrator.id,), "the next one is the source again"
        await driver.keys("ampersand")
        assert "via: a digit, / or = now goes there" in driver.shown()
        await driver.keys("ampersand", "1")
        (claim,) = await driver.stored()
        assert claim.judgement.of("source") == claim.judgement.of("via")

    play(tmp_path, scene)


def test_what_lacks_a_stance_is_told_when_the_passage_is_left_and_a_missing_status_is_not(
    tmp_path: Path,
) -> None:
    async def scene(driver: Driver) -> None:
        await driver.keys("l", "l", "t", "space")
        await driver.until(lambda: "lacks something" in driver.shown())
        await driver.keys("left_curly_bracket", "n", "space")
        await driver.until(lambda: "passage 2/" in driver.shown())
        assert "lacks" not in driver.shown()

    play(tmp_path, scene)
