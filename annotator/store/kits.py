"""Making a kit: a project's file for one annotator, with their articles and their own work, and nobody else's.

Rows go from file to file within SQLite. The kit gets its name only once it is whole and every check of it is content.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotator.core import digest
from annotator.core.action_seal import ActionSeal
from annotator.core.history import Action, Kind
from annotator.errors import BadInput, NotFound, StoreProblem
from annotator.store import rows
from annotator.store.backup import check_whole
from annotator.store.engine import SETTINGS
from annotator.store.header import explain, reading_uri
from annotator.store.kit_contents import ACTIONS, COPIED, FOUND, PARTLY
from annotator.store.kit_owner import MAKING
from annotator.store.schema import create_database
from annotator.store.sealing import BY_ACTION, detail_id
from annotator.store.seals import CHECKS
from annotator.store.tables import ACTION, ARTICLE, ARTICLE_DETAIL
from annotator.store.whole_files import give_name, remove, unfinished_beside


@dataclass(frozen=True, slots=True)
class Making:
    """What a kit is made of: ids of the annotator, the kit, its row and the actions that make it.

    `asked` are the rounds it is for, as (round id, whether it lists its articles, whether the annotator is asked for
    some of them alone). `round_id` is the round it was asked for by name.
    """

    kit_id: str
    annotator_id: str
    asked: Sequence[tuple[str, bool, bool]]
    round_id: str | None
    row_id: str
    action: Action
    later: Action


def check_target(target: Path) -> None:
    """Refuse a file that is there already, and a folder that isn't."""
    if target.exists():
        raise taken(target)
    if not target.parent.is_dir():
        raise NotFound(
            "no such folder", where=str(target.parent), do="make it first, or choose another with -o"
        )


@contextmanager
def made(project: Path, target: Path, making: Making) -> Iterator[Path]:
    """Give a kit that has no name yet; it gets `target` when the scope ends well, or is gone.

    Raises what making a database raises, and `StoreProblem` when the project can't be read or doesn't hold together.
    """
    check_target(target)
    unfinished = unfinished_beside(target)
    try:
        _make(project, unfinished, target, making)
        _check(unfinished)
        yield unfinished
        give_name(unfinished, target)
    except FileExistsError as problem:
        raise taken(target) from problem
    finally:
        remove(unfinished)


def _make(project: Path, unfinished: Path, target: Path, making: Making) -> None:
    try:
        create_database(unfinished, lambda _: None)
        _fill(project, unfinished, making)
    except (sqlite3.Error, StoreProblem) as problem:
        why = problem.why if isinstance(problem, StoreProblem) else explain(problem, "write").why
        raise StoreProblem(
            "the kit can't be made here",
            where=str(target),
            why=why,
            do="choose another place with -o; if it stays, see whether the project is whole: annotator doctor",
        ) from problem


def taken(target: Path) -> BadInput:
    """Return what is to be said of a file that stands where a kit would be written."""
    return BadInput(
        "there is already a file of that name",
        where=str(target),
        why="it may hold work that has not come back",
        do="choose another with -o",
    )


