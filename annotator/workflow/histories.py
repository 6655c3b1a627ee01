"""Histories as people read them: who, when, what changed.

One's own by default. Somebody else's is shown only to who asks for it by name; in a blind round that is an exposure,
and `history` is where it is to be recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotator.core.changes import FREE_TEXT, Change, changes
from annotator.core.claim import Annotation, Judgement, Origin
from annotator.core.history import Action, Looked, PassageState
from annotator.core.scheme import Scheme
from annotator.core.telling import Known, quoted, told
from annotator.errors import NotFound
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.forks import Key, ends_now
from annotator.store.reading import histories, judgements
from annotator.store.reading.histories import Place
from annotator.workflow.hidden_repeats import Told, repeats_of
from annotator.workflow.project import Project

MOST_OF_ACTION = 20
"""How many rows of one action are told; a whole file of labels is one action."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one action changed of one claim or passage: the entry's id, where it is, and the differences in words.

    `claim` is nothing for a passage. `words` are those of the claim as it was then. `last_words` is how many last words
    there are where this is one of several that nobody has settled, a fork; else 0.
    """

    entry: str
    claim: str | None
    passage: int
    article: str
    article_id: str
    words: str
    changes: tuple[str, ...]
    current: bool
    redacted: bool
    last_words: int = 0

    @property
    def standing(self) -> str:
        """Say whether this is what counts now, and whether it is one of several last words."""
        several = f"one of {self.last_words} last words" if self.last_words else ""
        return "; ".join(part for part in ("now" if self.current else "", several) if part)


@dataclass(frozen=True, slots=True)
class Deed:
    """One action with what it changed; `undoes` says in words what an undo or redo was of."""

    action: str
    at: str
    annotator: str
    kind: str
    what: str
    undoes: str | None
    lines: tuple[Line, ...]
    more: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    @property
    def title(self) -> str:
        """Say what was done in a few words."""
        return f"{self.kind} of {quoted(self.undoes)}" if self.undoes is not None else self.what


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a history, newest first, and from where the next one goes on, if there is more."""

    deeds: tuple[Deed, ...]
    further: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    """An annotation or a passage state, with the one before it."""

    now: Annotation | PassageState
    before: Annotation | PassageState | None


def history(
    project: Project, annotator_id: str, place: Place | None = None, *, limit: int, before: str | None = None
) -> Page:
    """Return an annotator's history, newest first: all of it, or that of a claim, an article or a passage.

    `before` is where the page before said it goes on. Raises `NotFound` when there is no such claim.
    """
    with reading_scope(project.engine) as connection:
        _check_claim(connection, project, (annotator_id,), place)
        return _page(connection, project, _Asked((annotator_id,), place, limit), before)


def own_history(
    project: Project,
    annotator_id: str,
    place: Place | None = None,
    *,
    at: Told | None = None,
    limit: int,
    before: str | None = None,
) -> Page:
    """Return a person's own history in the same way: of both their hands as one, and so that it tells no repeats.

    `at` is the hand in use and the article before them, where there is one.
    """
    with reading_scope(project.engine) as connection:
        repeats = repeats_of(project, connection, annotator_id)
        _check_claim(connection, project, repeats.hands, place)
        untold = repeats.untold(connection, at)
        if place is not None and place.claim_id is not None and at is None:
            who = histories.who_annotated(connection, place.claim_id)
            # Whoever has the id of a claim of their own knows of it.
            untold = frozenset() if len(who) == 1 else untold
        named = repeats.annotator_id if repeats.articles else None
        return _page(connection, project, _Asked(repeats.hands, place, limit, untold, named), before)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of which ids, where and how much at a time; what of it isn't told, and whose name stands for all, if one does."""

    hands: tuple[str, ...]
    place: Place | None
    limit: int
    untold: frozenset[Told] = frozenset()
    named: str | None = None


def _page(connection: Connection, project: Project, asked: _Asked, before: str | None) -> Page:
    page = _next_told(lambda further: _read(connection, project, asked, further), before)
    if page.further is None or not asked.untold:
        return page
    # That there is more would tell of what isn't told, where that is all there is.
    few = replace(asked, limit=1)
    rest = _next_told(lambda further: _read(connection, project, few, further), page.further)
    return page if rest.deeds else Page(page.deeds, None)


def _next_told(read: Callable[[str | None], Page], further: str | None) -> Page:
    """Return the next page of which anything is told."""
    page = read(further)
    while not page.deeds and page.further is not None:
        page = read(page.further)
    return page


