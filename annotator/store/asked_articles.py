"""Where the annotating screen shows an article to somebody: in which open round, and under what number there.

The same order as `workflow.rounds` makes, read with the standard library for one article.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

_ROUNDS = """
    SELECT id, name, body FROM main.round WHERE coalesce(
      (SELECT state FROM main.round_state WHERE round_id = round.id ORDER BY id DESC LIMIT 1), 'open') = 'open'
    ORDER BY action_id DESC, id DESC"""

_GIVES = "SELECT 1 FROM main.given_claim WHERE round_id = ? AND claim_id = ?"

_ASSIGNED = """
    SELECT article_id, CASE kind WHEN 'repeat'
      THEN (SELECT annotator_id FROM main.again WHERE of_annotator_id = a.annotator_id) ELSE annotator_id END
    FROM main.assignment AS a WHERE annotator_id = ? AND round_id = ? AND state = 'asked'
      AND NOT EXISTS (SELECT 1 FROM main.assignment AS later WHERE later.annotator_id = a.annotator_id
        AND later.round_id = a.round_id AND later.article_id = a.article_id
        AND later.kind = a.kind AND later.id > a.id)
    ORDER BY position, id"""

_OTHERS = "SELECT 1 FROM main.assignment WHERE round_id = ? AND state = 'asked' LIMIT 1"

_LISTED = "SELECT article_id FROM main.round_article WHERE round_id = ? ORDER BY position, article_id"

_ALL = """
    SELECT count(*) FROM main.article AS a JOIN main.article AS it ON it.id = ?
    WHERE (a.action_id, a.position) <= (it.action_id, it.position)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that `annotate --at` takes, and the round to name with it; no name where there is but the first."""

    round_name: str
    number: int


def asked_as(
    raw: sqlite3.Connection, person: str, hand: str, article: str, claim: str | None
) -> Asked | None:
    """Return where a person finds an article under one of their hands: with a claim, only where that is shown."""
    explicit = raw.execute(_ROUNDS).fetchall()
    rounds = explicit if raw.execute("SELECT 1 FROM main.round LIMIT 1").fetchone() else [("", "", "{}")]
    given = claim is not None and _is_given(raw, claim)
    for id_, name, body in rounds:
        said = json.loads(body)
        gives = said.get("marks") == "given"
        if claim is not None and (
            gives != given or (gives and not raw.execute(_GIVES, (id_, claim)).fetchone())
        ):
            continue
        number = _number(raw, (id_, bool(said.get("lists_articles"))), (person, hand), article)
        if number:
            return Asked(name, number)
    return None


def _is_given(raw: sqlite3.Connection, claim: str) -> bool:
    found = raw.execute("SELECT origin FROM main.claim WHERE id = ?", (claim,)).fetchone()
    return found is not None and found[0] == "given"


def _number(raw: sqlite3.Connection, of: tuple[str, bool], whose: tuple[str, str], article: str) -> int:
    (round_id, lists), (person, hand) = of, whose
    stops = list(dict.fromkeys(raw.execute(_ASSIGNED, (person, round_id))))
    if not stops:
        if hand != person or raw.execute(_OTHERS, (round_id,)).fetchone():
            return 0
        if not lists:
            return number_in_import(raw, article)
        stops = [(each, person) for (each,) in raw.execute(_LISTED, (round_id,))]
    return stops.index((article, hand)) + 1 if (article, hand) in stops else 0


def number_in_import(raw: sqlite3.Connection, article: str) -> int:
    """Return an article's number in the order of import, counted from 1."""
    return int(raw.execute(_ALL, (article,)).fetchone()[0])
