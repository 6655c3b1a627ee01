"""The practice, by its keys, over a real project that must not notice."""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.settings import config_folder
from annotator.tui import app as app_module
from annotator.tui.practice_app import PracticeApp
from annotator.tui.screens.practice import PracticeScreen
from annotator.workflow.practising import Practice, read_course

from .driver import Driver, make_project, running
from .test_themes import ENHANCED, OURS, READABLE
from .test_themes import words as contrasts

COURSE = read_course()
TEXT = COURSE.article.text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make practices where one can see what is left of them, with nobody's settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    here = tmp_path / "temporary"
    here.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    yield here
    assert list(here.iterdir()) == []


class Practising(Driver):
    """Drives whichever screen is on top."""

    @property
    def screen(self) -> PracticeScreen:
        found = next(each for each in reversed(self.app.screen_stack) if isinstance(each, PracticeScreen))
        assert found is not None
        return found

    async def begin(self) -> None:
        await self.on("Welcome")
        await self.keys("space")
        await self.on("PracticeScreen")

    def mark(self, span: Span, source: str = "", letters: str = "") -> None:
        """Mark and tag, the quick way."""
        desk = self.desk
        desk.select(span)
        assert desk.mark()
        if source:
            field = desk.scheme.field("source")
            assert field is not None
            desk.tag_source(field, COURSE.ground.sources[source])
        for letter in letters:
            found = desk.scheme.by_key(letter)
            assert found is not None
            desk.tag(*found)
        self.screen.refresh_desk()

    def mark_gold(self, claim: Mark) -> None:
        letters = "".join(
            label.key
            for field in COURSE.ground.scheme.fields
            for value in claim.labels.get(field.id, ())
            if (label := field.label(value)) is not None and label.key
        )
        self.mark(claim.span, claim.labels["source"][0], letters)

    def text(self) -> str:
        return " ".join(re.sub(r"[│╭╮╰╯─]", " ", self.shown()).split())


def words(start: str, end: str = "") -> Span:
    at = TEXT.index(start)
    return Span(at, TEXT.index(end, at) + len(end) if end else at + len(start))


@asynccontextmanager
async def practising(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Practising]:
    app = PracticeApp()
    async with app.run_test(size=size) as pilot:
        yield await started(app, pilot, Path())
    if app.sitting is not None:
        app.sitting.close()


async def started(app: app_module.AnnotateApp, pilot: Pilot[None], path: Path) -> Practising:
    driver = Practising(app, pilot, path, "")
    await driver.until(lambda: any(isinstance(each, PracticeScreen) for each in app.screen_stack))
    await driver.begin()
    return driver


