"""Seals over what is stored, so that a later silent change shows.

A digest covers one annotation with its lists, a chain value covers it and all before it. Free text goes in
through a salted hash alone, which is stored beside it: text and salt can be blanked for privacy, nobody can
guess the text from the hash, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from json import JSONEncoder, encoder

from annotator.core.claim import Annotation, Evidence, Judgement, Label, Place, Reaction
from annotator.core.text.span import Span

ANNOTATION_TAG = "annotator-annotation-1"
EVIDENCE_TAG = "annotator-evidence-1"


def salted(texts: Mapping[str, str | None], salt: str) -> str | None:
    """Hash named free texts together with their salt; nothing stays nothing."""
    if all(text is None for text in texts.values()):
        return None
    return hashlib.sha256(f"{salt}\n{_canonical(texts)}".encode()).hexdigest()


def evidence_texts(evidence: Evidence, salt: str) -> str | None:
    """Hash what is free text in a piece of evidence: its quotation, note and addresses."""
    texts = {
        "quote": evidence.quote,
        "note": evidence.note,
        "url": evidence.url,
        "archived_url": evidence.archived_url,
    }
    return salted(texts, salt)


def annotation_texts(judgement: Judgement, salt: str) -> str | None:
    """Hash what is free text in a judgement: its restatement and note."""
    return salted({"restatement": judgement.restatement, "note": judgement.note}, salt)


def reason_text(reason: str | None, salt: str) -> str | None:
    """Hash what is free text in a passage state: the reason."""
    return salted({"reason": reason}, salt)


def digest(tag: str, content: dict[str, object]) -> str:
    """Hash canonical JSON: sorted keys, no spaces, no nulls, so that a column added later changes nothing."""
    return hashlib.sha256(f"{tag}\n{_canonical(content)}".encode()).hexdigest()


_ENCODER = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_MADE_ANEW = getattr(encoder, "c_make_encoder", None)
"""What the encoder makes anew for every text, which takes longer than a text of a seal; not every Python has it."""

_PIECES = _MADE_ANEW and _MADE_ANEW(
    None, _ENCODER.default, encoder.encode_basestring, None, ":", ",", True, False, True
)


def compact(values: object) -> str:
    """Return JSON with sorted keys, no spaces and letters as they are."""
    return "".join(_PIECES(values, 0)) if _PIECES else _ENCODER.encode(values)


def _canonical(content: Mapping[str, object]) -> str:
    return compact({key: value for key, value in content.items() if value is not None})


def chained(parent_chain: str | None, annotation_id: str, annotation_digest: str) -> str:
    """Link an annotation to all before it."""
    return hashlib.sha256(f"{parent_chain or ''}\n{annotation_id}\n{annotation_digest}".encode()).hexdigest()


def evidence_digest(evidence: Evidence, annotator: str, texts: str | None) -> str:
    """Seal one piece of evidence; `texts` is the salted hash of its free text."""
    return digest(
        EVIDENCE_TAG,
        {
            "id": evidence.id,
            "annotator": annotator,
            "polarity": str(evidence.polarity),
            "origin": evidence.origin_id,
            "texts": texts,
            "published": evidence.published,
            "accessed": evidence.accessed,
            "place": _place(evidence.place),
        },
    )


def annotation_digest(annotation: Annotation, texts: str | None, evidence_digests: Sequence[str]) -> str:
    """Seal one annotation with its labels, reactions and the seals of its evidence, free text as `texts`."""
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
            "span": [judgement.span.start, judgement.span.end],
            "scheme": judgement.scheme_hash,
            "as_of": judgement.as_of,
            "texts": texts,
            "labels": [_label(label) for label in judgement.labels],
            "reactions": [_reaction(reaction) for reaction in judgement.reactions],
            "evidence": list(evidence_digests),
        },
    )


def _label(label: Label) -> list[str | bool]:
    # As with a null, what isn't suggested leaves no trace: seals from before suggestions were recorded hold.
    suggested = [True] if label.suggested else []
    return [label.field, label.value, label.source_id, *suggested]


def _reaction(reaction: Reaction) -> list[object]:
    return [reaction.source_id, str(reaction.stance), _span(reaction.cue)]


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _place(place: Place | None) -> list[object] | None:
    return None if place is None else [place.article_id, _span(place.span)]
