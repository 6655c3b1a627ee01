"""Where somebody's work in a round begins, read with the standard library: only where a project has rounds."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from annotator.core.ids import fold

_ROUNDS = """
SELECT round.id, round.name, round.body, action.at,
  coalesce((SELECT state FROM round_state WHERE round_id = round.id ORDER BY id DESC LIMIT 1), 'open')
FROM round JOIN action ON action.id = round.action_id ORDER BY round.action_id DESC, round.id DESC
"""

_ASSIGNED = """
SELECT article_id FROM assignment WHERE annotator_id = ? AND round_id = ? AND kind <> 'repeat' AND state = 'asked'
  AND NOT EXISTS (SELECT 1 FROM assignment AS later WHERE later.annotator_id = assignment.annotator_id
    AND later.round_id = assignment.round_id AND later.article_id = assignment.article_id
    AND later.kind = assignment.kind AND later.id > assignment.id)
ORDER BY position, id
"""

_OTHERS = "SELECT 1 FROM assignment WHERE round_id = ? AND state = 'asked' LIMIT 1"

_LISTED = "SELECT 1 FROM round_article WHERE round_id = ? AND article_id = ?"

_FIRST_LISTED = """
SELECT article_id FROM round_article WHERE round_id = ? ORDER BY position, article_id LIMIT 1
"""

EVERYTHING = "everything"
"""The name of the round that a project begins with, as in `core.round`, which is slow to import."""

_FIRST = "SELECT id FROM article ORDER BY action_id, position LIMIT 1"

_LATEST_PLACE = """
SELECT place.annotator_id, place.article_id, place.at FROM place
WHERE annotator_id = :annotator
  OR annotator_id IN (SELECT annotator_id FROM again WHERE of_annotator_id = :annotator)
ORDER BY at DESC LIMIT 1
"""

_FIRST_GIVEN = "SELECT min(start) FROM given_claim WHERE round_id = ? AND article_id = ?"


def article_in_round(
    connection: sqlite3.Connection, annotator_id: str, named: str | None
) -> tuple[str, bool, int | None] | None:
    """Return the article to begin with, whether its place was kept, and else an offset of the passage to show.

    Nothing where that isn't plain: the first frame is empty then, and what follows says what is asked.
    """
    for round_id, name, body, opened, state in connection.execute(_ROUNDS).fetchall():
        if (state == "open") if named is None else (fold(name) == fold(named)):
            asked = [each for (each,) in connection.execute(_ASSIGNED, (annotator_id, round_id))]
            if asked or connection.execute(_OTHERS, (round_id,)).fetchone() is None:
                # The first round has been there all along, whenever it was written down.
                since = "" if name == EVERYTHING else opened
                return _begun(connection, annotator_id, (round_id, json.loads(body), since), asked)
    return None


def _begun(
    connection: sqlite3.Connection,
    annotator_id: str,
    found: tuple[str, dict[str, Any], str],
    asked: list[str],
) -> tuple[str, bool, int | None] | None:
    round_id, said, opened = found
    lists = bool(said.get("lists_articles"))
    place = connection.execute(_LATEST_PLACE, {"annotator": annotator_id}).fetchone()
    if place is not None and place[2] >= opened:
        who, article, _ = place
        if who != annotator_id:
            return None
        listed = lists and not asked and connection.execute(_LISTED, (round_id, article)).fetchone()
        if article in asked or listed or not (asked or lists):
            return article, True, None
    first = next(iter(asked), None)
    if first is None:
        row = connection.execute(*((_FIRST_LISTED, (round_id,)) if lists else (_FIRST,))).fetchone()
        first = None if row is None else row[0]
    if first is None:
        return None
    offset = connection.execute(_FIRST_GIVEN, (round_id, first)).fetchone()[0]
    return first, False, offset
