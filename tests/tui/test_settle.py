"""The settling screen by its keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import pytest
from textual.pilot import Pilot

from annotator.core.claim import Evidence, Label, Polarity
from annotator.core.history import Action, Entry, Kind
from annotator.core.short_names import cut_middle
from annotator.errors import NotSaved
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save
from annotator.tui.chosen import Chosen, Look
from annotator.tui.screens.settle import SettleScreen
from annotator.tui.settle_app import SettleApp
from annotator.tui.settle_commands import COMMANDS
from annotator.tui.widgets.sides import Row, Sides
from annotator.workflow import adjudicating, kept_pages
from annotator.workflow.accepting import accept_agreed
from annotator.workflow.adjudicating import Adjudication
from annotator.workflow.outbox import Progress
from annotator.workflow.project import Project, add_annotator, open_project
from annotator.workflow.rounds import list_rounds
from annotator.workflow.surveying import survey, unsettled
from tests.crash.aftermath import damage
from tests.tui.driver import WAIT_SECONDS
from tests.workflow.test_settling import MARKED, PUSHED, gold, mark

P = ParamSpec("P")


def driven(scenario: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test that drives the screen."""

    @wraps(scenario)
    def test(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(scenario(*args, **kwargs))

    return test


class Driver:
    """The running screen."""

    def __init__(self, app: SettleApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def work(self) -> Adjudication:
        work: Adjudication = self.app.sitting
        return work

    async def keys(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            assert time.monotonic() < end, "it never became so"
            await asyncio.sleep(0.01)

    async def on(self, screen: str) -> None:
        """Wait for a dialog, or its end."""
        await self.until(lambda: type(self.app.screen).__name__ == screen)
        await self.pilot.pause()

    def shown(self) -> str:
        """Return what the terminal shows, as text."""
        lines = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text for strip in lines)


@asynccontextmanager
async def running(
    path: Path, *, size: tuple[int, int] = (80, 24), own: Chosen | None = None, who: str = "Lea"
) -> AsyncIterator[Driver]:
    """Run the screen for Lea, or somebody else, until the block ends."""
    project = open_project(path)
    lea = add_annotator(project, who)
    round_ = list_rounds(project)[-1]
    found = survey(project, round_, adjudicator=lea.id)

    def begin(tell: Callable[[Progress], None]) -> Adjudication:
        work = Adjudication(project, round_, lea, found, tell=tell)
        work.begin()
        return work

    app = SettleApp(begin, path, who, own)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.on("SettleScreen")
        await driver.until(lambda: "ITEM" in driver.shown() or "DONE" in driver.shown())
        yield driver
    app.sitting.close()


@pytest.fixture
def marked(project: Project) -> Path:
    for who, marks in MARKED.items():
        mark(project, who, marks)
    return project.path


@driven
async def test_a_round_is_settled_from_beginning_to_end_with_keys(marked: Path) -> None:
    async with running(marked) as driver:
        assert "3 left" in driver.shown()
        await driver.keys("enter", *"F2", "enter")
        assert driver.work.counts.settled == 1
        assert "? " in driver.shown()
        await driver.keys("4", "a", "enter", *"s3: it insists", "enter")
        await driver.keys("n", *"D9", "enter")
        assert driver.work.counts.left == 0
        await driver.until(lambda: driver.work.outbox.progress.saved)
        await driver.pilot.pause()
        assert "saved" in driver.shown()
    project = open_project(marked)
    assert unsettled(project, list_rounds(project)[-1]) == 0
    assert len(gold(project)) == 2
    project.close()
    assert damage(marked) == []


@driven
async def test_when_nothing_is_left_the_next_command_is_named_and_what_gold_lacks_comes_first(
    marked: Path,
) -> None:
    async with running(marked) as driver:
        await driver.keys("enter", *"F2", "enter", "a", *"F2", "enter")
        assert "next:" not in driver.shown()
        await driver.keys("down", "down", "down", "minus", "escape")
        assert "gold will lack form" in driver.shown()
        await driver.keys("enter", *"F2", "enter")
        assert driver.work.counts.left == 0
        assert "nothing is left · but the gold of 1 lacks something: / finds it" in driver.shown()
        await driver.keys("slash")
        await driver.on("Choice")
        assert "1  settled, but gold lacks something" in driver.shown()
        await driver.keys("down", "enter")
        await driver.on("SettleScreen")
        assert "gold lacks form · settled:" in driver.shown()
        await driver.keys("3", "a", "enter", *"F2", "enter")
        assert "nothing is left · next: annotator round open NAME --claims-from everything" in driver.shown()
    async with running(marked) as driver:
        assert "nothing is left · next: annotator round open NAME --claims-from everything" in driver.shown()


@driven
async def test_how_to_leave_is_shown_in_every_state_in_80_columns(marked: Path) -> None:
    async with running(marked) as driver:
        for keys in ((), ("3",), ("escape", "n", *"F1", "enter")):
            await driver.keys(*keys)
            assert "Q leave  ? keys" in driver.shown().splitlines()[-1]
            assert "u undo" in driver.shown() or keys == ("3",)


@driven
async def test_sources_that_begin_alike_can_be_told_apart(marked: Path) -> None:
    names = ("Department of Public Health of Ohio", "Department of Public Health of Iowa")
    async with running(marked) as driver:
        cells = [cut_middle(each, 18, len) for each in names]
        assert len(set(cells)) == len(names)
        assert cells[0].startswith("Depart")
        assert cells[0].endswith("Ohio")
        sides = driver.app.screen.query_one(Sides)
        sides.show(["A", "B"], [Row("source", "source", names, None, "≠", 1)], None, 7)
        await driver.pilot.pause()
        line = next(each for each in driver.shown().splitlines() if "source" in each)
        assert "Ohio" in line
        assert "Iowa" in line


@driven
async def test_nobody_is_named_and_every_answer_stands_beside_the_others(marked: Path) -> None:
    async with running(marked) as driver:
        await driver.keys("space")
        shown = driver.shown()
        assert "Ana" not in shown
        assert "Ben" not in shown
        line = next(line for line in shown.splitlines() if "stance" in line)
        assert {"≠", "neutral", "questions", "?"} <= set(line.split())


@driven
async def test_a_decision_without_words_is_not_taken_and_can_be_left(marked: Path) -> None:
    async with running(marked) as driver:
        await driver.keys("a", "enter")
        assert driver.work.counts.settled == 0
        # Said where the words go, with nothing laid over the answers.
        assert "a decision needs a rule of the guideline, or a reason" in driver.shown().splitlines()[-2]
        assert not driver.app.screen.query("Toast")
        await driver.keys("escape")
        assert "all is chosen" in driver.shown()
        await driver.keys("enter", *"Q n", "backspace", "enter")
        assert driver.work.counts.settled == 1
        assert gold_words(marked, driver)


@driven
async def test_whose_items_are_all_their_own_is_told_that_these_are_passed_over(marked: Path) -> None:
    async with running(marked, who="Ana") as driver:
        own = driver.work.counts.passed_over
        assert own > 0
        assert f"nothing is left · {own} of your own passed over (--own-too)" in driver.shown()


@driven
async def test_every_label_is_offered_with_all_of_its_definition(marked: Path) -> None:
    async with running(marked) as driver:
        await driver.keys("space", "4", "enter")
        inside = (line.split("│")[1] for line in driver.shown().splitlines() if line.count("│") > 1)
        words = " ".join(" ".join(inside).split())
        stance = next(each for each in driver.work.choosing.fields if each.id == "stance")
        assert [each.id for each in stance.labels if each.definition not in words] == []


def gold_words(path: Path, driver: Driver) -> bool:
    driver.work.outbox.drain(10)
    project = open_project(path)
    found = bool(gold(project))
    project.close()
    return found


@driven
async def test_undo_turns_back_to_the_item_and_redo_does_it_again(marked: Path) -> None:
    async with running(marked) as driver:
        first = driver.work.place
        await driver.keys("a", *"F2", "enter")
        assert driver.work.place != first
        await driver.keys("u")
        assert (driver.work.place, driver.work.counts.left) == (first, 3)
        await driver.keys("r")
        assert driver.work.counts.left == 2
        await driver.keys("u", "u")
        assert "nothing to undo" in driver.shown()


@driven
async def test_undo_of_what_was_accepted_together_says_how_much_it_was(project: Project) -> None:
    for who in ("Ana", "Ben"):
        mark(project, who, {PUSHED: "neutral", "he fell": "neutral"})
    lea = add_annotator(project, "Lea")
    assert accept_agreed(project, list_rounds(project)[-1], lea).accepted == 2
    async with running(project.path, size=(120, 30)) as driver:
        assert driver.work.counts.left == 0
        await driver.keys("u")
        assert "2 left · undo done: 2 items, which were accepted together" in driver.shown()
        await driver.keys("r")
        assert "0 left · redo done: 2 items" in driver.shown()


@driven
async def test_an_item_settled_twice_is_turned_back_one_decision_at_a_time(marked: Path) -> None:
    async with running(marked) as driver:
        await driver.keys("a", *"F2", "enter", "pageup")
        assert "settled: taken (F2)" in driver.shown()
        await driver.keys("n", *"D9", "enter", "pageup")
        await driver.keys("pageup", "pageup")
        assert "settled: none" in driver.shown()
        await driver.keys("u")
        assert "settled: taken (F2)" in driver.shown()
        assert "undo done" in driver.shown()
        await driver.keys("u")
        assert "settled:" not in driver.shown()
        assert driver.work.counts.left == 3


@driven
async def test_the_words_are_united_intersected_and_stretched(marked: Path) -> None:
    project = open_project(marked)
    mark(project, "Cleo", {"the mayor insists he was pushed": "neutral"})
    project.close()
    async with running(marked) as driver:
        await driver.keys("space")
        words = lambda: driver.work.choosing.proposal.span.of(driver.work.here.article.text)  # type: ignore[union-attr]  # noqa: E731
        if driver.work.item.matter.span is not None and len(driver.work.sides) == 3:
            await driver.keys("plus")
            assert words() == "the mayor insists he was pushed"
            await driver.keys("ampersand")
            assert words() == PUSHED
        await driver.keys("less_than_sign")
        assert words().endswith(PUSHED)
        assert words() != PUSHED


@driven
async def test_any_label_can_be_chosen_in_a_row_and_a_field_left_empty(marked: Path) -> None:
    async with running(marked) as driver:
        await driver.keys("space", "4", "enter")
        await driver.on("Choice")
        await driver.keys("end", "enter")
        await driver.on("SettleScreen")
        assert driver.work.choosing.proposal.kind == "edited"
        await driver.keys("3", "minus")
        assert driver.work.choosing.proposal.labels["form"] == ()


@driven
async def test_a_filter_stops_only_where_something_is_disputed(marked: Path) -> None:
    async with running(marked) as driver:
        await driver.keys("slash")
        await driver.on("Choice")
        await driver.keys("down", "down", "enter")
        await driver.on("SettleScreen")
        assert driver.work.only == "stance"
        assert "only stance" in driver.shown()
        assert "stance" in driver.work.item.compared.disputed


@driven
async def test_while_nothing_can_be_saved_going_to_another_article_is_refused_and_nothing_lost(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = open_project(marked)
    mark(project, "Ana", {"Rain fell": "neutral"}, article=1)
    project.close()

    def full(*_: object) -> None:
        raise NotSaved("not saved: the disk is full")

    monkeypatch.setattr(kept_pages, "FIRST_READ", 0.1)
    monkeypatch.setattr(kept_pages.KeptPages, "read_ahead", lambda *_: None)
    async with running(marked) as driver:
        monkeypatch.setattr(adjudicating, "save", full)
        await driver.keys("enter", *"F2", "enter")
        await driver.until(lambda: "NOT SAVED" in driver.shown())
        for key in ("pagedown", "pagedown", "pagedown", "pageup", "space", "space", "u"):
            await driver.keys(key)
        assert driver.work.counts.settled == 1
        monkeypatch.undo()
        await driver.keys("ctrl+r")
        await driver.until(lambda: "saved ✓" in driver.shown())
    project = open_project(marked)
    assert len(gold(project)) == 1
    project.close()


@pytest.mark.parametrize(
    "size",
    [(80, 24), *(pytest.param(each, marks=pytest.mark.slow) for each in ((120, 40), (60, 14)))],
    ids=str,
)
@driven
async def test_every_dialog_opens_and_every_key_does_something_or_says_why(
    marked: Path, size: tuple[int, int]
) -> None:
    async with running(marked, size=size) as driver:
        for key, dialog in (("question_mark", "Keys"), ("apostrophe", "Details"), ("f2", "Guideline")):
            await driver.keys(key)
            await driver.on(dialog)
            await driver.keys("escape")
            await driver.on("SettleScreen")
        await driver.keys("a", "down")
        await driver.on("RulingBox")
        await driver.keys("escape")
        await driver.on("SettleScreen")
        await driver.keys("escape")
        for key in (
            "down",
            "up",
            "pagedown",
            "pageup",
            "backspace",
            "shift+right",
            "full_stop",
            "comma",
            "f",
            "9",
        ):
            await driver.keys(key)
        assert isinstance(driver.app.screen, SettleScreen)


@driven
async def test_without_colour_and_lines_what_differs_has_a_sign(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(marked, own=Chosen(look=Look(borders="ascii"))) as driver:
        await driver.keys("space")
        line = next(line for line in driver.shown().splitlines() if "stance" in line)
        assert "#" in line.split()


@driven
async def test_own_keys_count(marked: Path) -> None:
    async with running(marked, own=Chosen(dialogs={"settle.next": "f9"})) as driver:
        before = driver.work.place
        await driver.keys("space")
        assert driver.work.place == before
        await driver.keys("f9")
        assert driver.work.place != before
        assert "F9" in driver.shown()


def test_every_binding_has_its_action() -> None:
    assert {each.id for each in SettleScreen.BINDINGS} == set(COMMANDS)  # type: ignore[union-attr]


@pytest.fixture
def proven(project: Project) -> Path:
    """Ana and Ben each say of the same words that they are refuted, with evidence of their own."""
    for who in ("Ana", "Ben"):
        mark(project, who, {PUSHED: "neutral"})
        person = add_annotator(project, who)
        with reading_scope(project.engine) as connection:
            article = reading.article_ids(connection)[0]
            (before,) = reading.current_annotations(connection, article, person.id)
        stamps = project.stamps
        action = Action(stamps.new_id(), person.id, Kind.DO, "tag", stamps.now(), "test")
        piece = Evidence(stamps.new_id(), Polarity.REFUTES, note=f"{who} looked it up")
        judgement = replace(
            before.judgement.tagged("status", (Label("status", "refuted"),)), evidence=(piece,)
        )
        after = replace(
            before,
            id=stamps.new_id(),
            action_id=action.id,
            parent_id=before.id,
            seq=2,
            judgement=judgement,
        )
        save(project.engine, Entry(action, annotations=(after,)))
    return project.path


@driven
async def test_whose_evidence_the_gold_takes_along_is_shown_and_chosen(proven: Path) -> None:
    async with running(proven) as driver:

        def row() -> list[str]:
            return next(each for each in driver.shown().splitlines() if "evidence " in each).split()

        assert row() == ["6", "=", "evidence", "refutes", "refutes", "AB:", "2", "refutes"]
        await driver.keys("6")
        assert "a-f theirs alone  + everybody's  - none" in driver.shown()
        await driver.keys("b")
        assert row()[-2:] == ["B:", "refutes"]
        await driver.keys("apostrophe")
        await driver.on("Details")
        assert "B  its evidence goes into the gold" in driver.shown()
        assert "A  its evidence goes into the gold" not in driver.shown()
        await driver.keys("escape")
        await driver.on("SettleScreen")
        chosen = driver.work.sides[1].judgement.evidence
        await driver.keys("6", "minus")
        assert row()[-1] == "-"
        assert "gold will lack evidence" in driver.shown()
        await driver.keys("6", "plus")
        assert row()[-3:] == ["AB:", "2", "refutes"]
        await driver.keys("6", "b", "enter", *"V1", "enter")
        await driver.until(lambda: driver.work.outbox.progress.saved)
        # Looked at again, it is what was chosen, and it stays so when something else is changed.
        assert driver.work.choosing.evidence == chosen
        await driver.keys("4", "a", "enter", *"S3", "enter")
        await driver.until(lambda: driver.work.outbox.progress.saved)
    project = open_project(proven)
    (now,) = gold(project).values()
    assert now.judgement.evidence == chosen
    project.close()
    assert damage(proven) == []
