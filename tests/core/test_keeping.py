"""Which daily copies are kept: the newest seven, and one for each of four weeks before."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.keeping import DAILY, WEEKLY, kept

FIRST = date(2026, 1, 1)
days = st.sets(st.integers(0, 400)).map(lambda each: {FIRST + timedelta(days=day) for day in each})


@given(days)
def test_the_newest_are_kept_and_no_more_than_promised(given_days: set[date]) -> None:
    found = kept(given_days)
    assert set(sorted(given_days)[-DAILY:]) <= found <= given_days
    assert len(found) <= DAILY + WEEKLY
    assert len(found) == len(given_days) or len(given_days) > DAILY


@given(days)
def test_keeping_again_removes_nothing(given_days: set[date]) -> None:
    assert kept(kept(given_days)) == kept(given_days)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=120))
def test_kept_day_by_day_it_is_the_same_as_kept_at_the_end(gaps: list[int]) -> None:
    """What was removed on the way is never wanted later, so that pruning each day loses nothing."""
    day, all_days, there = FIRST, set[date](), set[date]()
    for gap in gaps:
        day += timedelta(days=gap)
        all_days.add(day)
        there = set(kept({*there, day}))
    assert there == kept(all_days)


def test_work_on_every_day_reaches_back_a_month() -> None:
    there: set[date] = set()
    for day in range(100):
        there = set(kept({*there, FIRST + timedelta(days=day)}))
    assert len(there) == DAILY + WEEKLY
    assert timedelta(days=26) <= max(there) - min(there) <= timedelta(days=42)
