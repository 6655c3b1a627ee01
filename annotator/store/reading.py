"""Reading a project: each function asks one question and answers in values of the core.

Annotations are read an article at a time, so that memory stays flat however large the project is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, TableClause, and_, column, func, select, union
from sqlalchemy import table as view

from annotator.core.article import Article, ArticleKind
from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Place,
    Polarity,
    Reaction,
    ReactionStance,
    State,
)
from annotator.core.history import Action, Kind, Looked, PassageState
from annotator.core.source import Source
from annotator.core.text.passages import Passage, PassageKind
from annotator.core.text.span import Span
from annotator.store import tables
from annotator.store.bulk import ARTICLE, ARTICLE_DETAIL, PASSAGE
from annotator.store.writing import (
    ACTION,
    ANNOTATION,
    ANNOTATION_EVIDENCE,
    CLAIM,
    DRAFT,
    EVIDENCE,
    LABEL,
    PASSAGE_STATE,
    PLACE,
    REACTION,
    SOURCE,
    SOURCE_CHANGE,
)

PROJECT = tables.table(tables.ProjectRow)
SCHEME = tables.table(tables.SchemeRow)
ANNOTATOR = tables.table(tables.AnnotatorRow)


def _view(name: str, columns: Sequence[str]) -> TableClause:
    return view(name, *(column(each) for each in columns))


CURRENT = _view("current_annotation", ANNOTATION.columns.keys())
CURRENT_STATE = _view("current_passage_state", PASSAGE_STATE.columns.keys())


@dataclass(frozen=True, slots=True)
class Project:
    """The project a database holds."""

    id: str
    name: str
    scheme_hash: str


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person or a model."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Where:
    """Where an annotator left off."""

    article_id: str
    passage_id: str
    caret: int
    claim_id: str | None


def project(connection: Connection) -> Project:
    """Return the project."""
    row = connection.execute(select(PROJECT)).one()
    return Project(row.id, row.name, row.scheme_hash)


def scheme_body(connection: Connection, scheme_hash: str) -> tuple[str, str]:
    """Return a scheme's name and its TOML."""
    row = connection.execute(select(SCHEME).where(SCHEME.c.hash == scheme_hash)).one()
    return row.name, row.body


def annotators(connection: Connection) -> list[Annotator]:
    """Return everybody who annotates, by name."""
    rows = connection.execute(select(ANNOTATOR).order_by(ANNOTATOR.c.name))
    return [Annotator(row.id, row.name, row.kind) for row in rows]


def article_ids(connection: Connection) -> list[str]:
    """Return the articles in the order of their import."""
    return list(
        connection.execute(select(ARTICLE.c.id).order_by(ARTICLE.c.action_id, ARTICLE.c.position)).scalars()
    )


def articles(connection: Connection) -> Iterator[Article]:
    """Return the articles one by one, in the order of their import."""
    for article_id in article_ids(connection):
        yield article(connection, article_id)


def article(connection: Connection, article_id: str) -> Article:
    """Return one article with its passages and the latest of each detail."""
    row = connection.execute(select(ARTICLE).where(ARTICLE.c.id == article_id)).one()
    passages = connection.execute(
        select(PASSAGE.c.start, PASSAGE.c.end, PASSAGE.c.kind)
        .where(PASSAGE.c.article_id == article_id)
        .order_by(PASSAGE.c.start)
    )
    return Article(
        row.id,
        row.text,
        tuple(Passage(Span(start, end), PassageKind(kind)) for start, end, kind in passages),
        ArticleKind(row.kind),
        _details(connection, article_id),
    )


def _details(connection: Connection, article_id: str) -> tuple[tuple[str, str], ...]:
    rows = connection.execute(
        select(ARTICLE_DETAIL.c.field, ARTICLE_DETAIL.c.value)
        .where(ARTICLE_DETAIL.c.article_id == article_id)
        .order_by(ARTICLE_DETAIL.c.action_id)
    )
    return tuple({row.field: row.value for row in rows}.items())


def sources(connection: Connection) -> list[Source]:
    """Return every source, by name."""
    rows = connection.execute(select(SOURCE).order_by(SOURCE.c.name, SOURCE.c.id))
    return [Source(row.id, row.name, row.type, row.qualifier) for row in rows]


