"""What seeing a model's labels changed in a round: people's answers beside the model's, in either arm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.agreement.suggesting import MARKED, Compared, Effect, effects
from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim
from annotator.core.history import Looked
from annotator.core.matching import Mark, match
from annotator.core.round import Round
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import exposures as looks
from annotator.store.reading import judgements
from annotator.store.reading import suggesting as stored
from annotator.store.reading.assigning import again
from annotator.workflow.exposures import after_exposure
from annotator.workflow.known_sources import KnownSources
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.project import Project
from annotator.workflow.suggesting import MODEL, Arms, suggesting_of

BEFORE, EXPOSED, NOT_SHOWN = "given before", "given after seeing others'", "of labels the model gave later"


def effect(project: Project, round_: Round) -> Effect:
    """Measure how far seeing suggestions changed people's answers in a round.

    Counted are people's labels that stand, of fields in which they had none when there came to be suggestions, and from
    before seeing others' work: whoever changes an earlier label is left out, in both arms, because the arm that shows
    something gives more cause for it. A model's label counts as it was when it could be shown. Raises `BadInput` where
    nothing was suggested.
    """
    with reading_scope(project.engine) as connection:
        decided, written = suggesting_of(connection, round_), stored.suggestion_actions(connection, round_.id)
        if decided is None or not written:
            raise BadInput(
                f"nothing was suggested in the round {round_.name!r}",
                do="annotator round suggest ROUND --model NAME --share PERCENT",
            )
        answers = _Answers(project, connection, Arms(project, round_, decided), written)
        compared: list[Compared] = []
        stories: dict[str, str] = {}
        for article_id in answers.arms.articles(connection):
            article = reading.article(connection, article_id)
            stories[article_id] = article.detail("story")
            compared += answers.of(article, round_)
        names = {each.id: each.name for each in reading.annotators(connection)}
    fields = [each.id for each in project.scheme.fields if round_.asks(each.id)]
    marked = [] if round_.gives else [MARKED]
    found = effects(compared, [*marked, *fields], stories=stories)
    left_out = {why: number for why, number in answers.left_out.items() if number}
    return Effect(
        round_.name,
        names.get(decided.model_id, ""),
        decided.percent,
        decided.seed,
        len(answers.who),
        found,
        left_out,
    )


def effects_of(project: Project, rounds: Iterable[Round]) -> tuple[Effect, ...]:
    """Measure the same of every round in which something was suggested."""
    with reading_scope(project.engine) as connection:
        some = [
            each
            for each in rounds
            if suggesting_of(connection, each) and stored.suggestion_actions(connection, each.id)
        ]
    return tuple(effect(project, each) for each in some)


class _Suggestion(NamedTuple):
    """What the model said when a suggestion could be written, in which action that was, and whether it is shown."""

    said: Annotation
    at: str
    shown: bool


class _Answers:
    """People's answers beside the model's, article by article."""

    def __init__(
        self, project: Project, connection: Connection, arms: Arms, written: Mapping[str, str]
    ) -> None:
        self._connection, self.arms, self._written = connection, arms, written
        self._times = sorted(set(written.values()))
        seconds = again(connection)
        self._people = {
            each.id
            for each in reading.annotators(connection)
            if each.kind != MODEL and each.id not in seconds
        }
        known = KnownSources.read(connection)
        merged = {each: known.now.representative(each) for each in known.sources}
        self._labels = PresentLabels(project.schemes, merged)
        self._exposed = after_exposure(connection)
        self._looked_late = frozenset(looks.done_after(connection))
        self.left_out = dict.fromkeys((BEFORE, EXPOSED, NOT_SHOWN), 0)
        self.who: set[str] = set()

    def of(self, article: Article, round_: Round) -> Iterator[Compared]:
        """Yield the answers in one article."""
        connection = self._connection
        model = list(self._model(article))
        if not model:
            return
        claims, given = reading.claims(connection, article.id), self.arms.given(connection, article.id)
        by_person: dict[str, list[Annotation]] = {who: [] for who in self._people}
        for each in reading.current_annotations(connection, article.id):
            if self._is_asked(each, claims[each.claim_id], given):
                by_person[each.annotator_id].append(each)
        done = {} if round_.gives else self._done(article.id)
        for who in sorted(self._people):
            self.left_out[EXPOSED] += sum(each.id in self._exposed for each in by_person[who])
            for one, answer in _paired(article, model, by_person[who]):
                if answer is None or answer.id not in self._exposed:
                    yield from self._of_claim(article, one, answer, done, who)

    def _of_claim(
        self,
        article: Article,
        one: _Suggestion,
        answer: Annotation | None,
        done: Mapping[tuple[str, str], str],
        who: str,
    ) -> Iterator[Compared]:
        before = self._stood(answer, one.at)
        if answer is not None and answer.action_id < one.at:
            self.left_out[BEFORE] += 1
            return
        passage = article.passage_id(article.passage_at(one.said.judgement.span.start))
        place = (one.said.claim_id, article.id, passage, one.shown)
        is_new = before is None and done.get((who, passage), "") > one.at
        if is_new and (who, passage) in self._looked_late:
            self.left_out[EXPOSED] += answer is None
        elif is_new:
            self.who.add(who)
            yield Compared(MARKED, *place, answer is not None, _was_taken(answer))
        if answer is not None:
            fields = [*self._fields(one.said, answer, before, place)]
            self.left_out[BEFORE] += not fields and before is not None
            yield from fields

    def _stood(self, answer: Annotation | None, at: str) -> Annotation | None:
        """Return what somebody had said of the same claim when there came to be suggestions, if it stood."""
        id_ = None if answer is None else looks.earlier(self._connection, answer.id, at)
        if id_ is None:
            return None
        found = judgements.annotations_by_id(self._connection, [id_])[id_]
        return found if found.judgement.stands else None

    def _done(self, article_id: str) -> dict[tuple[str, str], str]:
        """Return the action by which somebody was first done with a passage that they are done with now."""
        now = {
            (each.annotator_id, each.passage_id)
            for each in reading.current_passage_states(self._connection, article_id=article_id)
            if each.state is Looked.DONE
        }
        first = stored.first_done(self._connection, article_id)
        return {each: first[each] for each in now}

    def _is_asked(self, said: Annotation, claim: Claim, given: set[str]) -> bool:
        return (
            said.annotator_id in self._people and said.judgement.stands and self.arms.is_asked(claim, given)
        )

    def _model(self, article: Article) -> Iterator[_Suggestion]:
        """Yield what the model said when it was to be shown or not, with whether and when it was.

        What it said only later is left out of either arm.
        """
        connection = self._connection
        for each in self.arms.said(connection, article):
            shown = self.arms.is_shown(article, each)
            written = self._written.get(self.arms.id(each))
            # What is hidden leaves no row: it would have been shown with the next suggestions that were written.
            times = [written] if shown else self._times
            found = ((at, looks.earlier(connection, each.id, at)) for at in times if at is not None)
            at, id_ = next(((at, id_) for at, id_ in found if id_ is not None), ("", ""))
            if not id_:
                self.left_out[NOT_SHOWN] += 1
                continue
            said = each if id_ == each.id else judgements.annotations_by_id(connection, [id_])[id_]
            yield _Suggestion(said, at, shown)

    def _fields(
        self,
        model: Annotation,
        person: Annotation,
        before: Annotation | None,
        place: tuple[str, str, str, bool],
    ) -> Iterator[Compared]:
        """Yield the answers beside the model's; of a field that had a label before, none."""
        theirs, mine = self._labels.of(model.judgement), self._labels.of(person.judgement)
        known = {} if before is None else self._labels.of(before.judgement)
        taken = {label.field for label in person.judgement.labels if label.suggested}
        for name in sorted(theirs.keys() - known.keys()):
            self.who.add(person.annotator_id)
            equal = set(theirs[name]) == set(mine[name]) if name in mine else None
            yield Compared(name, *place, equal, name in taken)


def _was_taken(answer: Annotation | None) -> bool:
    return answer is not None and any(label.suggested for label in answer.judgement.labels)


def _paired(
    article: Article, model: Sequence[_Suggestion], person: Sequence[Annotation]
) -> Iterator[tuple[_Suggestion, Annotation | None]]:
    """Yield each claim of the model's with what a person said of the same: a given claim, or a mark that matches it."""
    mine = {each.claim_id: each for each in person}
    theirs = [_mark(article, each.said) for each in model]
    matched: dict[str, str] = {}
    for item in match([*theirs, *(_mark(article, each) for each in person)]).items:
        claims = {mark.annotator: mark.claim for mark in item.marks}
        if len(claims) == 2:  # noqa: PLR2004  the model's and the person's
            who = model[0].said.annotator_id
            of_model = claims.pop(who)
            (matched[of_model],) = claims.values()
    for each in model:
        yield each, mine.get(matched.get(each.said.claim_id, ""))


def _mark(article: Article, of: Annotation) -> Mark:
    return Mark(of.claim_id, of.annotator_id, article.id, "", of.judgement.span, {})
