"""Programs ended at random moments: how many acknowledged actions were lost, how many files damaged.

Run it: `python tests/benchmarks/kills.py [KILLS]`; the promise is of 1,000.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.programs import Figure, report, rounds
from tests.crash.all_kinds import kill
from tests.crash.killing import Toll
from tests.tui.driver import make_project

KILLS = 1_000


def measure(count: int = KILLS) -> list[Figure]:
    """End that many, and return what was wrong afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        tolls = kill(make_project(Path(folder)), Path(folder), count)
    for kind, toll in tolls.items():
        print(f"{kind:>10}: {toll}")
        print(*(f"{'':>12}{each}\n" for each in toll.wrong), sep="", end="")
    total = sum(tolls.values(), Toll())
    print(f"{'together':>10}: {total}")
    return [Figure(f"kills: lost or damaged, of {total.kills.total():,}", len(total.wrong), 0, "")]


if __name__ == "__main__":
    report(measure(rounds(KILLS)))
