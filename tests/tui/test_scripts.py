"""Exact spans over many scripts, by keys and by mouse, from the key or cell to what another process reads.

Where a word stands on the screen is worked out from what was painted, never by asking the view.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from annotator.core.display import visible
from annotator.core.text.graphemes import characters
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps
from annotator.core.text.trim import trim
from annotator.tui.widgets.passage_page import GUTTER, STAND_IN
from annotator.tui.widgets.passage_view import PassageView
from tests.tui.driver import Driver, make_project, running
from tests.tui.scripts import SCRIPTS

SIZE = (100, 30)


def play(folder: Path, text: str, scene: Callable[[Driver], Awaitable[None]]) -> None:
    path = make_project(folder, {"article.txt": text})

    async def run() -> None:
        async with running(path, size=SIZE) as driver:
            await scene(driver)

    asyncio.run(run())


def painted(view: PassageView, text: str) -> dict[int, tuple[tuple[int, int], tuple[int, int]]]:
    """Return the first and last cell of every grapheme but blanks, read off the painted rows from the left."""
    cells: dict[int, tuple[tuple[int, int], tuple[int, int]]] = {}
    graphemes = list(reversed(characters(text, Span(0, len(text)))))
    for y in range(view.size.height):
        row, at = view.render_line(y).text[GUTTER:], 0
        while graphemes and at < len(row):
            drawn = _drawn(row, at, visible(text), graphemes[-1])
            if drawn:
                x = GUTTER + cell_len(row[:at])
                cells[graphemes.pop().start] = (x, y), (x + max(cell_len(drawn), 1) - 1, y)
            at += len(drawn) or 1
    assert not graphemes, "all of the text is painted"
    return cells


def _drawn(row: str, at: int, text: str, grapheme: Span) -> str:
    """Return how a grapheme is painted at this place of a row, if it is; a blank is passed over."""
    return next((drawn for drawn in (grapheme.of(text), STAND_IN) if row.startswith(drawn, at)), "")


def wanted(text: str, unit: Unit) -> list[Span]:
    """Return the spans that marking every unit of the text must give."""
    found = (trim(text, stop) for stop in steps(text, Span(0, len(text)), unit))
    return [span for span in found if span]


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_every_word_marked_by_keys_is_stored_exactly(name: str, tmp_path: Path) -> None:
    text = SCRIPTS[name]

    async def scene(driver: Driver) -> None:
        expected = []
        before = None
        while True:
            await driver.keys("w")
            if driver.desk.cursor.span in (None, before):
                break
            before = driver.desk.cursor.span
            assert before is not None
            if trim(text, before):
                expected.append(trim(text, before))
                await driver.keys("enter", "enter")
        assert [each.judgement.span for each in await driver.stored()] == expected
        assert set(expected) == set(wanted(text, Unit.WORD))

    play(tmp_path, text, scene)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_edges_moved_by_characters_stop_between_graphemes_and_come_back(name: str, tmp_path: Path) -> None:
    text = SCRIPTS[name]
    ends = {span.end for span in characters(text, Span(0, len(text)))} | {0}

    async def scene(driver: Driver) -> None:
        await driver.keys("w")
        start = driver.desk.cursor.span
        seen = [start]
        for _ in range(12):
            await driver.keys("shift+right")
            seen.append(driver.desk.cursor.span)
        assert all(span and span.end in ends and span.start in ends for span in seen)
        for span in reversed(seen[:-1]):
            await driver.keys("shift+left")
            assert driver.desk.cursor.span == span or span == seen[seen.index(span) + 1]

    play(tmp_path, text, scene)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCRIPTS if name not in ("arabic", "hebrew")])
def test_every_word_dragged_over_by_the_mouse_is_stored_exactly(name: str, tmp_path: Path) -> None:
    text = SCRIPTS[name]

    async def scene(driver: Driver) -> None:
        view = driver.screen.query_one(PassageView)
        expected = []
        several = [word for word in wanted(text, Unit.WORD) if len(characters(text, word)) > 1]
        for word in several:
            cells = painted(view, text)
            (first, _), (_, last) = cells[word.start], cells[max(at for at in cells if at < word.end)]
            await driver.pilot.mouse_down(view, offset=first)
            await driver.pilot.hover(view, offset=last)
            await driver.pilot.mouse_up(view, offset=last)
            await driver.until(lambda word=word: driver.desk.cursor.span == word)
            expected.append(word)
            await driver.keys("enter", "enter")
        assert [each.judgement.span for each in await driver.stored()] == sorted(expected)

    play(tmp_path, text, scene)


def test_right_to_left_text_is_announced_and_other_text_is_not(tmp_path: Path) -> None:
    async def scene(driver: Driver) -> None:
        assert "Right-to-left" in driver.shown()
        await driver.keys("w", "enter")
        assert "Right-to-left" in driver.shown(), "it stays"

    play(tmp_path, SCRIPTS["hebrew"], scene)

    async def plain(driver: Driver) -> None:
        assert "Right-to-left" not in driver.shown()

    (tmp_path / "plain").mkdir()
    play(tmp_path / "plain", SCRIPTS["latin"], plain)
