"""Days as they are typed: what is one day, what is none, what is two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.days import MONTHS, read_day
from annotator.errors import Invalid

TODAY = "2026-03-01"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-01-15", "2026-1-15", "2026.1.15", "2026/1/15", "20260115", "15.1.2026", "15. 1. 2026", "15/1/2026",
        "1/15/2026", "15-01-2026", "15 Jan 2026", "15 Jan. 2026", "15-Jan-2026", "15. January 2026",
        "15th of January 2026",
        "January 15, 2026", "Jan 15 2026", "JAN. 15th, 2026", "Thu, 15 Jan 2026", "Thursday 15 January 2026",
        " 15   jan\n2026 ", "2026-01-15T10:30:00Z", "2026-01-15 10:30",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed, TODAY) == "2026-01-15"


def test_today_and_yesterday_are_the_annotators_own() -> None:
    assert read_day("Today", TODAY) == TODAY
    assert read_day("yesterday", TODAY) == "2026-02-28"
    assert read_day("  ", TODAY) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1/2/2026", "may be 1 February or 2 January"),
        ("31.2.2026", "there is no day"),
        ("2026-13-01", "there is no day"),
        ("15.1.26", "is no day"),
        ("15 Janvier 2026", "there is no day"),
        ("15 January", "is no day"),
        ("2026", "is no day"),
        ("last week", "is no day"),
        ("0000-01-01", "there is no day"),
        ("ma 15 2026", "is no day"),
    ],
)
def test_what_is_no_day_or_two_is_refused_and_says_how_to_write_one(typed: str, says: str) -> None:
    with pytest.raises(Invalid) as problem:
        read_day(typed, TODAY)
    assert says in problem.value.what
    assert "write" in problem.value.do


def test_a_day_of_two_readings_names_both_as_they_would_be_kept() -> None:
    with pytest.raises(Invalid) as problem:
        read_day("1/2/2026", TODAY)
    assert problem.value.do == "write 2026-02-01 or 2026-01-02"
    assert read_day("2/2/2026", TODAY) == "2026-02-02"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_from_every_way_to_write_it(day: date) -> None:
    month = MONTHS[day.month - 1].capitalize()
    ways = (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
    )
    assert {read_day(each, TODAY) for each in ways} == {day.isoformat()}


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_day_nothing_or_refused(typed: str) -> None:
    try:
        found = read_day(typed, TODAY)
    except Invalid:
        return
    assert found is None or date.fromisoformat(found).isoformat() == found