def aliases(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the other names of each source that has any."""
    rows = connection.execute(
        select(SOURCE_CHANGE.c.source_id, SOURCE_CHANGE.c.value)
        .where(SOURCE_CHANGE.c.kind == "alias")
        .order_by(SOURCE_CHANGE.c.id)
    )
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for source_id, alias in rows:
        # Two people may have recorded the same other name.
        found[source_id][alias] = None
    return {source_id: tuple(names) for source_id, names in found.items()}


def source_counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Count the standing labels that name each source, by (source id, annotator id)."""
    rows = connection.execute(
        select(LABEL.c.source_id, LABEL.c.annotator_id, func.count())
        .join(CURRENT, CURRENT.c.id == LABEL.c.annotation_id)
        .where(LABEL.c.source_id.is_not(None), CURRENT.c.state == "standing")
        .group_by(LABEL.c.source_id, LABEL.c.annotator_id)
    )
    return {(source, annotator): count for source, annotator, count in rows}


def sources_used(connection: Connection, article_id: str, annotator_id: str) -> list[str]:
    """Return the sources an annotator ever gave a claim of an article, in the order of their first use."""
    rows = connection.execute(
        select(LABEL.c.source_id)
        .join(ANNOTATION, ANNOTATION.c.id == LABEL.c.annotation_id)
        .join(CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(CLAIM.c.article_id == article_id, ANNOTATION.c.annotator_id == annotator_id)
        .where(LABEL.c.source_id.is_not(None))
        .order_by(ANNOTATION.c.id, LABEL.c.field, LABEL.c.position)
    )
    return list(dict.fromkeys(rows.scalars()))


def claims(connection: Connection, article_id: str) -> dict[str, Claim]:
    """Return the claims of an article by id."""
    rows = connection.execute(select(CLAIM).where(CLAIM.c.article_id == article_id).order_by(CLAIM.c.id))
    return {row.id: Claim(row.id, row.article_id, Origin(row.origin), row.annotator_id) for row in rows}


def current_annotations(
    connection: Connection, article_id: str, annotator_id: str | None = None
) -> list[Annotation]:
    """Return what counts now in an article, withdrawn ones included, for one annotator or for all."""
    chosen = (
        select(CURRENT.c.id)
        .join(CLAIM, CLAIM.c.id == CURRENT.c.claim_id)
        .where(CLAIM.c.article_id == article_id)
    )
    if annotator_id is not None:
        chosen = chosen.where(CURRENT.c.annotator_id == annotator_id)
    return _annotations(connection, ANNOTATION.c.id.in_(chosen))


def annotations_of_article(connection: Connection, article_id: str) -> list[Annotation]:
    """Return every annotation of an article's claims, those that no longer count included."""
    chosen = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    return _annotations(connection, ANNOTATION.c.claim_id.in_(chosen))


def annotations_of_action(connection: Connection, action_id: str) -> list[Annotation]:
    """Return what an action wrote."""
    return _annotations(connection, ANNOTATION.c.action_id == action_id)


def annotations_by_id(connection: Connection, ids: Sequence[str]) -> list[Annotation]:
    """Return these annotations."""
    return _annotations(connection, ANNOTATION.c.id.in_(ids)) if ids else []


def current_of_claims(
    connection: Connection, claim_ids: Sequence[str], annotator_id: str
) -> list[Annotation]:
    """Return what counts now for these claims of one annotator."""
    chosen = select(CURRENT.c.id).where(
        CURRENT.c.claim_id.in_(claim_ids), CURRENT.c.annotator_id == annotator_id
    )
    return _annotations(connection, ANNOTATION.c.id.in_(chosen)) if claim_ids else []


def article_of_claim(connection: Connection, claim_id: str) -> str:
    """Return the article that a claim is in."""
    return str(connection.execute(select(CLAIM.c.article_id).where(CLAIM.c.id == claim_id)).scalar_one())


def _annotations(connection: Connection, which: ColumnElement[bool]) -> list[Annotation]:
    rows = connection.execute(
        select(ANNOTATION).where(which).order_by(ANNOTATION.c.start, ANNOTATION.c.id)
    ).all()
    labels = _labels(connection, which)
    reactions = _reactions(connection, which)
    evidence = _evidence(connection, which)
    return [
        Annotation(
            id=row.id,
            claim_id=row.claim_id,
            annotator_id=row.annotator_id,
            action_id=row.action_id,
            created_at=row.created_at,
            parent_id=row.parent_id,
            seq=row.seq,
            active_ms=row.active_ms,
            judgement=Judgement(
                span=Span(row.start, row.end),
                scheme_hash=row.scheme_hash,
                labels=tuple(labels[row.id]),
                reactions=tuple(reactions[row.id]),
                evidence=tuple(evidence[row.id]),
                restatement=row.restatement,
                note=row.note,
                as_of=row.as_of,
                state=State(row.state),
            ),
        )
        for row in rows
    ]


def _labels(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = defaultdict(list)
    query = (
        select(LABEL.c.annotation_id, LABEL.c.field, LABEL.c.value, LABEL.c.source_id)
        .join(ANNOTATION, ANNOTATION.c.id == LABEL.c.annotation_id)
        .where(which)
        .order_by(LABEL.c.annotation_id, LABEL.c.field, LABEL.c.position)
    )
    for annotation_id, field, value, source_id in connection.execute(query):
        found[annotation_id].append(Label(field, value or "", source_id or ""))
    return found


def _reactions(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[Reaction]]:
    found: dict[str, list[Reaction]] = defaultdict(list)
    query = (
        select(REACTION)
        .join(ANNOTATION, ANNOTATION.c.id == REACTION.c.annotation_id)
        .where(which)
        .order_by(REACTION.c.annotation_id, REACTION.c.position)
    )
    for row in connection.execute(query):
        cue = None if row.cue_start is None else Span(row.cue_start, row.cue_end)
        found[row.annotation_id].append(Reaction(row.source_id, ReactionStance(row.stance), cue))
    return found


def _evidence(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    query = (
        select(ANNOTATION_EVIDENCE.c.annotation_id, EVIDENCE)
        .join(EVIDENCE, EVIDENCE.c.id == ANNOTATION_EVIDENCE.c.evidence_id)
        .join(ANNOTATION, ANNOTATION.c.id == ANNOTATION_EVIDENCE.c.annotation_id)
        .where(which)
        .order_by(ANNOTATION_EVIDENCE.c.annotation_id, ANNOTATION_EVIDENCE.c.position)
    )
    for row in connection.execute(query):
        found[row.annotation_id].append(evidence_of(row))
    return found


def evidence_of(row: Any) -> Evidence:
    """Return the piece of evidence that a row of its table holds."""
    place = None if row.article_id is None else Place(row.article_id, Span(row.start, row.end))
    return Evidence(
        id=row.id,
        polarity=Polarity(row.polarity),
        origin_id=row.origin_source_id,
        url=row.url,
        archived_url=row.archived_url,
        quote=row.quote,
        published=row.published,
        accessed=row.accessed,
        note=row.note,
        place=place,
        redacted=row.salt is None,
    )


def current_passage_states(
    connection: Connection, annotator_id: str | None = None, article_id: str | None = None
) -> list[PassageState]:
    """Return how far annotators are now, narrowed to one of them or one article on request."""
    query = select(CURRENT_STATE)
    if annotator_id is not None:
        query = query.where(CURRENT_STATE.c.annotator_id == annotator_id)
    if article_id is not None:
        query = query.join(PASSAGE, PASSAGE.c.id == CURRENT_STATE.c.passage_id).where(
            PASSAGE.c.article_id == article_id
        )
    return [_state(row) for row in connection.execute(query)]


def states_of_action(connection: Connection, action_id: str) -> list[PassageState]:
    """Return the passage states that an action wrote."""
    return [
        _state(row)
        for row in connection.execute(select(PASSAGE_STATE).where(PASSAGE_STATE.c.action_id == action_id))
    ]


def state_by_id(connection: Connection, state_id: str) -> PassageState:
    """Return one passage state."""
    return _state(connection.execute(select(PASSAGE_STATE).where(PASSAGE_STATE.c.id == state_id)).one())


def current_state(connection: Connection, passage_id: str, annotator_id: str) -> PassageState | None:
    """Return how far one annotator is with one passage, if they ever said so."""
    query = select(CURRENT_STATE).where(
        and_(CURRENT_STATE.c.passage_id == passage_id, CURRENT_STATE.c.annotator_id == annotator_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _state(row)


def _state(row: Any) -> PassageState:
    return PassageState(
        row.id,
        row.passage_id,
        row.annotator_id,
        row.action_id,
        Looked(row.state),
        row.reason,
        row.parent_id,
        row.seq,
    )


def actions(connection: Connection, annotator_id: str) -> list[Action]:
    """Return what one annotator did, oldest first."""
    rows = connection.execute(
        select(ACTION).where(ACTION.c.annotator_id == annotator_id).order_by(ACTION.c.id)
    )
    return [
        Action(row.id, row.annotator_id, Kind(row.kind), row.what, row.at, row.program, row.target_id)
        for row in rows
    ]


def latest_action_id(connection: Connection) -> str:
    """Return the newest action's id, so that new ids can follow it even if the clock went back."""
    return str(connection.execute(select(func.max(ACTION.c.id))).scalar() or "")


def where(connection: Connection, annotator_id: str) -> Where | None:
    """Return where an annotator left off."""
    row = connection.execute(select(PLACE).where(PLACE.c.annotator_id == annotator_id)).one_or_none()
    return None if row is None else Where(row.article_id, row.passage_id, row.caret, row.claim_id)


def drafts(connection: Connection, annotator_id: str) -> dict[tuple[str, str], str]:
    """Return an annotator's half-typed texts, by (claim id, what they are)."""
    rows = connection.execute(select(DRAFT).where(DRAFT.c.annotator_id == annotator_id))
    return {(row.claim_id, row.what): row.body for row in rows}


def passage_counts(connection: Connection) -> dict[str, int]:
    """Count the passages of each article that are not boilerplate."""
    rows = connection.execute(
        select(PASSAGE.c.article_id, func.count())
        .where(PASSAGE.c.kind != str(PassageKind.BOILERPLATE))
        .group_by(PASSAGE.c.article_id)
    )
    return {article_id: count for article_id, count in rows}  # noqa: C416  a result is no mapping


def settled_counts(connection: Connection, annotator_id: str) -> dict[str, int]:
    """Count the passages of each article that an annotator has done or skipped, boilerplate left out."""
    rows = connection.execute(
        select(PASSAGE.c.article_id, func.count())
        .join(CURRENT_STATE, PASSAGE.c.id == CURRENT_STATE.c.passage_id)
        .where(
            CURRENT_STATE.c.annotator_id == annotator_id,
            CURRENT_STATE.c.state.in_(("done", "skipped")),
            PASSAGE.c.kind != str(PassageKind.BOILERPLATE),
        )
        .group_by(PASSAGE.c.article_id)
    )
    return {article_id: count for article_id, count in rows}  # noqa: C416  a result is no mapping


def all_details(connection: Connection, fields: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the latest value of these details, by (article id, field)."""
    rows = connection.execute(
        select(ARTICLE_DETAIL.c.article_id, ARTICLE_DETAIL.c.field, ARTICLE_DETAIL.c.value)
        .where(ARTICLE_DETAIL.c.field.in_(fields))
        .order_by(ARTICLE_DETAIL.c.action_id)
    )
    return {(article_id, field): value for article_id, field, value in rows}


def article_of_passage(connection: Connection, passage_id: str) -> str:
    """Return the article that a passage is in."""
    return str(
        connection.execute(select(PASSAGE.c.article_id).where(PASSAGE.c.id == passage_id)).scalar_one()
    )


def schemes(connection: Connection) -> list[tuple[str, str, str]]:
    """Return every scheme that an annotation may have been made under: hash, name and TOML."""
    return [
        (row.hash, row.name, row.body) for row in connection.execute(select(SCHEME).order_by(SCHEME.c.hash))
    ]


def own_unnamed_sources(connection: Connection, article_id: str, annotator_id: str) -> set[str]:
    """Return the unnamed sources of an article that an annotator has ever cited there, in whichever role."""
    own = (
        select(ANNOTATION.c.id)
        .join(CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(CLAIM.c.article_id == article_id, ANNOTATION.c.annotator_id == annotator_id)
    )
    cited = union(
        select(LABEL.c.source_id).where(LABEL.c.annotation_id.in_(own)),
        select(REACTION.c.source_id).where(REACTION.c.annotation_id.in_(own)),
        select(EVIDENCE.c.origin_source_id)
        .join(ANNOTATION_EVIDENCE, ANNOTATION_EVIDENCE.c.evidence_id == EVIDENCE.c.id)
        .where(ANNOTATION_EVIDENCE.c.annotation_id.in_(own)),
    )
    unnamed = select(SOURCE.c.id).where(SOURCE.c.qualifier == article_id, SOURCE.c.id.in_(cited))
    return set(connection.execute(unnamed).scalars())
