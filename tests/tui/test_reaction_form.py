"""Reactions: who else is quoted for or against a claim, by itself and in words picked from the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.claim import Reaction, ReactionStance
from annotator.core.text.span import Span
from annotator.tui.keys import Mode

from .driver import Driver, make_project
from .filling import field, judgement, know, opened, play, said, title

FORM = "ReactionForm"
TEXT = (
    "Witnesses say the bridge was closed. City officials dispute that. Ada Byron confirmed it, and nobody asked."
    "\n\nThe end came soon."
)
DENIES, QUESTIONS, SUPPORTS = ReactionStance.DENIES, ReactionStance.QUESTIONS, ReactionStance.SUPPORTS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path, {"news.txt": TEXT})


def words(d: Driver, reaction: Reaction) -> str:
    return reaction.cue.of(d.desk.article.text) if reaction.cue else ""


def test_a_source_and_a_letter_are_a_reaction_and_a_new_name_makes_a_source(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        city = know(d, "City Hall")
        await d.keys("j", "enter")
        await opened(d, "plus", FORM)
        await d.keys(*"cit", "enter", "tab", "d", "enter")
        await d.on("AnnotateScreen")
        assert judgement(d).reactions == (Reaction(city.id, DENIES),)
        shown = d.shown()
        assert "↔ City Hall denies" in shown
        assert "disputed" in shown
        await opened(d, "plus", FORM)
        await d.types(*"Ferry company")
        await d.keys("tab", "q", "enter")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        named = [(d.desk.source_named(each.source_id), each.stance) for each in claim.judgement.reactions]
        assert named == [("City Hall", DENIES), ("Ferry company", QUESTIONS)]

    play(path, scenario)


def test_selected_words_are_the_cue_of_a_reaction_to_the_claim_worked_on_last(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "escape", "j")
        assert d.screen.mode is Mode.SPAN
        await opened(d, "plus", FORM)
        assert title(d) == "claim 1: who else is quoted"
        shown = d.shown()
        assert "Witnesses say the bridge was closed" in shown
        assert "“City officials dispute that”" in shown
        assert field(d, "source").value == "City officials"
        assert field(d, "stance").value == "denies"
        assert said(d, "source") == "a new source"
        await d.keys("enter")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        assert d.desk.focus == claim.claim_id, "the screen is on the claim again"
        (reaction,) = claim.judgement.reactions
        assert (reaction.stance, words(d, reaction)) == (DENIES, "City officials dispute that")
        assert d.desk.source_named(reaction.source_id) == "City officials"

    play(path, scenario)


def test_who_is_quoted_is_found_among_the_known_sources(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        byron = know(d, "Ada Byron", "person")
        await d.keys("j", "enter", "escape", "j", "j")
        await opened(d, "plus", FORM)
        assert field(d, "source").value == "Ada Byron"
        assert field(d, "stance").value == "supports"
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert judgement(d).reactions[0].source_id == byron.id
        assert "disputed" not in d.shown()
        assert "reactions 1" in d.shown()

    play(path, scenario)


def test_what_is_guessed_is_only_filled_in_and_typing_replaces_it(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "escape", "j")
        await opened(d, "plus", FORM)
        await d.keys("q", "up")
        await d.types("home", *["delete"] * len("City officials"), *"Harbour")
        await d.keys("enter")
        await d.on("AnnotateScreen")
        (reaction,) = judgement(d).reactions
        assert (d.desk.source_named(reaction.source_id), reaction.stance) == ("Harbour", QUESTIONS)

    play(path, scenario)


def test_without_a_claim_selected_words_are_no_reaction_and_it_says_why(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "plus")
        await d.until(lambda: "mark the claim first" in d.shown())
        assert d.screen.mode is Mode.SPAN

    play(path, scenario)


def test_leaving_without_a_reaction_keeps_the_selection(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "escape", "j")
        span = d.desk.cursor.span
        await opened(d, "plus", FORM)
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert d.desk.cursor.span == span
        assert not d.screen.sitting.half_typed, "what was only guessed is no draft"  # type: ignore[union-attr]

    play(path, scenario)


def test_what_is_missing_is_said_and_turned_to_and_the_same_reaction_is_not_added_twice(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        city = know(d, "City Hall")
        await d.keys("j", "enter")
        d.desk.set_reactions((Reaction(city.id, SUPPORTS),))
        await opened(d, "plus", FORM)
        await d.keys("tab", "enter")
        await d.until(lambda: "name who is quoted" in d.shown())
        assert d.app.focused is field(d, "source")
        await d.types(*"City Hall")
        await d.keys("enter", "enter")
        await d.until(lambda: "say how they stand" in d.shown())
        await d.keys("s", "enter")
        await d.until(lambda: "listed already" in d.shown())
        await d.keys("d", "enter")
        await d.on("AnnotateScreen")
        assert [each.stance for each in judgement(d).reactions] == [SUPPORTS, DENIES]

    play(path, scenario)


@pytest.mark.parametrize("key", ["minus", "delete"])
def test_a_listed_reaction_is_taken_off_by_one_key_and_undo_brings_it_back(path: Path, key: str) -> None:
    async def scenario(d: Driver) -> None:
        city, byron = know(d, "City Hall"), know(d, "Ada Byron", "person")
        await d.keys("j", "enter")
        d.desk.set_reactions((Reaction(city.id, DENIES), Reaction(byron.id, SUPPORTS, Span(66, 75))))
        await opened(d, "plus", FORM)
        await d.until(lambda: "↔ Ada Byron supports “Ada Byron”" in d.shown())
        await d.keys("up", key)
        assert judgement(d).reactions == (Reaction(byron.id, SUPPORTS, Span(66, 75)),)
        await d.keys(key)
        assert judgement(d).reactions == ()
        assert d.app.focused is field(d, "source")
        await d.keys(*"a-b")
        assert field(d, "source").value == "a-b"
        await d.keys("escape", "escape")
        await d.on("AnnotateScreen")
        await d.keys("ctrl+z")
        await d.until(lambda: len(d.desk.claims[0].judgement.reactions) == 1)

    play(path, scenario)


def test_that_the_claimant_reacts_is_doubted(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        witness = know(d, "Witnesses", "witness")
        await d.keys("j", "enter")
        d.desk.tag_source(d.desk.source_fields()[0], witness)
        await opened(d, "plus", FORM)
        await d.types(*"witnesses")
        await d.until(lambda: "who makes the claim" in said(d, "source"))

    play(path, scenario)


def test_a_half_typed_reaction_waits_with_its_words_and_is_reached_from_the_claim(path: Path) -> None:
    async def first(d: Driver) -> None:
        await d.keys("j", "enter", "escape", "j")
        await opened(d, "plus", FORM)
        await d.keys("up", "end")
        await d.types(*" here")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        await d.keys("escape", "tab")
        assert "draft" in d.shown()
        await d.saved()

    async def second(d: Driver) -> None:
        await d.keys("tab")
        await opened(d, "plus", FORM)
        assert field(d, "source").value == "City officials here"
        assert "“City officials dispute that”" in d.shown()
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        assert words(d, judgement(d).reactions[0]) == "City officials dispute that"
        assert "draft" not in d.shown()

    play(path, first)
    play(path, second)


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 12)])
def test_the_dialog_is_seen_at_every_size(path: Path, size: tuple[int, int]) -> None:
    async def scenario(d: Driver) -> None:
        city = know(d, "City Hall")
        await d.keys("j", "enter")
        d.desk.set_reactions((Reaction(city.id, DENIES),))
        await opened(d, "plus", FORM)
        for shown in ("↔ City Hall denies", "who", "says", "adds it"):
            assert shown in d.shown()

    play(path, scenario, size=size)
