"""Undo and redo over what is stored: against a plain model after every step, and after a restart."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from annotator.core.claim import Annotation, Evidence, Polarity
from annotator.core.cursor import Edge
from annotator.core.cursor import stretched as stretched_span
from annotator.core.history import Action, Kind, Looked
from annotator.core.ids import uuid7
from annotator.core.scheme import FieldType
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.core.text.trim import trim
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.seals import broken_seals
from annotator.store.writing import save, write_action
from annotator.workflow.annotating import Desk
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.undoing import turn_back

SOURCES = tuple(Source.of(name, "witness") for name in ("Ann", "Bob", "Cy"))


def desk_of(project: Project, name: str = "Ana", article: int = 0) -> Desk:
    """Open a desk as the screen does, but save every entry at once."""
    who = find_annotator(project, name).id
    with reading_scope(project.engine) as connection:
        article_id = reading.article_ids(connection)[article]
        return Desk(
            article=reading.article(connection, article_id),
            scheme=project.scheme,
            annotator_id=who,
            stamps=project.stamps,
            record=lambda entry: save(project.engine, entry),
            annotations=reading.current_annotations(connection, article_id, who),
            states=reading.current_passage_states(connection, who, article_id),
            sources=SOURCES,
        )


def reload(project: Project, desk: Desk) -> None:
    with reading_scope(project.engine) as connection:
        desk.load(
            reading.current_annotations(connection, desk.article.id, desk.annotator_id),
            reading.current_passage_states(connection, desk.annotator_id, desk.article.id),
        )


def rows(project: Project) -> dict[str, int]:
    with reading_scope(project.engine) as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in ("action", "claim", "annotation", "passage_state", "evidence", "source")
        }


def plain(annotation: Annotation) -> dict[str, Any]:
    """Return what a judgement says without ids, scheme and day."""
    judgement = annotation.judgement
    return {
        "span": (judgement.span.start, judgement.span.end),
        "labels": {field: judgement.of(field) for field in {label.field for label in judgement.labels}},
        "note": judgement.note,
        "restatement": judgement.restatement,
        "evidence": tuple(item.note for item in judgement.evidence),
        "stands": judgement.stands,
    }


class Working(RuleBasedStateMachine):
    """Somebody at work, and beside them a dictionary and two stacks."""

    made: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "p.db"
        shutil.copyfile(self.made, path)
        self.project = open_project(path)
        self.desk = desk_of(self.project)
        self.text, self.passages = self.desk.article.text, self.desk.article.passages
        self.claims: dict[str, dict[str, Any]] = {}
        self.looked: dict[int, Looked] = {}
        self.undoable: list[tuple[Any, ...]] = []
        self.redoable: list[tuple[Any, ...]] = []
        self.before = rows(self.project)
        self.expected = dict(self.before)
        self.found = 0

    @initialize(marks=st.integers(0, 2))
    def begin(self, marks: int) -> None:
        for number in range(marks):
            self.mark(number * 20, 15)

    # -- the model

    def did(self, kind: str, key: Any, after: Any) -> None:
        """Note a change, unless it is none."""
        held = self.claims if kind == "claim" else self.looked
        before = deepcopy(held.get(key))
        if before == after:
            return
        held[key] = after
        self.undoable.append((kind, key, before, deepcopy(after)))
        self.redoable.clear()
        self.expected["action"] += 1
        self.expected["annotation" if kind == "claim" else "passage_state"] += 1

    def turn(self, kind: Kind) -> None:
        taken, given = (self.undoable, self.redoable)[:: 1 if kind is Kind.UNDO else -1]
        done = turn_back(self.project, self.desk.annotator_id, kind)
        reload(self.project, self.desk)
        assert (done is None) == (not taken)
        if done is None:
            return
        step = taken.pop()
        given.append(step)
        what, key, before, after = deepcopy(step)
        wanted = before if kind is Kind.UNDO else after
        if what == "claim":
            self.claims[key] = {**after, "stands": False} if wanted is None else wanted
            assert done.claim_id == key
        else:
            self.looked[key] = wanted or Looked.OPEN
            assert done.passage_id == self.desk.article.passage_id(key)
        assert done.article_id == self.desk.article.id
        self.expected["action"] += 1
        self.expected["annotation" if what == "claim" else "passage_state"] += 1

    def changed(self, **changes: Any) -> None:
        assert self.desk.focus is not None
        self.did("claim", self.desk.focus, {**deepcopy(self.claims[self.desk.focus]), **changes})

    # -- what people do

    @rule(start=st.integers(0, 110), size=st.integers(1, 30))
    def mark(self, start: int, size: int) -> None:
        self.desk.select(Span(start, start + size))
        chosen = self.desk.cursor.span
        span = trim(self.text, chosen) if chosen else None
        claim = self.desk.mark()
        assert (claim is None) == (span is None)
        if claim is not None and span is not None:
            assert claim not in self.claims
            self.expected["claim"] += 1
            empty = {"labels": {}, "note": None, "restatement": None, "evidence": (), "stands": True}
            self.did("claim", claim, {"span": (span.start, span.end), **empty})

    @precondition(lambda self: self.desk.claims)
    @rule(at=st.integers(0, 9))
    def focus(self, at: int) -> None:
        claims = self.desk.claims
        self.desk.focus_on(claims[at % len(claims)].claim_id)

    @precondition(lambda self: self.desk.focus)
    @rule(at=st.integers(0, 99))
    def tag(self, at: int) -> None:
        choices = [(f, label) for f in self.project.scheme.fields for label in f.labels]
        field, label = choices[at % len(choices)]
        labels = deepcopy(self.claims[self.desk.focus]["labels"])
        given = labels.pop(field.id, ())
        if field.type is FieldType.CHOICES:
            wanted = tuple(x for x in given if x != label.id) if label.id in given else (*given, label.id)
        else:
            wanted = () if label.id in given else (label.id,)
        self.desk.tag(field, label)
        self.changed(labels={**labels, **({field.id: wanted} if wanted else {})})

    @precondition(lambda self: self.desk.focus)
    @rule(source=st.sampled_from([*SOURCES, None]), name=st.sampled_from(["source", "via"]))
    def tag_source(self, source: Source | None, name: str) -> None:
        field = self.project.scheme.field(name)
        assert field is not None
        labels = {key: value for key, value in self.claims[self.desk.focus]["labels"].items() if key != name}
        self.desk.tag_source(field, source)
        self.changed(labels={**labels, **({name: (source.id,)} if source else {})})

    @precondition(lambda self: self.desk.focus)
    @rule(edge=st.sampled_from(["start", "end"]), unit=st.sampled_from(list(Unit)), outward=st.booleans())
    def reshape(self, edge: Edge, unit: Unit, outward: bool) -> None:
        before = Span(*self.claims[self.desk.focus]["span"])
        span = stretched_span(self.text, self.desk.passage, before, edge, unit, outward=outward)
        self.desk.stretch(edge, unit, outward)
        self.changed(span=(span.start, span.end))

    @precondition(lambda self: self.desk.focus)
    @rule(note=st.sampled_from(["", "a", "b"]), restatement=st.sampled_from(["", "c"]))
    def write(self, note: str, restatement: str) -> None:
        self.desk.set_texts(note=note, restatement=restatement)
        self.changed(note=note or None, restatement=restatement or None)

    @precondition(lambda self: self.desk.focus)
    @rule()
    def find(self) -> None:
        note = f"found {self.found}"
        self.found += 1
        self.desk.add_evidence(
            Evidence(self.desk.new_id(), Polarity.CONTEXT, note=note), SOURCES[self.found % 3].name
        )
        self.expected["evidence"] += 1
        self.changed(evidence=(*self.claims[self.desk.focus]["evidence"], note))

    @precondition(lambda self: self.desk.focus and self.claims[self.desk.focus]["evidence"])
    @rule()
    def lose(self) -> None:
        assert self.desk.focused is not None
        self.desk.remove_evidence(self.desk.focused.judgement.evidence[0].id)
        self.changed(evidence=self.claims[self.desk.focus]["evidence"][1:])

    @precondition(lambda self: self.desk.focus)
    @rule()
    def withdraw(self) -> None:
        self.changed(stands=False)
        self.desk.withdraw()

    @rule(index=st.integers(0, 2), state=st.sampled_from(list(Looked)))
    def look(self, index: int, state: Looked) -> None:
        self.desk.go(index)
        self.desk.look(state)
        if self.looked.get(index, Looked.OPEN) is not state:
            self.did("passage", index, state)

    @rule()
    def undo(self) -> None:
        self.turn(Kind.UNDO)

    @rule()
    def redo(self) -> None:
        self.turn(Kind.REDO)

    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = open_project(self.project.path)
        self.desk = desk_of(self.project)

    # -- what always holds

    @invariant()
    def the_desk_shows_the_model(self) -> None:
        assert {each.claim_id: plain(each) for each in self.desk.claims} == {
            key: claim for key, claim in self.claims.items() if claim["stands"]
        }
        for index in range(len(self.passages)):
            assert self.desk.looked(index) is self.looked.get(index, Looked.OPEN)

    @invariant()
    def the_store_holds_the_model(self) -> None:
        with reading_scope(self.project.engine) as connection:
            current = reading.current_annotations(connection, self.desk.article.id, self.desk.annotator_id)
            states = reading.current_passage_states(connection, self.desk.annotator_id)
            assert {each.claim_id: plain(each) for each in current} == self.claims
            known = {self.desk.article.passage_id(index): state for index, state in self.looked.items()}
            assert {each.passage_id: each.state for each in states} == known

    @invariant()
    def history_only_grows_and_by_one_row_a_change(self) -> None:
        after = rows(self.project)
        assert all(after[name] >= self.before[name] for name in after)
        assert {name: after[name] for name in after if name != "source"} == {
            name: count for name, count in self.expected.items() if name != "source"
        }
        self.before = after

    def teardown(self) -> None:
        with reading_scope(self.project.engine) as connection:
            assert list(broken_seals(connection)) == []
        self.project.close()
        self.folder.cleanup()


def test_a_day_of_work_equals_a_dictionary_and_two_stacks(small: Path) -> None:
    machine = type("Machine", (Working,), {"made": small})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=25))


# -- by hand


def mark(desk: Desk, start: int, end: int) -> str:
    desk.select(Span(start, end))
    claim = desk.mark()
    assert claim is not None
    return claim


def test_nothing_done_is_nothing_to_undo(project: Project) -> None:
    who = find_annotator(project, "Ana").id
    assert turn_back(project, who, Kind.UNDO) is None
    assert turn_back(project, who, Kind.REDO) is None
    assert turn_back(project, "nobody", Kind.UNDO) is None


def test_what_another_person_did_is_not_undone(project: Project) -> None:
    ana, ben = desk_of(project, "Ana"), desk_of(project, "Ben")
    mark(ana, 0, 6)
    claim = mark(ben, 7, 11)
    done = turn_back(project, ana.annotator_id, Kind.UNDO)
    assert done is not None
    reload(project, ben)
    assert [each.claim_id for each in ben.claims] == [claim]
    assert turn_back(project, ana.annotator_id, Kind.UNDO) is None


def test_undo_reaches_into_another_article_and_says_where(project: Project) -> None:
    one, two = desk_of(project, article=0), desk_of(project, article=1)
    mark(two, 0, 4)
    mark(one, 0, 6)
    turn_back(project, one.annotator_id, Kind.UNDO)
    done = turn_back(project, one.annotator_id, Kind.UNDO)
    assert done is not None
    assert (done.what, done.article_id) == ("mark", two.article.id)


def test_two_screens_of_one_person_undo_one_action_once(
    project: Project, opened: Callable[[Path], Project]
) -> None:
    desk = desk_of(project)
    claim = mark(desk, 0, 6)
    desk.set_texts(note="n", restatement=None)
    other = open_project(project.path)
    for each in (project, other):
        turn_back(each, desk.annotator_id, Kind.UNDO)
    assert turn_back(other, desk.annotator_id, Kind.UNDO) is None
    for each in (other, project):
        turn_back(each, desk.annotator_id, Kind.REDO)
    other.close()
    reload(project, desk)
    assert [(each.claim_id, each.judgement.note) for each in desk.claims] == [(claim, "n")]


def test_undo_comes_after_what_it_undoes_even_if_another_programs_clock_is_ahead(project: Project) -> None:
    desk = desk_of(project)
    mark(desk, 0, 6)
    ahead = uuid7(1 << 47, 0, 0)
    with writing_scope(project.engine) as connection:
        write_action(connection, Action(ahead, desk.annotator_id, Kind.DO, "far ahead", "now", "test"))
    done = [turn_back(project, desk.annotator_id, Kind.UNDO) for _ in range(3)]
    assert [each.what if each else None for each in done] == ["far ahead", "mark", None]


def test_undoing_many_rows_of_one_action_undoes_them_all(sample: Project) -> None:
    who = find_annotator(sample, "Ana").id

    def standing() -> list[Annotation]:
        with reading_scope(sample.engine) as connection:
            return [
                replace(each, id="", action_id="", created_at="", parent_id=None, seq=1)
                for article in reading.article_ids(connection)
                for each in reading.current_annotations(connection, article, who)
                if each.judgement.stands
            ]

    before = standing()
    assert before
    turn_back(sample, who, Kind.UNDO)
    assert standing() == []
    turn_back(sample, who, Kind.REDO)
    assert standing() == before
    with reading_scope(sample.engine) as connection:
        assert list(broken_seals(connection)) == []


@pytest.mark.parametrize("kind", [Kind.UNDO, Kind.REDO])
def test_an_undo_names_what_it_is_about(project: Project, kind: Kind) -> None:
    desk = desk_of(project)
    mark(desk, 0, 6)
    turn_back(project, desk.annotator_id, Kind.UNDO)
    if kind is Kind.REDO:
        turn_back(project, desk.annotator_id, Kind.REDO)
    with reading_scope(project.engine) as connection:
        last, *_, first = reading.actions_back(connection, desk.annotator_id)
    assert (last.kind, last.target_id, last.what) == (kind, first.id, "mark")
