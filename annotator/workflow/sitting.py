"""An annotator's sitting: a desk kept in step with the project, through one outbox.

The screen calls this object alone. What changes is saved behind its back, in order; what must be asked of the
database (undo, another article) waits until everything before it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.core.article import Article
from annotator.core.history import Entry, Kind
from annotator.core.round import Round
from annotator.core.source import Source
from annotator.errors import NotFound, Outdated
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator, whole
from annotator.store.reading import rounds as asking
from annotator.store.reading.histories import Place
from annotator.store.reading.judgements import own_annotations
from annotator.store.reading.rounds import GivenClaim, Suggested
from annotator.store.writing import save, save_draft, save_place
from annotator.workflow.annotating import Desk
from annotator.workflow.daily_backups import DailyBackups
from annotator.workflow.histories import Page, own_history
from annotator.workflow.outbox import Outbox, Progress
from annotator.workflow.progress import ArticleLine
from annotator.workflow.project import Project
from annotator.workflow.round_progress import article_counts
from annotator.workflow.rounds import task_of
from annotator.workflow.sources import StoredSources
from annotator.workflow.stops import Stop
from annotator.workflow.undoing import Undone, turn_back


@dataclass(slots=True)
class _Recorded:
    """What the desk said last, and whether it was refused because somebody else's work came first."""

    entry: Entry
    was_lost: bool = False


