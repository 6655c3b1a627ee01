"""Writing down that somebody saw others' work, so that what they label afterwards is known to come after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from annotator.core.history import Action
from annotator.store.reading.exposures import all_looks, is_known, last_said
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
    wanted = list(dict.fromkeys(seen))
    known = _known(connection, wanted)
    return [
        {
            "id": new_id(),
            "annotator_id": each.annotator_id,
            "article_id": each.article_id,
            "round_id": each.round_id,
            "what": each.what,
            "action_id": action_id,
        }
        for each in wanted
        if each not in known
    ]


def _known(connection: Connection, wanted: Sequence[Seen]) -> set[Seen]:
    """Return those that are on record; one is looked up by itself, many articles are asked for at once."""
    if len(wanted) == 1:
        (one,) = wanted
        is_there = is_known(connection, one.annotator_id, one.article_id, one.round_id, one.what)
        return {one} if is_there else set()
    known: set[Seen] = set()
    groups: dict[tuple[str, str | None, str], list[Seen]] = {}
    for each in wanted:
        groups.setdefault((each.annotator_id, each.round_id, each.what), []).append(each)
    for (who, round_id, what), group in groups.items():
        looked = all_looks(connection, who, round_id, what)
        said = last_said(connection, who) if looked else {}
        latest = max(said.values(), default="")
        known |= {
            each
            for each in group
            if each.article_id in looked
            and looked[each.article_id]
            > (latest if each.article_id is None else said.get(each.article_id, ""))
        }
    return known


def record(connection: Connection, action: Action, seen: Iterable[Seen], new_id: Callable[[], str]) -> int:
    """Write what is not on record yet as an action of its own, and return how much that was; none needs no action."""
    rows = rows_of(connection, action.id, seen, new_id)
    if rows:
        write(connection, action, {EXPOSURE: rows})
    return len(rows)
