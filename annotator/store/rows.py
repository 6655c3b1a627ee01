"""Values of the core as rows of their tables; what is random or a seal of others is made by who writes them.

Rows are as the driver takes them: every column's value, in the order of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.claim import Annotation, Claim, Evidence
from annotator.core.history import Action, PassageState, SourceChange
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.driver import Values

Row = Mapping[str, Any]


def action(of: Action, *, parent_id: str | None, digest: str, chain: str) -> Values:
    """Return the values of an action with its place among the others and its seals."""
    return (
        of.id,
        of.annotator_id,
        str(of.kind),
        of.target_id,
        of.what,
        of.at,
        of.program,
        of.reason,
        parent_id,
        digest,
        chain,
    )


def source(of: Source) -> Row:
    """Return the row of a source, without its seal, by the names of the columns."""
    return {"id": of.id, "name": of.name, "type": of.type, "qualifier": of.qualifier}


def claim(of: Claim, action_id: str) -> Values:
    """Return the values of a claim that an action makes."""
    return (of.id, of.article_id, str(of.origin), of.annotator_id, action_id)


def annotation(
    of: Annotation, *, salt: str | None, texts_digest: str | None, digest: str, chain: str
) -> Values:
    """Return the values of an annotation with its seals."""
    judgement = of.judgement
    return (
        of.id,
        of.claim_id,
        of.annotator_id,
        of.parent_id,
        of.seq,
        of.action_id,
        str(judgement.state),
        judgement.span.start,
        judgement.span.end,
        judgement.scheme_hash,
        judgement.as_of,
        judgement.restatement,
        judgement.note,
        salt,
        texts_digest,
        digest,
        chain,
        of.created_at,
        of.active_ms,
    )


def labels(of: Annotation) -> list[Values]:
    """Return the values of an annotation's labels, numbered from 0 within each field."""
    positions: dict[str, int] = {}
    found: list[Values] = []
    for label in of.judgement.labels:
        position = positions[label.field] = positions.get(label.field, -1) + 1
        said, suggested = (label.value or None, label.source_id or None), 1 if label.suggested else None
        found.append((of.id, label.field, position, of.annotator_id, *said, suggested))
    return found


def reactions(of: Annotation) -> list[Values]:
    """Return the values of an annotation's reactions."""
    return [
        (of.id, position, of.annotator_id, each.source_id, str(each.stance), *_ends(each.cue))
        for position, each in enumerate(of.judgement.reactions)
    ]


def _ends(of: Span | None) -> tuple[int | None, int | None]:
    return (of.start, of.end) if of else (None, None)


def evidence_links(of: Annotation) -> list[Values]:
    """Return the values that say which evidence an annotation rests on."""
    return [
        (of.id, position, of.annotator_id, item.id) for position, item in enumerate(of.judgement.evidence)
    ]


def evidence(of: Evidence, annotator: str, *, salt: str, texts_digest: str | None, digest: str) -> Values:
    """Return the values of a piece of evidence with its seals."""
    return (
        of.id,
        annotator,
        str(of.polarity),
        of.origin_id,
        of.url,
        of.archived_url,
        of.quote,
        of.published,
        of.accessed,
        of.note,
        of.place.article_id if of.place else None,
        *_ends(of.place.span if of.place else None),
        salt,
        texts_digest,
        digest,
    )


def source_change(of: SourceChange, action_id: str) -> Values:
    """Return the values of a record about a source."""
    return (of.id, of.source_id, of.kind, of.value, action_id)


def passage_state(of: PassageState, *, texts_digest: str | None, salt: str | None) -> Values:
    """Return the values of a passage state with its seal."""
    return (
        of.id,
        of.passage_id,
        of.annotator_id,
        of.parent_id,
        of.seq,
        str(of.state),
        of.reason,
        of.action_id,
        texts_digest,
        salt,
    )
