"""What the first frame of the screen needs, read with the standard library before anything heavy is imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.core.text.passage import Passage, PassageKind
from annotator.core.text.span import Span
from annotator.store.header import empty_project, read_only


@dataclass(frozen=True, slots=True)
class ProjectPeek:
    """Which project a file holds, and who annotates in it."""

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
_PEOPLE = "SELECT name FROM annotator WHERE kind = 'person' ORDER BY name"

_PLACE = """
SELECT article.id, article.text,
  (SELECT value FROM article_detail AS d WHERE d.article_id = article.id AND d.field = 'title'
   ORDER BY d.action_id DESC LIMIT 1) AS title,
  (SELECT start FROM place JOIN passage ON passage.id = place.passage_id WHERE place.annotator_id = :annotator) AS at
FROM article
WHERE article.id = coalesce(
  (SELECT article_id FROM place WHERE annotator_id = :annotator),
  (SELECT id FROM article ORDER BY action_id, position LIMIT 1))
"""

_PASSAGES = 'SELECT start, "end", kind FROM passage WHERE article_id = ? ORDER BY start'


def peek_project(path: Path) -> ProjectPeek:
    """Return which project the file holds; its header has been checked."""
    with read_only(path) as connection:
        found = connection.execute(_PROJECT).fetchone()
        if found is None:
            raise empty_project(path)
        id_, name = found
        return ProjectPeek(id_, name, tuple(row[0] for row in connection.execute(_PEOPLE)))


def peek_place(path: Path, annotator_id: str) -> PlacePeek | None:
    """Return where the annotator left off, or the first article; nothing in an empty project."""
    with read_only(path) as connection:
        row = connection.execute(_PLACE, {"annotator": annotator_id}).fetchone()
        if row is None:
            return None
        article, text, title, at = row
        passages = tuple(
            Passage(Span(start, end), PassageKind(kind))
            for start, end, kind in connection.execute(_PASSAGES, (article,))
        )
    index = next((i for i, passage in enumerate(passages) if passage.span.start == at), 0)
    return PlacePeek(article, text, title or "", passages, index)
