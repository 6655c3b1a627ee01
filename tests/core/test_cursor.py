"""The laws of the cursor, for any text at all: it never leaves the passage, and every way leads back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.cursor import Cursor, Edge, stretched
from annotator.core.text.graphemes import graphemes
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps

WORDS = (
    """said that The mayor , and . ’ ' " “ ” ? ! … U.S. Mr. according to police when was who ( ) but so""",
    """he — 市长 说 。 「 」 مرحبا ، 👩‍👩‍👧 🇫🇷🇩🇪 e\u0301 \u0301 \u200d \u0600 \n \r\n 1. https://x.org/a.""",
)
NEWS = st.lists(st.sampled_from([word for line in WORDS for word in line.split(" ")]), max_size=25).map(
    " ".join
)
TEXTS = st.one_of(NEWS, st.text(max_size=30)).filter(lambda text: bool(text.strip()))
UNITS = st.sampled_from(list(Unit))
EDGES: st.SearchStrategy[Edge] = st.sampled_from(["start", "end"])
SAID = "Police said that he fell, but the mayor insists he was pushed. Nobody saw it. “No,” she said."


def passage(text: str) -> Span:
    return steps(text, Span(0, len(text)), Unit.PARAGRAPH)[0]


@st.composite
def places(draw: st.DrawFn) -> tuple[str, Span]:
    """Draw a passage with other text around it."""
    before, text, after = (
        draw(st.sampled_from(["", "Before. ", "x\n\n"])),
        draw(TEXTS),
        draw(st.sampled_from(["", "\n\nAfter."])),
    )
    span = passage(text)
    return before + text + after, Span(span.start + len(before), span.end + len(before))


@st.composite
def live(draw: st.DrawFn) -> tuple[str, Span, Cursor]:
    """Draw a cursor somebody has brought somewhere."""
    text, within = draw(places())
    cursor = Cursor(draw(st.integers(within.start, within.end)))
    for step in draw(st.lists(STEPS, max_size=12)):
        cursor = step(cursor, text, within)
    return text, within, cursor


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, Span, Cursor, Span]:
    """Draw a cursor with a live span, and the span again."""
    text, within, cursor = draw(live())
    if cursor.span is None:
        cursor = cursor.moved(
            text, within, draw(st.sampled_from([Unit.CHARACTER, Unit.CLAUSE, Unit.PARAGRAPH])), True
        )
        if cursor.span is None:
            cursor = Cursor(cursor.caret).moved(text, within, Unit.PARAGRAPH, True)
    assert cursor.span is not None
    return text, within, cursor, cursor.span


Move = Callable[[Cursor, str, Span], Cursor]


def _moved(unit: Unit, forward: bool) -> Move:
    return lambda cursor, text, within: cursor.moved(text, within, unit, forward)


def _stretched(edge: Edge, unit: Unit, outward: bool) -> Move:
    return lambda cursor, text, within: cursor.stretched(text, within, edge, unit, outward)


STEPS: st.SearchStrategy[Move] = st.one_of(
    st.builds(_moved, UNITS, st.booleans()),
    st.builds(_stretched, EDGES, UNITS, st.booleans()),
    st.sampled_from(
        [
            lambda cursor, text, within: cursor.grown(text, within),
            lambda cursor, text, within: cursor.shrunk(text, within),
            lambda cursor, text, within: cursor.resting(),
            lambda cursor, text, within: cursor.swapped(),
        ]
    ),
)


@given(live())
def test_it_never_leaves_the_passage_and_never_holds_nothing(place: tuple[str, Span, Cursor]) -> None:
    text, within, cursor = place
    assert within.start <= cursor.caret <= within.end
    if cursor.span is not None:
        assert within.covers(cursor.span)
        assert not cursor.span.of(text).isspace()
        assert cursor.caret == cursor.span.start


@given(marked())
def test_it_never_stops_inside_a_character(place: tuple[str, Span, Cursor, Span]) -> None:
    text, within, _, span = place
    whole = graphemes(text, within)
    assert span.start in {one.start for one in whole}
    assert span.end in {one.end for one in whole}


@given(places(), st.sampled_from([unit for unit in Unit if unit is not Unit.CLAUSE]))
def test_moving_on_visits_every_unit_in_order_and_moving_back_the_same_in_reverse(
    place: tuple[str, Span], unit: Unit
) -> None:
    text, within = place
    stops = list(steps(text, within, unit))
    assert _visited(Cursor(within.start), text, within, unit, forward=True) == stops
    last = Cursor(stops[-1].start, stops[-1], unit) if stops else Cursor(within.end)
    assert _visited(last, text, within, unit, forward=False) == stops[-2::-1]


@given(places())
def test_moving_by_clause_visits_a_part_of_every_clause(place: tuple[str, Span]) -> None:
    text, within = place
    stops = list(steps(text, within, Unit.CLAUSE))
    visited = _visited(Cursor(within.start), text, within, Unit.CLAUSE, forward=True)
    assert len(visited) == len(stops)
    assert all(stop.covers(span) and stop.end == span.end for stop, span in zip(stops, visited, strict=True))
    back = _visited(
        Cursor(visited[-1].start, visited[-1], Unit.CLAUSE), text, within, Unit.CLAUSE, forward=False
    )
    assert back == visited[-2::-1]


