"""A person's own keys and looks on the running screen."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.command import CommandList
from textual.geometry import Region
from textual.widgets import Input, OptionList, Static, TextArea

from annotator.settings import remember_theme, remembered_theme
from annotator.tui.chosen import THEMES, Chosen, Look, chosen
from annotator.tui.dialog_keys import DIALOG_KEYS
from annotator.tui.key_names import shown
from annotator.tui.keymap import STANDARD
from annotator.tui.keys import KEYS, Mode
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.passage_view import PassageView

from .driver import Driver, make_project, running

Scenario = Callable[[Driver], Awaitable[None]]


def play(path: Path, scenario: Scenario, own: Chosen | None = None, **options: object) -> None:
    async def run() -> None:
        async with running(path, own=own, **options) as driver:  # type: ignore[arg-type]
            await scenario(driver)

    asyncio.run(run())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def written(folder: Path, text: str) -> Chosen:
    """Return what a file of one's own says."""
    (folder / "screen.toml").write_text(text, encoding="utf-8")
    return chosen({"ANNOTATOR_SCREEN": str(folder / "screen.toml")})


# -- keys


def test_own_keys_do_what_they_say_and_the_former_ones_nothing(path: Path, tmp_path: Path) -> None:
    own = written(
        tmp_path,
        '[keys]\nclause_next = "Z"\nmark = "Ctrl+N"\nnarrator = "Alt+X"\nfinish = "F10"\nfind_source = ""',
    )

    async def scenario(d: Driver) -> None:
        await d.keys("l", "right", "enter", "0")
        assert (d.screen.mode, d.words()) == (Mode.READ, [])
        await d.keys("Z", "ctrl+n", "alt+x")
        (claim,) = await d.stored()
        assert claim.judgement.of("source")
        assert d.screen.mode is Mode.TAG
        await d.keys("slash", "escape", "enter")
        assert d.screen.mode is Mode.TAG
        await d.keys("f10")
        assert d.screen.mode is Mode.READ

    play(path, scenario, own)


def test_letters_stay_labels_while_tagging_whatever_they_are_elsewhere(path: Path, tmp_path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i", "F9", "i")
        await d.keys("i")
        (claim,) = await d.stored()
        assert claim.judgement.of("form") == ("indirect",)
        await d.keys("f9")
        assert d.screen.mode is Mode.READ
        await d.keys("i")
        assert d.desk.looked(0) == "flagged"

    play(path, scenario, written(tmp_path, '[keys]\nflag = "i"\nfinish = "F9"'))


def test_footer_help_and_palette_show_own_keys(path: Path, tmp_path: Path) -> None:
    own = written(tmp_path, '[keys]\nsentence_next = "Z"\nhelp = "F9"\nflag = "Alt+]"\nclause_next = ""')

    async def scenario(d: Driver) -> None:
        footer = str(d.screen.query_one(KeyBar).render())
        assert footer.startswith("Z sentence  w word"), footer
        assert "Space done, next" in footer
        assert "F9 keys" in footer
        await d.keys("f9")
        await d.on("KeyHelp")
        await d.types(*"next s")
        await d.until(lambda: "Z                 next sentence" in d.shown())
        await d.keys("escape")
        await d.on("AnnotateScreen")
        await d.keys("colon")
        await d.on("Palette")
        await d.types(*"flag the")
        await d.until(lambda: "key: Alt+]" in d.shown())

    play(path, scenario, own, size=(110, 40))


def test_keys_of_dialogs_can_be_changed(path: Path, tmp_path: Path) -> None:
    own = written(
        tmp_path, '[dialogs]\n"form.save" = "Alt+S"\n"dialog.close" = "F9"\n"reading.close" = "Z, F12"'
    )

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "semicolon")
        await d.on("NoteForm")
        await d.types(*"see D4")
        await d.keys("ctrl+s", "escape")
        await d.on("NoteForm")
        await d.keys("alt+s")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        assert claim.judgement.note == "see D4"
        await d.keys("f2")
        await d.on("Guideline")
        await d.keys("q", "f2")
        await d.on("Guideline")
        await d.keys("Z")
        await d.on("AnnotateScreen")

    play(path, scenario, own)


def test_a_dialog_names_the_keys_it_has() -> None:
    from annotator.tui.dialog_keys import told

    for row in DIALOG_KEYS:
        assert told(f"{{{row.id}}} does it", {}) == f"{shown(row.keys.split(',')[0])} does it"
        assert told(f"{{{row.id}}} does it", {row.id: "f12,x"}) == "F12 does it"


# -- palette and help


