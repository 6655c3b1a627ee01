"""Runs the real screen on a real project, headless, and waits for conditions instead of sleeping."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from annotator.core.claim import Annotation
from annotator.tui.app import AnnotateApp
from annotator.tui.chosen import Chosen
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.workflow.annotating import Desk
from annotator.workflow.importing import import_paths
from annotator.workflow.project import add_annotator, create_project, find_annotator, open_project
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting

ARTICLES = {
    "first.txt": (
        "The mayor said that the bridge was safe. Engineers found cracks in two pillars.\n\n"
        "Police said the road was closed, and 40 people were led away.\n\n"
        "Follow us on Instagram\n\n"
        "“We knew nothing,” said Ada Byron, who runs the ferry."
    ),
    "second.txt": "According to the council, repairs cost $1.4 million.\n\nNobody was hurt.",
}

WAIT_SECONDS = 20
"""Far more than any machine needs; a condition that fails for so long is a failure."""


def make_project(
    folder: Path, articles: dict[str, str] | None = None, person: str = "Ana", scheme: str = "newsclaim"
) -> Path:
    """Make a project of two short articles with one annotator."""
    path = folder / "project.db"
    project = create_project(path, "test", find_scheme(scheme))
    files = []
    for name, text in (articles or ARTICLES).items():
        (folder / name).write_text(text, encoding="utf-8")
        files.append(folder / name)
    import_paths(project, files, {"published": "2026-01-15"})
    add_annotator(project, person)
    project.close()
    return path


class Driver:
    """The running program: keys go in, the desk and the stored claims come out."""

    def __init__(self, app: AnnotateApp, pilot: Pilot[None], path: Path, person: str) -> None:
        self.app, self.pilot, self.path, self.person = app, pilot, path, person

    @property
    def screen(self) -> AnnotateScreen:
        assert self.app.annotate is not None
        return self.app.annotate

    @property
    def desk(self) -> Desk:
        assert self.screen.desk is not None
        return self.screen.desk

    async def keys(self, *keys: str) -> None:
        """Press keys, letters of one string one after the other."""
        for key in keys:
            await self.pilot.press(key)

    async def types(self, *keys: str) -> None:
        """Press keys as fast as they come in, as of text typed into a field, and wait after the last alone."""
        *before, last = keys
        for key in before:
            name = _character_to_key(key) if len(key) == 1 else key
            self.app.post_message(events.Key(name, key if len(key) == 1 else None))
        await self.pilot.press(last)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            assert time.monotonic() < end, "it never became so"
            await asyncio.sleep(0.01)

    async def saved(self) -> None:
        """Wait until everything is on disk."""
        await self.until(
            lambda: self.screen.sitting is not None and self.screen.sitting.outbox.progress.saved
        )

    async def on(self, screen: str) -> None:
        """Wait for a dialog, or with `AnnotateScreen` for its end."""
        await self.until(lambda: type(self.app.screen).__name__ == screen)
        await self.pilot.pause()

    async def stored(self) -> list[Annotation]:
        """Return the standing claims of the current article as another process would read them."""
        await self.saved()
        return stored(self.path, self.desk.article.id, self.person)

    def words(self) -> list[str]:
        """Return the words of each claim on the desk."""
        return [each.judgement.span.of(self.desk.article.text) for each in self.desk.claims]

    def shown(self) -> str:
        """Return what the terminal shows, as text."""
        width = self.app.size.width
        lines = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text[:width] for strip in lines)


def stored(path: Path, article: str, person: str) -> list[Annotation]:
    """Return the standing claims of an article as another process would read them."""
    project = open_project(path)
    try:
        sitting = Sitting(project, find_annotator(project, person), lambda _: None)
        desk = sitting.open(article)
        sitting.outbox.close()
        return desk.claims
    finally:
        project.close()


@asynccontextmanager
async def running(
    path: Path,
    *,
    person: str = "Ana",
    size: tuple[int, int] = (100, 30),
    at: tuple[int, int] | None = None,
    own: Chosen | None = None,
) -> AsyncIterator[Driver]:
    """Run the program until the block ends, then let go of everything as `run_screen` does."""
    app = AnnotateApp(path, person, at, own)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot, path, person)
        await driver.until(lambda: app.annotate is not None and app.annotate.desk is not None)
        await pilot.pause()
        yield driver
    if app.sitting is not None:
        app.sitting.close()
