"""A model's labels as suggestions: shown for a share of the items that a seed draws, and what seeing them changed.

Only what is shown is written down. Which model, share and seed a round has is decided once: by the round itself, or
by whoever first writes suggestions for it; later calls add what the model has labelled meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Label, Origin
from annotator.core.history import Action, Kind
from annotator.core.ids import content_id, fold
from annotator.core.round import Round, Suggesting
from annotator.core.scheme import FieldType
from annotator.core.suggestion_arms import is_shown
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.engine import Connection, writing
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator, rounds
from annotator.store.reading import suggesting as stored
from annotator.store.rows import Row
from annotator.store.tables import SUGGESTION
from annotator.store.writing import write
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.project import Project, people
from annotator.workflow.stamps import PROGRAM

MODEL = "model"


@dataclass(frozen=True, slots=True)
class Suggested:
    """What became of a call: how many of the model's claims fall into each arm, and how many rows are new."""

    model: str
    percent: int
    seed: int
    shown: int
    hidden: int
    new: int


def find_model(project: Project, name: str) -> Annotator:
    """Return the model of a name, written with or without `model:` before it."""
    bare = " ".join(name.removeprefix("model:").split())
    models = [each for each in people(project) if each.kind == MODEL]
    found = next((each for each in models if fold(each.name) == fold(bare)), None)
    if found is None:
        known = ", ".join(each.name for each in models) or "none yet"
        raise NotFound(
            f"no model {bare!r} in this project",
            where=str(project.path),
            why=f"known: {known}",
            do=f"bring its labels in: annotator labels import FILE --as model:{bare or 'NAME'}",
        )
    return found


def suggesting_of(connection: Connection, round_: Round) -> Suggesting | None:
    """Return whose labels are suggested in a round, to what share and by which seed; nothing where none are."""
    if round_.suggesting is not None:
        return round_.suggesting
    begun = stored.begun(connection, round_.id)
    if begun is None or not begun.reason:
        return None
    said = json.loads(begun.reason)
    return Suggesting(said["model"], said["percent"], said["seed"])


def suggest(
    project: Project, round_: Round, wanted: Suggesting | None = None, *, dry_run: bool = False
) -> Suggested:
    """Write the suggestions of a round that are to be shown and are not there yet.

    Raises `BadInput` where something else was decided before, where nothing was and nothing is `wanted`, for a round
    that is closed or was never opened, and where none of the model's labels is to be shown.
    """
    stamps = project.stamps
    with (reading_scope if dry_run else writing)(project.engine) as connection:
        # Where it is written: another program may have decided otherwise, or closed the round, a moment before.
        decided = _decided(connection, round_, wanted)
        now = next((each for each in rounds.rounds(connection) if each.id == round_.id), None)
        if now is None:
            raise BadInput(
                f"the round {round_.name!r} was never opened",
                why="a project begins with it, and nothing is written down of it",
                do="open a round for it: annotator round open NAME",
            )
        if not now.is_open:
            raise BadInput(f"the round {now.name!r} is {now.state}", do="suggest in a round that is open")
        names = {each.id: each.name for each in reading.annotators(connection)}
        stamps.follow(reading.latest_action_id(connection))
        said = {"model": decided.model_id, "percent": decided.percent, "seed": decided.seed}
        reason = json.dumps(said, sort_keys=True, separators=(",", ":"))
        action = Action(stamps.new_id(), None, Kind.DO, "suggest", stamps.now(), PROGRAM, reason=reason)
        known = stored.suggestion_actions(connection, round_.id)
        arms = Arms(project, round_, decided)
        every = list(arms.rows(connection, action.id))
        rows = [row for row in every if row["id"] not in known]
        if not every:
            raise BadInput(
                f"no label of {names.get(decided.model_id, 'the model')} falls to the {decided.percent} % shown",
                why=f"{arms.hidden:,} of its claims in this round are not to be shown",
                do="import its labels for the round's articles first, or show a greater share",
            )
        if rows and not dry_run:
            write(connection, action, {SUGGESTION: rows})
    return Suggested(
        names.get(decided.model_id, ""), decided.percent, decided.seed, len(every), arms.hidden, len(rows)
    )


