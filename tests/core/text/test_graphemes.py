"""Characters as a reader sees them, against wcwidth's own reading of the whole text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from annotator.core.text.graphemes import _ALONE, Edges, characters, graphemes, pieces
from annotator.core.text.span import Span

JOINED = "e\u0301👩‍👩‍👧❤️🇫🇷🇩🇪कि्षநி한각ก็\r\n\u0600١\U0001f3f4\U000e0067\U000e007f#️⃣"


def whole(text: str) -> list[str]:
    return [one.of(text) for one in graphemes(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", ["a", "b", "c"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("🇫🇷🇩🇪🇫", ["🇫🇷", "🇩🇪", "🇫"]),
        ("👩‍👩‍👧!", ["👩‍👩‍👧", "!"]),
        ("नमस्ते", ["न", "म", "स्ते"]),
    ],
)
def test_characters_are_whole(text: str, expected: list[str]) -> None:
    assert whole(text) == expected


@given(st.one_of(st.text(alphabet=JOINED + "ab .", min_size=1), st.text(min_size=1)))
def test_the_short_way_round_finds_the_same_characters(text: str) -> None:
    assert whole(text) == list(iter_graphemes(text))


@given(st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0xFFFF), min_size=2, max_size=2))
def test_what_stands_alone_never_joins(pair: str) -> None:
    if re.fullmatch(f"[{_ALONE}]{{2}}", pair):
        assert len(list(iter_graphemes(pair))) == 2


def test_no_sign_said_to_stand_alone_joins_what_stands_before_it() -> None:
    for sign in re.findall(f"[{_ALONE}]", "".join(map(chr, range(0x10000)))):
        assert len(list(iter_graphemes("a" + sign + "가"))) == 3


def test_the_caret_stops_on_no_white_space() -> None:
    text = "a \r\n b"
    assert [one.of(text) for one in characters(text, Span(0, len(text)))] == ["a", "b"]


def test_edges_step_over_a_joined_character() -> None:
    edges = Edges("ae\u0301b", Span(0, 4))
    assert [edges.before(at) for at in range(5)] == [0, 1, 1, 3, 4]
    assert [edges.after(at) for at in range(5)] == [0, 1, 3, 3, 4]


def test_pieces_part_no_character() -> None:
    text = "ab\u0301 c"
    assert [piece.of(text) for piece in pieces(text, Span(0, 5), [2])] == ["ab\u0301", "c"]
