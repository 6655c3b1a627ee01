"""Undo and redo: new entries that restore what was, worked out from what is stored, so they work after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.core.claim import Annotation
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, next_turn
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save
from annotator.workflow.project import Project
from annotator.workflow.stamps import PROGRAM


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone or redone, and where it can be seen."""

    what: str
    article_id: str | None
    passage_id: str | None
    claim_id: str | None


def turn_back(project: Project, annotator_id: str, kind: Kind) -> Undone | None:
    """Undo or redo the annotator's latest action that can be; nothing when there is none.

    Raises `NotSaved` when it could not be written.
    """
    with reading_scope(project.engine) as connection:
        target = next_turn(reading.actions_back(connection, annotator_id), kind)
        if target is None:
            return None
        # Another program of the same person may be ahead: what undoes must come after what it undoes.
        project.stamps.follow(reading.latest_action_id(connection))
        entry = _restoring(connection, project, target, kind)
        place = _place(connection, entry, target)
    save(project.engine, entry)
    return place


def _restoring(connection: Connection, project: Project, target: Action, kind: Kind) -> Entry:
    stamps = project.stamps
    action = Action(stamps.new_id(), target.annotator_id, kind, target.what, stamps.now(), PROGRAM, target.id)
    return Entry(
        action,
        annotations=tuple(_annotations(connection, project, target, action)),
        passages=tuple(_states(connection, project, target, action)),
    )


def _annotations(
    connection: Connection, project: Project, target: Action, action: Action
) -> Iterator[Annotation]:
    all_written = reading.annotations_of_action(connection, target.id)
    if not all_written:
        return
    before = {each.id: each.judgement for each in reading.annotations_before_action(connection, target.id)}
    current = {
        (each.claim_id, each.annotator_id): each
        for each in reading.annotations_after_action(connection, target.id)
    }
    for written in all_written:
        now = current[written.claim_id, written.annotator_id]
        judgement = written.judgement
        if action.kind is Kind.UNDO:
            # As it was before; what was not there before is taken back.
            judgement = before[written.parent_id] if written.parent_id else judgement.withdrawn()
        yield Annotation(
            id=project.stamps.new_id(),
            claim_id=written.claim_id,
            annotator_id=written.annotator_id,
            action_id=action.id,
            created_at=action.at,
            judgement=judgement,
            parent_id=now.id,
            seq=now.seq + 1,
        )


def _states(
    connection: Connection, project: Project, target: Action, action: Action
) -> Iterator[PassageState]:
    all_written = reading.states_of_action(connection, target.id)
    if not all_written:
        return
    before = {each.id: each for each in reading.states_before_action(connection, target.id)}
    current = {
        (each.passage_id, each.annotator_id): each
        for each in reading.states_after_action(connection, target.id)
    }
    for written in all_written:
        now = current[written.passage_id, written.annotator_id]
        looked, reason = written.state, written.reason
        if action.kind is Kind.UNDO:
            was = before[written.parent_id] if written.parent_id else None
            looked, reason = (was.state, was.reason) if was else (Looked.OPEN, None)
        yield PassageState(
            project.stamps.new_id(),
            written.passage_id,
            written.annotator_id,
            action.id,
            looked,
            reason,
            now.id,
            now.seq + 1,
        )


def _place(connection: Connection, entry: Entry, target: Action) -> Undone:
    if entry.annotations:
        last = entry.annotations[-1]
        article = reading.article_of_claim(connection, last.claim_id)
        return Undone(target.what, article, None, last.claim_id)
    if entry.passages:
        passage = entry.passages[-1].passage_id
        return Undone(target.what, reading.article_of_passage(connection, passage), passage, None)
    return Undone(target.what, None, None, None)
