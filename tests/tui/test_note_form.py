"""The note and the restatement: several lines, ways to save, drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.tui.screens.note import NoteForm

from .driver import Driver, make_project
from .filling import field, fill, judgement, opened, paste, play, title

FORM = "NoteForm"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def test_a_note_of_several_lines_is_saved_by_enter_in_an_empty_line_at_its_end(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "semicolon", FORM)
        await d.types(*"one", "enter", *"two", "enter")
        assert isinstance(d.app.screen, NoteForm)
        await d.keys("enter")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        assert claim.judgement.note == "one\ntwo"
        assert "note" in d.shown()

    play(path, scenario)


def test_an_empty_line_within_a_note_is_part_of_it_and_ctrl_s_saves_from_anywhere(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "semicolon", FORM)
        await paste(d, "one\n\ntwo\x1b[31m\r\nthree")
        await d.keys("up", "up", "enter", "enter", "ctrl+s")
        await d.on("AnnotateScreen")
        note = judgement(d).note
        assert note is not None
        assert note.split() == ["one", "two", "three"]
        assert note.count("\n") == 5

    play(path, scenario)


def test_enter_saves_from_the_restatement_and_nothing_else_of_the_claim_changes(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "i", "n")
        before = judgement(d)
        await opened(d, "semicolon", FORM)
        await d.types("tab", *"The bridge was safe.", "enter")
        await d.on("AnnotateScreen")
        after = judgement(d)
        assert (after.note, after.restatement) == (None, "The bridge was safe.")
        assert after.labels == before.labels
        await opened(d, "semicolon", FORM)
        await fill(d, restatement="")
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        assert judgement(d).restatement is None

    play(path, scenario)


def test_a_half_typed_note_waits_through_a_restart_and_the_stored_one_stays_until_it_is_saved(
    path: Path,
) -> None:
    async def first(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "semicolon", FORM)
        await d.types(*"stored", "ctrl+s")
        await d.on("AnnotateScreen")
        await opened(d, "semicolon", FORM)
        await d.types(*" and half")
        await d.until(lambda: d.screen.sitting.half_typed)  # type: ignore[union-attr]
        await d.saved()

    async def second(d: Driver) -> None:
        await d.keys("tab")
        assert judgement(d).note == "stored"
        await d.until(lambda: "draft" in d.shown())
        await opened(d, "semicolon", FORM)
        assert title(d).endswith("(draft)")
        assert field(d, "note_text").value == "stored and half"
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        assert judgement(d).note == "stored and half"
        assert "draft" not in d.shown()

    play(path, first)
    play(path, second)


def test_hostile_words_in_a_stored_note_are_drawn_as_marks(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        d.desk.set_texts(note="one \x1b[2J\u202e two", restatement="\x07bell")
        await opened(d, "semicolon", FORM)
        shown = d.shown()
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "one ␛[2J◂ two" in shown
        assert "␇bell" in shown

    play(path, scenario)
