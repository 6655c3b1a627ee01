"""Rounds as they are listed: what each asks, of how many articles and claims, and of how many people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotator.core.round import Round
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.kit_owner import kit_owner
from annotator.store.reading import round_work
from annotator.store.reading import rounds as asking
from annotator.workflow.project import Project
from annotator.workflow.rounds import all_rounds
from annotator.workflow.suggesting import suggesting_of


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round; no `fields` are all of them, `given` is nothing where claims are marked freely."""

    id: str
    name: str
    state: str
    marks: str
    fields: tuple[str, ...]
    blind: bool
    lists_articles: bool
    articles: int
    given_from: str | None
    given: int | None
    assigned: int
    pass_percent: int | None
    suggesting: str | None
    opened: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def round_lines(project: Project) -> list[RoundLine]:
    """Return the rounds in the order in which they were opened."""
    with reading_scope(project.engine) as connection:
        known = all_rounds(project, connection)
        names = {each.id: each.name for each in known}
        people = {each.id: each.name for each in reading.annotators(connection)}
        in_all = reading.article_count(connection)
        owner = kit_owner(project.path)
        lines = []
        for each in known:
            listed = asking.round_articles(connection, each.id) if each.lists_articles else None
            given = round_work.given_counts(connection, each.id) if each.gives else None
            decided = suggesting_of(connection, each)
            by = decided.model_id if decided else None
            rows = asking.assigned(connection, each.id)
            if owner is not None and rows:
                # In a kit what is asked is its owner's, each article as often as they meet it.
                listed = [row.article_id for row in rows]
            lines.append(
                RoundLine(
                    id=each.id,
                    name=each.name,
                    state=str(each.state),
                    marks=str(each.marks),
                    fields=each.fields,
                    blind=each.blind,
                    lists_articles=each.lists_articles,
                    articles=in_all if listed is None else len(listed),
                    given_from=names.get(each.given_from, each.given_from) if each.given_from else None,
                    given=None if given is None else _given(given, listed if owner else None),
                    assigned=len({row.annotator_id for row in rows}),
                    pass_percent=each.pass_percent,
                    suggesting=people.get(by, by) if by else None,
                    opened=asking.opened_at(connection, each.id) or None,
                )
            )
    return lines


def _given(counts: Mapping[str, int], met: Sequence[str] | None) -> int:
    return sum(counts.values()) if met is None else sum(counts.get(each, 0) for each in met)


def article_names(project: Project, round_: Round) -> list[tuple[str, int, str]]:
    """Return id, number in the order of import and name of the articles that a round lists, if it lists any."""
    if not round_.lists_articles:
        return []
    with reading_scope(project.engine) as connection:
        return [
            (each, reading.article_number(connection, each), reading.article_name(connection, each))
            for each in asking.round_articles(connection, round_.id)
        ]
