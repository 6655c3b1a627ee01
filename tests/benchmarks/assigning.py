"""What a plan of who annotates what takes and how evenly pairs share, beside teams drawn by lot in the same run.

Run it: `python tests/benchmarks/assigning.py [ROUNDS]`; the default is 3 rounds.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from annotator.core.assigning import Asking, Has, Plan, Task, make_plan
from tests.benchmarks.programs import Figure, report, rounds

ARTICLES, PEOPLE, OVERLAP, REPEATS, BEGUN = 10_000, 50, 3, 5, 100

WANTED_SECONDS, WANTED_OFF = 10, 0.2
"""Seconds for a plan, and how far from the mean a pair may be, as a share of it."""


def measure(times: int) -> list[Figure]:
    """Plan, let somebody join and somebody leave, and draw teams by lot; return what was reached."""
    sizes = {f"article {number:05}": 3 + number * 7919 % 40 for number in range(ARTICLES)}
    people = [f"annotator {number:02}" for number in range(PEOPLE)]
    asking = Asking(OVERLAP, repeats=REPEATS)
    lot, drawn = _best(times, lambda: _by_lot(sizes, people))
    taken, plan = _best(times, lambda: make_plan(sizes, people, asking))
    has = {who: Has(line, frozenset(line[:BEGUN])) for who, line in plan.lists.items()}
    joining, joined = _best(times, lambda: make_plan(sizes, [*people, "late"], asking, has=has))
    leaving, left = _best(times, lambda: make_plan(sizes, people[1:], asking, has=has))
    print(f"{ARTICLES:,} articles, {PEOPLE} annotators, {OVERLAP} to an article")
    print(f"{'':<14}{'seconds':>9}{'pairs share':>14}{'mean':>8}{'':>6}{'each has':>12}")
    for name, seconds, of in (
        ("by lot", lot, drawn),
        ("planned", taken, plan),
        ("one joins", joining, joined),
        ("one leaves", leaving, left),
    ):
        met, loads = of.met().values(), of.loads().values()
        print(
            f"{name:<14}{seconds:>9.2f}{min(met):>8} to {max(met):<3}{statistics.mean(met):>7.1f}"
            f"{_off(met):>6.0%}{min(loads):>8} to {max(loads)}"
        )
    return [
        Figure("assignment plan, seconds of CPU", taken, WANTED_SECONDS, "s"),
        Figure("assignment plan, furthest pair from the mean", _off(plan.met().values()), WANTED_OFF, ""),
        Figure("the same after somebody joined", _off(joined.met().values()), WANTED_OFF, ""),
        Figure("the same after somebody left", _off(left.met().values()), WANTED_OFF, ""),
    ]


def _best(times: int, do: Callable[[], Plan]) -> tuple[float, Plan]:
    taken = []
    for _ in range(times):
        begin = time.process_time()
        made = do()
        taken.append(time.process_time() - begin)
    return statistics.median(taken), made


def _by_lot(sizes: Iterable[str], people: list[str]) -> Plan:
    """Draw the team of each article, which is what a simple loop would do."""
    chance = random.Random(1)
    lists: dict[str, list[Task]] = {who: [] for who in people}
    for article in sizes:
        for who in chance.sample(people, OVERLAP):
            lists[who].append(Task(article))
    return Plan({who: tuple(line) for who, line in lists.items()}, OVERLAP)


def _off(met: Iterable[int]) -> float:
    met = list(met)
    mean = statistics.mean(met)
    return max(abs(each - mean) for each in met) / mean


if __name__ == "__main__":
    report(measure(rounds(3)))