def _fill(project: Path, kit: Path, making: Making) -> None:
    uri = f"{kit.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=5, isolation_level=None)) as connection:
        for name in ("foreign_keys", "trusted_schema", "recursive_triggers", "synchronous", "fullfsync"):
            connection.execute(f"PRAGMA {name} = {SETTINGS[name][0]}")
        # What is found out on the way is about others, too, and is nowhere on disk.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.create_function("detail_id", 3, detail_id, deterministic=True)
        connection.execute("ATTACH DATABASE ? AS src", (reading_uri(project),))
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        _copy(connection, making)
        connection.execute("COMMIT")
        connection.execute("DETACH DATABASE src")
        # The kit is one file, to be sent.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, making: Making) -> None:
    values = {
        "who": making.annotator_id,
        "kit": making.kit_id,
        "make": making.action.id,
        "later": making.later.id,
        "own": making.row_id,
        "round": making.round_id,
    }
    connection.execute("CREATE TEMP TABLE kit_round(id TEXT PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE kit_whole_round(id TEXT PRIMARY KEY, lists INTEGER)")
    for id_, lists, alone in making.asked:
        connection.execute("INSERT INTO kit_round VALUES (?)", (id_,))
        if not alone:
            connection.execute("INSERT INTO kit_whole_round VALUES (?, ?)", (id_, int(lists)))
    for name, query in FOUND.items():
        connection.execute(f"CREATE TEMP TABLE {name} AS {query}", values)
        connection.execute(f"CREATE INDEX temp.of_{name} ON {name}(id)")
    for name, query in COPIED.items():
        connection.execute(f"INSERT INTO main.{name} {query}", values)
    connection.execute("CREATE TEMP TABLE kit_partly(id TEXT PRIMARY KEY)")
    for table in (*BY_ACTION, ARTICLE):
        same = " AND ".join(f'm."{key.name}" = s."{key.name}"' for key in table.primary_key)
        query = PARTLY.format(table=table.name, same=same)
        connection.execute(f"INSERT OR IGNORE INTO temp.kit_partly {query}")
    for statement in ACTIONS:
        connection.execute(statement)
    before = _write_making(connection, making.action, None, None)
    later = "SELECT 1 FROM main.article_detail WHERE action_id = ?"
    if connection.execute(later, (making.later.id,)).fetchone():
        _write_making(connection, making.later, making.action.id, before)


def _write_making(
    connection: sqlite3.Connection, action: Action, parent: str | None, before: str | None
) -> str:
    """Write an action that the kit is made by, sealed over what it wrote; return its chain."""
    sealed = _seal(connection, action.id).of(action, parent)
    chain = digest.chained(before, action.id, sealed)
    row = rows.action(action, parent_id=parent, digest=sealed, chain=chain)
    names = ", ".join(ACTION.columns.keys())
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO main.action ({names}) VALUES ({marks})", row)  # noqa: S608  our own names
    return chain


def _seal(connection: sqlite3.Connection, action_id: str) -> ActionSeal:
    """Take up all that an action wrote, in the order in which it is checked."""
    seal = ActionSeal()
    articles = connection.execute(
        "SELECT position, id, kind FROM main.article WHERE action_id = ? ORDER BY position, id", (action_id,)
    ).fetchall()
    for article in articles:
        details = connection.execute(
            "SELECT id, field, value FROM main.article_detail WHERE article_id = ? AND action_id = ? ORDER BY field",
            (article[1], action_id),
        )
        passages = connection.execute(
            'SELECT start, "end", kind FROM main.passage WHERE article_id = ? ORDER BY start', (article[1],)
        )
        seal.article(article, details, passages)
    for table, columns in BY_ACTION.items():
        named = ", ".join(f't."{column}"' for column in columns)
        joined = (
            "JOIN main.article AS a ON a.id = t.article_id AND a.action_id <> t.action_id"
            if table is ARTICLE_DETAIL
            else ""
        )
        query = f"SELECT {named} FROM main.{table.name} AS t {joined} WHERE t.action_id = ? ORDER BY 1"  # noqa: S608  the same
        for row in connection.execute(query, (action_id,)):
            seal.take(table.name, row)
    return seal


def _check(kit: Path) -> None:
    with closing(sqlite3.connect(kit)) as connection:
        check_whole(connection)
        for what, find in CHECKS.items():
            for table, id_ in find(connection):
                raise StoreProblem(
                    "no kit can be made of this project",
                    why=f"{what} would not hold in it: {table} {id_}",
                    do="see what is wrong with the project: annotator doctor",
                )


def new_making(id_: str, at: str, program: str) -> Action:
    """Return an action that makes a kit."""
    return Action(id_, None, Kind.DO, MAKING, at, program)
