"""Accepting what all agree on, many items in one action, where no person needs to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.core.amounts import counted
from annotator.core.deciding import DecisionKind
from annotator.core.proposing import Proposal
from annotator.core.round import Round
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator
from annotator.store.writing import save
from annotator.workflow.deciding import Ruling, Settled, action_of, begin, entry_of, settle
from annotator.workflow.matters import articles_of, ground, own_hands
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.settling import page

AT_ONCE = 400
"""How many items are accepted in one action at most."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many items were accepted because all agree, and how many of the adjudicator's own were passed over."""

    accepted: int
    own: int


def accept_agreed(
    project: Project,
    round_: Round,
    adjudicator: Annotator,
    *,
    tolerance: int = 0,
    own_too: bool = False,
    follow: Follow = unfollowed,
) -> Accepted:
    """Settle every item that all agree on, many in one action; what a person decided stays as it is.

    Items that the adjudicator annotated are passed over unless `own_too`. Raises `NotSaved` when it could not be
    written; what was accepted in actions before stays.
    """
    begin(project, round_)
    own = 0
    accepted = 0
    waiting: list[Settled] = []
    action = action_of(project.stamps, adjudicator.id)

    def write() -> None:
        nonlocal waiting, action, accepted
        if waiting:
            save(project.engine, entry_of(action, waiting))
            accepted += len(waiting)
            waiting, action = [], action_of(project.stamps, adjudicator.id)

    with reading_scope(project.engine) as connection:
        on = ground(project, connection, round_, tolerance)
        mine = frozenset() if own_too else own_hands(connection, adjudicator.id)
        articles = articles_of(connection, round_)
    for number, article_id in enumerate(articles, 1):
        with reading_scope(project.engine) as connection:
            here = page(connection, on, article_id)
        for item in here.items:
            if item.is_of(mine):
                own += not item.is_settled
            elif item.may_be_accepted:
                ruling = Ruling(DecisionKind.AGREED, Proposal.of(item.compared))
                waiting.append(
                    settle(here, item, ruling, action=action, round_id=round_.id, stamps=project.stamps)
                )
        if len(waiting) >= AT_ONCE:
            write()
        follow("accepting what all agree on", number, len(articles))
    write()
    return Accepted(accepted, own)


def agreed_words(accepted: Accepted) -> Iterator[str]:
    """Say what was accepted automatically, and what was passed over."""
    if accepted.accepted:
        yield f"{counted(accepted.accepted, 'item')} accepted, because all agree"
    if accepted.own:
        yield f"{counted(accepted.own, 'item')} of your own passed over (--own-too settles these as well)"
