"""The laws of every unit, for any text at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.text.cues import cues
from annotator.core.text.graphemes import graphemes
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps
from annotator.core.text.trim import trim

WORDS = (
    """said that The mayor , and . ’ ' " “ ” ? ! … ... U.S. Mr. according to police when was shot who ( )""",
    """told reporters a $1.4 37-year-old : ; - described the plan as with protesters throwing No. 7""",
    """he — – 市长 说 。 「 」 مرحبا ، नमस्ते । 👩‍👩‍👧 🇫🇷🇩🇪 e\u0301 \u0301 \u200d \u0600""",
    """\r\n \n \n\n \x0c \u2028 \x85 1. https://x.org/a.""",
)
NEWS = st.lists(st.sampled_from([word for line in WORDS for word in line.split(" ")]), max_size=40).map(
    " ".join
)
GLUED = st.text(alphabet="aS. ,'\"“”‘’?!…\u0301\u200d\ufe0f🇫❤कि्、。\r\n\t-—:;()«»„$1\u0600", max_size=40)
TEXTS = st.one_of(NEWS, GLUED, st.text(max_size=60)).filter(lambda text: bool(text.strip()))
COVERING = [Unit.CHARACTER, Unit.CLAUSE, Unit.SENTENCE, Unit.PARAGRAPH]


def passage(text: str) -> Span:
    return steps(text, Span(0, len(text)), Unit.PARAGRAPH)[0]


@given(TEXTS)
@example("\u0600 a. B")
@example(". \u0301A")
@example("\r\n.\u0301")
def test_stops_are_ordered_apart_and_inside(text: str) -> None:
    within = passage(text)
    for unit in Unit:
        stops = steps(text, within, unit)
        assert all(within.covers(stop) for stop in stops)
        assert all(before.end <= after.start for before, after in pairwise(stops))
        assert stops == steps(text, within, unit)


@given(TEXTS)
def test_every_printed_character_lies_in_one_stop(text: str) -> None:
    within = passage(text)
    for unit in COVERING:
        covered = {offset for stop in steps(text, within, unit) for offset in range(stop.start, stop.end)}
        assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


@given(TEXTS)
def test_units_nest(text: str) -> None:
    within = passage(text)
    for small, great in (
        (Unit.WORD, Unit.CLAUSE),
        (Unit.CLAUSE, Unit.SENTENCE),
        (Unit.SENTENCE, Unit.PARAGRAPH),
    ):
        greater = steps(text, within, great)
        assert all(any(one.covers(stop) for one in greater) for stop in steps(text, within, small))


@given(TEXTS)
def test_no_stop_parts_a_character(text: str) -> None:
    within = passage(text)
    edges = {edge for one in graphemes(text, within) for edge in (one.start, one.end)}
    for unit in Unit:
        assert all({stop.start, stop.end} <= edges for stop in steps(text, within, unit))


@given(TEXTS, st.data())
def test_trimming_twice_is_trimming_once(text: str, data: st.DataObject) -> None:
    ones = graphemes(text, Span(0, len(text)))
    first = data.draw(st.integers(0, len(ones) - 1))
    last = data.draw(st.integers(first, len(ones) - 1))
    span = Span(ones[first].start, ones[last].end)
    trimmed = trim(text, span)
    if trimmed is not None:
        assert span.covers(trimmed)
        assert trim(text, trimmed) == trimmed
        assert {trimmed.start, trimmed.end} <= {edge for one in ones for edge in (one.start, one.end)}


@given(TEXTS)
def test_cues_are_ordered_and_inside(text: str) -> None:
    within = passage(text)
    found = [cue.span for cue in cues(text, within)]
    assert all(within.covers(one) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_has_a_stop_in_one_letter(unit: Unit) -> None:
    assert steps(" a ", Span(0, 3), unit) == (Span(1, 2),)
