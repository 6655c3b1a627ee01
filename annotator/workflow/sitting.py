"""An annotator's sitting: a desk kept in step with the project, through one outbox.

The screen calls this object alone. What changes is saved behind its back, in order; what must be asked of the
database (undo, another article) waits until everything before it is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from annotator.core.article import Article
from annotator.core.history import Entry, Kind
from annotator.errors import NotFound, Outdated
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator
from annotator.store.writing import save, save_draft, save_place
from annotator.workflow.annotating import Desk
from annotator.workflow.daily_backups import DailyBackups
from annotator.workflow.outbox import Outbox, Progress
from annotator.workflow.progress import ArticleLine
from annotator.workflow.project import Project
from annotator.workflow.sources import StoredSources
from annotator.workflow.undoing import Undone, turn_back


@dataclass(slots=True)
class _Recorded:
    """What the desk said last, and whether it was refused because somebody else's work came first."""

    entry: Entry
    was_lost: bool = False


class Sitting:
    """One annotator in one project; `tell` hears how far saving is, from another thread."""

    def __init__(self, project: Project, annotator: Annotator, tell: Callable[[Progress], None]) -> None:
        self.project = project
        self.annotator = annotator
        with reading_scope(project.engine) as connection:
            self.articles_in_all = reading.article_count(connection)
            self._drafts = reading.drafts(connection, annotator.id)
        self.half_typed = self._half_typed()
        """Which claims have text waiting that became no part of them: (claim, what it is of)."""
        self.book = StoredSources()
        self._numbers: dict[str, int] = {}
        self.refused: Callable[[], object] = lambda: None
        """Hears of every change that was wished for in a project that can only be read."""
        self._place: tuple[str, str, int, str | None] | None = None
        self._backups: DailyBackups | None = None
        self._recorded: _Recorded | None = None
        if not self.articles_in_all:
            raise NotFound(
                "this project has no articles yet",
                where=str(project.path),
                do="add some with: annotator import PATH…",
            )
        self.outbox = Outbox(tell)

    def resume(self, at: tuple[int, int] | None = None) -> Desk:
        """Return the desk where the annotator left off, or at (article, passage) counted from 1."""
        if at is not None:
            return self._at(*at)
        with reading_scope(self.project.engine) as connection:
            place = reading.where(connection, self.annotator.id)
        if place is None:
            return self._at(1, 1)
        desk = self.open(place.article_id)
        if place.passage_id in desk.passage_ids:
            desk.go(desk.passage_ids.index(place.passage_id))
            if place.caret in desk.passage:
                desk.point(place.caret)
        if place.claim_id in {each.claim_id for each in desk.claims}:
            desk.focus_on(place.claim_id)
        return desk

    def _at(self, article: int, passage: int) -> Desk:
        with reading_scope(self.project.engine) as connection:
            found = reading.article_at(connection, article)
        if found is None:
            raise NotFound(f"there is no article {article}", why=f"the project has {self.articles_in_all}")
        desk = self.open(found)
        if not desk.go(passage - 1):
            raise NotFound(
                f"article {article} has no passage {passage}", why=f"it has {len(desk.article.passages)}"
            )
        return desk

    def open(self, article_id: str) -> Desk:
        """Return a desk with the article as it is stored; call only when everything is saved."""
        with reading_scope(self.project.engine) as connection:
            self.book.refresh(connection, self.annotator.id)
            if article_id not in self._numbers:
                self._numbers[article_id] = reading.article_number(connection, article_id)
            return Desk(
                article=reading.article(connection, article_id),
                scheme=self.project.scheme,
                schemes=self.project.schemes,
                annotator_id=self.annotator.id,
                stamps=self.project.stamps,
                record=self._record,
                may_change=self._may_change,
                annotations=reading.current_annotations(connection, article_id, self.annotator.id),
                states=reading.current_passage_states(connection, self.annotator.id, article_id),
                sources=reading.own_unnamed_sources(connection, article_id, self.annotator.id),
                book=self.book,
                digits=reading.sources_used(connection, article_id, self.annotator.id),
            )

    def open_after(self, article_id: str) -> Desk | None:
        """Return a desk with the article after this one, if there is one; call only when everything is saved."""
        with reading_scope(self.project.engine) as connection:
            found = reading.article_after(connection, article_id)
        if found is None:
            return None
        self._numbers[found] = self.number(article_id) + 1
        return self.open(found)

    def number(self, article_id: str) -> int:
        """Return the number of an article that has been opened, counted from 1 in the order of import."""
        return self._numbers[article_id]

    @cached_property
    def order(self) -> list[str]:
        """Return all articles in the order of import: read when first asked for, as there may be many."""
        with reading_scope(self.project.engine) as connection:
            return reading.article_ids(connection)

    def article(self, article_id: str) -> Article:
        """Return an article, to look something up in it; call only when everything is saved."""
        with reading_scope(self.project.engine) as connection:
            return reading.article(connection, article_id)

    def next_unsettled(self, article_id: str) -> Desk | None:
        """Return the next other article with a passage neither done nor skipped, turned to that passage."""
        with reading_scope(self.project.engine) as connection:
            found = reading.next_unsettled_article(connection, self.annotator.id, article_id)
        if found is None or found == article_id:
            return None
        desk = self.open(found)
        indexes = range(len(desk.article.passages))
        desk.go(next((i for i in indexes if not desk.is_boilerplate(i) and not desk.is_settled(i)), 0))
        return desk

    def next_flagged(self, article_id: str) -> Desk | None:
        """Return the next other article with a flagged passage, turned to it."""
        with reading_scope(self.project.engine) as connection:
            found = reading.next_flagged(connection, self.annotator.id, article_id)
        if found is None or found[0] == article_id:
            return None
        desk = self.open(found[0])
        desk.show(None, found[1])
        return desk

    def turn_back(self, kind: Kind) -> Undone | None:
        """Undo or redo one action; call only when everything is saved."""
        return turn_back(self.project, self.annotator.id, kind)

    def articles(self) -> list[ArticleLine]:
        """Return all articles with this annotator's progress; boilerplate counts in neither number."""
        with reading_scope(self.project.engine) as connection:
            passages = reading.passage_counts(connection)
            settled = reading.settled_counts(connection, self.annotator.id)
            details = reading.all_details(connection, ("title", "file", "outlet"))
        return [
            ArticleLine(
                each,
                details.get((each, "title")) or details.get((each, "file")) or each[:8],
                details.get((each, "outlet"), ""),
                settled.get(each, 0),
                passages.get(each, 0),
            )
            for each in self.order
        ]

    def keep_place(self, desk: Desk) -> None:
        """Remember where the annotator is, unless that is what was remembered last."""
        article, passage = desk.article.id, desk.passage_ids[desk.index]
        caret, claim, at = desk.cursor.caret, desk.focus, self.project.stamps.now()
        place = (article, passage, caret, claim)
        if place == self._place or self.review:
            return
        self._place = place
        self.outbox.put(
            lambda: save_place(
                self.project.engine,
                annotator=self.annotator.id,
                article=article,
                passage=passage,
                caret=caret,
                claim=claim,
                at=at,
            ),
            by_the_way=True,
        )

    def keep_draft(self, claim_id: str, what: str, body: str) -> None:
        """Keep half-typed text; an empty one is forgotten, once what became of it is saved."""
        before, became = self.draft(claim_id, what), self._recorded
        self._set_draft(claim_id, what, body)
        if self.review:
            # For as long as the screen is open, so that leaving a form by mistake costs nothing.
            return
        at = self.project.stamps.now()

        def keep() -> None:
            if not body and became is not None and became.was_lost:
                # Somebody else's work came first: what was typed is all that is left of this.
                self._set_draft(claim_id, what, before)
                return
            save_draft(
                self.project.engine, annotator=self.annotator.id, claim=claim_id, what=what, body=body, at=at
            )

        self.outbox.put(keep)

    def _set_draft(self, claim_id: str, what: str, body: str) -> None:
        self._drafts[claim_id, what] = body
        self.half_typed = self._half_typed()

    def _half_typed(self) -> frozenset[tuple[str, str]]:
        return frozenset(key for key, body in self._drafts.items() if body)

    def draft(self, claim_id: str, what: str) -> str:
        """Return a half-typed text for a claim, or nothing."""
        return self._drafts.get((claim_id, what), "")

    @property
    def review(self) -> str:
        """Return why the project can only be read, or nothing if it can be written."""
        return self.project.review

    def _may_change(self) -> bool:
        if self.review:
            self.refused()
        return not self.review

    def _record(self, entry: Entry) -> None:
        recorded = self._recorded = _Recorded(entry)
        self.outbox.put(lambda: self._save(recorded))

    def _save(self, recorded: _Recorded) -> None:
        try:
            save(self.project.engine, recorded.entry)
        except Outdated:
            recorded.was_lost = True
            raise

    def back_up_daily(self, say: Callable[[str], object]) -> None:
        """Have the day's backup made behind the work; `say` hears, from another thread, why there is none."""
        if not self.review:
            self._backups = DailyBackups(self.project.path, say)
            self._backups.start()

    def close(self, within: float | None = None) -> bool:
        """Save what waits, `within` so many seconds, and let go of everything; tell whether all of it is on disk."""
        if self._backups is not None:
            self._backups.close()
        saved = self.outbox.drain(within)
        self.outbox.close(within)
        self.project.close()
        return saved
