"""Writing what people do: one entry, one transaction, appended only if it follows what is current.

Ids are made by the caller, so saving the same entry again changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from annotator.core import digest
from annotator.core.action_seal import ActionSeal
from annotator.core.claim import Annotation, Evidence
from annotator.core.deciding import Decision
from annotator.core.history import Action, Entry, PassageState, Step
from annotator.core.round import RoundState
from annotator.core.scheme import Scheme
from annotator.core.scheme_maps import Move
from annotator.core.source import Source
from annotator.errors import Invalid, Outdated
from annotator.store import driver, rows
from annotator.store.driver import Driven, Values
from annotator.store.engine import write_by_driver, writing
from annotator.store.rows import Row
from annotator.store.sealing import sealed, take
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    ANNOTATION_EVIDENCE,
    ANNOTATOR,
    CLAIM,
    DECISION,
    DECISION_BASIS,
    DRAFT,
    EVIDENCE,
    LABEL,
    PASSAGE_STATE,
    PLACE,
    PROJECT,
    REACTION,
    ROUND_STATE,
    SCHEME,
    SCHEME_MAP,
    SCHEME_USE,
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
    write_by_driver(engine, lambda connection: append(connection, entry))


def append(connection: Driven, entry: Entry) -> None:
    """Write `entry` within the caller's transaction; an entry already there is left as it is.

    Everything goes through `store.driver`, see `save`.
    """
    try:
        chains = _checked_annotations(connection, entry.annotations)
        _check_states(connection, entry.passages)
        _check_decisions(connection, entry.decisions)
    except Outdated:
        if _is_there(connection, entry.action):
            return
        raise
    # Whatever continues a history would have been in its own way; so it need not be looked for as well.
    if not (entry.annotations or entry.passages or entry.decisions) and _is_there(connection, entry.action):
        return
    add_sources(connection, entry.sources)
    id_ = entry.action.id
    written: dict[Table, Sequence[Row | Values]] = {
        SOURCE_CHANGE: [rows.source_change(each, id_) for each in entry.source_changes],
        CLAIM: [rows.claim(claim, id_) for claim in entry.claims],
        ANNOTATION: _sealed_annotations(connection, entry.annotations, chains),
        PASSAGE_STATE: [_state(state) for state in entry.passages],
        DECISION: [rows.decision(each) for each in entry.decisions],
        DECISION_BASIS: [row for each in entry.decisions for row in rows.basis(each)],
    }
    write(connection, entry.action, written)
    for table, listed in LISTS:
        for annotation in entry.annotations:
            if found := listed(annotation):
                driver.insert(connection, table, found)


def _is_there(connection: Driven, action: Action) -> bool:
    return driver.first(connection, _ACTION, action.id) is not None


def write_action(connection: Driven, action: Action) -> None:
    """Write an action that has no rows."""
    write(connection, action, {})


def write(connection: Driven, action: Action, written: Mapping[Table, Sequence[Row | Values]]) -> None:
    """Write an action with its rows, all that it will ever have, in the order of the tables."""
    in_order = {table: driver.in_order(table, new) for table, new in written.items() if new}
    seal = ActionSeal()
    for table, new in in_order.items():
        take(seal, table, new)
    _write_action(connection, action, seal)
    for table, new in in_order.items():
        driver.insert(connection, table, new)


@contextmanager
def acting(connection: Connection, action: Action) -> Iterator[ActionSeal]:
    """Let the caller write rows of `action` and take each up in its seal; the action itself is written last.

    For rows that are too many to be known beforehand. References to the action are checked at the end.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    seal = ActionSeal()
    yield seal
    _write_action(connection, action, seal)


def _write_action(connection: Driven, action: Action, seal: ActionSeal) -> None:
    # The annotator's that none of theirs follows yet, not simply the one of the greatest id: a program whose clock is
    # ahead may have written that, and others after it.
    parent_id, before = driver.first(connection, _LAST_ACTION, action.annotator_id) or (None, None)
    sealed_as = seal.of(action, parent_id)
    chain = digest.chained(before, action.id, sealed_as)
    row = rows.action(action, parent_id=parent_id, digest=sealed_as, chain=chain)
    driver.insert(connection, ACTION, [row])


