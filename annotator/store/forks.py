"""Forks: claims and passages of which one annotator has two last words, because they worked in two files at once.

Read by the standard library alone, so that the check of a file can tell them too. Both words are kept and the greater
(seq, id) counts, until the annotator says which one holds: that action names the ends it settles in its reason.
"""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.core.history import Kind
from annotator.core.telling import quoted
from annotator.store.asked_articles import Asked, asked_as, number_in_import

if TYPE_CHECKING:
    from sqlalchemy import Connection

SETTLES = "settles"
"""What the reason of an action begins with that says which of several ends holds; the ids of the ends follow."""

_TABLES: Mapping[str, str] = {"claim": "annotation", "passage": "passage_state"}

# Our own names, here and below.
_FORKED = """
    SELECT {what}_id, annotator_id, count(*) - count(DISTINCT parent_id) FROM main.{table}
    {whose} GROUP BY {what}_id, annotator_id
    HAVING count(*) - count(DISTINCT parent_id) > 1"""

_STEPS = """
    SELECT t.id, t.parent_id, a.id, a.kind, a.target_id, a.reason
    FROM main.{table} AS t JOIN main.action AS a ON a.id = t.action_id
    WHERE t.{what}_id = ? AND t.annotator_id = ? ORDER BY t.seq, t.id"""

_WHERE = {
    "claim": """
        SELECT c.article_id, t.start, t."end" FROM main.annotation AS t JOIN main.claim AS c ON c.id = t.claim_id
        WHERE t.claim_id = ? AND t.annotator_id = ? ORDER BY t.seq DESC, t.id DESC LIMIT 1""",
    "passage": 'SELECT p.article_id, p.start, p."end" FROM main.passage AS p WHERE p.id = ? AND ? IS NOT NULL',
}

_PASSAGE = "SELECT count(*) FROM main.passage WHERE article_id = ? AND start <= ?"

_ARTICLE = """
    SELECT substr(a.text, ? + 1, ? - ?), coalesce(
      (SELECT value FROM main.article_detail AS d WHERE d.article_id = a.id AND d.field = 'title'
       ORDER BY d.action_id DESC LIMIT 1),
      (SELECT value FROM main.article_detail AS d WHERE d.article_id = a.id AND d.field = 'file'
       ORDER BY d.action_id DESC LIMIT 1),
      substr(a.id, 1, 8))
    FROM main.article AS a WHERE a.id = ?"""

_WHOSE = """
    SELECT n.id, n.name FROM main.annotator AS n
    WHERE n.id = coalesce((SELECT of_annotator_id FROM main.again WHERE annotator_id = :hand), :hand)"""


@dataclass(frozen=True, slots=True)
class Key:
    """Which fork: `what` is a claim or a passage, with its id and that of the annotator or their second hand."""

    what: str
    id: str
    annotator_id: str


@dataclass(frozen=True, slots=True)
class Fork:
    """A fork as people find it: the article by number and title, the passage by number, the words, and whose they are.

    `asked` says where the annotating screen shows it, if a round that is open asks for it.
    """

    key: Key
    annotator: str
    article_id: str
    number: int
    title: str
    passage: int
    words: str
    asked: Asked | None

    @property
    def place(self) -> str:
        """Say where it is and whose, in a line."""
        words = f"{self.words}, " if self.key.what == "claim" else ""
        return f"{words}{self.title}, passage {self.passage}, of {self.annotator}"

    @property
    def command(self) -> str:
        """Return the command after which the annotator can say which of the two holds."""
        name = f" --as {shlex.quote(self.annotator)}"
        if self.asked is None or self.key.what == "passage":
            return f"annotator history --{self.key.what} {self._named}{name}"
        of = f" --round {shlex.quote(self.asked.round_name)}" if self.asked.round_name else ""
        return f"annotator annotate --at {self.asked.number}:{self.passage}{of}{name}"

    @property
    def _named(self) -> str:
        return self.key.id if self.key.what == "claim" else f"{self.number}:{self.passage}"

    @property
    def how(self) -> str:
        """Say what is to be done there."""
        if self.command.startswith("annotator annotate"):
            return "F7 with that claim in focus (Tab) shows both; Enter on the one that holds settles it"
        return (
            "it shows both; annotator history restore ENTRY-ID, with that of the one that holds, settles it"
        )

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON takes it."""
        return {
            self.key.what: self.key.id,
            "annotator": self.annotator,
            "annotator_id": self.key.annotator_id,
            "article": self.article_id,
            "title": self.title,
            "passage_number": self.passage,
            "words": self.words,
            "command": self.command,
        }


def forked(raw: sqlite3.Connection, annotator_id: str | None = None) -> dict[Key, int]:
    """Return the histories that have more ends than one, settled or not, with how many; of one annotator on request."""
    found: dict[Key, int] = {}
    # Of one annotator only theirs are read.
    whose, given = ("", ()) if annotator_id is None else ("WHERE annotator_id = ?", (annotator_id,))
    for what, table in _TABLES.items():
        rows = raw.execute(_FORKED.format(what=what, table=table, whose=whose), given)
        found |= {Key(what, id_, who): ends for id_, who, ends in rows}
    return found


def open_ends(raw: sqlite3.Connection, key: Key) -> list[str]:
    """Return the ends of a history that nobody has settled, the one that counts last; fewer than two are no fork.

    An end is settled by what was said in full knowledge of it: an entry of the line that counts, whose action names it.
    """
    table = _TABLES[key.what]
    rows = raw.execute(_STEPS.format(what=key.what, table=table), (key.id, key.annotator_id)).fetchall()
    steps = {id_: rest for id_, *rest in rows}
    followed = {parent for parent, *_ in steps.values()}
    ends = [id_ for id_ in steps if id_ not in followed]
    settled: set[str] = set()
    turned: dict[str, str] = {}
    at: str | None = ends[-1] if ends else None
    while at is not None and at in steps:
        # Each is looked at once, however damaged the file is.
        at, action, kind, target, reason = steps.pop(at)
        turned.setdefault(target or "", kind)
        words = (reason or "").split()
        if words[:1] == [SETTLES] and turned.get(action) != Kind.UNDO:
            settled.update(words[1:])
    return [id_ for id_ in ends if id_ not in settled]


def ends_now(connection: Connection, key: Key) -> list[str]:
    """Return the same of a project that is open."""
    raw = connection.connection.driver_connection
    return open_ends(raw, key) if isinstance(raw, sqlite3.Connection) else []


def settling(ends: Collection[str]) -> str | None:
    """Return the reason that an action gives which settles these ends; nothing where there is but one."""
    return " ".join((SETTLES, *sorted(ends))) if len(ends) > 1 else None


def open_forks(raw: sqlite3.Connection, keys: Collection[Key] | None = None) -> Iterator[Fork]:
    """Give the forks that nobody has settled, of these histories or of all."""
    for key in forked(raw) if keys is None else keys:
        if len(open_ends(raw, key)) > 1:
            yield _told(raw, key)


def _told(raw: sqlite3.Connection, key: Key) -> Fork:
    article, start, end = raw.execute(_WHERE[key.what], (key.id, key.annotator_id)).fetchone()
    (passage,) = raw.execute(_PASSAGE, (article, start)).fetchone()
    words, title = raw.execute(_ARTICLE, (start, end, start, article)).fetchone()
    person, name = raw.execute(_WHOSE, {"hand": key.annotator_id}).fetchone()
    claim = key.id if key.what == "claim" else None
    asked = asked_as(raw, person, key.annotator_id, article, claim)
    return Fork(key, name, article, number_in_import(raw, article), title, passage, quoted(words), asked)
