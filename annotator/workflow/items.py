"""From stored annotations to items: a given claim, or a match of freely marked ones; gold goes beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Origin
from annotator.core.matching import Mark, match
from annotator.core.scheme import Scheme, parse_scheme
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
        yield from _of_article(article, annotations, claims, which, known)


def _of_article(
    article: Article, annotations: list[Annotation], claims: dict[str, Claim], which: Which, known: Names
) -> Iterator[ItemRecord]:
    gold = [each for each in annotations if claims[each.claim_id].origin is Origin.GOLD]
    by_claim = {(each.claim_id, each.annotator_id): each for each in annotations}
    found: list[ItemRecord] = []
    for item in match(marks(article, annotations, claims)).items:
        members = tuple(by_claim[mark.claim, mark.annotator] for mark in item.marks)
        first = next(each for each in members if each.claim_id == item.id)
        beside = _beside(first, gold)
        gold = [each for each in gold if each not in beside]
        found.append(_record(item.id, article, first, members, beside, known))
    found += [_record(each.claim_id, article, each, (), (each,), known) for each in gold]
    for record in sorted(found, key=lambda each: (each.span, each.id)):
        shown = _only(record, which)
        if shown.annotations or shown.gold:
            yield shown


def _beside(annotation: Annotation, gold: list[Annotation]) -> tuple[Annotation, ...]:
    """Return the gold that is about the same words: the closest one that shares at least half of them."""
    close = [(each.judgement.span.iou(annotation.judgement.span), each) for each in gold]
    best = max(close, key=lambda pair: pair[0], default=None)
    return (best[1],) if best and best[0] >= 0.5 else ()  # noqa: PLR2004  the threshold of the matching


def _record(
    id_: str,
    article: Article,
    first: Annotation,
    members: tuple[Annotation, ...],
    gold: tuple[Annotation, ...],
    known: Names,
) -> ItemRecord:
    span = first.judgement.span
    return ItemRecord(id_, article, article.passage_at(span.start), span, members, gold, known)


def _only(record: ItemRecord, which: Which) -> ItemRecord:
    annotations = () if which is Which.GOLD else record.annotations
    gold = () if which is Which.RAW else record.gold
    return ItemRecord(record.id, record.article, record.passage, record.span, annotations, gold, record.names)
