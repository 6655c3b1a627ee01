"""What must be so of a project's file after whatever happened to the program that wrote to it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.store.engine import reading as reading_scope
from annotator.store.seals import broken_seals
from annotator.workflow.project import find_annotator, open_project
from annotator.workflow.sitting import Sitting

QUERIES = {
    "claim": "SELECT id FROM claim WHERE id = ?",
    "annotation": "SELECT id, note FROM annotation WHERE id = ?",
    "label": "SELECT annotation_id, field, value, source_id FROM label WHERE annotation_id = ?",
    "reaction": "SELECT annotation_id, source_id, stance FROM reaction WHERE annotation_id = ?",
    "annotation_evidence": "SELECT annotation_id, evidence_id FROM annotation_evidence WHERE annotation_id = ?",
    "passage_state": "SELECT id, state, reason FROM passage_state WHERE id = ?",
}
"""The rows of an entry, found by the ids of its own claims, annotations and states."""

NOTHING = """
SELECT id FROM action AS a WHERE kind <> 'do'
AND NOT EXISTS (SELECT 1 FROM annotation WHERE action_id = a.id)
AND NOT EXISTS (SELECT 1 FROM passage_state WHERE action_id = a.id)
AND NOT EXISTS (SELECT 1 FROM decision WHERE action_id = a.id)
"""
"""An undo or redo that turned nothing is one that was torn."""


@dataclass
class Journal:
    """What a program has reported: what it was about to save and what it called saved."""

    intended: dict[str, dict[str, Any]] = field(default_factory=dict)
    saved: set[str] = field(default_factory=set)
    places: list[list[Any]] = field(default_factory=list)
    place_kept: int = -1
    drafts: list[list[Any]] = field(default_factory=list)
    drafts_kept: list[int] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Take one report; one that was cut off says nothing."""
        what, _, body = line.partition(" ")
        try:
            told = body if what == "A" else json.loads(body)
        except ValueError:
            return
        if what == "I":
            self.intended[told["action"]] = told
        elif what == "A":
            self.saved.add(told)
        elif what == "p":
            self.places.append(told)
        elif what == "P!":
            # The next of them: the program may have announced the same place again before this one was kept.
            self.place_kept = self.places.index(told, self.place_kept + 1)
        elif what == "d":
            self.drafts.append(told)
        elif what == "D!":
            self.drafts_kept.append(self.drafts.index(told))


def damage(path: Path) -> list[str]:
    """Name what is wrong with the file itself, or with a seal in it."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"a reference in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
        found += [f"a torn {row[0]}" for row in connection.execute(NOTHING)]
    project = open_project(path)
    try:
        with reading_scope(project.engine) as connection:
            found += [f"the seal of {each}" for each in broken_seals(connection)]
    finally:
        project.close()
    return found


def lost(path: Path, journal: Journal) -> list[str]:
    """Name what was called saved and is not there, and what is there in part."""
    with closing(sqlite3.connect(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM action")}
        found = [f"lost: action {each}" for each in sorted(journal.saved - there)]
        for action, rows in journal.intended.items():
            wanted = rows if action in there else {}
            found += [f"torn: {table} of {action}" for table in _differing(connection, rows, wanted)]
        found += _place_lost(connection, journal)
        found += _drafts_lost(connection, journal)
    return found


def _differing(connection: sqlite3.Connection, rows: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Name the tables that hold other rows of an entry than those wanted."""
    annotations = [each[0] for each in rows["annotation"]]
    ids = {
        "claim": rows["claim"],
        "passage_state": [each[0] for each in rows["passage_state"]],
    }
    differing = []
    for table, query in QUERIES.items():
        found = [
            list(row) if len(row) > 1 else row[0]
            for id_ in ids.get(table, annotations)
            for row in connection.execute(query, (id_,))
        ]
        if sorted(found, key=repr) != sorted(wanted.get(table, []), key=repr):
            differing.append(table)
    return differing


def _place_lost(connection: sqlite3.Connection, journal: Journal) -> list[str]:
    if journal.place_kept < 0:
        return []
    row = connection.execute("SELECT article_id, passage_id, caret, claim_id FROM place").fetchone()
    return [] if list(row) in journal.places[journal.place_kept :] else [f"lost: the place, it is {row}"]


def _drafts_lost(connection: sqlite3.Connection, journal: Journal) -> list[str]:
    found = []
    for kept in journal.drafts_kept:
        claim, what, _ = journal.drafts[kept]
        # This one, or one typed later that was not yet called kept.
        later = {each[2] for each in journal.drafts[kept:] if each[:2] == [claim, what]}
        query = "SELECT body FROM draft WHERE claim_id = ? AND what = ?"
        row = connection.execute(query, (claim, what)).fetchone()
        if row is None or row[0] not in later:
            found.append(f"lost: the draft of {claim}, it is {row}")
    return found


def somewhere_else(path: Path) -> list[str]:
    """Tell whether somebody who opens the project again is anywhere but at the place it holds."""
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT article_id, passage_id, caret, claim_id FROM place").fetchone()
    if row is None:
        return []
    project = open_project(path)
    try:
        sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
        desk = sitting.resume()
        sitting.outbox.close()
    finally:
        project.close()
    article, passage, caret, claim = row
    at = (desk.article.id, desk.passage_ids[desk.index])
    standing = claim in {each.claim_id for each in desk.claims}
    if at != (article, passage) or (standing and desk.focus != claim):
        return [f"the cursor is at {at} and {desk.focus}, left was {row}"]
    if not standing and caret < desk.passage.end and desk.cursor.caret != caret:
        return [f"the caret is at {desk.cursor.caret}, left was {caret}"]
    return []
