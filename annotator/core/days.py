"""Calendar days as people type them, turned into ISO 8601; what could be two days is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from annotator.errors import Invalid

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

WORDS = {"today": 0, "yesterday": 1}
"""Days that are called by how long ago they are."""

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = r"(?:[t\s]+\d{1,2}:\d{2}.*)?"
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"([a-z]{3,9})\.?"
_YEAR = r"(\d{4})"
_SHAPES: tuple[tuple[str, str], ...] = (
    (rf"{_YEAR}[-./](\d{{1,2}})[-./](\d{{1,2}})", "ymd"),
    (r"(\d{4})(\d{2})(\d{2})", "ymd"),
    (rf"(\d{{1,2}})\.\s*(\d{{1,2}})\.\s*{_YEAR}", "dmy"),
    (rf"(\d{{1,2}})[-/](\d{{1,2}})[-/]{_YEAR}", "either"),
    (rf"{_NTH}(?:\s+of)?[-\s.]*{_MONTH},?[-\s]*{_YEAR}", "dmy"),
    (rf"{_MONTH}\s*{_NTH},?\s+{_YEAR}", "mdy"),
)
_PATTERNS = tuple((re.compile(_WEEKDAY + shape + _TIME), order) for shape, order in _SHAPES)

_DO = "write it as 2026-01-15"


def read_day(typed: str, today: str) -> str | None:
    """Return the ISO 8601 day that was typed, or nothing for nothing; `today` is the annotator's own day.

    Raises `Invalid` for what is no day, or could be two.

    >>> [read_day(each, "2026-01-16") for each in ("15.1.2026", "15 Jan 2026", "2026-1-15", "yesterday")]
    ['2026-01-15', '2026-01-15', '2026-01-15', '2026-01-15']
    """
    said = " ".join(typed.casefold().split())
    if not said:
        return None
    if said in WORDS:
        return (date.fromisoformat(today) - timedelta(days=WORDS[said])).isoformat()
    for pattern, order in _PATTERNS:
        if found := pattern.fullmatch(said):
            return _day(typed, order, found.groups()).isoformat()
    why = "a year has four digits" if re.search(r"\d.*\d", said) and not re.search(r"\d{4}", said) else ""
    raise Invalid(f"{typed!r} is no day", why=why, do=_DO)


def _day(typed: str, order: str, parts: tuple[str, ...]) -> date:
    orders = ("dmy", "mdy") if order == "either" else (order,)
    found = _dates((each, parts) for each in orders)
    if not found:
        raise Invalid(f"there is no day {typed!r}", do=_DO)
    if len(found) > 1:
        raise Invalid(
            f"{typed!r} may be {_both(found)}", do=f"write {found[0].isoformat()} or {found[1].isoformat()}"
        )
    return found[0]


def _both(days: Iterable[date]) -> str:
    return " or ".join(f"{each.day} {MONTHS[each.month - 1].capitalize()}" for each in days)


def _dates(readings: Iterable[tuple[str, tuple[str, ...]]]) -> list[date]:
    found = []
    for order, parts in readings:
        named = dict(zip(order, parts, strict=True))
        try:
            found.append(date(int(named["y"]), _month(named["m"]), int(named["d"])))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _month(said: str) -> int:
    """Return the number of a month by its number, name or the beginning of its name; `ValueError` for none."""
    if said.isdecimal():
        return int(said)
    begin = {"sept": "sep"}.get(said, said)
    return next((number for number, name in enumerate(MONTHS, 1) if name.startswith(begin)), 0) or int(begin)
