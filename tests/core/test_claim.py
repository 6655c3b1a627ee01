"""Values of the core refuse what makes no sense, and changing one makes another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Place,
    Polarity,
    State,
    check_day,
)
from annotator.core.text.span import Span
from annotator.errors import Invalid

SPAN = Span(0, 5)


def judgement(*labels: Label, **rest: Any) -> Judgement:
    return Judgement(SPAN, "hash", labels, **rest)


def annotation(**rest: Any) -> Annotation:
    return Annotation("i", "c", "a", "x", "2026-01-15T00:00:00Z", judgement(), **rest)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Span(3, 3), "must run forward"),
        (lambda: Span(-1, 3), "must run forward"),
        (lambda: Span(4, 3), "must run forward"),
        (lambda: Claim("c", "x", Origin.MARKED), "belongs to nobody"),
        (lambda: Claim("c", "x", Origin.GOLD), "belongs to nobody"),
        (lambda: Claim("c", "x", Origin.GIVEN, "ana"), "belongs to nobody"),
        (lambda: Label("form"), "needs either a label or a source"),
        (lambda: Label("form", "direct", "s1"), "needs either a label or a source"),
        (lambda: judgement(Label("f", "a"), Label("f", "a")), "'a' twice"),
        (lambda: judgement(Label("f", "a"), Label("f", "a", suggested=True)), "'a' twice"),
        (
            lambda: judgement(Label("f", source_id="s", suggested=True), Label("f", source_id="s")),
            "'s' twice",
        ),
        (lambda: judgement(as_of="yesterday"), "as of date 'yesterday' is no day"),
        (lambda: judgement(as_of="2026-02-30"), "is no day"),
        (lambda: judgement(as_of="20260115"), "is no day"),
        (lambda: Evidence("e", Polarity.SUPPORTS), "needs an address, a quotation, a passage or a note"),
        (lambda: Evidence("e", Polarity.SUPPORTS, url=""), "needs an address"),
        (lambda: Evidence("e", Polarity.NOTHING_FOUND), "says where you looked"),
        (lambda: Evidence("e", Polarity.NOTHING_FOUND, quote="so"), "says where you looked"),
        (lambda: Evidence("e", Polarity.CONTEXT, note="n", published="2026-1-5"), "published date"),
        (lambda: Evidence("e", Polarity.CONTEXT, note="n", accessed=""), "accessed date"),
        (lambda: Evidence("e", Polarity.CONTEXT, note="n", redacted=True), "holds no free text"),
        (lambda: annotation(seq=0), "number 1"),
        (lambda: annotation(seq=2), "number 1"),
        (lambda: annotation(seq=1, parent_id="p"), "number 1"),
    ],
)
def test_nonsense_is_refused_in_words(make: Callable[[], object], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Claim("c", "x", Origin.GIVEN),
        lambda: Claim("c", "x", Origin.GOLD, "ana"),
        lambda: Evidence("e", Polarity.NOTHING_FOUND, note="searched two archives"),
        lambda: Evidence("e", Polarity.NOTHING_FOUND, place=Place("x", SPAN)),
        lambda: Evidence("e", Polarity.REFUTES, quote="No."),
        lambda: Evidence("e", Polarity.NOTHING_FOUND, redacted=True),
        lambda: annotation(seq=2, parent_id="p"),
        lambda: judgement(Label("f", "a", suggested=True), Label("f", "b"), Label("g", "a")),
        # A label and a source that are spelled alike are two things.
        lambda: judgement(Label("f", "a"), Label("f", source_id="a", suggested=True)),
    ],
)
def test_sense_is_taken(make: Callable[[], object]) -> None:
    assert make()


@given(st.dates())
def test_every_day_written_in_iso_8601_is_a_day(day: Any) -> None:
    check_day("any", day.isoformat())


LABELS = st.lists(st.builds(Label, st.sampled_from("abc"), st.sampled_from("xyz")), unique=True, max_size=6)


@given(LABELS, LABELS)
def test_tagging_a_field_sets_it_and_leaves_the_others(before: list[Label], labels: list[Label]) -> None:
    start = judgement(*before)
    wanted = [label for label in labels if label.field == "a"]
    after = start.tagged("a", wanted)
    assert after.of("a") == tuple(label.value for label in wanted)
    assert all(after.of(field) == start.of(field) for field in "bc")
    assert after.tagged("a", ()).of("a") == ()


@given(st.lists(st.builds(Label, st.sampled_from("abc"), st.just("x")), unique=True))
def test_the_order_of_fields_makes_no_difference(labels: list[Label]) -> None:
    assert judgement(*labels) == judgement(*reversed(labels))


@given(st.lists(st.booleans(), min_size=4, max_size=4))
def test_how_labels_came_about_moves_none_of_them(flags: list[bool]) -> None:
    plain = [Label("b", "x"), Label("a", "z"), Label("b", "w"), Label("a", "y")]
    labels = [replace(label, suggested=flag) for label, flag in zip(plain, flags, strict=True)]
    assert [label.plain for label in judgement(*labels).labels] == list(judgement(*plain).labels)
    assert [label.plain for label in sorted(labels)] == sorted(plain)


def test_a_label_that_was_suggested_is_another_value_and_the_same_label() -> None:
    chosen, suggested = Label("form", "direct"), Label("form", "direct", suggested=True)
    assert chosen != suggested
    assert judgement(chosen) != judgement(suggested)
    assert suggested.plain == chosen.plain == chosen
    assert judgement(suggested).of("form") == ("direct",)


def test_a_judgement_taken_back_keeps_what_it_said() -> None:
    start = judgement(Label("form", "direct"), note="n")
    gone = start.withdrawn()
    assert (gone.stands, gone.state, gone.labels, gone.note) == (False, State.WITHDRAWN, start.labels, "n")
    assert start.stands
