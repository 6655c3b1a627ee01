"""What the text suggests for a claim's source and form: worked out when it is to be shown, taken in one action."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.claim import Annotation
from annotator.core.scheme import Field, LabelDef
from annotator.core.source import Source
from annotator.core.suggesting import Offer, offer
from annotator.core.text.span import Span
from annotator.store.reading.rounds import Suggested
from annotator.workflow.sheet import Sheet

UNATTRIBUTED = "unattributed"
"""The form of what the article says itself, where no source is given."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be taken with one key: a source for a field, labels, or both; only what is still missing.

    `span` is what would be marked by taking it, where that was suggested too.
    """

    source: Source | None
    field: Field | None
    labels: tuple[tuple[Field, LabelDef], ...]
    is_known: bool
    span: Span | None = None


def as_suggested(sheet: Sheet, suggested: Suggested, claim: Annotation | None) -> Offered | None:
    """Return what a model suggested, as far as it is asked and the claim lacks it."""
    source, of, labels = None, None, []
    for each in suggested.labels:
        field = sheet.scheme.field(each.field)
        if field is None or (claim is not None and claim.judgement.of(field.id)):
            continue
        if each.source_id and source is None:
            source, of = sheet.sources.get(each.source_id), field
        elif (label := field.label(each.value)) is not None:
            labels.append((field, label))
    span = suggested.span if claim is None else None
    if source is None and not labels and span is None:
        return None
    return Offered(source, of if source else None, tuple(labels), is_known=True, span=span)


class Offering:
    """Reads offers off the text for one sheet, each once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._key: tuple[int, Span] | None = None
        self._read: Offer | None = None
        self._passages = tuple(passage.span for passage in sheet.article.passages)

    def of(self, span: Span, index: int, claim: Annotation | None) -> Offered | None:
        """Return what the text suggests for a span of passage `index`, as far as its claim lacks it."""
        sheet = self._sheet
        key = (sheet.version, span)
        if key != self._key:
            self._key, self._read = key, self._offer(span, index)
        return None if self._read is None else self._missing(self._read, claim)

    def _offer(self, span: Span, index: int) -> Offer | None:
        sheet = self._sheet
        return offer(
            sheet.article.text,
            self._passages,
            index,
            span,
            known=sheet.book.known,
            aliases=sheet.aliases,
            here=[*map(sheet.book.offered, sorted(sheet.recent, key=lambda each: sheet.recent[each]))],
            article_id=sheet.article.id,
            types=tuple(each.id for each in sheet.scheme.source_types),
        )

    def _missing(self, read: Offer, claim: Annotation | None) -> Offered | None:
        """Leave out what the annotator has said already; who read the text otherwise is told nothing of it."""
        fields = self._sheet.source_fields()
        field = fields[0] if fields else None
        given = claim.judgement.of(field.id) if claim and field else ()
        if given and given != (read.source.id,):
            return None
        labels = []
        for each in self._sheet.scheme.fields:
            label = each.label(read.form) if read.form else None
            said = claim.judgement.of(each.id) if claim and label else ()
            if said and (UNATTRIBUTED in said) != (read.form == UNATTRIBUTED):
                return None
            if label is not None and not said:
                labels.append((each, label))
        source = read.source if field is not None and not given else None
        if source is None and not labels:
            return None
        return Offered(source, field if source else None, tuple(labels), read.is_known)
