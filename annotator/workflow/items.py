"""From stored annotations to items: a given claim, or a match of freely marked ones; gold goes beside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from annotator.core.article import Article
from annotator.core.beside_people import items_of_people
from annotator.core.claim import Annotation, Claim, Origin
from annotator.core.gaps import unproven
from annotator.core.matching import Item, Mark, match
from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.formats.options import Which
from annotator.formats.record import ItemRecord, Names
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import whole
from annotator.store.reading.made_from import made_from
from annotator.workflow.made_from import linked
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.project import stored_schemes
from annotator.workflow.reconciling import changed_sources

SOURCES_KEPT = 4_000
"""How many sources are remembered: more would be memory that grows with the project."""


def names(connection: Connection) -> Names:
    """Read who and what ids stand for; sources become known as they are met."""
    return Names(
        annotators={person.id: person.name for person in reading.annotators(connection)},
        sources={},
        schemes=_schemes(connection),
        maps=stored_schemes(connection, "the project"),
        sources_now=changed_sources(connection),
    )


def _schemes(connection: Connection) -> dict[str, Scheme]:
    return {hash_: parse_scheme(body, f"scheme {name}") for hash_, name, body in reading.schemes(connection)}


def marks(
    article: Article,
    annotations: Iterable[Annotation],
    claims: Mapping[str, Claim],
    labels: PresentLabels,
    scheme: Scheme,
) -> list[Mark]:
    """Return standing annotations as marks to be matched, with their present labels; gold is left out.

    `scheme` is the one in force, which says what evidence a label calls for.
    """
    return [
        _mark(article, annotation, claims[annotation.claim_id], labels, scheme)
        for annotation in annotations
        if annotation.judgement.stands and claims[annotation.claim_id].origin is not Origin.GOLD
    ]


def _mark(
    article: Article, annotation: Annotation, claim: Claim, labels: PresentLabels, scheme: Scheme
) -> Mark:
    judgement = annotation.judgement
    given = labels.of(judgement)
    return Mark(
        claim=annotation.claim_id,
        annotator=annotation.annotator_id,
        article=article.id,
        passage=article.passage_id(article.passage_at(judgement.span.start)),
        span=judgement.span,
        labels=given,
        given=claim.origin is Origin.GIVEN,
        suggested=frozenset(label.field for label in judgement.labels if label.suggested),
        at=annotation.created_at,
        version=judgement.scheme_hash,
        unproven=unproven(judgement, given, scheme),
        as_given=labels.unmerged(judgement),
    )


def records(
    connection: Connection,
    which: Which,
    tell: Callable[[int], object] = lambda _: None,
    without: Collection[str] = (),
) -> Iterator[ItemRecord]:
    """Yield the project's items, an article at a time, in the order of the text, `without` what some annotators did.

    `tell` hears of how many articles have been gone through.
    """
    known = names(connection)
    models = {each.id for each in reading.annotators(connection) if each.kind != "person"}
    for number, each in enumerate(whole.judged_articles(connection), 1):
        article, claims, judged, sources = each
        _know_sources(connection, known.sources, sources)
        kept = [each for each in judged if each.annotator_id not in without] if without else judged
        whole_items = [*_of_article(article, kept, claims, known, models)]
        if any(claim.origin is Origin.GIVEN for claim in claims.values()):
            whole_items = linked(whole_items, [*made_from(connection, article.id)])
        found = (_only(record, which) for record in whole_items)
        shown = [record for record in found if record.annotations or record.gold]
        shown.sort(key=lambda record: (record.span.start, record.span.end, record.id))
        yield from shown
        tell(number)


def _know_sources(connection: Connection, known: dict[str, Source], named: set[str]) -> None:
    """Let the sources that an article's annotations name be known, and not ever more of them."""
    if len(known) > SOURCES_KEPT:
        known.clear()
    missing = named - known.keys()
    if missing:
        known.update({source.id: source for source in whole.sources_of(connection, missing)})


def _of_article(
    article: Article,
    annotations: list[Annotation],
    claims: Mapping[str, Claim],
    known: Names,
    models: Collection[str],
) -> Iterator[ItemRecord]:
    """Make items of people's marks, with those of models beside them, then match these with the gold."""
    by_claim = {(each.claim_id, each.annotator_id): each for each in annotations}
    is_gold = {each.id for each in claims.values() if each.origin is Origin.GOLD}
    spots = [
        _spot(article, each, given=claims[each.claim_id].origin is Origin.GIVEN)
        for each in annotations
        if each.claim_id not in is_gold
    ]
    items = {item.id: item for item in items_of_people(spots, models)}
    for id_, span, item, settled in _settled(article, items, annotations, is_gold):
        members = [by_claim[mark.claim, mark.annotator] for mark in item.marks] if item else []
        yield ItemRecord(
            id_,
            article,
            article.passage_at(span.start),
            span,
            _by_name(members, known),
            _by_name([by_claim[each] for each in settled], known),
            known,
        )


Settled = tuple[str, Span, Item | None, list[tuple[str, str]]]
"""An item's id and span, the item where the annotators found it, and the gold beside it as (claim, annotator)."""


def _settled(
    article: Article, items: Mapping[str, Item], annotations: Iterable[Annotation], is_gold: set[str]
) -> Iterator[Settled]:
    gold = [each for each in annotations if each.claim_id in is_gold]
    if not gold:
        yield from ((item.id, _first(item).span, item, []) for item in items.values())
        return
    spots = [Mark(item.id, ITEMS, article.id, "", _first(item).span, {}) for item in items.values()]
    for group in match([*spots, *(_spot(article, each, given=False) for each in gold)]).items:
        settled = [(spot.claim, spot.annotator) for spot in group.marks if spot.annotator != ITEMS]
        item = next((items[spot.claim] for spot in group.marks if spot.annotator == ITEMS), None)
        id_, span = (item.id, _first(item).span) if item else (group.id, _first(group).span)
        yield id_, span, item, settled


ITEMS = ""
"""Stands where an annotator's id does, for what the annotators found together."""


def _spot(article: Article, of: Annotation, *, given: bool) -> Mark:
    """Return where somebody marked something, and nothing else of it."""
    return Mark(of.claim_id, of.annotator_id, article.id, "", of.judgement.span, {}, given)


def _first(item: Item) -> Mark:
    return next(mark for mark in item.marks if mark.claim == item.id)


def _by_name(annotations: list[Annotation], known: Names) -> tuple[Annotation, ...]:
    if len(annotations) < 2:  # noqa: PLR2004  nothing to put in order
        return tuple(annotations)
    return tuple(sorted(annotations, key=lambda each: (known.annotators[each.annotator_id], each.id)))


def _only(record: ItemRecord, which: Which) -> ItemRecord:
    """Leave out what was not asked for; without the annotators' marks, the words are those of the gold."""
    if which is Which.RAW:
        return replace(record, gold=()) if record.gold else record
    if which is Which.GOLD and record.gold:
        span = record.gold[0].judgement.span
        return replace(record, annotations=(), span=span, passage=record.article.passage_at(span.start))
    return replace(record, annotations=()) if which is Which.GOLD else record
