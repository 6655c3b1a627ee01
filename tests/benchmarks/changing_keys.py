"""From a key that changes a claim to the bytes it puts on the terminal, against a bare Textual app and a bare commit.

Run it: `python tests/benchmarks/changing_keys.py [ROUNDS]`. The first frame is the one that shows the change; the
last byte is that of "saved ✓": the same frame where the disk is quick, else one after the commit. Wanted of the first
frame is four times the bare key's and a bare commit.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.commits import Commits
from tests.benchmarks.programs import (
    SAVED,
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

KEYS = {
    "letter": Key((b"d", b"i")),
    "digit": Key((b"1", b"2")),
    "edge": Key((b".", b",")),
    "commit": Key((b"\r",), before=((b"-", b"w"), (b"-", b"b"))),
}
"""At a focused claim: two forms, two sources, an edge out and in; then, the claim taken back, a word is marked."""

WANTED = {"frame": 4.0}


def measure(times: int) -> list[Figure]:
    """Press every key so many times at both sizes, and print medians."""
    with tempfile.TemporaryDirectory() as folder:
        commits = Commits(Path(folder))
        programs = [bare(keys=KEYS.values())]
        programs += [
            annotating(name, project(Path(folder), *size, focused=True)) for name, size in SIZES.items()
        ]
        take_turns(programs, KEYS, times, commits.measure, SAVED)
        for program in programs:
            program.stop()
    print(table(programs))
    print(f"a bare commit takes {median(commits.taken):.2f} ms (median)")
    return figures("changing key", programs, WANTED, median(commits.taken))


if __name__ == "__main__":
    report(measure(rounds(60)))
