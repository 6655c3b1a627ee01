"""The passage view: what it paints, what it repaints, and what it makes of the mouse."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES
from textual.widgets import Static

from annotator.core.text.span import Span
from annotator.tui.widgets.passage_page import GUTTER
from annotator.tui.widgets.passage_view import MarkView, PassageView

FAMILY, FLAG, ACUTE = "👨\u200d👩\u200d👧", "🇫🇷", "e\u0301"
SCRIPTS = f"日本語の記事 {FAMILY} caf{ACUTE} {FLAG} 한국어 gut"
NEWS = (
    "The mayor said on Monday that two shots were fired, and that nobody else had been in the street.\n\n\n"
    "Police deny it.\n\nRead more in our newsletter.\n\n"
    + "\n\n".join(f"Paragraph {number} goes on for a while, as paragraphs do." for number in range(40))
)


@dataclass(frozen=True)
class Part:
    span: Span
    kind: str = "text"


def parts_of(text: str) -> list[Part]:
    found: list[Part] = []
    at = 0
    for line in text.split("\n"):
        if line:
            kind = "boilerplate" if line.startswith("Read more") else "text"
            found.append(Part(Span(at, at + len(line)), kind))
        at += len(line) + 1
    return found


def mark(key: str, words: str, text: str = NEWS, *, complete: bool = True) -> MarkView:
    start = text.index(words)
    return MarkView(key, Span(start, start + len(words)), complete)


class Counted(PassageView):
    """Says which rows of the window were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.asked.append(y)
        return super().render_line(y)


class Reader(App[None]):
    CSS = "Counted { width: 1fr; } #side { width: 20; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Static("above")
        with Horizontal():
            yield Counted()
            yield Static("beside", id="side")

    def on_mount(self) -> None:
        self.view.show(self.text, parts_of(self.text), 0)

    @property
    def view(self) -> Counted:
        return self.query_one(Counted)

    def on_passage_view_dragged(self, message: PassageView.Dragged) -> None:
        self.heard.append(message)
        self.view.set_selection(message.span, message.span.end)

    def on_passage_view_edge_dragged(self, message: PassageView.EdgeDragged) -> None:
        self.heard.append(message)

    def on_passage_view_clicked(self, message: PassageView.Clicked) -> None:
        self.heard.append(message)

    def on_passage_view_mark_clicked(self, message: PassageView.MarkClicked) -> None:
        self.heard.append(message)


Scene = Callable[[Reader, Pilot[None]], Awaitable[None]]


def play(scene: Scene, text: str = NEWS, size: tuple[int, int] = (80, 20)) -> None:
    async def run() -> None:
        app = Reader(text)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await scene(app, pilot)

    asyncio.run(run())


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()


def lines(view: PassageView) -> list[str]:
    return [view.render_line(y).text for y in range(view.size.height)]


def cell(view: PassageView, offset: int, *, end: bool = False) -> tuple[int, int]:
    """Return the window's cell that draws an offset, found by asking the view about each."""
    width, height = view.size
    found = [(x, y) for y in range(height) for x in range(GUTTER, width) if view.offset_at(x, y) == offset]
    return found[-1 if end else 0]


async def drag(app: Reader, pilot: Pilot[None], start: tuple[int, int], *way: tuple[int, int]) -> Span:
    await pilot.mouse_down(app.view, offset=start)
    for place in way:
        await pilot.hover(app.view, offset=place)
    await pilot.mouse_up(app.view, offset=way[-1])
    await settle(pilot)
    last = app.heard[-1]
    assert isinstance(last, PassageView.Dragged)
    assert last.final
    return last.span


def words_of(text: str) -> list[Span]:
    return [Span(text.index(word), text.index(word) + len(word)) for word in text.split()]


@pytest.mark.parametrize("width", [80, 40])
def test_a_drag_over_a_word_of_any_script_is_exactly_that_word(width: int) -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        for word in words_of(SCRIPTS):
            first, last = cell(app.view, word.start), cell(app.view, _last_start(word), end=True)
            assert await drag(app, pilot, first, last) == word
            assert await drag(app, pilot, last, first) == word

    play(scene, SCRIPTS, (width, 20))


def _last_start(word: Span) -> int:
    last = next(tail for tail in (FAMILY, f"{ACUTE}", FLAG, "") if word.of(SCRIPTS).endswith(tail))
    return word.end - (len(last) or 1)


