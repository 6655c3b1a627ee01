"""Rows of a file read in one pass and in step with each other, by the standard library alone.

What checks a file must get by with what a damaged one still gives: text that is no UTF-8 comes out with
replacement characters, which no seal holds over.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any


def stream(connection: sqlite3.Connection, query: str, parameters: tuple[object, ...] = ()) -> Iterator[Any]:
    """Return the rows of a query, one at a time, with their columns as attributes."""
    cursor = connection.execute(query, parameters)
    return map(_row_class(tuple(column[0] for column in cursor.description))._make, cursor)


@lru_cache(maxsize=64)
def _row_class(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024  its columns are those of whatever was asked


class Follower:
    """Rows that belong to others, in the order of those: each is asked for its own once, in that order.

    Rows of nobody's are passed over; that they are nobody's is for the check of references to say.
    """

    def __init__(self, rows: Iterator[Any], key: str) -> None:
        self._groups = groupby(rows, key=lambda row: getattr(row, key))
        self._group: tuple[Any, Iterator[Any]] | None = next(self._groups, None)

    def of(self, key: str) -> Iterator[Any]:
        """Return the rows that belong to `key`, which follows every key asked for before; to be read at once."""
        while self._group is not None and self._group[0] < key:
            self._group = next(self._groups, None)
        if self._group is None or self._group[0] != key:
            return iter(())
        return self._group[1]
