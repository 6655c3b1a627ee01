"""Whether what is stored is still what was saved: every seal worked out again from the rows, in one pass.

A seal shows that a row or its lists were changed; it can't show that the newest rows of a history were cut off,
for which the heads of the chains must be kept elsewhere too: see `store.heads`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table

from annotator.core import digest
from annotator.core.action_seal import ActionSeal
from annotator.core.claim import Annotation, Judgement, Label, Reaction, ReactionStance, State
from annotator.core.history import Action, Kind
from annotator.core.ids import annotator_id, article_id, passage_id, pseudonym, source_id, text_sha256
from annotator.core.scheme import parse_scheme
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError
from annotator.store.reading.judgements import evidence_of
from annotator.store.sealing import BY_ACTION, BY_THEMSELVES, row_digest
from annotator.store.streams import Follower, stream
from annotator.store.tables import ANNOTATOR, ARTICLE_DETAIL, PROJECT, SCHEME, SOURCE

Broken = tuple[str, str]
"""What does not match its seal: its table and its id."""

Holds = Callable[[Any], bool]


def broken_seals(connection: Connection) -> Iterator[str]:
    """Name what does not match its seal; nothing when all is as it was saved."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("only a SQLite file is checked this way")
    for check in CHECKS.values():
        for table, id_ in check(raw):
            yield f"{table} {id_}"


def _failing(table: str, rows: Iterator[Any], holds: Holds) -> Iterator[Broken]:
    """Name the rows that do not hold; one that says nothing sensible doesn't."""
    for row in rows:
        try:
            held = holds(row)
        except (AnnotatorError, ValueError, TypeError, AttributeError, LookupError):
            held = False
        if not held:
            yield table, str(row[0])


# -- rows by themselves