def _read(connection: Connection, project: Project, asked: _Asked, before: str | None) -> Page:
    if asked.place is None:
        return _of_person(connection, project, asked, before)
    return _of_place(connection, project, asked, asked.place, before)


def _of_place(
    connection: Connection, project: Project, asked: _Asked, place: Place, before: str | None
) -> Page:
    limit = asked.limit
    found: list[str] = []
    for hand in asked.hands:
        of = (connection, hand, place, limit + 1, before)
        found += [*histories.annotations_page(*of), *histories.states_page(*of)]
    ids = sorted(found, reverse=True)
    return _of_rows(connection, project, asked, ids[:limit], ids[limit - 1] if len(ids) > limit else None)


def _check_claim(connection: Connection, project: Project, hands: Sequence[str], place: Place | None) -> None:
    if place is None or place.claim_id is None:
        return
    if not histories.articles_of_claims(connection, [place.claim_id]):
        raise NotFound(
            f"no claim {place.claim_id!r} in this project",
            where=str(project.path),
            do="take the whole id, as annotator history --json and the exports show it",
        )
    if not set(hands) & set(histories.who_annotated(connection, place.claim_id)):
        raise NotFound(
            "nothing of yours was ever said of this claim",
            where=place.claim_id,
            why="it is somebody else's, whose history is shown only to who asks for it by name",
            do="name them: annotator history --claim ID --of NAME",
        )


def _of_person(connection: Connection, project: Project, asked: _Asked, before: str | None) -> Page:
    limit = asked.limit
    actions = histories.actions_page(connection, asked.hands, limit + 1, before)
    further = actions[limit - 1].id if len(actions) > limit else None
    actions = actions[:limit]
    annotations, states, counts = histories.rows_of_actions(
        connection, [each.id for each in actions], MOST_OF_ACTION
    )
    ids = {each.id: [*annotations[each.id], *states[each.id]][:MOST_OF_ACTION] for each in actions}
    teller = _Teller(connection, project, asked, [id_ for each in ids.values() for id_ in each], actions)
    told = {action: [id_ for id_ in each if teller.is_told(id_)] for action, each in ids.items()}
    return Page(
        tuple(
            teller.deed(each, told[each.id], counts[each.id] - len(ids[each.id]) + len(told[each.id]))
            for each in actions
            if told[each.id] or not ids[each.id]
        ),
        further,
    )


def _of_rows(
    connection: Connection, project: Project, asked: _Asked, ids: Sequence[str], further: str | None
) -> Page:
    teller = _Teller(connection, project, asked, ids)
    # What one action did here stands together, even if it did more elsewhere.
    by_action: dict[str, list[str]] = {}
    for id_ in filter(teller.is_told, ids):
        by_action.setdefault(teller.rows[id_].now.action_id, []).append(id_)
    deeds = (teller.deed(teller.actions[action], rows, len(rows)) for action, rows in by_action.items())
    return Page(tuple(deeds), further)


FIRST_SAID = {Origin.MARKED: "marked", Origin.GIVEN: "answered", Origin.GOLD: "settled"}
"""What the first annotation of a claim is called: whose claim it is makes a difference."""


