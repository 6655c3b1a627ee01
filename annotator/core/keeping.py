"""Which of many daily copies to keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

DAILY = 7
WEEKLY = 4


def kept(days: Iterable[date], daily: int = DAILY, weekly: int = WEEKLY) -> frozenset[date]:
    """Return the newest `daily` days, and of those before them the newest of each of the last `weekly` weeks.

    Kept day by day, this reaches back as many weeks: the last day of a week, once there, stays until its week is
    too old.

    >>> from datetime import timedelta
    >>> month = [date(2026, 11, 1) + timedelta(days=each) for each in range(30)]
    >>> [day.day for day in sorted(kept(month))]
    [8, 15, 22, 23, 24, 25, 26, 27, 28, 29, 30]
    """
    newest_first = sorted(set(days), reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in newest_first[daily:]:
        weeks.setdefault(day.isocalendar()[:2], day)
    return frozenset([*newest_first[:daily], *list(weeks.values())[:weekly]])
