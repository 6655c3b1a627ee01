"""What the first frame of the screen needs, read with the standard library before anything heavy is imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from annotator.core.ids import annotator_id as id_of
from annotator.core.text.passage import Passage, PassageKind
from annotator.core.text.span import Span
from annotator.store.header import empty_project, read_only


@dataclass(frozen=True, slots=True)
class ProjectPeek:
    """Which project a file holds, and who annotates in it; second hands are nobody's to work under by name."""

    id: str
    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacePeek:
    """The article an annotator left off in."""

    article_id: str
    text: str
    title: str
    passages: tuple[Passage, ...]
    index: int


_PROJECT = "SELECT id, name FROM project"
_PEOPLE = "SELECT id, name FROM annotator WHERE kind = 'person' ORDER BY name"

_SECOND_HANDS = "SELECT annotator_id FROM again"

_ROUNDS_SINCE = 4
"""The schema since which there are rounds and second hands; a file that can't be upgraded is looked at all the same."""

_PLACE = """
SELECT article.id, article.text,
  (SELECT value FROM article_detail AS d WHERE d.article_id = article.id AND d.field = 'title'
   ORDER BY d.action_id DESC LIMIT 1) AS title,
  (SELECT start FROM place JOIN passage ON passage.id = place.passage_id WHERE place.annotator_id = :annotator) AS at
FROM article
WHERE article.id = coalesce(:article,
  (SELECT article_id FROM place WHERE annotator_id = :annotator),
  (SELECT id FROM article ORDER BY action_id, position LIMIT 1))
"""

NEW = 10
"""Whoever has done so many things is new no longer."""

_FIRST_STEPS = """
SELECT count(*) FROM (
  SELECT 1 FROM annotation WHERE annotator_id = :annotator
  UNION ALL SELECT 1 FROM passage_state WHERE annotator_id = :annotator LIMIT :most)
"""

_HAS_ROUNDS = "SELECT EXISTS (SELECT 1 FROM round)"

_PASSAGES = 'SELECT start, "end", kind FROM passage WHERE article_id = ? ORDER BY start'


def peek_project(path: Path) -> ProjectPeek:
    """Return which project the file holds; its header has been checked."""
    with read_only(path) as connection:
        found = connection.execute(_PROJECT).fetchone()
        if found is None:
            raise empty_project(path)
        id_, name = found
        hands = {row[0] for row in connection.execute(_SECOND_HANDS)} if _has_rounds(connection) else set()
        people = connection.execute(_PEOPLE)
        return ProjectPeek(id_, name, tuple(name for person, name in people if person not in hands))


def _has_rounds(connection: Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] >= _ROUNDS_SINCE)


def is_new(path: Path, name: str) -> bool:
    """Tell whether somebody has done little or nothing in a project: fewer than ten steps, claims or passages."""
    with read_only(path) as connection:
        row = connection.execute(_PROJECT).fetchone()
        if row is None:
            return True
        asked = {"annotator": id_of(row[0], name), "most": NEW}
        (steps,) = connection.execute(_FIRST_STEPS, asked).fetchone()
    return bool(steps < NEW)


def peek_place(path: Path, annotator_id: str, round_name: str | None = None) -> PlacePeek | None:
    """Return where the annotator left off in their round, or its first article; nothing in an empty project."""
    begin: tuple[str, bool, int | None] | None = None
    with read_only(path) as connection:
        if _has_rounds(connection) and connection.execute(_HAS_ROUNDS).fetchone()[0]:
            # Most projects have none, and every module costs the first frame.
            from annotator.store.peek_rounds import article_in_round  # noqa: PLC0415  see above

            begin = article_in_round(connection, annotator_id, round_name)
            if begin is None:
                return None
        asked = {"annotator": annotator_id, "article": begin[0] if begin else None}
        row = connection.execute(_PLACE, asked).fetchone()
        if row is None:
            return None
        article, text, title, at = row
        passages = tuple(
            Passage(Span(start, end), PassageKind(kind))
            for start, end, kind in connection.execute(_PASSAGES, (article,))
        )
    if begin is not None and not begin[1]:
        offset = begin[2] or 0
        index = next((i for i, passage in enumerate(passages) if offset in passage.span), 0)
    else:
        index = next((i for i, passage in enumerate(passages) if passage.span.start == at), 0)
    return PlacePeek(article, text, title or "", passages, index)
