"""What it costs to put one annotation with its labels on disk, beside the same rows by the bare driver.

Both write to a copy of one project each, by turns, with the same settings, indexes and triggers; the bare driver is
given the rows that the store has just written, seals and all.

Run it: `python tests/benchmarks/one_annotation.py [ROUNDS]`.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from annotator.core.claim import Annotation, Label
from annotator.core.history import Action, Entry, Kind
from annotator.core.source import Source
from annotator.store.engine import SETTINGS
from annotator.store.writing import save
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.sitting import Sitting
from tests.benchmarks.programs import WARM, Figure, report, rounds
from tests.tui.driver import make_project

ROUNDS = 400
WANTED = 1.5
FIELDS = ("form", "stance")
TABLES = {
    "source": "id IN (SELECT source_id FROM label WHERE annotation_id = :annotation)",
    "action": "id = :action",
    "annotation": "id = :annotation",
    "label": "annotation_id = :annotation",
}
"""Where the rows of an entry are, in an order in which each finds what it refers to."""

Rows = list[tuple[str, list[tuple[Any, ...]]]]


class Taken(NamedTuple):
    """What a save took, in milliseconds."""

    wall: float
    cpu: float


def timed(do: Callable[[], object]) -> Taken:
    """Do it and return what it took."""
    wall, cpu = time.perf_counter(), time.thread_time()
    do()
    return Taken((time.perf_counter() - wall) * 1_000, (time.thread_time() - cpu) * 1_000)


def entries(project: Project, count: int) -> Iterator[Entry]:
    """Return that many entries, each an annotation with a source and two labels that follows the one before."""
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    desk.move(unit=4, forward=True)  # type: ignore[arg-type]  # the unit is a sentence
    desk.mark()
    sitting.outbox.drain()
    sitting.outbox.close()
    (before,) = desk.claims
    mayor = Source.of("Mayor", "person")
    stamps, values = (
        project.stamps,
        [[label.id for label in desk.scheme.field(each).labels] for each in FIELDS],
    )
    for number in range(count):
        action = Action(stamps.new_id(), before.annotator_id, Kind.DO, "tag form", stamps.now(), "benchmark")
        labels = [Label("source", source_id=mayor.id)]
        labels += [Label(field, of[number % len(of)]) for field, of in zip(FIELDS, values, strict=True)]
        judgement = replace(before.judgement, labels=tuple(labels))
        after: Annotation = replace(
            before,
            id=stamps.new_id(),
            action_id=action.id,
            created_at=action.at,
            judgement=judgement,
            parent_id=before.id,
            seq=before.seq + 1,
        )
        yield Entry(action, sources=(mayor,), annotations=(after,))
        before = after


def rows_of(connection: sqlite3.Connection, entry: Entry) -> Rows:
    """Return the rows that an entry has become."""
    ids = {"action": entry.action.id, "annotation": entry.annotations[0].id}
    return [
        (table, connection.execute(f"SELECT * FROM {table} WHERE {where}", ids).fetchall())
        for table, where in TABLES.items()
    ]


def bare(connection: sqlite3.Connection, rows: Rows) -> None:
    """Write rows as whoever knows nothing but the driver would."""
    connection.execute("BEGIN IMMEDIATE")
    for table, new in rows:
        verb = "INSERT OR IGNORE" if table == "source" else "INSERT"
        places = ", ".join("?" * len(new[0]))
        connection.executemany(f"{verb} INTO {table} VALUES ({places})", new)
    connection.execute("COMMIT")


def measure(count: int = ROUNDS) -> list[Figure]:
    """Save by turns, and return how the store compares."""
    taken: dict[str, list[Taken]] = {"store": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        project = open_project(make_project(Path(folder)))
        made = iter(entries(project, count + WARM))
        first = next(made)
        with closing(sqlite3.connect(project.path)) as look, look:
            look.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        other = shutil.copyfile(project.path, Path(folder) / "other.db")
        with (
            closing(sqlite3.connect(other, isolation_level=None)) as driver,
            closing(sqlite3.connect(project.path)) as look,
        ):
            for name, (wanted, _) in SETTINGS.items():
                driver.execute(f"PRAGMA {name} = {wanted}")
            for number, entry in enumerate([first, *made]):
                store = timed(lambda entry=entry: save(project.engine, entry))
                rows = rows_of(look, entry)
                floor = timed(lambda rows=rows: bare(driver, rows))
                if number >= WARM:
                    taken["store"].append(store)
                    taken["bare"].append(floor)
            assert rows_of(driver, entry) == rows
        project.close()
    middle = {
        name: Taken(*(statistics.median(column) for column in zip(*each, strict=True)))
        for name, each in taken.items()
    }
    for name, each in middle.items():
        print(f"{name:>8}: {each.wall:7.3f} ms, {each.cpu:7.3f} ms CPU")
    return [
        Figure(
            f"one annotation with three labels, durable, {what}",
            getattr(middle["store"], name) / getattr(middle["bare"], name),
            WANTED,
        )
        for name, what in (("wall", "wall"), ("cpu", "CPU"))
    ]


if __name__ == "__main__":
    report(measure(rounds(ROUNDS)))