def test_a_drag_from_any_cell_to_any_other_never_splits_a_grapheme() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        bounds = {app.view.offset_at(x, 0) for x in range(GUTTER, 60)}
        for start, end in [(4, 9), (17, 16), (18, 20), (27, 25), (30, 50), (12, 33)]:
            span = await drag(app, pilot, (start, 0), (end, 0))
            assert {span.start, span.end} <= bounds

    play(scene, SCRIPTS)


def test_a_drag_reports_on_its_way_and_once_at_the_end() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        await drag(app, pilot, (GUTTER, 0), (GUTTER + 5, 0), (GUTTER + 8, 0))
        dragged = [message for message in app.heard if isinstance(message, PassageView.Dragged)]
        assert [message.final for message in dragged] == [False] * (len(dragged) - 1) + [True]
        assert dragged[-1].span == Span(0, 9)
        assert app.heard[-1] is dragged[-1]

    play(scene)


def test_a_drag_past_the_end_of_rows_and_text_takes_what_there_is() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        assert await drag(app, pilot, (GUTTER + 4, 0), (58, 0)) == Span(4, 7)
        assert await drag(app, pilot, (GUTTER + 4, 0), (30, 12)) == Span(4, 14)

    play(scene, "one two  \nlast")


def test_a_drag_below_the_window_scrolls_on() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        await pilot.mouse_down(app.view, offset=(10, 10))
        await pilot.hover(app.view, offset=(10, app.view.size.height - 1))
        await _until(lambda: app.view.scroll_offset.y > 5)
        await pilot.mouse_up(app.view, offset=(10, 5))
        stopped = app.view.scroll_offset.y
        await pilot.pause(0.2)
        assert app.view.scroll_offset.y == stopped

    play(scene)


async def _until(claim: Callable[[], bool]) -> None:
    for _ in range(200):
        if claim():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never happened")


def test_clicks_are_counted_and_shift_is_told() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        place = (GUTTER + 4, 0)
        await pilot.click(app.view, offset=place, times=3)
        await pilot.click(app.view, offset=(GUTTER, 0), shift=True)
        await settle(pilot)
        heard = [(m.offset, m.clicks, m.shift) for m in app.heard if isinstance(m, PassageView.Clicked)]
        assert heard == [(4, 1, False), (4, 2, False), (4, 3, False), (0, 1, True)]

    play(scene)


def test_a_click_on_marks_takes_the_innermost_and_then_the_one_around_it() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        marks = [mark("out", "that two shots were fired"), mark("in", "two shots")]
        place = cell(app.view, NEWS.index("shots"))
        for focused, expected in [(None, "in"), ("in", "out"), ("out", "in")]:
            app.view.set_marks(marks, focused)
            assert await _clicked_mark(app, pilot, place) == expected
        assert await _clicked_mark(app, pilot, (2, 0)) == "out"

    play(scene)


async def _clicked_mark(app: Reader, pilot: Pilot[None], place: tuple[int, int]) -> str:
    app.heard.clear()
    await asyncio.sleep(0.55)  # beyond what counts as a double click
    await pilot.click(app.view, offset=place)
    await settle(pilot)
    [message] = app.heard
    assert isinstance(message, PassageView.MarkClicked)
    return message.key


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (30, 10)])
def test_all_of_the_text_is_painted_and_none_of_it_behind_the_scrollbar(size: tuple[int, int]) -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view = app.view
        seen: dict[int, str] = {}
        while True:
            top = view.scroll_offset.y
            seen |= {top + y: line for y, line in enumerate(lines(view))}
            if top >= view.max_scroll_y:
                break
            view.scroll_to(y=top + view.size.height, animate=False)
        width = view.scrollable_content_region.width
        assert all(not line[width:].strip() for line in seen.values())
        painted = "".join(seen[row][GUTTER:] for row in sorted(seen))
        assert "".join(painted.split()) == "".join(NEWS.split())

    play(scene, size=size)


def test_the_rows_are_never_longer_than_one_reads_well() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        assert max(len(line.rstrip()) for line in lines(app.view)) <= GUTTER + 84

    play(scene, size=(200, 60))


def test_only_the_rows_that_change_are_painted_again() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view = app.view
        steps: Sequence[tuple[Span | None, int, set[int]]] = [
            (Span(4, 9), 9, {0}),
            (Span(4, 20), 20, {0}),
            (Span(4, 70), 70, {0, 1}),
            (Span(4, 75), 75, {1}),
            (Span(10, 75), 75, {0, 1}),
            (None, 0, {0, 1}),
        ]
        for span, caret, expected in steps:
            view.asked.clear()
            view.set_selection(span, caret)
            await settle(pilot)
            assert set(view.asked) == expected
        view.asked.clear()
        view.set_selection(None, 0)
        view.set_marks([], None)
        await settle(pilot)
        assert not view.asked

    play(scene)


