"""Writing who is asked for what: new rows only, all of them in one action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from annotator.core.history import Action
from annotator.core.round import Round
from annotator.errors import Outdated
from annotator.store.reading.rounds import Assigned, assigned
from annotator.store.rows import Row
from annotator.store.tables import AGAIN, ASSIGNMENT, ROUND
from annotator.store.writing import add_annotator, write


@dataclass(frozen=True, slots=True)
class NewAnnotator:
    """Somebody to be added: a person, or the second hand of one."""

    id: str
    name: str
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class Ask:
    """A new row: what somebody is asked for from now on, or no longer."""

    id: str
    task: Assigned
    state: str = "asked"


def write_assignment(
    connection: Connection,
    action: Action,
    project_id: str,
    round_: Round,
    *,
    before: Sequence[Assigned],
    asks: Sequence[Ask],
    new: Iterable[NewAnnotator] = (),
    second_hands: Iterable[tuple[str, str]] = (),
) -> None:
    """Write what a plan changes, and the round itself where no row says yet that there is one.

    `before` is what was asked when the plan was made: raises `Outdated` when that has changed. `second_hands` are
    new ones, as (second hand, annotator).
    """
    if list(before) != assigned(connection, round_.id):
        raise Outdated(
            f"not assigned: who has what in {round_.name!r} was changed elsewhere in the meantime",
            do="ask again, to see what is there now",
        )
    for each in new:
        add_annotator(connection, id_=each.id, project=project_id, name=each.name, kind=each.kind)
    known = connection.execute(select(ROUND.c.id).where(ROUND.c.id == round_.id)).first()
    # Assignments refer to a round, so the one that a project begins with is written down for them.
    first = {"id": round_.id, "name": round_.name, "body": round_.body, "action_id": action.id}
    write(
        connection,
        action,
        {
            ROUND: [] if known else [first],
            ASSIGNMENT: [_row(each, round_.id, action.id) for each in asks],
            AGAIN: [
                {"annotator_id": hand, "of_annotator_id": of, "action_id": action.id}
                for hand, of in second_hands
            ],
        },
    )


def _row(of: Ask, round_id: str, action_id: str) -> Row:
    return {
        "id": of.id,
        "round_id": round_id,
        "annotator_id": of.task.annotator_id,
        "article_id": of.task.article_id,
        "position": of.task.position,
        "kind": of.task.kind,
        "state": of.state,
        "action_id": action_id,
    }
