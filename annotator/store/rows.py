"""Values of the core as rows of their tables; what is random or a seal of others is put in by who writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.claim import Annotation, Claim, Evidence
from annotator.core.history import Action, PassageState, SourceChange
from annotator.core.source import Source

Row = Mapping[str, Any]


def action(of: Action, *, parent_id: str | None, digest: str, chain: str) -> Row:
    """Return the row of an action with its place among the others and its seals."""
    return {
        "id": of.id,
        "annotator_id": of.annotator_id,
        "kind": str(of.kind),
        "what": of.what,
        "target_id": of.target_id,
        "at": of.at,
        "program": of.program,
        "reason": of.reason,
        "parent_id": parent_id,
        "digest": digest,
        "chain": chain,
    }


def source(of: Source) -> Row:
    """Return the row of a source."""
    return {"id": of.id, "name": of.name, "type": of.type, "qualifier": of.qualifier}


def claim(of: Claim, action_id: str) -> Row:
    """Return the row of a claim that an action makes."""
    return {
        "id": of.id,
        "article_id": of.article_id,
        "origin": str(of.origin),
        "annotator_id": of.annotator_id,
        "action_id": action_id,
    }


def annotation(
    of: Annotation, *, salt: str | None, texts_digest: str | None, digest: str, chain: str
) -> Row:
    """Return the row of an annotation with its seals."""
    judgement = of.judgement
    return {
        "id": of.id,
        "claim_id": of.claim_id,
        "annotator_id": of.annotator_id,
        "parent_id": of.parent_id,
        "seq": of.seq,
        "action_id": of.action_id,
        "state": str(judgement.state),
        "start": judgement.span.start,
        "end": judgement.span.end,
        "scheme_hash": judgement.scheme_hash,
        "as_of": judgement.as_of,
        "restatement": judgement.restatement,
        "note": judgement.note,
        "salt": salt,
        "texts_digest": texts_digest,
        "digest": digest,
        "chain": chain,
        "created_at": of.created_at,
        "active_ms": of.active_ms,
    }


def labels(of: Annotation) -> list[Row]:
    """Return the rows of an annotation's labels, numbered from 0 within each field."""
    positions: dict[str, int] = {}
    rows: list[Row] = []
    for label in of.judgement.labels:
        position = positions[label.field] = positions.get(label.field, -1) + 1
        rows.append(
            {
                "annotation_id": of.id,
                "field": label.field,
                "position": position,
                "annotator_id": of.annotator_id,
                "value": label.value or None,
                "source_id": label.source_id or None,
                "suggested": 1 if label.suggested else None,
            }
        )
    return rows


def reactions(of: Annotation) -> list[Row]:
    """Return the rows of an annotation's reactions."""
    return [
        {
            "annotation_id": of.id,
            "position": position,
            "annotator_id": of.annotator_id,
            "source_id": reaction.source_id,
            "stance": str(reaction.stance),
            "cue_start": reaction.cue.start if reaction.cue else None,
            "cue_end": reaction.cue.end if reaction.cue else None,
        }
        for position, reaction in enumerate(of.judgement.reactions)
    ]


def evidence_links(of: Annotation) -> list[Row]:
    """Return the rows that say which evidence an annotation rests on."""
    return [
        {
            "annotation_id": of.id,
            "position": position,
            "annotator_id": of.annotator_id,
            "evidence_id": item.id,
        }
        for position, item in enumerate(of.judgement.evidence)
    ]


def evidence(of: Evidence, annotator: str) -> Row:
    """Return the row of a piece of evidence, without salt and seals."""
    place = of.place
    return {
        "id": of.id,
        "annotator_id": annotator,
        "polarity": str(of.polarity),
        "origin_source_id": of.origin_id,
        "url": of.url,
        "archived_url": of.archived_url,
        "quote": of.quote,
        "published": of.published,
        "accessed": of.accessed,
        "note": of.note,
        "article_id": place.article_id if place else None,
        "start": place.span.start if place else None,
        "end": place.span.end if place else None,
    }


def source_change(of: SourceChange, action_id: str) -> Row:
    """Return the row of a record about a source."""
    return {
        "id": of.id,
        "source_id": of.source_id,
        "kind": of.kind,
        "value": of.value,
        "action_id": action_id,
    }


def passage_state(of: PassageState) -> Row:
    """Return the row of a passage state, without salt and seal."""
    return {
        "id": of.id,
        "passage_id": of.passage_id,
        "annotator_id": of.annotator_id,
        "parent_id": of.parent_id,
        "seq": of.seq,
        "state": str(of.state),
        "reason": of.reason,
        "action_id": of.action_id,
    }
