"""The backup of the day, made behind somebody's work by a process of its own.

What a copy takes, of memory and of the interpreter's time, is then nothing that a key has to wait for or a screen
keeps holding.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from annotator.settings import wants_daily_backups

HOUR = 3600.0
"""How often, in seconds, a screen that stays open looks whether a new day has begun."""

SETTLING = 3.0
"""How many seconds somebody has the machine for themselves after the screen has opened."""

LOOKING = 0.1
"""How many seconds a copy goes on after somebody has left, at most, before it is told."""

PATIENCE = 1.0
"""How many seconds leaving waits for a copy that is given up."""


class DailyBackups:
    """A thread that has the day's backup made while somebody works; `say` hears why there is none.

    It is started after the first painting, begins a little later, and looks again every hour.
    """

    def __init__(
        self, path: Path, say: Callable[[str], object], *, after: float = SETTLING, every: float = HOUR
    ) -> None:
        self.command = [sys.executable, "-m", "annotator", "backup", "--daily", "--db", str(path)]
        self._say, self._after, self._every = say, after, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="backups", daemon=True)

    def start(self) -> None:
        """Begin."""
        if wants_daily_backups():
            self._thread.start()

    def close(self) -> None:
        """Give up what is under way and end the thread."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(2 * PATIENCE)

    def _work(self) -> None:
        wait = self._after
        while not self._over.wait(wait):
            # Whatever goes wrong with a copy, work goes on.
            with suppress(Exception):
                self._make()
            wait = self._every

    def _make(self) -> None:
        # The same program finds the same modules, and the terminal's own signals are none of its business.
        own = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with subprocess.Popen(  # noqa: S603  our own program, and no shell
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | own,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            said = self._heard(process)
        if said and not self._over.is_set():
            self._say(said)

    def _heard(self, process: subprocess.Popen[str]) -> str:
        """Wait for the process, or end it when the work is over; return what it says."""
        while not self._over.is_set():
            with suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=LOOKING)[1].strip()
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        return ""