def broken_articles(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the articles whose text is not the one that was imported, or whose name is not made from it."""
    query = """
        SELECT a.id, a.text, a.sha256, d.value AS outlet FROM article AS a
        LEFT JOIN article_detail AS d ON d.article_id = a.id AND d.action_id = a.action_id AND d.field = 'outlet'
        ORDER BY a.id"""

    def holds(row: Any) -> bool:
        made = text_sha256(row.text), article_id(row.text, row.outlet or "")
        return made == (row.sha256, row.id)

    return _failing("article", stream(connection, query), holds)


def broken_passages(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the passages that are not where their id says they are."""
    query = 'SELECT id, article_id, start, "end" AS stop FROM passage'

    def holds(row: Any) -> bool:
        return passage_id(row.article_id, row.start, row.stop) == str(row.id)

    return _failing("passage", stream(connection, query), holds)


def broken_names(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the schemes, annotators and sources, and the project, whose rows were changed."""

    def annotator(row: Any) -> bool:
        return str(row.id) == annotator_id(row.project_id, row.name) or str(row.name) == pseudonym(row.id)

    def source(row: Any) -> bool:
        return source_id(row.name, row.type, row.qualifier) == str(row.id)

    def scheme(row: Any) -> bool:
        return parse_scheme(row.body, row.name).hash == str(row.hash)

    named: tuple[tuple[Table, Holds], ...] = (
        (PROJECT, lambda _: True),
        (SCHEME, scheme),
        (ANNOTATOR, annotator),
        (SOURCE, source),
    )
    for table, holds in named:
        columns = ", ".join((*BY_THEMSELVES[table], "digest"))
        rows = stream(connection, f"SELECT {columns} FROM {table.name}")  # noqa: S608  our own names
        yield from _failing(table.name, rows, _sealed_or(table, holds))


def _sealed_or(table: Table, holds: Holds) -> Holds:
    def either(row: Any) -> bool:
        # Names are folded, and schemes read, by the rules of the day; a seal does not depend on them.
        return holds(row) if row.digest is None else row_digest(table, row._asdict()) == row.digest

    return either


def broken_evidence(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the evidence that does not match its seal."""

    def holds(row: Any) -> bool:
        evidence = evidence_of(row)
        if row.salt is not None and digest.evidence_texts(evidence, row.salt) != row.texts_digest:
            return False
        return digest.evidence_digest(evidence, row.annotator_id, row.texts_digest) == str(row.digest)

    return _failing("evidence", stream(connection, "SELECT * FROM evidence"), holds)


# -- annotations, each with its lists


_ANNOTATIONS = """
    SELECT a.id, a.claim_id, a.annotator_id, a.parent_id, a.seq, a.action_id, a.state, a.start, a."end" AS stop,
      a.scheme_hash, a.as_of, a.restatement, a.note, a.salt, a.texts_digest, a.digest, a.chain, a.created_at,
      a.active_ms, p.chain AS before, p.seq AS seq_before, p.claim_id AS claim_before, p.annotator_id AS who_before
    FROM annotation AS a LEFT JOIN annotation AS p ON p.id = a.parent_id ORDER BY a.id"""

_LABELS = "SELECT * FROM label ORDER BY annotation_id, field, position"
_REACTIONS = "SELECT * FROM reaction ORDER BY annotation_id, position"
_LINKS = """
    SELECT l.annotation_id, l.position, l.annotator_id, e.digest
    FROM annotation_evidence AS l JOIN evidence AS e ON e.id = l.evidence_id ORDER BY l.annotation_id, l.position"""


def broken_annotations(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the annotations that do not match their seal or their place in their history."""
    labels = Follower(stream(connection, _LABELS), "annotation_id")
    reactions = Follower(stream(connection, _REACTIONS), "annotation_id")
    links = Follower(stream(connection, _LINKS), "annotation_id")

    def holds(row: Any) -> bool:
        lists = (list(each.of(row.id)) for each in (labels, reactions, links))
        return _annotation_holds(row, *lists)

    return _failing("annotation", stream(connection, _ANNOTATIONS), holds)


def _annotation_holds(row: Any, labels: list[Any], reactions: list[Any], links: list[Any]) -> bool:
    annotation = _annotation(row, labels, reactions)
    if row.salt is not None and digest.annotation_texts(annotation.judgement, row.salt) != row.texts_digest:
        return False
    sealed = digest.annotation_digest(annotation, row.texts_digest, [each.digest for each in links])
    follows = row.parent_id is None or (
        (row.claim_before, row.who_before, row.seq_before) == (row.claim_id, row.annotator_id, row.seq - 1)
    )
    return (
        follows
        and (sealed, digest.chained(row.before, row.id, sealed)) == (row.digest, row.chain)
        and {each.annotator_id for each in (*labels, *reactions, *links)} <= {row.annotator_id}
        and _numbered(reactions)
        and _numbered(links)
    )


def _annotation(row: Any, labels: list[Any], reactions: list[Any]) -> Annotation:
    judgement = Judgement(
        span=Span(row.start, row.stop),
        scheme_hash=row.scheme_hash,
        labels=tuple(
            Label(each.field, each.value or "", each.source_id or "", bool(each.suggested)) for each in labels
        ),
        reactions=tuple(
            Reaction(
                each.source_id,
                ReactionStance(each.stance),
                None if each.cue_start is None else Span(each.cue_start, each.cue_end),
            )
            for each in reactions
        ),
        restatement=row.restatement,
        note=row.note,
        as_of=row.as_of,
        state=State(row.state),
    )
    return Annotation(
        id=row.id,
        claim_id=row.claim_id,
        annotator_id=row.annotator_id,
        action_id=row.action_id,
        created_at=row.created_at,
        judgement=judgement,
        parent_id=row.parent_id,
        seq=row.seq,
        active_ms=row.active_ms,
    )


def _numbered(rows: list[Any]) -> bool:
    return [each.position for each in rows] == list(range(len(rows)))


# -- passage states


_STATES = """
    SELECT s.id, s.passage_id, s.annotator_id, s.parent_id, s.seq, s.reason, s.salt, s.texts_digest,
      p.seq AS seq_before, p.passage_id AS passage_before, p.annotator_id AS who_before
    FROM passage_state AS s LEFT JOIN passage_state AS p ON p.id = s.parent_id"""


def broken_states(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the passage states whose reason or place in their history was changed; actions seal the rest of them."""

    def holds(row: Any) -> bool:
        follows = row.parent_id is None or (
            (row.passage_before, row.who_before, row.seq_before)
            == (row.passage_id, row.annotator_id, row.seq - 1)
        )
        return follows and (row.salt is None or digest.reason_text(row.reason, row.salt) == row.texts_digest)

    return _failing("passage_state", stream(connection, _STATES), holds)


# -- actions, each with all that it wrote


_ACTIONS = """
    SELECT a.id, a.annotator_id, a.kind, a.target_id, a.what, a.at, a.program, a.reason, a.parent_id, a.digest,
      a.chain, p.chain AS before, p.annotator_id AS who_before
    FROM action AS a LEFT JOIN action AS p ON p.id = a.parent_id ORDER BY a.id"""

_ARTICLES = "SELECT action_id, id, position, kind FROM article ORDER BY action_id, position, id"
_DETAILS = "SELECT id, field, value FROM article_detail WHERE article_id = ? AND action_id = ? ORDER BY field"
_PASSAGES = 'SELECT start, "end", kind FROM passage WHERE article_id = ? ORDER BY start'
_LATER_DETAILS = """
    SELECT d.* FROM article_detail AS d JOIN article AS a ON a.id = d.article_id WHERE a.action_id <> d.action_id
    ORDER BY d.action_id, d.id"""


def broken_actions(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the actions that do not match their seal, because they or anything they wrote was changed.

    Those from before schema 3 have none.
    """
    articles = Follower(stream(connection, _ARTICLES), "action_id")
    written = {table: Follower(stream(connection, _written_by(table)), "action_id") for table in BY_ACTION}

    def holds(row: Any) -> bool:
        seal = ActionSeal()
        for article in articles.of(row.id):
            details = connection.execute(_DETAILS, (article.id, row.id))
            passages = connection.execute(_PASSAGES, (article.id,))
            seal.article((article.position, article.id, article.kind), details, passages)
        for table, rows in written.items():
            columns = BY_ACTION[table]
            for each in rows.of(row.id):
                seal.take(table.name, [getattr(each, column) for column in columns])
        return row.digest is None or _action_holds(row, seal)

    return _failing("action", stream(connection, _ACTIONS), holds)


def _written_by(table: Table) -> str:
    if table is ARTICLE_DETAIL:
        return _LATER_DETAILS
    first = BY_ACTION[table][0]
    # Our own names.
    return f"SELECT * FROM {table.name} WHERE action_id IS NOT NULL ORDER BY action_id, {first}"  # noqa: S608


def _action_holds(row: Any, seal: ActionSeal) -> bool:
    action = Action(
        row.id, row.annotator_id, Kind(row.kind), row.what, row.at, row.program, row.target_id, row.reason
    )
    sealed = seal.of(action, row.parent_id)
    follows = row.parent_id is None or row.who_before == row.annotator_id
    return follows and (sealed, digest.chained(row.before, row.id, sealed)) == (row.digest, row.chain)


# -- what was blanked


_BLANKED = """
    SELECT t.id FROM {table} AS t {joined}
    WHERE t.salt IS NULL AND t.texts_digest IS NOT NULL AND {sealed}
      AND NOT EXISTS (SELECT 1 FROM redaction AS r WHERE r.kind = '{table}' AND r.row_id = t.id)"""

_WRITTEN_SINCE = "JOIN action AS a ON a.id = t.action_id"


def broken_redactions(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Name the rows whose free text was blanked with no record of it; schema 2 kept none."""
    for table in ("annotation", "passage_state"):
        query = _BLANKED.format(table=table, joined=_WRITTEN_SINCE, sealed="a.digest IS NOT NULL")
        yield from ((table, row.id) for row in stream(connection, query))


CHECKS: dict[str, Callable[[sqlite3.Connection], Iterator[Broken]]] = {
    "names": broken_names,
    "articles": broken_articles,
    "passages": broken_passages,
    "evidence": broken_evidence,
    "annotations": broken_annotations,
    "passage states": broken_states,
    "actions": broken_actions,
    "redactions": broken_redactions,
}
"""Everything that has a seal, or a name made from what it says, and what finds those that do not hold."""
