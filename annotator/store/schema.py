"""Making a project's database, telling whether a file is one, and bringing an older one up to date.

An upgrade backs the
file up, then drops the guards, migrates, makes the guards again and checks, all in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from annotator.errors import AnnotatorError, BadInput, NotFound, StoreProblem
from annotator.shipped import shipped
from annotator.store.engine import open_engine, writing
from annotator.store.guards import drop_guards, make_guards
from annotator.store.header import APPLICATION_ID, SCHEMA, schema_number

def create_database(path: Path, fill: Callable[[Connection], None]) -> None:
    """Make a project database at `path` and let `fill` write its first rows, or leave nothing behind.

    The file gets its name only once it is whole. Raises `BadInput` when the name is taken.
    """
    if path.exists():
        raise BadInput(
            "there is already a file of that name", where=str(path), do="choose another with --db, or use the one there"
        )
    if not path.parent.is_dir():
        raise NotFound("no such folder", where=str(path.parent), do="make it first, or choose another with --db")
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        _build(unfinished, fill)
        unfinished.rename(path)
    except (sqlite3.Error, OSError) as problem:
        raise _cannot_make(path, problem) from problem
    except StoreProblem as problem:
        raise _cannot_make(path, problem.why) from problem
    finally:
        for left in (unfinished, *_companions(unfinished)):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _cannot_make(path: Path, why: object) -> StoreProblem:
    return StoreProblem(
        "the project can't be made here", where=str(path), why=str(why),
        do="choose a folder you may write to, with --db",
    )


def _companions(path: Path) -> tuple[Path, Path]:
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def _build(path: Path, fill: Callable[[Connection], None]) -> None:
    path.unlink(missing_ok=True)
    engine = open_engine(path)
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
    return open_engine(path)


def upgrade(path: Path, migrations: Path, target: int) -> Path:
    """Bring the database to schema `target`, keeping a verified copy of what it was; return the copy's path.

    On any failure the database is as it was.
    """
    backup = _backed_up(path)
    # A batch rebuild drops and renames tables, which foreign keys would forbid; they are checked at the end.
    engine = open_engine(path, foreign_keys=False)
    try:
        with writing(engine) as connection:
            drop_guards(connection)
            _migrate(connection, migrations, target)
            make_guards(connection)
            _check(connection)
    except AnnotatorError as problem:
        raise StoreProblem(
            "the project could not be upgraded; it is as it was", where=str(path), why=str(problem),
            do=f"please report this; a copy is at {backup}",
        ) from problem
    finally:
        engine.dispose()
    return backup


def _backed_up(path: Path) -> Path:
    number = schema_number(path)
    copies = (path.with_name(f"{path.name}.schema-{number}{extra}.bak") for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    backup = next(copy for copy in copies if not copy.exists())
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise StoreProblem("the copy made before the upgrade is damaged", where=str(backup), why=str(found))
    return backup


def _migrate(connection: Connection, migrations: Path, target: int) -> None:
    # Alembic costs more start time than everything else together, and is needed here alone.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

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