def play(scenario: Callable[[Practising], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        async with practising(size) as driver:
            await scenario(driver)
            if not driver.screen.is_over:
                driver.screen.leave()

    asyncio.run(run())


# -- alone


def test_a_whole_practice_as_in_the_gold_has_no_differences() -> None:
    async def scenario(d: Practising) -> None:
        for number, lesson in enumerate(COURSE.lessons, 1):
            assert f"PRACTICE {number}/3" in d.shown().splitlines()[0]
            for claim in lesson.gold:
                d.mark_gold(claim)
            await d.keys("space")
            await d.on("ComparisonBox")
            assert "no differences" in d.text()
            assert d.text().count("as in the gold") == len(lesson.gold)
            await d.keys("space")
            await d.pilot.pause()
        await d.on("Farewell")
        assert "You found all 9 claims, all 9 to the letter." in d.text()
        assert "Rules to read again" not in d.text()
        assert "annotator import" in d.text()
        await d.keys("space")
        await d.until(lambda: not d.app.is_running)

    asyncio.run(alone(scenario))


async def alone(scenario: Callable[[Practising], Awaitable[None]]) -> None:
    async with practising() as driver:
        await scenario(driver)


MISTAKES = {
    "the cue and two claims in one": (
        1,
        [
            (words("the DHS explained", "scuffle with an ICE officer"), "in"),
            (words("The officer then", "being held"), "in"),
        ],
        {"begins earlier, with “the DHS explained that”": "D7", "one claim of yours, 2 in the gold": "D4"},
    ),
    "one claim cut in two, another hardly touched": (
        1,
        [
            (words("the man got out of his vehicle"), "in"),
            (words("ended up in a scuffle with an ICE officer"), "in"),
            (words("set upon the officer"), "in"),
        ],
        {
            "1+2 cut otherwise 2 claims of yours, one in the gold": "D4",
            "begins later, without “two more people came": "D7 D5",
        },
    ),
    "a hedge not seen, the cue marked": (
        1,
        [(words("two more people came", "upon the officer"), "in"), (words("It added that"), "in")],
        {"stance: you neutral, gold questions": "S3", "not in the gold “It added that”": "D9"},
    ),
    "the quotation taken for distance, the marks and the verb of asking inside": (
        2,
        [(words("We understand there is anger"), "dqv"), (words("We ask the public", "calm"), "m")],
        {
            "begins earlier, with “We understand”": "D7",
            "stance: you questions, gold neutral": "S2 S7",
            "status: you verified, gold not checkable": "V5 V1",
            "begins earlier, with “We ask”": "D2",
            "form: you mixed, gold direct": "F1",
            "stance: not given, gold neutral": "S2",
        },
    ),
    "a fact passed on": (
        0,
        [(words("A woman had been killed", "same service"), "in")],
        {
            "missed “A man in Minneapolis": "D4",
            "form: you indirect, gold unattributed": "F3",
            "stance: you neutral, gold supports": "S1 T2",
            "status: left for later, gold insufficient": "V9 V10",
        },
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_typical_mistake_is_told_with_the_rule_behind_it(mistake: str) -> None:
    lesson, marks, expected = MISTAKES[mistake]

    async def scenario(d: Practising) -> None:
        d.desk.go(COURSE.lessons[lesson].index)
        for span, letters in marks:
            d.mark(span, letters=letters)
        await d.keys("space")
        await d.on("ComparisonBox")
        listed = d.app.screen.query_one(OptionList)
        told = {}
        for at in range(listed.option_count):
            if not listed.get_option_at_index(at).disabled:
                listed.highlighted = at
                await d.pilot.pause()
                line = " ".join(str(listed.get_option_at_index(at).prompt).split())
                rules = [str(each.render()) for each in d.app.screen.query("#details .name")]
                told[line] = " ".join(rule for rule in rules if re.fullmatch(r"[A-Z]\d+", rule))
        for words_, rules_ in expected.items():
            (found,) = [rule for line, rule in told.items() if " ".join(words_.split()) in line] or [told]
            assert found == rules_, words_

    play(scenario, (120, 50))


def test_escape_goes_back_to_mend_and_space_compares_again() -> None:
    async def scenario(d: Practising) -> None:
        first, second = COURSE.lessons[0].gold
        d.mark_gold(first)
        await d.keys("space")
        await d.on("ComparisonBox")
        assert "You found 1 of 2 claims: one difference." in d.text()
        await d.keys("escape")
        await d.on("PracticeScreen")
        assert "compares again" in d.shown()
        assert d.desk.index == COURSE.lessons[0].index
        d.mark_gold(second)
        await d.keys("space")
        await d.on("ComparisonBox")
        assert "You found both claims: no differences." in d.text()
        await d.keys("space")
        await d.on("PracticeScreen")
        assert d.desk.index == COURSE.lessons[1].index

    play(scenario)


def test_the_rule_is_at_hand_and_the_arrows_go_through_the_differences() -> None:
    async def scenario(d: Practising) -> None:
        await d.keys("space")
        await d.on("ComparisonBox")
        await d.until(lambda: "D4" in d.text())
        await d.keys("down")
        await d.until(lambda: "D6 Background counts" in d.text())
        for key, back in (("enter", "left"), ("right", "escape")):
            await d.keys(key)
            await d.on("RulePage")
            await d.until(lambda: "eight months after" in d.text())
            await d.keys(back)
            await d.on("ComparisonBox")
        assert d.app.screen.query_one(OptionList).highlighted == 1

    play(scenario)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)])
def test_both_sides_and_the_reason_are_in_sight(size: tuple[int, int]) -> None:
    async def scenario(d: Practising) -> None:
        d.mark(words("A man in Minneapolis", "the same service"), letters="in")
        await d.keys("space")
        await d.on("ComparisonBox")
        await d.until(lambda: "second claim" in d.text() or size[1] < 20)
        assert "you [A man in Minneapolis" in d.text()
        assert "goes on" in d.text()

    play(scenario, size)


def test_pages_longer_than_the_screen_scroll_and_keep_their_key_in_sight() -> None:
    async def scenario(d: Practising) -> None:
        for _ in COURSE.lessons:
            await d.keys("space")
            await d.on("ComparisonBox")
            await d.keys("enter")
            await d.on("RulePage")
            assert "Esc back" in d.text()
            await d.keys("escape")
            await d.on("ComparisonBox")
            await d.keys("space")
            await d.pilot.pause()
        await d.on("Farewell")
        assert "annotator annotate" not in d.text()
        assert "ends the practice" in d.text()
        await d.keys("end")
        await d.until(lambda: "annotator annotate" in d.text())

    play(scenario, (60, 16))


def test_passages_that_are_only_to_read_are_passed_over() -> None:
    async def scenario(d: Practising) -> None:
        await d.keys("pagedown")
        assert d.desk.index == COURSE.lessons[1].index
        d.desk.go(4)
        d.screen.refresh_desk()
        assert "only there to read" in d.text()
        await d.keys("space")
        assert d.desk.index == COURSE.lessons[2].index
        await d.keys("space")
        await d.on("ComparisonBox")
        await d.keys("space")
        await d.on("PracticeScreen")
        assert d.desk.index == COURSE.lessons[0].index, "what was not compared comes before the end"

    play(scenario)


def test_leaving_ends_the_program_that_is_the_practice_alone() -> None:
    async def scenario(d: Practising) -> None:
        await d.keys("f5")
        assert "this is the practice" in d.shown()
        await d.keys("Q")
        await d.until(lambda: not d.app.is_running)
        assert d.app.return_code == 0

    asyncio.run(alone(scenario))


def test_where_no_practice_can_be_made_the_program_ends_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    async def run() -> int | None:
        app = PracticeApp()
        async with app.run_test() as pilot:
            for _ in range(400):
                if not app.is_running:
                    break
                await pilot.pause(0.05)
        return app.return_code

    assert asyncio.run(run()) == 1
    tempfile.tempdir = str(tmp_path / "temporary")


# -- over a project


def content(path: Path) -> list[str]:
    """Return everything in a project but the place."""
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if 'INTO "place"' not in line]


