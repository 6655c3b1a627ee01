"""How far the settling of a round is: its items counted, and what is left of them one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.core.gold_gaps import lacking
from annotator.core.round import Round
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import settling
from annotator.workflow.matters import articles_of, ground, own_hands
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.settling import Item, Page, page

BROUGHT = "brought"
"""Stands where the kind of a decision would: the gold was there before anybody settled."""


@dataclass(frozen=True, slots=True)
class Left:
    """An item that is not settled: what is disputed in it, and what else needs a person.

    `annotators` counts models too; of `asked` people, so many as `people` have found or answered it. What has changed
    since it was settled `has_gold` still.
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
    has_gold: bool = False


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

    `lacking` are those that are settled with gold that lacks something, `latest` the latest decision there was.
    """

    round: str
    items: int = 0
    settled: int = 0
    unjudged: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    by_article: dict[str, tuple[int, int]] = field(default_factory=dict)
    latest: str | None = None


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
        found.latest = settling.latest(connection, round_.id)
        for number, article_id in enumerate(articles, 1):
            count(found, page(connection, on, article_id), own)
            follow("looking through the items", number, len(articles))
    return found


def count(found: Survey, here: Page, own: frozenset[str]) -> None:
    """Take up the items of an article."""
    items = settled = 0
    for item in here.items:
        if item.is_unjudged:
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
        bool(item.gold),
    )


def unsettled(project: Project, round_: Round) -> int:
    """Count the items of a round about which nothing is decided, or which have changed since.

    What can't be settled, and what waits for the guideline, has been decided: it has no gold. Given claims that nobody
    has judged are no items yet.
    """
    counted = survey(project, round_)
    return counted.items - counted.settled
