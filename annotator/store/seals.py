"""Whether what is stored is still what was saved: every seal worked out again from the rows.

A seal shows that a row or its lists were changed; it can't show that the newest rows of a history were cut off,
for which the heads of the chains must be kept elsewhere too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from annotator.core import digest
from annotator.core.claim import Annotation
from annotator.core.ids import text_sha256
from annotator.errors import Invalid
from annotator.store import reading
from annotator.store.tables import ANNOTATION, ARTICLE, CLAIM, EVIDENCE


def broken_seals(connection: Connection) -> Iterator[str]:
    """Name what does not match its seal, an article at a time; nothing when all is as it was saved."""
    seals: dict[str, str] = {}
    for row in connection.execute(select(EVIDENCE).order_by(EVIDENCE.c.id)):
        seals[row.id] = row.digest
        if not _evidence_holds(row):
            yield f"evidence {row.id}"
    for article_id in reading.article_ids(connection):
        yield from _broken_in(connection, article_id, seals)


def _evidence_holds(row: Any) -> bool:
    try:
        evidence = reading.evidence_of(row)
    except (Invalid, ValueError):
        return False
    if row.salt is not None and digest.evidence_texts(evidence, row.salt) != row.texts_digest:
        return False
    return digest.evidence_digest(evidence, row.annotator_id, row.texts_digest) == str(row.digest)


def _broken_in(connection: Connection, article_id: str, seals: dict[str, str]) -> Iterator[str]:
    article = connection.execute(
        select(ARTICLE.c.text, ARTICLE.c.sha256).where(ARTICLE.c.id == article_id)
    ).one()
    if text_sha256(article.text) != article.sha256:
        yield f"article {article_id}"
    try:
        annotations = {each.id: each for each in reading.annotations_of_article(connection, article_id)}
    except (Invalid, ValueError):
        yield f"the annotations of article {article_id}"
        return
    rows = connection.execute(
        select(ANNOTATION)
        .join(CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(CLAIM.c.article_id == article_id)
        .order_by(ANNOTATION.c.seq, ANNOTATION.c.id)
    )
    chains: dict[str | None, str | None] = {None: None}
    for row in rows:
        chains[row.id] = row.chain
        if not _annotation_holds(row, annotations[row.id], seals, chains):
            yield f"annotation {row.id}"


def _annotation_holds(
    row: Any, annotation: Annotation, seals: dict[str, str], chains: dict[str | None, str | None]
) -> bool:
    if row.salt is not None and digest.annotation_texts(annotation.judgement, row.salt) != row.texts_digest:
        return False
    evidence = [seals[item.id] for item in annotation.judgement.evidence]
    sealed = digest.annotation_digest(annotation, row.texts_digest, evidence)
    return row.parent_id in chains and (sealed, digest.chained(chains[row.parent_id], row.id, sealed)) == (
        row.digest,
        row.chain,
    )