class Sitting:
    """One annotator in one round of a project; `tell` hears how far saving is, from another thread.

    Without a name it is the latest open round that asks this annotator. An article that they meet again is worked on
    under the id of their second hand, so that nothing of the first time shows; `hand` is the id in use now.
    """

    def __init__(
        self,
        project: Project,
        annotator: Annotator,
        tell: Callable[[Progress], None],
        round_name: str | None = None,
    ) -> None:
        self.project = project
        self.annotator = annotator
        self.hand = annotator.id
        with reading_scope(project.engine) as connection:
            if not reading.article_count(connection):
                raise NotFound(
                    "this project has no articles yet",
                    where=str(project.path),
                    do="add some with: annotator import PATH…",
                )
            task = task_of(project, connection, annotator, round_name)
            self.round, self._order = task.round, task.order
            self.articles_in_all = self._order.count(connection)
            listed = self._order.listed or ()
            self._hands = list(dict.fromkeys([annotator.id, *(each.annotator_id for each in listed)]))
            self._drafts = {hand: reading.drafts(connection, hand) for hand in self._hands}
        self.round_name = "" if task.is_only and self.round.is_open else self.round.name
        """The name of the round, where there is more than the one that a project begins with."""
        self.scheme = self.round.narrowed(project.scheme)
        self.half_typed = self._half_typed()
        """Which claims have text waiting that became no part of them: (claim, what it is of)."""
        self.book = StoredSources()
        self._numbers: dict[Stop, int] = {}
        self._at_work: Stop | None = None
        self.refused: Callable[[], object] = lambda: None
        """Hears of every change that was wished for where there is only something to read."""
        self.refused_as_given: Callable[[], object] = lambda: None
        """Hears of every change that was wished for to what a round gives."""
        self._place: tuple[str, str, str, int, str | None] | None = None
        self._backups: DailyBackups | None = None
        self._recorded: _Recorded | None = None
        self.outbox = Outbox(tell)

    def resume(self, at: tuple[int, int] | None = None) -> Desk:
        """Return the desk where the annotator left off, or at (article, passage) counted from 1."""
        if at is not None:
            return self._at(*at)
        with reading_scope(self.project.engine) as connection:
            left = self._left_off(connection)
        if left is None:
            return self._first()
        place, stop = left
        desk = self.open(*stop)
        if place.passage_id in desk.passage_ids:
            desk.go(desk.passage_ids.index(place.passage_id))
            if place.caret in desk.passage:
                desk.point(place.caret)
        if place.claim_id in {each.claim_id for each in desk.claims}:
            desk.focus_on(place.claim_id)
        return desk

    def _left_off(self, connection: Connection) -> tuple[reading.Where, Stop] | None:
        """Return the latest place of either hand in an article of the round; one from before the round is none."""
        places = []
        for hand in self._hands:
            place = reading.where(connection, hand)
            if place is not None and self._order.number(connection, Stop(place.article_id, hand)):
                places.append((place, Stop(place.article_id, hand)))
        latest = max(places, key=lambda each: each[0].at, default=None)
        # The first round has been there all along, whenever it was written down.
        is_first = self.round.id == Round.first(self.project.id).id
        since = "" if is_first else asking.opened_at(connection, self.round.id)
        return None if latest is None or latest[0].at < since else latest

    def _first(self) -> Desk:
        desk = self._at(1, 1)
        if self.round.gives and desk.is_passed_over(desk.index):
            desk.go(desk.next_index() or 0)
        return desk

    def _at(self, article: int, passage: int) -> Desk:
        with reading_scope(self.project.engine) as connection:
            found = self._order.at(connection, article)
        if found is None:
            where = f"the round {self.round_name!r}" if self.round_name else "the project"
            raise NotFound(f"there is no article {article}", why=f"{where} has {self.articles_in_all}")
        desk = self.open(*found)
        if not desk.go(passage - 1):
            raise NotFound(
                f"article {article} has no passage {passage}", why=f"it has {len(desk.article.passages)}"
            )
        return desk

    def _stop(self, connection: Connection, article_id: str, hand: str | None = None) -> Stop:
        """Return an article of the round with the hand that is meant: the one in use, else one that it is for."""
        hands = [hand] if hand else [self.hand, *self._hands]
        for each in hands:
            stop = Stop(article_id, each)
            if stop not in self._numbers:
                self._numbers[stop] = self._order.number(connection, stop)
            if self._numbers[stop]:
                return stop
        raise NotFound(
            "that article is not asked for here",
            where=f"the round {self.round.name!r}",
            do="leave, and open another round with: annotator annotate --round NAME",
        )

    def open(self, article_id: str, hand: str | None = None) -> Desk:
        """Return a desk with the article as it is stored; call only when everything is saved.

        Under the annotator's id or that of their second hand, where an article stands in the order twice.
        """
        gives = self.round.id if self.round.gives else None
        with reading_scope(self.project.engine) as connection:
            self.book.refresh(self.project, connection, self.annotator.id)
            _, who = self._stop(connection, article_id, hand)
            given = asking.given_claims(connection, gives, article_id) if gives else None
            # A round may have been given suggestions after it was opened.
            suggested = asking.suggestions(connection, self.round.id, article_id)
            sources = [
                *reading.own_unnamed_sources(connection, article_id, who),
                *_named(connection, given or (), suggested),
            ]
            if len(self._hands) > 1:
                self.book.keep_to(article_id, sources)
            desk = Desk(
                article=reading.article(connection, article_id),
                scheme=self.scheme,
                schemes=self.project.schemes,
                annotator_id=who,
                stamps=self.project.stamps,
                record=self._record,
                may_change=self._may_change,
                annotations=own_annotations(connection, article_id, who, gives),
                states=[] if gives else reading.current_passage_states(connection, who, article_id),
                sources=sources,
                book=self.book,
                digits=reading.sources_used(connection, article_id, who),
                given=given,
                suggestions=suggested,
            )
        desk.judge.refused = self._refuse_as_given
        return desk

    def _refuse_as_given(self) -> None:
        self.refused_as_given()

    def turned_to(self, desk: Desk) -> None:
        """Take note of which desk is before the annotator, and under whose id they work there."""
        self.hand = desk.annotator_id
        self._at_work = Stop(desk.article.id, desk.annotator_id)
        self.half_typed = self._half_typed()

    def open_after(self, article_id: str) -> Desk | None:
        """Return a desk with the article after this one, if there is one; call only when everything is saved."""
        with reading_scope(self.project.engine) as connection:
            stop = self._stop(connection, article_id)
            found = self._order.after(connection, stop)
        if found is None:
            return None
        self._numbers[found] = self._numbers[stop] + 1
        desk = self.open(*found)
        if self.round.gives and desk.is_passed_over(desk.index):
            desk.go(desk.next_index() or 0)
        return desk

    def number(self, article_id: str) -> int:
        """Return the number of an article that has been opened, counted from 1 in the order of the round."""
        numbers = (self._numbers.get(Stop(article_id, hand), 0) for hand in (self.hand, *self._hands))
        return next(filter(None, numbers), 0)

    @cached_property
    def order(self) -> list[str]:
        """Return all articles of the round in its order: read when first asked for, as there may be many."""
        with reading_scope(self.project.engine) as connection:
            return [each.article_id for each in self._order.all(connection)]

    def article(self, article_id: str) -> Article:
        """Return an article, to look something up in it; call only when everything is saved."""
        with reading_scope(self.project.engine) as connection:
            return reading.article(connection, article_id)

    def next_unsettled(self, article_id: str) -> Desk | None:
        """Return the next other article with work left, turned to the passage where it is."""
        with reading_scope(self.project.engine) as connection:
            found = self._order.next_unsettled(connection, self._stop(connection, article_id))
        if found is None:
            return None
        desk = self.open(*found)
        indexes = range(len(desk.article.passages))
        desk.go(next((i for i in indexes if not desk.is_passed_over(i) and not desk.is_settled(i)), 0))
        return desk

    def next_flagged(self, article_id: str) -> Desk | None:
        """Return the next other article with a flagged passage, turned to it."""
        with reading_scope(self.project.engine) as connection:
            found = self._order.next_flagged(connection, self._stop(connection, article_id))
        if found is None:
            return None
        desk = self.open(*found[0])
        desk.show(None, found[1])
        return desk

    def turn_back(self, kind: Kind) -> Undone | None:
        """Undo or redo the latest action of the round, of either hand; call only when everything is saved."""
        listed = self._order.listed
        articles = {
            hand: None
            if listed is None
            else [each.article_id for each in listed if each.annotator_id == hand]
            for hand in self._hands
        }
        return turn_back(self.project, self.annotator.id, kind, within=(self.round, articles))

    def history(self, desk: Desk, *, limit: int, before: str | None = None) -> Page:
        """Return the history of the claim in focus, else what the annotator did, as far as it tells no repeats."""
        place = None if desk.focus is None else Place(claim_id=desk.focus)
        at = (desk.annotator_id, desk.article.id)
        return own_history(self.project, self.annotator.id, place, at=at, limit=limit, before=before)

    def articles(self) -> list[ArticleLine]:
        """Return all articles of the round with this annotator's progress; boilerplate counts in neither number."""
        with reading_scope(self.project.engine) as connection:
            stops = self._order.all(connection)
            details = reading.all_details(connection, ("title", "file", "outlet"))
            counts = {
                hand: article_counts(connection, self.round, self.scheme, hand)
                for hand in dict.fromkeys(each.annotator_id for each in stops)
            }
        named = self._named(stops)
        return [
            ArticleLine(
                each,
                self._titled(each, details) if (each, hand) in named else f"article {number}",
                details.get((each, "outlet"), "") if (each, hand) in named else "",
                *counts[hand].of(each),
                hand=hand,
            )
            for number, (each, hand) in enumerate(stops, 1)
        ]

    def _named(self, stops: Sequence[Stop]) -> set[Stop]:
        """Return what is listed by title: where an article is to be met again, the one in sight alone."""
        twice = len({each.article_id for each in stops}) < len(stops)
        return {each for each in stops if each == self._at_work} if twice and not self.review else set(stops)

    def _titled(self, article_id: str, details: Mapping[tuple[str, str], str]) -> str:
        return details.get((article_id, "title")) or details.get((article_id, "file")) or article_id[:8]

    def keep_place(self, desk: Desk) -> None:
        """Remember where the annotator is, unless that is what was remembered last."""
        article, passage = desk.article.id, desk.passage_ids[desk.index]
        caret, claim, at = desk.cursor.caret, desk.focus, self.project.stamps.now()
        who = desk.annotator_id
        place = (who, article, passage, caret, claim)
        if place == self._place or self.review:
            return
        self._place = place
        self.outbox.put(
            lambda: save_place(
                self.project.engine,
                annotator=who,
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
        before, became, who = self.draft(claim_id, what), self._recorded, self.hand
        self._set_draft(who, claim_id, what, body)
        if self.review:
            # For as long as the screen is open, so that leaving a form by mistake costs nothing.
            return
        at = self.project.stamps.now()

        def keep() -> None:
            if not body and became is not None and became.was_lost:
                # Somebody else's work came first: what was typed is all that is left of this.
                self._set_draft(who, claim_id, what, before)
                return
            save_draft(self.project.engine, annotator=who, claim=claim_id, what=what, body=body, at=at)

        self.outbox.put(keep)

    def _set_draft(self, who: str, claim_id: str, what: str, body: str) -> None:
        self._drafts[who][claim_id, what] = body
        self.half_typed = self._half_typed()

    def _half_typed(self) -> frozenset[tuple[str, str]]:
        return frozenset(key for key, body in self._drafts[self.hand].items() if body)

    def draft(self, claim_id: str, what: str) -> str:
        """Return a half-typed text for a claim, or nothing."""
        return self._drafts[self.hand].get((claim_id, what), "")

    @property
    def review(self) -> str:
        """Return why there is only something to read, or nothing if there is work to do."""
        if self.project.review or self.round.is_open:
            return self.project.review
        return f"the round {self.round.name!r} is {self.round.state}"

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
        if not self.project.review:
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


def _named(
    connection: Connection, given: Iterable[GivenClaim], suggested: Iterable[Suggested]
) -> Iterator[Source]:
    """Return the sources that given claims and suggestions name."""
    labels = [label for each in given for label in each.labels]
    labels += [label for each in suggested for label in each.labels]
    ids = {label.source_id for label in labels if label.source_id}
    return whole.sources_of(connection, ids) if ids else iter(())
