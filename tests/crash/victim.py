"""What the harness kills: a process that forks one at work on a project, again and again, and says what becomes of it.

Imports cost a second and are made once, before the first fork. It takes a line of JSON for each, and writes lines:

    P pid        it has begun
    I {…}        it is about to save an action: all the rows that will be there
    A id         the save of that action has returned
    p […]  P! …  it is about to keep a place, a place has been kept
    d […]  D! …  the same of a draft
    E status     it has ended
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from annotator.cli import main as cli
from annotator.core.claim import Evidence, Polarity, Reaction, ReactionStance
from annotator.core.history import Entry, Kind, Looked
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save
from annotator.workflow.annotating import Desk
from annotator.workflow.project import find_annotator, open_project
from annotator.workflow.sitting import Sitting

MOST = 5_000
"""Gestures after which nobody seems to be going to kill it."""


def say(what: str, body: object) -> None:
    """Report; what was written to the pipe outlives the process."""
    os.write(1, f"\n{what} {body if isinstance(body, str) else json.dumps(body)}\n".encode())


def rows_of(entry: Entry) -> dict[str, Any]:
    """Return what must be there of an entry, all of it or nothing."""
    return {
        "action": entry.action.id,
        "claim": sorted(each.id for each in entry.claims),
        "annotation": sorted([each.id, each.judgement.note] for each in entry.annotations),
        "label": sorted(
            [each.id, label.field, label.value or None, label.source_id or None]
            for each in entry.annotations
            for label in each.judgement.labels
        ),
        "reaction": sorted(
            [each.id, one.source_id, str(one.stance)]
            for each in entry.annotations
            for one in each.judgement.reactions
        ),
        "annotation_evidence": sorted(
            [each.id, one.id] for each in entry.annotations for one in each.judgement.evidence
        ),
        "passage_state": sorted([each.id, str(each.state), each.reason] for each in entry.passages),
    }


class Watched(Sitting):
    """A sitting as the screen has it, which reports what it saves."""

    def _record(self, entry: Entry) -> None:
        say("I", rows_of(entry))
        self.outbox.put(lambda: (save(self.project.engine, entry), say("A", entry.action.id)))

    def keep_place(self, desk: Desk) -> None:
        place = [desk.article.id, desk.passage_ids[desk.index], desk.cursor.caret, desk.focus]
        say("p", place)
        super().keep_place(desk)
        self.outbox.put(lambda: say("P!", place), by_the_way=True)

    def keep_draft(self, claim_id: str, what: str, body: str) -> None:
        say("d", [claim_id, what, body])
        super().keep_draft(claim_id, what, body)
        self.outbox.put(lambda: say("D!", [claim_id, what, body]))

    def turn(self, kind: Kind) -> Desk | None:
        """Undo or redo, and return the desk as it is then."""
        turned: list[Desk] = []

        def question() -> None:
            undone = self.turn_back(kind)
            if undone is None:
                return
            with reading_scope(self.project.engine) as connection:
                say("A", reading.latest_action_id(connection))
            turned.append(self.open(undone.article_id or self.order[0]))

        self.outbox.ask(question, lambda *_: None)
        self.outbox.drain()
        return turned[0] if turned else None


class Worker:
    """Somebody who does anything at all, in any order, as fast as it goes."""

    def __init__(self, path: Path, seed: int) -> None:
        project = open_project(path)
        self.sitting = Watched(project, find_annotator(project, "Ana"), lambda _: None)
        self.desk = self.sitting.resume()
        self.dice = random.Random(seed)

    def work(self) -> None:
        """Go on until somebody puts an end to it."""
        gestures: tuple[tuple[Callable[[], object], int], ...] = (
            (self._mark, 4),
            (self._tag, 8),
            (self._source, 4),
            (self._evidence, 2),
            (self._write, 2),
            (self._react, 1),
            (self._look, 2),
            (self._move, 3),
            (self._turn, 2),
            (self._place, 2),
            (self._draft, 2),
        )
        whats, weights = zip(*gestures, strict=True)
        for _ in range(MOST):
            self.dice.choices(whats, weights)[0]()
            if self.dice.random() < 0.5:
                self.sitting.outbox.drain()

    def _mark(self) -> None:
        start = self.dice.randrange(self.desk.passage.start, self.desk.passage.end)
        self.desk.select(Span(start, start + 1), self.dice.choice([Unit.WORD, Unit.CLAUSE]))
        self.desk.mark()

    def _focused(self) -> bool:
        claims = self.desk.claims
        if claims and self.desk.focus is None:
            self.desk.focus_on(self.dice.choice(claims).claim_id)
        return bool(claims)

    def _tag(self) -> None:
        if self._focused():
            field = self.dice.choice([each for each in self.desk.scheme.fields if each.labels])
            self.desk.tag(field, self.dice.choice(field.labels))

    def _source(self) -> None:
        if self._focused():
            field = self.desk.scheme.fields[0]
            self.desk.tag_source(field, Source.of(f"Source {self.dice.randrange(60)}", "person"))

    def _evidence(self) -> None:
        if self._focused():
            said = f"a quotation {self.dice.random()}"
            self.desk.add_evidence(
                Evidence(self.desk.new_id(), Polarity.SUPPORTS, quote=said),
                f"Origin {self.dice.randrange(9)}",
            )

    def _write(self) -> None:
        if self._focused():
            self.desk.set_texts(note=f"note {self.dice.random()}", restatement=None)

    def _react(self) -> None:
        if self._focused():
            source = Source.of(f"Source {self.dice.randrange(60)}", "person")
            self.desk.set_reactions((Reaction(source.id, ReactionStance.DENIES, None),), (source,))

    def _look(self) -> None:
        state = self.dice.choice(list(Looked))
        self.desk.look(state, "other" if state is Looked.SKIPPED else None)

    def _move(self) -> None:
        if self.dice.random() < 0.3:
            self.sitting.outbox.drain()
            self.desk = self.sitting.open(self.dice.choice(self.sitting.order))
        self.desk.go(self.dice.randrange(len(self.desk.passage_ids)))
        self.sitting.keep_place(self.desk)

    def _turn(self) -> None:
        fresh = self.sitting.turn(self.dice.choice([Kind.UNDO, Kind.UNDO, Kind.REDO]))
        self.desk = fresh or self.desk

    def _place(self) -> None:
        self.sitting.keep_place(self.desk)

    def _draft(self) -> None:
        if self._focused() and self.desk.focus:
            self.sitting.keep_draft(self.desk.focus, "note", f"half a {self.dice.random()}")


def live(order: dict[str, Any]) -> None:
    """Be the process that is asked for; this one is never left but by its end."""
    cli._end_on_signals()
    if "argv" in order:
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        os.chdir(order["cwd"])
        sys.argv = ["annotator", *order["argv"]]
        os._exit(cli.main())
    try:
        worker = Worker(Path(order["path"]), order["seed"])
        try:
            worker.work()
        finally:
            # As the screen does when a signal ends it.
            worker.sitting.close(2)
    except cli.Ended as end:
        os._exit(end.code)
    os._exit(0)


def serve() -> None:
    """Fork what is asked for, line by line."""
    ended = 0
    for line in sys.stdin:
        if ended:
            os.waitpid(ended, 0)
        pid = os.fork()
        if not pid:
            live(json.loads(line))
        say("P", str(pid))
        # Until the next line its number stays its own: whoever kills it late hits nobody else.
        found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert found is not None
        say("E", str(found.si_status if found.si_code == os.CLD_EXITED else -found.si_status))
        ended = pid


if __name__ == "__main__":
    serve()