def _decided(connection: Connection, round_: Round, wanted: Suggesting | None) -> Suggesting:
    before = suggesting_of(connection, round_)
    if before is None and wanted is None:
        raise BadInput(
            f"nothing is suggested in the round {round_.name!r}", do="say what: --model NAME --share PERCENT"
        )
    if before is not None and wanted not in (None, before):
        raise BadInput(
            f"what is suggested in the round {round_.name!r} was decided before",
            why=f"{before.percent} % shown, seed {before.seed}; another draw would mix two experiments",
            do="leave --model, --share and --seed out to add what is new, or open another round",
        )
    decided = before or wanted
    assert decided is not None  # noqa: S101  for the type checker
    return decided


class Arms:
    """What a model says in a round, claim by claim, and which of it is shown."""

    def __init__(self, project: Project, round_: Round, suggesting: Suggesting) -> None:
        self._project, self._round, self._decided = project, round_, suggesting
        self._labels = PresentLabels(project.schemes)
        self._of_sources = {each.id for each in project.scheme.fields if each.type is FieldType.SOURCE}
        self.hidden = 0

    def articles(self, connection: Connection) -> list[str]:
        """Return the articles of the round."""
        listed = rounds.round_articles(connection, self._round.id) if self._round.lists_articles else None
        return reading.article_ids(connection) if listed is None else listed

    def said(self, connection: Connection, article: Article) -> list[Annotation]:
        """Return what the model says of claims that the round is about, as it stands now."""
        claims = reading.claims(connection, article.id)
        given = self.given(connection, article.id)
        return [
            each
            for each in reading.current_annotations(connection, article.id, self._decided.model_id)
            if each.judgement.stands and self.is_asked(claims[each.claim_id], given)
        ]

    def given(self, connection: Connection, article_id: str) -> set[str]:
        """Return the claims that the round gives in an article."""
        if self._round.given_from is None:
            return set()
        return {each.claim_id for each in rounds.given_claims(connection, self._round.id, article_id)}

    def is_asked(self, claim: Claim, given: set[str]) -> bool:
        """Tell whether a claim is what the round is about."""
        if self._round.given_from is not None:
            return claim.id in given
        return claim.origin is Origin.MARKED

    def is_shown(self, article: Article, said: Annotation) -> bool:
        """Tell whether an item falls into the shown arm: a given claim, or the passage of a mark."""
        item = said.claim_id
        if self._round.given_from is None:
            item = article.passage_id(article.passage_at(said.judgement.span.start))
        return is_shown(self._decided.seed, self._round.id, item, self._decided.percent)

    def id(self, said: Annotation) -> str:
        """Return the id of the suggestion that a model's claim becomes in the round, whatever it says later."""
        return content_id("suggestion", self._round.id, said.claim_id)

    def rows(self, connection: Connection, action_id: str) -> Iterator[Row]:
        """Yield the rows of what is shown, and count what isn't."""
        for article_id in self.articles(connection):
            if not reading.current_annotations(connection, article_id, self._decided.model_id):
                continue
            article = reading.article(connection, article_id)
            for said in self.said(connection, article):
                labels = self._asked(said)
                if not labels and self._round.given_from is not None:
                    continue
                if not self.is_shown(article, said):
                    self.hidden += 1
                    continue
                yield {
                    "id": self.id(said),
                    "round_id": self._round.id,
                    "article_id": article_id,
                    "claim_id": None if self._round.given_from is None else said.claim_id,
                    "start": said.judgement.span.start,
                    "end": said.judgement.span.end,
                    "labels": rounds.written_labels(labels),
                    "action_id": action_id,
                }

    def _asked(self, said: Annotation) -> list[Label]:
        return [
            Label(name, source_id=value) if name in self._of_sources else Label(name, value)
            for name, values in self._labels.of(said.judgement).items()
            if self._round.asks(name)
            for value in values
        ]
