"""Every figure, each from a short run: what was reached, what is wanted, and whether that is so.

Run it: `python tests/benchmarks/all.py [NAME…]`, where NAME is that of a program in this folder; for a figure in
doubt run its program by itself, which makes more rounds.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks import (
    agreement,
    assigning,
    changing_keys,
    exports,
    first_paint,
    imports,
    kills,
    many_writers,
    memory,
    merging,
    next_passage,
    one_annotation,
    opening,
    settling,
    type_ahead,
    whole_screen,
)
from tests.benchmarks.programs import report

PROGRAMS = {
    "first_paint": (first_paint.measure, 10),
    "whole_screen": (whole_screen.measure, 20),
    "changing_keys": (changing_keys.measure, 20),
    "next_passage": (next_passage.measure, 40),
    "type_ahead": (type_ahead.measure, 24),
    "memory": (memory.measure, 1),
    "opening": (opening.measure, 5),
    "imports": (imports.measure, 5),
    "exports": (exports.measure, 2),
    "one_annotation": (one_annotation.measure, 400),
    "many_writers": (many_writers.measure, 100),
    "kills": (kills.measure, 50),
    "agreement": (agreement.measure, 3),
    "assigning": (assigning.measure, 3),
    "merging": (merging.measure, 2_000),
    "settling": (settling.measure, 40),
}
"""What measures each, and in how many rounds."""

if __name__ == "__main__":
    found = []
    for name, (measure, times) in PROGRAMS.items():
        if name in sys.argv[1:] or not sys.argv[1:]:
            print(f"\n{name}")
            found += measure(times)
    print()
    report(found)
