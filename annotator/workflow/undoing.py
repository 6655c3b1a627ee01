"""Undo and redo: new entries that restore what was, worked out from what is stored, so they work after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge

from annotator.core.claim import Annotation
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, next_turn
from annotator.core.round import Round
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading.round_work import actions_back_in
from annotator.store.writing import save
from annotator.workflow.project import Project
from annotator.workflow.redeciding import restored
from annotator.workflow.stamps import PROGRAM


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone or redone, and where it can be seen; of decisions, in which articles items were decided.

    `hand` is the id under which it was done.
    """

    what: str
    article_id: str | None
    passage_id: str | None
    claim_id: str | None
    item_id: str | None = None
    articles: frozenset[str] = frozenset()
    hand: str | None = None


def turn_back(
    project: Project,
    annotator_id: str,
    kind: Kind,
    within: tuple[Round, Mapping[str, Sequence[str] | None]] | None = None,
) -> Undone | None:
    """Undo or redo the annotator's latest action that can be; nothing when there is none.

    `within` a round, under each of these hands in these articles if any are named, so that nothing is undone that can't
    be seen. Raises `NotSaved` when it could not be written.
    """

    def actions(connection: Connection) -> Iterator[Action]:
        if within is None:
            return reading.actions_back(connection, annotator_id)
        round_, hands = within
        lines = (actions_back_in(connection, hand, round_, articles) for hand, articles in hands.items())
        return merge(*lines, key=lambda action: action.id, reverse=True)

    return turn_back_one_of(project, kind, actions)


def turn_back_one_of(
    project: Project, kind: Kind, actions: Callable[[Connection], Iterator[Action]]
) -> Undone | None:
    """Undo or redo the latest of these actions, newest first, that can be; nothing when there is none."""
    with reading_scope(project.engine) as connection:
        target = next_turn(actions(connection), kind)
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
    annotations = tuple(_annotations(connection, project, target, action))
    return Entry(
        action,
        annotations=annotations,
        passages=tuple(_states(connection, project, target, action)),
        decisions=restored(connection, project, target, action, annotations),
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
    if entry.decisions:
        decided = entry.decisions[-1]
        articles = frozenset(each.article_id for each in entry.decisions)
        return Undone(target.what, decided.article_id, None, None, decided.item_id, articles)
    if entry.annotations:
        last = entry.annotations[-1]
        article = reading.article_of_claim(connection, last.claim_id)
        return Undone(target.what, article, None, last.claim_id, hand=last.annotator_id)
    if entry.passages:
        last_state = entry.passages[-1]
        article = reading.article_of_passage(connection, last_state.passage_id)
        return Undone(target.what, article, last_state.passage_id, None, hand=last_state.annotator_id)
    return Undone(target.what, None, None, None)