def add_sources(connection: Driven, sources: Iterable[Source]) -> None:
    """Write the sources that are not there yet."""
    # Nearly always they are, and sealing them again would cost more than looking.
    new = [each for each in sources if driver.first(connection, _SOURCE, each.id) is None]
    _add_missing(connection, SOURCE, [sealed(SOURCE, rows.source(each)) for each in new])


def change_scheme(
    connection: Connection, action: Action, scheme: Scheme, *, before: str, moves: Iterable[tuple[str, Move]]
) -> None:
    """Put a scheme in force from `action` on, after the one of the hash `before`.

    `moves`, each with an id for its row, say what became of the labels of that one. A scheme whose meaning is there
    already is put in force again, under the names and keys it has now.
    """
    add_scheme(connection, scheme, parent=before)
    mapped = [
        {
            "id": id_,
            "from_hash": before,
            "to_hash": scheme.hash,
            "field": move.field,
            "old": move.old,
            "new": move.new,
            "action_id": action.id,
        }
        for id_, move in moves
    ]
    stored = connection.execute(select(SCHEME.c.body).where(SCHEME.c.hash == scheme.hash)).scalar_one()
    body = None if stored == scheme.body else scheme.body
    use = {"action_id": action.id, "scheme_hash": scheme.hash, "body": body}
    write(connection, action, {SCHEME_MAP: mapped, SCHEME_USE: [use]})


def _add_missing(connection: Driven, table: Table, new: Sequence[Row]) -> None:
    if new:
        driver.insert_missing(connection, table, driver.in_order(table, new))


def _latest(table: Table, what: str, *more: str) -> Select[Any]:
    """Return the question for the last step of a history, by what it is of and whose it is."""
    columns = (table.c[name] for name in ("id", "seq", *more))
    mine = (table.c[what] == bindparam("of"), table.c.annotator_id == bindparam("annotator"))
    return select(*columns).where(*mine).order_by(table.c.seq.desc(), table.c.id.desc())


# Each is one object, made once, so that its text is too: a save is a dozen of these and little else.
_LATER = ACTION.alias()
_ACTION = select(ACTION.c.id).where(ACTION.c.id == bindparam("id"))
_SOURCE = select(SOURCE.c.id).where(SOURCE.c.id == bindparam("id"))
_LAST_ACTION = (
    select(ACTION.c.id, ACTION.c.chain)
    .where(
        ACTION.c.annotator_id.is_not_distinct_from(bindparam("annotator")),
        ~select(_LATER.c.id).where(_LATER.c.parent_id == ACTION.c.id).exists(),
    )
    .order_by(ACTION.c.id.desc())
)
_LAST_ANNOTATION = _latest(ANNOTATION, "claim_id", "chain")
_LAST_STATE = _latest(PASSAGE_STATE, "passage_id")
_LAST_DECISION = (
    select(DECISION.c.id, DECISION.c.seq)
    .where(DECISION.c.round_id == bindparam("round"), DECISION.c.item_id == bindparam("item"))
    .order_by(DECISION.c.seq.desc(), DECISION.c.id.desc())
)
_ROUND_STATE = (
    select(ROUND_STATE.c.state)
    .where(ROUND_STATE.c.round_id == bindparam("round"))
    .order_by(ROUND_STATE.c.id.desc())
)
_EVIDENCE = select(EVIDENCE.c.salt, EVIDENCE.c.annotator_id, EVIDENCE.c.digest).where(
    EVIDENCE.c.id == bindparam("id")
)


def _checked_annotations(connection: Driven, annotations: Sequence[Annotation]) -> dict[str, str]:
    """Check that each follows what is current, and return the chains of those."""
    chains = {}
    for each in annotations:
        latest = driver.first(connection, _LAST_ANNOTATION, each.claim_id, each.annotator_id)
        _check_current(latest, each)
        if latest is not None:
            chains[latest[0]] = latest[2]
    return chains


def _check_states(connection: Driven, states: Sequence[PassageState]) -> None:
    for each in states:
        latest = driver.first(connection, _LAST_STATE, each.passage_id, each.annotator_id)
        _check_current(latest, each)


