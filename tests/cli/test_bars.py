"""A line that says how far a long piece of work is, and never more than a line."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.cli.bars import SIGNS, Line, following, said


class Terminal(io.StringIO):
    """A stream that is a terminal of some encoding."""

    def __init__(self, encoding: str = "utf-8", *, is_terminal: bool = True) -> None:
        super().__init__()
        self._encoding, self._is_terminal = encoding, is_terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  ours is chosen
        return self._encoding

    def isatty(self) -> bool:
        return self._is_terminal


def line(out: Terminal, times: list[float], columns: int = 60) -> Line:
    return Line(out, clock=lambda: times.pop(0), columns=lambda: columns)


def test_work_of_less_than_a_second_shows_nothing() -> None:
    out = Terminal()
    quick = line(out, [0.0, 0.5, 0.99])
    quick.draw("reading", 1, 2)
    quick.draw("reading", 2, 2)
    quick.clear()
    assert out.getvalue() == ""


def test_longer_work_is_shown_now_and_then_and_leaves_nothing_behind() -> None:
    out = Terminal()
    slow = line(out, [0.0, 1.1, 1.15, 1.3])
    for done in (1, 2, 3):
        slow.draw("reading", done, 4)
    slow.clear()
    first, second, blank, end = out.getvalue().split("\r")[1:]
    assert first.startswith("reading  [")
    assert first.endswith("]  1 of 4")
    assert second.endswith("]  3 of 4")
    assert (blank.strip(), len(blank), end) == ("", len(second) + len("^C"), "")


@pytest.mark.parametrize(
    ("encoding", "signs"), [("utf-8", SIGNS[0]), ("ascii", SIGNS[1]), ("latin-1", SIGNS[1])]
)
def test_the_signs_are_ones_that_can_be_written(encoding: str, signs: tuple[str, str]) -> None:
    out = Terminal(encoding)
    one = line(out, [0.0, 2.0])
    one.draw("reading", 1, 2)
    assert f"{signs[0] * 3}" in out.getvalue()
    out.getvalue().encode(encoding)


@given(
    st.text(st.characters(max_codepoint=0xFF)),
    st.integers(0, 10**9),
    st.integers(-1, 10**9),
    st.integers(-1, 200),
)
def test_it_fits_and_nothing_in_it_acts(what: str, done: int, total: int, room: int) -> None:
    shown = said(what, done, total, room, SIGNS[1])
    assert len(shown) <= max(0, room)
    assert all(char.isprintable() for char in shown)


@pytest.mark.parametrize(("out", "err"), [(True, False), (False, True), (False, False)])
def test_nothing_is_drawn_unless_somebody_looks(
    out: bool, err: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = Terminal(is_terminal=out), Terminal(is_terminal=err)
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    monkeypatch.setattr("annotator.cli.bars.BEFORE_FIRST", 0.0)
    with following() as follow:
        follow("reading", 1, 2)
    assert [each.getvalue() for each in streams] == ["", ""]


@pytest.mark.parametrize("quiet", [True, False])
def test_data_that_goes_to_the_terminal_is_not_drawn_over(
    quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    monkeypatch.setattr("annotator.cli.bars.BEFORE_FIRST", 0.0)
    with following(quiet=quiet) as follow:
        follow("reading", 1, 2)
    assert streams[0].getvalue() == ""
    assert bool(streams[1].getvalue()) is not quiet


def test_a_terminal_that_was_closed_stops_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    one = line(out, [0.0, 2.0])

    def fail(_: str) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(out, "write", fail)
    one.draw("reading", 1, 2)
