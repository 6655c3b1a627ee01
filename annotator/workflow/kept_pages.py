"""The articles that an adjudicator goes through, each read when it is needed or shortly before."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.errors import AnnotatorError
from annotator.store.engine import reading as reading_scope
from annotator.workflow.matters import Ground
from annotator.workflow.outbox import Outbox
from annotator.workflow.reading_ahead import ReadingAhead
from annotator.workflow.settling import Page, page

PAGES_KEPT = 4
"""Articles that are kept as they were read, so that going back a step asks for nothing."""

FIRST_READ = 3.0
"""Seconds that going on waits for what is being saved before it says that it can't."""


class KeptPages:
    """Articles as they were read, with what was decided since; none is read before all that is on disk."""

    def __init__(self, on: Ground, outbox: Outbox) -> None:
        self._ground, self._outbox = on, outbox
        self._kept: dict[str, Page] = {}
        self._ahead = ReadingAhead(outbox, self._read)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._kept

    def __getitem__(self, article_id: str) -> Page:
        """Return an article, read if need be; raises `AnnotatorError` when what was decided can't be saved."""
        found = self._kept.pop(article_id, None) or self._ahead.take(article_id)
        if found is None:
            if not self._outbox.drain(FIRST_READ):
                raise AnnotatorError(
                    "what was decided is not saved yet",
                    why="going on would show what is on disk",
                    do="wait, and try again",
                )
            found = self._read(article_id)
        while len(self._kept) >= PAGES_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[article_id] = found
        return found

    def _read(self, article_id: str) -> Page:
        with reading_scope(self._ground.project.engine) as connection:
            return page(connection, self._ground, article_id)

    def put(self, changed: Page) -> None:
        """Keep an article as it is after a decision."""
        self._kept[changed.article.id] = changed

    def read_ahead(self, article_id: str) -> None:
        """Have an article read behind the screen."""
        if article_id not in self._kept:
            self._ahead.ask(article_id)

    def forget(self, article_ids: Iterable[str] | None = None) -> None:
        """Read these anew when they are needed, or all; and what was read ahead in any case."""
        self._ahead.forget()
        for each in tuple(self._kept) if article_ids is None else article_ids:
            self._kept.pop(each, None)
