"""What agreement costs beside the library `krippendorff`, a bare cursor and a small corpus, all in the same run.

`krippendorff` is no dependency, because it is under the GPL. Where the Python that runs this has it not, name one
that has: `ANNOTATOR_BENCH_PYTHON=…/bin/python`; without either, the figures against it are left out, and that is said.

Run it: `python tests/benchmarks/agreement.py [ROUNDS]`; the default is 3 rounds.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

# One thread each: what is compared is work, not processors.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

ANNOTATORS, CATEGORIES, CORRECT, MISSING = 5, 10, 0.75, 0.3
RESAMPLES, LOOPED = 1000, 5
MANY = 1_000_000


def labelled(labels: int, categories: int = CATEGORIES) -> np.ndarray:
    """Make up codes of that many labels: some categories frequent, three in four right, three in ten missing."""
    rng = np.random.default_rng(7)
    units = round(labels / (ANNOTATORS * (1 - MISSING)))
    shares = 1 / np.arange(1, categories + 1)
    truth = rng.choice(categories, (units, 1), p=shares / shares.sum()).astype(np.int32)
    other = rng.integers(0, categories, (units, ANNOTATORS), dtype=np.int32)
    codes = np.where(rng.random((units, ANNOTATORS), np.float32) < CORRECT, truth, other)
    codes[rng.random(codes.shape, np.float32) < MISSING] = -1
    return codes


def names(categories: int = CATEGORIES) -> tuple[str, ...]:
    """Return the categories' names."""
    return tuple(f"c{at:02}" for at in range(categories))


def cpu(do: Callable[[], object]) -> float:
    """Do it, and return the CPU seconds."""
    begin = time.process_time()
    do()
    return time.process_time() - begin


def alpha(codes: np.ndarray) -> float | None:
    """Return nominal alpha of an array, as the package computes it."""
    from annotator.agreement.coefficients import COEFFICIENTS
    from annotator.agreement.table import from_codes

    return COEFFICIENTS["alpha"](from_codes(codes, names())).value


def interval(codes: np.ndarray) -> object:
    """Return nominal alpha with its interval over units."""
    from annotator.agreement.coefficients import COEFFICIENTS
    from annotator.agreement.intervals import Resampling, figure
    from annotator.agreement.table import from_codes

    estimate = COEFFICIENTS["alpha"].function(from_codes(codes, names()), np.arange(len(codes)))
    return figure(estimate, Resampling("unit", RESAMPLES))


def against_library(million: Path, smaller: Path, times: int) -> list[float]:
    """Run the library on the same arrays: alpha, the seconds it took, and those of one turn of the loop."""
    import krippendorff

    data = np.load(million)
    reliability = np.where(data < 0, np.nan, data).T

    def score(matrix: np.ndarray) -> float:
        found: float = krippendorff.alpha(
            reliability_data=matrix, level_of_measurement="nominal", value_domain=range(CATEGORIES)
        )
        return found

    value = score(reliability)
    taken = statistics.median(cpu(lambda: score(reliability)) for _ in range(times))
    data = np.load(smaller)
    few, rng = np.where(data < 0, np.nan, data).T, np.random.default_rng(1)
    turns = [cpu(lambda: score(few[:, rng.integers(0, few.shape[1], few.shape[1])])) for _ in range(LOOPED)]
    return [value, taken, statistics.mean(turns)]


def library() -> str | None:
    """Return a Python that has the library, None if there is none."""
    named = os.environ.get("ANNOTATOR_BENCH_PYTHON")
    return named or (sys.executable if importlib.util.find_spec("krippendorff") else None)


