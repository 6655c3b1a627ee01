"""JSON Lines: an item a line, with every annotator's annotation and the gold.

Offsets are code points of the article's exact text. `text` says how much of the article travels along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.claim import Annotation, Evidence, Place, Reaction
from annotator.core.scheme import FieldType
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord, Names

CONTEXT = 32
"""Code points of context on either side, by which a span is found again in a text that has drifted."""

LINE_BREAKS = (0x85, 0x2028, 0x2029)
"""What JSON leaves as it is and some readers take for the end of a line."""

ARTICLE_DETAILS = ("title", "outlet", "url", "published", "language", "story", "rights")


def write(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
    """Return the lines of the file, one at a time."""
    for record in records:
        line = json.dumps(item(record, options), ensure_ascii=False, separators=(",", ":"))
        for code in LINE_BREAKS:
            line = line.replace(chr(code), f"\\u{code:04x}")
        yield line + "\n"


def item(record: ItemRecord, options: Options) -> dict[str, Any]:
    """Return one item as JSON takes it."""
    article, passage = record.article, record.article.passages[record.passage]
    shown: dict[str, Any] = {
        "item": record.id,
        "article": {
            "id": article.id,
            "sha256": article.sha256,
            **{field: article.detail(field) or None for field in ARTICLE_DETAILS},
        },
        "passage": {
            "id": article.passage_id(record.passage),
            "number": record.passage + 1,
            "kind": str(passage.kind),
            **_ends(passage.span),
        },
        "span": _ends(record.span),
        **_words(article.text, record.span, passage.span, options),
        "annotations": [_annotation(each, record, options) for each in record.annotations],
        "gold": [_annotation(each, record, options) for each in record.gold],
    }
    return shown


def _ends(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _words(text: str, span: Span, passage: Span, options: Options) -> dict[str, str]:
    if options.text is TextShare.NONE:
        return {}
    words = {"text": span.of(text)}
    if options.text is TextShare.FULL:
        words |= {
            "prefix": text[max(0, span.start - CONTEXT) : span.start],
            "suffix": text[span.end : span.end + CONTEXT],
            "passage_text": passage.of(text),
        }
    return words


def _annotation(annotation: Annotation, record: ItemRecord, options: Options) -> dict[str, Any]:
    judgement, names = annotation.judgement, record.names
    scheme = names.schemes[judgement.scheme_hash]
    words = {} if options.text is TextShare.NONE else {"text": judgement.span.of(record.article.text)}
    return {
        "annotator": names.annotators[annotation.annotator_id],
        "claim": annotation.claim_id,
        "annotation": annotation.id,
        "created_at": annotation.created_at,
        "span": _ends(judgement.span),
        **words,
        "labels": _labels(annotation, names),
        **_suggested(annotation),
        "reactions": [_reaction(each, names) for each in judgement.reactions],
        "evidence": [_evidence(each, names) for each in judgement.evidence],
        "as_of": judgement.as_of,
        "restatement": judgement.restatement,
        "note": judgement.note,
        "scheme": {"name": scheme.name, "version": scheme.version, "hash": judgement.scheme_hash},
    }


def _labels(annotation: Annotation, names: Names) -> dict[str, Any]:
    """Return the labels by field: a list where the scheme allows several, however many there are."""
    judgement = annotation.judgement
    scheme = names.schemes[judgement.scheme_hash]
    several = {field.id for field in scheme.fields if field.type is FieldType.CHOICES}
    fields = dict.fromkeys(label.field for label in judgement.labels)
    given = {field: [_label(value, names) for value in judgement.of(field)] for field in fields}
    return {field: values if field in several else values[0] for field, values in given.items()}


def _suggested(annotation: Annotation) -> dict[str, Any]:
    """Name by field the labels and source ids that were offered by the program and taken; nothing when none was.

    They stand beside the labels, which are bare ids that could not hold it.
    """
    found: dict[str, list[str]] = {}
    for label in annotation.judgement.labels:
        if label.suggested:
            found.setdefault(label.field, []).append(label.content)
    return {"suggested": found} if found else {}


def _label(value: str, names: Names) -> str | dict[str, str]:
    return source(names.sources[value]) if value in names.sources else value


def source(of: Source) -> dict[str, str]:
    """Return a source as JSON takes it."""
    return {"id": of.id, "name": of.name, "type": of.type}


def _reaction(reaction: Reaction, names: Names) -> dict[str, Any]:
    cue = _ends(reaction.cue) if reaction.cue else None
    return {"source": source(names.sources[reaction.source_id]), "stance": str(reaction.stance), "cue": cue}


def _evidence(evidence: Evidence, names: Names) -> dict[str, Any]:
    return {
        "id": evidence.id,
        "polarity": str(evidence.polarity),
        "origin": source(names.sources[evidence.origin_id]) if evidence.origin_id else None,
        "url": evidence.url,
        "archived_url": evidence.archived_url,
        "quote": evidence.quote,
        "published": evidence.published,
        "accessed": evidence.accessed,
        "note": evidence.note,
        "passage": _place(evidence.place),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"article": place.article_id, **_ends(place.span)}
