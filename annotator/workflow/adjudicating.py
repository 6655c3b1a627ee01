"""An adjudicator at work in a round: the item before them, where they go from it, and what each decision does.

What is decided is applied in memory at once and saved behind the screen, in order. An article is read when its first
item comes up, and not before everything decided until then is on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotator.core.explaining import gist, rules_of
from annotator.core.history import Kind
from annotator.core.round import Round
from annotator.core.settling import Said, lettered
from annotator.core.source import Source
from annotator.errors import BadInput
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator
from annotator.store.writing import save
from annotator.workflow.choosing import Choosing
from annotator.workflow.deciding import Ruling, action_of, after, begin, entry_of, see, settle, turn_back
from annotator.workflow.kept_pages import PAGES_KEPT, KeptPages
from annotator.workflow.matters import ground, own_hands
from annotator.workflow.outbox import Outbox, Progress
from annotator.workflow.project import Project
from annotator.workflow.schemes import guideline
from annotator.workflow.settling import Item, Page
from annotator.workflow.surveying import Survey, survey
from annotator.workflow.tally import LACKING, Tally
from annotator.workflow.undoing import Undone


@dataclass(frozen=True, slots=True)
class Place:
    """An item by its article and the id of what is to be settled."""

    article_id: str
    matter_id: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a round is settled: whether one's own items too, and how far edges may differ."""

    own_too: bool = False
    tolerance: int = 0


class Adjudication:
    """One adjudicator in one round; `tell` hears how far saving is, from another thread.

    `sides` are the annotations of the item before them in the order of their letters, `choosing` is what is chosen of
    it, `counts` how far they are, `only` what has to be disputed.
    """

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
            on = ground(project, connection, round_, self.options.tolerance)
            own = own_hands(connection, adjudicator.id)
        self._mine = frozenset() if self.options.own_too else own
        self.rules = {number: gist(text) for number, text in rules_of(guideline(project.scheme)).items()}
        self.order = list(found.by_article)
        self.counts = Tally(found, own, own_too=self.options.own_too)
        self.outbox = Outbox(tell)
        self._pages = KeptPages(on, self.outbox)
        self._seen: set[str] = set()
        self._ahead_of = ""
        self.only: str = ""
        self.place: Place | None = None
        self._here: Page | None = None
        self._choosing: Choosing | None = None
        self.sides: tuple[Said, ...] = ()

    # -- what is before the adjudicator

    @property
    def here(self) -> Page:
        """Return the article that the item is in."""
        if self._here is None:
            raise LookupError("no item is before the adjudicator")
        return self._here

    @property
    def item(self) -> Item:
        """Return the item."""
        return self.choosing.item

    @property
    def choosing(self) -> Choosing:
        """Return what is chosen of the item."""
        if self._choosing is None:
            raise LookupError("no item is before the adjudicator")
        return self._choosing

    @property
    def number(self) -> int:
        """Return the item's number in its article, counted from 1."""
        return 1 + [each.matter.id for each in self.here.items].index(self.item.matter.id)

    def source(self, source_id: str) -> Source | None:
        """Return a source that somebody named in the article."""
        return self.here.sources.get(source_id)

    def _page(self, article_id: str) -> Page:
        """Return an article; the one before the adjudicator as it is shown, whatever others wrote since."""
        if self._here is not None and self._here.article.id == article_id:
            return self._here
        return self._pages[article_id]

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
            if self.counts.may_wait(each, self.only) and (found := self._waiting(each, None, forward)):
                return found
        # Round to the beginning of this one.
        found = self._waiting(place.article_id, None, forward)
        return None if found == place else found

    def _waiting(self, article_id: str, after_id: str | None, forward: bool) -> Place | None:
        if not self.counts.may_wait(article_id, self.only):
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

    def _waits(self, item: Item) -> bool:
        if self.only == LACKING:
            return item.is_lacking and self._may_be_shown(item)
        if not item.needs_a_person or not self._may_be_shown(item):
            return False
        return not self.only or self.only in item.compared.disputed

    def _turn_to(self, place: Place) -> None:
        here = self._page(place.article_id)
        if place.article_id not in self._seen:
            self._seen.add(place.article_id)
            # Before it is shown, so that no decision is on disk whose maker is not known to have looked.
            self.outbox.put(lambda: see(self.project, self.round, self.adjudicator, place.article_id))
        self.place, self._here = place, here
        item = next(each for each in here.items if each.matter.id == place.matter_id)
        self.sides = lettered(item.matter, self.round.id)
        self._choosing = Choosing(item, here.asked)

    def read_ahead(self) -> None:
        """Have the next article with items that wait read behind the screen; call when there is nothing to save."""
        if self.place is None or self.place.article_id == self._ahead_of:
            return
        self._ahead_of = self.place.article_id
        number = self.order.index(self.place.article_id)
        following = next((each for each in self.order[number + 1 :] if self.counts.may_wait(each)), None)
        if following is not None:
            self._pages.read_ahead(following)

    def narrow(self, what: str) -> None:
        """Stop only at items in which this is disputed, or at all."""
        self.only = what

    # -- deciding

    def decide(self, ruling: Ruling) -> None:
        """Save a ruling about the item, and let it count from now on.

        Raises `BadInput` where something has to be chosen yet, or neither rule nor reason is given.
        """
        if ruling.proposal is not None and self.choosing.open:
            raise BadInput(f"not chosen yet: {', '.join(self.choosing.open).replace('_', ' ')}")
        if not (ruling.rule or ruling.reason):
            raise BadInput("a decision needs a rule of the guideline, or a reason")
        here, item = self.here, self.item
        stamps = self.project.stamps
        action = action_of(stamps, self.adjudicator.id)
        settled = settle(here, item, ruling, action=action, round_id=self.round.id, stamps=stamps)
        entry = entry_of(action, [settled])
        self._here = after(here, settled)
        self._pages.put(self._here)
        self.choosing.item = settled.item
        self.counts.decided(item, settled.item)
        self.outbox.put(lambda: save(self.project.engine, entry))

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
        self._ahead_of = ""
        if several is None or len(several) > PAGES_KEPT:
            self._pages.forget()
            found = survey(
                self.project, self.round, adjudicator=self.adjudicator.id, tolerance=self.options.tolerance
            )
            self.order = list(found.by_article)
            self.counts.begin(found)
            return
        self._pages.forget(several)
        for article_id in several:
            self.counts.again(self._pages[article_id])

    def _return_to(self, article_id: str | None, item_id: str | None) -> None:
        items: list[Item] = []
        if article_id is not None and article_id in self.order:
            items = [each for each in self._pages[article_id].items if self._may_be_shown(each)]
        at = item_id or (self.place.matter_id if self.place else "")
        found = next((each for each in items if at in (each.id, each.matter.id)), next(iter(items), None))
        # Only now, so that what can't be read leaves the item where it is.
        self.place = self._here = self._choosing = None
        if article_id is None or found is None:
            self.begin()
        else:
            self._turn_to(Place(article_id, found.matter.id))

    def close(self, within: float | None = None) -> bool:
        """Save what waits, and let go of everything; tell whether all of it is on disk."""
        saved = self.outbox.drain(within)
        self.outbox.close(within)
        self.project.close()
        return saved