def test_the_palette_offers_every_action_and_says_when_it_is_for(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        for keys in ((), ("j",), ("enter",)):
            await d.keys(*keys)
            mode = d.screen.mode
            offered = list(d.app.get_system_commands(d.screen))
            assert len(offered) == len(KEYS) - 1
            now = [row for row in STANDARD.applying(mode) if row.command != "palette"]
            assert sum(each.discover for each in offered) == len(now)
            for each in offered:
                assert each.discover == each.help.startswith("key: "), each
                assert each.discover or each.help.startswith("not now: only when ")
        await d.keys("escape", "colon")
        await d.on("Palette")
        await d.types(*"moving edge one")
        await d.until(lambda: "not now: only when something is selected" in d.shown())
        await d.until(lambda: d.app.screen.query_one(CommandList).option_count > 0)
        await d.keys("enter")
        await d.on("AnnotateScreen")
        await d.until(lambda: "that is for when something is selected" in d.shown())

    play(path, scenario, size=(110, 40))


def test_the_help_narrows_down_to_what_is_typed(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "question_mark")
        await d.on("KeyHelp")
        assert "Now: SPAN" in d.shown()
        text = d.app.screen.query_one("VerticalScroll Static", Static)
        await d.keys("equals_sign")
        await d.until(lambda: str(text.content).startswith("The key =\n"))
        await d.keys("backspace", *"evid")
        await d.until(lambda: "add evidence" in d.shown() and "next sentence" not in d.shown())
        await d.keys("space", *"zzz")
        await d.until(lambda: "nothing has this key" in d.shown())

    play(path, scenario, size=(110, 40))


def test_the_help_scrolls_while_one_types_and_closes(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("f1")
        await d.on("KeyHelp")
        assert "next sentence" in d.shown()
        await d.keys("pagedown")
        await d.until(lambda: "next sentence" not in d.shown())
        await d.keys("pageup")
        await d.until(lambda: "next sentence" in d.shown())
        await d.keys("f1")
        await d.on("AnnotateScreen")
        assert d.words() == []

    play(path, scenario, size=(80, 24))


# -- looks


def test_a_theme_is_seen_while_one_chooses_and_kept_when_it_is_taken(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    async def scenario(d: Driver) -> None:
        first = d.app.theme
        view = d.screen.query_one(PassageView)
        background = view.rich_style.bgcolor
        await d.keys("f4")
        await d.on("ThemeList")
        await d.keys("down")
        await d.until(lambda: d.app.theme == list(THEMES)[1])
        await d.until(lambda: view.rich_style.bgcolor != background)
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert (d.app.theme, remembered_theme()) == (first, None)
        await d.keys("f4")
        await d.on("ThemeList")
        await d.keys("down", "down", "enter")
        await d.on("AnnotateScreen")
        assert d.app.theme == remembered_theme() == list(THEMES)[2]

    play(path, scenario)

    async def again(d: Driver) -> None:
        assert d.app.theme == list(THEMES)[2]

    play(path, again)


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_frame_has_the_theme_of_ones_own(theme: str, path: Path) -> None:
    async def scenario(d: Driver) -> None:
        assert d.app.theme == theme
        assert d.app.current_theme.name == theme
        assert d.app.native_ansi_color == (theme == "terminal")

    play(path, scenario, Chosen(look=Look(theme=theme)))


def test_a_theme_named_in_the_file_goes_before_the_one_chosen_last(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    remember_theme("terminal")

    async def scenario(d: Driver) -> None:
        assert d.app.theme == "high-contrast"
        await d.keys("f4")
        await d.on("ThemeList")
        assert "names a theme" in d.shown()

    play(path, scenario, written(tmp_path, '[look]\ntheme = "high-contrast"'))


DIALOGS: dict[str, tuple[str, ...]] = {
    "AnnotateScreen": ("j", "enter", "i", "0", "escape", "tab", "down"),
    "KeyHelp": ("f1",),
    "Guideline": ("f2",),
    "ThemeList": ("f4",),
    "Choice": ("s",),
    "SearchBox": ("slash", "t"),
    "SourcePicker": ("j", "enter", "slash", "x", "enter"),
    "Palette": ("colon",),
    "EvidenceForm": ("j", "enter", "apostrophe"),
    "NoteForm": ("j", "enter", "semicolon"),
}
"""Screens by the keys that open them."""


@pytest.mark.parametrize(
    ("screen", "size"), [*((name, (80, 24)) for name in DIALOGS), ("AnnotateScreen", (120, 40))]
)
def test_with_ascii_borders_every_screen_is_ascii(screen: str, size: tuple[int, int], tmp_path: Path) -> None:
    path = make_project(
        tmp_path, {"one.txt": "The mayor said that it was safe. " * 40 + "\n\nNobody was hurt."}
    )

    async def scenario(d: Driver) -> None:
        await d.keys(*DIALOGS[screen])
        await d.on(screen)
        await d.pilot.pause(0.1)
        d.screen.warn("a notice – with “signs” …")
        await d.pilot.pause(0.1)
        assert sorted({sign for sign in d.shown() if not sign.isascii()}) == []

    play(path, scenario, Chosen(look=Look(borders="ascii")), size=size)


def test_with_ascii_borders_the_article_keeps_its_own_signs(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        for _ in range(3):
            await d.keys("pagedown")
        assert "“We knew nothing,” said Ada Byron" in d.shown()
        await d.keys("a")
        await d.on("Choice")
        assert "“We knew nothing,”" in d.shown(), "also where it shows from under a dialog"

    play(path, scenario, Chosen(look=Look(borders="ascii")), size=(80, 50))


FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize("emoji", ["as is", "plain"])
def test_pictures_of_several_can_be_drawn_as_one_and_nothing_moves(emoji: str, tmp_path: Path) -> None:
    path = make_project(
        tmp_path, {"one.txt": f"The mayor said {FAMILY} that it was safe. Nobody \U0001f1eb\U0001f1f7 left."}
    )

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        drawn = f"The mayor said {FAMILY if emoji == 'as is' else chr(0x1F468)} that it was safe"
        assert d.shown().count(drawn) == 2, "on the page and in the list"
        assert ("FR left" in d.shown()) == (emoji == "plain")
        assert d.words() == [f"The mayor said {FAMILY} that it was safe"]
        for y in range(3):
            assert (
                sum(
                    part.cell_length
                    for part in d.screen.query_one(PassageView).render_lines(Region(0, y, 60, 1))
                )
                == 60
            )

    play(path, scenario, Chosen(look=Look(emoji=emoji)))


def test_without_colour_no_colour_is_painted_and_every_sign_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "escape", "j", "enter", "i")
        lines = d.app.screen._compositor.render_strips(d.app.size)
        styles = [segment.style for strip in lines for segment in strip if segment.style]
        for style in styles:
            for colour in (style.color, style.bgcolor):
                assert colour is None or colour.is_default, style
        told = d.shown()
        for sign in ("1?", "▏", "▶", "▸", "[", "TAG"):
            assert sign in told, sign
        painted = {
            (segment.style.bold, segment.style.underline, segment.style.reverse)
            for strip in lines[1:4]
            for segment in strip
            if segment.style and segment.text.strip()
        }
        assert {(True, True, None), (None, True, None)} <= painted, "the claim at hand, and another"
        assert any(reverse for _, _, reverse in painted), "the caret"

    play(path, scenario)


@pytest.mark.parametrize(("key", "screen"), [("f4", "ThemeList"), ("colon", "Palette"), ("a", "Choice")])
def test_without_colour_the_chosen_line_of_a_list_is_underlined(
    key: str, screen: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scenario(d: Driver) -> None:
        await d.keys(key)
        await d.on(screen)
        listed = d.app.screen.query_one(OptionList)
        await d.until(lambda: listed.highlighted is not None)
        await d.pilot.pause(0.1)
        lines = listed.render_lines(listed.size.region)
        under = [
            any(part.style and part.style.underline and part.text.strip() for part in line) for line in lines
        ]
        assert 1 <= sum(under) <= 2, "one line, or one with its key"

    play(path, scenario)


@pytest.mark.parametrize(("motion", "moves"), [("", False), ("reduced", False), ("full", True)])
def test_nothing_blinks_or_glides_unless_motion_is_wanted(motion: str, moves: bool, path: Path) -> None:
    async def scenario(d: Driver) -> None:
        assert (d.app.animation_level != "none") == moves
        await d.keys("j", "enter", "semicolon")
        await d.on("NoteForm")
        assert d.app.screen.query(TextArea).first().cursor_blink == moves
        await d.keys("escape", "colon")
        await d.on("Palette")
        assert d.app.screen.query_one(Input).cursor_blink == moves

    play(path, scenario, Chosen(look=Look(motion=motion)))


def test_what_the_terminals_encoding_lacks_takes_one_cell_and_no_escape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from annotator.tui.app import _replace_what_cannot_be_written

    written = io.BytesIO()
    stderr = io.TextIOWrapper(written, encoding="iso-8859-1", errors="backslashreplace")
    monkeypatch.setattr("sys.__stderr__", stderr)
    _replace_what_cannot_be_written()
    stderr.write("Zoë said ✓")
    stderr.flush()
    assert written.getvalue() == b"Zo\xeb said ?"
