"""What terminals that draw less are given: other signs in the same cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual._border import BORDER_CHARS
from textual.color import Color
from textual.scrollbar import ScrollBarRender

from annotator.tui.glyphs import ASCII, LINES, WORDS
from annotator.tui.plain import SIGNS, PlainPictures, PlainSigns

BLACK = Color(0, 0, 0)


def signs(text: str) -> str:
    return PlainSigns().apply([Segment(text)], BLACK)[0].text


def pictures(text: str) -> str:
    return PlainPictures().apply([Segment(text)], BLACK)[0].text


def test_every_border_and_scrollbar_has_its_ascii() -> None:
    drawn = {sign for rows in BORDER_CHARS.values() for row in rows for sign in row}
    for sign in {*drawn, *ScrollBarRender.VERTICAL_BARS, *ScrollBarRender.HORIZONTAL_BARS}:
        assert signs(sign).isascii(), sign


@given(st.text(st.one_of(st.characters(), st.sampled_from([chr(sign) for sign in SIGNS]))))
def test_other_signs_take_the_same_cells(text: str) -> None:
    assert sum(map(cell_len, signs(text))) == sum(map(cell_len, text))


@given(st.text(st.characters(categories=["L", "N"])))
def test_letters_stay_as_they_are(text: str) -> None:
    assert signs(text) == text


@pytest.mark.parametrize(
    ("picture", "drawn"),
    [
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d"),
        ("\u2764\ufe0f", "\u2764 "),
        ("\U0001f1eb\U0001f1f7", "FR"),
        ("1\ufe0f\u20e3", "1 "),
        ("\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3 "),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
    ],
)
def test_a_picture_of_several_code_points_is_drawn_as_one(picture: str, drawn: str) -> None:
    assert pictures(f"a{picture}b") == f"a{drawn}b"
    assert cell_len(drawn) == cell_len(picture)


@pytest.mark.parametrize("text", ["plain", "é e\u0301", "日本", "\U0001f600", "क्षि", "“…” ✓ 1"])
def test_what_is_no_such_picture_stays(text: str) -> None:
    assert pictures(text) == text


def test_words_are_spelt_in_ascii_or_left_alone() -> None:
    for sign, word in WORDS.items():
        assert ASCII.of(sign) == word
        assert word.isascii()
        assert LINES.of(sign) == sign
