"""The items of a round as an adjudicator meets them, read an article at a time, and what became of each.

An item is a given claim, or a match of marks made freely as agreement has it. A decision belongs to the item that holds
the claims it weighed, so it is found again when marks have come or gone since; then the item is listed as changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.article import Article
from annotator.core.claim import Annotation, Judgement, Origin
from annotator.core.deciding import Decision, DecisionKind
from annotator.core.gaps import Gap
from annotator.core.gold_before import placed
from annotator.core.gold_gaps import gold_gaps, lacking
from annotator.core.settling import Asked, Comparison, Matter, compare
from annotator.core.source import Source
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import settling, whole
from annotator.workflow.matters import Ground, matters


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

    @property
    def is_unjudged(self) -> bool:
        """Tell whether nobody has said anything yet of a given claim: there is nothing to settle."""
        return not self.matter.said and self.decision is None

    @property
    def needs_a_person(self) -> bool:
        """Tell whether it waits for a decision."""
        return not self.is_settled and not self.is_unjudged

    @property
    def may_be_accepted(self) -> bool:
        """Tell whether a rule may settle it: nobody has decided about it, or the rule did and still would."""
        if self.is_settled or not self.compared.is_agreed:
            return False
        return all(each.kind is DecisionKind.AGREED for each in self.decisions)


PUT_OFF = (DecisionKind.UNSETTLED, DecisionKind.GUIDELINE)
"""Decisions by which a given claim keeps what it came with, and gets nothing that is asked."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article with its items in the order of the text, and the sources that they name."""

    article: Article
    asked: Asked
    items: tuple[Item, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    gold: Mapping[str, Annotation] = field(default_factory=dict)
    """The latest gold of every claim of that origin, what was taken back included."""


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
    found = matters(connection, on, article, marked, standing)
    heads = settling.heads(connection, on.round.id, article_id)
    beside = _beside(connection, on, article_id, heads, gold)
    alone = {id_: each for id_, each in gold.items() if id_ not in beside}
    brought = _brought(connection, on, found, heads, alone)
    found = [replace(each, base=on.read(brought[each.id])) if each.id in brought else each for each in found]
    items = [*_items(found, heads, gold, brought, beside), *_orphans(found, heads, gold)]
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


# -- which decision is about which item

NOT_COMPARED = Comparison(None, {})


def _brought(
    connection: Connection,
    on: Ground,
    found: Sequence[Matter],
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
) -> dict[str, Annotation]:
    """Return the gold of items that came of no decision, by item: there is one gold an item, whoever made it."""
    if on.round.gives or not found:
        return {}
    came = {each.gold_claim for each in heads if each.settles}
    loose = {id_: each for id_, each in gold.items() if id_ not in came}
    if not loose:
        return {}
    elsewhere = settling.decided_elsewhere(connection, on.round.id, found[0].article_id)
    spans = {id_: each.judgement.span for id_, each in loose.items() if id_ not in elsewhere}
    return {matter_id: gold[claim_id] for claim_id, matter_id in placed(spans, found).items()}


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


def _looked_at(on: Ground, item: Item, asked: Asked) -> Item:
    """Return an item with how its annotations compare, and what its gold lacks."""
    compared = compare(item.matter, asked)
    if not item.gold:
        return replace(item, compared=compared)
    judged = on.read(item.gold[0])
    return replace(item, compared=compared, judged=judged, gaps=gold_gaps(judged, item.matter, asked))


def _items(
    found: Sequence[Matter],
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
    brought: Mapping[str, Annotation],
    beside: Mapping[str, str],
) -> Iterator[Item]:
    of = _assigned(found, heads)
    by_item = {each.item_id: each for each in heads}
    for matter in found:
        decisions = sorted(of[matter.id], key=lambda each: (each.item_id != matter.id, each.item_id))
        head = decisions[0] if decisions else by_item.get(matter.id)
        came = tuple(each for one in decisions if (each := gold.get(one.gold_claim or "")))
        about = {each.item_id for each in decisions}
        came += tuple(gold[claim] for claim, item in beside.items() if item in about)
        if not decisions and matter.id in brought:
            came = (brought[matter.id],)
        yield Item(matter, NOT_COMPARED, tuple(decisions), head, came)


def _assigned(found: Sequence[Matter], heads: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Give every decision that counts to the item with its claim, else to the one with most of what it weighed."""
    of: dict[str, list[Decision]] = {matter.id: [] for matter in found}
    holder = {claim: matter.id for matter in found for claim in sorted(matter.claims)}
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
    found: Sequence[Matter],
    heads: Sequence[Decision],
    gold: Mapping[str, Annotation],
) -> Iterator[Item]:
    """Yield decisions whose gold stands although all that it was made of has been taken back."""
    taken = {each.id for group in _assigned(found, heads).values() for each in group}
    for head in heads:
        came = gold.get(head.gold_claim or "")
        if head.settles and head.id not in taken and came is not None:
            matter = Matter(head.item_id, head.article_id, ())
            yield Item(matter, NOT_COMPARED, (head,), head, (came,))