def test_a_mark_that_comes_changes_or_goes_repaints_its_own_rows() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, first, second = app.view, mark("a", "two shots"), mark("b", "Police deny it")
        for marks, focused, expected in [
            ([first, second], None, {0, 3}),
            ([first, second], "b", {3}),
            ([first, second], "a", {0, 3}),
            ([second], None, {0, 3}),  # it is the first now
        ]:
            view.asked.clear()
            view.set_marks(marks, focused)
            await settle(pilot)
            assert set(view.asked) == expected

    play(scene)


def looks(view: PassageView, y: int, words: str) -> set[str]:
    """Return the attributes, colours apart, with which words on a row are painted."""
    text, found = "", set()
    strip = view.render_line(y)
    start = strip.text.index(words)
    for segment in strip:
        inside = len(text) < start + len(words) and start < len(text) + len(segment.text)
        if inside and segment.style:
            names = ("bold", "dim", "italic", "underline", "underline2", "reverse")
            found |= {name for name in names if getattr(segment.style, name)}
        text += segment.text
    return found


def test_every_state_shows_without_colour() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view = app.view
        inner = mark("c", "shots", complete=False)
        view.set_marks([mark("a", "mayor said"), mark("b", "two shots were"), inner], "a")
        view.set_selection(Span(14, 24), 24)
        assert looks(view, 0, "mayor sa") == {"bold", "underline"}
        assert looks(view, 0, "two ") == {"underline"}
        assert looks(view, 0, "shots") == {"underline", "underline2"}
        assert looks(view, 0, " on Mond") == {"reverse"}
        assert looks(view, 0, "The ") == set()
        assert lines(view)[0][:GUTTER] == "1?+▏"

    play(scene)


def test_two_marks_over_the_same_words_are_both_numbered() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        app.view.set_marks([mark("a", "two shots"), mark("b", "two shots")], None)
        assert lines(app.view)[0].startswith(" 1+▏")
        assert "underline2" in looks(app.view, 0, "two shots")

    play(scene)


def test_a_mark_that_ends_inside_a_grapheme_paints_all_of_it() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        start = SCRIPTS.index(FAMILY)
        app.view.set_marks([MarkView("a", Span(start, start + 2), True)], None)
        assert looks(app.view, 0, FAMILY) == {"underline"}
        assert FAMILY in lines(app.view)[0]

    play(scene, SCRIPTS)


def test_the_current_passage_stands_out_and_boilerplate_is_labelled() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view = app.view
        rows = lines(view)
        bars = [y for y, line in enumerate(rows) if line[GUTTER - 1] == "▏"]
        assert next(rows[y].split()[0].strip("▏") for y in bars) == "The"
        assert all("Police" not in rows[y] for y in bars)
        label = next(y for y, line in enumerate(rows) if "Read more" in line)
        assert rows[label].startswith(" bp ")
        assert "italic" in looks(view, label, "Read more")
        assert _colour(view, 0) != _colour(view, label)
        assert _colour(view, label) == _colour(view, label + 2)
        before = _colour(view, 0)
        view.set_current(1)
        assert _colour(view, 0) != before

    play(scene)


def _colour(view: PassageView, y: int) -> object:
    style = list(view.render_line(y))[1].style
    return style and style.color


def test_a_passage_far_down_is_shown_with_rows_above_it() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        app.view.set_current(30)
        await settle(pilot)
        rows = lines(app.view)
        y = next(y for y, line in enumerate(rows) if "Paragraph 27" in line)
        assert y == 4
        app.view.set_current(31)
        await settle(pilot)
        moved = lines(app.view)
        assert "Paragraph 27" in moved[y]
        assert [line[GUTTER - 1] for line in moved] != [line[GUTTER - 1] for line in rows]

    play(scene)


def test_reveal_scrolls_only_to_what_is_out_of_sight_and_leaves_room_to_go_on() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, target = app.view, NEWS.index("Paragraph 30")
        view.reveal(Span(target, target + 9))
        top = view.scroll_offset.y
        row = next(y for y, line in enumerate(lines(view)) if "Paragraph 30" in line)
        assert row == view.size.height - 1 - view.size.height // 3
        for further in ("Paragraph 31", "Paragraph 33", "Paragraph 26"):
            view.reveal(Span(NEWS.index(further), NEWS.index(further) + 9))
        assert view.scroll_offset.y == top
        view.reveal(Span(0, 3))
        assert view.scroll_offset.y == 0
        view.reveal(Span(target, len(NEWS)))
        assert "Paragraph 30" in lines(view)[0]

    play(scene)


