"""Seals over what is stored, so that a later silent change shows.

A digest covers one annotation with its lists, a chain value covers it and all before it. Free text goes in
through a salted hash alone: it can be blanked for privacy, with its salt, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from annotator.core.claim import Annotation, Evidence, Label, Place, Reaction
from annotator.core.text.span import Span

ANNOTATION_TAG = "annotator-annotation-1"
EVIDENCE_TAG = "annotator-evidence-1"


def salted(text: str | None, salt: str) -> str | None:
    """Hash free text with its salt; nothing stays nothing."""
    return None if text is None else hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def digest(tag: str, content: dict[str, object]) -> str:
    """Hash canonical JSON: sorted keys, no spaces, no nulls, so that a column added later changes nothing."""
    body = json.dumps(_without_nulls(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{tag}\n{body}".encode()).hexdigest()


def _without_nulls(content: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in content.items() if value is not None}


def chained(parent_chain: str | None, annotation_id: str, annotation_digest: str) -> str:
    """Link an annotation to all before it."""
    return hashlib.sha256(f"{parent_chain or ''}\n{annotation_id}\n{annotation_digest}".encode()).hexdigest()


def evidence_digest(evidence: Evidence, annotator: str, salt: str) -> str:
    """Seal one piece of evidence; its quotation, note and addresses are free text."""
    free = "\n".join(part or "" for part in (evidence.quote, evidence.note, evidence.url, evidence.archived_url))
    return digest(
        EVIDENCE_TAG,
        {
            "id": evidence.id,
            "annotator": annotator,
            "polarity": str(evidence.polarity),
            "origin": evidence.origin_id,
            "free_text": salted(free, salt),
            "published": evidence.published,
            "accessed": evidence.accessed,
            "place": _place(evidence.place),
        },
    )


def annotation_digest(annotation: Annotation, salt: str, evidence_digests: Sequence[str]) -> str:
    """Seal one annotation with its labels, reactions and the seals of its evidence."""
    judgement = annotation.judgement
    return digest(
        ANNOTATION_TAG,
        {
            "id": annotation.id,
            "claim": annotation.claim_id,
            "annotator": annotation.annotator_id,
            "parent": annotation.parent_id,
            "seq": annotation.seq,
            "action": annotation.action_id,
            "created_at": annotation.created_at,
            "active_ms": annotation.active_ms,
            "state": str(judgement.state),
            "span": _span(judgement.span),
            "scheme": judgement.scheme_hash,
            "as_of": judgement.as_of,
            "restatement": salted(judgement.restatement, salt),
            "note": salted(judgement.note, salt),
            "labels": _labels(judgement.labels),
            "reactions": [_reaction(reaction) for reaction in judgement.reactions],
            "evidence": list(evidence_digests),
        },
    )


def _labels(labels: Sequence[Label]) -> list[list[str]]:
    return [[label.field, label.value, label.source_id] for label in labels]


def _reaction(reaction: Reaction) -> list[object]:
    return [reaction.source_id, str(reaction.stance), _span(reaction.cue)]


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _place(place: Place | None) -> list[object] | None:
    return None if place is None else [place.article_id, _span(place.span)]
