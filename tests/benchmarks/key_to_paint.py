"""From a key to the bytes it puts on the terminal: the passage view against a bare Textual app.

Run it: `python tests/benchmarks/key_to_paint.py [ROUNDS]`. Each program runs on a pty of its own; keys go
to them by turns, so that whatever else the machine does falls on all alike. Ratios are to the bare app, in
the same run.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS, ROWS = 120, 40
QUIET = 0.03
"""Seconds without a byte after which a frame is taken to be whole."""

SIZES = {"5,000 / 50": (5_000, 50), "50,000 / 500": (50_000, 500)}
KEYS = {"caret": b"l", "edge": b"e", "step": b"j"}


def app_of(characters: int, claims: int) -> None:
    """Run the program under test; no characters at all mean the bare app."""
    from textual.app import App, ComposeResult
    from textual.binding import Binding
    from textual.widgets import Static

    from annotator.core.text.span import Span
    from annotator.tui.widgets.passage_view import MarkView, PassageView

    class Bare(App[None]):
        """What any Textual program pays: a key changes one line of text."""

        ENABLE_COMMAND_PALETTE = False
        BINDINGS = [Binding(key.decode(), "count", show=False) for key in KEYS.values()]
        presses = 0

        def compose(self) -> ComposeResult:
            yield Static("hello world", markup=False)

        def action_count(self) -> None:
            self.presses += 1
            self.query_one(Static).update(f"hello world {self.presses}")

    class Reading(App[None]):
        """A passage view and nothing else."""

        ENABLE_COMMAND_PALETTE = False
        BINDINGS = [
            Binding("l", "caret", show=False),
            Binding("e", "edge", show=False),
            Binding("j", "step", show=False),
        ]
        at, end = 0, 0

        def compose(self) -> ComposeResult:
            yield PassageView()

        def on_mount(self) -> None:
            text, parts, spans = article(characters, claims)
            marks = [MarkView(str(n), n, Span(*span), n % 3 > 0) for n, span in enumerate(spans, 1)]
            self.view = self.query_one(PassageView)
            self.view.show(text, [Part(Span(*ends)) for ends in parts], 0)
            self.view.set_marks(marks, "1")
            self.view.set_selection(None, 0)

        def action_caret(self) -> None:
            self.at = self.end = (self.at + 1) % characters
            self.view.set_selection(None, self.at)
            self.view.reveal(Span(self.at, self.at + 1))

        def action_edge(self) -> None:
            self.end = min(self.end + 6, characters)
            self.view.set_selection(Span(self.at, self.end), self.end)
            self.view.reveal(Span(self.end - 1, self.end))

        def action_step(self) -> None:
            self.at = self.end % (characters - 90)
            self.end = self.at + 90
            self.view.set_selection(Span(self.at, self.end), self.end)
            self.view.reveal(Span(self.at, self.end))

    @dataclass(frozen=True)
    class Part:
        span: Span
        kind: str = "text"

    (Reading() if characters else Bare()).run()


def article(characters: int, claims: int) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """Make up paragraphs of news-like length, and claims strewn over them, some of them nested."""
    chance = random.Random(1)
    text, parts = "", []
    while len(text) < characters:
        words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 10))) for _ in range(60)]
        parts.append((len(text), len(text) + len(" ".join(words))))
        text += " ".join(words) + "\n\n"
    starts = sorted(chance.randrange(len(text) - 200) for _ in range(claims))
    return text, parts, [(start, start + chance.randint(20, 160)) for start in starts]


@dataclass
class Program:
    """A program on a pty, what Python is given to run it, and what its keys cost."""

    name: str
    arguments: Sequence[str]
    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    size: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def start(self) -> None:
        """Start it and wait for its first frame."""
        self.terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=environment,
            start_new_session=True,
        )
        os.close(inner)
        while b"hello" not in (seen := self.read(3.0)) and len(seen) < 2_000:
            pass
        # What opens behind the first frame shows itself within this time.
        while self.read(3.0):
            pass

    def read(self, wait: float) -> bytes:
        """Read until nothing has come for a moment, answering what the program asks of its terminal."""
        seen = b""
        while select.select([self.terminal], [], [], QUIET if seen else wait)[0]:
            seen += os.read(self.terminal, 65_536)
            if seen.endswith(b"\x1b[?2026$p"):
                os.write(self.terminal, b"\x1b[?2026;2$y")
        return seen

    def press(self, key: str, typed: bytes) -> None:
        """Press a key, known by a name; note the time to the last byte, the processor time, and how many bytes came."""
        used, begin, seen, last = self.used(), time.perf_counter(), 0, 0.0
        os.write(self.terminal, typed)
        while select.select([self.terminal], [], [], QUIET if seen else 2.0)[0]:
            seen += len(os.read(self.terminal, 65_536))
            last = time.perf_counter() - begin
        self.wall[key].append(last * 1_000)
        self.cpu[key].append((self.used() - used) * 1_000)
        self.size[key].append(seen)

    def used(self) -> float:
        """Return the seconds the program has been on a processor, to the nanosecond."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.terminal)


def main(rounds: int) -> None:
    """Press every key by turns and print medians beside those of the bare app."""
    sizes = {"bare": (0, 0)} | SIZES
    programs = [Program(name, [__file__, "--app", *map(str, size)]) for name, size in sizes.items()]
    compare(programs, {key: (typed,) for key, typed in KEYS.items()}, rounds)


def compare(programs: Sequence[Program], keys: Mapping[str, Sequence[bytes]], rounds: int) -> None:
    """Press every key's bytes by turns, and print medians beside those of the first program."""
    for program in programs:
        program.start()
    for key, typed in keys.items():
        for turn in range(rounds + 5):
            for program in programs:
                program.press(key, typed[turn % len(typed)])
                if turn < 5:  # the first few warm up caches
                    for noted in (program.wall, program.cpu, program.size):
                        noted[key].clear()
    for program in programs:
        program.stop()
    print(" chars / claims    key  wall ms  ratio    p95  cpu ms  ratio  bytes")
    for program in programs:
        for key in keys:
            print(_line(program, programs[0], key))


def _line(program: Program, bare: Program, key: str) -> str:
    wall, cpu = statistics.median(program.wall[key]), statistics.median(program.cpu[key])
    p95 = sorted(program.wall[key])[int(len(program.wall[key]) * 0.95)]
    ratios = wall / statistics.median(bare.wall[key]), cpu / statistics.median(bare.cpu[key])
    size = statistics.median(program.size[key])
    return (
        f"{program.name:>14} {key:>6} {wall:8.2f} {ratios[0]:6.2f} {p95:6.2f}"
        f" {cpu:7.2f} {ratios[1]:6.2f} {size:6.0f}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--app"]:
        app_of(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
