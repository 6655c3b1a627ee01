"""What is to be settled in an article, and by whom it was said: given claims, or matches of marks made freely.

Marks of passages that not everybody has done are to be settled as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.article import Article
from annotator.core.beside_people import items_of_people
from annotator.core.claim import Annotation, Judgement
from annotator.core.matching import Mark
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.core.settling import Asked, Given, Matter, Said, apart
from annotator.core.source_merges import SourcesNow
from annotator.core.source_merges import fold as folded
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import rounds as asking
from annotator.store.reading import settling, source_changing
from annotator.store.reading.assigning import again
from annotator.store.reading.exposures import hands
from annotator.store.reading.judgements import annotations_by_id
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

    def read(self, annotation: Annotation) -> Judgement:
        """Return what an annotation says as the scheme in force reads it."""
        return self.project.schemes.read(annotation.judgement).judgement


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


def matters(
    connection: Connection, on: Ground, article: Article, marked: set[str], standing: Sequence[Annotation]
) -> list[Matter]:
    """Return what is to be settled in an article, of its marked claims and the annotations that stand."""
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
            on.read(base) if base else None,
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
