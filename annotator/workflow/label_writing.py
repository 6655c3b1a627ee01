"""What an annotator says in a file, written down beside what is there of theirs.

A claim is known by whose it is, its article, its span, and its id in the file if it has one; so labels that are
imported again for it are the next step of its history. Claims that an earlier import brought and this one has not are
left alone, unless they are to be replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from annotator.core.claim import Annotation, Claim, Judgement, Origin
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.ids import content_id
from annotator.core.round import Round
from annotator.core.source import Source
from annotator.core.text.passage import PassageKind
from annotator.errors import AnnotatorError
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading.judgements import said_otherwise_than_by
from annotator.store.writing import add_annotator
from annotator.workflow.label_reading import Ready
from annotator.workflow.project import Project
from annotator.workflow.stamps import PROGRAM

WHAT = "labels import"


class Looking(StrEnum):
    """Which passages count as looked at: all of the articles that the file names, those with a claim, or none."""

    ALL = "all"
    CLAIMS = "claims"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read: whose labels become whose, of which round, and what counts as looked at."""

    name: str
    kind: str = "model"
    whose: str = ""
    format: str = ""
    round: Round | None = None
    looked: Looking = Looking.ALL
    source_type: str = ""
    replace: bool = False
    overwrite: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class Labelled:
    """What became of a file; with `problems` nothing did.

    `left` counts claims of earlier imports that the file hasn't and that stay, `left_out` labels by fields that the
    round doesn't ask for, `unread` what nobody reads by its name in the file.
    """

    name: str
    articles: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    left: int = 0
    labels: int = 0
    passages: int = 0
    sources: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    problems: list[AnnotatorError] = field(default_factory=list)
    more: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        counts = {key: value for key, value in asdict(replace(self, problems=[])).items() if key != "more"}
        return counts | {"problems": [str(each) for each in self.problems]}


