"""Many annotators at once on one file: whether anything is refused or lost, and how long a save waits for its turn.

Run it: `python tests/benchmarks/many_writers.py [PROCESSES WRITES]`; 16 and 500 unless said otherwise.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from annotator.workflow.project import create_project
from annotator.workflow.samples import load_corpus, sample_corpus
from annotator.workflow.schemes import find_scheme
from tests.benchmarks.programs import Figure, report
from tests.concurrency.checking import Crowd, actions, check

PROCESSES, WRITES = 16, 500
BUSY_MS = 5_000
"""How long a save waits for its turn before it says that another program is writing."""


def measure(writes: int = WRITES, processes: int = PROCESSES) -> list[Figure]:
    """Let them work, check the file, and return what was refused, lost and waited."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = sample_corpus()
        project = create_project(Path(folder) / "p.db", corpus.title, find_scheme(corpus.scheme))
        load_corpus(project, corpus)
        project.close()
        records = Path(folder) / "records"
        records.mkdir()
        crowd, before = Crowd(project.path, records), actions(project.path)
        for number in range(processes):
            crowd.add(f"Annotator {number}", writes, seed=number)
        crowd.go()
        began = time.perf_counter()
        codes = crowd.wait()
        took = time.perf_counter() - began
        outcome = crowd.outcome()
        found = check(project.path, outcome, before)
        shutil.rmtree(records)
    waits = sorted(each for one in outcome.waits.values() for each in one)
    slowest = {name: _at(sorted(one), 0.99) for name, one in outcome.waits.items()}
    print(
        f"{processes} processes, {len(waits)} writes in {took:.1f} s ({len(waits) / took:.0f} a second); {found}\n"
        f"a save takes {statistics.median(waits):.1f} ms, 99 of 100 at most {_at(waits, 0.99):.0f} ms, all at most"
        f" {waits[-1]:.0f} ms; by process 99 of 100 take at most {min(slowest.values()):.0f} to"
        f" {max(slowest.values()):.0f} ms"
    )
    return [
        Figure("many writers: processes that failed", processes - codes[0], 0, ""),
        Figure("many writers: saves refused", len(outcome.failures) + len(outcome.outdated), 0, ""),
        Figure("many writers: saves lost or in doubt", len(outcome.unknown), 0, ""),
        Figure("many writers: longest wait beside the longest allowed", waits[-1] / BUSY_MS, 1),
    ]


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]] or [PROCESSES, WRITES]
    report(measure(given[1], given[0]))
