"""What is read ahead is given out once, never after it may have changed, and never in the way of a save."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.errors import NotSaved
from annotator.workflow.kept_pages import PAGES_KEPT, KeptPages
from annotator.workflow.outbox import Outbox, Progress
from annotator.workflow.reading_ahead import ReadingAhead


class Shelf:
    """What is read, how often, and what an outbox told meanwhile."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.told: list[Progress] = []
        self.broken = False
        self.outbox = Outbox(self.told.append)
        self.ahead = ReadingAhead(self.outbox, self._read)

    def _read(self, key: str) -> str:
        self.read.append(key)
        if self.broken:
            raise NotSaved("the disk is gone")
        return f"{key} {len(self.read)}"

    def ask(self, key: str) -> None:
        self.ahead.ask(key)
        assert self.outbox.drain(10)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    yield shelf
    shelf.outbox.close()


def test_it_is_read_once_and_given_out_once(shelf: Shelf) -> None:
    shelf.ask("b")
    shelf.ask("b")
    assert shelf.ahead.take("b") == "b 1"
    assert shelf.ahead.take("b") is None
    shelf.ask("b")
    assert shelf.ahead.take("b") == "b 2"


def test_another_key_leaves_what_was_read_and_a_later_question_replaces_it(shelf: Shelf) -> None:
    shelf.ask("b")
    assert shelf.ahead.take("c") is None
    assert shelf.ahead.take("b") == "b 1"
    shelf.ask("b")
    shelf.ask("c")
    assert shelf.ahead.take("b") is None
    assert shelf.ahead.take("c") == "c 3"


def test_nothing_read_before_it_was_forgotten_is_given_out(shelf: Shelf) -> None:
    shelf.ahead.ask("b")
    shelf.ahead.forget()
    assert shelf.outbox.drain(10)
    assert shelf.ahead.take("b") is None
    shelf.ahead.ask("b")
    shelf.ahead.forget()
    shelf.ask("b")
    assert shelf.ahead.take("b") == f"b {len(shelf.read)}"


def test_what_can_not_be_read_stops_no_save_and_is_told_to_nobody(shelf: Shelf) -> None:
    shelf.broken = True
    shelf.ask("b")
    done: list[str] = []
    shelf.outbox.put(lambda: done.append("saved"))
    assert shelf.outbox.drain(10)
    assert done == ["saved"]
    assert shelf.ahead.take("b") is None
    assert all(each.problem is None and each.saved for each in shelf.told)


def test_articles_that_were_read_ahead_are_let_go_like_all_others(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeptPages, "_read", lambda _, article: article)
    pages = KeptPages(None, shelf.outbox)  # type: ignore[arg-type]  nothing is read of it here
    names = [f"a{number}" for number in range(3 * PAGES_KEPT)]
    for name in names:
        pages.read_ahead(name)
        assert shelf.outbox.drain(10)
        assert pages[name] == name
    assert [each for each in names if each in pages] == names[-PAGES_KEPT:]