def _visited(cursor: Cursor, text: str, within: Span, unit: Unit, *, forward: bool) -> list[Span]:
    found: list[Span] = []
    while (after := cursor.moved(text, within, unit, forward)) != cursor:
        assert after.span is not None
        found.append(after.span)
        cursor = after
    return found


@given(marked(), UNITS)
def test_moving_on_and_back_is_where_one_was(place: tuple[str, Span, Cursor, Span], unit: Unit) -> None:
    text, within, cursor, _ = place
    start = cursor.moved(text, within, unit, True)
    there = start.moved(text, within, unit, True)
    if start not in (cursor, there):
        assert there.moved(text, within, unit, False) == start


@given(marked(), UNITS)
def test_a_smaller_unit_is_first_sought_inside_the_span(
    place: tuple[str, Span, Cursor, Span], unit: Unit
) -> None:
    text, within, cursor, span = place
    inside = [stop for stop in steps(text, within, unit) if stop.overlap(span)]
    if unit >= cursor.unit or not inside:
        return
    for forward, stop in ((True, inside[0]), (False, inside[-1])):
        found = cursor.moved(text, within, unit, forward).span
        assert found is not None
        assert stop.covers(found)


@given(marked(), EDGES, UNITS)
@example((SAID, passage(SAID), Cursor(0, Span(0, 6), Unit.WORD), Span(0, 6)), "end", Unit.WORD)
def test_out_and_in_again_is_where_one_was(
    place: tuple[str, Span, Cursor, Span], edge: Edge, unit: Unit
) -> None:
    text, within, _, span = place
    out = stretched(text, within, span, edge, unit, outward=True)
    edges = {getattr(stop, edge) for stop in steps(text, within, unit)}
    if out != span and getattr(span, edge) in edges:
        assert stretched(text, within, out, edge, unit, outward=False) == span


@given(marked(), EDGES, UNITS, st.booleans())
def test_stretching_moves_one_edge_one_way(
    place: tuple[str, Span, Cursor, Span], edge: Edge, unit: Unit, outward: bool
) -> None:
    text, within, _, before = place
    after = stretched(text, within, before, edge, unit, outward=outward)
    greater, lesser = (after, before) if outward else (before, after)
    assert greater.covers(lesser)
    other: Edge = "end" if edge == "start" else "start"
    assert getattr(after, other) == getattr(before, other)


@given(marked(), EDGES, st.sampled_from([unit for unit in Unit if unit is not Unit.WORD]))
def test_stretching_out_ends_at_the_edge_of_the_passage(
    place: tuple[str, Span, Cursor, Span], edge: Edge, unit: Unit
) -> None:
    text, within, _, span = place
    while (after := stretched(text, within, span, edge, unit, outward=True)) != span:
        span = after
    assert getattr(span, edge) == getattr(within, edge)


@given(marked())
def test_growing_nests_up_to_the_passage_and_stops(place: tuple[str, Span, Cursor, Span]) -> None:
    text, within, cursor, _ = place
    spans = _until_still(cursor, lambda each: each.grown(text, within))
    assert all(after.covers(before) and after != before for before, after in pairwise(spans))
    assert spans[-1] == within


@given(marked())
def test_shrinking_nests_down_to_one_character_and_stops(place: tuple[str, Span, Cursor, Span]) -> None:
    text, within, cursor, _ = place
    spans = _until_still(cursor, lambda each: each.shrunk(text, within))
    assert all(before.covers(after) and after != before for before, after in pairwise(spans))
    assert len([one for one in graphemes(text, spans[-1]) if not one.of(text).isspace()]) == 1


def _until_still(cursor: Cursor, step: Callable[[Cursor], Cursor]) -> list[Span]:
    seen = [cursor]
    while (after := step(seen[-1])) != seen[-1]:
        seen.append(after)
    return [each.span for each in seen if each.span is not None]


@pytest.mark.parametrize(
    ("unit", "forward", "wanted"),
    [
        (Unit.SENTENCE, True, "Nobody saw it."),
        (Unit.CLAUSE, True, "the mayor insists"),
        (Unit.WORD, True, "but"),
        (Unit.CLAUSE, False, "he fell,"),
        (Unit.WORD, False, "he"),
    ],
)
def test_from_a_finished_claim_one_goes_on(unit: Unit, forward: bool, wanted: str) -> None:
    claim = Span(17, 25)
    assert claim.of(SAID) == "he fell,"
    rest = Cursor(claim.start, claim, Unit.CLAUSE).resting()
    found = rest.moved(SAID, passage(SAID), unit, forward).span
    assert found is not None
    assert found.of(SAID) == wanted


def test_at_the_end_of_the_passage_it_stays() -> None:
    last = Cursor(0).moved(SAID, passage(SAID), Unit.PARAGRAPH, True)
    assert last.moved(SAID, passage(SAID), Unit.PARAGRAPH, True) == last
    assert last.moved(SAID, passage(SAID), Unit.PARAGRAPH, False) == last


def test_the_edge_that_moves_can_be_changed() -> None:
    cursor = Cursor(0, Span(0, 6))
    assert (cursor.edge, cursor.swapped().edge, cursor.swapped().swapped()) == ("end", "start", cursor)
