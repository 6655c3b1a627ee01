"""From a caret or edge key to the bytes it puts on the terminal: the whole screen against a bare Textual app.

Run it: `python tests/benchmarks/whole_screen.py [ROUNDS]`. The screen works on a real project file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.programs import (
    Figure,
    Key,
    annotating,
    bare,
    figures,
    report,
    rounds,
    table,
    take_turns,
)
from tests.benchmarks.projects import SIZES, project

KEYS = {"word": Key((b"w", b"b")), "edge": Key((b".", b",")), "clause": Key((b"l", b"h"))}
"""Each key and its opposite by turns, so that the passage never ends."""

WANTED = {"wall": 2.0, "cpu": 2.0}


def measure(times: int) -> list[Figure]:
    """Press every key so many times at both sizes, and print medians."""
    with tempfile.TemporaryDirectory() as folder:
        programs = [bare(keys=KEYS.values())]
        programs += [annotating(name, project(Path(folder), *size)) for name, size in SIZES.items()]
        take_turns(programs, KEYS, times)
        for program in programs:
            program.stop()
    print(table(programs))
    return figures("whole screen", programs, WANTED)


if __name__ == "__main__":
    report(measure(rounds(60)))
