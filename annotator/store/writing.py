"""Writing what people do: one entry, one transaction, appended only if it follows what is current.

Ids are made by the caller, so saving the same entry again changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.dialects.sqlite import insert

from annotator.core import digest
from annotator.core.claim import Annotation, Evidence
from annotator.core.history import Action, Entry, PassageState, Step
from annotator.core.scheme import Scheme
from annotator.core.source import Source
from annotator.errors import Invalid, Outdated
from annotator.store import rows
from annotator.store.engine import writing
from annotator.store.rows import Row
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    ANNOTATION_EVIDENCE,
    ANNOTATOR,
    CLAIM,
    DRAFT,
    EVIDENCE,
    LABEL,
    PASSAGE_STATE,
    PLACE,
    PROJECT,
    REACTION,
    SCHEME,
    SOURCE,
    SOURCE_CHANGE,
)

LISTS = (
    (LABEL, rows.labels),
    (REACTION, rows.reactions),
    (ANNOTATION_EVIDENCE, rows.evidence_links),
)
"""The tables that hold an annotation's lists."""


def save(engine: Engine, entry: Entry) -> None:
    """Put `entry` on disk whole, or raise `NotSaved` with nothing written; `Outdated` when work came between."""
    with writing(engine) as connection:
        append(connection, entry)


def append(connection: Connection, entry: Entry) -> None:
    """Write `entry` within the caller's transaction; an entry already there is left as it is."""
    if connection.execute(select(ACTION.c.id).where(ACTION.c.id == entry.action.id)).first():
        return
    write_action(connection, entry.action)
    add_sources(connection, entry.sources)
    _add(connection, CLAIM, [rows.claim(claim) for claim in entry.claims])
    _check_current_annotations(connection, entry.annotations)
    _write_annotations(connection, entry.annotations)
    _check_current_states(connection, entry.passages)
    _add(connection, PASSAGE_STATE, [rows.passage_state(state) for state in entry.passages])


def write_action(connection: Connection, action: Action) -> None:
    """Write the action that the caller's other rows belong to."""
    connection.execute(ACTION.insert(), rows.action(action))


def add_sources(connection: Connection, sources: Iterable[Source]) -> None:
    """Write the sources that are not there yet."""
    _add_missing(connection, SOURCE, [rows.source(each) for each in sources])


def add_aliases(connection: Connection, aliases: Iterable[tuple[str, str, str]], action: str) -> None:
    """Write (record id, source id, other name) rows as part of `action`."""
    changes = [
        {"id": id_, "source_id": source, "kind": "alias", "value": alias, "action_id": action}
        for id_, source, alias in aliases
    ]
    _add(connection, SOURCE_CHANGE, changes)


def _add(connection: Connection, table: Table, new: Sequence[Row]) -> None:
    if new:
        connection.execute(table.insert(), list(new))


def _add_missing(connection: Connection, table: Table, new: Sequence[Row]) -> None:
    if new:
        connection.execute(insert(table).on_conflict_do_nothing(index_elements=["id"]), list(new))


def _check_current_annotations(connection: Connection, annotations: Sequence[Annotation]) -> None:
    for annotation in annotations:
        history = (
            ANNOTATION.c.claim_id == annotation.claim_id,
            ANNOTATION.c.annotator_id == annotation.annotator_id,
        )
        _check_current(connection, ANNOTATION, history, annotation)


def _check_current_states(connection: Connection, states: Sequence[PassageState]) -> None:
    for state in states:
        history = (
            PASSAGE_STATE.c.passage_id == state.passage_id,
            PASSAGE_STATE.c.annotator_id == state.annotator_id,
        )
        _check_current(connection, PASSAGE_STATE, history, state)


def _check_current(connection: Connection, table: Table, history: Sequence[Any], step: Step) -> None:
    query = (
        select(table.c.id, table.c.seq)
        .where(*history)
        .order_by(table.c.seq.desc(), table.c.id.desc())
        .limit(1)
    )
    latest = connection.execute(query).first()
    id_, number = (None, 0) if latest is None else latest
    if id_ == step.parent_id and step.seq != number + 1:
        raise Invalid(f"{step.id} is number {step.seq}, its parent number {number}")
    if id_ != step.parent_id:
        raise Outdated(
            "not saved: this was changed elsewhere in the meantime",
            why="another window or program of yours wrote to the same claim or passage first",
            do="look at what is there now and do it again",
        )