class Hand:
    """Writes down what an annotator says of articles, beside what is there of theirs."""

    def __init__(self, project: Project, who: str, asked: Asked, sources: Mapping[str, Source]) -> None:
        self.project, self.asked = project, asked
        self._who, self._sources = who, sources
        self._gives = asked.round is not None and asked.round.gives

    def introduce(self, connection: Connection) -> None:
        """Write the annotator, unless they are there."""
        name = " ".join(self.asked.name.split())
        add_annotator(connection, id_=self._who, project=self.project.id, name=name, kind=self.asked.kind)

    def entry(self, connection: Connection, batch: Mapping[str, list[Ready]], outcome: Labelled) -> Entry:
        """Return what a batch of articles adds to the project; it is counted in the outcome."""
        stamps = self.project.stamps
        stamps.follow(reading.latest_action_id(connection))
        action = Action(stamps.new_id(), self._who, Kind.DO, WHAT, stamps.now(), PROGRAM)
        claims: list[Claim] = []
        annotations: list[Annotation] = []
        passages: list[PassageState] = []
        for article_id, ready in batch.items():
            new, said = self._of_article(connection, article_id, ready, action, outcome)
            claims += new
            annotations += said
            passages += self._looked(connection, article_id, ready, action)
            outcome.articles += 1
        outcome.passages += len(passages)
        named = {label.source_id for each in annotations for label in each.judgement.labels}
        sources = tuple(source for id_, source in self._sources.items() if id_ in named)
        return Entry(action, tuple(claims), sources, tuple(annotations), tuple(passages))

    def in_the_way(self, connection: Connection, batch: Mapping[str, list[Ready]]) -> int:
        """Count what of a batch would take the place of something that was not said by a file."""
        entry = self.entry(connection, batch, Labelled(self.asked.name))
        parents = [each.parent_id for each in entry.annotations if each.parent_id is not None]
        return said_otherwise_than_by(connection, parents, WHAT)

    def _of_article(
        self,
        connection: Connection,
        article_id: str,
        ready: Sequence[Ready],
        action: Action,
        outcome: Labelled,
    ) -> tuple[list[Claim], list[Annotation]]:
        known = reading.claims(connection, article_id)
        current = {
            each.claim_id: each for each in reading.current_annotations(connection, article_id, self._who)
        }
        ours = {
            id_: each
            for id_, each in current.items()
            if known[id_].origin is (Origin.GIVEN if self._gives else Origin.MARKED)
        }
        named = self._named(article_id, [each for each in ready if each.span is not None], ours, known)
        claims = [Claim(id_, article_id, Origin.MARKED, self._who) for id_ in named if id_ not in known]
        annotations = []
        for id_, ready_one in named.items():
            before = current.get(id_)
            said = self._annotation(id_, ready_one, before, action)
            if said is not None:
                annotations.append(said)
            outcome.unchanged += said is None
            outcome.changed += said is not None and before is not None
            outcome.new += before is None
            outcome.labels += len(ready_one.labels)
        for id_, each in ours.items():
            if id_ in named or not each.judgement.stands or self._gives:
                continue
            if not self.asked.replace:
                outcome.left += 1
                continue
            outcome.withdrawn += 1
            annotations.append(self._next(each, each.judgement.withdrawn(), action))
        return claims, annotations

    def _named(
        self,
        article_id: str,
        ready: Sequence[Ready],
        ours: Mapping[str, Annotation],
        known: Mapping[str, Claim],
    ) -> dict[str, Ready]:
        """Return the claims by id: those that the annotator has there already, else ids that follow from the place."""
        found: dict[str, Ready] = {}
        on_span: dict[tuple[int, int], list[str]] = defaultdict(list)
        for id_, there in sorted(ours.items()):
            if there.judgement.stands:
                on_span[there.judgement.span.start, there.judgement.span.end].append(id_)
        made = {id(each): self._id(article_id, each) for each in ready}
        kept = {*made.values(), *(each.claim_id for each in ready)}
        for each in ready:
            assert each.span is not None  # noqa: S101  left out before
            id_ = each.claim_id if self._gives or each.claim_id in ours else made[id(each)]
            if id_ not in known:
                # Made otherwise: here by the annotator, or from a file that had no ids or others.
                here = on_span[each.span.start, each.span.end]
                id_ = next((one for one in here if one not in found and one not in kept), id_)
            found[id_] = each
        return found

    def _id(self, article_id: str, of: Ready) -> str:
        assert of.span is not None  # noqa: S101  left out before
        place = (str(of.span.start), str(of.span.end), of.claim_id)
        made = content_id("labelled claim", self._who, article_id, *place)
        # After every id that was made from a time: an item goes by its earliest claim's.
        return f"f{made[1:]}"

    def _annotation(
        self, claim_id: str, said: Ready, before: Annotation | None, action: Action
    ) -> Annotation | None:
        """Return what is said of a claim, or nothing where that is what was said last."""
        assert said.span is not None  # noqa: S101  left out before
        judgement = Judgement(
            said.span,
            self.project.scheme.hash,
            said.labels,
            as_of=said.as_of,
            restatement=said.restatement,
            note=said.note,
        )
        if before is None:
            return Annotation(
                self.project.stamps.new_id(), claim_id, self._who, action.id, action.at, judgement
            )
        # What a file can't say is left as it was.
        was = before.judgement
        judgement = replace(
            judgement,
            reactions=was.reactions,
            evidence=was.evidence,
            as_of=said.as_of or was.as_of,
            restatement=said.restatement or was.restatement,
            note=said.note or was.note,
        )
        if was.stands and _says(self.project.schemes.read(was).judgement) == _says(judgement):
            return None
        return self._next(before, judgement, action)

    def _next(self, before: Annotation, judgement: Judgement, action: Action) -> Annotation:
        return Annotation(
            self.project.stamps.new_id(),
            before.claim_id,
            self._who,
            action.id,
            action.at,
            judgement,
            before.id,
            before.seq + 1,
        )

    def _looked(
        self, connection: Connection, article_id: str, ready: Sequence[Ready], action: Action
    ) -> list[PassageState]:
        """Return the passages that count as looked at from now on; where claims are given nobody looks for any."""
        if self.asked.looked is Looking.NONE or self._gives:
            return []
        article = reading.article(connection, article_id)
        held = {article.passage_at(each.span.start) for each in ready if each.span is not None}
        wanted = [
            at
            for at, passage in enumerate(article.passages)
            if at in held
            or (self.asked.looked is Looking.ALL and passage.kind is not PassageKind.BOILERPLATE)
        ]
        states = {
            each.passage_id: each
            for each in reading.current_passage_states(connection, self._who, article_id)
        }
        found = []
        for at in wanted:
            before = states.get(article.passage_id(at))
            # Who skipped or flagged it themselves has said more than that it was looked at.
            if before is None or before.state is Looked.OPEN:
                found.append(self._done(article.passage_id(at), before, action))
        return found

    def _done(self, passage_id: str, before: PassageState | None, action: Action) -> PassageState:
        parent, seq = (None, 1) if before is None else (before.id, before.seq + 1)
        return PassageState(
            self.project.stamps.new_id(),
            passage_id,
            self._who,
            action.id,
            Looked.DONE,
            parent_id=parent,
            seq=seq,
        )


def _says(judgement: Judgement) -> tuple[object, ...]:
    """Return all that a file could have changed, without how labels came about."""
    labels = frozenset(each.plain for each in judgement.labels)
    return judgement.span, labels, judgement.as_of, judgement.restatement, judgement.note
