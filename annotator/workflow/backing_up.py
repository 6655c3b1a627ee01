"""Backups: by hand, and one a day that nobody has to think of."""

from __future__ import annotations

from collections.abc import Callable
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
