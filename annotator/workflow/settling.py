"""The items of a round as an adjudicator meets them, read an article at a time, and what became of each.

An item is a given claim, or a match of marks made freely as agreement has it; marks of passages that not everybody has
done are to be settled as well. A decision belongs to the item that holds the claims it weighed, so it is found again
when marks have come or gone since; then the item is listed as changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.article import Article
from annotator.core.beside_people import items_of_people
from annotator.core.claim import Annotation, Judgement, Origin
from annotator.core.deciding import Decision, DecisionKind
from annotator.core.gaps import Gap
from annotator.core.gold_before import placed
from annotator.core.gold_gaps import gold_gaps, lacking
from annotator.core.matching import Mark
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.core.settling import Asked, Comparison, Given, Matter, Said, apart, compare
from annotator.core.source import Source
from annotator.core.source_merges import SourcesNow
from annotator.core.source_merges import fold as folded
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import rounds as asking
from annotator.store.reading import settling, source_changing, whole
from annotator.store.reading.assigning import again
from annotator.store.reading.exposures import hands
from annotator.store.reading.judgements import annotations_by_id
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same for all articles of a round: whom, what and how it asks, and who is who."""

    project: Project
    round: Round
    scheme: Scheme
    tolerance: int = 0
    people: frozenset[str] = frozenset()
    second_hands: frozenset[str] = frozenset()
    sources: SourcesNow = field(default_factory=SourcesNow)

    def asked(self, text: str) -> Asked:
        """Return what is asked in an article."""
        merged = self.sources.representative if self.sources.stands_for else apart
        return Asked(self.scheme, self.scheme.fields, text, self.tolerance, merged)


@dataclass(frozen=True, slots=True)
class Item:
    """An item with how its annotations compare and what was decided about it.

    `decisions` are those that count and are about its claims, the first of them its own; `head` is the last step of
    that one's history, also where it is open again. `gold` are the annotations that came of them and stand, or else
    the gold that was there before; there are several where it was decided in two files at once. `judged` is the first
    of them as the scheme in force reads it, `gaps` what it lacks.
    """

    matter: Matter
    compared: Comparison
    decisions: tuple[Decision, ...] = ()
    head: Decision | None = None
    gold: tuple[Annotation, ...] = ()
    judged: Judgement | None = None
    gaps: tuple[Gap, ...] = ()

    @property
    def id(self) -> str:
        """Return the id under which decisions about it are kept."""
        return self.head.item_id if self.head else self.matter.id

    @property
    def decision(self) -> Decision | None:
        """Return the decision that counts."""
        return next(iter(self.decisions), None)

    @property
    def is_changed(self) -> bool:
        """Tell whether its annotations are others than those that were weighed, or several decisions meet in it."""
        if self.decision is None:
            return False
        return (
            len(self.decisions) > 1 or len(self.gold) > 1 or self.decision.weighed != self.matter.annotations
        )

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to decide."""
        return bool(self.gold) if self.decision is None else not self.is_changed

    @property
    def is_lacking(self) -> bool:
        """Tell whether its gold lacks something; what can't be settled yet is known to."""
        kind = self.decision.kind if self.decision else None
        return self.is_settled and kind not in PUT_OFF and bool(lacking(self.gaps))

    def is_of(self, people: Iterable[str]) -> bool:
        """Tell whether any of these annotated it."""
        return not {each.annotation.annotator_id for each in self.matter.said}.isdisjoint(people)


PUT_OFF = (DecisionKind.UNSETTLED, DecisionKind.GUIDELINE)
"""Decisions by which a given claim keeps what it came with, and gets nothing that is asked."""

