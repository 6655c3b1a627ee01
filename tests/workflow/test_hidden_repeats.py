"""Nothing that a person uses tells which articles they meet again: both their hands are one to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.history import Kind, Looked
from annotator.core.text.span import Span
from annotator.store.tables import METADATA
from annotator.workflow.annotating import Desk
from annotator.workflow.going_back import restore
from annotator.workflow.histories import Page, Place, history, own_history
from annotator.workflow.kits import make_kit
from annotator.workflow.project import Project, open_project, people
from annotator.workflow.showing_rounds import round_lines
from annotator.workflow.sitting import Sitting
from annotator.workflow.status import as_text, project_status
from tests.properties.team import PEOPLE, Lead

ANA, BEN, _ = PEOPLE


@pytest.fixture
def lead(project: Project) -> Lead:
    found = Lead.of(project)
    found.round_id, found.hand = found.ask_again(ANA)  # type: ignore[attr-defined]
    return found


@pytest.fixture(params=["in the shared file", "in a kit"])
def project_of_ana(request: pytest.FixtureRequest, lead: Lead, tmp_path: Path) -> Iterator[Project]:
    if request.param == "in the shared file":
        yield lead.project
        return
    found = open_project(make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path)
    yield found
    found.close()


def sit(project: Project) -> Sitting:
    return Sitting(project, next(each for each in people(project) if each.name == ANA), lambda _: None)


BEGINNING = Span(0, 4)


def work(sitting: Sitting, number: int, words: Span = BEGINNING) -> Desk:
    """Mark a claim in the article of that number, and be done with its first passage."""
    desk = sitting.resume((number, 1))
    sitting.turned_to(desk)
    desk.select(words)
    desk.mark()
    desk.look(Looked.DONE)
    desk.focus_on(None)
    assert sitting.outbox.drain()
    return desk


def told(page: Page) -> list[tuple[str, str]]:
    return [(line.article_id, each) for deed in page.deeds for line in deed.lines for each in line.changes]


def test_undo_takes_the_latest_of_either_hand(project_of_ana: Project) -> None:
    sitting = sit(project_of_ana)
    first = work(sitting, 1)
    again = sitting.resume((3, 1))
    sitting.turned_to(again)
    assert again.article.id == first.article.id
    assert again.claims == []
    undone = sitting.turn_back(Kind.UNDO)
    assert undone is not None
    assert (undone.article_id, undone.hand) == (first.article.id, first.annotator_id)
    assert sitting.open(undone.article_id or "", undone.hand).annotator_id == first.annotator_id
    assert sitting.turn_back(Kind.REDO) is not None
    work(sitting, 3)
    undone = sitting.turn_back(Kind.UNDO)
    assert undone is not None
    assert undone.hand == again.annotator_id
    sitting.close()


def test_in_a_repeat_the_history_tells_what_was_done_elsewhere_and_nothing_of_the_first_time(
    project_of_ana: Project,
) -> None:
    sitting = sit(project_of_ana)
    one, two = work(sitting, 1), work(sitting, 2)
    before = told(sitting.history(two, limit=9))
    assert {article for article, _ in before} == {one.article.id, two.article.id}
    again = sitting.resume((3, 1))
    sitting.turned_to(again)
    assert again.article.id == one.article.id
    assert {article for article, _ in told(sitting.history(again, limit=9))} == {two.article.id}
    again = work(sitting, 3, Span(3, 6))
    everything = told(sitting.history(again, limit=9))
    # Only once, and this time's.
    assert [each for article, each in everything if article == one.article.id] == [
        "passage open → done",
        f"marked “{one.article.text[3:6]}”",
    ]
    elsewhere = sitting.history(two, limit=9)
    assert told(elsewhere) == everything
    assert {deed.annotator for deed in elsewhere.deeds} == {ANA}
    back = sitting.resume((1, 1))
    sitting.turned_to(back)
    there = [each for article, each in told(sitting.history(back, limit=9)) if article == one.article.id]
    assert there == ["passage open → done", f"marked “{one.article.text[:4]}”"]
    # Page by page nothing is lost, and none is empty while there is more.
    pages, further = [], None
    while True:
        page = sitting.history(again, limit=1, before=further)
        pages += told(page)
        assert page.deeds
        further = page.further
        if further is None:
            break
    assert pages == everything
    sitting.close()


def test_what_was_done_in_a_repeat_can_be_restored(project_of_ana: Project) -> None:
    sitting = sit(project_of_ana)
    work(sitting, 1)
    again = work(sitting, 3)
    again.focus_on(again.claims[0].claim_id)
    (entry,) = [line.entry for deed in sitting.history(again, limit=9).deeds for line in deed.lines]
    again.withdraw()
    assert sitting.outbox.drain()
    done = restore(project_of_ana, sitting.annotator.id, entry)
    assert (done.already, done.place.hand) == (False, again.annotator_id)
    sitting.close()


def test_the_command_tells_an_article_once_until_the_round_closes(lead: Lead) -> None:
    sitting = sit(lead.project)
    one = work(sitting, 1)
    work(sitting, 3, Span(3, 6))
    ana, place = sitting.annotator.id, Place(article_id=one.article.id)
    assert len(own_history(lead.project, ana, place, limit=9).deeds) == 2
    assert len(own_history(lead.project, ana, limit=9).deeds) == 2
    # Who asks for somebody else's is told of the first time as before.
    assert len(history(lead.project, ana, place, limit=9).deeds) == 2
    lead.close_round(lead.round_id)  # type: ignore[attr-defined]
    assert len(own_history(lead.project, ana, place, limit=9).deeds) == 4
    sitting.close()


def test_the_list_of_articles_names_none_that_could_be_found_twice(project_of_ana: Project) -> None:
    sitting = sit(project_of_ana)
    work(sitting, 1)
    work(sitting, 3)
    assert [(each.name, each.settled > 0) for each in sitting.articles()] == [
        ("article 1", True),
        ("article 2", False),
        ("one" if sitting.articles()[2].name == "one" else "two", True),
        ("article 4", False),
    ]
    sitting.close()


def test_one_name_and_one_count_in_a_kit(lead: Lead, tmp_path: Path) -> None:
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    kit = open_project(path)
    sitting = sit(kit)
    for number in range(1, sitting.articles_in_all + 1):
        work(sitting, number)
    status = project_status(kit).of(ANA)
    assert status.articles == sitting.articles_in_all == 4
    (person,) = status.annotators
    asked = sum(each.passages for each in sitting.articles())
    assert (status.passages, person.claims, person.done, person.left) == (asked, 4, 4, asked - 4)
    (round_,) = status.rounds
    assert (round_.articles, round_.annotators[0].articles, round_.annotators[0].asked) == (4, 4, asked)
    assert round_lines(kit)[0].articles == 4
    assert "again" not in as_text(status) + json.dumps(status.as_dict())
    sitting.close()


def test_the_lead_still_sees_both_times(lead: Lead) -> None:
    assert "again" in METADATA.tables
    sitting = sit(lead.project)
    work(sitting, 1)
    work(sitting, 3)
    status = project_status(lead.project)
    assert [each.claims for each in status.annotators if each.name == ANA] == [1]
    assert status.rounds[0].annotators[0].claims == 2
    sitting.close()
