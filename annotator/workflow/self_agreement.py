"""How far people agree with themselves: the articles that they met again, against the first time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.agreement.model import Report
from annotator.agreement.report import agreement_report
from annotator.core.matching import Mark
from annotator.core.scheme import Field
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import assigning, whole
from annotator.workflow.exposures import after_exposure
from annotator.workflow.items import marks
from annotator.workflow.lens import Lens
from annotator.workflow.planning import spec
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.reconciling import named_now, present_sources
from annotator.workflow.shown_sources import shown_sources

FIRST, LATER = "first time", "again"
"""What the two times are called in the report of one person."""


@dataclass(frozen=True, slots=True)
class SelfAgreement:
    """A person, how many articles they have something of both times in, and a report with the times as annotators."""

    annotator_id: str
    name: str
    articles: int
    report: Report


def self_agreement(
    project: Project,
    fields: Sequence[Field],
    lens: Lens | None = None,
    *,
    seed: int = 1,
    resamples: int = 1000,
    follow: Follow = unfollowed,
) -> list[SelfAgreement]:
    """Report for everybody who met articles again how far the second time agrees with the first, by name.

    A free mark counts in passages done both times, an answer about a given claim where there are both. Nobody is
    in the list who has not got that far, or who met nothing again of what `lens` lets through.
    """
    with reading_scope(project.engine) as connection:
        read = _read(project, connection, lens or Lens(project.scheme), follow)
    specs = [replace(spec(each), names=read.sources) for each in fields]
    reports = []
    for of, hand in read.pairs.items():
        both = frozenset(read.done[of] & read.done[hand])
        counted = _both_times(read.marks[of], both, hand)
        if counted or both:
            report = agreement_report(
                counted,
                dict.fromkeys((of, hand), both),
                specs,
                read.texts,
                {of: FIRST, hand: LATER},
                seed=seed,
                resamples=resamples,
            )
            articles = len({mark.article for mark in counted})
            reports.append(SelfAgreement(of, read.names[of], articles, report))
    return sorted(reports, key=lambda each: each.name)


@dataclass(slots=True)
class _Read:
    """Whose second hand is whose, and what both did: marks by annotator, passages done by hand, the texts of both."""

    pairs: Mapping[str, str]
    names: Mapping[str, str]
    marks: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    done: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: dict[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def _read(project: Project, connection: Connection, lens: Lens, follow: Follow) -> _Read:
    hands = assigning.again(connection)
    names = {each.id: each.name for each in reading.annotators(connection)}
    found = _Read({of: hand for hand, of in hands.items()}, names)
    if not hands:
        return found
    owner = {of: of for of in found.pairs} | hands
    exposed = after_exposure(connection)
    labels, outlets = PresentLabels(project.schemes, present_sources(connection)), {}
    in_all = reading.article_count(connection)
    for number, (article, claims, judged, _) in enumerate(whole.judged_articles(connection), 1):
        outlets[article.id] = article.detail("outlet") or article.name
        apart = [each for each in judged if each.id not in exposed]
        said = marks(article, apart, claims, labels, project.scheme)
        own = [mark for mark in said if mark.annotator in owner and lens.lets_through(mark)]
        for mark in own:
            found.marks[owner[mark.annotator]].append(mark)
        if own:
            found.texts[article.id] = article.text
        follow("reading articles", number, in_all)
    for who, passage in lens.done(connection, reading.done_passages(connection)):
        if who in owner:
            found.done[who].add(passage)
    found.sources = shown_sources(named_now(connection, reading.sources(connection)), outlets)
    return found


def _both_times(found: list[Mark], both: frozenset[str], hand: str) -> list[Mark]:
    """Return the marks that have a second time to be held against."""
    again = {mark.claim for mark in found if mark.given and mark.annotator == hand}
    return [mark for mark in found if (mark.claim in again if mark.given else mark.passage in both)]
