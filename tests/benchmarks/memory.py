"""Memory held with a long article open, after moving about in it, beside what a bare Textual app holds.

Run it: `python tests/benchmarks/memory.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.programs import Figure, Key, annotating, bare, report
from tests.benchmarks.projects import SIZES, project

NAME = "50,000 / 500"
WANTED = 80
TOUR = (*b"wwll..,,jjkkhhbb", *b"\t\rw\r1d\r\tdi12\r    ", *b"\x7f\x7f", *b"[]" * 3, *b" " * 20)
"""Moving, shaping, tagging, then from passage to passage through the article."""


def measure(_: int = 0) -> list[Figure]:
    """Open, move about, and return the MB held."""
    keys = [bytes([each]) for each in TOUR]
    with tempfile.TemporaryDirectory() as folder:
        ours, floor = annotating(NAME, project(Path(folder), *SIZES[NAME])), bare(keys=[Key((b"w",))])
        held = {}
        for program in (floor, ours):
            program.start()
            program.settle()
            program.stop()  # the first start compiles, and holds what compiling took
            program.start()
            program.settle()
            before = program.resident()
            program.type(keys if program is ours else ())
            held[program.name] = program.resident()
            print(
                f"{program.name:>16}: {before:.1f} MB when open, {held[program.name]:.1f} MB after moving about"
            )
            program.stop()
    return [Figure(f"memory: {NAME}", held[NAME], WANTED, "MB")]


if __name__ == "__main__":
    report(measure())
