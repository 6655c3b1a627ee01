"""Ids rise whatever the clock does and whoever asks; times are UTC."""

from __future__ import annotations

import re
import threading
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.ids import uuid7
from annotator.workflow.stamps import Stamps


def ids(stamps: Stamps, clock: list[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    readings = iter(clock)
    monkeypatch.setattr(time, "time_ns", lambda: next(readings) * 1_000_000)
    return [stamps.new_id() for _ in clock]


@given(st.lists(st.integers(0, 5), min_size=2, max_size=50), st.integers(0, 6))
def test_ids_rise_whatever_the_clock_says(clock: list[int], floor: int) -> None:
    start = uuid7(floor, 0xFFE, 1)
    with pytest.MonkeyPatch.context() as patch:
        found = [start, *ids(Stamps(start), clock, patch)]
    assert all(before < after for before, after in pairwise(found))


def test_more_than_4096_ids_in_one_millisecond_still_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ids(Stamps(), [7] * 10_000, monkeypatch)
    assert found == sorted(set(found))
    assert {one[12] for one in found} == {"7"}
    assert {one[16] for one in found} <= set("89ab")


def test_a_clock_that_goes_back_a_year_does_not_take_ids_along(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_768_000_000_000
    found = ids(Stamps(), [now, now - 31_536_000_000, now - 1, now + 1], monkeypatch)
    assert found == sorted(set(found))


def test_ids_follow_those_of_another_program() -> None:
    stamps, other = Stamps(), uuid7(1 << 47, 5, 0)
    stamps.follow(other)
    ahead = stamps.new_id()
    stamps.follow(uuid7(1, 0, 0))
    stamps.follow("")
    assert other < ahead < stamps.new_id()


def test_two_threads_never_get_ids_that_fall() -> None:
    stamps, found = Stamps(), [[], []]

    def ask(mine: list[str]) -> None:
        mine.extend(stamps.new_id() for _ in range(3000))

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in found)
    assert len({one[:16] for mine in found for one in mine}) == 6000


def test_times_are_utc_and_sort_as_text() -> None:
    stamps = Stamps()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamps.now())
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", stamps.today())


def test_a_pause_counts_as_two_minutes_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = iter([100.0, 101.5, 101.5, 9000.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(readings))
    stamps = Stamps(_since=next(readings))
    assert [stamps.active_ms() for _ in range(3)] == [1500, 0, 120_000]
