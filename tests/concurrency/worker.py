"""One annotator at work in a process of its own, by the objects that the screen uses; every save is on record.

`python worker.py PROJECT NAME COUNT SEED RECORD`: does COUNT things, chosen by SEED, and writes a line to RECORD before
each save and after it. The record survives a kill, because each line is handed to the system at once.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from annotator.core.history import Entry, Kind, Looked
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError, Outdated
from annotator.store.writing import save
from annotator.workflow.annotating import Desk
from annotator.workflow.outbox import Progress
from annotator.workflow.project import add_annotator, open_project
from annotator.workflow.sitting import Sitting
from annotator.workflow.undoing import turn_back

AT_ONCE = 20
"""How many saves may wait, which is more than anybody's hands are ahead of a disk."""


OUTDATED = "outdated"


class Record:
    """Lines in a file: `invoke ID`, then `ok ID MS`, `outdated ID MS` or `failed ID MS WHY`; `turned - MS WHY`."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())


class WatchedSitting(Sitting):
    """A sitting whose saves are on record."""

    record: Record

    def _record(self, entry: Entry) -> None:
        self.record.write("invoke", entry.action.id)
        self.outbox.put(lambda: self._put_on_record(entry))

    def _put_on_record(self, entry: Entry) -> None:
        began = time.perf_counter()
        try:
            save(self.project.engine, entry)
        except AnnotatorError as problem:
            what = OUTDATED if isinstance(problem, Outdated) else "failed"
            self.record.write(what, entry.action.id, _since(began), problem.what)
            raise
        self.record.write("ok", entry.action.id, _since(began))

    def turn(self, kind: Kind) -> bool:
        """Undo or redo, which asks the database and tells whether it answered."""
        began, answered = time.perf_counter(), threading.Event()
        problems: list[AnnotatorError | None] = []

        def take(_: object, problem: AnnotatorError | None) -> None:
            problems.append(problem)
            answered.set()

        self.outbox.ask(lambda: turn_back(self.project, self.annotator.id, kind), take)
        answered.wait()
        problem = problems[0]
        self.record.write(
            "turned",
            "-",
            _since(began),
            OUTDATED if isinstance(problem, Outdated) else problem.what if problem else "",
        )
        return problem is None


def _since(began: float) -> str:
    return f"{(time.perf_counter() - began) * 1000:.1f}"


class Worker:
    """Marks, tags, takes back, looks and undoes at random."""

    def __init__(self, sitting: WatchedSitting, chance: random.Random, stale: threading.Event) -> None:
        self.sitting, self.chance, self.stale = sitting, chance, stale
        self.desk: Desk = sitting.resume()

    def work(self, count: int) -> None:
        for _ in range(count):
            if self.stale.is_set() or self.chance.random() < 0.05:
                # As the screen does when somebody else's work came first.
                self.sitting.outbox.drain()
                self.stale.clear()
                self.desk = self.sitting.open(self.desk.article.id)
            self.chance.choice(
                (self.mark, self.mark, self.tag, self.tag, self.withdraw, self.look, self.undo)
            )()
            while self.sitting.outbox.progress.waiting > AT_ONCE:
                time.sleep(0.002)

    def mark(self) -> None:
        passage = self.desk.article.passages[self.chance.randrange(len(self.desk.article.passages))].span
        start = self.chance.randrange(passage.start, passage.end - 1)
        self.desk.select(Span(start, self.chance.randrange(start + 1, passage.end)))
        self.desk.mark()

    def tag(self) -> None:
        if not self.desk.claims:
            self.mark()
        self.desk.focus_on(self.chance.choice(self.desk.claims).claim_id)
        field = self.chance.choice([each for each in self.desk.scheme.fields if each.labels])
        self.desk.tag(field, self.chance.choice(field.labels))

    def withdraw(self) -> None:
        if not self.desk.claims:
            self.mark()
        self.desk.focus_on(self.chance.choice(self.desk.claims).claim_id)
        self.desk.withdraw()

    def look(self) -> None:
        self.desk.go(self.chance.randrange(len(self.desk.article.passages)))
        self.desk.look(self.chance.choice([Looked.DONE, Looked.FLAGGED]))

    def undo(self) -> None:
        if self.sitting.turn(self.chance.choice([Kind.UNDO, Kind.REDO])):
            self.desk = self.sitting.open(self.desk.article.id)


def main() -> None:
    path, name, count, seed, record = sys.argv[1:]
    project, stale = open_project(Path(path)), threading.Event()

    def tell(progress: Progress) -> None:
        if isinstance(progress.problem, Outdated):
            stale.set()

    sitting = WatchedSitting(project, add_annotator(project, name), tell)
    sitting.record = Record(Path(record))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.perf_counter()
    Worker(sitting, random.Random(int(seed)), stale).work(int(count))
    while not sitting.close(within=60):
        sitting.outbox.retry()
    sys.stdout.write(f"{time.perf_counter() - began:.3f}\n")


if __name__ == "__main__":
    main()
