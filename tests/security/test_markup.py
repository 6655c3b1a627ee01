"""Markup in data is shown as it stands: nothing of it is obeyed, and none of it ends the program."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input

from annotator.core.article import Article
from annotator.core.source import Source
from annotator.core.text.passages import Split, split_passages
from annotator.tui.commands.finding import search
from annotator.workflow.importing import add_articles
from annotator.workflow.project import add_annotator, create_project

from .hostile import MARKUP
from .hostile_project import scheme_of
from .stream import words
from .watched import WatchedDriver, watched

LINKS = "[@click=app.quit]quit[/] [@click=screen.carry_out('leave')]leave[/] [@click=app.bell]bell[/]"
TEXT = "\n".join(f"Line {number}: {each} said so." for number, each in enumerate((LINKS, *MARKUP)))


class Words:
    """Gives the same markup for everything."""

    def __call__(self) -> str:
        return "[@click=app.quit]quit[/] [/nope] [red]"


@pytest.fixture
def marked_up(tmp_path: Path) -> Path:
    words = Words()
    project = create_project(tmp_path / "m.db", words(), scheme_of(words))  # type: ignore[arg-type]
    details = dict.fromkeys(("title", "outlet", "file", "story", "rights"), words())
    add_articles(project, [Article.new(TEXT, split_passages(TEXT, Split.LINES), details)])
    add_annotator(project, "[bold]Ana[/nope]")
    project.close()
    return project.path


def play(path: Path, scenario: object) -> None:
    async def go() -> None:
        async with watched(path, "[bold]Ana[/nope]", size=(120, 60)) as driver:
            await scenario(driver)  # type: ignore[operator]
            assert driver.app.is_running

    asyncio.run(go())


def test_every_piece_is_shown_as_it_stands(marked_up: Path) -> None:
    async def scenario(d: WatchedDriver) -> None:
        shown = d.shown()
        for each in MARKUP:
            if each.isprintable():
                assert each in shown, each
        assert "[@click=app.quit]quit[/]" in shown

    play(marked_up, scenario)


def test_a_click_on_what_says_it_is_a_link_does_nothing(marked_up: Path) -> None:
    async def scenario(d: WatchedDriver) -> None:
        d.sent.clear()
        rows = d.shown().splitlines()
        y = next(at for at, row in enumerate(rows) if "app.quit" in row and at > 1)
        for x in range(0, 100, 3):
            await d.pilot.click(offset=(x, y))
        assert d.app.is_running
        assert "\x07" not in words(d.stream)

    play(marked_up, scenario)


def test_titles_messages_lists_and_dialogs_show_it_as_it_stands(marked_up: Path) -> None:
    words = Words()()

    async def scenario(d: WatchedDriver) -> None:
        d.desk.know(Source.of(words, words))
        d.screen.say(words)
        await d.pilot.pause()
        assert words in d.shown()
        d.screen.warn(f"{words}\n[/x]")
        await d.until(lambda: "[/x]" in d.shown())
        d.app.clear_notifications()
        d.desk.go(1)
        await d.keys("p", "slash")
        await d.on("SourcePicker")
        d.app.screen.query_one(Input).value = words
        await d.pilot.pause()
        assert "[/nope] [red] of claim 1" in d.shown()
        assert d.shown().count(words) >= 2
        await d.keys("enter", "escape", "escape", "escape")
        for command in ("articles", "help", "guideline", "palette", "skip", "evidence", "note", "reactions"):
            d.desk.focus_on(d.desk.claims[0].claim_id)
            d.screen.carry_out(command)
            await d.pilot.pause()
            for line in d.app.screen.query(Input):
                line.value = words
                await d.pilot.pause()
            await d.keys("ctrl+s", "escape", "escape")
            await d.until(lambda: d.app.screen is d.screen)
        search(d.screen)
        await d.on("SearchBox")
        d.app.screen.query_one(Input).value = "[/nope]"
        await d.pilot.pause(0.1)
        await d.keys("enter")
        await d.until(lambda: d.app.screen is d.screen)

    play(marked_up, scenario)
