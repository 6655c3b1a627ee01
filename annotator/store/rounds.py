"""Writing rounds: what a new one asks and gives, and the states that it goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from annotator.core.claim import Claim, Origin
from annotator.core.history import Action
from annotator.core.round import Round, RoundState
from annotator.store import rows
from annotator.store.reading.rounds import GivenClaim, written_labels
from annotator.store.rows import Row
from annotator.store.tables import CLAIM, GIVEN_CLAIM, ROUND, ROUND_ARTICLE, ROUND_STATE
from annotator.store.writing import write

NewId = Callable[[], str]


def write_round(
    connection: Connection,
    action: Action,
    round_: Round,
    new_id: NewId,
    *,
    articles: Sequence[str] = (),
    given: Sequence[GivenClaim] = (),
    states: Iterable[tuple[str, RoundState]] = (),
) -> None:
    """Write a new round with the articles it lists and the claims it gives, and the states of any rounds with it."""
    claims = [Claim(each.claim_id, each.article_id, Origin.GIVEN) for each in given]
    write(
        connection,
        action,
        {
            ROUND: [{"id": round_.id, "name": round_.name, "body": round_.body, "action_id": action.id}],
            ROUND_ARTICLE: [
                {"round_id": round_.id, "article_id": each, "position": position, "action_id": action.id}
                for position, each in enumerate(articles)
            ],
            CLAIM: [rows.claim(claim, action.id) for claim in claims],
            GIVEN_CLAIM: [_given(each, round_, action) for each in given],
            ROUND_STATE: [_state(new_id(), round_id, state, action) for round_id, state in states],
        },
    )


def write_state(
    connection: Connection, action: Action, round_id: str, state: RoundState, new_id: NewId
) -> None:
    """Write that a round is in another state from now on."""
    write(connection, action, {ROUND_STATE: [_state(new_id(), round_id, state, action)]})


def _given(of: GivenClaim, round_: Round, action: Action) -> Row:
    return {
        "claim_id": of.claim_id,
        "round_id": round_.id,
        "article_id": of.article_id,
        "start": of.span.start,
        "end": of.span.end,
        "labels": written_labels(of.labels),
        "restatement": of.restatement,
        "gold_id": of.gold_id,
        "action_id": action.id,
    }


def _state(id_: str, round_id: str, state: RoundState, action: Action) -> Row:
    return {"id": id_, "round_id": round_id, "state": str(state), "action_id": action.id}
