"""From Space to the next passage painted and "saved ✓" shown, in projects of a hundred and of a million passages.

Run it: `python tests/benchmarks/next_passage.py [ROUNDS]`; making the million takes a minute. The time is held
against a bare Textual key and a bare commit to the same disk; the processor time of the larger project against that
of the smaller, with the steps from one article to the next among them.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.commits import Commits
from tests.benchmarks.programs import (
    SAVED,
    WARM,
    Figure,
    Key,
    Program,
    annotating,
    bare,
    p95,
    report,
    rounds,
    table,
    take_turns,
)
from tests.benchmarks.projects import Made, many_passages

FEW, MANY = 100, 1_000_000
KEYS = {"Space": Key((b" ",))}
WANTED, WANTED_MANY = 3.0, 1.25
OPENINGS = 5


def measure(times: int) -> list[Figure]:
    """Press Space so many times in both projects, and open each a few times, by turns."""
    times = min(times, FEW // 2 - WARM - 1)  # each starts in the middle, and the smaller must not end
    with tempfile.TemporaryDirectory() as folder:
        commits = Commits(Path(folder))
        made = {count: many_passages(Path(folder), count) for count in (FEW, MANY)}
        few, many = (annotating(f"{count:,}", each) for count, each in made.items())
        floor = bare(keys=KEYS.values())
        opened = _open_by_turns([few, many])
        take_turns([floor, few, many], KEYS, times, commits.measure, SAVED)
        for program in (floor, few, many):
            program.stop()
        _check_saved(made.values(), times + WARM)
    print(table([floor, few, many]))
    both = [key.wall + commit for key, commit in zip(floor.costs["Space"], commits.taken[WARM:], strict=True)]
    print(f"a bare key and a bare commit: {p95(both):.2f} ms (p95)")
    for name, (first, settled) in opened.items():
        print(
            f"opening {name:>9} passages: {first:.0f} ms of CPU to the first frame, {settled:.0f} until all is there"
        )
    figures = [
        Figure(f"Space: {each.name} passages, painted and saved (p95)", _p95(each) / p95(both), WANTED)
        for each in (few, many)
    ]
    against = f"{many.name} passages against {few.name} (CPU)"
    return [
        *figures,
        Figure(f"Space: {against}", _used(many) / _used(few), WANTED_MANY),
        *(
            Figure(f"{what}: {against}", large / small, WANTED_MANY)
            for what, small, large in zip(
                ("first paint", "opening"), opened[few.name], opened[many.name], strict=True
            )
        ),
    ]


def _open_by_turns(programs: Sequence[Program]) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of processor time to the first frame, and until the project is open behind it."""
    taken: dict[str, list[tuple[float, float]]] = {program.name: [] for program in programs}
    for turn in range(OPENINGS + 1):
        for program in programs:
            _, first = program.start()
            program.settle()
            if turn:  # the first start compiles
                taken[program.name].append((first * 1_000, program.used() * 1_000))
            program.stop()
    return {
        name: (median(first for first, _ in pairs), median(last for _, last in pairs))
        for name, pairs in taken.items()
    }


def _p95(program: Program) -> float:
    return p95([each.wall for each in program.costs["Space"]])


def _used(program: Program) -> float:
    return sum(each.cpu for each in program.costs["Space"])


def _check_saved(made: Iterable[Made], presses: int) -> None:
    """Make sure that what was measured is on the disk."""
    for each in made:
        with closing(sqlite3.connect(each.path)) as connection:
            (found,) = connection.execute("SELECT count(*) FROM passage_state").fetchone()
        if found != presses:
            raise SystemExit(f"{each.path.name} holds {found} passages that are done, not {presses}")


if __name__ == "__main__":
    report(measure(rounds(40)))
