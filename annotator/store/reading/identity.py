"""Which project it is, who annotates in it, and under which schemes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from annotator.store.tables import ANNOTATOR, PROJECT, SCHEME


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


def project(connection: Connection) -> Project:
    """Return the project."""
    row = connection.execute(select(PROJECT)).one()
    return Project(row.id, row.name, row.scheme_hash)


def schemes(connection: Connection) -> list[tuple[str, str, str]]:
    """Return every scheme that an annotation may have been made under: hash, name and TOML."""
    return [
        (row.hash, row.name, row.body) for row in connection.execute(select(SCHEME).order_by(SCHEME.c.hash))
    ]


def annotators(connection: Connection) -> list[Annotator]:
    """Return everybody who annotates, by name."""
    rows = connection.execute(select(ANNOTATOR).order_by(ANNOTATOR.c.name))
    return [Annotator(row.id, row.name, row.kind) for row in rows]