BROUGHT = "brought"
"""Stands where the kind of a decision would: the gold was there before anybody settled."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article with its items in the order of the text, and the sources that they name."""

    article: Article
    asked: Asked
    items: tuple[Item, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    gold: Mapping[str, Annotation] = field(default_factory=dict)
    """The latest gold of every claim of that origin, what was taken back included."""


def ground(project: Project, connection: Connection, round_: Round, tolerance: int = 0) -> Ground:
    """Read what is the same for all articles of a round."""
    people = {each.id for each in reading.annotators(connection) if each.kind == "person"}
    return Ground(
        project,
        round_,
        round_.narrowed(project.scheme),
        tolerance,
        frozenset(people) - settling.only_settling(connection),
        frozenset(again(connection)),
        folded(source_changing.source_changes(connection)),
    )


def own_hands(connection: Connection, annotator_id: str) -> frozenset[str]:
    """Return all ids under which somebody annotates."""
    return frozenset(hands(connection, annotator_id))


def articles_of(connection: Connection, round_: Round) -> list[str]:
    """Return the articles of a round that have claims, in the order of import."""
    return list(
        settling.articles_with_claims(
            connection, round_.id if round_.lists_articles else None, round_.id if round_.gives else None
        )
    )


def page(connection: Connection, on: Ground, article_id: str) -> Page:
    """Read one article with all that is to be settled in it."""
    article = reading.article(connection, article_id)
    claims = reading.claims(connection, article_id)
    current = reading.current_annotations(connection, article_id)
    standing = [each for each in current if each.judgement.stands]
    settled = {each.claim_id: each for each in current if claims[each.claim_id].origin is Origin.GOLD}
    gold = {id_: each for id_, each in settled.items() if each.judgement.stands}
    marked = {each.id for each in claims.values() if each.origin is Origin.MARKED}
    asked = on.asked(article.text)
    matters = _matters(connection, on, article, marked, standing)
    heads = settling.heads(connection, on.round.id, article_id)
    beside = _beside(connection, on, article_id, heads, gold)
    brought = _brought(
        connection, on, matters, heads, {id_: each for id_, each in gold.items() if id_ not in beside}
    )
    matters = [
        replace(each, base=_read(on, brought[each.id])) if each.id in brought else each for each in matters
    ]
    items = [*_items(matters, heads, gold, brought, beside), *_orphans(matters, heads, gold)]
    items = [_looked_at(on, item, asked) for item in items]
    items.sort(key=_in_text)
    named = {
        each for annotation in standing for label in annotation.judgement.labels if (each := label.source_id)
    }
    named |= {on.sources.representative(each) for each in named}
    sources = {each.id: on.sources.present(each) for each in whole.sources_of(connection, named)}
    narrator = Source.narrator(article_id)
    return Page(article, asked, tuple(items), {narrator.id: narrator, **sources}, settled)


def _in_text(item: Item) -> tuple[int, int, str]:
    span = item.matter.span or (item.gold[0].judgement.span if item.gold else None)
    return (span.start, span.end, item.id) if span else (0, 0, item.id)


# -- items

NOT_COMPARED = Comparison(None, {})


def _matters(
    connection: Connection, on: Ground, article: Article, marked: set[str], standing: Sequence[Annotation]
) -> list[Matter]:
    counted = [each for each in standing if each.annotator_id not in on.second_hands]
    exposed = settling.exposed_here(connection, article.id)
    asked_by_name = settling.asked_here(connection, on.round.id, article.id) if on.round.is_open else set()
    if on.round.gives:
        return list(_given(connection, on, article, counted, exposed, asked_by_name=asked_by_name))
    done = settling.done_here(connection, article.id)
    by_claim = {(each.claim_id, each.annotator_id): each for each in counted if each.claim_id in marked}
    marks = [
        Mark(each.claim_id, each.annotator_id, article.id, "", each.judgement.span, {})
        for each in by_claim.values()
    ]
    found = []
    models = {mark.annotator for mark in marks} - on.people
    for item in items_of_people(marks, models):
        said = tuple(_said(on, by_claim[mark.claim, mark.annotator], exposed) for mark in item.marks)
        start = min(mark.span.start for mark in item.marks)
        here = done.get(article.passage_id(article.passage_at(start)), set())
        expected = ((here | asked_by_name) & on.people) - on.second_hands
        found.append(Matter(item.id, article.id, said, frozenset(expected)))
    return found


def _given(
    connection: Connection,
    on: Ground,
    article: Article,
    counted: Sequence[Annotation],
    exposed: Mapping[str, str],
    *,
    asked_by_name: set[str],
) -> Iterator[Matter]:
    fields = {each.id for each in on.scheme.fields}
    given = asking.given_claims(connection, on.round.id, article.id)
    frozen = annotations_by_id(connection, [each.gold_id for each in given if each.gold_id])
    answers: dict[str, list[Said]] = {}
    for annotation in counted:
        if any(label.field in fields for label in annotation.judgement.labels):
            answers.setdefault(annotation.claim_id, []).append(_said(on, annotation, exposed))
    for each in given:
        said = answers.get(each.claim_id, [])
        here = {one.annotation.annotator_id for one in said}
        base = frozen.get(each.gold_id or "")
        came_with = Given(
            each.span,
            each.labels,
            each.restatement,
            each.gold_id,
            base.claim_id if base else None,
            on.project.schemes.read(base.judgement).judgement if base else None,
        )
        expected = ((here | asked_by_name) & on.people) - on.second_hands
        yield Matter(each.claim_id, article.id, tuple(said), frozenset(expected), came_with)


def _said(on: Ground, annotation: Annotation, exposed: Mapping[str, str]) -> Said:
    read = on.project.schemes.read(annotation.judgement)
    seen = exposed.get(annotation.annotator_id)
    return Said(
        replace(annotation, judgement=read.judgement),
        frozenset(doubt.field for doubt in read.doubts if doubt.value),
        annotation.annotator_id in on.people,
        seen is not None and annotation.action_id > seen,
    )


# -- which decision is about which item


def _brought(
    connection: Connection,
    on: Ground,
    matters: Sequence[Matter],
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
) -> dict[str, Annotation]:
    """Return the gold of items that came of no decision, by item: there is one gold an item, whoever made it."""
    if on.round.gives or not matters:
        return {}
    came = {each.gold_claim for each in heads if each.settles}
    loose = {id_: each for id_, each in gold.items() if id_ not in came}
    if not loose:
        return {}
    elsewhere = settling.decided_elsewhere(connection, on.round.id, matters[0].article_id)
    spans = {id_: each.judgement.span for id_, each in loose.items() if id_ not in elsewhere}
    return {matter_id: gold[claim_id] for claim_id, matter_id in placed(spans, matters).items()}


def _beside(
    connection: Connection,
    on: Ground,
    article_id: str,
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
) -> dict[str, str]:
    """Return the item of gold that stands beside that of the latest decision: it was decided in two files at once."""
    came = {each.item_id: each.gold_claim for each in heads if each.settles}
    if not came:
        return {}
    decided = settling.gold_decided(connection, on.round.id, article_id)
    return {
        claim: item
        for claim, item in decided.items()
        if claim in gold and item in came and claim not in came.values()
    }


def _read(on: Ground, annotation: Annotation) -> Judgement:
    return on.project.schemes.read(annotation.judgement).judgement


def _looked_at(on: Ground, item: Item, asked: Asked) -> Item:
    """Return an item with how its annotations compare, and what its gold lacks."""
    compared = compare(item.matter, asked)
    if not item.gold:
        return replace(item, compared=compared)
    judged = _read(on, item.gold[0])
    return replace(item, compared=compared, judged=judged, gaps=gold_gaps(judged, item.matter, asked))


def _items(
    matters: Sequence[Matter],
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
    brought: Mapping[str, Annotation],
    beside: Mapping[str, str],
) -> Iterator[Item]:
    of = _assigned(matters, heads)
    by_item = {each.item_id: each for each in heads}
    for matter in matters:
        decisions = sorted(of[matter.id], key=lambda each: (each.item_id != matter.id, each.item_id))
        head = decisions[0] if decisions else by_item.get(matter.id)
        came = tuple(each for one in decisions if (each := gold.get(one.gold_claim or "")))
        about = {each.item_id for each in decisions}
        came += tuple(gold[claim] for claim, item in beside.items() if item in about)
        if not decisions and matter.id in brought:
            came = (brought[matter.id],)
        yield Item(matter, NOT_COMPARED, tuple(decisions), head, came)


def _assigned(matters: Sequence[Matter], heads: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Give every decision that counts to the item with its claim, else to the one with most of what it weighed."""
    of: dict[str, list[Decision]] = {matter.id: [] for matter in matters}
    holder = {claim: matter.id for matter in matters for claim in sorted(matter.claims)}
    for head in heads:
        if not head.settles:
            continue
        held = [holder[each.claim_id] for each in head.basis if each.claim_id in holder]
        if head.item_id in holder:
            of[holder[head.item_id]].append(head)
        elif held:
            of[min(held, key=lambda each: (-held.count(each), each))].append(head)
    return of


def _orphans(
    matters: Sequence[Matter],
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
) -> Iterator[Item]:
    """Yield decisions whose gold stands although all that it was made of has been taken back."""
    taken = {each.id for group in _assigned(matters, heads).values() for each in group}
    for head in heads:
        came = gold.get(head.gold_claim or "")
        if head.settles and head.id not in taken and came is not None:
            matter = Matter(head.item_id, head.article_id, ())
            yield Item(matter, NOT_COMPARED, (head,), head, (came,))


# -- how far a round is


@dataclass(frozen=True, slots=True)
class Left:
    """An item that is not settled: what is disputed in it, and what else needs a person.

    `annotators` counts models too; of `asked` people, so many as `people` have found or answered it.
    """

    article_id: str
    article: str
    item_id: str
    words: str
    annotators: int
    disputed: tuple[str, ...]
    why: tuple[str, ...]
    is_changed: bool
    is_own: bool
    people: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Lacking:
    """An item whose gold lacks something that the round asks for: its words, and the fields, evidence among them."""

    article_id: str
    article: str
    item_id: str
    words: str
    fields: tuple[str, ...]


@dataclass
class Survey:
    """How many items a round has and how many of them are settled, by article; and what is left, one by one.

    `lacking` are those that are settled with gold that lacks something.
    """

    round: str
    items: int = 0
    settled: int = 0
    unjudged: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    by_article: dict[str, tuple[int, int]] = field(default_factory=dict)


def is_unjudged(item: Item) -> bool:
    """Tell whether nobody has said anything yet of a given claim: there is nothing to settle."""
    return not item.matter.said and item.decision is None


def survey(
    project: Project,
    round_: Round,
    *,
    adjudicator: str | None = None,
    tolerance: int = 0,
    follow: Follow = unfollowed,
) -> Survey:
    """Go through the items of a round once, an article at a time."""
    found = Survey(round_.name)
    with reading_scope(project.engine) as connection:
        on = ground(project, connection, round_, tolerance)
        own = own_hands(connection, adjudicator) if adjudicator else frozenset()
        articles = articles_of(connection, round_)
        for number, article_id in enumerate(articles, 1):
            count(found, page(connection, on, article_id), own)
            follow("looking through the items", number, len(articles))
    return found


def count(found: Survey, here: Page, own: frozenset[str]) -> None:
    """Take up the items of an article."""
    items = settled = 0
    for item in here.items:
        if is_unjudged(item):
            found.unjudged += 1
            continue
        items += 1
        if item.is_settled:
            settled += 1
            kind = str(item.decision.kind) if item.decision else BROUGHT
            found.kinds[kind] = found.kinds.get(kind, 0) + 1
            if item.is_lacking:
                found.lacking.append(_lacking(item, here))
            continue
        found.left.append(_left(item, here, own))
    found.items += items
    found.settled += settled
    found.by_article[here.article.id] = (items, settled)


def _words(item: Item, here: Page) -> str:
    span = item.matter.span or item.gold[0].judgement.span
    return " ".join(span.of(here.article.text).split())


def _lacking(item: Item, here: Page) -> Lacking:
    return Lacking(here.article.id, here.article.name, item.id, _words(item, here), lacking(item.gaps))


def _left(item: Item, here: Page, own: frozenset[str]) -> Left:
    return Left(
        here.article.id,
        here.article.name,
        item.id,
        _words(item, here),
        len({each.annotation.annotator_id for each in item.matter.said}),
        item.compared.disputed,
        item.compared.why,
        item.is_changed,
        item.is_of(own),
        len(item.matter.finders),
        len(item.matter.asked),
    )


def unsettled(project: Project, round_: Round) -> int:
    """Count the items of a round about which nothing is decided, or which have changed since.

    What can't be settled, and what waits for the guideline, has been decided: it has no gold. Given claims that nobody
    has judged are no items yet.
    """
    counted = survey(project, round_)
    return counted.items - counted.settled


def kept_by_rule(item: Item) -> bool:
    """Tell whether a rule may settle an item: nobody has decided about it, or the rule did and still would."""
    if item.is_settled or not item.compared.is_agreed:
        return False
    return all(each.kind is DecisionKind.AGREED for each in item.decisions)
