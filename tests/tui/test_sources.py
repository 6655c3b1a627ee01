"""Sources on the screen: found by typing, added with their type, named by words of the text, in little room."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from annotator.core.source import Source
from annotator.tui.chosen import Chosen, Look
from annotator.tui.widgets.hits import HERE, Hits
from annotator.tui.widgets.tag_bar import TagBar
from annotator.workflow.project import open_project
from annotator.workflow.sources import list_sources
from tests.tui.driver import Driver, make_project, running

Scene = Callable[[Driver], Awaitable[None]]


def play(folder: Path, scene: Scene, size: tuple[int, int] = (80, 24), own: Chosen | None = None) -> None:
    path = make_project(folder)

    async def run() -> None:
        async with running(path, size=size, own=own) as driver:
            await scene(driver)

    asyncio.run(run())


DHS = Source.of("Department of Homeland Security", "national_government")
FREY = Source.of("Jacob Frey", "local_government")
POLICE = Source.of("Minneapolis police", "police")
OHARA = Source.of("Brian O’Hara", "police")
ICE = Source.of("Immigration and Customs Enforcement", "national_government")
MANY = [DHS, FREY, POLICE, OHARA, ICE]
MANY += [
    Source.of(name, "witness")
    for name in ("Tim Walz", "Kristi Noem", "Ada Lovelace", "Eve Curie", "Ida Noddack")
]


def know(d: Driver, *sources: Source, here: bool = False) -> None:
    d.desk.book.add((), {DHS.id: ("DHS",)})
    for source in sources:
        d.desk.know(source)
        if here:
            d.desk.hold(source)
    d.screen.refresh_desk()


async def open_picker(d: Driver, *before: str) -> None:
    await d.keys(*before, "slash")
    await d.on("SourcePicker")


def listed(d: Driver) -> list[str]:
    """Return the lines of the list, the chosen one with its sign."""
    hits = d.app.screen.query_one(Hits)
    return [
        (HERE if number == hits.chosen else "") + line.plain for number, line in enumerate(hits.lines_in_all)
    ]


def chosen(d: Driver) -> str:
    return next(each for each in listed(d) if HERE in each)


def source_of(d: Driver, field: str = "source") -> Source | None:
    assert d.desk.focused is not None
    given = d.desk.focused.judgement.of(field)
    return d.desk.sources[given[0]] if given else None


# -- finding


def test_letters_narrow_the_list_and_enter_takes_the_first(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY)
        await open_picker(d, "j", "enter")
        await d.keys(*"min")
        assert listed(d) == ["▸ Minneapolis police  police", "+ new: min  unnamed"]
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == POLICE
        assert "claim 1: Minneapolis police" in d.shown()
        (claim,) = await d.stored()
        assert not any(label.suggested for label in claim.judgement.labels)

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("dhs", DHS), ("homeland dep", DHS), ("o'ha", OHARA), ("ohara", OHARA), ("ＦＲＥＹ", FREY)],
)
def test_initials_words_in_any_order_and_other_apostrophes_find_it(
    tmp_path: Path, typed: str, wanted: Source
) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY)
        await open_picker(d, "j", "enter")
        await d.keys(*("apostrophe" if each == "'" else each for each in typed.replace(" ", "\0")))
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == wanted

    # A space is a key of its own name.
    async def spaced(d: Driver) -> None:
        keys = d.keys

        async def press(*names: str) -> None:
            await keys(*("space" if each == "\0" else each for each in names))

        d.keys = press  # type: ignore[method-assign]
        await scene(d)

    play(tmp_path, spaced)


def test_other_names_are_shown_and_the_key_a_source_has_already(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, DHS, here=True)
        await open_picker(d, "j", "enter")
        await d.keys(*"dhs")
        assert listed(d)[0] == "▸ 1 Department of Homeland Security  also DHS  national government"

    play(tmp_path, scene)


def test_a_new_name_like_a_known_one_is_pointed_out_and_never_chosen_unasked(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY)
        await open_picker(d, "j", "enter")
        await d.types(*"Jacob Fry")
        like, new = listed(d)
        assert like.startswith("like: Jacob Frey")
        assert new == "▸ + new: Jacob Fry"
        await d.keys("up", "enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == FREY

    play(tmp_path, scene)


def test_keys_typed_faster_than_the_screen_draws_mean_what_they_would_have(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY)
        await d.pilot.press("j", "enter", "slash", "f", "r", "e", "down", "up", "enter", "n")
        await d.until(lambda: d.desk.focused is not None and d.desk.focused.judgement.of("stance"))
        assert source_of(d) == FREY
        assert d.desk.focused is not None
        assert d.desk.focused.judgement.of("stance") == ("neutral",)

    play(tmp_path, scene)


def test_what_has_no_digit_comes_first_and_the_bar_says_so(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY, here=True)
        assert "/ 1 more" in d.shown()
        await open_picker(d, "j", "enter")
        assert listed(d)[0] == "▸ + new: Mayor  as the text suggests"
        assert listed(d)[1].startswith("Ida Noddack")
        assert "1 of this article has no digit: first here" in d.shown()
        await d.keys("down", "enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == MANY[-1]
        assert "[ID]" in bar(d) or "[Ida" in bar(d) or "[IN]" in bar(d)

    play(tmp_path, scene)


def test_no_source_takes_it_away_and_esc_leaves_it(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, FREY, here=True)
        await open_picker(d, "j", "1")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert source_of(d) == FREY
        await open_picker(d)
        await d.keys("up", "enter")
        await d.on("AnnotateScreen")
        assert source_of(d) is None

    play(tmp_path, scene)


def test_a_click_takes_a_line(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY)
        await open_picker(d, "j", "enter")
        await d.keys(*"e")
        wanted = listed(d)[1]
        await d.pilot.click(Hits, offset=(6, 1))
        await d.on("AnnotateScreen")
        source = source_of(d)
        assert source is not None
        assert source.name in wanted

    play(tmp_path, scene)


# -- a new one


def test_the_type_is_guessed_from_the_name_or_the_text_and_chosen_by_its_first_letters(
    tmp_path: Path,
) -> None:
    async def scene(d: Driver) -> None:
        await open_picker(d, "j", "enter")
        await d.types(*"Ferry company")
        await d.keys("enter")
        assert chosen(d).startswith("▸ Organisation")
        await d.keys("e")
        assert chosen(d).startswith("▸ Expert")
        await d.keys("backspace", *"rec")
        assert chosen(d).startswith("▸ Document, recording")
        await d.keys("down", "up", "enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == Source.of("Ferry company", "document")

    play(tmp_path, scene)


def test_named_or_unnamed_is_guessed_by_capitals_and_turned_with_tab(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await open_picker(d, "j", "enter")
        await d.types(*"officials")
        assert listed(d)[-1] == "▸ + new: officials  unnamed"
        await d.keys("tab")
        assert listed(d)[-1] == "▸ + new: officials"
        await d.keys("enter")
        assert "officials: a named source; of which type?" in d.shown()
        await d.keys("tab")
        assert "an unnamed source of this article" in d.shown()
        await d.keys("escape")
        assert d.app.screen.query_one(Input).value == "officials"
        await d.keys("enter", *"uncl", "enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == Source.of("officials", "unclear", d.desk.article.id)

    play(tmp_path, scene)


def test_a_name_that_is_known_can_be_another_source_too(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, POLICE)
        await open_picker(d, "j", "enter")
        await d.types(*"Minneapolis police")
        assert listed(d) == ["▸ Minneapolis police  police", "+ new: Minneapolis police"]
        await d.keys("up", "enter", *"wit", "enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == Source.of("Minneapolis police", "witness")
        d.desk.hold(POLICE)
        d.screen.refresh_desk()
        bar = d.screen.query_one(TagBar).render().plain
        assert "Minneapolis police (" in bar, "two of one name are told apart by their type"

    play(tmp_path, scene, (120, 40))


def test_what_the_text_suggests_is_the_first_to_choose_and_given_by_hand(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        for _ in range(3):
            await d.keys("pagedown")
        await d.keys("l")
        offered = d.desk.offer()
        assert offered is not None
        assert offered.source is not None
        await open_picker(d, "enter")
        assert listed(d)[0] == "▸ + new: Ada Byron  as the text suggests"
        await d.keys("enter")
        assert "Ada Byron: a named source; of which type?" in d.shown()
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert source_of(d) == offered.source
        (claim,) = await d.stored()
        assert not any(label.suggested for label in claim.judgement.labels)

    play(tmp_path, scene)


def test_pasted_lines_become_one_name(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        from textual.events import Paste

        await open_picker(d, "j", "enter")
        d.app.screen.query_one(Input).post_message(Paste("Ada\nByron\x1b[2J\t King"))
        await d.until(lambda: listed(d)[-1].endswith("+ new: Ada Byron King"))

    play(tmp_path, scene)


def test_on_a_low_terminal_every_type_can_be_reached(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await open_picker(d, "j", "enter")
        await d.keys("X", "enter", "up")
        await d.keys(*["down"] * 9)
        assert re.search(r"▸ (Organisation|Unclear|Document)", d.shown())

    play(tmp_path, scene, (80, 14))


# -- the same again, and words of the text


def test_the_source_used_last_goes_along_into_the_next_article(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await d.keys("j", "equals_sign")
        assert "no source has been used yet; / finds or adds one" in d.shown()
        know(d, FREY)
        await open_picker(d, "j", "enter")
        await d.keys(*"frey", "enter")
        await d.on("AnnotateScreen")
        first = d.desk.article.id
        await d.keys("escape", "a")
        await d.on("Choice")
        await d.keys("down", "enter")
        await d.until(lambda: d.desk.article.id != first)
        await d.keys("j", "equals_sign")
        assert source_of(d) == FREY
        assert "[1 Jacob Frey]" in d.shown()

    play(tmp_path, scene)


def test_words_without_a_claim_are_held_for_the_next_one(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await d.keys("w", "full_stop", "at")
        await d.on("SourcePicker")
        assert "source for the next claim" in d.shown()
        assert d.app.screen.query_one(Input).value == "mayor", "without its article"
        await d.keys("enter", "enter")
        await d.on("AnnotateScreen")
        assert "mayor: = gives it to the next claim" in d.shown()
        assert d.words() == []
        await d.keys("j", "equals_sign")
        source = source_of(d)
        assert source is not None
        assert source.name == "mayor"

    play(tmp_path, scene)


def test_words_name_the_source_of_the_claim_before_which_is_said_and_focused_again(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, Source.of("Engineers", "expert"))
        await d.keys("l", "l", "enter", "escape", "j", "w", "at")
        await d.on("SourcePicker")
        assert "source of claim 1" in d.shown()
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert d.desk.focused is not None
        assert "claim 1: Engineers" in d.shown()
        assert d.words() == ["the bridge was safe"], "the words that name are no claim"

    play(tmp_path, scene)


# -- the bar


def bar(d: Driver) -> str:
    return next(line for line in d.shown().splitlines() if "source " in line and "/ " in line)


def test_five_sources_stand_side_by_side_at_80_columns_and_can_be_told_apart(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY[:5], here=True)
        assert "1 DHS 2 Jacob Frey 3 police 4 O’Hara 5 Enforcement 0 article / find" in bar(d)
        await d.keys("j", "2")
        assert "[2 Frey]" in bar(d) or "[2 Jacob Frey]" in bar(d)
        assert all(f"{digit} " in bar(d) for digit in "123450")

    play(tmp_path, scene)


@pytest.mark.parametrize("count", range(1, 11))
def test_however_many_there_are_each_has_its_own_words_and_key(tmp_path: Path, count: int) -> None:
    async def scene(d: Driver) -> None:
        know(d, *MANY[:count], here=True)
        chips = re.findall(r"(?:(?<= )|\[)(\d) (\S+(?: [^\d\s/]\S*)*)", bar(d).partition(" / ")[0])
        assert [key for key, _ in chips] == [*map(str, range(1, min(count, 9) + 1)), "0"]
        names = [name for _, name in chips]
        assert len(set(names)) == len(names)

    play(tmp_path, scene)


def test_names_are_not_cut_through_a_character(tmp_path: Path) -> None:
    family = "👩‍👩‍👧"

    async def scene(d: Driver) -> None:
        know(d, *(Source.of(f"{family * 8}{n}", "witness") for n in range(9)), here=True)
        shown = d.screen.query_one(TagBar).render().plain
        assert "👩‍👩‍👧" in shown
        assert not re.search(r"👩‍👩(?!‍👧)|👩‍…", shown)

    play(tmp_path, scene)


def test_what_was_taken_as_suggested_has_a_sign_until_it_is_said_by_hand(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await d.keys("l", "l", "t")
        assert re.search(r"\[1 \S+~\]", d.shown())
        assert "[i indirect~]" in d.shown()
        await d.keys("m", "i")
        assert "[i indirect]" in d.shown()

    play(tmp_path, scene)


def test_the_help_says_what_the_sign_means(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await d.keys("f1")
        await d.on("KeyHelp")
        await d.keys(*"suggest")
        await d.until(lambda: "~ marks" in d.shown())

    play(tmp_path, scene, (120, 40))


def test_digits_stand_in_the_row_they_go_to(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, FREY, POLICE, here=True)
        await d.keys("j", "1", "ampersand")
        rows = {
            line.split()[0].lstrip("▸"): line
            for line in d.screen.query_one(TagBar).render().plain.splitlines()
        }
        assert "1 Jacob Frey" in rows["via"]
        assert "2 " not in rows["source"]
        assert "[Jacob Frey]" in rows["source"]

    play(tmp_path, scene)


def test_offers_can_be_switched_off_for_good(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        await d.keys("l", "l")
        assert "! " not in d.shown()
        await open_picker(d, "enter")
        assert "as the text suggests" not in d.shown()

    play(tmp_path, scene, own=Chosen(look=Look(offers="off")))


def test_sources_given_in_a_sitting_are_listed_by_the_command_line(tmp_path: Path) -> None:
    async def scene(d: Driver) -> None:
        know(d, FREY)
        await d.keys("j", "enter", "slash")
        await d.on("SourcePicker")
        await d.keys(*"frey", "enter")
        await d.saved()
        project = open_project(d.path)
        assert [line.name for line in list_sources(project)] == ["Jacob Frey"]
        project.close()

    play(tmp_path, scene)
