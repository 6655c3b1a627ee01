"""The practice agrees with guideline, gold and scheme, and has an answer to whatever somebody marks."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.comparing import MINE, compare
from annotator.core.explaining import Explanation, explain
from annotator.core.matching import Mark
from annotator.core.scheme import FieldType
from annotator.core.text.span import Span
from annotator.tui.keys import KEYS
from annotator.workflow.practising import Course, read_course

KINDS = {
    "missed",
    "extra",
    "joined",
    "split",
    "start",
    "end",
    "label",
    "over a claim",
    "takes in",
    "leaves out",
}
WORDS = {"attribution", "hedge", "joining word", "quotation marks", "punctuation", "question", "sentences"}
SOURCES = {
    "other source",
    "same name",
    "other type",
    "named",
    "unnamed",
    "gold:the article",
    "mine:the article",
}
LABELS = {"other label", "not given"}


@cache
def course() -> Course:
    return read_course()


EXPLANATIONS = course().book.explanations
FIELDS = course().ground.scheme.fields
VALUES = {f"{side}:{label.id}" for side in ("gold", "mine") for field in FIELDS for label in field.labels}
VOCABULARY = KINDS | WORDS | SOURCES | LABELS | VALUES | {field.id for field in FIELDS}


def passage(index: int) -> Span:
    return course().article.passages[index].span


@pytest.mark.parametrize("each", EXPLANATIONS, ids=lambda each: each.why[:40])
def test_an_explanation_begins_with_a_rule_and_every_rule_it_cites_is_in_the_guideline(
    each: Explanation,
) -> None:
    assert re.match(r"[DFSVCT]\d+: \S", each.why)
    assert each.rules
    assert set(each.rules) <= set(course().rules)
    assert each.why.endswith(".")
    assert len(re.findall(r"[.?](?:\s|$)", each.why)) <= 3, "one or two plain sentences"
    assert len(each.why) <= 180


def test_the_guidelines_rules_are_read_whole() -> None:
    rules = course().rules
    assert [rule for rule in rules if rule[0] == "V"] == [f"V{n}" for n in range(1, 11)]
    assert "[The ferry left at noon]" in rules["D4"]
    assert all("\n## " not in body for body in rules.values())


def test_traits_are_those_that_a_difference_can_have() -> None:
    assert [each.why for each in EXPLANATIONS if not each.traits <= VOCABULARY] == []


def test_three_rich_passages() -> None:
    lessons = course().lessons
    forms = {mark.labels["form"][0] for lesson in lessons for mark in lesson.gold}
    stances = {mark.labels["stance"][0] for lesson in lessons for mark in lesson.gold}
    assert len(lessons) == 3
    assert {"direct", "indirect", "unattributed"} <= forms
    assert {"supports", "neutral", "questions"} <= stances
    assert [lesson.index for lesson in lessons] == sorted(lesson.index for lesson in lessons)


def test_every_gold_claim_is_explained_in_every_field_at_both_edges_and_in_how_it_is_cut() -> None:
    for lesson in course().lessons:
        assert lesson.gold
        for number, mark in enumerate(lesson.gold):
            wanted = {"missed", "start", "end", "split", *mark.labels} | ({"joined"} if number else set())
            assert set(course().about(mark)) == wanted, mark.span.of(course().article.text)


def test_an_explanation_of_a_label_names_no_other_label_than_the_golds() -> None:
    names = {label.id for field in FIELDS if field.id == "stance" for label in field.labels}
    for lesson in course().lessons:
        for mark in lesson.gold:
            said = course().about(mark)["stance"]
            assert names & set(re.findall(r"\w+", said)) == set(mark.labels["stance"]), said


def test_every_word_outside_the_gold_is_explained_too() -> None:
    text = course().article.text
    places = course().book.places.values()
    for lesson in course().lessons:
        taken = [*(mark.span for mark in lesson.gold), *places]
        here = passage(lesson.index)
        left = [at for at in range(here.start, here.end) if not any(at in span for span in taken)]
        assert not [text[at] for at in left if text[at].isalnum()]
    for place in places:
        assert not any(place.overlap(mark.span) for lesson in course().lessons for mark in lesson.gold)


def test_what_names_a_command_names_one() -> None:
    said = " ".join([course().welcome, *(lesson.task for lesson in course().lessons)])
    named = set(re.findall(r"\{(\w+)\}", said))
    assert named
    assert named <= {row.command for row in KEYS}


# whatever somebody marks

TEXT = course().article.text
MANY = {
    field.id: [label.id for label in field.labels] for field in FIELDS if field.type is not FieldType.SOURCE
}
SOURCE_IDS = [*course().ground.sources]


@st.composite
def _labels(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    asked = draw(st.sets(st.sampled_from([field.id for field in FIELDS])))
    return {field: (draw(st.sampled_from(MANY.get(field, SOURCE_IDS))),) for field in asked}


@st.composite
def _marks(draw: st.DrawFn) -> tuple[int, list[Mark]]:
    lesson = draw(st.integers(0, len(course().lessons) - 1))
    here = passage(course().lessons[lesson].index)
    edges = sorted(
        each for mark in course().lessons[lesson].gold for each in (mark.span.start, mark.span.end)
    )
    at = st.one_of(st.sampled_from(edges), st.integers(here.start, here.end))
    ends = st.lists(st.tuples(at, at).filter(lambda pair: pair[0] != pair[1]), max_size=6)
    spans = [Span(min(pair), max(pair)) for pair in draw(ends)]
    return lesson, [Mark(f"m{n}", MINE, "", "", span, draw(_labels())) for n, span in enumerate(spans)]


@given(_marks())
def test_whatever_is_marked_each_difference_has_a_reason_with_a_rule(case: tuple[int, list[Mark]]) -> None:
    lesson, mine = case
    compared = compare(course().ground, course().lessons[lesson].gold, mine)
    for pair in compared.pairs:
        for each in pair.differences:
            reasons = explain(each, course().book)
            assert reasons, each.traits
            assert all(reason.rules for reason in reasons)
            assert len(reasons) <= 2