def _write_annotations(connection: Connection, annotations: Sequence[Annotation]) -> None:
    if not annotations:
        return
    seals = _write_evidence(connection, annotations)
    parents = [annotation.parent_id for annotation in annotations if annotation.parent_id]
    found = connection.execute(
        select(ANNOTATION.c.id, ANNOTATION.c.chain).where(ANNOTATION.c.id.in_(parents))
    )
    chains: dict[str, str] = {row.id: row.chain for row in found}
    _add(connection, ANNOTATION, [_sealed(annotation, seals, chains) for annotation in annotations])
    for table, listed in LISTS:
        _add(connection, table, [row for annotation in annotations for row in listed(annotation)])


def _write_evidence(connection: Connection, annotations: Sequence[Annotation]) -> dict[str, str]:
    """Write the evidence that is not there yet and return the seal of each piece.

    Raises `Invalid` when a piece is there and says something else, since it would silently stay as it is.
    """
    pieces = {
        item.id: (item, annotation.annotator_id)
        for annotation in annotations
        for item in annotation.judgement.evidence
    }
    if not pieces:
        return {}
    _add_missing(connection, EVIDENCE, [_evidence(*piece) for piece in pieces.values()])
    seals = {}
    for row in connection.execute(select(EVIDENCE).where(EVIDENCE.c.id.in_(list(pieces)))):
        item, _ = pieces[row.id]
        if row.salt is not None:
            texts = digest.evidence_texts(item, row.salt)
            if digest.evidence_digest(item, row.annotator_id, texts) != row.digest:
                raise Invalid(f"the evidence {row.id} is stored already and says something else")
        seals[row.id] = row.digest
    return seals


def _sealed(annotation: Annotation, seals: Mapping[str, str], chains: dict[str, str]) -> Row:
    salt = secrets.token_hex(16)
    texts = digest.annotation_texts(annotation.judgement, salt)
    sealed = digest.annotation_digest(
        annotation, texts, [seals[item.id] for item in annotation.judgement.evidence]
    )
    parent = chains[annotation.parent_id] if annotation.parent_id else None
    chains[annotation.id] = digest.chained(parent, annotation.id, sealed)
    return {
        **rows.annotation(annotation),
        "salt": salt,
        "texts_digest": texts,
        "digest": sealed,
        "chain": chains[annotation.id],
    }


def _evidence(item: Evidence, annotator: str) -> Row:
    salt = secrets.token_hex(16)
    texts = digest.evidence_texts(item, salt)
    sealed = digest.evidence_digest(item, annotator, texts)
    return {**rows.evidence(item, annotator), "salt": salt, "texts_digest": texts, "digest": sealed}


def save_place(
    engine: Engine, *, annotator: str, article: str, passage: str, caret: int, claim: str | None, at: str
) -> None:
    """Remember where an annotator is; the one before is overwritten."""
    row = {
        "annotator_id": annotator,
        "article_id": article,
        "passage_id": passage,
        "caret": caret,
        "claim_id": claim,
        "at": at,
    }
    upsert = insert(PLACE).values(row)
    with writing(engine) as connection:
        connection.execute(upsert.on_conflict_do_update(index_elements=["annotator_id"], set_=row))


def save_draft(engine: Engine, *, annotator: str, claim: str, what: str, body: str, at: str) -> None:
    """Keep half-typed text; an empty one is forgotten."""
    key = {"annotator_id": annotator, "claim_id": claim, "what": what}
    with writing(engine) as connection:
        if not body:
            connection.execute(DRAFT.delete().where(*(DRAFT.c[name] == value for name, value in key.items())))
            return
        upsert = insert(DRAFT).values(**key, body=body, at=at)
        connection.execute(
            upsert.on_conflict_do_update(index_elements=list(key), set_={"body": body, "at": at})
        )


def found_project(connection: Connection, *, id_: str, name: str, scheme: Scheme, at: str) -> None:
    """Write the project and its scheme into a database just made."""
    add_scheme(connection, scheme)
    row = {"id": id_, "name": name, "scheme_hash": scheme.hash, "created_at": at}
    connection.execute(PROJECT.insert(), row)


def add_scheme(connection: Connection, scheme: Scheme) -> None:
    """Write a scheme unless one of the same meaning is there."""
    row = {"hash": scheme.hash, "name": scheme.name, "version": scheme.version, "body": scheme.body}
    connection.execute(insert(SCHEME).on_conflict_do_nothing(index_elements=["hash"]), row)


def add_annotator(connection: Connection, *, id_: str, project: str, name: str, kind: str = "person") -> None:
    """Write an annotator unless they are there."""
    row = {"id": id_, "project_id": project, "name": name, "kind": kind}
    _add_missing(connection, ANNOTATOR, [row])
