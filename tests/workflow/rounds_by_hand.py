"""Rounds with articles, fields and given claims, written as rows for tests of what is told apart by them."""

from __future__ import annotations

from typing import Any

from annotator.core.claim import Label
from annotator.core.round import Marks, Round, RoundState
from annotator.core.text.span import Span
from annotator.store.engine import writing
from annotator.store.reading.rounds import GivenClaim
from annotator.store.rounds import write_round
from annotator.workflow.project import Project
from tests.workflow.rounds import action, set_state


def open_round(project: Project, name: str, *, articles: tuple[str, ...] = (), **more: Any) -> Round:
    """Write a round that is open."""
    made = Round(project.stamps.new_id(), name, lists_articles=bool(articles), **more)
    with writing(project.engine) as connection:
        write_round(connection, action(project), made, project.stamps.new_id, articles=articles)
    return made


def give_claims(
    project: Project,
    name: str,
    claims: list[tuple[str, Span]],
    labels: tuple[Label, ...] = (),
    **more: Any,
) -> tuple[Round, list[str]]:
    """Write a round that gives claims, as (article, span), and return it with their ids."""
    first = open_round(project, f"before {name}")
    set_state(project, first, RoundState.FROZEN)
    made = Round(project.stamps.new_id(), name, marks=Marks.GIVEN, given_from=first.id, **more)
    given = [GivenClaim(project.stamps.new_id(), article, span, labels) for article, span in claims]
    with writing(project.engine) as connection:
        write_round(connection, action(project), made, project.stamps.new_id, given=given)
    return made, [each.claim_id for each in given]
