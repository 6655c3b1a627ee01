"""Going back to an earlier state of a claim or passage, as a new entry that can be undone like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.core.claim import Annotation
from annotator.core.history import Action, Entry, Kind, PassageState
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.forks import Key, ends_now, settling
from annotator.store.reading import histories, judgements
from annotator.store.reading.exposures import hands
from annotator.store.writing import save
from annotator.workflow.project import Project
from annotator.workflow.stamps import PROGRAM
from annotator.workflow.undoing import Undone

RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored and where it can be seen; `already` when it was so anyway and nothing was written."""

    place: Undone
    already: bool = False


def restore(project: Project, annotator_id: str, entry_id: str) -> Restored:
    """Make a claim or passage again what it was after an entry of the annotator's own, as a new entry.

    Where it has two last words, because its annotator worked in two files, this says which of them holds.
    Raises `NotFound` when there is no such entry, `BadInput` when it is somebody else's.
    """
    with reading_scope(project.engine) as connection:
        found = judgements.annotations_by_id(connection, [entry_id]).get(entry_id) or histories.states_by_id(
            connection, [entry_id]
        ).get(entry_id)
        if found is None:
            raise NotFound(
                f"no entry {entry_id!r} in this project",
                where=str(project.path),
                do="take the whole id of an entry, as annotator history shows it",
            )
        if found.annotator_id not in hands(connection, annotator_id):
            raise BadInput(
                "this entry is somebody else's",
                where=entry_id,
                why="everybody restores their own",
                do="say who you are with --as NAME",
            )
        project.stamps.follow(reading.latest_action_id(connection))
        stamps = project.stamps
        reason = settling(_ends(connection, found))
        action = Action(
            stamps.new_id(), found.annotator_id, Kind.DO, RESTORE, stamps.now(), PROGRAM, reason=reason
        )
        if isinstance(found, Annotation):
            entry, place = _claim_again(connection, project, action, found)
        else:
            entry, place = _passage_again(connection, project, action, found)
    if entry is None:
        return Restored(place, already=True)
    save(project.engine, entry)
    return Restored(place)


def _ends(connection: Connection, found: Annotation | PassageState) -> list[str]:
    if isinstance(found, Annotation):
        return ends_now(connection, Key("claim", found.claim_id, found.annotator_id))
    return ends_now(connection, Key("passage", found.passage_id, found.annotator_id))


def _claim_again(
    connection: Connection, project: Project, action: Action, was: Annotation
) -> tuple[Entry | None, Undone]:
    id_ = histories.current_of(connection, was.claim_id, was.annotator_id) or was.id
    now = judgements.annotations_by_id(connection, [id_])[id_]
    place = Undone(
        RESTORE, reading.article_of_claim(connection, was.claim_id), None, was.claim_id, hand=was.annotator_id
    )
    if now.judgement == was.judgement and action.reason is None:
        return None, place
    again = replace(
        was,
        id=project.stamps.new_id(),
        action_id=action.id,
        created_at=action.at,
        parent_id=now.id,
        seq=now.seq + 1,
        active_ms=None,
    )
    return Entry(action, annotations=(again,)), place


def _passage_again(
    connection: Connection, project: Project, action: Action, was: PassageState
) -> tuple[Entry | None, Undone]:
    id_ = histories.current_state_of(connection, was.passage_id, was.annotator_id) or was.id
    now = histories.states_by_id(connection, [id_])[id_]
    article = reading.article_of_passage(connection, was.passage_id)
    place = Undone(RESTORE, article, was.passage_id, None, hand=was.annotator_id)
    if (now.state, now.reason) == (was.state, was.reason) and action.reason is None:
        return None, place
    again = replace(was, id=project.stamps.new_id(), action_id=action.id, parent_id=now.id, seq=now.seq + 1)
    return Entry(action, passages=(again,)), place
