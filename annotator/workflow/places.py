"""Places of a project as people name them: a claim by its id, articles and passages by their numbers."""

from __future__ import annotations

from annotator.core.article import Article
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading.histories import Place
from annotator.workflow.project import Project

__all__ = ["Place", "find_place"]

DIGITS = 9
"""Numbers longer than this are no numbers of articles; ids are."""


def find_place(
    project: Project, *, claim: str | None, article: str | None, passage: str | None
) -> Place | None:
    """Return the place that was named: a claim's id, an article's number or id, or ARTICLE:PASSAGE by number."""
    if claim is not None:
        return Place(claim_id=claim)
    if passage is not None:
        numbers = passage.split(":")
        if len(numbers) != 2 or not numbers[1].isdigit():  # noqa: PLR2004  article and passage
            raise BadInput(f"{passage!r} is no passage", do="write ARTICLE:PASSAGE, such as 2:5")
        found = _article(project, numbers[0])
        if not 1 <= int(numbers[1]) <= len(found.passages):
            raise NotFound(f"that article has no passage {numbers[1]}", why=f"it has {len(found.passages)}")
        span = found.passages[int(numbers[1]) - 1].span
        return Place(article_id=found.id, start=span.start, end=span.end)
    return None if article is None else Place(article_id=_article(project, article).id)


def _article(project: Project, named: str) -> Article:
    with reading_scope(project.engine) as connection:
        found = (
            reading.article_at(connection, int(named))
            if named.isdecimal() and len(named) <= DIGITS
            else named
        )
        if found is None or not reading.article_number(connection, found):
            raise NotFound(
                f"there is no article {named}",
                where=str(project.path),
                why=f"the project has {reading.article_count(connection)}",
                do="name it by its number in the order of import, or by its id",
            )
        return reading.article(connection, found)