def test_f5_opens_it_over_the_project_and_one_returns_to_where_one_was(path: Path) -> None:
    async def run() -> None:
        async with running(path, size=(80, 24)) as real:
            await real.keys("space", "j", "enter", "i")
            await real.saved()
            before = real.desk, real.desk.index, real.desk.focus, real.words()
            stored = content(path)
            await real.keys("f5")
            d = await started(real.app, real.pilot, path)
            d.mark_gold(COURSE.lessons[0].gold[0])
            await d.keys("space")
            await d.on("ComparisonBox")
            await d.keys("escape")
            await d.on("PracticeScreen")
            await d.keys("Q")
            await real.on("AnnotateScreen")
            assert (real.desk, real.desk.index, real.desk.focus, real.words()) == before
            assert "where you left it" in real.shown()
            assert content(path) == stored
            await real.keys("n")
            await real.saved()
            assert real.desk.claims[-1].judgement.of("stance") == ("neutral",)

    asyncio.run(run())


def test_the_projects_file_is_the_same_to_the_byte_after_a_practice(path: Path) -> None:
    def digest() -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    async def run() -> None:
        async with running(path) as real:
            await real.saved()
            before = digest()
            await real.keys("f5")
            d = await started(real.app, real.pilot, path)
            d.mark_gold(COURSE.lessons[0].gold[0])
            for _ in COURSE.lessons:
                await d.keys("space")
                await d.on("ComparisonBox")
                await d.keys("space")
                await d.pilot.pause()
            await d.on("Farewell")
            assert "Rules to read again" in d.text()
            await d.keys("enter")
            await real.on("AnnotateScreen")
            assert digest() == before

    asyncio.run(run())


def test_leaving_while_it_is_being_made_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, sit = threading.Event(), Practice.sit
    monkeypatch.setattr(Practice, "sit", lambda self, tell: made.wait(20) and sit(self, tell))

    async def run() -> None:
        async with running(path) as real:
            await real.keys("f5")
            await real.on("PracticeScreen")
            await real.keys("j", "Q")
            await real.on("AnnotateScreen")
            made.set()
            await real.until(lambda: not any(Path(str(tempfile.tempdir)).iterdir()))
            await real.keys("j", "enter")
            assert len(real.words()) == 1

    asyncio.run(run())


