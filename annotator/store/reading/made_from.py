"""Which gold given claims were made from, and which item that gold is of, through the driver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from annotator.store import driver
from annotator.store.tables import ANNOTATION, CLAIM, DECISION, GIVEN_CLAIM, ROUND


class MadeFrom(NamedTuple):
    """A given claim, the gold claim that it was made from, and a claim of that gold's item, if it was decided."""

    claim_id: str
    gold_claim: str
    item_id: str


_HERE = select(CLAIM.c.id).where(CLAIM.c.article_id == bindparam("article"))
_MADE_FROM = (
    select(GIVEN_CLAIM.c.claim_id, ANNOTATION.c.claim_id, GIVEN_CLAIM.c.gold_id)
    .join_from(GIVEN_CLAIM, ANNOTATION, ANNOTATION.c.id == GIVEN_CLAIM.c.gold_id)
    .where(GIVEN_CLAIM.c.claim_id.in_(_HERE))
)
# Rounds are named, because decisions are found by round and item.
_DECIDED = select(DECISION.c.gold_id, DECISION.c.item_id).where(
    DECISION.c.round_id.in_(select(ROUND.c.id)),
    DECISION.c.item_id.in_(_HERE),
    DECISION.c.gold_id.is_not(None),
)


def made_from(connection: Connection, article_id: str) -> Iterator[MadeFrom]:
    """Yield what the given claims of an article were made from, as far as the project knows it: a kit doesn't."""
    item_of: dict[str, str] = dict(driver.rows(connection, _DECIDED, article=article_id))
    for claim_id, gold_claim, gold_id in driver.rows(connection, _MADE_FROM, article=article_id):
        yield MadeFrom(claim_id, gold_claim, item_of.get(gold_id, ""))
