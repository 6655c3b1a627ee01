"""Backups: by hand, and one a day that nobody has to think of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.settings import first_time_today, wants_daily_backups
from annotator.store import backups, daily_backups
from annotator.store.backup import Stopped, Watch
from annotator.store.backups import Backup
from annotator.workflow.progress import Follow, stopping, unfollowed
from annotator.workflow.stamps import PROGRAM, Stamps

Say = Callable[[str], object]

HOUR = 3600.0
"""How often, in seconds, a screen that stays open looks whether a new day has begun."""

SETTLING = 3.0
"""How many seconds somebody has the machine for themselves after the screen has opened."""

PATIENCE = 1.0
"""How many seconds leaving waits for a copy that is given up."""


def back_up(
    path: Path, *, target: Path | None = None, compact: bool = False, follow: Follow = unfollowed
) -> Backup:
    """Make a backup, at `target` or in the folder beside the project, and return what was checked."""
    watch = Watch(lambda done, total: follow("copying", done, total))
    with stopping("no backup was made"):
        return backups.make(
            path, at=Stamps().now(), program=PROGRAM, target=target, compact=compact, watch=watch
        )


def all_backups(path: Path) -> list[Backup]:
    """Return every copy of the project that the program made and knows of, oldest first."""
    return backups.listed(path)


def back_up_today(path: Path, say: Say = lambda _: None, watch: Watch | None = None) -> Backup | None:
    """Make today's backup if it is due and wanted; that it could not be made is said once a day and stops nothing."""
    if not wants_daily_backups():
        return None
    stamps = Stamps()
    today = stamps.today()
    try:
        return daily_backups.make_daily(
            path, date.fromisoformat(today), at=stamps.now(), program=PROGRAM, watch=watch
        )
    except Stopped:
        return None
    except AnnotatorError as problem:
        if first_time_today(str(path.resolve()), today):
            say(f"no backup was made today: {problem.why or problem.what} ({problem.where or path})")
        return None


class DailyBackups:
    """A thread that makes the day's backup while somebody works, with a connection of its own.

    It is started after the first painting, begins a little later, and looks again every hour.
    """

    def __init__(self, path: Path, say: Say, *, after: float = SETTLING, every: float = HOUR) -> None:
        self._path, self._say, self._after, self._every = path, say, after, every
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
            self._thread.join(PATIENCE)

    def _work(self) -> None:
        wait = self._after
        while not self._over.wait(wait):
            # Whatever goes wrong with a copy, work goes on.
            with suppress(Exception):
                back_up_today(self._path, self._say, Watch(stop=self._over.is_set))
            wait = self._every
