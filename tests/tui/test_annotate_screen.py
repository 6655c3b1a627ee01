"""The annotating screen, by its keys, on a real project file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from annotator.core.history import Looked
from annotator.core.source import NARRATOR
from annotator.errors import NotSaved
from annotator.tui.widgets.passage_view import PassageView
from annotator.workflow.annotating import Desk
from annotator.workflow.project import open_project

from .driver import Driver, make_project, running

Scenario = Callable[[Driver], Awaitable[None]]


def play(path: Path, scenario: Scenario, **options: object) -> None:
    """Run one scenario against the program."""

    async def run() -> None:
        async with running(path, **options) as driver:  # type: ignore[arg-type]
            await scenario(driver)

    asyncio.run(run())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def test_a_sentence_a_clause_and_a_word_are_marked_with_two_or_three_keys(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "escape")
        assert d.words() == ["The mayor said that the bridge was safe"]
        await d.keys("j", "l", "enter", "escape")
        assert d.words()[-1] == "Engineers found cracks in two pillars"
        await d.keys("k", "k", "l", "l", "enter", "escape")
        assert "the bridge was safe" in d.words()
        await d.keys("w", "enter")
        assert "Engineers" in d.words()

    play(path, scenario)


def test_edges_move_by_word_and_by_character_and_never_leave_the_passage(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("l", "l", "comma", "less_than_sign", "shift+right", "enter")
        assert d.words() == ["hat the bridge was"]
        await d.types("shift+left", *["full_stop"] * 30)
        assert d.words() == ["that the bridge was safe. Engineers found cracks in two pillars"]
        await d.keys(*["greater_than_sign"] * 2)
        assert d.words() == ["bridge was safe. Engineers found cracks in two pillars"]
        await d.types(*["comma"] * 40)
        assert d.words() == ["bridge"]
        stored = await d.stored()
        assert [each.judgement.span.of(d.desk.article.text) for each in stored] == d.words()

    play(path, scenario)


def test_the_way_on_and_the_way_out_of_every_state_are_shown_in_80_columns(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        assert "Space done, next" in d.shown().splitlines()[-1]
        assert "Q leave  ? keys" in d.shown().splitlines()[-1]
        await d.keys("j")
        assert "x let go  ? keys" in d.shown().splitlines()[-1]
        await d.keys("enter")
        assert "Enter on  ? keys" in d.shown().splitlines()[-1]

    play(path, scenario, size=(80, 24))


def test_one_key_sets_each_label_and_the_same_key_takes_it_away(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i", "n", "k", "0")
        (claim,) = await d.stored()
        labels = {field: claim.judgement.of(field) for field in ("form", "stance", "status")}
        assert labels == {"form": ("indirect",), "stance": ("neutral",), "status": ("not_checkable",)}
        assert d.desk.sources[claim.judgement.of("source")[0]].type == NARRATOR
        await d.keys("n", "d")
        (claim,) = await d.stored()
        assert claim.judgement.of("stance") == ()
        assert claim.judgement.of("form") == ("direct",)

    play(path, scenario)


def test_a_new_source_is_named_typed_and_then_has_a_digit_for_the_whole_article(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "slash")
        await d.on("SourcePicker")
        await d.keys(*"Mayor", "enter")
        await d.until(lambda: "which type" in d.shown())
        await d.keys("down", "enter")
        await d.on("AnnotateScreen")
        await d.keys("escape", "j", "1")
        stored = await d.stored()
        named = [d.desk.sources[each.judgement.of("source")[0]] for each in stored]
        assert [(each.name, each.qualifier) for each in named] == [("Mayor", "")] * 2
        await d.keys("space", "j", "enter", "equals_sign")
        assert d.desk.sources[d.desk.focused.judgement.of("source")[0]].name == "Mayor"  # type: ignore[union-attr]

    play(path, scenario)


def test_an_unnamed_source_belongs_to_its_article_alone(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "slash")
        await d.on("SourcePicker")
        await d.types(*"officials")
        await d.keys("enter")
        await d.until(lambda: "which type" in d.shown())
        assert "an unnamed source of this article" in d.shown(), "which has no capital letter"
        await d.keys("enter")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        assert d.desk.sources[claim.judgement.of("source")[0]].qualifier == d.desk.article.id
        first = d.desk.article.id
        await d.keys("escape", "a")
        await d.on("Choice")
        await d.keys("down", "enter")
        await d.until(lambda: d.desk.article.id != first)
        await d.keys("j", "enter", "slash")
        await d.on("SourcePicker")
        await d.keys(*"off")
        await d.until(lambda: "+ new: off" in d.shown())
        assert "officials" not in d.shown()

    play(path, scenario)


def test_a_claim_is_taken_back_and_undo_and_redo_walk_through_everything(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i", "minus")
        assert d.words() == []
        await d.saved()
        await d.keys("u")
        await d.until(lambda: d.words() == ["The mayor said that the bridge was safe"])
        assert d.desk.focus is None, "letters go on undoing, they don't turn into labels"
        await d.keys("u")
        await d.until(lambda: d.desk.claims[0].judgement.of("form") == ())
        await d.keys("ctrl+z")
        await d.until(lambda: d.words() == [])
        await d.keys("r")
        await d.until(lambda: len(d.words()) == 1)
        await d.keys("ctrl+y")
        await d.until(lambda: d.desk.claims[0].judgement.of("form") == ("indirect",))
        await d.keys("ctrl+y")
        await d.until(lambda: d.words() == [])

    play(path, scenario)


def test_undo_works_after_a_restart_and_goes_to_what_it_changed(path: Path) -> None:
    async def first(d: Driver) -> None:
        await d.keys("j", "enter", "s", "space")
        await d.saved()

    async def second(d: Driver) -> None:
        assert d.desk.index == 1
        await d.keys("u")
        await d.until(lambda: d.desk.index == 0 and d.desk.looked(0) is Looked.OPEN)
        await d.keys("u")
        await d.until(lambda: d.desk.claims[0].judgement.of("stance") == ())
        assert d.desk.index == 0

    play(path, first)
    play(path, second)


def test_space_passes_boilerplate_by_and_goes_on_to_the_next_article(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("space", "space")
        assert d.desk.index == 3
        assert d.desk.progress() == (2, 3)
        first = d.desk.article.id
        await d.keys("space")
        await d.until(lambda: d.desk.article.id != first)
        assert d.desk.index == 0

    play(path, scenario)


def test_what_is_incomplete_is_said_and_never_blocks(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        assert "? no source" in d.shown()
        await d.keys("space")
        assert d.desk.index == 1
        assert d.desk.looked(0) is Looked.DONE
        await d.keys("left_square_bracket")
        assert d.desk.index == 0

    play(path, scenario)


def test_a_passage_is_flagged_and_skipped_with_a_reason(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("f")
        assert d.desk.looked(0) is Looked.FLAGGED
        await d.keys("f")
        assert d.desk.looked(0) is Looked.OPEN
        await d.keys("s")
        await d.on("Choice")
        await d.keys("down", "enter")
        await d.on("AnnotateScreen")
        assert d.desk.looked(0) is Looked.SKIPPED
        assert d.desk.index == 1

    play(path, scenario)


def test_the_mouse_marks_by_dragging_and_selects_words_and_sentences_by_clicks(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        view = d.screen.query_one(PassageView)
        left = 4
        await d.pilot.mouse_down(view, offset=(left + 4, 0))
        await d.pilot.hover(view, offset=(left + 8, 0))
        await d.pilot.mouse_up(view, offset=(left + 8, 0))
        await d.until(lambda: d.desk.cursor.span is not None)
        assert d.desk.cursor.span.of(d.desk.article.text) == "mayor"  # type: ignore[union-attr]
        await d.keys("enter", "escape")
        assert d.words() == ["mayor"]
        await d.pilot.click(view, offset=(left + 22, 0), times=2)
        await d.until(lambda: d.desk.cursor.span is not None)
        assert d.desk.cursor.span.of(d.desk.article.text) == "the"  # type: ignore[union-attr]
        await d.pilot.click(view, offset=(left + 5, 0))
        await d.until(lambda: d.desk.focus is not None)

    play(path, scenario)


def test_the_program_resumes_at_the_passage_and_claim_it_was_left_at(path: Path) -> None:
    async def first(d: Driver) -> None:
        await d.keys("space", "j", "enter", "i")
        await d.keys("ctrl+q")
        await d.saved()

    async def second(d: Driver) -> None:
        assert d.desk.index == 1
        assert d.desk.focused is not None
        assert d.desk.focused.judgement.of("form") == ("indirect",)
        assert "saved" in d.shown()

    play(path, first)
    play(path, second)


def test_a_save_that_fails_is_said_stays_on_screen_and_is_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import annotator.workflow.sitting as module

    real = module.save
    broken = [True]

    def save(*args: object) -> None:
        if broken[0]:
            raise NotSaved("the database could not be written; nothing was saved", why="the disk is full")
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "save", save)

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i")
        await d.until(lambda: "NOT SAVED" in d.shown())
        assert d.words() == ["The mayor said that the bridge was safe"]
        await d.keys("escape", "Q")
        await d.until(lambda: d.screen.warned_of_loss)
        broken[0] = False
        await d.keys("ctrl+r")
        await d.saved()
        (claim,) = await d.stored()
        assert claim.judgement.of("form") == ("indirect",)

    play(path, scenario)


def test_who_writes_second_is_told_and_sees_what_is_there(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i")
        (claim,) = await d.stored()
        project = open_project(path)
        from annotator.core.scheme import Scheme
        from annotator.store.writing import save
        from annotator.workflow.project import find_annotator
        from annotator.workflow.sitting import Sitting

        elsewhere = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
        desk: Desk = elsewhere.open(d.desk.article.id)
        desk.focus_on(claim.claim_id)
        scheme: Scheme = project.scheme
        hit = scheme.by_key("s")
        assert hit is not None
        desk.tag(*hit)
        assert elsewhere.close()
        assert save is not None
        await d.keys("d")
        await d.until(lambda: d.desk.claims[0].judgement.of("stance") == ("supports",))
        assert d.desk.claims[0].judgement.of("form") == ("indirect",)
        await d.saved()

    play(path, scenario)


def test_hostile_text_is_drawn_as_marks_and_never_as_markup(tmp_path: Path) -> None:
    text = "[red]Alarm[/nope] said \x1b]52;c;aGk=\x07 the \u202emayor\u202c. It rained."
    path = make_project(tmp_path, {"hostile.txt": text})

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "slash")
        await d.on("SourcePicker")
        await d.keys("left_square_bracket", *"/x", "right_square_bracket", "enter")
        await d.until(lambda: "which type" in d.shown())
        await d.keys("enter")
        await d.on("AnnotateScreen")
        shown = d.shown()
        assert "[red]Alarm[/nope]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown

    play(path, scenario)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 12)])
def test_the_screen_shows_text_claims_fields_and_keys_at_every_size(
    path: Path, size: tuple[int, int]
) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i")
        await d.pilot.pause()
        shown = d.shown()
        assert "The mayor said" in shown
        if size[0] >= 80:
            for words in ("passage 1/4", "TAG", "saved", "source", "status", "[i indirect]", "? keys"):
                assert words in shown, words

    play(path, scenario, size=size)


def test_help_guideline_and_palette_open_and_close(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("question_mark")
        await d.on("KeyHelp")
        await d.until(lambda: "next sentence" in d.shown())
        await d.keys("escape", "f2")
        await d.on("Guideline")
        await d.until(lambda: "Marking claims" in d.shown())
        await d.keys("escape")
        await d.on("AnnotateScreen")
        await d.keys("colon")
        await d.on("Palette")
        await d.keys("escape")
        await d.on("AnnotateScreen")

    play(path, scenario)


def test_keys_pressed_before_the_project_is_open_are_carried_out_then(path: Path) -> None:
    async def run() -> None:
        from annotator.tui.app import AnnotateApp

        app = AnnotateApp(path, "Ana")
        async with app.run_test(size=(100, 30)) as pilot:
            screen = app.annotate
            assert screen is not None
            screen.action_key("j")
            driver = Driver(app, pilot, path, "Ana")
            await driver.until(lambda: screen.desk is not None)
            await driver.until(lambda: driver.desk.cursor.span is not None)
        if app.sitting is not None:
            app.sitting.close()

    asyncio.run(run())


def test_keys_typed_ahead_of_an_undo_go_to_what_it_brings_back(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i")
        await d.saved()
        d.screen.action_key("ctrl+z")
        d.screen.action_key("n")
        await d.until(lambda: d.desk.claims[0].judgement.of("stance") == ("neutral",))
        assert d.desk.claims[0].judgement.of("form") == ()
        (claim,) = await d.stored()
        assert claim.judgement.of("stance") == ("neutral",)

    play(path, scenario)


def test_a_command_chosen_by_name_before_the_project_is_open_is_told_to_wait(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        desk, d.screen.desk = d.screen.desk, None
        d.screen.carry_out("sentence_next")
        assert "one moment" in d.shown()
        d.screen.desk = desk

    play(path, scenario)


def test_two_keys_that_arrive_together_close_a_dialog_once(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("s")
        await d.on("Choice")
        dialog = d.app.screen
        dialog.dismiss("other")
        dialog.dismiss("other")
        await d.on("AnnotateScreen")
        assert d.desk.index == 1
        await d.keys("j", "enter")
        assert len(await d.stored()) == 1

    play(path, scenario)


def test_several_labels_of_a_field_are_given_and_taken_one_by_one(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        flags = next(i for i, field in enumerate(d.desk.scheme.fields) if field.id == "flags")
        await d.keys(*["down"] * flags)
        await d.keys("asterisk", "right", "right", "asterisk")
        first, _, third, *_ = (label.id for label in d.desk.scheme.fields[flags].labels)
        assert set(d.desk.claims[0].judgement.of("flags")) == {first, third}
        await d.keys("asterisk")
        assert d.desk.claims[0].judgement.of("flags") == (first,)

    play(path, scenario)


def test_a_scheme_without_sources_is_worked_with_too(tmp_path: Path) -> None:
    path = make_project(tmp_path, scheme="fever")

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "s", "slash", "0", "equals_sign", "1")
        (claim,) = await d.stored()
        assert claim.judgement.of("label") == ("SUPPORTS",)
        assert "no source" in d.shown()

    play(path, scenario)


def test_leaving_waits_until_everything_is_on_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    import annotator.workflow.sitting as module

    real = module.save

    def slowly(*args: object) -> None:
        time.sleep(0.3)
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "save", slowly)

    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i", "escape", "u", "Q")
        await d.until(lambda: not d.app.is_running or d.app._exit)

    play(path, scenario)
    monkeypatch.setattr(module, "save", real)

    async def again(d: Driver) -> None:
        assert d.words() == ["The mayor said that the bridge was safe"]
        assert d.desk.claims[0].judgement.of("form") == ()

    play(path, again)


def test_what_a_problem_quotes_is_no_markup(path: Path) -> None:
    async def run() -> None:
        from annotator.tui.app import AnnotateApp

        app = AnnotateApp(path, "Ana")
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            driver = Driver(app, pilot, path, "Ana")
            await driver.until(lambda: app.annotate is not None and app.annotate.desk is not None)
            driver.screen.warn("no [/such] tag \x1b[31m")
            await driver.until(lambda: "[/such]" in driver.shown())
        if app.sitting is not None:
            app.sitting.close()

    asyncio.run(run())
