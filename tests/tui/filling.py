"""What the tests of forms share: a scenario played on a real project, pasting, looking at fields."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual import events
from textual.widgets import Static

from annotator.core.claim import Evidence, Judgement
from annotator.core.source import Source
from annotator.tui.screens.fields import ChoiceLine, Line, Paragraphs, Words

from .driver import Driver, running

Scenario = Callable[[Driver], Awaitable[None]]


def play(path: Path, scenario: Scenario, **options: Any) -> None:
    """Run one scenario against the program."""

    async def run() -> None:
        async with running(path, **options) as driver:
            await scenario(driver)
            await driver.saved()

    asyncio.run(run())


def field(d: Driver, id_: str) -> Line | Words | Paragraphs | ChoiceLine:
    """Return a field of the form before the annotator."""
    found = d.app.screen.query_one(f"#{id_}")
    assert isinstance(found, Line | Words | Paragraphs | ChoiceLine)
    return found


def said(d: Driver, id_: str) -> str:
    """Return the words beside a field."""
    found = d.app.screen.query_one(f"#{id_}-said", Static)
    return str(found.render()) if found.has_class("-told") else ""


async def fill(d: Driver, **values: str) -> None:
    """Put values into fields as typing would leave them."""
    for id_, value in values.items():
        field(d, id_).value = value
    await d.pilot.pause()


async def paste(d: Driver, text: str) -> None:
    """Paste as a terminal with bracketed paste does."""
    d.app.post_message(events.Paste(text))
    await d.pilot.pause()
    await d.pilot.pause()


async def opened(d: Driver, key: str, screen: str) -> None:
    """Open a form by its key."""
    await d.keys(key)
    await d.on(screen)


def judgement(d: Driver) -> Judgement:
    """Return what is said of the focused claim."""
    assert d.desk.focused is not None
    return d.desk.focused.judgement


def evidence(d: Driver) -> tuple[Evidence, ...]:
    """Return the evidence of the focused claim."""
    return judgement(d).evidence


def know(d: Driver, name: str, kind: str = "official", *aliases: str) -> Source:
    """Make a source known on the desk."""
    source = Source.of(name, kind)
    d.desk.know(source)
    if aliases:
        d.desk.book.add((), {source.id: aliases})
    return source


def title(d: Driver) -> str:
    """Return the title of the dialog."""
    return str(d.app.screen.query_one("Vertical").border_title)