class _Teller:
    """Knows everything that the rows of one page refer to, and puts them into words."""

    def __init__(
        self,
        connection: Connection,
        project: Project,
        asked: _Asked,
        ids: Sequence[str],
        actions: Iterable[Action] = (),
    ) -> None:
        self._connection = connection
        self._untold = asked.untold
        annotations = judgements.annotations_by_id(connection, ids)
        states = histories.states_by_id(connection, ids)
        written: dict[str, Annotation | PassageState] = {**annotations, **states}
        parents = [each.parent_id for each in written.values() if each.parent_id]
        before: dict[str, Annotation | PassageState] = {
            **judgements.annotations_by_id(connection, parents),
            **histories.states_by_id(connection, parents),
        }
        self.rows = {id_: _Row(now, before.get(now.parent_id or "")) for id_, now in written.items()}
        self.actions = {each.id: each for each in actions} or histories.actions_by_id(
            connection, [each.now.action_id for each in self.rows.values()]
        )
        targets = [each.target_id for each in self.actions.values() if each.target_id]
        self._targets = histories.actions_by_id(connection, targets)
        self._redacted = histories.redacted(connection, [*ids, *parents])
        self._people = {each.id: each.name for each in reading.annotators(connection)}
        if asked.named is not None:
            self._people |= dict.fromkeys(asked.hands, self._people[asked.named])
        claims = [each.claim_id for each in annotations.values()]
        self._articles_of = histories.articles_of_claims(connection, claims)
        self._origins = histories.origins_of_claims(connection, claims)
        self._passages = histories.passages_by_id(connection, [each.passage_id for each in states.values()])
        wanted = {*self._articles_of.values(), *(article for article, _ in self._passages.values())}
        self._articles = {id_: reading.article(connection, id_) for id_ in wanted}
        every = (*annotations.values(), *before.values())
        said = [each.judgement for each in every if isinstance(each, Annotation)]
        self._sources = histories.sources_by_id(connection, sorted(_sources_of(said)))
        self._schemes: Mapping[str, Scheme] = {
            step.scheme.hash: step.scheme for step in project.schemes.steps
        }
        self._current: dict[tuple[str, str], str | None] = {}
        self._ends: dict[Key, list[str]] = {}

    def is_told(self, id_: str) -> bool:
        """Tell whether a row is one that the reader is to see."""
        now = self.rows[id_].now
        if isinstance(now, Annotation):
            article = self._articles_of[now.claim_id]
        else:
            article, _ = self._passages[now.passage_id]
        return (now.annotator_id, article) not in self._untold

    def deed(self, action: Action, ids: Sequence[str], count: int) -> Deed:
        """Return an action with what these of its rows changed."""
        target = self._targets.get(action.target_id or "")
        return Deed(
            action.id,
            action.at,
            self._people.get(action.annotator_id or "", ""),
            str(action.kind),
            action.what,
            target.what if target else None,
            tuple(self._line(self.rows[id_]) for id_ in ids),
            count - len(ids),
        )

    def _line(self, row: _Row) -> Line:
        return self._of_claim(row) if isinstance(row.now, Annotation) else self._of_passage(row)

    def _of_claim(self, row: _Row) -> Line:
        now, before = row.now, row.before
        assert isinstance(now, Annotation)  # noqa: S101  for the type checker
        article = self._articles[self._articles_of[now.claim_id]]
        hidden = {now.id, before.id if before else ""} & self._redacted
        said = now.judgement
        was = before.judgement if isinstance(before, Annotation) else Judgement(said.span, said.scheme_hash)
        known = Known(article.text, self._schemes, self._sources)
        told_of = [told(each, known, said.scheme_hash) for each in _shown(changes(was, said), hidden)]
        did = FIRST_SAID[self._origins[now.claim_id]]
        first = [f"{did} {quoted(said.span.of(article.text))}"] if before is None else []
        return Line(
            now.id,
            now.claim_id,
            article.passage_at(said.span.start) + 1,
            article.name,
            article.id,
            said.span.of(article.text),
            (*first, *told_of) or ("nothing",),
            self._is_current(now.claim_id, now),
            now.id in self._redacted,
            self._last_words(Key("claim", now.claim_id, now.annotator_id), now.id),
        )

    def _of_passage(self, row: _Row) -> Line:
        now, before = row.now, row.before
        assert isinstance(now, PassageState)  # noqa: S101  for the type checker
        article_id, start = self._passages[now.passage_id]
        article = self._articles[article_id]
        was = before.state if isinstance(before, PassageState) else Looked.OPEN
        reason = f": {now.reason}" if now.reason else ""
        return Line(
            now.id,
            None,
            article.passage_at(start) + 1,
            article.name,
            article.id,
            "",
            (f"passage {was} → {now.state}{reason}",),
            self._is_current(now.passage_id, now),
            now.id in self._redacted,
            self._last_words(Key("passage", now.passage_id, now.annotator_id), now.id),
        )

    def _is_current(self, of: str, now: Annotation | PassageState) -> bool:
        key = (of, now.annotator_id)
        if key not in self._current:
            ask = histories.current_of if isinstance(now, Annotation) else histories.current_state_of
            self._current[key] = ask(self._connection, of, now.annotator_id)
        return self._current[key] == now.id

    def _last_words(self, key: Key, entry: str) -> int:
        if key not in self._ends:
            self._ends[key] = ends_now(self._connection, key)
        ends = self._ends[key]
        return len(ends) if len(ends) > 1 and entry in ends else 0


def _shown(found: Iterable[Change], hidden: Iterable[str]) -> Iterator[Change]:
    """Leave out texts where one of the two was redacted: it says nothing of what somebody did."""
    blanked = bool(list(hidden))
    return (each for each in found if not (blanked and each.trait in FREE_TEXT))


def _sources_of(said: Iterable[Judgement]) -> Iterator[str]:
    named: set[str] = set()
    for each in said:
        named |= {label.source_id for label in each.labels if label.source_id}
        named |= {reaction.source_id for reaction in each.reactions}
        named |= {piece.origin_id for piece in each.evidence if piece.origin_id}
    return iter(named)
