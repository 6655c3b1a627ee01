"""Merging: the rows of another file that a project doesn't have yet, taken over in one transaction.

A set union by key. What is here already and says the same stays as it is; a file that says something else under the
same key is refused whole, and so is one whose rows would belong to what is sealed here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from annotator.core.history import Action
from annotator.core.ids import fold
from annotator.core.round import Round
from annotator.errors import BadInput
from annotator.store import merge_rules as rules
from annotator.store.forks import Fork, forked, open_forks
from annotator.store.header import explain
from annotator.store.kit_files import TOLD, Taken
from annotator.store.kit_owner import MAKING
from annotator.store.tables import ACTION, KIT
from annotator.store.writing import write


class Times(NamedTuple):
    """By the clocks that there were, in UTC or nothing: when a kit was made, and its new work from when until when."""

    made: str | None = None
    first: str | None = None
    last: str | None = None


@dataclass
class Union:
    """What a merge brought: rows by table, and what is to be known of it.

    `forks` are those that have more ends since; `ends` by annotator the work of whom
    has more ends than before; `spelled` (as the file has it, as it stays); `people` who worked in it besides its owner;
    `untouched` is a kit that comes back for the first time with nothing done in it; `times` are those of the new work.
    """

    rows: dict[str, int] = field(default_factory=dict)
    forks: list[Fork] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)
    spelled: list[tuple[str, str]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    blanked: int = 0
    older: bool = False
    untouched: bool = False
    times: Times = field(default_factory=Times)


def merge(engine: Engine, taken: Taken, noted: Action, row_id: str, *, dry_run: bool = False) -> Union:
    """Take over what a file brings, and note it as `noted` where it is a kit that wasn't merged as it is now.

    Raises `BadInput` with nothing taken over when rows contradict each other, `NotSaved` when it could not be written.
    """
    union = Union()
    with _joined(engine, taken, keep=not dry_run) as (connection, raw):
        _merge(raw, taken, union)
        _note(connection, raw, taken, noted, row_id)
    return union


@contextmanager
def _joined(engine: Engine, taken: Taken, *, keep: bool) -> Iterator[tuple[Connection, sqlite3.Connection]]:
    """Give a connection that is in a transaction and sees the other file as `kit`, and the driver's own of it.

    What is not to be kept is undone at the end.
    """
    try:
        with engine.connect().execution_options(immediate=True) as connection:
            raw = connection.connection.driver_connection
            if not isinstance(raw, sqlite3.Connection):
                raise TypeError("only SQLite files are merged")
            try:
                # Another file can't join a transaction that has begun.
                raw.execute("ATTACH DATABASE ? AS kit", (f"{taken.path.resolve().as_uri()}?mode=ro",))
                for setting in ("temp_store = MEMORY", "cache_size = -32000", "secure_delete = ON"):
                    raw.execute(f"PRAGMA {setting}")
                with connection.begin() as transaction:
                    yield connection, raw
                    if not keep:
                        transaction.rollback()
            finally:
                # With another file at its side it is not for others.
                connection.invalidate()
    except (DBAPIError, sqlite3.Error) as problem:
        raise explain(problem, "write") from problem


def _merge(raw: sqlite3.Connection, taken: Taken, union: Union) -> None:
    raw.execute("PRAGMA defer_foreign_keys = ON")
    raw.execute("CREATE TEMP TABLE made(id TEXT PRIMARY KEY)")
    raw.execute(f"INSERT INTO temp.made {rules.MADE}", (MAKING,))
    _refuse_contradictions(raw)
    union.spelled = _respelled(raw)
    union.older = _is_older(raw, taken)
    union.untouched = _is_untouched(raw, taken)
    union.times = _times(raw)
    brought = "SELECT DISTINCT k.annotator_id " + rules.new(ACTION) + " AND k.annotator_id IS NOT NULL"
    people = sorted(row[0] for row in raw.execute(brought))
    before = {each: (_ends(raw, each), forked(raw, each)) for each in people}
    for table in rules.TABLES:
        count = raw.execute(rules.insert(table)).rowcount
        if count:
            union.rows[table.name] = count
    _refuse_what_hangs_in_the_air(raw)
    for statement in rules.BLANK.values():
        union.blanked += raw.execute(statement).rowcount
    for each, (ends, forks) in before.items():
        more = [key for key, count in forked(raw, each).items() if count > forks.get(key, 1)]
        union.forks += sorted(open_forks(raw, more), key=lambda fork: (fork.title, fork.passage, fork.key.id))
        now = _ends(raw, each)
        if now > max(ends, 1):
            union.ends[each] = now
    union.people = _others(raw, taken, people)
    if "annotation" in union.rows or "passage_state" in union.rows:
        late = raw.execute(_CLOSED_SINCE, {"first": Round.first(taken.project_id).id})
        union.late = [row[0] for row in late]


# -- refusing


def _refuse_contradictions(raw: sqlite3.Connection) -> None:
    rows: list[str] = []
    twice = [row[0] for row in raw.execute(rules.IMPORTED_APART).fetchmany(TOLD + 1)]
    if twice:
        raise _refused(
            f"articles were imported there and here, each time by themselves: {_some(twice)}",
            "import articles in one file alone, and hand out kits or copies made from it afterwards",
        )
    for table in rules.TABLES:
        rows += [f"{table.name} {row[0]}" for row in raw.execute(rules.different(table)).fetchmany(TOLD)]
    if rows:
        why = f"the project has these, and says something else there: {_some(rows)}"
        raise _refused(why, "find out which of the two was changed: annotator doctor, on both files")
    slipped = {name: raw.execute(query).fetchmany(TOLD) for name, query in rules.slipped_in().items()}
    rows = [f"{name} {row[0]}" for name, found in slipped.items() for row in found]
    if rows:
        why = f"these rows belong to what is whole and sealed in the project, which doesn't have them: {_some(rows)}"
        raise _refused(why, "they were added by another program than annotator; ask who had the file")
    words = sum(raw.execute(query).fetchone()[0] for query in rules.RESURRECTED.values())
    if words:
        raise _refused(
            f"it brings {words:,} new texts of somebody who was redacted from this project",
            "redact them in that file too (annotator redact --person … --db FILE), then merge it",
        )


def _refuse_what_hangs_in_the_air(raw: sqlite3.Connection) -> None:
    rows: dict[str, None] = {}
    for table in rules.TABLES:
        for what, query in rules.missing_references(table).items():
            found = raw.execute(query).fetchmany(TOLD)
            rows |= dict.fromkeys(f"{what.partition(' ')[0]} {row[0]}" for row in found)
    if rows:
        why = f"it is about what this project doesn't have: {_some(list(rows))}"
        raise _refused(
            why, "this may be an older state of the project: restore a newer backup of it, then merge"
        )


def _refused(why: str, do: str) -> BadInput:
    return BadInput("this file is not merged, and nothing of it is", why=why, do=do)


def _some(rows: list[str]) -> str:
    return ", ".join(rows[:TOLD]) + (" and more" if len(rows) > TOLD else "")


# -- what is to be known


def _respelled(raw: sqlite3.Connection) -> list[tuple[str, str]]:
    found = []
    for table in rules.SPELLED:
        for there, here in raw.execute(rules.respelled(table)).fetchall():
            if fold(there) != fold(here):
                why = f"{there!r} and {here!r} stand under one {table.name}'s id"
                raise _refused(why, "one of the two was changed: annotator doctor, on both files")
            found.append((there, here))
    return found


def _is_older(raw: sqlite3.Connection, taken: Taken) -> bool:
    """Tell whether the kit lacks what an earlier merge of the same kit knew of."""
    if taken.owner is None:
        return False
    query = "SELECT head FROM main.kit WHERE kit_id = ? AND state = 'merged' AND head IS NOT NULL"
    chains = {chain for (head,) in raw.execute(query, (taken.owner.kit_id,)) for chain in head.split()}
    there = "SELECT 1 FROM kit.action WHERE chain = ?"
    return any(raw.execute(there, (chain,)).fetchone() is None for chain in chains)


def _is_untouched(raw: sqlite3.Connection, taken: Taken) -> bool:
    """Tell whether a kit that was never merged brings nothing that anybody did."""
    if taken.owner is None:
        return False
    merged = "SELECT 1 FROM main.kit WHERE kit_id = ? AND state = 'merged'"
    if raw.execute(merged, (taken.owner.kit_id,)).fetchone():
        return False
    return raw.execute(f"SELECT 1 {rules.new(ACTION)}").fetchone() is None


def _times(raw: sqlite3.Connection) -> Times:
    """Return from when until when new work was done; before a kit was made only where a clock was behind."""
    made = "SELECT max(at), max(id) FROM kit.action WHERE id IN (SELECT id FROM temp.made)"
    at, by = raw.execute(made).fetchone()
    worked = f"SELECT min(CASE WHEN k.id > ? THEN k.at END), max(k.at) {rules.new(ACTION)}"
    return Times(at, *raw.execute(f"{worked} AND k.annotator_id IS NOT NULL", (by,)).fetchone())


_ENDS = """
    SELECT count(*) FROM main.action AS a WHERE annotator_id = ? AND chain IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM main.action AS later WHERE later.parent_id = a.id)"""


def _ends(raw: sqlite3.Connection, annotator: str) -> int:
    return int(raw.execute(_ENDS, (annotator,)).fetchone()[0])


def _others(raw: sqlite3.Connection, taken: Taken, people: list[str]) -> list[str]:
    """Name who worked in somebody's kit and isn't its owner."""
    if taken.owner is None:
        return []
    own = "SELECT annotator_id FROM main.again WHERE of_annotator_id = ?"
    hands = {taken.owner.annotator_id, *(row[0] for row in raw.execute(own, (taken.owner.annotator_id,)))}
    named = "SELECT name FROM main.annotator WHERE id = ?"
    return [raw.execute(named, (each,)).fetchone()[0] for each in people if each not in hands]


# Where a file names no round there was none but the first, which was open.
_CLOSED_SINCE = """
    SELECT r.name FROM main.round AS r
    WHERE coalesce(
        (SELECT state FROM kit.round_state WHERE round_id = r.id ORDER BY id DESC LIMIT 1),
        CASE WHEN r.id = :first AND NOT EXISTS (SELECT 1 FROM kit.round) THEN 'open' END) = 'open'
      AND (SELECT state FROM main.round_state WHERE round_id = r.id ORDER BY id DESC LIMIT 1) <> 'open'
    ORDER BY r.name"""

_HEAD = """
    SELECT chain FROM kit.action AS a WHERE chain IS NOT NULL AND annotator_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM kit.action AS later WHERE later.parent_id = a.id)
    ORDER BY chain"""


def _note(connection: Connection, raw: sqlite3.Connection, taken: Taken, noted: Action, row_id: str) -> None:
    """Note that a kit was merged as far as it goes now, unless that is on record."""
    if taken.owner is None:
        return
    head = " ".join(row[0] for row in raw.execute(_HEAD)) or None
    query = "SELECT 1 FROM main.kit WHERE kit_id = ? AND state = 'merged' AND head IS ?"
    if raw.execute(query, (taken.owner.kit_id, head)).fetchone():
        return
    row: Mapping[str, object] = {
        "id": row_id,
        "kit_id": taken.owner.kit_id,
        "annotator_id": taken.owner.annotator_id,
        "round_id": taken.owner.round_id,
        "state": "merged",
        "head": head,
        "action_id": noted.id,
    }
    write(connection, noted, {KIT: [row]})
