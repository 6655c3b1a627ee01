"""Quoting a stretch of a text: every word of it that is shown stands there, in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.excerpts import LONGEST_COMMON, excerpt, in_brackets
from annotator.core.text.span import Span

SAID = "The mayor said on Friday that the old bridge over the river was safe. Engineers doubted it."
WHOLE = Span(0, len(SAID))


def at(words: str) -> Span:
    start = SAID.index(words)
    return Span(start, start + len(words))


def test_what_is_marked_stands_between_brackets_with_whole_words_around() -> None:
    mark = at("the old bridge over the river was safe")
    assert in_brackets(excerpt(SAID, WHOLE, [mark], mark)) == (
        "… mayor said on Friday that [the old bridge over the river was safe]. Engineers doubted it."
    )


def test_two_marks_are_two_pairs_of_brackets_and_line_breaks_are_spaces() -> None:
    text = "It fell\nand it  broke."
    marks = [Span(0, 7), Span(12, 21)]
    assert in_brackets(excerpt(text, Span(0, 22), marks, Span(0, 21))) == "[It fell] and [it broke]."


def test_the_middle_of_what_both_have_is_left_out_where_it_is_long() -> None:
    text = "He said " + "word " * 60 + "end."
    mark = Span(8, len(text) - 1)
    quoted = in_brackets(excerpt(text, Span(0, len(text)), [mark], mark, mark))
    assert len(quoted) < len(text) - LONGEST_COMMON // 3
    assert quoted.startswith("He said [word word")
    assert quoted.endswith("word end].")
    assert " … " in quoted


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, Span, Span, Span | None]:
    text = draw(st.text(st.sampled_from("ab [].\n"), min_size=1, max_size=200))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    within = Span(edges[0], edges[-1])
    mark = Span(edges[0], edges[1]) if len(edges) < 4 else Span(edges[1], edges[2])
    return text, within, mark, draw(st.sampled_from([None, mark]))


@given(_cases())
def test_a_quotation_holds_the_marked_words_and_nothing_from_outside_the_passage(
    case: tuple[str, Span, Span, Span | None],
) -> None:
    text, within, mark, common = case
    pieces = excerpt(text, within, [mark], mark, common)
    marked = "".join(piece.words for piece in pieces if piece.marked)
    assert all("\n" not in piece.words for piece in pieces)
    if common is None:
        shown = "".join(piece.words for piece in pieces).removeprefix("… ").removesuffix(" …")
        assert marked.split() == mark.of(text).split()
        assert " ".join(shown.split()) in " ".join(within.of(text).split())
