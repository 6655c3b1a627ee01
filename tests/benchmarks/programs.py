"""Programs on ptys of their own, what a key costs them, and figures beside what is wanted of them.

Keys go to the programs by turns, so that whatever else the machine does falls on all alike. Every ratio is to
the bare app, in the same run.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:  # each of these programs may be run by its path
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.bare import GREETING  # noqa: E402
from tests.benchmarks.projects import Made  # noqa: E402

QUIET = 0.03
"""Seconds without a byte after which a frame is taken to be whole."""

SAVED = 0.1
"""Seconds without a byte after which what is saved behind the screen has said so."""

LONGEST = 30.0
"""Seconds after which nothing more is waited for."""

SETTLED = 1.0
"""Seconds without a byte after which nothing more is at work behind the screen."""

WARM = 5
"""Rounds that fill caches before any is counted."""

_ASKS_FOR_SYNC, _HAS_SYNC, _FRAME_ENDS = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"


class Size(NamedTuple):
    """Of a terminal, in cells."""

    columns: int
    rows: int


NARROW, WIDE = Size(80, 24), Size(120, 40)


NAMES = {
    b".": "full_stop",
    b",": "comma",
    b"/": "slash",
    b" ": "space",
    b"\r": "enter",
    b"\t": "tab",
    b"\x7f": "backspace",
}
"""What Textual calls the keys whose bytes are no name."""


class Key(NamedTuple):
    """What is typed and measured, by turns, and what is typed before each to be where it works."""

    typed: Sequence[bytes]
    before: Sequence[Sequence[bytes]] = ((),)


class Cost(NamedTuple):
    """What a key cost: milliseconds to the end of the first frame and to the last byte, and on a processor; bytes."""

    frame: float
    wall: float
    cpu: float
    size: int


_COMPILED = tempfile.TemporaryDirectory(prefix="compiled-")


def _environment() -> dict[str, str]:
    """Return a person's environment: a terminal of colours, modules compiled once, settings of their own."""
    own = {"PYTHONPYCACHEPREFIX": _COMPILED.name, "XDG_CONFIG_HOME": _COMPILED.name}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | own | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@dataclass
class Program:
    """A program on a pty: what Python is given to run it, what it shows first, which keys lead to what is measured."""

    name: str
    arguments: Sequence[str]
    shows: bytes = GREETING.encode()
    size: Size = WIDE
    opening: Sequence[bytes] = ()
    ready: bytes = b""
    costs: dict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))

    def start(self) -> tuple[float, float]:
        """Start it; return the seconds to its first frame, and those it was on a processor."""
        self.terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", self.size.rows, self.size.columns, 0, 0))
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=_environment(),
            cwd=ROOT,
            start_new_session=True,
        )
        os.close(inner)
        self.first = self.last = b""
        while self.shows not in self.first:
            if not select.select([self.terminal], [], [], LONGEST)[0]:
                raise SystemExit(f"{self.name} never showed {self.shows!r}, but {self.first[-400:]!r}")
            self.first += self._take()
        return time.perf_counter() - begin, self.used()

    def settle(self) -> None:
        """Wait until what opens behind the first frame is there, and go to what is measured."""
        seen = b""
        while more := self.read(LONGEST if self.ready not in seen else SETTLED):
            seen += more
        if self.ready not in seen:
            raise SystemExit(f"{self.name} never came to show {self.ready.decode()!r}")
        self.type(self.opening)

    def _take(self) -> bytes:
        try:
            taken = os.read(self.terminal, 65_536)
        except OSError:  # the other end is closed
            raise SystemExit(
                f"{self.name} has ended; it showed {self.last.decode(errors='replace')}"
            ) from None
        self.last = (self.last + taken)[-4_000:]
        if _ASKS_FOR_SYNC in taken:
            os.write(self.terminal, _HAS_SYNC)
        return taken

    def read(self, wait: float, quiet: float = QUIET) -> bytes:
        """Read until nothing has come for a moment."""
        seen = b""
        while select.select([self.terminal], [], [], quiet if seen else wait)[0]:
            seen += self._take()
        return seen

    def type(self, typed: Sequence[bytes]) -> None:
        """Press keys one after the other, each once the one before is done; nothing is noted."""
        for each in typed:
            os.write(self.terminal, each)
            self.read(1.0, 0.15)

    def press(self, typed: bytes, quiet: float = QUIET) -> Cost:
        """Press a key and wait for what it changes on the terminal."""
        used, begin, seen, frame, last = self.used(), time.perf_counter(), 0, 0.0, 0.0
        os.write(self.terminal, typed)
        while select.select([self.terminal], [], [], quiet if seen else 2.0)[0]:
            taken = self._take()
            last = time.perf_counter() - begin
            frame = frame or last * (_FRAME_ENDS in taken)
            seen += len(taken)
        return Cost(frame * 1_000, last * 1_000, (self.used() - used) * 1_000, seen)

    def used(self) -> float:
        """Return the seconds the program has been on a processor, those of threads that have ended included."""
        # The clock id of another process, as clock_getcpuclockid makes it on Linux.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def resident(self) -> float:
        """Return the MB of memory it holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.terminal)


def bare(size: Size = WIDE, keys: Iterable[Key] = ()) -> Program:
    """Return the bare app, which answers to all of these keys."""
    typed = dict.fromkeys(each for key in keys for each in chain(key.typed, *key.before))
    names = [NAMES.get(each, each.decode()) for each in typed]
    return Program("bare", [str(ROOT / "tests/benchmarks/bare.py"), *names], size=size)


def annotating(name: str, made: Made, size: Size = WIDE, opening: Sequence[bytes] = ()) -> Program:
    """Return the annotating screen on a project."""
    # What the console command does, without the search for a module that `-m` begins with.
    command = [
        "-c",
        "from annotator.cli.main import run; run()",
        "annotate",
        "--db",
        str(made.path),
        "--as",
        "Ana",
    ]
    return Program(name, command, made.word.encode(), size, opening, ready="saved ✓".encode())


def take_turns(
    programs: Sequence[Program],
    keys: Mapping[str, Key],
    rounds: int,
    between: Callable[[], object] = lambda: None,
    quiet: float = QUIET,
) -> None:
    """Press every key by turns and keep what it cost; the programs are left running."""
    for program in programs:
        program.start()
    for program in programs:
        program.settle()
    for name, key in keys.items():
        for turn in range(rounds + WARM):
            between()
            for program in programs:
                program.type(key.before[turn % len(key.before)])
                cost = program.press(key.typed[turn % len(key.typed)], quiet)
                if turn >= WARM:
                    program.costs[name].append(cost)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each cost."""
    frame, wall, cpu, size = (statistics.median(each) for each in zip(*costs, strict=True))
    return Cost(frame, wall, cpu, int(size))


