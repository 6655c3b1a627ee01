"""How far an adjudicator is in a round: what is left of each article, kept up with every decision."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.workflow.settling import Item, Page
from annotator.workflow.surveying import Left, Survey, count

LACKING = "lacking"
"""Stands where something disputed would: the gold of the item lacks what the round asks for."""


class Tally:
    """Counts items, those settled, those left to others because they are one's own, and gold that lacks something."""

    def __init__(self, found: Survey, own: frozenset[str], *, own_too: bool) -> None:
        self._own, self._own_too = own, own_too
        self.items = self.settled = self.passed_over = self.lacking = 0
        self.begin(found)

    def begin(self, found: Survey) -> None:
        """Count anew from a look through the whole round."""
        self._left: dict[str, list[Left]] = {}
        for each in found.left:
            self._left.setdefault(each.article_id, []).append(each)
        self._by_article = dict(found.by_article)
        self._lacking = {each.item_id: each.article_id for each in found.lacking}
        self._count()

    def again(self, here: Page) -> None:
        """Count an article anew."""
        part = Survey("")
        count(part, here, self._own)
        self._left[here.article.id] = part.left
        self._by_article |= part.by_article
        others = {id_: each for id_, each in self._lacking.items() if each != here.article.id}
        self._lacking = others | {each.item_id: each.article_id for each in part.lacking}
        self._count()

    def decided(self, before: Item, now: Item) -> None:
        """Count an item that was decided about."""
        article_id = before.matter.article_id
        left = self._left.get(article_id, [])
        self._left[article_id] = [each for each in left if each.item_id != before.id]
        items, settled = self._by_article.get(article_id, (0, 0))
        self._by_article[article_id] = (items, settled + (not before.is_settled))
        self.settled += not before.is_settled
        self._lacking.pop(before.id, None)
        if now.is_lacking:
            self._lacking[now.id] = article_id
        self.lacking = len(self._lacking)

    def _count(self) -> None:
        self.items = sum(items for items, _ in self._by_article.values())
        self.settled = sum(settled for _, settled in self._by_article.values())
        self.passed_over = sum(self._passes(each) for group in self._left.values() for each in group)
        self.lacking = len(self._lacking)

    def _passes(self, each: Left) -> bool:
        return each.is_own and not self._own_too

    @property
    def left(self) -> int:
        """Return how many items are left to this adjudicator."""
        return self.items - self.settled - self.passed_over

    def may_wait(self, article_id: str, only: str = "") -> bool:
        """Tell whether an article can have an item that waits: `LACKING`, or to be settled."""
        if only == LACKING:
            return article_id in self._lacking.values()
        return bool(self._left.get(article_id))

    def disputes(self) -> dict[str, int]:
        """Count by what is disputed the items that are left, as they were when last looked through.

        Those with gold that lacks something are counted with them, under `LACKING`.
        """
        counts: dict[str, int] = {LACKING: self.lacking}
        waiting: Iterable[Left] = (each for group in self._left.values() for each in group)
        for each in waiting:
            for what in () if self._passes(each) else each.disputed:
                counts[what] = counts.get(what, 0) + 1
        return counts
