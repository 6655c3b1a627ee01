"""What is kept for convenience and overwritten: half-typed texts, and where somebody left off."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from annotator.store.tables import ARTICLE, DRAFT, PLACE


@dataclass(frozen=True, slots=True)
class Where:
    """Where an annotator left off."""

    article_id: str
    passage_id: str
    caret: int
    claim_id: str | None
    at: str


def where(connection: Connection, annotator_id: str) -> Where | None:
    """Return where an annotator left off, if the article is there."""
    # No seal covers a place, so a damaged one must not keep anybody from their work.
    placed = select(PLACE).join(ARTICLE, ARTICLE.c.id == PLACE.c.article_id)
    row = connection.execute(placed.where(PLACE.c.annotator_id == annotator_id)).one_or_none()
    return None if row is None else Where(row.article_id, row.passage_id, row.caret, row.claim_id, row.at)


def drafts(connection: Connection, annotator_id: str) -> dict[tuple[str, str], str]:
    """Return an annotator's half-typed texts, by (claim id, what they are)."""
    rows = connection.execute(select(DRAFT).where(DRAFT.c.annotator_id == annotator_id))
    return {(row.claim_id, row.what): row.body for row in rows}
