"""A sitting: the desk kept in step with what is stored, the place kept, everything saved in the end."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.history import Kind, Looked
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.errors import BadInput, NotFound, Outdated
from annotator.store.reading import Annotator
from annotator.workflow.annotating import Desk
from annotator.workflow.outbox import Progress
from annotator.workflow.project import (
    Project,
    add_annotator,
    create_project,
    find_annotator,
    open_project,
    people,
)
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting

Sit = Callable[..., Sitting]


@pytest.fixture
def sit(project: Project) -> Iterator[Sit]:
    """Give a function that sits an annotator down, and end every sitting."""
    sittings: list[Sitting] = []

    def _sit(name: str = "Ana", told: Callable[[Progress], None] = lambda _: None) -> Sitting:
        fresh = open_project(project.path)
        sittings.append(Sitting(fresh, find_annotator(fresh, name), told))
        return sittings[-1]

    yield _sit
    for sitting in sittings:
        sitting.close()


def mark(desk: Desk, start: int, end: int) -> str:
    desk.select(Span(start, end))
    claim = desk.mark()
    assert claim is not None
    return claim


def test_what_was_done_is_there_the_next_time(sit: Sit) -> None:
    first = sit()
    desk = first.resume()
    claim = mark(desk, 0, 6)
    desk.set_texts(note="n", restatement=None)
    desk.look(Looked.DONE)
    claims = desk.claims
    assert first.close()
    again = sit().resume()
    assert again.claims == claims
    assert again.claims[0].claim_id == claim
    assert again.looked(0) is Looked.DONE


def test_one_goes_on_where_one_left_off(sit: Sit) -> None:
    first = sit()
    desk = first.open(first.order[1])
    desk.go(1)
    desk.move(Unit.WORD, forward=True)
    desk.move(Unit.WORD, forward=True)
    caret = desk.cursor.caret
    first.keep_place(desk)
    assert first.close()
    again = sit().resume()
    assert (again.article.id, again.index, again.cursor.caret) == (desk.article.id, 1, caret)
    assert again.passage.start < caret


def test_one_goes_on_with_the_claim_one_was_tagging(sit: Sit) -> None:
    first = sit()
    desk = first.resume()
    claim = mark(desk, 0, 6)
    first.keep_place(desk)
    assert first.close()
    second = sit()
    desk = second.resume()
    assert desk.focus == claim
    desk.withdraw()
    assert second.close()
    assert sit().resume().focus is None


def test_another_place_can_be_asked_for(sit: Sit) -> None:
    desk = sit().resume((2, 2))
    assert (desk.article.name, desk.index) == ("two", 1)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((3, 1), "there is no article 3\n  why: the project has 2"),
        ((0, 1), "there is no article 0\n  why: the project has 2"),
        ((2, 9), "article 2 has no passage 9\n  why: it has 2"),
        ((2, 0), "article 2 has no passage 0\n  why: it has 2"),
    ],
)
def test_a_place_that_is_not_there_is_said(sit: Sit, at: tuple[int, int], said: str) -> None:
    with pytest.raises(NotFound) as caught:
        sit().resume(at)
    assert str(caught.value) == said


def test_without_articles_there_is_no_sitting_and_no_thread_stays(tmp_path: Path) -> None:
    project = create_project(tmp_path / "p.db", "Empty", find_scheme("newsclaim"))
    person = add_annotator(project, "Ana")
    before = threading.active_count()
    with pytest.raises(NotFound, match="no articles yet"):
        Sitting(project, person, lambda _: None)
    assert threading.active_count() == before
    project.close()


def test_each_annotator_sees_their_own_work_alone(sit: Sit) -> None:
    ana = sit("Ana")
    mark(ana.resume(), 0, 6)
    assert ana.close()
    ben = sit("Ben").resume()
    assert ben.claims == []
    assert ben.progress() == (0, 2)


def test_unnamed_sources_of_another_article_are_not_offered(sit: Sit) -> None:
    sitting = sit()
    one, two = sitting.order
    desk = sitting.open(one)
    mark(desk, 0, 6)
    field = desk.scheme.fields[0]
    named, here = Source.of("Ann", "witness"), Source.of("officials", "unclear", one)
    for source in (named, here):
        desk.tag_source(field, source)
    sitting.outbox.drain()
    assert {named.id, here.id} <= sitting.open(one).sources.keys()
    assert here.id not in sitting.open(two).sources
    assert named.id in sitting.open(two).sources


def test_sources_keep_their_digit_the_next_time(sit: Sit) -> None:
    first = sit()
    desk = first.resume()
    field = desk.scheme.fields[0]
    ann, bob, cy = (Source.of(name, "witness") for name in ("Ann", "Bob", "Cy"))
    one, two = mark(desk, 0, 6), mark(desk, 7, 11)
    for claim, source in ((one, cy), (two, ann), (one, bob), (two, desk.narrator)):
        desk.focus_on(claim)
        desk.tag_source(field, source)
    desk.focus_on(one)
    desk.set_texts(note="n", restatement=None)
    assert desk.digits == [cy.id, ann.id, bob.id]
    assert first.close()
    assert sit().resume().digits == [cy.id, ann.id, bob.id]


def test_undo_after_a_restart(sit: Sit) -> None:
    first = sit()
    mark(first.resume(), 0, 6)
    assert first.close()
    second = sit()
    desk = second.resume()
    done = second.turn_back(Kind.UNDO)
    assert done is not None
    assert second.open(desk.article.id).claims == []


def test_the_list_of_articles_counts_what_desks_count(sit: Sit) -> None:
    sitting = sit()
    desk = sitting.resume()
    for index in range(3):
        desk.go(index)
        desk.look(Looked.DONE if index else Looked.SKIPPED)
    sitting.outbox.drain()
    lines = sitting.articles()
    assert [(line.name, line.outlet, line.settled, line.passages) for line in lines] == [
        ("one", "Paper", 2, 2),
        ("two", "Paper", 0, 2),
    ]
    assert (lines[0].settled, lines[0].passages) == desk.progress()


def test_half_typed_text_is_kept_and_forgotten(sit: Sit) -> None:
    sitting = sit()
    claim = mark(sitting.resume(), 0, 6)
    sitting.keep_draft(claim, "note", "half")
    assert sitting.outbox.drain()
    assert sitting.draft(claim, "note") == "half"
    assert sit().draft(claim, "note") == "half"
    sitting.keep_draft(claim, "note", "")
    assert sitting.outbox.drain()
    assert sitting.draft(claim, "note") == ""
    assert sit().draft(claim, "note") == ""


def test_when_another_window_was_first_one_is_told_and_can_go_on(sit: Sit) -> None:
    told: list[Progress] = []
    mine, theirs = sit(told=told.append), sit()
    desk = mine.resume()
    claim = mark(desk, 0, 6)
    assert mine.outbox.drain()
    other = theirs.resume()
    other.focus_on(claim)
    other.set_texts(note="theirs", restatement=None)
    assert theirs.outbox.drain()
    desk.set_texts(note="mine", restatement=None)
    desk.look(Looked.DONE)
    assert mine.outbox.drain(), "what came too late is let go, what has nothing to do with it is saved"
    assert [type(each.problem) for each in told if each.problem] == [Outdated]
    fresh = mine.open(desk.article.id)
    fresh.take_over(desk)
    assert fresh.focused is not None
    assert fresh.focused.judgement.note == "theirs"
    assert fresh.looked(0) is Looked.DONE
    fresh.set_texts(note="mine after theirs", restatement=None)
    assert mine.outbox.drain()
    assert [each.judgement.note for each in theirs.open(other.article.id).claims] == ["mine after theirs"]


def test_while_another_program_holds_the_file_nothing_is_lost(
    project: Project, monkeypatch: pytest.MonkeyPatch, sit: Sit
) -> None:
    from annotator.store.engine import SETTINGS

    monkeypatch.setitem(SETTINGS, "busy_timeout", ("20", 20))
    sitting = sit()
    desk = sitting.resume()
    with closing(sqlite3.connect(project.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        claim = mark(desk, 0, 6)
        desk.set_texts(note="n", restatement=None)
        assert not sitting.outbox.drain()
        assert sitting.outbox.progress.waiting == 2
        holder.execute("ROLLBACK")
    sitting.outbox.retry()
    assert sitting.close()
    assert [(each.claim_id, each.judgement.note) for each in sit().resume().claims] == [(claim, "n")]


def test_a_sitting_that_ends_with_work_unsaved_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store.engine import SETTINGS

    monkeypatch.setitem(SETTINGS, "busy_timeout", ("20", 20))
    fresh = open_project(project.path)
    sitting = Sitting(fresh, find_annotator(fresh, "Ana"), lambda _: None)
    desk = sitting.resume()
    with closing(sqlite3.connect(project.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        mark(desk, 0, 6)
        assert not sitting.close()


# -- who


def test_an_annotator_is_found_however_the_name_is_spelled(project: Project) -> None:
    ana = find_annotator(project, "ana")
    assert find_annotator(project, " ANA ") == ana == add_annotator(project, "aNa")
    assert [each.name for each in people(project)] == ["Ana", "Ben"]


def test_an_unknown_annotator_is_said_with_the_known_ones(project: Project) -> None:
    with pytest.raises(NotFound) as caught:
        find_annotator(project, "Zoe")
    assert str(caught.value) == (
        f"{project.path}: no annotator 'Zoe' in this project\n  why: known: Ana, Ben\n"
        "  do:  to add one: annotator annotate --as Zoe --new, or who settles: annotator settle --as Zoe --new"
    )


@pytest.mark.parametrize("name", ["", " \t"])
def test_an_annotator_needs_a_name(project: Project, name: str) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        add_annotator(project, name)


def test_a_model_annotates_like_a_person(project: Project) -> None:
    assert isinstance(add_annotator(project, "labeller", kind="model"), Annotator)
    assert find_annotator(project, "labeller").kind == "model"
