"""An adjudicator at work in a round: the item before them, where they go from it, and what each decision does.

What is decided is applied in memory at once and saved behind the screen, in order. An article is read when its first
item comes up, and not before everything decided until then is on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotator.core.claim import Evidence, Label
from annotator.core.deciding import DecisionKind
from annotator.core.explaining import gist, rules_of
from annotator.core.gaps import Gap
from annotator.core.gold_gaps import gold_gaps
from annotator.core.history import Kind
from annotator.core.proposing import CARRIED, Proposal, carried, gold
from annotator.core.round import Round
from annotator.core.scheme import Field
from annotator.core.settling import SPAN, Said, lettered
from annotator.core.source import Source
from annotator.errors import AnnotatorError, BadInput
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator
from annotator.store.writing import save
from annotator.workflow.deciding import (
    Ruling,
    Settled,
    action_of,
    after,
    begin,
    entry_of,
    needs_a_person,
    see,
    settle,
    turn_back,
)
from annotator.workflow.outbox import Outbox, Progress
from annotator.workflow.project import Project
from annotator.workflow.reading_ahead import ReadingAhead
from annotator.workflow.schemes import guideline
from annotator.workflow.settling import Item, Left, Page, Survey, count, ground, own_hands, page, survey
from annotator.workflow.undoing import Undone

LACKING = "lacking"
"""Stands where something disputed would: the gold of the item lacks what the round asks for."""

PAGES_KEPT = 4
"""Articles that are kept as they were read, so that going back a step asks for nothing."""

FIRST_READ = 3.0
"""Seconds that going on waits for what is being saved before it says that it can't."""


@dataclass(frozen=True, slots=True)
class Place:
    """An item by its article and the id of what is to be settled."""

    article_id: str
    matter_id: str


@dataclass
class _Counts:
    items: int = 0
    settled: int = 0
    passed_over: int = 0
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """How a round is settled: whether one's own items too, and how far edges may differ."""

    own_too: bool = False
    tolerance: int = 0


