"""From a letter typed in the source picker to the bytes it puts on the terminal, with thousands of sources to find.

Run it: `python tests/benchmarks/type_ahead.py [ROUNDS]`; against a bare Textual app.
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

SIZE = SIZES["5,000 / 50"]
SOURCES = 5_000
KEYS = {"letter": Key((b"m", b"a", b"r", b"\x7f", b"\x7f", b"\x7f"))}
"""Three letters, one narrower than the other, and back."""

OPENING = (b"w", b"/")
"""A word selected, and the picker opened for it."""

WANTED = {"wall": 3.0}


def measure(times: int) -> list[Figure]:
    """Type so many letters, and print medians."""
    with tempfile.TemporaryDirectory() as folder:
        made = project(Path(folder), *SIZE, sources=SOURCES)
        programs = [bare(keys=KEYS.values()), annotating(f"{SOURCES:,} sources", made, opening=OPENING)]
        take_turns(programs, KEYS, times, quiet=0.06)
        for program in programs:
            program.stop()
    print(table(programs))
    return figures("type-ahead", programs, WANTED)


if __name__ == "__main__":
    report(measure(rounds(60)))
