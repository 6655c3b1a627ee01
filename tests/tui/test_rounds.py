"""The screen in a round: given claims, what is asked of them, assigned articles, suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from annotator.core.claim import Label
from annotator.core.history import Looked
from annotator.core.round import EVERYTHING, Round, Suggesting
from annotator.core.text.span import Span
from annotator.store import peek_rounds
from annotator.store.engine import writing
from annotator.store.peek import peek_place
from annotator.store.rounds import write_round
from annotator.tui.app import AnnotateApp
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, add_annotator, find_annotator, open_project
from tests.tui.driver import Driver, running
from tests.workflow.round_projects import (
    articles,
    assign,
    project_of,
    second_hand,
    suggest,
    verify,
    with_gold,
)
from tests.workflow.rounds import action, add_round

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_of(tmp_path)


def play(
    project: Project, scene: Callable[[Driver], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> None:
    project.close()

    async def run() -> None:
        async with running(project.path, size=size) as driver:
            await scene(driver)

    asyncio.run(run())


@pytest.mark.parametrize("size", SIZES)
def test_somebody_who_comes_to_given_claims_sees_what_is_asked_and_answers_it(
    project: Project, size: tuple[int, int]
) -> None:
    with_gold(project)
    verify(project)

    async def scene(driver: Driver) -> None:
        shown = driver.shown()
        for told in ("round verify", "given claims here 2, 2 unfinished", "Tab turns to one", "? no status"):
            assert told in shown, told
        assert "given: The mayor · neutral" in shown
        assert "0/2 claims answered" in shown
        assert "stance " not in shown
        await driver.keys("tab", "k")
        await driver.until(lambda: "1/2 claims answered" in driver.shown())
        assert "1-9 source" not in driver.shown()
        claim = (await driver.stored())[0]
        assert [(each.field, each.value) for each in claim.judgement.labels] == [("status", "not_checkable")]
        await driver.keys("right_curly_bracket")
        await driver.until(lambda: driver.desk.focus == driver.desk.claims[1].claim_id)

    play(project, scene, size)


def test_space_goes_through_the_claims_and_says_nothing_of_passages(project: Project) -> None:
    with_gold(project)
    verify(project)

    async def scene(driver: Driver) -> None:
        one, two, _ = articles(open_project(project.path))
        assert driver.desk.article.id == one
        await driver.keys("tab", "k", "tab", "k", "space")
        await driver.until(lambda: driver.desk.article.id == two)
        assert driver.desk.index == 1
        await driver.keys("space")
        await driver.until(lambda: "last article; passage 2 still needs work" in driver.shown())
        await driver.keys("tab", "k", "space")
        await driver.until(lambda: "and it is done" in driver.shown())
        await driver.saved()
        assert driver.desk.looked(1) is Looked.OPEN

    play(project, scene)


@pytest.mark.parametrize(
    "keys", [("j", "enter"), ("f",), ("s",), ("tab", "percent_sign"), ("tab", "comma"), ("j", "1")]
)
def test_what_can_not_be_done_with_given_claims_is_said(project: Project, keys: tuple[str, ...]) -> None:
    with_gold(project)
    verify(project)

    async def scene(driver: Driver) -> None:
        before = driver.words()
        await driver.keys(*keys)
        if keys[-1] != "1":
            said = "claims are given here: } next unfinished, Tab the next here"
            await driver.until(lambda: said in driver.shown())
        await driver.saved()
        assert driver.words() == before

    play(project, scene)


def test_taking_back_and_undo_leave_the_given_claim_there(project: Project) -> None:
    with_gold(project)
    verify(project)

    async def scene(driver: Driver) -> None:
        await driver.keys("tab", "k")
        await driver.until(lambda: "1/2 claims answered" in driver.shown())
        await driver.keys("minus")
        await driver.until(lambda: "0/2 claims answered" in driver.shown())
        assert len(driver.desk.claims) == 2
        await driver.keys("ctrl+z")
        await driver.until(lambda: "1/2 claims answered" in driver.shown())
        await driver.keys("ctrl+z")
        await driver.until(lambda: "0/2 claims answered" in driver.shown())
        await driver.keys("ctrl+z")
        await driver.until(lambda: "nothing to undo" in driver.shown())

    play(project, scene)


def test_taking_back_what_was_not_answered_says_that_there_is_nothing(project: Project) -> None:
    with_gold(project)
    verify(project)

    async def scene(driver: Driver) -> None:
        await driver.keys("tab", "minus")
        await driver.until(lambda: "nothing of this claim: nothing to take back" in driver.shown())
        await driver.keys("k", "f7")
        await driver.on("HistoryBox")
        await driver.until(lambda: "answered “" in driver.shown())
        assert "marked" not in driver.shown()

    play(project, scene)


def test_a_passage_without_given_claims_says_where_to_go(project: Project) -> None:
    with_gold(project)
    verify(project)

    async def scene(driver: Driver) -> None:
        driver.desk.go(1)
        driver.screen.refresh_desk()
        await driver.until(lambda: "No claim is asked about here. } goes to the next one" in driver.shown())

    play(project, scene)


def test_a_project_without_rounds_names_none(project: Project) -> None:
    async def scene(driver: Driver) -> None:
        assert "round" not in driver.shown()
        assert "article 1/3" in driver.shown()

    play(project, scene)


def test_only_the_articles_that_are_assigned_are_there_also_when_met_again(project: Project) -> None:
    one, _, three = articles(project)
    round_ = open_round(project, RoundWish("pilot")).round
    who = find_annotator(project, "Ana").id
    second_hand(project, who)
    for position, (article, kind) in enumerate([(three, "work"), (one, "work"), (three, "repeat")]):
        assign(project, round_.id, who, article, position, kind=kind)

    async def scene(driver: Driver) -> None:
        assert "article 1/3" in driver.shown()
        assert "(again)" not in driver.shown()
        await driver.keys("j", "enter", "escape", "space")
        await driver.until(lambda: driver.desk.article.id == one)
        await driver.keys("a")
        await driver.on("Choice")
        # No title tells that one of them is met again.
        assert "third.txt" not in driver.shown()
        assert "article 3" in driver.shown()
        await driver.keys("down", "enter")
        await driver.on("AnnotateScreen")
        await driver.until(lambda: "article 3/3" in driver.shown())
        assert (driver.desk.article.id, driver.desk.claims, "Ana" in driver.shown()) == (three, [], True)
        await driver.keys("j", "enter", "escape")
        await driver.keys("u")
        await driver.until(lambda: "undone: mark" in driver.shown())
        assert driver.desk.claims == []
        # To the person both hands are one: what was done before in another article is next.
        await driver.keys("u")
        await driver.until(lambda: "undone: passage done" in driver.shown())
        assert (driver.desk.article.id, len(driver.desk.claims)) == (three, 1)

    play(project, scene)


def test_a_closed_round_can_be_read_and_says_why_nothing_changes(project: Project) -> None:
    from annotator.workflow.closing import close_round

    close_round(project, "everything", unfinished=True)
    project.close()

    async def run() -> None:
        app = AnnotateApp(project.path, "Ana", round_name="everything")
        async with app.run_test(size=(80, 24)) as pilot:
            driver = Driver(app, pilot, project.path, "Ana")
            await driver.until(lambda: app.annotate is not None and app.annotate.desk is not None)
            await driver.until(lambda: "read-only" in driver.shown())
            await driver.until(
                lambda: any("It asks nothing more" in each.message for each in app._notifications)
            )
            await driver.keys("j", "enter")
            await driver.until(
                lambda: "nothing was changed: the round 'everything' is closed" in driver.shown()
            )
            assert driver.words() == []
        assert app.sitting is not None
        app.sitting.close()

    asyncio.run(run())


@pytest.mark.parametrize("size", SIZES)
def test_a_suggested_claim_stands_in_the_list_and_one_key_takes_it(
    project: Project, size: tuple[int, int]
) -> None:
    model = add_annotator(project, "model:small", "model").id
    round_ = Round(project.stamps.new_id(), "assisted", suggesting=Suggesting(model, 50, 1))
    with writing(project.engine) as connection:
        write_round(connection, action(project), round_, project.stamps.new_id)
    one = articles(project)[0]
    labels = [Label("form", "indirect"), Label("stance", "neutral")]
    suggest(project, round_.id, one, Span(20, 39), labels)
    suggest(project, round_.id, one, Span(41, 63), [Label("form", "unattributed")])

    async def scene(driver: Driver) -> None:
        await driver.until(lambda: "suggested · indirect" in driver.shown())
        assert "the bridge was safe" in driver.shown()
        assert "mark, indirect, neutral" in driver.shown()
        await driver.keys("t")
        await driver.until(lambda: driver.desk.focus is not None)
        claim = (await driver.stored())[0]
        assert claim.judgement.span == Span(20, 39)
        assert all(each.suggested for each in claim.judgement.labels)
        assert "indirect~" in driver.shown()
        await driver.keys("escape", "t")
        await driver.until(lambda: len(driver.desk.claims) == 2)
        await driver.keys("ctrl+z")
        await driver.until(lambda: len(driver.desk.claims) == 1)

    play(project, scene, size)


# -- the first frame


def test_the_round_that_a_project_begins_with_has_one_name() -> None:
    assert peek_rounds.EVERYTHING == EVERYTHING


def peeked(project: Project, round_name: str | None = None, person: str = "Ana") -> tuple[str, int] | None:
    found = peek_place(project.path, find_annotator(project, person).id, round_name)
    return None if found is None else (found.article_id, found.index)


def test_the_first_frame_shows_the_article_that_the_round_begins_with(project: Project) -> None:
    one, two, three = articles(project)
    assert peeked(project) == (one, 0)
    pilot = open_round(project, RoundWish("pilot", (three, one))).round
    assert peeked(project) == (three, 0)
    assert peeked(project, "everything") == (one, 0)
    assert peeked(project, "unheard of") is None
    assign(project, pilot.id, find_annotator(project, "Ben").id, two, 0)
    # Nothing of that round is for Ana, and the one before it is closed.
    assert (peeked(project), peeked(project, person="Ben")) == (None, (two, 0))


def test_the_first_frame_of_given_claims_shows_the_first_of_them(project: Project) -> None:
    with_gold(project)
    verify(project, articles=(articles(project)[1],))
    assert peeked(project) == (articles(project)[1], 1)


def test_the_first_frame_shows_where_one_left_off_in_the_round(project: Project) -> None:
    from annotator.workflow.sitting import Sitting

    one, two, _ = articles(project)
    add_round(project, "pilot")
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.open(two)
    desk.go(1)
    sitting.keep_place(desk)
    assert sitting.outbox.drain()
    sitting.outbox.close()
    assert peeked(project) == (two, 1)
    open_round(project, RoundWish("second", (one,)))
    assert peeked(project) == (one, 0)
