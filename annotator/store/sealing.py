"""What is sealed of each table: the one place that both who writes and who checks look it up."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from sqlalchemy import Table

from annotator.core.action_seal import ActionSeal
from annotator.core.digest import digest
from annotator.core.ids import content_id
from annotator.store.driver import Values
from annotator.store.rows import Row
from annotator.store.tables import (
    AGAIN,
    ANNOTATION,
    ANNOTATOR,
    ARTICLE_DETAIL,
    ASSIGNMENT,
    CLAIM,
    DECISION,
    DECISION_BASIS,
    EXPOSURE,
    GIVEN_CLAIM,
    KIT,
    PASSAGE_STATE,
    PROJECT,
    REDACTION,
    ROUND,
    ROUND_ARTICLE,
    ROUND_STATE,
    SCHEME,
    SCHEME_MAP,
    SCHEME_USE,
    SHARED_SOURCE,
    SOURCE,
    SOURCE_CHANGE,
    SUGGESTION,
)

BY_ACTION: dict[Table, tuple[str, ...]] = {
    AGAIN: ("annotator_id", "of_annotator_id"),
    ANNOTATION: ("id", "digest"),
    ARTICLE_DETAIL: ("id", "article_id", "field", "value"),
    ASSIGNMENT: ("id", "round_id", "annotator_id", "article_id", "position", "kind", "state"),
    CLAIM: ("id", "article_id", "origin", "annotator_id"),
    DECISION: (
        "id",
        "round_id",
        "annotator_id",
        "article_id",
        "item_id",
        "parent_id",
        "seq",
        "kind",
        "rule",
        "reason",
        "gold_id",
    ),
    DECISION_BASIS: ("annotation_id", "decision_id", "annotator_id", "verdict"),
    EXPOSURE: ("id", "annotator_id", "article_id", "round_id", "what"),
    GIVEN_CLAIM: ("claim_id", "round_id", "article_id", "start", "end", "labels", "restatement", "gold_id"),
    KIT: ("id", "kit_id", "annotator_id", "round_id", "state", "head"),
    PASSAGE_STATE: ("id", "passage_id", "annotator_id", "parent_id", "seq", "state", "texts_digest"),
    REDACTION: ("row_id", "kind"),
    ROUND: ("id", "name", "body"),
    ROUND_ARTICLE: ("article_id", "round_id", "position"),
    ROUND_STATE: ("id", "round_id", "state"),
    SCHEME_MAP: ("id", "from_hash", "to_hash", "field", "old", "new"),
    SCHEME_USE: ("scheme_hash", "body"),
    SHARED_SOURCE: ("source_id",),
    SOURCE_CHANGE: ("id", "source_id", "kind", "value"),
    SUGGESTION: ("id", "round_id", "article_id", "claim_id", "start", "end", "labels"),
}
"""Rows sealed by the action that wrote them, and which of their columns; in the order of the first of these, by which
the rows of one action differ.

An annotation has a seal over everything in it, which stands for it. The details and passages of an article are
taken up with the article by the action that brought it in; later details are rows like any other.
"""

BY_THEMSELVES: dict[Table, tuple[str, ...]] = {
    ANNOTATOR: ("id", "project_id", "name", "kind"),
    PROJECT: ("id", "name", "scheme_hash", "created_at"),
    SCHEME: ("hash", "parent_hash", "name", "version", "body"),
    SOURCE: ("id", "name", "type", "qualifier"),
}
"""Rows that no action is known to have written, because several may have: each has a seal of its own."""

_PLACES = {
    table: [table.columns.keys().index(column) for column in columns] for table, columns in BY_ACTION.items()
}
"""Where these columns are in a row."""


def take(seal: ActionSeal, table: Table, rows: Iterable[Values]) -> None:
    """Take up rows of one table that an action writes, as the driver takes them."""
    places = _PLACES[table]
    for row in sorted(rows, key=itemgetter(places[0])):
        seal.take(table.name, [row[place] for place in places])


def detail_id(action: str, article: str, field: str) -> str:
    """Name a detail of an article: an action writes a field of an article once, so a retry finds its own row."""
    return content_id("detail", action, article, field)


def sealed(table: Table, row: Row) -> Row:
    """Return a row of a table whose rows have seals of their own, with its seal."""
    return {**row, "digest": row_digest(table, row)}


def row_digest(table: Table, row: Row) -> str:
    """Return the seal of such a row."""
    return digest(
        f"annotator-{table.name}-row-1", {column: row.get(column) for column in BY_THEMSELVES[table]}
    )
