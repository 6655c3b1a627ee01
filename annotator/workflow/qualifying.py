"""Everybody's labels held against gold: in a round with a pass mark, and in articles mixed into any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from annotator.core.claim import Origin
from annotator.core.lining_up import TaskKind
from annotator.core.matching import Mark
from annotator.core.qualifying import Right, Score, score
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.reading import assigning as stored
from annotator.store.reading import round_work, whole
from annotator.store.reading import rounds as asking
from annotator.store.reading.whole import JudgedArticle
from annotator.workflow.items import marks
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.reconciling import present_sources
from annotator.workflow.rounds import find_round


@dataclass(frozen=True, slots=True)
class Scored:
    """One annotator's score, and whether they pass; None while that can't be said yet."""

    name: str
    score: Score
    passes: bool | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """Everybody's scores in a round, on the gold of so many articles."""

    round: str
    pass_percent: int | None
    articles: int
    people: tuple[Scored, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it; every figure with its interval and n."""
        return {
            "round": self.round,
            "pass_percent": self.pass_percent,
            "articles": self.articles,
            "annotators": [
                {
                    "name": each.name,
                    "claims": each.score.claims,
                    "found": each.score.found,
                    "left": each.score.left,
                    "beside": each.score.beside,
                    "score": _figure(each.score.labels),
                    "fields": {name: _figure(right) for name, right in each.score.fields.items()},
                    "passes": each.passes,
                }
                for each in self.people
            ],
        }


def _figure(of: Right) -> dict[str, Any]:
    return {
        "value": of.share,
        "ci95": of.ci95,
        "n": of.n,
        "reason": None if of.n else "no label of the gold was reached yet",
    }


def qualify(project: Project, round_name: str, follow: Follow = unfollowed) -> Scores:
    """Return how far each annotator of a round with a pass mark is from its gold, and whether they pass.

    Raises `BadInput` where the round has no pass mark, or no gold to be held against.
    """
    refuse_in_kit(project.path, "holding labels against gold")
    round_ = find_round(project, round_name)
    if round_.pass_percent is None:
        raise BadInput(
            f"the round {round_.name!r} has no pass mark",
            why="it was not opened as a qualification",
            do="see annotator round open --help; for gold mixed into a round: annotator round control",
        )
    return _scores(project, round_, None, follow)


def control(project: Project, round_name: str, follow: Follow = unfollowed) -> Scores:
    """Return the same over the articles with gold that were mixed into a round.

    Raises `BadInput` where none were.
    """
    refuse_in_kit(project.path, "holding labels against gold")
    return _scores(project, find_round(project, round_name), TaskKind.GOLD, follow)


@dataclass(slots=True)
class _Gathered:
    """Gold by article, marks by annotator, the passages each has done, and the claims that are given."""

    fields: tuple[str, ...]
    given: frozenset[str] | None
    gold: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    own: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    done: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, judged: JudgedArticle, labels: PresentLabels, scheme: Scheme) -> None:
        """Take up what stands in an article: its gold for what is asked, and what is held against it."""
        article, claims, annotations, _ = judged
        for mark in marks(article, annotations, claims, labels, scheme):
            if mark.given == (self.given is not None) and (self.given is None or mark.claim in self.given):
                self.own[mark.annotator].append(mark)
        for each in annotations:
            if claims[each.claim_id].origin is Origin.GOLD:
                said = labels.of(each.judgement)
                if not said.keys().isdisjoint(self.fields):
                    span = each.judgement.span
                    passage = article.passage_id(article.passage_at(span.start))
                    mark = Mark(each.claim_id, each.annotator_id, article.id, passage, span, said)
                    self.gold[article.id].append(mark)

    def score(self, who: str, articles: Collection[str]) -> Score:
        """Score one annotator in these articles; gold that they made themselves is left out."""
        gold = [
            mark for each in sorted(articles) for mark in self.gold.get(each, ()) if mark.annotator != who
        ]
        here = {mark.article for mark in gold}
        own = [mark for mark in self.own.get(who, ()) if mark.article in here]
        reached = [mark.claim for mark in gold if self._is_reached(who, mark, own)]
        return score(gold, own, self.fields, reached)

    def _is_reached(self, who: str, gold: Mark, own: Iterable[Mark]) -> bool:
        """Tell whether somebody has done the gold's passage, or said anything of the claim given there."""
        if self.given is None:
            return gold.passage in self.done.get(who, ())
        return any(mark.article == gold.article and mark.span.overlap(gold.span) for mark in own)


def _scores(project: Project, round_: Round, kind: TaskKind | None, follow: Follow) -> Scores:
    with reading_scope(project.engine) as connection:
        asked = _asked(connection, round_, kind)
        gathered = _gather(project, connection, round_, set[str]().union(*asked.values()), follow)
        names = {each.id: each.name for each in reading.annotators(connection)}
    if not gathered.gold:
        raise _no_gold(round_, kind)
    people = []
    for who, articles in asked.items():
        found = gathered.score(who, articles)
        mark = None if kind else round_.pass_percent
        if not (found.claims or found.left):
            # All the gold is their own.
            continue
        people.append(Scored(names[who], found, found.passes(mark) if mark else None))
    people.sort(key=lambda each: each.name)
    return Scores(round_.name, None if kind else round_.pass_percent, len(gathered.gold), tuple(people))


def _no_gold(round_: Round, kind: TaskKind | None) -> BadInput:
    if kind is TaskKind.GOLD:
        return BadInput(
            f"no articles with gold are mixed into {round_.name!r}",
            do="mix some in: annotator assign ROUND --gold PERCENT",
        )
    return BadInput(
        f"the articles of {round_.name!r} have no gold for what it asks",
        why="nothing to hold anybody's labels against",
        do="settle them first: annotator settle",
    )


def _asked(connection: Connection, round_: Round, kind: TaskKind | None) -> dict[str, set[str]]:
    """Return for each annotator the articles in which they are held against the gold.

    With a kind those that they are asked for as such, else all that they are asked for; where nobody is assigned
    anything, everybody who did anything in the round's articles is held against all of these.
    """
    tasks = asking.assigned(connection, round_.id)
    found: dict[str, set[str]] = defaultdict(set)
    for each in tasks:
        if each.kind == kind or (kind is None and each.kind != TaskKind.REPEAT):
            found[each.annotator_id].add(each.article_id)
    if tasks or kind is not None:
        return found
    listed = asking.round_articles(connection, round_.id) if round_.lists_articles else None
    workers = (
        round_work.answerers(connection, round_.id)
        if round_.gives
        else round_work.workers(connection, listed)
    )
    articles = set(reading.article_ids(connection) if listed is None else listed)
    return dict.fromkeys(workers - stored.again(connection).keys(), articles)


def _gather(
    project: Project, connection: Connection, round_: Round, articles: Collection[str], follow: Follow
) -> _Gathered:
    given = frozenset(each.claim_id for each in asking.given_claims(connection, round_.id))
    # As for agreement: what nobody had to answer is held against nobody, unless the round names it.
    asked = round_.narrowed(project.scheme).fields
    fields = tuple(each.id for each in asked if each.required or round_.fields)
    gathered = _Gathered(fields, given if round_.gives else None)
    for who, passage in () if round_.gives else reading.done_passages(connection):
        gathered.done[who].add(passage)
    labels = PresentLabels(project.schemes, present_sources(connection))
    in_all = reading.article_count(connection)
    for number, judged in enumerate(whole.judged_articles(connection), 1):
        if judged.article.id in articles:
            gathered.take(judged, labels, project.scheme)
        follow("reading articles", number, in_all)
    return gathered
