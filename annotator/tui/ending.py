"""Ending on a signal: half-typed text is kept, what waits is saved if that can be done soon, the terminal given back.

A thread of its own waits for the signal, because the screen may be waiting for a terminal that takes nothing any
more. A terminal that was closed says so by a signal to some programs only; to the others it just ceases to be one.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import asyncio

    from annotator.tui.app import AnnotateApp

NAMES = ("SIGHUP", "SIGTERM", "SIGINT")
SIGNALS = tuple(getattr(signal, name) for name in NAMES if hasattr(signal, name))
HANG_UP: int = getattr(signal, "SIGHUP", 1)

SAVING_SECONDS = 2.0
"""How long what waits has for being saved; who ends programs rarely waits longer before they kill them."""

LEAVING_SECONDS = 3.0
"""How long the screen then has for giving the terminal back."""

LOOK_SECONDS = 1.0
"""How often it is looked whether the terminal is still there."""


class Ending:
    """Hears signals as long as the block lasts and ends the screen on the first; `number` is 0 until then."""

    def __init__(self, app: AnnotateApp) -> None:
        self._app = app
        self.number = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._heard, self._signalled = os.pipe()
        self._left = threading.Event()
        self._before: dict[int, Any] = {}
        self._thread = threading.Thread(target=self._wait, name="ending", daemon=True)

    @property
    def code(self) -> int:
        """Return the exit code of a program that a signal ended, 0 as long as none did."""
        return 128 + self.number if self.number else 0

    def __enter__(self) -> Self:
        for number in SIGNALS:
            # What whoever started the program wants ignored, as `nohup` does, stays so.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._hear)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._hear(0, None)
        self._thread.join()
        for number, before in self._before.items():
            signal.signal(number, before)
        os.close(self._heard)
        os.close(self._signalled)

    def runs_in(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear that the screen runs now; what was signalled before ends it as soon as it does."""
        self._loop = loop
        if self.number:
            self._app.exit(return_code=self.code)

    def _hear(self, number: int, _: FrameType | None) -> None:
        # A handler interrupts whatever the program holds just then, so it takes no lock and asks for nothing.
        with suppress(OSError):
            os.write(self._signalled, bytes([number]))

    def _wait(self) -> None:
        stdin = sys.__stdin__
        terminal = stdin.fileno() if stdin is not None and stdin.isatty() else None
        while not select.select([self._heard], [], [], LOOK_SECONDS)[0]:
            if terminal is not None and not os.isatty(terminal):
                break
        else:
            self.number = os.read(self._heard, 1)[0]
            if self._left.is_set():
                return
        self.number = self.number or HANG_UP
        self._end(terminal is None or os.isatty(terminal))

    def _end(self, there: bool) -> None:
        """Save and leave; where no terminal is there, or it can't be given back in time, end without."""
        self._keep()
        sitting = self._app.sitting
        if sitting is not None:
            sitting.outbox.retry()
            sitting.outbox.drain(SAVING_SECONDS)
        if there:
            self._on_screen(lambda: self._app.exit(return_code=self.code))
            self._left.wait(LEAVING_SECONDS)
        if not self._left.is_set():
            os._exit(self.code)

    def _keep(self) -> None:
        kept = threading.Event()

        def keep() -> None:
            try:
                self._app.keep_all()
            finally:
                kept.set()

        if self._on_screen(keep):
            kept.wait(LOOK_SECONDS)

    def _on_screen(self, do: Callable[[], object]) -> bool:
        if self._loop is None:
            return False
        try:
            self._loop.call_soon_threadsafe(do)
        except RuntimeError:
            # The screen has been left meanwhile.
            return False
        return True
