"""The store against plain dictionaries: whatever several windows do in whatever order, both say the same.

Three windows stand open on one file: two of Ana's and one of Ben's. After every step what is current in the file is
what the dictionaries hold, nothing stored before has changed, and every seal holds. Backups and restores, closing and
opening, and files that an older program made are among the steps.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from annotator.core.claim import Annotation, Evidence, Polarity
from annotator.core.history import Entry, Kind, Looked
from annotator.core.text.steps import Unit
from annotator.errors import Outdated
from annotator.store import engine, reading
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.store.tables import OVERWRITTEN
from annotator.store.writing import save
from annotator.workflow.annotating import SKIP_REASONS, Desk
from annotator.workflow.backing_up import back_up
from annotator.workflow.project import add_annotator, find_annotator, open_project
from annotator.workflow.restoring import restore
from annotator.workflow.sitting import Sitting
from annotator.workflow.stamps import Stamps
from annotator.workflow.undoing import turn_back

EXAMPLES = int(os.environ.get("STORE_MACHINE_EXAMPLES", "60"))
STEPS = 50
PEOPLE = ("Ana", "Ana", "Ben")
DUMPS = sorted((Path(__file__).parents[1] / "store").glob("schema-*.sql"))

FIELDS = ("form", "stance", "status", "claim_type")
Key = tuple[str, str, str]
"""Whose, `claim` or `passage`, and its id."""


@dataclass(frozen=True)
class Said:
    """What is current of a claim: where it is, what was said of it."""

    span: tuple[int, int]
    labels: tuple[tuple[str, str], ...] = ()
    note: str = ""
    evidence: tuple[str, ...] = ()
    stands: bool = True

    @classmethod
    def of(cls, annotation: Annotation) -> Said:
        judgement = annotation.judgement
        return cls(
            (judgement.span.start, judgement.span.end),
            tuple(sorted((each.field, each.content) for each in judgement.labels)),
            judgement.note or "",
            tuple(each.note or "" for each in judgement.evidence),
            judgement.stands,
        )

    def toggled(self, field_id: str, label: str) -> Said:
        given = dict(self.labels)
        if given.pop(field_id, None) != label:
            given[field_id] = label
        return replace(self, labels=tuple(sorted(given.items())))


NEVER = ("open", None)
"""How far a passage is that nobody has looked at."""


@dataclass
class Turn:
    """One action of a person: what it changed from and to; an undo or redo names the one it is about."""

    changes: dict[Key, tuple[Any, Any]]
    kind: Kind = Kind.DO
    target: int = -1


@dataclass
class Model:
    """Everything that was ever said, as plain dictionaries and lists."""

    histories: dict[Key, list[Any]] = field(default_factory=dict)
    turns: dict[str, list[Turn]] = field(default_factory=dict)

    def now(self, key: Key) -> Any:
        history = self.histories.get(key)
        return history[-1] if history else (NEVER if key[1] == "passage" else None)

    def length(self, key: Key) -> int:
        return len(self.histories.get(key, ()))

    def do(self, key: Key, after: Any) -> None:
        self._write(key[0], Turn({key: (self.now(key), after)}), {key: after})

    def _write(self, person: str, turn: Turn, values: dict[Key, Any]) -> None:
        for key, value in values.items():
            self.histories.setdefault(key, []).append(value)
        self.turns.setdefault(person, []).append(turn)

    def stacks(self, person: str) -> tuple[list[int], list[int]]:
        """Return what can be undone and redone, the next one last."""
        undoable: list[int] = []
        redoable: list[int] = []
        for number, turn in enumerate(self.turns.get(person, ())):
            if turn.kind is Kind.DO:
                undoable.append(number)
                redoable.clear()
            elif turn.kind is Kind.UNDO:
                undoable.remove(turn.target)
                redoable.append(turn.target)
            else:
                redoable.remove(turn.target)
                undoable.append(turn.target)
        return undoable, redoable

    def turn_back(self, person: str, kind: Kind) -> bool:
        stack = self.stacks(person)[0 if kind is Kind.UNDO else 1]
        if not stack:
            return False
        values = {}
        for key, (before, after) in self.turns[person][stack[-1]].changes.items():
            back = replace(after, stands=False) if before is None else before
            values[key] = back if kind is Kind.UNDO else after
        self._write(person, Turn({}, kind, stack[-1]), values)
        return True


class Window(Sitting):
    """A sitting that saves at once, and knows which state of each history it has seen."""

    desk: Desk
    seen: dict[Key, int]

    def _record(self, entry: Entry) -> None:
        save(self.project.engine, entry)

    def look_again(self, model: Model) -> None:
        place = self.desk.index if hasattr(self, "desk") else 0
        with reading_scope(self.project.engine) as connection:
            article = reading.article_ids(connection)[0]
        self.desk = self.open(article)
        self.desk.go(min(place, len(self.desk.article.passages) - 1))
        self.seen = {key: len(history) for key, history in model.histories.items()}

    def shut(self) -> None:
        self.outbox.close()
        self.project.close()


WINDOWS = st.integers(0, len(PEOPLE) - 1)
NUMBERS = st.integers(0, 30)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


class StoreMachine(RuleBasedStateMachine):
    """Steps of people, each done in a window and in the dictionaries."""

    small: Path

    @initialize(start=st.sampled_from(["new", "new", *map(str, DUMPS)]))
    def begin(self, start: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.path = self.folder / "p.db"
        if start == "new":
            shutil.copyfile(self.small, self.path)
        else:
            with closing(sqlite3.connect(self.path)) as connection:
                connection.executescript(Path(start).read_text(encoding="utf-8"))
        self.model = Model()
        self.stamps = Stamps()
        self.backups: list[tuple[Path, Model, dict[str, list[Any]]]] = []
        project = open_project(self.path)
        # Who has worked in an older file goes on untouched; ours are new to it.
        self.names = [f"{name} of the machine" for name in PEOPLE]
        self.ids = [add_annotator(project, name).id for name in self.names]
        with reading_scope(project.engine) as connection:
            self.stamps.follow(reading.latest_action_id(connection))
        project.close()
        self.windows = [self._opened(number) for number in range(len(PEOPLE))]
        for number in (0, 0, 2, 2):
            self.mark(number, number, 1)
        self.windows[1].look_again(self.model)
        self.rows = self._rows()

    def _opened(self, number: int) -> Window:
        # One source of ids, because in one process two actions may fall into the same millisecond.
        project = replace(open_project(self.path), stamps=self.stamps)
        window = Window(project, find_annotator(project, self.names[number]), lambda _: None)
        window.look_again(self.model)
        return window

    def _rows(self) -> dict[str, list[Any]]:
        """Return every row that must never change."""
        with closing(sqlite3.connect(self.path)) as connection:
            names = [
                name
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                if name not in (*OVERWRITTEN, "alembic_version") and not name.startswith("sqlite_")
            ]
            return {
                name: connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall() for name in names
            }

    # -- steps

    def _try(self, window: Window, key: Key, after: Any, do: Callable[[], object]) -> None:
        """Do something in a window; where another window was first, it must be told, and nothing be written."""
        if after == self.model.now(key) and window.seen.get(key, 0) == self.model.length(key):
            do()
            return
        if window.seen.get(key, 0) == self.model.length(key):
            do()
            self.model.do(key, after)
            window.seen[key] = self.model.length(key)
            return
        with pytest.raises(Outdated):
            do()
        window.look_again(self.model)

    def _claim(self, window: Window, number: int) -> Annotation | None:
        claims = window.desk.claims
        if not claims:
            return None
        chosen = claims[number % len(claims)]
        window.desk.focus_on(chosen.claim_id)
        return chosen

    def _says(
        self, number: int, which: int, change: Callable[[Said], Said], do: Callable[[Desk], object]
    ) -> None:
        window = self.windows[number]
        claim = self._claim(window, which)
        if claim is None:
            return
        before = Said.of(claim)
        key = (self.ids[number], "claim", claim.claim_id)
        after = change(before)
        if after == before:
            # What changes nothing writes nothing, even where somebody else has written meanwhile.
            do(window.desk)
            return
        self._try(window, key, after, lambda: do(window.desk))

    # One rule, because hypothesis leaves whole rules out of many examples, and most need claims to work on.
    @rule(data=st.data(), number=WINDOWS, times=st.integers(1, 4))
    def work(self, data: st.DataObject, number: int, times: int) -> None:
        """Do some of what people do all day, in one window."""
        for _ in range(times):
            kind = data.draw(
                st.sampled_from(
                    ("mark", "label", "label", "label", "note", "evidence", "withdraw", "look", "look")
                )
            )
            which = data.draw(NUMBERS)
            if kind == "mark":
                self.mark(number, which, data.draw(st.integers(1, 3)))
            elif kind == "label":
                self.label(number, which, data.draw(st.sampled_from(FIELDS)), data.draw(NUMBERS))
            elif kind == "note":
                self.note(number, which, data.draw(WORDS))
            elif kind == "evidence":
                self.evidence(number, which, data.draw(WORDS.filter(bool)))
            elif kind == "withdraw":
                self.withdraw(number, which)
            else:
                self.look(
                    number,
                    which,
                    data.draw(st.sampled_from(list(Looked))),
                    data.draw(st.sampled_from(SKIP_REASONS)),
                )

    def mark(self, number: int, passage: int, moves: int) -> None:
        window = self.windows[number]
        desk = window.desk
        desk.go(passage % len(desk.article.passages))
        for _ in range(moves):
            desk.move(Unit.CLAUSE, forward=True)
        claim = desk.mark()
        if claim is not None:
            made = next(each for each in desk.claims if each.claim_id == claim)
            key = (self.ids[number], "claim", claim)
            self.model.do(key, Said((made.judgement.span.start, made.judgement.span.end)))
            window.seen[key] = 1

    def label(self, number: int, which: int, named: str, label: int) -> None:
        scheme = self.windows[number].project.scheme
        asked = scheme.field(named)
        if asked is None or asked.type != "choice":
            return
        chosen = asked.labels[label % len(asked.labels)]
        self._says(
            number, which, lambda said: said.toggled(named, chosen.id), lambda desk: desk.tag(asked, chosen)
        )

    def note(self, number: int, which: int, words: str) -> None:
        self._says(
            number,
            which,
            lambda said: replace(said, note=words),
            lambda desk: desk.set_texts(note=words, restatement=None),
        )

    def evidence(self, number: int, which: int, words: str) -> None:
        piece = Evidence(self.stamps.new_id(), Polarity.CONTEXT, note=words)
        self._says(
            number,
            which,
            lambda said: replace(said, evidence=(*said.evidence, words)),
            lambda desk: desk.add_evidence(piece),
        )

    def withdraw(self, number: int, which: int) -> None:
        self._says(number, which, lambda said: replace(said, stands=False), lambda desk: desk.withdraw())

    def look(self, number: int, passage: int, state: Looked, reason: str) -> None:
        window = self.windows[number]
        desk = window.desk
        desk.go(passage % len(desk.article.passages))
        id_ = desk.passage_ids[desk.index]
        key = (self.ids[number], "passage", id_)
        why = reason if state is Looked.SKIPPED else None
        known = desk.state_of(id_)
        before = (str(known.state), known.reason) if known else NEVER
        if before == (str(state), why):
            desk.look(state, why)
            return
        self._try(window, key, (str(state), why), lambda: desk.look(state, why))

    @rule(
        number=WINDOWS,
        kinds=st.lists(st.sampled_from([Kind.UNDO, Kind.UNDO, Kind.REDO]), min_size=1, max_size=4),
    )
    def turn_back(self, number: int, kinds: list[Kind]) -> None:
        window = self.windows[number]
        for kind in kinds:
            found = turn_back(window.project, self.ids[number], kind)
            assert (found is not None) == self.model.turn_back(self.ids[number], kind)
        window.look_again(self.model)

    @rule(number=WINDOWS)
    def reopen(self, number: int) -> None:
        self.windows[number].shut()
        self.windows[number] = self._opened(number)

    @rule(number=WINDOWS)
    def look_again(self, number: int) -> None:
        self.windows[number].look_again(self.model)

    def back_up(self) -> None:
        target = self.folder / f"backup-{len(self.backups)}.db"
        back_up(self.path, target=target)
        self.backups.append((target, deepcopy(self.model), self._rows()))

    @rule(which=NUMBERS)
    def keep(self, which: int) -> None:
        """Make a backup, twice at most, else bring one back."""
        if len(self.backups) < 1 + which % 2:
            self.back_up()
        elif which % 8 == 1:
            self.restore(which)

    def restore(self, which: int) -> None:
        backup, model, rows = self.backups[which % len(self.backups)]
        for window in self.windows:
            window.shut()
        before = self._rows()
        done = restore(backup, self.path)
        assert done.aside is not None
        here, self.path = self.path, done.aside
        assert self._rows() == before
        self.path = here
        self.model, self.rows = deepcopy(model), rows
        self.windows = [self._opened(number) for number in range(len(PEOPLE))]

    @rule(
        which=NUMBERS,
        verb=st.sampled_from(
            ["DELETE FROM {}", "UPDATE {} SET {} = {}", "INSERT OR REPLACE INTO {} SELECT * FROM {}"]
        ),
    )
    def reach_in(self, which: int, verb: str) -> None:
        names = [name for name, rows in self.rows.items() if rows]
        name = names[which % len(names)]
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA recursive_triggers = ON")
            column = connection.execute(f"PRAGMA table_info({name})").fetchone()[1]
            words = (name, column, column) if verb.startswith("UPDATE") else (name, name)
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(verb.format(*words[: verb.count("{}")]))

    # -- what always holds

    @invariant()
    def what_is_current_is_what_was_said_last(self) -> None:
        if not hasattr(self, "windows"):
            return
        with reading_scope(self.windows[0].project.engine) as connection:
            article = self.windows[0].desk.article.id
            for person in dict.fromkeys(self.ids):
                stored = {
                    (person, "claim", each.claim_id): Said.of(each)
                    for each in reading.current_annotations(connection, article, person)
                }
                stored |= {
                    (person, "passage", each.passage_id): (str(each.state), each.reason)
                    for each in reading.current_passage_states(connection, person, article)
                }
                assert stored == {
                    key: self.model.now(key) for key in self.model.histories if key[0] == person
                }

    @invariant()
    def a_window_that_has_seen_all_shows_all(self) -> None:
        for number, window in enumerate(getattr(self, "windows", ())):
            mine = {key: self.model.now(key) for key in self.model.histories if key[0] == self.ids[number]}
            if all(window.seen.get(key) == self.model.length(key) for key in mine):
                shown = {each.claim_id: Said.of(each) for each in window.desk.claims}
                assert shown == {
                    key[2]: said for key, said in mine.items() if key[1] == "claim" and said.stands
                }

    def teardown(self) -> None:
        if not hasattr(self, "windows"):
            return
        try:
            rows = self._rows()
            for name, before in self.rows.items():
                assert rows[name][: len(before)] == before, f"{name} does more than grow"
            for person in dict.fromkeys(self.ids):
                self._histories_hang_together(person)
            for window in self.windows:
                window.shut()
            report = examine(self.path)
            assert report.healthy, report.as_dict()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _histories_hang_together(self, person: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            found: dict[Key, list[tuple[str, str | None, int]]] = {}
            for kind, column in (("claim", "claim_id"), ("passage", "passage_id")):
                table = "annotation" if kind == "claim" else "passage_state"
                query = f"SELECT {column}, id, parent_id, seq FROM {table} WHERE annotator_id = ? ORDER BY seq, id"
                for of, id_, parent, seq in connection.execute(query, (person,)):
                    found.setdefault((person, kind, of), []).append((id_, parent, seq))
        assert {key: len(steps) for key, steps in found.items()} == {
            key: len(steps) for key, steps in self.model.histories.items() if key[0] == person
        }
        for steps in found.values():
            before: str | None = None
            for number, (id_, parent, seq) in enumerate(steps, 1):
                assert (parent, seq) == (before, number)
                before = id_


@pytest.mark.slow
def test_the_store_and_plain_dictionaries_say_the_same(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is on disk is no matter here, and waiting for it would take most of the time.
    monkeypatch.setitem(engine.SETTINGS, "synchronous", ("OFF", 0))
    monkeypatch.setenv("ANNOTATOR_BACKUPS", "off")
    monkeypatch.setattr(StoreMachine, "small", small, raising=False)
    run_state_machine_as_test(
        StoreMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
