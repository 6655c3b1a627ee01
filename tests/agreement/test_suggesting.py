"""How far suggestions changed answers: the difference between the arms, and what its interval rests on."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.suggesting import MARKED, Compared, Effect, FieldEffect, effects
from annotator.reports.suggestion_text import as_text


def _answers(
    shown: float, hidden: float, *, articles: int = 20, each: int = 10, seed: int = 1
) -> list[Compared]:
    chance = random.Random(seed)
    found = []
    for article in range(articles):
        for item in range(each):
            arm = item % 2 == 0
            found.append(
                Compared(
                    "status",
                    f"c{article}.{item}",
                    f"a{article}",
                    f"p{article}.{item}",
                    arm,
                    chance.random() < (shown if arm else hidden),
                    arm and item % 4 == 0,
                )
            )
    return found


def _one(answers: list[Compared]) -> FieldEffect:
    (found,) = effects(answers, ["status"]).fields
    return found


def test_the_difference_is_that_of_the_two_shares() -> None:
    found = _one(_answers(0.9, 0.5))
    assert found.difference.value == pytest.approx((found.shown.value or 0) - (found.hidden.value or 0))
    assert (found.shown.n, found.hidden.n, found.difference.n) == (100, 100, 200)
    assert found.difference.ci95 is not None
    low, high = found.difference.ci95
    assert 0 < low < found.difference.value < high < 1
    assert (found.taken.count, found.taken.n) == (60, 100)
    assert found.taken_hidden.count == 0


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_the_order_of_answers_and_the_names_of_articles_make_no_difference(chance: random.Random) -> None:
    answers = _answers(0.8, 0.6, articles=12)
    shuffled = answers[:]
    chance.shuffle(shuffled)
    assert _one(answers) == _one(shuffled)


def test_the_arms_changed_round_change_the_sign() -> None:
    answers = _answers(0.9, 0.5)
    turned = [
        Compared(one.field, one.item, one.article, one.passage, not one.shown, one.equal, one.taken)
        for one in answers
    ]
    first, second = _one(answers).difference, _one(turned).difference
    assert first.value == pytest.approx(-(second.value or 0))
    assert first.ci95 is not None
    assert second.ci95 is not None
    assert first.ci95[0] == pytest.approx(-second.ci95[1])


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "no answer where the suggestion was shown and none where it was hidden"),
        ([each for each in _answers(1, 0) if each.shown], "no answer where the suggestion was hidden"),
        ([each for each in _answers(1, 0) if not each.shown], "no answer where the suggestion was shown"),
    ],
)
def test_without_answers_in_both_arms_there_is_a_reason_and_no_figure(
    answers: list[Compared], why: str
) -> None:
    found = _one(answers).difference
    assert (found.value, found.ci95, found.reason, found.n) == (None, None, why, len(answers))


def test_answers_that_are_all_alike_have_a_value_and_say_why_there_is_no_interval() -> None:
    found = _one(_answers(1, 0)).difference
    assert found.value == 1
    assert found.ci95 is None
    assert found.reason == "no interval: the difference is the same in all articles"
    assert not math.isnan(found.value)


def test_with_few_articles_passages_are_drawn_and_that_is_said() -> None:
    found = effects(_answers(0.9, 0.5, articles=3, each=20), ["status"])
    assert found.by == "passage"
    assert found.caveat is not None
    assert "hold within these articles" in found.caveat
    many = effects(_answers(0.9, 0.5), ["status"])
    assert (many.by, many.caveat) == ("article", None)
    stories = {f"a{number}": f"s{number // 2}" for number in range(20)}
    assert effects(_answers(0.9, 0.5), ["status"], stories=stories).by == "story"


def test_where_one_article_has_all_of_an_arm_there_is_no_interval_and_that_is_said() -> None:
    answers = [each for each in _answers(0.9, 0.5) if each.shown or each.article == "a3"]
    found = _one(answers).difference
    assert found.value is not None
    assert (found.ci95, found.reason) == (None, "no interval: all that one arm has lies in one article")
    found = _one([each for each in _answers(0.9, 0.5) if each.passage in {"p3.1", "p3.2"}])
    assert found.difference.ci95 is None


def test_an_interval_never_leaves_what_a_difference_can_be() -> None:
    answers = _answers(0.95, 0.02, articles=12, each=4)
    turned = [replace(each, shown=not each.shown) for each in answers]
    for some in (answers, turned):
        ends = _one(some).difference.ci95
        assert ends is not None
        assert -1 <= ends[0] < ends[1] <= 1


def test_claims_without_a_label_are_counted_by_arm_and_in_nothing_else() -> None:
    answers = _answers(0.9, 0.5)
    blank = [replace(each, item=f"{each.item}b", equal=None) for each in answers if not each.shown]
    found, alone = _one([*answers, *blank]), _one(answers)
    assert (found.blank.count, found.blank.n, found.blank_hidden.count, found.blank_hidden.n) == (
        0,
        100,
        100,
        200,
    )
    assert (found.shown, found.hidden, found.difference) == (alone.shown, alone.hidden, alone.difference)


def test_what_is_printed_fits_eighty_columns_and_tells_what_arms_differ_in() -> None:
    answers = _answers(0.9, 0.5)
    blank = [replace(each, item=f"{each.item}b", equal=None) for each in answers[:31]]
    marked = [replace(each, field=MARKED) for each in answers]
    found = effects([*answers, *blank, *marked], [MARKED, "status"])
    lines = as_text(Effect("verify", "gpt", 50, 1, 2, found))
    assert all(len(line) <= 80 for line in lines)
    assert "Without a label, status: 14% of 116 shown, 13% of 115 hidden." in lines
    assert "where the line (claims) differs between the arms" in " ".join(lines)


def test_fields_are_told_apart() -> None:
    answers = [*_answers(0.9, 0.5), *(Compared("stance", "c", "a1", "p", True, True) for _ in range(2))]
    status, stance, form = effects(answers, ["status", "stance", "form"]).fields
    assert (status.shown.n, stance.shown.n, form.shown.n) == (100, 2, 0)
    assert (form.shown.value, form.taken.value) == (None, None)
