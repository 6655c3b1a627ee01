"""From the start of the process to the first frame with the passage's text on it, against a bare Textual app.

Run it: `python tests/benchmarks/first_paint.py [ROUNDS]`; with `--imports`, it lists what is imported before that
frame instead, and the milliseconds each module takes. Programs are started by turns; processor time is what the
process had used when the bytes arrived.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.programs import NARROW, Figure, Program, annotating, bare, report, rounds
from tests.benchmarks.projects import SIZES, project

WANTED = 1.35
LONGEST_LIST = 60


def measure(times: int) -> list[Figure]:
    """Start each program that many times, print medians, and return the processor time beside the bare app's."""
    with tempfile.TemporaryDirectory() as folder:
        programs = [bare(NARROW)]
        for name, size in SIZES.items():
            programs.append(annotating(name, project(Path(folder), *size), NARROW))
        taken = _start_by_turns(programs, times)
    print(f"{'chars / claims':>16}  wall ms  ratio  cpu ms  ratio")
    floor = [statistics.median(each) for each in zip(*taken["bare"], strict=True)]
    figures = []
    for name, starts in taken.items():
        wall, cpu = (statistics.median(each) for each in zip(*starts, strict=True))
        print(
            f"{name:>16} {wall * 1_000:8.0f} {wall / floor[0]:6.2f} {cpu * 1_000:7.0f} {cpu / floor[1]:6.2f}"
        )
        figures.append(Figure(f"first paint of the passage, {name} (CPU)", cpu / floor[1], WANTED))
    return figures[1:]


def _start_by_turns(programs: Sequence[Program], times: int) -> dict[str, list[tuple[float, float]]]:
    taken: dict[str, list[tuple[float, float]]] = {program.name: [] for program in programs}
    for turn in range(times + 1):
        for program in programs:
            cost = program.start()
            program.stop()
            if turn:  # the first start compiles
                taken[program.name].append(cost)
    return taken


def imports() -> None:
    """List the modules imported before the first frame, the dearest first; ours, then everybody's by package."""
    with tempfile.TemporaryDirectory() as folder:
        made = project(Path(folder), *next(iter(SIZES.values())))
        ours = _profile(annotating("annotator", made, NARROW))
    floor = _profile(bare(NARROW))
    own = {name: times for name, times in ours.items() if name not in floor}
    print("imported before the first frame and not by the bare app (ms; `with` counts what it brings)")
    for name, (alone, whole) in sorted(own.items(), key=lambda each: -each[1][0])[:LONGEST_LIST]:
        print(f"{alone:8.2f} {whole:8.2f} with  {name}")
    print(f"{sum(alone for alone, _ in own.values()):8.2f}          all {len(own)} of them")
    print(f"{sum(alone for alone, _ in floor.values()):8.2f}          all {len(floor)} of the bare app")


def _profile(program: Program) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of every import up to the first frame: of the module alone, and with what it brings."""
    program.start()  # this start compiles
    program.stop()
    program.arguments = ["-X", "importtime", *program.arguments]
    program.start()
    program.stop()
    # Textual draws on standard error, where Python lists imports too: both come by the pty.
    lines = program.first.decode(errors="replace")
    found = re.findall(r"import time: +(\d+) \| +(\d+) \| +(\S+)", lines)
    return {name: (int(alone) / 1_000, int(whole) / 1_000) for alone, whole, name in found}


if __name__ == "__main__":
    if "--imports" in sys.argv:
        imports()
    else:
        report(measure(rounds(20)))
