"""A line on the terminal that says how far a long piece of work is.

It appears once the work has taken a second, on standard error, and only where a person looks at both outputs; it is
redrawn in place with a carriage return alone, which every terminal knows, and is gone when the work is done.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from annotator.core.display import visible

BEFORE_FIRST, BETWEEN = 1.0, 0.1
"""Seconds before the line appears, and between two drawings of it."""

ECHO = len("^C")
"""Cells that a terminal writes behind the line when Ctrl-C is pressed."""

WIDEST = 30
"""Cells of the bar at most."""

SIGNS = ("█", "░"), ("#", ".")
"""What is done and what is left, in the encodings that have these, and in all others."""


@contextmanager
def following(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], object]]:
    """Give what draws the line when it is told what is being done, how much of it is done, and how much there is.

    Nothing is drawn where `quiet`, which is for data that goes to the terminal itself.
    """
    if quiet or not all(stream.isatty() for stream in (sys.stdout, sys.stderr)):
        yield _nothing
        return
    line = Line(sys.stderr)
    try:
        yield line.draw
    finally:
        line.clear()


def _nothing(_what: str, _done: int, _total: int) -> None:
    """Draw nothing."""


class Line:
    """The line; `clock` tells seconds, and `columns` how wide the terminal is now."""

    def __init__(
        self,
        out: TextIO,
        clock: Callable[[], float] = time.monotonic,
        columns: Callable[[], int] = lambda: shutil.get_terminal_size().columns,
    ) -> None:
        self._out, self._clock, self._columns = out, clock, columns
        self._next = clock() + BEFORE_FIRST
        self._drawn = 0
        self._signs = next(each for each in SIGNS if _can_write(out, "".join(each)))

    def draw(self, what: str, done: int, total: int) -> None:
        """Draw the line, if it is time to; without a total, only what is being done."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + BETWEEN
        # The last cell stays free: writing there makes some terminals begin another line.
        room = self._columns() - 1
        words = said(what, done, total, room, self._signs)
        before, self._drawn = self._drawn, len(words)
        self._write(f"\r{words.ljust(min(before, room))}")

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._write(f"\r{' ' * min(self._drawn + ECHO, self._columns() - 1)}\r")
            self._drawn = 0

    def _write(self, text: str) -> None:
        # That nobody can be shown how far the work is does not stop the work.
        with suppress(OSError):
            self._out.write(text)
            self._out.flush()


def _can_write(out: TextIO, signs: str) -> bool:
    try:
        signs.encode(out.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def said(what: str, done: int, total: int, room: int, signs: tuple[str, str]) -> str:
    """Return the line in so many cells, each character one of them.

    >>> said("reading files", 1200, 4000, 50, ("#", "."))
    'reading files  [####..........]  1,200 of 4,000'
    """
    what = visible(what)
    if total <= 0:
        return what[: max(0, room)]
    counted = f"{min(done, total):,} of {total:,}"
    full = f"{total:,} of {total:,}"
    width = min(WIDEST, room - len(what) - len(full) - len("  []  "))
    if width < len("..."):
        return f"{what}  {counted}"[: max(0, room)]
    filled = width * min(done, total) // total
    return f"{what}  [{signs[0] * filled}{signs[1] * (width - filled)}]  {counted}"
