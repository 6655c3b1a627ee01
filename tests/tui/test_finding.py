"""Jumping to what is in sight, searching, and what the mouse makes of claims: by keys and cells, on a real project."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from annotator.core.history import Looked
from annotator.core.text.span import Span
from annotator.errors import StoreProblem
from annotator.tui.commands.finding import open_search
from annotator.tui.keys import Mode
from annotator.tui.screens import search as search_screen
from annotator.tui.screens.search import SearchBox
from annotator.tui.widgets.passage_page import GUTTER
from annotator.tui.widgets.passage_view import PassageView
from annotator.workflow import searching
from annotator.workflow.searching import Hit, Searched

from .driver import Driver, make_project, running

Scenario = Callable[[Driver], Awaitable[None]]

WIDE = (
    "市長は「橋は安全だ」と述べた。 Police said that the cafe\u0301 burned.\n\n"
    "👨\u200d👩\u200d👧 families left, and \u00ade\u0301lan was gone.\n\nLast line."
)


def play(path: Path, scenario: Scenario, **options: object) -> None:
    """Run one scenario against the program."""

    async def run() -> None:
        async with running(path, **options) as driver:  # type: ignore[arg-type]
            await scenario(driver)

    asyncio.run(run())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def view(d: Driver) -> PassageView:
    return d.screen.query_one(PassageView)


def selected(d: Driver) -> str:
    span = d.desk.cursor.span
    return span.of(d.desk.article.text) if span else ""


# -- jumping


def labels(d: Driver) -> dict[str, str]:
    """Return what stands under each label that is drawn."""
    drawn = view(d)._page.labels
    return {label: d.desk.article.text[start:] for start, label in drawn.items()}


async def jump(d: Driver, words: str) -> None:
    await d.keys("g")
    await d.pilot.pause()
    await d.keys(*next(label for label, text in labels(d).items() if text.startswith(words)))


def test_every_clause_in_sight_has_a_letter_and_typing_it_selects_the_clause(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("g")
        await d.until(lambda: "JUMP" in d.shown())
        begins = {text.split()[0] for text in labels(d).values()}
        assert {"The", "the", "Engineers", "Police", "40", "Follow", "“We"} <= begins
        await d.keys("escape")
        await jump(d, "40 people")
        assert selected(d) == "40 people were led away."
        assert (d.screen.mode, d.desk.index) == (Mode.SPAN, 1)
        await jump(d, "Follow us")
        assert (selected(d), d.desk.index) == ("Follow us on Instagram", 2)
        await d.keys("enter")
        assert d.words() == ["Follow us on Instagram"]

    play(path, scenario)


def test_after_a_jump_one_goes_on_by_clauses_and_the_nearest_has_the_home_row(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await jump(d, "the bridge")
        await d.keys("g")
        await d.pilot.pause()
        assert labels(d)["f"].startswith("the bridge")
        assert labels(d)["j"].startswith("The mayor")
        await d.keys("escape", "l")
        assert selected(d) == "Engineers found cracks in two pillars."

    play(path, scenario)


@pytest.mark.parametrize("key", ["escape", "Q", "space", "f7", "ctrl+c", "1"])
def test_any_other_key_leaves_the_jump_and_does_nothing_else(path: Path, key: str) -> None:
    async def scenario(d: Driver) -> None:
        before = d.shown()
        await d.keys("g")
        await d.pilot.pause()
        assert d.shown() != before
        await d.keys(key)
        await d.pilot.pause()
        assert d.shown() == before
        assert d.desk.looked(0) is Looked.OPEN
        await d.keys("w")
        assert selected(d) == "The"

    play(path, scenario)


def test_with_more_places_than_letters_some_have_two_and_the_first_typed_leaves_those_it_begins(
    tmp_path: Path,
) -> None:
    text = "\n\n".join(f"Witness {number} left. Nobody saw number {number}." for number in range(20))
    path = make_project(tmp_path, {"many.txt": text})

    async def scenario(d: Driver) -> None:
        await d.keys("g")
        await d.pilot.pause()
        two = next(label for label in labels(d) if len(label) == 2)
        under = labels(d)[two]
        await d.keys(two[0])
        await d.pilot.pause()
        assert labels(d)[two[1]] == under
        assert all(len(label) == 1 for label in labels(d))
        await d.keys(two[1])
        assert selected(d)
        assert under.startswith(selected(d))

    play(path, scenario, size=(120, 40))


@pytest.mark.parametrize("how", ["resize", "scroll", "press"])
def test_letters_and_their_state_go_when_the_text_moves_or_the_mouse_is_used(path: Path, how: str) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("g")
        await d.pilot.pause()
        if how == "resize":
            await d.pilot.resize_terminal(90, 26)
        elif how == "scroll":
            view(d).scroll_to(y=2, animate=False)
        else:
            await d.pilot.click(view(d), offset=(GUTTER + 5, 0))
        await d.until(lambda: "JUMP" not in d.shown())
        assert not labels(d)
        await d.keys("j")
        assert d.screen.mode is Mode.SPAN

    play(path, scenario, size=(60, 18) if how == "scroll" else (100, 30))


def test_a_jump_inside_its_passage_reshapes_a_claim_and_elsewhere_lets_go_of_it(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "percent_sign")
        await jump(d, "the bridge")
        assert d.desk.reshaping is not None
        await d.keys("enter")
        assert d.words() == ["the bridge was safe"]
        await d.keys("percent_sign")
        await jump(d, "Police")
        assert d.desk.reshaping is None
        await d.keys("enter", "escape")
        assert d.words() == ["the bridge was safe", "Police said"]

    play(path, scenario)


def test_no_row_moves_under_letters_over_wide_joined_and_combining_characters(tmp_path: Path) -> None:
    path = make_project(tmp_path, {"wide.txt": WIDE})

    async def scenario(d: Driver) -> None:
        before = [view(d).render_line(y).cell_length for y in range(8)]
        rights = [line[-30:] for line in d.shown().split("\n")]
        await d.keys("g")
        await d.pilot.pause()
        assert [view(d).render_line(y).cell_length for y in range(8)] == before
        assert len(labels(d)) >= 5
        assert [line[-30:] for line in d.shown().split("\n")[1:]] == rights[1:]
        await d.keys("escape")
        await jump(d, "👨")
        assert selected(d).startswith("👨\u200d👩\u200d👧 families")

    play(path, scenario)


# -- searching


def options(d: Driver) -> list[str]:
    listed = d.app.screen.query_one(OptionList)
    return [str(listed.get_option_at_index(at).prompt) for at in range(listed.option_count)]


async def search(d: Driver, words: str) -> None:
    await d.keys("slash")
    await d.on("SearchBox")
    d.app.screen.query_one(Input).value = words
    await d.pilot.pause()


async def searched(d: Driver) -> None:
    """Wait until the other articles have been looked through."""
    found = d.app.screen.query_one("#found", Static)
    await d.until(lambda: "in others" in str(found.content) and "looking" not in str(found.content))


def test_hits_of_this_article_come_at_once_and_enter_selects_one_to_go_on_from(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await search(d, "SAID")
        assert options(d)[0] == "this article"
        assert [line.split()[-3:] for line in options(d)[1:4]] != []
        await d.keys("down", "enter")
        await d.on("AnnotateScreen")
        assert (selected(d), d.desk.index, d.screen.mode) == ("said", 1, Mode.SPAN)
        assert "2/3 “SAID”" in d.shown()
        await d.keys("full_stop", "enter")
        assert d.words() == ["said the"]
        assert [each.judgement.span for each in await d.stored()] == [d.desk.claims[0].judgement.span]

    play(path, scenario)


def test_hits_of_other_articles_follow_and_enter_opens_theirs(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        first = d.desk.article.id
        await search(d, "nobody was")
        await searched(d)
        assert options(d)[0] == "second.txt"
        await d.keys("enter")
        await d.until(lambda: d.desk.article.id != first)
        await d.on("AnnotateScreen")
        assert (selected(d), d.desk.index) == ("Nobody was", 1)
        assert "1/1 “nobody was”" in d.shown()
        await d.keys("enter")
        await d.saved()
        assert d.words() == ["Nobody was"]

    play(path, scenario)


def test_n_goes_from_hit_to_hit_and_round(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("n")
        assert "nothing has been searched for yet: / searches" in d.shown()
        await search(d, "said")
        await d.keys("enter")
        await d.on("AnnotateScreen")
        for key, index, message in [
            ("n", 1, "2/3 "),
            ("n", 3, "3/3 "),
            ("n", 0, "1/3 “said”, from the beginning again"),
            ("N", 3, "3/3 “said”, from the end again"),
            ("N", 1, "2/3 "),
        ]:
            await d.keys(key)
            assert (selected(d), d.desk.index) == ("said", index)
            assert message in d.shown()
        await d.keys("enter", "escape", "N")
        assert d.desk.index == 0
        await d.keys("a")
        await d.on("Choice")
        await d.keys("down", "enter")
        await d.until(lambda: "repairs" in d.desk.article.text)
        await d.pilot.pause()
        await d.keys("n")
        assert "“said” is not in this article: / looks in others" in d.shown()

    play(path, scenario)


def test_escape_leaves_everything_as_it_was_and_the_last_words_are_offered_again(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await search(d, "road")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert (selected(d), d.screen.last_search) == ("", "")
        await search(d, "road")
        await d.keys("enter")
        await d.on("AnnotateScreen")
        await d.keys("x", "slash")
        await d.on("SearchBox")
        await d.pilot.pause()
        assert d.app.screen.query_one(Input).value == "road"
        await d.keys(*"ferry")
        assert d.app.screen.query_one(Input).value == "ferry"
        assert len(options(d)) == 2

    play(path, scenario)


def test_what_is_found_for_words_typed_over_meanwhile_is_dropped(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, real = threading.Event(), searching.search

    def slow(*arguments: object) -> Iterator[Searched]:
        for step in real(*arguments):  # type: ignore[arg-type]
            go_on.wait(10)
            yield step

    monkeypatch.setattr(search_screen, "search", slow)

    async def scenario(d: Driver) -> None:
        await search(d, "nobody")
        await d.until(lambda: [worker for worker in d.app.workers if worker.group == "corpus"])
        d.app.screen.query_one(Input).value = "repairs"
        await d.pilot.pause()
        go_on.set()
        await searched(d)
        assert options(d)[0] == "second.txt"
        assert all("repairs" in line for line in options(d)[1:])

    play(path, scenario)


def test_closing_the_search_stops_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(*_: object) -> Iterator[Searched]:
        begun.set()
        try:
            while True:
                yield Searched(0, ())
        finally:
            ended.set()

    monkeypatch.setattr(search_screen, "search", endless)

    async def scenario(d: Driver) -> None:
        await search(d, "nobody")
        await d.until(begun.is_set)
        assert "looking: 0 of 1" in d.shown()
        await d.keys("escape")
        await d.on("AnnotateScreen")
        await d.until(ended.is_set)

    play(path, scenario)


def test_a_project_that_cannot_be_read_is_said_and_this_article_still_searched(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[Searched]:
        yield Searched(0, ())
        raise StoreProblem("the database could not be read", why="the disk is gone")

    monkeypatch.setattr(search_screen, "search", broken)

    async def scenario(d: Driver) -> None:
        await search(d, "bridge")
        await d.until(lambda: "the disk is gone" in d.shown())
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert selected(d) == "bridge"

    play(path, scenario)


def test_so_many_hits_are_listed_and_more_are_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_screen, "MOST", 5)
    path = make_project(tmp_path, {f"{n}.txt": "so it is, " * 9 + str(n) for n in range(3)})

    async def scenario(d: Driver) -> None:
        await search(d, "so it")
        await searched(d)
        assert "the first 5 in this article · the first 5 in others" in d.shown()
        assert sum(line.count("so it is") > 0 for line in options(d)) == 10

    play(path, scenario)


def test_hostile_words_are_drawn_as_marks_in_the_list(tmp_path: Path) -> None:
    path = make_project(
        tmp_path, {"hostile.txt": "[red]Alarm[/nope] said \x1b]52;c;aGk=\x07 the \u202emayor\u202c."}
    )

    async def scenario(d: Driver) -> None:
        await search(d, "said")
        shown = d.shown()
        assert "[red]Alarm[/nope] said" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)

    play(path, scenario)


def test_another_command_asks_for_a_hit_and_hears_of_it_or_of_none(path: Path) -> None:
    heard: list[Hit | None] = []

    async def scenario(d: Driver) -> None:
        open_search(d.screen, heard.append, title="pick a passage", query="repairs")
        await d.on("SearchBox")
        assert isinstance(d.app.screen, SearchBox)
        await searched(d)
        assert "pick a passage" in d.shown()
        await d.keys("enter")
        await d.on("AnnotateScreen")
        open_search(d.screen, heard.append)
        await d.on("SearchBox")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert d.screen.last_search == ""
        assert d.desk.index == 0

    play(path, scenario)
    hit, nothing = heard
    assert nothing is None
    assert hit is not None
    assert (hit.article_name, hit.words, hit.before) == (
        "second.txt",
        "repairs",
        "According to the council, ",
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 12)])
def test_the_search_has_its_line_list_and_keys_at_every_size(path: Path, size: tuple[int, int]) -> None:
    async def scenario(d: Driver) -> None:
        await search(d, "bridge")
        await d.until(lambda: "1 in this article" in d.shown())
        shown = d.shown()
        assert "bridge was" in shown
        assert "type to find" in shown

    play(path, scenario, size=size)


# -- the mouse


def place(d: Driver, words: str, into: int = 0) -> tuple[int, int]:
    offset = d.desk.article.text.index(words) + into
    here = view(d)._page.rows.place(offset)
    return here.cell + GUTTER, here.row - view(d).scroll_offset.y


async def drag(d: Driver, *way: tuple[int, int], clicks: int = 1) -> None:
    if clicks > 1:
        await d.pilot.click(view(d), offset=way[0], times=clicks - 1)
    await d.pilot.mouse_down(view(d), offset=way[0])
    for there in way[1:]:
        await d.pilot.hover(view(d), offset=there)
    await d.pilot.mouse_up(view(d), offset=way[-1])
    await d.pilot.pause()


def test_a_drag_after_a_double_click_goes_by_words_and_after_a_triple_one_by_sentences(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await drag(d, place(d, "mayor", 2), place(d, "that", 1), clicks=2)
        assert selected(d) == "mayor said that"
        await d.keys("w")
        assert selected(d) == "the"
        await asyncio.sleep(0.6)
        await drag(d, place(d, "that", 1), place(d, "mayor", 2), clicks=2)
        assert selected(d) == "mayor said that"
        await asyncio.sleep(0.6)
        await drag(d, place(d, "bridge"), place(d, "found"), clicks=3)
        assert (
            selected(d) == "The mayor said that the bridge was safe. Engineers found cracks in two pillars."
        )

    play(path, scenario)


def test_a_drag_stays_in_the_passage_it_began_in_either_way(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await drag(d, place(d, "road"), place(d, "mayor"))
        assert (selected(d), d.desk.index) == ("Police said the r", 1)
        await drag(d, place(d, "away"), place(d, "We knew"))
        assert (selected(d), d.desk.index) == ("away.", 1)

    play(path, scenario)


def test_shift_and_click_extends_a_selection_and_moves_the_nearer_edge_of_a_claim(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.pilot.click(view(d), offset=place(d, "bridge"), times=2)
        await d.pilot.click(view(d), offset=place(d, "safe", 3), shift=True)
        await d.until(lambda: selected(d) == "bridge was safe")
        await d.keys("enter")
        await d.pilot.click(view(d), offset=place(d, "the bridge"), shift=True)
        await d.until(lambda: d.words() == ["the bridge was safe"])
        await d.pilot.click(view(d), offset=place(d, "was", 2), shift=True)
        await d.until(lambda: d.words() == ["the bridge was"])
        assert d.screen.mode is Mode.TAG
        assert [each.judgement.span.of(d.desk.article.text) for each in await d.stored()] == d.words()

    play(path, scenario)


def test_dragging_an_edge_of_the_focused_claim_reshapes_it_once_and_shows_what_is_stored(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "l", "l", "enter")
        assert d.words() == ["the bridge was safe"]
        claim = d.desk.claims[0]
        await drag(d, place(d, "safe", 3), place(d, "safe"), place(d, "bridge", 5))
        assert d.words() == ["the bridge"]
        assert d.desk.claims[0].seq == claim.seq + 1
        await drag(d, place(d, "the bridge"), place(d, "that"), place(d, "said"))
        assert d.words() == ["said that the bridge"]
        assert d.screen.mode is Mode.TAG
        stored = (await d.stored())[0].judgement.span
        assert painted(d) == stored == d.desk.claims[0].judgement.span
        await drag(d, place(d, "bridge", 5), place(d, "safe", 4))
        assert d.words() == ["said that the bridge was safe"], "the full stop is no part of a claim"
        assert painted(d).of(d.desk.article.text) == d.words()[0]

    play(path, scenario)


def painted(d: Driver) -> Span:
    """Return what is painted as the focused mark."""
    page = view(d)._page
    found: list[int] = []
    for row in range(len(page.rows)):
        at = page.rows[row].start
        for stretch in page.stretches(row):
            if stretch.look.focused:
                found += [at, at + len(stretch.text)]
            at += len(stretch.text)
    return Span(min(found), max(found))


def test_an_edge_dragged_past_the_other_or_out_of_the_passage_stops_there(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "l", "l", "enter")
        await drag(d, place(d, "safe", 3), place(d, "The mayor"))
        assert d.words() == ["t"]
        await drag(d, place(d, "the bridge"), place(d, "Police"), place(d, "We knew"))
        assert d.words() == ["the bridge was safe. Engineers found cracks in two pillars"]

    play(path, scenario)


def test_an_edge_dragged_and_brought_back_writes_nothing(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "l", "l", "enter")
        before, shown = d.desk.claims[0].id, d.shown()
        await drag(d, place(d, "safe", 3), place(d, "mayor"), place(d, "safe", 3))
        assert d.desk.claims[0].id == before
        assert d.shown() == shown

    play(path, scenario)
