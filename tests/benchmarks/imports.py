"""What it costs to import a folder of articles, beside the driver writing the same rows, which it is handed ready.

100,000 passages in 4,000 files are read, split, hashed and written, all of it counted as CPU time; the driver works
on a project of its own with the same tables, indexes, triggers and settings, in one transaction. Both take turns.

Run it: `python tests/benchmarks/imports.py [ROUNDS]`; the default is 5.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.programs import Figure, report, rounds  # noqa: E402

FILES, PASSAGES = 4_000, 25
TABLES = ("article", "article_detail", "passage")
LEAST_SHARE = 0.35
"""Of the driver's rate."""

MOST_MB = 200.0


def write_texts(folder: Path, files: int = FILES) -> None:
    """Write articles of 25 paragraphs of two sentences."""
    for number in range(files):
        chance = random.Random(number)
        paragraphs = (" ".join(_sentence(chance) for _ in range(2)) for _ in range(PASSAGES))
        (folder / f"{number:05}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")


def _sentence(chance: random.Random) -> str:
    words = ("".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(15))
    return " ".join(words).capitalize() + "."


def import_all(project: Path, texts: Path) -> float:
    """Import the folder as the command does; return the CPU seconds."""
    from annotator.workflow.importing import import_paths
    from annotator.workflow.project import open_project

    opened = open_project(project)
    begin = time.process_time()
    import_paths(opened, [texts], {"outlet": "The Gazette"})
    used = time.process_time() - begin
    opened.close()
    return used


def rows_of(project: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that the import wrote, the actions first."""
    with closing(sqlite3.connect(project)) as connection:
        order = {
            "action": "id",
            "article": "action_id, position",
            "article_detail": "rowid",
            "passage": "rowid",
        }
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY {by}").fetchall()
            for table, by in order.items()
        }


def write_all(project: Path, rows: dict[str, list[tuple[object, ...]]]) -> float:
    """Write ready rows by the driver alone; return the CPU seconds."""
    connection = sqlite3.connect(project, isolation_level=None)
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {setting}")
    begin = time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    for table, listed in rows.items():
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(listed[0]))})", listed)
    connection.execute("COMMIT")
    used = time.process_time() - begin
    connection.close()
    return used


def measure(times: int) -> list[Figure]:
    """Return the figures, from so many rounds."""
    from tests.benchmarks.projects import empty

    with tempfile.TemporaryDirectory(prefix="imports-") as name:
        folder = Path(name)
        (folder / "texts").mkdir()
        write_texts(folder / "texts")
        made = empty(folder / "empty.db")
        made.close()
        rows: dict[str, list[tuple[object, ...]]] = {}
        ours, bare = [], []
        for turn in range(times + 1):
            project = Path(shutil.copyfile(made.path, folder / f"{turn}.db"))
            ours.append(import_all(project, folder / "texts"))
            rows = rows or rows_of(project)
            project.unlink()
            project = Path(shutil.copyfile(made.path, folder / f"{turn}-bare.db"))
            bare.append(write_all(project, rows))
            project.unlink()
        first, second = statistics.median(ours[1:]), statistics.median(bare[1:])
        print(
            f"import {first:.2f} s, driver {second:.2f} s, {second / first:.2f} of its rate ({times} rounds)"
        )
        used = subprocess.run(
            [sys.executable, __file__, "--memory", made.path, folder / "texts"],
            check=True,
            capture_output=True,
            text=True,
        )
    return [
        Figure(
            "importing 100,000 passages, over executemany of the same rows: CPU",
            first / second,
            1 / LEAST_SHARE,
        ),
        Figure("importing 100,000 passages: memory at most", float(used.stdout), MOST_MB, "MB"),
    ]


if __name__ == "__main__":
    if "--memory" in sys.argv:
        import_all(Path(sys.argv[2]), Path(sys.argv[3]))
        # Not what `getrusage` says, which counts what the process was copied from.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    else:
        report(measure(rounds(5)))
