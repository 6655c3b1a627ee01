"""Values of the core as rows of their tables; what is random or a seal of others is put in by who writes them.

A row names its columns, but for those that nearly every save writes: these have all of them, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.claim import Annotation, Claim, Evidence
from annotator.core.deciding import Decision
from annotator.core.history import Action, PassageState, SourceChange
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.driver import Values

Row = Mapping[str, Any]
"""What a row has in the columns that it names."""


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


def decision(of: Decision) -> Row:
    """Return the row of a decision."""
    return {
        "id": of.id,
        "round_id": of.round_id,
        "annotator_id": of.annotator_id,
        "article_id": of.article_id,
        "item_id": of.item_id,
        "parent_id": of.parent_id,
        "seq": of.seq,
        "kind": str(of.kind),
        "rule": of.rule,
        "reason": of.reason,
        "gold_id": of.gold_id,
        "action_id": of.action_id,
    }


def basis(of: Decision) -> list[Row]:
    """Return the rows that name what a decision weighed; they are the adjudicator's, as the decision is."""
    return [
        {
            "decision_id": of.id,
            "annotation_id": each.annotation_id,
            "annotator_id": of.annotator_id,
            "verdict": str(each.verdict),
            "action_id": of.action_id,
        }
        for each in of.basis
    ]
