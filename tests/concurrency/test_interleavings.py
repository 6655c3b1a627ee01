"""Sessions over one file, their steps in every order: whatever the order, nothing is lost, forked or half done.

As in PostgreSQL's isolation tests: each session is a script, and every interleaving of the scripts is played.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest

from annotator.core.history import Entry, History, Kind, Looked
from annotator.core.text.span import Span
from annotator.errors import Outdated
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.seals import broken_seals
from annotator.store.writing import save
from annotator.workflow.annotating import Desk
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.undoing import turn_back


class Session:
    """A window: a project opened for itself, and a desk that knows only what was stored when it was laid out."""

    def __init__(self, path: Path, name: str) -> None:
        self.project: Project = open_project(path)
        self.annotator = find_annotator(self.project, name).id
        self.saved: list[Entry] = []
        self.told = 0
        self.desk = self._lay_out()

    def _lay_out(self) -> Desk:
        with reading_scope(self.project.engine) as connection:
            article = reading.article(connection, reading.article_ids(connection)[0])
            return Desk(
                article=article,
                scheme=self.project.scheme,
                schemes=self.project.schemes,
                annotator_id=self.annotator,
                stamps=self.project.stamps,
                record=self._save,
                annotations=reading.current_annotations(connection, article.id, self.annotator),
                states=reading.current_passage_states(connection, self.annotator, article.id),
            )

    def _save(self, entry: Entry) -> None:
        save(self.project.engine, entry)
        self.saved.append(entry)

    def do(self, step: str) -> None:
        """Do one step of a script; who is told that another came first looks again, as the screen does."""
        try:
            STEPS[step](self)
        except Outdated:
            self.told += 1
            self.desk = self._lay_out()

    def turn(self, kind: Kind) -> None:
        turn_back(self.project, self.annotator, kind)
        self.desk = self._lay_out()

    def first(self) -> bool:
        """Turn to the first claim, if one stands."""
        claims = self.desk.claims
        if claims:
            self.desk.focus_on(claims[0].claim_id)
        return bool(claims)


def _label(session: Session, number: int) -> None:
    field = next(each for each in session.desk.scheme.fields if each.id == "stance")
    if session.first():
        session.desk.tag(field, field.labels[number])


def _withdraw(session: Session) -> None:
    if session.first():
        session.desk.withdraw()


def _mark(session: Session) -> None:
    session.desk.select(Span(7, 11))
    session.desk.mark()


def _look(session: Session, state: Looked) -> None:
    session.desk.go(0)
    session.desk.look(state)


STEPS: dict[str, Callable[[Session], object]] = {
    "label": lambda session: _label(session, 0),
    "relabel": lambda session: _label(session, 1),
    "withdraw": _withdraw,
    "mark": _mark,
    "done": lambda session: _look(session, Looked.DONE),
    "flag": lambda session: _look(session, Looked.FLAGGED),
    "undo": lambda session: session.turn(Kind.UNDO),
    "redo": lambda session: session.turn(Kind.REDO),
}
SCRIPTS: dict[str, tuple[Sequence[str], ...]] = {
    "two label": (("label", "relabel"), ("relabel", "label")),
    "label and withdraw": (("label", "relabel", "withdraw"), ("withdraw", "mark")),
    "label and undo": (("label", "relabel"), ("undo", "undo", "redo")),
    "undo and undo": (("undo", "redo"), ("undo", "redo")),
    "look and look": (("done", "flag"), ("flag", "undo")),
    "three": (("label", "withdraw"), ("relabel",), ("done", "undo")),
}


def interleavings(scripts: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield every order in which sessions can take turns, each a list of sessions' numbers."""
    if len(scripts) == 1:
        yield [0] * len(scripts[0])
        return
    total = sum(map(len, scripts))
    for places in combinations(range(total), len(scripts[0])):
        for rest in interleavings(scripts[1:]):
            following = iter(rest)
            yield [0 if at in places else next(following) + 1 for at in range(total)]


def test_every_order_is_played() -> None:
    assert len(list(interleavings(SCRIPTS["label and withdraw"]))) == 10
    assert len({tuple(each) for each in interleavings(SCRIPTS["three"])}) == 30


@pytest.fixture
def begun(tmp_path: Path, small: Path) -> Path:
    """Give a project in which Ana has one claim and has flagged a passage."""
    path = Path(shutil.copyfile(small, tmp_path / "begun.db"))
    session = Session(path, "Ana")
    session.desk.select(Span(0, 6))
    session.desk.mark()
    session.do("flag")
    session.project.close()
    return path


@pytest.mark.parametrize("people", [("Ana", "Ana", "Ana"), ("Ana", "Ben", "Ana")])
@pytest.mark.parametrize("name", SCRIPTS)
def test_in_every_order_nothing_is_lost_or_forked(
    begun: Path, tmp_path: Path, name: str, people: tuple[str, ...]
) -> None:
    scripts = SCRIPTS[name]
    for order in interleavings(scripts):
        path = tmp_path / "played.db"
        for extra in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + extra).unlink()
        shutil.copyfile(begun, path)
        sessions = [Session(path, each) for each, _ in zip(people, scripts, strict=False)]
        left = [list(each) for each in scripts]
        for turn in order:
            sessions[turn].do(left[turn].pop(0))
            _check(sessions)
        with reading_scope(sessions[0].project.engine) as connection:
            assert list(broken_seals(connection)) == []
        _check_that_who_is_alone_is_never_told(sessions, people)
        for each in sessions:
            each.project.close()


def _check(sessions: Sequence[Session]) -> None:
    """What was saved is there, in histories without a fork, and whoever looks afresh sees what is stored."""
    project = sessions[0].project
    with reading_scope(project.engine) as connection:
        article = reading.article_ids(connection)[0]
        stored = reading.annotations_of_article(connection, article)
        there = {each.id for each in stored}
        histories: dict[tuple[str, str], list[object]] = {}
        for each in stored:
            histories.setdefault((each.claim_id, each.annotator_id), []).append(each)
        assert not any(History.of(each).is_forked for each in histories.values())  # type: ignore[type-var]
    for session in sessions:
        assert {each.id for entry in session.saved for each in entry.annotations} <= there


def _check_that_who_is_alone_is_never_told(sessions: Sequence[Session], people: Sequence[str]) -> None:
    for session, name in zip(sessions, people, strict=False):
        if list(people[: len(sessions)]).count(name) == 1:
            assert session.told == 0