def p95(values: Sequence[float]) -> float:
    """Return what 95 in 100 of the values don't exceed."""
    return sorted(values)[int(len(values) * 0.95)]


def table(programs: Sequence[Program]) -> str:
    """Lay out the medians of every program beside those of the first."""
    lines = [
        f"{'chars / claims':>16} {'key':>8}  1st frame  ratio  last byte  ratio    p95  CPU ms  ratio  bytes"
    ]
    for program in programs:
        for key, costs in program.costs.items():
            middle, floor = median(costs), median(programs[0].costs[key])
            lines.append(
                f"{program.name:>16} {key:>8} {middle.frame:10.2f} {middle.frame / floor.frame:6.2f}"
                f" {middle.wall:10.2f} {middle.wall / floor.wall:6.2f} {p95([each.wall for each in costs]):6.2f}"
                f" {middle.cpu:7.2f} {middle.cpu / floor.cpu:6.2f} {middle.size:6}"
            )
    return "\n".join(lines)


class Figure(NamedTuple):
    """What was reached, and at most what is wanted."""

    what: str
    reached: float
    wanted: float
    unit: str = "×"

    def __str__(self) -> str:
        """Lay it out as a line of a table."""
        verdict = "ok" if self.reached <= self.wanted else "NOT"
        return f"{self.what:<72} {self.reached:8.2f} {self.wanted:8.2f} {self.unit:<3} {verdict}"


HEAD = f"{'what':<72} {'reached':>8} {'wanted':>8}"


def report(figures: Sequence[Figure]) -> None:
    """Print figures beside what is wanted."""
    print("\n".join((HEAD, *map(str, figures))))


def figures(
    what: str, programs: Sequence[Program], wanted: Mapping[str, float], commit: float = 0.0
) -> list[Figure]:
    """Return how the medians of every key of every program compare with the first one's; `wanted` by name in `Cost`.

    So many milliseconds are left out for a commit, where one is granted.
    """
    bare, *others = programs
    return [
        Figure(
            f"{what}: {key}, {program.name}, {COUNTED[cost]}",
            (getattr(median(costs), cost) - commit) / getattr(median(bare.costs[key]), cost),
            most,
        )
        for program in others
        for key, costs in program.costs.items()
        for cost, most in wanted.items()
    ]


COUNTED = {"frame": "to the first frame", "wall": "to the last byte", "cpu": "CPU"}


def rounds(default: int) -> int:
    """Return how many rounds the command line asks for."""
    given = [each for each in sys.argv[1:] if each.isdigit()]
    return int(given[0]) if given else default