def test_what_is_typed_while_it_is_being_made_means_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, sit = threading.Event(), Practice.sit
    monkeypatch.setattr(Practice, "sit", lambda self, tell: made.wait(20) and sit(self, tell))

    async def run() -> None:
        async with running(path) as real:
            await real.keys("f5")
            await real.on("PracticeScreen")
            await real.keys("space", "j", "enter")
            made.set()
            d = await started(real.app, real.pilot, path)
            assert d.words() == []
            assert d.desk.progress() == (0, 3)
            d.screen.leave()

    asyncio.run(run())


def test_where_it_cannot_be_made_the_project_stays_open_and_it_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    async def run() -> None:
        async with running(path) as real:
            await real.keys("f5")
            await real.until(lambda: any("can't be made" in each.message for each in real.app._notifications))
            assert type(real.app.screen).__name__ == "AnnotateScreen"
            await real.keys("j", "enter")
            assert len(real.words()) == 1

    asyncio.run(run())
    tempfile.tempdir = str(tmp_path / "temporary")


# -- who is new here

GREETING = "New here? F5: three passages with answers"


def greeted(path: Path, scenario: Callable[[Driver], Awaitable[None]]) -> None:
    """Start as `run_screen` does on a terminal, and play."""

    async def run() -> None:
        apps: list[app_module.AnnotateApp] = []

        def take(self: app_module.AnnotateApp) -> None:
            apps.append(self)

        with patch.object(app_module.AnnotateApp, "run", take), patch("sys.stdout.isatty", return_value=True):
            app_module.run_screen(path, "Ana", None)
        (app,) = apps
        async with app.run_test(size=(80, 24)) as pilot:
            driver = Driver(app, pilot, path, "Ana")
            await driver.until(lambda: app.annotate is not None and app.annotate.desk is not None)
            await pilot.pause()
            await scenario(driver)
        if app.sitting is not None:
            app.sitting.close()

    asyncio.run(run())


def test_whoever_is_new_is_told_of_it_until_the_first_key(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        assert GREETING in d.shown()
        await d.pilot.resize_terminal(90, 24)
        await d.pilot.pause()
        assert GREETING in d.shown()
        await d.keys("question_mark", "escape")
        assert GREETING not in d.shown()

    greeted(path, scenario)


def test_nobody_is_told_more_than_three_times_or_once_they_have_opened_it(path: Path) -> None:
    told = []

    async def look(d: Driver) -> None:
        told.append(GREETING in d.shown())

    for _ in range(5):
        greeted(path, look)
    assert told == [True, True, True, False, False]


def test_nobody_is_told_who_has_opened_it(path: Path) -> None:
    async def open_it(d: Driver) -> None:
        await d.keys("f5")
        await (await started(d.app, d.pilot, path)).keys("Q")
        await d.on("AnnotateScreen")

    async def look(d: Driver) -> None:
        assert GREETING not in d.shown()

    greeted(path, open_it)
    greeted(path, look)
    assert (config_folder() / "practice.json").is_file()


def test_nobody_is_told_who_has_done_much_already(path: Path) -> None:
    told = []

    async def work(d: Driver) -> None:
        told.append(GREETING in d.shown())
        await d.keys(*"ff" * 6)
        await d.saved()

    for _ in range(2):
        greeted(path, work)
    assert told == [True, False]
    assert '"starts": "1"' in (config_folder() / "practice.json").read_text()


def test_without_a_terminal_nobody_is_told(path: Path) -> None:
    async def run() -> None:
        async with running(path) as driver:
            assert GREETING not in driver.shown()

    asyncio.run(run())


def test_every_word_of_a_comparison_can_be_read_in_every_theme() -> None:
    async def scenario(d: Practising) -> None:
        first, second = COURSE.lessons[0].gold
        d.mark_gold(first)
        d.mark(Span(second.span.start + 2, second.span.end), letters="in")
        await d.keys("space")
        await d.on("ComparisonBox")
        await d.until(lambda: "D7" in d.text())
        for theme in OURS:
            d.app.theme = theme
            await d.pilot.pause(0.1)
            wanted = ENHANCED.get(theme, READABLE)
            assert [each for each in contrasts(d) if each[1] < wanted] == [], theme

    play(scenario)
