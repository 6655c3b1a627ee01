"""Undo and redo: new entries that restore what was, worked out from what is stored, so they work after a restart."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.claim import Annotation, Judgement
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, undo_state
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
        actions = reading.actions(connection, annotator_id)
        state = undo_state(actions)
        stack = state.undoable if kind is Kind.UNDO else state.redoable
        target = next((action for action in actions if stack and action.id == stack[-1]), None)
        if target is None:
            return None
        # Another program of the same person may be ahead: what undoes must come after what it undoes.
        project.stamps.follow(actions[-1].id)
        entry = _restoring(connection, project, target, kind)
        place = _place(connection, entry, target)
    save(project.engine, entry)
    return place


def _restoring(connection: Connection, project: Project, target: Action, kind: Kind) -> Entry:
    stamps = project.stamps
    action = Action(stamps.new_id(), target.annotator_id, kind, target.what, stamps.now(), PROGRAM, target.id)
    annotations = [
        _after(connection, project, annotation, action, _judgement(connection, annotation, kind))
        for annotation in reading.annotations_of_action(connection, target.id)
    ]
    states = [
        _state_after(connection, project, state, action, kind)
        for state in reading.states_of_action(connection, target.id)
    ]
    return Entry(action, annotations=tuple(annotations), passages=tuple(states))


def _judgement(connection: Connection, annotation: Annotation, kind: Kind) -> Judgement:
    """Return what a claim is to be again: as the action left it, or as it was before, if it was there."""
    if kind is Kind.REDO:
        return annotation.judgement
    if annotation.parent_id is None:
        return annotation.judgement.withdrawn()
    return reading.annotations_by_id(connection, [annotation.parent_id])[0].judgement


def _after(
    connection: Connection, project: Project, annotation: Annotation, action: Action, judgement: Judgement
) -> Annotation:
    current = reading.current_of_claims(connection, [annotation.claim_id], annotation.annotator_id)[0]
    return Annotation(
        id=project.stamps.new_id(),
        claim_id=annotation.claim_id,
        annotator_id=annotation.annotator_id,
        action_id=action.id,
        created_at=action.at,
        judgement=judgement,
        parent_id=current.id,
        seq=current.seq + 1,
    )


def _state_after(
    connection: Connection, project: Project, state: PassageState, action: Action, kind: Kind
) -> PassageState:
    current = reading.current_state(connection, state.passage_id, state.annotator_id) or state
    looked, reason = state.state, state.reason
    if kind is Kind.UNDO:
        before = reading.state_by_id(connection, state.parent_id) if state.parent_id else None
        looked, reason = (before.state, before.reason) if before else (Looked.OPEN, None)
    return PassageState(
        project.stamps.new_id(),
        state.passage_id,
        state.annotator_id,
        action.id,
        looked,
        reason,
        current.id,
        current.seq + 1,
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
