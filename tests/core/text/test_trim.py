"""What a marked span loses at its ends: "[" and "]" stand where it was marked."""

from __future__ import annotations

import pytest

from annotator.core.text.span import Span
from annotator.core.text.trim import trim

CASES = [
    ("He said [that it fell. ]", "that it fell"),
    ("[ — it fell;]", "it fell"),
    ("called it [‘unlawful’, ]", "‘unlawful’"),
    ("[“We will rebuild.”]", "We will rebuild"),
    ("[“We will rebuild”]", "“We will rebuild”"),
    ("[“We live in the U.S.”]", "“We live in the U.S.”"),
    ("[“We will rebuild.]”", "We will rebuild"),
    ("“[We will rebuild.”]", "We will rebuild"),
    ("He wrote, ['We hear you.']", "We hear you"),
    ("He wrote, '[We hear you.']", "We hear you"),
    ("He wrote, ['We hear you.]'", "We hear you"),
    ("[the plan as 'unlawful.']", "the plan as 'unlawful.'"),
    ("[a 'routine traffic stop']", "a 'routine traffic stop'"),
    ("['Unlawful' was the word]", "'Unlawful' was the word"),
    ("['the leaders' plan']", "'the leaders' plan'"),
    ("[the choice of the leaders']", "the choice of the leaders'"),
    ("[the choice of the leaders’]", "the choice of the leaders’"),
    ("'We saw [the leaders']", "the leaders"),
    ("‘We saw [the leaders’]", "the leaders"),
    ("'Yes,' he said of [the leaders'] house", "the leaders'"),
    ("[O'Hara said]", "O'Hara said"),
    ("[the '90s]", "the '90s"),
    ("['90s music]", "'90s music"),
    ("[“so-called” helpers]", "“so-called” helpers"),
    ("[helpers (volunteers)]", "helpers (volunteers)"),
    ("[(volunteers helped)]", "(volunteers helped)"),
    ("([volunteers helped)]", "volunteers helped"),
    ("[volunteers (]", "volunteers"),
    ("[it rose by 12.5%.]", "it rose by 12.5%"),
    ("[it cost $5.]", "it cost $5"),
    ("[$1.4 million,]", "$1.4 million"),
    ("[-5 degrees]", "-5 degrees"),
    ("[in the U.S.]", "in the U.S."),
    ("[at 6 p.m.,]", "at 6 p.m."),
    ("[at the end.]", "at the end"),
    ("[¿Quién es?]", "Quién es"),
    ("[„Wir gehen.“]", "Wir gehen"),
    ("[« Nous partons » ]", "« Nous partons »"),
    ("[「落ち着いて」。]", "「落ち着いて」"),
    ('[he said "no"]', 'he said "no"'),
    ('[he said "]', "he said"),
    ("[\u200bit fell\u200b.\ufeff]", "it fell"),
    ("[it fell.\u0301]", "it fell.\u0301"),
    ("[it fell\r\n]", "it fell"),
]


@pytest.mark.parametrize(("case", "expected"), CASES)
def test_outer_marks_go_by_rule(case: str, expected: str) -> None:
    start, end = case.index("["), case.index("]") - 1
    text = case.replace("[", "").replace("]", "")
    found = trim(text, Span(start, end))
    assert found is not None
    assert found.of(text) == expected


@pytest.mark.parametrize("text", [" ", "...", "“”", " — ", "', '", "()"])
def test_a_span_of_marks_holds_no_claim(text: str) -> None:
    assert trim(text, Span(0, len(text))) is None
