"""Every theme can be read: contrasts of what is really painted, and marks that stay apart for all colour vision."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widgets import OptionList

from annotator.tui.chosen import THEMES as NAMES
from annotator.tui.themes import THEMES
from annotator.tui.widgets.passage_view import PassageView

from .colour_vision import VISION, contrast, difference
from .driver import Driver, make_project, running

pytestmark = pytest.mark.slow

OURS = [name for name in THEMES if name != "terminal"]
READABLE = 4.5  # WCAG 2.1 AA for text
ENHANCED = {"high-contrast": 7.0}  # AAA

BEHIND = ("background", "surface", "panel", "primary-muted", "block-cursor-background")
WORDS = (
    "foreground",
    "text-muted",
    "text-disabled",
    "foreground-muted",
    "accent",
    "text-accent",
    "text-error",
)
"""What our widgets write with on any of these; the last two are behind a field being typed in and a chosen line."""

APART = 15.0
"""ΔE below which two backgrounds are too alike; several times what is just noticeable."""


class Painted(App[None]):
    """A passage view and a list, as the screen has them."""

    def compose(self) -> ComposeResult:
        yield PassageView()
        yield OptionList("one", "two")


Look = dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]]


@pytest.fixture(scope="module")
def painted() -> dict[str, Look]:
    """Return by theme and by look the text and background that are painted."""

    async def run() -> dict[str, Look]:
        app = Painted()
        found = {}
        async with app.run_test() as pilot:
            for theme in THEMES.values():
                app.register_theme(theme)
            app.query_one(OptionList).focus()
            for name in OURS:
                app.theme = name
                await pilot.pause()
                found[name] = looks(app)
        return found

    return asyncio.run(run())


def looks(app: App[None]) -> Look:
    view = app.query_one(PassageView)
    names = ("text", "context", "boilerplate", "mark", "gap", "focused", "gutter")
    found = {name: pair(view.get_component_rich_style(f"passage-view--{name}")) for name in names}
    for name in ("text", "mark", "gap", "focused"):
        # A selection is drawn in reverse, and so is a caret.
        over = view.get_component_rich_style("passage-view--selection", partial=True)
        assert over.reverse
        found[f"{name}, selected"] = found[name][::-1]
    chosen = app.query_one(OptionList).get_visual_style("option-list--option-highlighted")
    found["chosen in a list"] = pair(chosen.rich_style)
    colours = {name: Color.parse(app.theme_variables[name]) for name in (*BEHIND, *WORDS)}
    for behind in BEHIND:
        for words in WORDS:
            background = colours[behind]
            text = background.blend(colours[words], colours[words].a, alpha=1.0)
            found[f"{words} on {behind}"] = (text.rgb, background.rgb)
    return found


def pair(style: Style) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    assert style.color is not None
    assert style.bgcolor is not None
    assert style.color.triplet is not None
    assert style.bgcolor.triplet is not None
    return tuple(style.color.triplet), tuple(style.bgcolor.triplet)


def test_every_theme_has_its_words_and_the_terminal_keeps_its_own_colours() -> None:
    assert list(THEMES) == list(NAMES)
    assert THEMES["terminal"].ansi
    assert not any(THEMES[name].ansi for name in OURS)


@pytest.mark.parametrize("theme", OURS)
def test_all_text_can_be_read(theme: str, painted: dict[str, Look]) -> None:
    wanted = ENHANCED.get(theme, READABLE)
    poor = {look: round(contrast(*colours), 2) for look, colours in painted[theme].items()}
    assert {look: ratio for look, ratio in poor.items() if ratio < wanted} == {}


SCREENS: dict[str, tuple[str, ...]] = {
    "AnnotateScreen": ("l", "enter", "i", "escape", "l", "enter", "f"),
    "ThemeList": ("f4",),
    "KeyHelp": ("f1", "c", "l", "a"),
    "Palette": ("colon", "c", "l", "a"),
    "Choice": ("a",),
    "Guideline": ("f2",),
    "EvidenceForm": ("l", "enter", "apostrophe"),
    "NoteForm": ("l", "enter", "semicolon"),
    "SearchBox": ("slash", "t", "h", "e"),
    "Welcome": ("f5",),
    "SourcePicker": ("l", "enter", "slash", "M", "enter"),
}
"""What is looked at, and the keys that open it."""


@pytest.mark.parametrize("screen", SCREENS)
def test_every_word_on_the_screen_can_be_read_in_every_theme(screen: str, tmp_path: Path) -> None:
    path = make_project(tmp_path)

    async def run() -> dict[str, dict[str, float]]:
        poor = {}
        async with running(path, size=(120, 40)) as d:
            await d.keys(*SCREENS[screen])
            await d.on(screen)
            await d.pilot.pause(0.2)
            for name in OURS:
                d.app.theme = name
                await d.pilot.pause(0.05)
                wanted = ENHANCED.get(name, READABLE)
                poor[name] = {text: ratio for text, ratio in words(d) if ratio < wanted}
        return poor

    assert asyncio.run(run()) == {name: {} for name in OURS}


def words(d: Driver) -> Iterator[tuple[str, float]]:
    """Yield every stretch of letters that is painted, of a dialog those inside its box, and their contrast."""
    box = d.app.screen.region
    if d.app.screen is not d.screen:
        box = d.app.screen.query("Vertical").first().region
    for strip in d.app.screen._compositor.render_strips(d.app.size)[box.y : box.bottom]:
        for text, style, _ in strip.crop(box.x, box.right):
            if style and any(letter.isalnum() for letter in text):
                colours = pair(style)
                yield text.strip(), round(contrast(*colours), 2)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", ["colour-blind", "colour-blind-light"])
def test_marks_stay_apart_for_every_kind_of_colour_vision(
    theme: str, vision: str, painted: dict[str, Look]
) -> None:
    behind = {name: painted[theme][name][1] for name in ("text", "mark", "gap", "focused")}
    wanted = APART if vision != "grey" else APART / 3
    alike = {
        (one, other): round(apart, 1)
        for one, other in combinations(behind, 2)
        if (apart := difference(behind[one], behind[other], vision)) < wanted
    }
    assert alike == {}


@pytest.mark.parametrize("theme", OURS)
def test_marks_are_apart_in_every_theme(theme: str, painted: dict[str, Look]) -> None:
    behind = [painted[theme][name][1] for name in ("text", "mark", "gap", "focused")]
    assert all(difference(one, other, "full") > APART for one, other in combinations(behind, 2))


def test_the_arithmetic_of_colours() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert difference((255, 0, 0), (255, 0, 0), "protanopia") == 0
    # Red and green of one lightness, which two kinds of vision take for nearly the same.
    assert (
        difference((190, 90, 0), (110, 130, 0), "deuteranopia")
        < difference((190, 90, 0), (110, 130, 0), "full") / 2
    )
