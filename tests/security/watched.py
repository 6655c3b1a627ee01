"""Runs the real screens without a terminal, and keeps everything that would have been sent to one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from annotator.tui.app import AnnotateApp
from tests.tui.driver import Driver

SIZE = (150, 60)


class Watched(HeadlessDriver):
    """Takes everything as a terminal does, and keeps it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.sent: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.sent.append(data)

    def flush(self) -> None:
        """Keep nothing back."""


def watch(app: App[Any], size: tuple[int, int]) -> list[str]:
    """Let an app draw into a list, which is returned."""
    sent: list[str] = []

    def build(*_: object, **__: object) -> Watched:
        driver = Watched(app, size=size)
        driver.sent = sent
        app._driver = driver
        return driver

    app._build_driver = build  # type: ignore[method-assign]
    return sent


class WatchedDriver(Driver):
    """The running program, and what it has sent."""

    def __init__(
        self, app: AnnotateApp, pilot: Pilot[None], path: Path, person: str, sent: list[str]
    ) -> None:
        super().__init__(app, pilot, path, person)
        self.sent = sent

    @property
    def stream(self) -> str:
        return "".join(self.sent)

    async def whole(self) -> None:
        """Draw the whole screen anew, as after something else has drawn over it."""
        self.app.screen.refresh()
        await self.pilot.pause()


@asynccontextmanager
async def watched(path: Path, person: str, *, size: tuple[int, int] = SIZE) -> AsyncIterator[WatchedDriver]:
    """Run the program until the block ends."""
    app = AnnotateApp(path, person)
    sent = watch(app, size)
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = WatchedDriver(app, pilot, path, person, sent)
        await driver.until(lambda: app.annotate is not None and app.annotate.desk is not None)
        await pilot.pause()
        yield driver
    if app.sitting is not None:
        app.sitting.close()