def test_a_resize_wraps_again_and_keeps_the_place() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        app.view.set_current(30)
        target = NEWS.index("Paragraph 27")
        for width, height in [(60, 12), (140, 50), (34, 8), (80, 20)]:
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            x, y = cell(app.view, target)
            assert lines(app.view)[y][x:].startswith("Paragr")

    play(scene)


def test_a_line_of_a_hundred_thousand_characters_is_shown_and_pointed_at() -> None:
    text = "word " * 20_000

    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        app.view.reveal(Span(99_990, 99_994))
        await settle(pilot)
        assert app.view.offset_at(*cell(app.view, 99_990)) == 99_990
        assert await drag(app, pilot, cell(app.view, 99_990), cell(app.view, 99_993)) == Span(99_990, 99_994)

    play(scene, text)


def test_a_caret_on_a_break_is_drawn_behind_the_last_word() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        app.view.set_selection(None, 3)
        strip = app.view.render_line(0)
        painted = [segment.text for segment in strip if segment.style and segment.style.reverse]
        assert (painted, strip.cell_length) == ([" "], app.view.size.width)

    play(scene, "one\n\ntwo")


def test_control_and_bidi_characters_never_reach_the_terminal_and_markup_stays_text() -> None:
    text = "a \x1b[31m b \u202ec\u202c \x07 [bold]d[/bold]"

    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        line = lines(app.view)[0]
        assert not {"\x1b", "\x07", "\u202e", "\u202c"} & set(line)
        assert "[bold]d[/bold]" in line
        word = text.index("[bold]")
        assert await drag(app, pilot, cell(app.view, word), cell(app.view, word + 5)) == Span(word, word + 6)

    play(scene, text)


def test_letters_parted_by_hand_keep_their_joiner_and_their_cells() -> None:
    text = "او می\u200cگوید که"

    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        assert text in lines(app.view)[0]
        word = Span(3, 10)
        assert await drag(app, pilot, cell(app.view, 3), cell(app.view, 9)) == word

    play(scene, text)


def test_another_theme_repaints_in_its_colours() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        before = _colour(app.view, 0)
        app.theme = "textual-light"
        await settle(pilot)
        assert _colour(app.view, 0) != before

    play(scene)


@pytest.mark.parametrize("theme", list(BUILTIN_THEMES))
def test_words_never_have_the_colour_they_stand_on(theme: str) -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        app.theme = theme
        await settle(pilot)
        gap = mark("c", "fired", complete=False)
        app.view.set_marks([mark("a", "mayor"), mark("b", "two"), gap], "b")
        styles = {segment.style for segment in app.view.render_line(0) if segment.style}
        assert len(styles) >= 5
        assert not [s for s in styles if s.color and s.color == s.bgcolor and not s.color.is_default]

    play(scene)


def test_without_colour_the_context_is_dim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        row = next(y for y, line in enumerate(lines(app.view)) if "Police" in line)
        assert "dim" in looks(app.view, row, "Police")
        assert "dim" not in looks(app.view, 0, "mayor")

    play(scene)


def test_an_empty_article_is_a_blank_page() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        assert not "".join(lines(app.view)).strip()
        assert app.view.offset_at(10, 10) == 0

    play(scene, "")


LETTERS = ("bold", "reverse")


def test_letters_stand_over_the_first_cells_readable_without_colour_and_nothing_moves() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view = app.view
        view.set_selection(Span(4, 9), 9)
        before = lines(view)
        second = NEWS.index("that two")
        view.set_labels({0: "f", second: "zj"})
        await settle(pilot)
        after = lines(view)
        assert after[0] == before[0].replace("The mayor", "fhe mayor").replace("that two", "zjat two")
        assert after[1:] == before[1:]
        assert looks(view, 0, "f") == looks(view, 0, "zj") == {"bold", "reverse"}
        assert "reverse" not in looks(view, 0, "mayor said")
        assert "dim" in looks(view, 0, "mayor said")
        view.set_labels({})
        assert lines(view) == before
        assert looks(view, 0, "mayor") == {"reverse"} | looks(view, 0, "mayor")

    play(scene)


def test_only_rows_whose_letters_change_are_painted_again() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, police = app.view, NEWS.index("Police")
        view.set_labels({0: "zf", police: "zj"})
        await settle(pilot)
        view.asked.clear()
        view.set_labels({police: "j"})
        await settle(pilot)
        assert set(view.asked) == {0, 3}

    play(scene)


