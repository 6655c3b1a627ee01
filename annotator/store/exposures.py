"""Writing down that somebody saw others' work, so that what they label afterwards is known to come after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from annotator.core.history import Action
from annotator.store.reading.exposures import is_known
from annotator.store.rows import Row
from annotator.store.tables import EXPOSURE
from annotator.store.writing import write


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw: others' work on an article (or on all where none is named), perhaps of one round."""

    annotator_id: str
    what: str
    article_id: str | None = None
    round_id: str | None = None


def rows_of(
    connection: Connection, action_id: str, seen: Iterable[Seen], new_id: Callable[[], str]
) -> list[Row]:
    """Return the rows of what is not on record yet, to be written with other rows of an action.

    What was seen again without a label in between is on record: nothing would come after the one and not the other.
    """
    return [
        {
            "id": new_id(),
            "annotator_id": each.annotator_id,
            "article_id": each.article_id,
            "round_id": each.round_id,
            "what": each.what,
            "action_id": action_id,
        }
        for each in dict.fromkeys(seen)
        if not is_known(connection, each.annotator_id, each.article_id, each.round_id, each.what)
    ]


def record(connection: Connection, action: Action, seen: Iterable[Seen], new_id: Callable[[], str]) -> int:
    """Write what is not on record yet as an action of its own, and return how much that was; none needs no action."""
    rows = rows_of(connection, action.id, seen, new_id)
    if rows:
        write(connection, action, {EXPOSURE: rows})
    return len(rows)
