"""Lanes: which marks cover what, and what the gutter says of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.text.lanes import Lanes
from annotator.core.text.rows import Layout
from annotator.core.text.span import Span

TEXT = "The mayor said on Monday that two shots were fired.\n\n\nPolice deny it, 日本語も e\u0301 too."


@dataclass(frozen=True)
class Mark:
    key: str
    span: Span
    complete: bool = True


def in_text(mark: Mark) -> tuple[int, int, str]:
    return mark.span.start, mark.span.end, mark.key


@st.composite
def marks(draw: st.DrawFn) -> list[Mark]:
    ends = st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=2, unique=True).map(sorted)
    spans = draw(st.lists(ends, max_size=12))
    drawn = [
        Mark(key, Span(*span), draw(st.booleans())) for key, span in zip("abcdefghijkl", spans, strict=False)
    ]
    return sorted(drawn, key=in_text)


def lanes_of(*marks: Mark, text: str = TEXT, width: int = 12) -> Lanes[Mark]:
    return Lanes(marks, Layout(text, len).at_width(width))


@settings(deadline=None)
@given(marks(), st.integers(1, 40))
def test_pieces_say_for_each_character_which_marks_cover_it(given_marks: list[Mark], width: int) -> None:
    rows = Layout(TEXT, len).at_width(width)
    lanes = Lanes(given_marks, rows)
    for index, row in enumerate(rows):
        over = {at: piece.marks for piece in lanes.pieces(index) for at in range(piece.start, piece.end)}
        for at in range(row.start, row.end):
            assert set(over.get(at, ())) == {mark for mark in given_marks if at in mark.span}
        assert sum(piece.end - piece.start for piece in lanes.pieces(index)) == len(over)


@settings(deadline=None)
@given(marks(), st.integers(1, 40))
def test_the_gutter_keeps_its_width_and_each_mark_begins_once(given_marks: list[Mark], width: int) -> None:
    rows = Layout(TEXT, len).at_width(width)
    lanes = Lanes(given_marks, rows)
    assert all(len(lanes.gutter(row)) == 3 for row in range(len(rows)))
    begun = [mark for row in range(len(rows)) for mark in lanes.starting(row)]
    assert sorted(begun, key=in_text) == given_marks


@settings(deadline=None)
@given(marks(), marks(), st.integers(1, 40))
def test_marks_put_in_the_place_of_others_lie_as_if_laid_out_afresh(
    before: list[Mark], after: list[Mark], width: int
) -> None:
    rows = Layout(TEXT, len).at_width(width)
    lanes, fresh = Lanes(before, rows), Lanes(after, rows)

    def looks(lanes: Lanes[Mark]) -> list[object]:
        return [
            (lanes.gutter(row), list(lanes.pieces(row)), list(lanes.starting(row)))
            for row in range(len(rows))
        ]

    seen = looks(lanes)
    changed = lanes.put(after)
    assert looks(lanes) == looks(fresh)
    assert {
        row for row, (old, new) in enumerate(zip(seen, looks(lanes), strict=True)) if old != new
    } <= changed
    assert not lanes.put(list(after))


@settings(deadline=None)
@given(marks(), st.sampled_from([at for at, character in enumerate(TEXT) if not character.isspace()]))
def test_under_an_offset_the_innermost_comes_first(given_marks: list[Mark], offset: int) -> None:
    found = lanes_of(*given_marks).under(offset)
    assert set(found) == {mark for mark in given_marks if offset in mark.span}
    starts = [mark.span.start for mark in found]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    ("first", "numbered", "expected"),
    [
        (1, [], "   "),
        (7, [(11, 13, True)], "  7"),
        (7, [(11, 13, False)], " 7?"),
        (7, [(11, 13, True), (14, 19, True)], " 7+"),
        (12, [(11, 13, True), (14, 19, False)], "12?"),
        (7, [(11, 13, True), (14, 19, False)], "7?+"),
        (123, [(11, 13, False)], "123"),
        (1234, [(11, 13, True)], "…34"),
    ],
)
def test_gutter_of_a_row_where_marks_begin(
    first: int, numbered: list[tuple[int, int, bool]], expected: str
) -> None:
    earlier = [Mark(f"{number:04}", Span(0, 3)) for number in range(1, first)]
    here = [Mark(f"z{start}", Span(start, end), complete) for start, end, complete in numbered]
    assert lanes_of(*earlier, *here).gutter(1) == expected


def test_lanes_show_what_goes_on_and_how_deep() -> None:
    lanes = lanes_of(Mark("a", Span(0, 50)), Mark("b", Span(4, 40)), Mark("c", Span(25, 29)))
    # The mayor / said on / Monday that / two shots / were fired.
    assert [lanes.gutter(row) for row in range(5)] == [" 1+", "││ ", "││3", "││ ", "│  "]


def test_a_mark_that_begins_between_rows_is_counted_where_it_is_drawn() -> None:
    lanes = lanes_of(Mark("a", Span(9, 14)))
    assert [lanes.gutter(row) for row in range(3)] == ["   ", "  1", "   "]


def test_equal_spans_are_both_there() -> None:
    first, second = Mark("a", Span(4, 9)), Mark("b", Span(4, 9))
    assert [piece.marks for piece in lanes_of(first, second).pieces(0)] == [(first, second)]