def _check_decisions(connection: Driven, decisions: Sequence[Decision]) -> None:
    for each in decisions:
        latest = driver.first(connection, _LAST_DECISION, each.round_id, each.item_id)
        _check_current(latest, each)
    for round_id in {each.round_id for each in decisions}:
        state = driver.first(connection, _ROUND_STATE, round_id)
        if state is not None and state[0] == RoundState.FROZEN.value:
            raise Outdated(
                "not saved: the round is frozen, its gold never changes again",
                why="its claims were given to a later round",
                do="settle what is left in that round",
            )


def _check_current(latest: Values | None, step: Step) -> None:
    id_, number = (None, 0) if latest is None else latest[:2]
    if id_ == step.parent_id and step.seq != number + 1:
        raise Invalid(f"{step.id} is number {step.seq}, its parent number {number}")
    if id_ != step.parent_id:
        raise Outdated(
            "not saved: this was changed elsewhere in the meantime",
            why="another window or program of yours wrote to the same claim or passage first",
            do="look at what is there now and do it again",
        )


def _state(state: PassageState) -> Row:
    salt = secrets.token_hex(16) if state.reason else None
    texts = digest.reason_text(state.reason, salt) if salt else None
    return {**rows.passage_state(state), "salt": salt, "texts_digest": texts}


def _sealed_annotations(
    connection: Driven, annotations: Sequence[Annotation], chains: dict[str, str]
) -> list[Values]:
    """Write the evidence of annotations and return their rows, which follow from it."""
    seals = _write_evidence(connection, annotations)
    return [_sealed(annotation, seals, chains) for annotation in annotations]


def _write_evidence(connection: Driven, annotations: Sequence[Annotation]) -> dict[str, str]:
    """Write the evidence that is not there yet and return the seal of each piece.

    Raises `Invalid` when a piece is there and says something else, since it would silently stay as it is.
    """
    pieces = {
        item.id: (item, annotation.annotator_id)
        for annotation in annotations
        for item in annotation.judgement.evidence
    }
    _add_missing(connection, EVIDENCE, [_evidence(*piece) for piece in pieces.values()])
    seals = {}
    for item, _ in pieces.values():
        salt, annotator, seals[item.id] = next(driver.rows(connection, _EVIDENCE, id=item.id))
        if salt is not None:
            texts = digest.evidence_texts(item, salt)
            if digest.evidence_digest(item, annotator, texts) != seals[item.id]:
                raise Invalid(f"the evidence {item.id} is stored already and says something else")
    return seals


def _sealed(annotation: Annotation, seals: Mapping[str, str], chains: dict[str, str]) -> Values:
    judgement = annotation.judgement
    # Of no use where there is nothing to hide, and nothing would seal it.
    hides = judgement.restatement is not None or judgement.note is not None
    salt = secrets.token_hex(16) if hides else None
    texts = digest.annotation_texts(judgement, salt) if salt else None
    sealed = digest.annotation_digest(annotation, texts, [seals[item.id] for item in judgement.evidence])
    parent = chains[annotation.parent_id] if annotation.parent_id else None
    chains[annotation.id] = digest.chained(parent, annotation.id, sealed)
    return rows.annotation(
        annotation, salt=salt, texts_digest=texts, digest=sealed, chain=chains[annotation.id]
    )


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
    connection.execute(PROJECT.insert(), sealed(PROJECT, row))


def add_scheme(connection: Connection, scheme: Scheme, parent: str | None = None) -> None:
    """Write a scheme, after the one of the hash `parent`, unless one of the same meaning is there."""
    row = {
        "hash": scheme.hash,
        "parent_hash": parent,
        "name": scheme.name,
        "version": scheme.version,
        "body": scheme.body,
    }
    connection.execute(insert(SCHEME).on_conflict_do_nothing(index_elements=["hash"]), sealed(SCHEME, row))


def add_annotator(connection: Connection, *, id_: str, project: str, name: str, kind: str = "person") -> None:
    """Write an annotator unless they are there."""
    row = {"id": id_, "project_id": project, "name": name, "kind": kind}
    _add_missing(connection, ANNOTATOR, [sealed(ANNOTATOR, row)])
