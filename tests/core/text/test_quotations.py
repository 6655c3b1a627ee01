"""What stands between quotation marks: "[" and "]" show it, and are no part of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.text.quotations import quotation_at, quotations, quoted_words
from annotator.core.text.span import Span

CASES = [
    "“[Stay calm,]” he said.",
    '"[Stay calm,]" he said. "[Go home.]"',
    "'[Stay calm. Go home.]' They added: '[The city's plan.]'",
    "of '[the leaders' plan]'.",
    "'[Yes,]' he said of the leaders' house",
    "‘[I’m heartbroken.]’",
    "“[The 'reset' is over,]” she said",
    "“[He told me ‘go’ and left,]” she said",
    "„[Wir gehen.]“ Er ging.",
    "«[Nous partons]», dit-elle",
    "「[落ち着いて]」と言った",
    "it had “[invaded]” the city",
    "“[One paragraph.\n\n“Another one.]” End.",
    "“[What goes on behind the passage.]",
    "[what began before it.]” He left.",
    "[stay at home.]' He said so",
    # nothing quoted
    "the leaders' house burned in the '90s, and it's gone",
    "rock 'n' roll, 5' 6\" tall",
    "Nobody said a word.",
    "'",
]


@pytest.mark.parametrize("case", CASES)
def test_what_is_quoted_stands_between_marks(case: str) -> None:
    text = case.replace("[", "").replace("]", "")
    shown, added = text, 0
    for one in quotations(text, Span(0, len(text))):
        start, end = one.start + added, one.end + added
        shown = f"{shown[:start]}[{shown[start:end]}]{shown[end:]}"
        added += 2
    assert shown == case


def test_words_are_counted_without_what_is_set_apart() -> None:
    text = "“We lost,” he said, “and went home.”"
    assert quoted_words(text, Span(0, len(text)), Span(0, len(text))) == (5, 7)
    assert quoted_words(text, Span(0, len(text)), Span(0, len(text)), apart=(Span(11, 18),)) == (5, 5)


MARKED = st.text(alphabet="as “”\"'‘’„«»‹›「」.,\n", max_size=40)


@given(st.one_of(MARKED, st.text(max_size=60)).filter(bool), st.data())
@example("”", None)
@example("'s '", None)
def test_quotations_are_in_order_inside_and_apart(text: str, data: st.DataObject | None) -> None:
    start = data.draw(st.integers(0, len(text) - 1)) if data else 0
    passage = Span(start, data.draw(st.integers(start + 1, len(text))) if data else len(text))
    found = quotations(text, passage)
    assert all(passage.covers(one) for one in found)
    assert all(one.end < other.start for one, other in pairwise(found))
    for offset in range(passage.start, passage.end):
        holding = [one for one in found if offset in one]
        assert quotation_at(text, passage, offset) == (holding[0] if holding else None)
