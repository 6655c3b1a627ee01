"""Making a project's database, telling whether a file is one, and bringing an older one up to date.

An upgrade copies the file and checks the copy; then it drops the guards, migrates, makes the guards again and
checks, all in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from annotator.errors import AnnotatorError, BadInput, NotFound, StoreProblem
from annotator.shipped import shipped
from annotator.store.engine import open_engine, writing
from annotator.store.file_systems import warning
from annotator.store.guards import drop_guards, make_guards
from annotator.store.header import APPLICATION_ID, SCHEMA, schema_number
from annotator.store.whole_files import beside, give_name, orphaned_logs, remove, unfinished_beside


def create_database(path: Path, fill: Callable[[Connection], None]) -> None:
    """Make a project database at `path` and let `fill` write its first rows, or leave nothing behind.

    The file gets its name only once it is whole. Raises `BadInput` when the name is taken.
    """
    unfinished = unfinished_beside(path)
    try:
        if path.exists():
            raise _taken(path)
        if logs := orphaned_logs(path):
            raise BadInput(
                "a project of that name was here, and what was last done in it still is",
                where=str(logs[0]),
                why="it would be taken for work in the new project",
                do="put the old project's file back, or move this one away; or choose another name with --db",
            )
        if not path.parent.is_dir():
            raise NotFound(
                "no such folder", where=str(path.parent), do="make it first, or choose another with --db"
            )
        _build(unfinished, fill)
        give_name(unfinished, path)
    except FileExistsError as problem:
        raise _taken(path) from problem
    except (sqlite3.Error, OSError) as problem:
        raise _cannot_make(path, getattr(problem, "strerror", None) or problem) from problem
    except StoreProblem as problem:
        raise _cannot_make(path, problem.why) from problem
    finally:
        remove(unfinished)


def _taken(path: Path) -> BadInput:
    return BadInput(
        "there is already a file of that name",
        where=str(path),
        do="choose another with --db, or use the one there",
    )


def _cannot_make(path: Path, why: object) -> StoreProblem:
    return StoreProblem(
        "the project can't be made here",
        where=str(path),
        why=str(why),
        do="choose a folder you may write to, with --db",
    )


def _build(path: Path, fill: Callable[[Connection], None]) -> None:
    engine = open_engine(path, create=True)
    try:
        with writing(engine) as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            _migrate(connection, shipped("db") / "migrations", SCHEMA)
            make_guards(connection)
            fill(connection)
    finally:
        engine.dispose()


def open_database(path: Path, say: Callable[[str], None] = lambda _: None) -> Engine:
    """Open the project at `path`, bringing an older one up to date first; `say` hears about that."""
    number = schema_number(path)
    if number < SCHEMA:
        backup = upgrade(path, shipped("db") / "migrations", SCHEMA)
        say(f"upgraded {path} from schema {number} to {SCHEMA}; as it was before: {backup}")
    if said := warning(path):
        say(said)
    return open_engine(path)


def upgrade(path: Path, migrations: Path, target: int) -> Path:
    """Bring the database to schema `target`, keeping a verified copy of what it was; return the copy's path.

    On any failure the database is as it was.
    """
    backup = _backed_up(path)
    try:
        bring_up_to_date(path, migrations, target)
    except Exception as problem:
        # Whatever a migration raises, the transaction is undone.
        raise StoreProblem(
            "the project could not be upgraded; it is as it was",
            where=str(path),
            why=_in_words(problem),
            do=f"please report this; a copy is at {backup}",
        ) from problem
    return backup


def bring_up_to_date(path: Path, migrations: Path, target: int) -> None:
    """Migrate the database in one transaction; whoever calls has a copy of what it was."""
    # A batch rebuild drops and renames tables, which foreign keys would forbid; they are checked at the end.
    engine = open_engine(path, foreign_keys=False)
    try:
        with writing(engine) as connection:
            drop_guards(connection)
            _migrate(connection, migrations, target)
            make_guards(connection)
            _check(connection)
    finally:
        engine.dispose()


def _in_words(problem: Exception) -> str:
    if not isinstance(problem, AnnotatorError):
        return f"{type(problem).__name__}: {problem}"
    return f"{problem.what} ({problem.why})" if problem.why else problem.what


def _backed_up(path: Path) -> Path:
    # Only an upgrade copies; a screen that opens a project of today need not hold what that takes.
    from annotator.store.backup import keep_copy  # noqa: PLC0415  see above

    number = schema_number(path)
    extras = ("", *(f"-{n}" for n in range(2, 1000)))
    try:
        return keep_copy(path, [beside(path, f".schema-{number}{extra}.bak") for extra in extras])[0]
    except (sqlite3.Error, OSError) as problem:
        raise StoreProblem(
            "the project could not be upgraded: no copy of it could be made first",
            where=str(path),
            why=str(problem),
            do="make room, or see whether the project is damaged; it is as it was",
        ) from problem


def _migrate(connection: Connection, migrations: Path, target: int) -> None:
    # Alembic costs more start time than everything else together, and is needed here alone.
    from alembic import command  # noqa: PLC0415  see above
    from alembic.config import Config  # noqa: PLC0415  see above

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, f"{target:04d}")
    connection.exec_driver_sql(f"PRAGMA user_version = {target}")


def _check(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise StoreProblem("the upgrade broke references", why=f"{len(broken)} rows, first in {broken[0][0]}")
    found = connection.execute(text("PRAGMA quick_check")).scalar_one()
    if found != "ok":
        raise StoreProblem("the upgrade damaged the file", why=str(found))
