"""JSON Lines: an item a line, with every annotator's annotation and the gold.

Offsets are code points of the article's exact text. `text` says how much of the article travels along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.article import Article
from annotator.core.claim import Annotation, Evidence, Judgement, Place, Reaction
from annotator.core.scheme import FieldType, Scheme
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord, Names

CONTEXT = 32
"""Code points of context on either side, by which a span is found again in a text that has drifted."""

LINE_BREAKS = (0x85, 0x2028, 0x2029)
"""What JSON leaves as it is and some readers take for the end of a line."""

ARTICLE_DETAILS = ("title", "outlet", "url", "published", "language", "story", "rights")


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
    """Return the lines of the file, one at a time."""
    lines = _Lines(options)
    for record in records:
        line = lines.of(record)
        if not line.isascii():
            for code in LINE_BREAKS:
                line = line.replace(chr(code), f"\\u{code:04x}")
        yield line + "\n"


KEPT = 4_000
"""How many sources are remembered as JSON."""


class _Lines:
    """Writes items as JSON, what many of them have in common once.

    An article stands in every item of it, and a source in very many; so objects are put together from JSON already
    made, a member at a time and in one order, rather than from dictionaries.
    """

    def __init__(self, options: Options) -> None:
        self._share = options.text
        self._article: Article | None = None
        self._about = ""
        self._passages: dict[int, tuple[str, str]] = {}
        self._sources: dict[str, str] = {}

    def of(self, record: ItemRecord) -> str:
        """Return one item, on a line without its end."""
        if record.article is not self._article:
            self._article, self._about, self._passages = record.article, _about(record.article), {}
        if record.passage not in self._passages:
            self._passages[record.passage] = _passage(record.article, record.passage, self._share)
        passage, passage_text = self._passages[record.passage]
        annotations = ",".join([self._annotation(each, record) for each in record.annotations])
        gold = ",".join([self._annotation(each, record) for each in record.gold])
        words = _words(record.article.text, record.span, self._share) + passage_text
        return (
            f'{{"item":{_json(record.id)},"article":{self._about},"passage":{passage},'
            f'"span":{_ends(record.span)}{words},"annotations":[{annotations}],"gold":[{gold}]{_made(record)}}}'
        )

    def _annotation(self, annotation: Annotation, record: ItemRecord) -> str:
        judgement, names = annotation.judgement, record.names
        scheme = names.schemes[judgement.scheme_hash]
        words = (
            "" if self._share is TextShare.NONE else _member("text", judgement.span.of(record.article.text))
        )
        about = {"name": scheme.name, "version": scheme.version, "hash": judgement.scheme_hash}
        reactions = [_reaction(each, names) for each in judgement.reactions]
        evidence = [_evidence(each, names) for each in judgement.evidence]
        return (
            f'{{"annotator":{_json(names.annotators[annotation.annotator_id])},'
            f'"claim":{_json(annotation.claim_id)},"annotation":{_json(annotation.id)},'
            f'"created_at":{_json(annotation.created_at)},"span":{_ends(judgement.span)}{words},'
            f'"labels":{self._labels(judgement, names)}{_suggested(judgement)}{_labels_now(judgement, names)},'
            f'"reactions":{_json(reactions) if reactions else "[]"},'
            f'"evidence":{_json(evidence) if evidence else "[]"}'
            f"{_member('as_of', judgement.as_of)}{_member('restatement', judgement.restatement)}"
            f"{_member('note', judgement.note)}{_member('scheme', about)}{_sources_now(judgement, names)}}}"
        )

    def _labels(self, judgement: Judgement, names: Names) -> str:
        """Return the labels by field: a list where the scheme allows several, however many there are."""
        scheme = names.schemes[judgement.scheme_hash]
        found: dict[str, list[str]] = {}
        for label in judgement.labels:
            value = self._source(label.source_id, names) if label.source_id else _json(label.value)
            found.setdefault(label.field, []).append(value)
        members = []
        for field, values in found.items():
            # A field that was taken out may have kept several labels from a scheme that had it.
            is_list = len(values) > 1 or _takes_several(scheme, field)
            members.append(
                f"{_json(field)}:[{','.join(values)}]" if is_list else f"{_json(field)}:{values[0]}"
            )
        return f"{{{','.join(members)}}}"

    def _source(self, id_: str, names: Names) -> str:
        found = self._sources.get(id_)
        if found is None:
            if len(self._sources) >= KEPT:
                self._sources.clear()
            found = self._sources[id_] = _json(source(names.sources[id_]))
        return found


def _member(name: str, value: object) -> str:
    """Return a member of an object, with the comma before it."""
    return f',"{name}":{"null" if value is None else _json(value)}'


def _about(article: Article) -> str:
    known = dict(article.details)
    details = {field: known.get(field) or None for field in ARTICLE_DETAILS}
    return _json({"id": article.id, "sha256": article.sha256, **details})


def _passage(article: Article, index: int, share: TextShare) -> tuple[str, str]:
    """Return a passage, and the member that holds its text where that travels along."""
    passage = article.passages[index]
    about = {"id": article.passage_id(index), "number": index + 1, "kind": str(passage.kind)}
    ends = {"start": passage.span.start, "end": passage.span.end}
    text = _member("passage_text", passage.span.of(article.text)) if share is TextShare.FULL else ""
    return _json(about | ends), text


def _ends(span: Span) -> str:
    return f'{{"start":{span.start},"end":{span.end}}}'


def _words(text: str, span: Span, share: TextShare) -> str:
    if share is TextShare.NONE:
        return ""
    words = _member("text", span.of(text))
    if share is TextShare.FULL:
        words += _member("prefix", text[max(0, span.start - CONTEXT) : span.start])
        words += _member("suffix", text[span.end : span.end + CONTEXT])
    return words


def _made(record: ItemRecord) -> str:
    """Name what a given claim was made from: the gold, and the item that is the gold of; nothing for any other."""
    if not record.from_gold:
        return ""
    return _member("made_from", {"item": record.made_from or None, "gold": record.from_gold})


def _takes_several(scheme: Scheme, field_id: str) -> bool:
    field = scheme.field(field_id)
    return field is not None and field.type is FieldType.CHOICES


def _suggested(judgement: Judgement) -> str:
    """Name by field the labels and source ids that were offered by the program and taken; nothing when none was.

    They stand beside the labels, which are bare ids that could not hold it.
    """
    found: dict[str, list[str]] = {}
    for label in judgement.labels:
        if label.suggested:
            found.setdefault(label.field, []).append(label.content)
    return _member("suggested", found) if found else ""


def _labels_now(judgement: Judgement, names: Names) -> str:
    """Say by field what labels of earlier schemes count as under the one in force, null for retired ones."""
    found: dict[str, dict[str, str | None]] = {}
    for label in judgement.labels:
        now = names.maps.map_label(label.field, label.content, judgement.scheme_hash)
        if now != label.content:
            found.setdefault(label.field, {})[label.content] = now
    return _member("labels_now", found) if found else ""


def _sources_now(judgement: Judgement, names: Names) -> str:
    """Say by id what sources that were merged or renamed are now, in whichever role they stand; nothing when none was.

    What stands in the other members is what was given.
    """
    if not names.sources_now:
        return ""
    cited = [
        *(label.source_id for label in judgement.labels),
        *(reaction.source_id for reaction in judgement.reactions),
        *(evidence.origin_id for evidence in judgement.evidence if evidence.origin_id),
    ]
    found = {id_: source(names.sources_now[id_]) for id_ in cited if id_ in names.sources_now}
    return _member("sources_now", found) if found else ""


def source(of: Source) -> dict[str, str]:
    """Return a source as JSON takes it."""
    return {"id": of.id, "name": of.name, "type": of.type}


def _reaction(reaction: Reaction, names: Names) -> dict[str, Any]:
    cue = _place_of(reaction.cue) if reaction.cue else None
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
    return None if place is None else {"article": place.article_id, **_place_of(place.span)}


def _place_of(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