class Adjudication:
    """One adjudicator in one round; `tell` hears how far saving is, from another thread."""

    def __init__(
        self,
        project: Project,
        round_: Round,
        adjudicator: Annotator,
        found: Survey,
        *,
        tell: Callable[[Progress], None],
        options: Options | None = None,
    ) -> None:
        begin(project, round_)
        self.project, self.round, self.adjudicator = project, round_, adjudicator
        self.options = options or Options()
        with reading_scope(project.engine) as connection:
            self._ground = ground(project, connection, round_, self.options.tolerance)
            self._own = own_hands(connection, adjudicator.id)
        self._mine = frozenset() if self.options.own_too else self._own
        self.rules = {number: gist(text) for number, text in rules_of(guideline(project.scheme)).items()}
        self.order = list(found.by_article)
        self._pages: dict[str, Page] = {}
        self._seen: set[str] = set()
        self._left, self._by_article = _by_article(found.left), dict(found.by_article)
        self._lacking = {each.item_id: each.article_id for each in found.lacking}
        self.counts = _Counts(
            found.items,
            found.settled,
            sum(1 for each in found.left if self._passes(each)),
            len(found.lacking),
        )
        self.only: str = ""
        self.place: Place | None = None
        self.proposal: Proposal | None = None
        self._item: Item | None = None
        self._sides: tuple[Said, ...] = ()
        self.outbox = Outbox(tell)
        self._ahead, self._ahead_of = ReadingAhead(self.outbox, self._read), ""

    def _passes(self, each: Left) -> bool:
        return each.is_own and not self.options.own_too

    # -- what is before the adjudicator

    @property
    def here(self) -> Page:
        """Return the article that the item is in."""
        return self._pages[self._at.article_id]

    @property
    def item(self) -> Item:
        """Return the item."""
        if self._item is None:
            raise LookupError("no item is before the adjudicator")
        return self._item

    @property
    def _at(self) -> Place:
        if self.place is None:
            raise LookupError("no item is before the adjudicator")
        return self.place

    @property
    def sides(self) -> tuple[Said, ...]:
        """Return the annotations in the order of their letters."""
        return self._sides

    @property
    def number(self) -> int:
        """Return the item's number in its article, counted from 1."""
        return 1 + [each.matter.id for each in self.here.items].index(self._at.matter_id)

    @property
    def left(self) -> int:
        """Return how many items are left to this adjudicator."""
        return self.counts.items - self.counts.settled - self.counts.passed_over

    def source(self, source_id: str) -> Source | None:
        """Return a source that somebody named in the article."""
        return self.here.sources.get(source_id)

    # -- going about

    def begin(self) -> bool:
        """Turn to the first item that waits, or else to the first one; tell whether any waits."""
        if self.go(forward=True):
            return True
        for article_id in self.order:
            shown = (each for each in self._page(article_id).items if self._may_be_shown(each))
            first = next(shown, None)
            if first is not None:
                self._turn_to(Place(article_id, first.matter.id))
                break
        return False

    def _may_be_shown(self, item: Item) -> bool:
        return not item.is_of(self._mine)

    def go(self, *, forward: bool) -> bool:
        """Turn to the next item that waits or the one before, going round; tell whether there is one."""
        found = self._from(self.place, forward)
        if found is None:
            return False
        self._turn_to(found)
        return True

    def step(self, *, forward: bool) -> bool:
        """Turn to the next item of the article or the one before, settled or not, else to another article's."""
        if self.place is None:
            return False
        ids = [each.matter.id for each in self.here.items if self._may_be_shown(each)]
        at = ids.index(self.place.matter_id) + (1 if forward else -1)
        if 0 <= at < len(ids):
            self._turn_to(Place(self.place.article_id, ids[at]))
            return True
        number = self.order.index(self.place.article_id)
        others = self.order[number + 1 :] if forward else self.order[:number][::-1]
        for article_id in others:
            items = [each for each in self._page(article_id).items if self._may_be_shown(each)]
            if items:
                self._turn_to(Place(article_id, items[0 if forward else -1].matter.id))
                return True
        return False

    def _from(self, place: Place | None, forward: bool) -> Place | None:
        if place is None:
            articles = self.order if forward else self.order[::-1]
            return next((found for each in articles if (found := self._waiting(each, None, forward))), None)
        here = self._waiting(place.article_id, place.matter_id, forward)
        if here is not None:
            return here
        number = self.order.index(place.article_id)
        around = self.order[number + 1 :] + self.order[:number]
        around = around if forward else self.order[:number][::-1] + self.order[number + 1 :][::-1]
        for each in around:
            if self._may_wait(each) and (found := self._waiting(each, None, forward)):
                return found
        # Round to the beginning of this one.
        found = self._waiting(place.article_id, None, forward)
        return None if found == place else found

    def _waiting(self, article_id: str, after_id: str | None, forward: bool) -> Place | None:
        if not self._may_wait(article_id):
            return None
        items = list(self._page(article_id).items)
        if not forward:
            items.reverse()
        if after_id is not None:
            ids = [each.matter.id for each in items]
            items = items[ids.index(after_id) + 1 :]
        return next((Place(article_id, each.matter.id) for each in items if self._waits(each)), None)

    @property
    def waits_here(self) -> bool:
        """Tell whether the item is one of those that going on stops at."""
        return self.place is not None and self._waits(self.item)

    def _may_wait(self, article_id: str) -> bool:
        if self.only == LACKING:
            return article_id in self._lacking.values()
        return bool(self._left.get(article_id))

    def _waits(self, item: Item) -> bool:
        if self.only == LACKING:
            return item.is_lacking and self._may_be_shown(item)
        if not needs_a_person(item) or not self._may_be_shown(item):
            return False
        return not self.only or self.only in item.compared.disputed

    def _turn_to(self, place: Place) -> None:
        self._page(place.article_id)
        if place.article_id not in self._seen:
            self._seen.add(place.article_id)
            # Before it is shown, so that no decision is on disk whose maker is not known to have looked.
            self.outbox.put(lambda: see(self.project, self.round, self.adjudicator, place.article_id))
        self.place = place
        self._item = next(each for each in self.here.items if each.matter.id == place.matter_id)
        self._sides = lettered(self._item.matter, self.round.id)
        self.proposal = self._begun(self._item)

    def _begun(self, item: Item) -> Proposal:
        """Return what is chosen to begin with: the gold there is, else what all agree on."""
        judgement = item.judged
        if item.is_changed or judgement is None:
            return Proposal.of(item.compared)
        labels = {
            each.id: tuple(label for label in judgement.labels if label.field == each.id)
            for each in self.fields
        }
        return Proposal(judgement.span, labels).carry(judgement.evidence)

    def _page(self, article_id: str) -> Page:
        found = self._pages.pop(article_id, None) or self._ahead.take(article_id)
        if found is None:
            if not self.outbox.drain(FIRST_READ):
                raise AnnotatorError(
                    "what was decided is not saved yet",
                    why="going on would show what is on disk",
                    do="wait, and try again",
                )
            found = self._read(article_id)
            while len(self._pages) >= PAGES_KEPT:
                self._pages.pop(next(iter(self._pages)))
        self._pages[article_id] = found
        return found

    def _read(self, article_id: str) -> Page:
        with reading_scope(self.project.engine) as connection:
            return page(connection, self._ground, article_id)

    def read_ahead(self) -> None:
        """Have the next article with items that wait read behind the screen; call when there is nothing to save."""
        if self.place is None or self.place.article_id == self._ahead_of:
            return
        self._ahead_of = self.place.article_id
        number = self.order.index(self.place.article_id)
        later = (each for each in self.order[number + 1 :] if self._left.get(each))
        following = next(later, None)
        if following is not None and following not in self._pages:
            self._ahead.ask(following)

    def narrow(self, what: str) -> None:
        """Stop only at items in which this is disputed, or at all."""
        self.only = what

    def disputes(self) -> dict[str, int]:
        """Count by what is disputed the items that are left, as they were when last looked through.

        Those with gold that lacks something are counted with them, under `LACKING`.
        """
        counts: dict[str, int] = {LACKING: self.counts.lacking}
        for each in (each for group in self._left.values() for each in group if not self._passes(each)):
            for what in each.disputed:
                counts[what] = counts.get(what, 0) + 1
        return counts

    # -- putting gold together

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields that are asked."""
        return self.here.asked.fields

    @property
    def choice(self) -> Proposal:
        """Return the gold as far as it is chosen."""
        if self.proposal is None:
            raise LookupError("no item is before the adjudicator")
        return self.proposal

    @property
    def open(self) -> tuple[str, ...]:
        """Name what has to be chosen yet."""
        return self.choice.open(self.here.asked)

    def take(self, side: Said) -> None:
        """Take all that one annotator said."""
        self.proposal = self.choice.take(side, self.item.matter, self.here.asked)

    def take_of(self, what: str, side: Said) -> None:
        """Take the words, the labels of one field, or the evidence from one annotator."""
        if what == SPAN:
            self.shape(side, DecisionKind.TAKEN)
            return
        if what == CARRIED:
            self.carry([side])
            return
        labels = tuple(each for each in side.judgement.labels if each.field == what)
        self.pick(what, labels)

    def carry(self, sides: Iterable[Said]) -> None:
        """Take along the evidence of these annotators, of nobody else."""
        self.proposal = self.choice.carry(piece for each in sides for piece in each.judgement.evidence)

    def pick(self, what: str, labels: Iterable[Label]) -> None:
        """Choose the labels of a field."""
        self.proposal = self.choice.pick(what, tuple(labels), self.item.matter, self.here.asked)

    def shape(self, side: Said, cut: DecisionKind) -> None:
        """Take the words of one annotator."""
        self.proposal = self.choice.shape(side.span, cut)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence of annotators that the gold takes along as it is chosen."""
        return carried(self.choice, self.item.matter, self.here.asked)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what the gold would lack as it is chosen; what is to be chosen yet is no gap."""
        if self.choice.span is None:
            return ()
        item, asked = self.item, self.here.asked
        found = gold_gaps(gold(self.choice, item.matter, asked), item.matter, asked)
        return tuple(each for each in found if each.field not in self.open)

    @property
    def is_as_settled(self) -> bool:
        """Tell whether what is chosen is the gold that the item has."""
        judged = self.item.judged
        return self.item.is_settled and judged is not None and self.choice.says(judged)

    @property
    def may_cut(self) -> bool:
        """Tell whether the words are to be settled, which those of a given claim are not."""
        return self.item.matter.given is None and bool(self.item.matter.said)

    # -- deciding

    def decide(self, ruling: Ruling) -> None:
        """Save a ruling about the item, and let it count from now on.

        Raises `BadInput` where something has to be chosen yet, or neither rule nor reason is given.
        """
        if ruling.proposal is not None and self.open:
            raise BadInput(f"not chosen yet: {', '.join(self.open).replace('_', ' ')}")
        if not (ruling.rule or ruling.reason):
            raise BadInput("a decision needs a rule of the guideline, or a reason")
        here, item = self.here, self.item
        was_settled = item.is_settled
        action = action_of(self.project.stamps, self.adjudicator.id)
        settled: Settled = settle(
            here, item, ruling, action=action, round_id=self.round.id, stamps=self.project.stamps
        )
        entry = entry_of(action, [settled])
        self._pages[here.article.id] = after(here, settled)
        self._item = settled.item
        self._settled(here.article.id, item, was_settled)
        self.outbox.put(lambda: save(self.project.engine, entry))

    def _settled(self, article_id: str, item: Item, was_settled: bool) -> None:
        left = self._left.get(article_id, [])
        self._left[article_id] = [each for each in left if each.item_id != item.id]
        items, settled = self._by_article.get(article_id, (0, 0))
        self._by_article[article_id] = (items, settled + (not was_settled))
        self.counts.settled += not was_settled
        self._lacking.pop(item.id, None)
        if self.item.is_lacking:
            self._lacking[self.item.id] = article_id
        self.counts.lacking = len(self._lacking)

    def turn_back(self, kind: Kind) -> Undone | None:
        """Undo or redo the latest decision, and turn to its item; call only when everything is saved.

        Raises `NotSaved` when it could not be written.
        """
        undone = turn_back(self.project, self.round, self.adjudicator, kind)
        if undone is None:
            return None
        self._look_again(undone.articles)
        self._return_to(undone.article_id, undone.item_id)
        return undone

    def start_over(self) -> None:
        """Look through the round again, as others may have written to it, and stay at the item if it is there."""
        self._look_again(None)
        self._return_to(self.place.article_id if self.place else None, None)

    def _look_again(self, articles: Iterable[str] | None) -> None:
        """Count what is left anew, of these articles or of all where there are many of them."""
        several = None if articles is None else set(articles) & set(self.order)
        self._ahead.forget()
        self._ahead_of = ""
        own = self._own
        if several is None or len(several) > PAGES_KEPT:
            found = survey(
                self.project, self.round, adjudicator=self.adjudicator.id, tolerance=self.options.tolerance
            )
            self.order = list(found.by_article)
            self._pages.clear()
            self._left, self._by_article = _by_article(found.left), dict(found.by_article)
            self._lacking = {each.item_id: each.article_id for each in found.lacking}
        else:
            for article_id in several:
                self._pages.pop(article_id, None)
                part = Survey(self.round.name)
                count(part, self._page(article_id), own)
                self._left[article_id] = part.left
                self._by_article |= part.by_article
                others = {id_: each for id_, each in self._lacking.items() if each != article_id}
                self._lacking = others | {each.item_id: article_id for each in part.lacking}
        self._count()

    def _count(self) -> None:
        self.counts.items = sum(items for items, _ in self._by_article.values())
        self.counts.settled = sum(settled for _, settled in self._by_article.values())
        self.counts.passed_over = sum(
            1 for group in self._left.values() for each in group if self._passes(each)
        )
        self.counts.lacking = len(self._lacking)

    def _return_to(self, article_id: str | None, item_id: str | None) -> None:
        place, self.place = self.place, None
        self._item = None
        if article_id is None or article_id not in self.order:
            self.begin()
            return
        items = [each for each in self._page(article_id).items if self._may_be_shown(each)]
        at = item_id or (place.matter_id if place else "")
        found = next((each for each in items if at in (each.id, each.matter.id)), next(iter(items), None))
        if found is not None:
            self._turn_to(Place(article_id, found.matter.id))

    def close(self, within: float | None = None) -> bool:
        """Save what waits, and let go of everything; tell whether all of it is on disk."""
        saved = self.outbox.drain(within)
        self.outbox.close(within)
        self.project.close()
        return saved


def _by_article(left: Iterable[Left]) -> dict[str, list[Left]]:
    found: dict[str, list[Left]] = {}
    for each in left:
        found.setdefault(each.article_id, []).append(each)
    return found
