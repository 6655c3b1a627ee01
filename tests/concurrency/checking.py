"""What must be true of a file after many have written to it, whatever became of them.

The idea is that of checkers for distributed databases: every write is on record as begun, and as done or refused.
What was done is there; what is there was begun, and not refused; each history is one line without a gap.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from annotator.store.engine import open_engine, reading
from annotator.store.seals import broken_seals

WORKER = Path(__file__).with_name("worker.py")


@dataclass
class Outcome:
    """What the records of all the processes say: ids by what became of them, and how long each save took, in ms."""

    begun: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    outdated: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    waits: dict[str, list[float]] = field(default_factory=dict)

    @property
    def unknown(self) -> set[str]:
        """Return what was begun and never heard of again, as of a process that was killed."""
        return self.begun - self.done - self.outdated


def read_records(paths: Iterable[Path]) -> Outcome:
    """Read what the processes put on record; a last line that was cut short says nothing."""
    outcome = Outcome()
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            what, id_, *more = line.split(" ", 3)
            if what == "invoke":
                outcome.begun.add(id_)
                continue
            outcome.waits.setdefault(path.stem, []).append(float(more[0]))
            if what == "ok":
                outcome.done.add(id_)
            elif what == "outdated":
                outcome.outdated.add(id_)
            elif what == "failed" or more[1:] not in ([""], ["outdated"]):
                outcome.failures.append(line)
    return outcome


HISTORIES = {
    "annotation": ("claim_id", "annotator_id"),
    "passage_state": ("passage_id", "annotator_id"),
}


def check(path: Path, outcome: Outcome, before: set[str]) -> dict[str, int]:
    """Assert what must hold of the file; `before` are the actions that were in it. Return what was counted."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        there = actions(path)
        assert before <= there, "something is gone that was there before"
        # Undoing goes another way, which has no id beforehand.
        turned = {id_ for (id_,) in connection.execute("SELECT id FROM action WHERE kind <> 'do'")}
        assert outcome.done <= there, f"lost: {sorted(outcome.done - there)[:3]}"
        strange = there - before - turned - outcome.done - outcome.unknown
        assert not strange, f"never begun, or refused and there all the same: {sorted(strange)[:3]}"
        for table, history in HISTORIES.items():
            _check_histories(connection, table, history)
    engine = open_engine(path)
    with reading(engine) as scope:
        assert [str(each) for each in broken_seals(scope)] == []
    engine.dispose()
    return {"done": len(outcome.done), "turned": len(turned - before), "outdated": len(outcome.outdated)}


def _check_histories(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
    key = ", ".join(columns)
    rows = connection.execute(
        f"SELECT {key}, id, parent_id, seq FROM {table} ORDER BY {key}, seq, id"
    ).fetchall()
    last: tuple[object, ...] | None = None
    parent, number = None, 0
    for *history, id_, parent_id, seq in rows:
        if tuple(history) != last:
            last, parent, number = tuple(history), None, 0
        assert (parent_id, seq) == (parent, number + 1), f"{table} {id_}: a gap or a fork"
        parent, number = id_, seq


def actions(path: Path) -> set[str]:
    """Return the ids of everything that was done in a project."""
    with closing(sqlite3.connect(path)) as connection:
        return {id_ for (id_,) in connection.execute("SELECT id FROM action")}


@dataclass
class Crowd:
    """Processes at work on one file, which begin together."""

    path: Path
    folder: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def add(self, name: str, count: int, seed: int) -> None:
        """Start one that waits until all are ready."""
        record = self.folder / f"{name.replace(' ', '-')}-{len(self.running)}.log"
        command = [sys.executable, str(WORKER), str(self.path), name, str(count), str(seed), str(record)]
        self.running.append(
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )

    def go(self) -> None:
        """Let all begin at once."""
        for each in self.running:
            assert each.stdout is not None
            said = each.stdout.readline()
            assert said == "ready\n", said or (each.stderr.read() if each.stderr else "")
        for each in self.running:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()

    def wait(self) -> Counter[int]:
        """Wait for all to end; return how often each exit code came, and show what those said that failed."""
        codes: Counter[int] = Counter()
        for each in self.running:
            _, said = each.communicate()
            codes[each.returncode] += 1
            if each.returncode > 0:
                sys.stderr.write(said)
        return codes

    def outcome(self) -> Outcome:
        """Return what they put on record."""
        return read_records(sorted(self.folder.glob("*.log")))
