"""From stored annotations to items: a given claim, or a match of freely marked ones; gold goes beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Origin
from annotator.core.matching import Item, Mark, match
from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.text.span import Span
from annotator.formats.options import Which
from annotator.formats.record import ItemRecord, Names
from annotator.store import reading
from annotator.store.engine import Connection


def names(connection: Connection) -> Names:
    """Read who and what ids stand for."""
    return Names(
        annotators={person.id: person.name for person in reading.annotators(connection)},
        sources={source.id: source for source in reading.sources(connection)},
        schemes=_schemes(connection),
    )


def _schemes(connection: Connection) -> dict[str, Scheme]:
    return {hash_: parse_scheme(body, f"scheme {name}") for hash_, name, body in reading.schemes(connection)}


def marks(article: Article, annotations: Iterable[Annotation], claims: dict[str, Claim]) -> list[Mark]:
    """Return standing annotations as marks to be matched; gold is left out."""
    return [
        _mark(article, annotation, claims[annotation.claim_id])
        for annotation in annotations
        if annotation.judgement.stands and claims[annotation.claim_id].origin is not Origin.GOLD
    ]


def _mark(article: Article, annotation: Annotation, claim: Claim) -> Mark:
    judgement = annotation.judgement
    fields = dict.fromkeys(label.field for label in judgement.labels)
    return Mark(
        claim=annotation.claim_id,
        annotator=annotation.annotator_id,
        article=article.id,
        passage=article.passage_id(article.passage_at(judgement.span.start)),
        span=judgement.span,
        labels={field: judgement.of(field) for field in fields},
        given=claim.origin is Origin.GIVEN,
    )


def records(connection: Connection, which: Which) -> Iterator[ItemRecord]:
    """Return the project's items, an article at a time, in the order of the text."""
    known = names(connection)
    for article in reading.articles(connection):
        claims = reading.claims(connection, article.id)
        annotations = [a for a in reading.current_annotations(connection, article.id) if a.judgement.stands]
        found = (_only(record, which) for record in _of_article(article, annotations, claims, known))
        shown = [record for record in found if record.annotations or record.gold]
        yield from sorted(shown, key=lambda record: (record.span, record.id))


def _of_article(
    article: Article, annotations: list[Annotation], claims: dict[str, Claim], known: Names
) -> Iterator[ItemRecord]:
    """Make items of the annotators' marks, then match these with the gold in the same way."""
    by_claim = {(each.claim_id, each.annotator_id): each for each in annotations}
    items = {item.id: item for item in match(marks(article, annotations, claims)).items}
    gold = [each for each in annotations if claims[each.claim_id].origin is Origin.GOLD]
    spots = [_spot(article, item.id, ITEMS, _first(item).span) for item in items.values()]
    spots += [_spot(article, each.claim_id, each.annotator_id, each.judgement.span) for each in gold]
    for group in match(spots).items:
        settled = [by_claim[spot.claim, spot.annotator] for spot in group.marks if spot.annotator != ITEMS]
        item = next((items[spot.claim] for spot in group.marks if spot.annotator == ITEMS), None)
        members = [by_claim[mark.claim, mark.annotator] for mark in item.marks] if item else []
        id_, span = (item.id, _first(item).span) if item else (group.id, _first(group).span)
        yield ItemRecord(
            id_,
            article,
            article.passage_at(span.start),
            span,
            _by_name(members, known),
            _by_name(settled, known),
            known,
        )


ITEMS = ""
"""Stands where an annotator's id does, for what the annotators found together."""


def _spot(article: Article, claim: str, annotator: str, span: Span) -> Mark:
    return Mark(claim, annotator, article.id, "", span, {})


def _first(item: Item) -> Mark:
    return next(mark for mark in item.marks if mark.claim == item.id)


def _by_name(annotations: list[Annotation], known: Names) -> tuple[Annotation, ...]:
    return tuple(sorted(annotations, key=lambda each: (known.annotators[each.annotator_id], each.id)))


def _only(record: ItemRecord, which: Which) -> ItemRecord:
    """Leave out what was not asked for; without the annotators' marks, the words are those of the gold."""
    if which is Which.RAW:
        return replace(record, gold=())
    if which is Which.GOLD and record.gold:
        span = record.gold[0].judgement.span
        return replace(record, annotations=(), span=span, passage=record.article.passage_at(span.start))
    return replace(record, annotations=()) if which is Which.GOLD else record