@pytest.mark.parametrize("what", ["resize", "scroll", "click", "select", "turn", "show", "mark"])
def test_letters_go_with_whatever_moves_the_text_or_draws_over_it(what: str) -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, gone = app.view, list[str]()
        view.set_labels({0: "f"}, lambda: gone.append(what))
        await settle(pilot)
        assert not gone
        if what == "resize":
            await pilot.resize_terminal(60, 18)
        elif what == "scroll":
            view.scroll_to(y=3, animate=False)
        elif what == "click":
            await pilot.mouse_down(view, offset=(10, 3))
            await pilot.mouse_up(view, offset=(10, 3))
        elif what == "select":
            view.set_selection(Span(0, 4), 4)
        elif what == "turn":
            view.set_current(1)
        elif what == "show":
            view.show(NEWS, parts_of(NEWS), 0)
        else:
            view.set_marks([mark("a", "two shots")], None)
        await settle(pilot)
        assert gone == [what]
        assert not looks(view, 0, lines(view)[0][GUTTER:].strip()) & {"dim"}

    play(scene)


@pytest.mark.parametrize(("clicks", "grain"), [(1, 1), (2, 2), (3, 3)])
def test_a_drag_says_after_how_many_clicks_it_began_and_where(clicks: int, grain: int) -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        first, last = (GUTTER + 6, 0), (GUTTER + 12, 0)
        if clicks > 1:
            await pilot.click(app.view, offset=first, times=clicks - 1)
        await drag(app, pilot, first, last)
        message = app.heard[-1]
        assert isinstance(message, PassageView.Dragged)
        assert (message.clicks, message.anchor, message.span) == (grain, 6, Span(6, 13))

    play(scene)


def test_a_wide_character_is_part_of_a_drag_from_its_middle_on() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        left, right = GUTTER + 4, GUTTER + 5  # the cells of the third character
        assert await drag(app, pilot, (GUTTER, 0), (left, 0)) == Span(0, 2)
        assert await drag(app, pilot, (GUTTER, 0), (right, 0)) == Span(0, 3)
        assert await drag(app, pilot, (GUTTER + 8, 0), (right, 0)) == Span(3, 5)
        assert await drag(app, pilot, (GUTTER + 8, 0), (left, 0)) == Span(2, 5)
        assert await drag(app, pilot, (left, 0), (right, 0)) == Span(2, 3)

    play(scene, SCRIPTS)


def edges_heard(app: Reader) -> list[tuple[str, str, int, bool]]:
    return [
        (message.key, message.edge, message.offset, message.final)
        for message in app.heard
        if isinstance(message, PassageView.EdgeDragged)
    ]


@pytest.mark.parametrize(
    ("press", "edge"),
    [(-1, "start"), (0, "start"), (1, "start"), (7, "end"), (8, "end"), (9, "end"), (4, None)],
)
def test_the_edge_of_the_focused_mark_is_taken_hold_of_at_or_beside_it(press: int, edge: str | None) -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, words = app.view, mark("a", "two shots")
        view.set_marks([words], "a")
        x, y = cell(view, words.span.start)
        await pilot.mouse_down(view, offset=(x + press, y))
        await pilot.hover(view, offset=(x + 20, y))
        await pilot.mouse_up(view, offset=(x + 20, y))
        await settle(pilot)
        reached = words.span.start + 20 + (edge == "end")
        assert edges_heard(app)[-1:] == ([("a", edge, reached, True)] if edge else [])
        assert any(isinstance(message, PassageView.Dragged) for message in app.heard) == (edge is None)

    play(scene)


def test_a_click_on_an_edge_stays_a_click_and_other_marks_have_no_edges_to_hold() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, words = app.view, mark("a", "two shots")
        view.set_marks([words, mark("b", "Monday")], "b")
        place = cell(view, words.span.start)
        await drag(app, pilot, place, (place[0] + 3, place[1]))
        app.heard.clear()
        view.set_marks([words], "a")
        await pilot.click(view, offset=place)
        await settle(pilot)
        assert [type(message) for message in app.heard] == [PassageView.MarkClicked]

    play(scene)


def test_a_preview_shows_the_focused_mark_elsewhere_until_it_is_taken_back() -> None:
    async def scene(app: Reader, pilot: Pilot[None]) -> None:
        view, words = app.view, mark("a", "two shots")
        view.set_marks([words], "a")
        before = [view.render_line(0), view.render_line(1)]
        view.preview(Span(4, 9))
        assert looks(view, 0, "mayor") == {"bold", "underline"}
        assert looks(view, 0, "two shots") == set()
        view.preview(None)
        assert [view.render_line(0), view.render_line(1)] == before

    play(scene)