def beside_library(folder: Path, times: int) -> list[tuple[str, float, float, str]]:
    """Compare alpha at a million labels, and an interval at a hundred thousand."""
    found = library()
    if found is None:
        print(
            "krippendorff is not installed and ANNOTATOR_BENCH_PYTHON is not set: left out are the ratios to it"
        )
        return []
    million, smaller = folder / "million.npy", folder / "smaller.npy"
    np.save(million, labelled(MANY))
    np.save(smaller, labelled(MANY // 10))
    said = subprocess.run(
        [found, __file__, "--library", million, smaller, str(times)],
        check=True,
        capture_output=True,
        text=True,
    )
    value, theirs, turn = json.loads(said.stdout)
    codes, few = np.load(million), np.load(smaller)
    ours_value = alpha(codes)
    if ours_value is None or abs(ours_value - value) > 1e-9:
        raise SystemExit(f"alpha is {ours_value} here and {value} there: nothing is compared")
    ours = statistics.median(cpu(lambda: alpha(codes)) for _ in range(times))
    interval(few)
    drawn = statistics.median(cpu(lambda: interval(few)) for _ in range(times))
    print(
        f"alpha of {MANY:,} labels: {ours:.3f} s, krippendorff {theirs:.3f} s, {theirs / ours:.1f} times as long"
    )
    print(
        f"{RESAMPLES:,} resamples of {MANY // 10:,} labels: {drawn:.3f} s; a loop over krippendorff {turn:.3f} s a "
        f"turn, so {turn * RESAMPLES:.0f} s, {turn * RESAMPLES / drawn:.0f} times as long"
    )
    return [
        (f"alpha of {MANY:,} labels, of what krippendorff takes: CPU", 100 * ours / theirs, 100 / 8, "%"),
        (
            f"interval at {MANY // 10:,} labels, of what a loop takes: CPU",
            100 * drawn / (turn * RESAMPLES),
            1,
            "%",
        ),
        (f"alpha of {MANY:,} labels: CPU", ours, 0.3, "s"),
        (f"interval at {MANY // 10:,} labels: CPU", drawn, 1.0, "s"),
    ]


def memory(folder: Path) -> list[tuple[str, float, float, str]]:
    """Score ten million labels in a program of its own, and return the MB it held at most."""
    path = folder / "ten.npy"
    np.save(path, labelled(10 * MANY))
    said = subprocess.run(
        [sys.executable, __file__, "--memory", path], check=True, capture_output=True, text=True
    )
    return [(f"alpha of {10 * MANY:,} labels: memory", float(said.stdout), 800, "MB")]


def changing(times: int) -> list[tuple[str, float, float, str]]:
    """Change labels of a small corpus and of a large one, and of few categories and of many."""
    from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
    from annotator.agreement.live import Live
    from annotator.agreement.table import from_codes

    followed = [PERCENT, COEFFICIENTS["alpha"], COEFFICIENTS["fleiss_kappa"]]
    labels, lives = names(), []
    for count in (MANY // 100, MANY):
        codes = labelled(count)
        lives.append((Live(from_codes(codes, labels), followed), len(codes)))
    rng, taken = np.random.default_rng(1), ([], [])
    for _ in range(times * 300):
        for (live, units), each in zip(lives, taken, strict=True):
            unit, who = str(rng.integers(1, units + 1)), str(rng.integers(1, ANNOTATORS + 1))
            label = labels[rng.integers(0, len(labels))]
            begin = time.perf_counter()
            live.change(unit, who, label)
            live.figures()
            each.append(time.perf_counter() - begin)
    small, large = (statistics.median(each) for each in taken)
    print(f"one changed label: {small * 1e3:.3f} ms of {MANY // 100:,}, {large * 1e3:.3f} ms of {MANY:,}")
    return [
        (f"one changed label of {MANY:,}, over one of {MANY // 100:,}", large / small, 1.5, "×"),
        (f"one changed label of {MANY:,}, three figures", large * 1e3, 5, "ms"),
    ]


def from_database(folder: Path, times: int) -> list[tuple[str, float, float, str]]:
    """Read a million labels into arrays, beside a cursor that fetches the same rows and drops them."""
    from annotator.store.engine import reading
    from annotator.store.reading import columns
    from annotator.store.reading.columns import label_columns
    from annotator.workflow.project import open_project
    from tests.benchmarks.labelled import many_labels

    path = many_labels(folder, MANY)
    project = open_project(path)
    query = str(columns._LABELS.compile(dialect=project.engine.dialect)).replace("?", "'standing'")

    def fetch() -> None:
        with closing(sqlite3.connect(path)) as connection:
            for _ in connection.execute(query):
                pass

    def read() -> None:
        with reading(project.engine) as connection:
            arrays = [np.asarray(each.codes) for each in label_columns(connection)]
        if {len(each) for each in arrays} != {MANY}:
            raise SystemExit(f"{[len(each) for each in arrays]} labels were read: nothing is compared")

    ours, bare = [], []
    for _ in range(times):
        bare.append(cpu(fetch))
        ours.append(cpu(read))
    project.close()
    first, second = statistics.median(ours), statistics.median(bare)
    print(f"{MANY:,} labels from SQLite: {first:.2f} s, a bare cursor {second:.2f} s")
    return [(f"{MANY:,} labels from SQLite to arrays, over a bare cursor: CPU", first / second, 2, "×")]


_DONE = """
INSERT INTO passage_state (id, passage_id, annotator_id, parent_id, seq, state, reason, action_id)
SELECT passage.id || annotator.id, passage.id, annotator.id, NULL, 1, 'done', NULL, (SELECT min(id) FROM action)
FROM passage CROSS JOIN annotator
"""


def whole_report(folder: Path, times: int) -> list[tuple[str, float, float, str]]:
    """Make the report of ten thousand labels of four fields from the database, every passage done by everybody."""
    from annotator.workflow.project import open_project
    from annotator.workflow.reporting import report_agreement
    from tests.benchmarks.labelled import many_labels

    path = many_labels(folder, MANY // 100)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(_DONE)
        connection.commit()
    project = open_project(path)
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        found = report_agreement(project)
        taken.append(time.perf_counter() - begin)
    project.close()
    labels = sum(field.n_labels for field in found.fields)
    print(
        f"a report of {labels:,} labels of {len(found.fields)} fields on {found.items:,} items, resampling "
        f"{found.clusters:,} by {found.resampling.by}: {statistics.median(taken):.2f} s"
    )
    if labels != MANY // 100:
        raise SystemExit("not all labels were compared")
    return [
        (f"report of {MANY // 100:,} labels, four fields, with intervals", statistics.median(taken), 2, "s")
    ]


def measure(times: int) -> list:
    """Return the figures, from so many rounds."""
    from tests.benchmarks.programs import Figure

    with tempfile.TemporaryDirectory(prefix="agreement-") as name:
        folder = Path(name)
        found = [
            *beside_library(folder, times),
            *memory(folder),
            *changing(times),
            *from_database(folder, times),
            *whole_report(folder, times),
        ]
    return [Figure(*each) for each in found]


if __name__ == "__main__":
    if "--library" in sys.argv:
        print(json.dumps(against_library(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
    elif "--memory" in sys.argv:
        alpha(np.load(sys.argv[2]))
        # Not what `getrusage` says, which counts what the process was copied from.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    else:
        from tests.benchmarks.programs import report, rounds

        report(measure(rounds(3)))
