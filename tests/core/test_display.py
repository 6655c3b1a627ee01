"""What reaches the terminal: one code point for each, and none that does anything."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.display import has_right_to_left, visible

HIDDEN = "\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad\u2028\u2029\u034f\u115f\u3164" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)))
)
JOINERS = "\u200c\u200d\ufe0e\ufe0f\U000e0100"
MIXED = st.text(
    alphabet=HIDDEN + JOINERS + "ab1#\u20e3❤👩👧🏽🏴ر\u0644क्ष漢\U000e0067\U000e007f \t\r\n\x1b\x9b"
)


@given(st.one_of(st.text(), MIXED, st.text(st.characters(codec=None))))
def test_offsets_hold_and_nothing_acts(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} for one in shown)
    assert visible(shown) == shown


def test_no_code_point_alone_acts_hides_or_turns() -> None:
    seen = {
        "\u0600",
        "\u0601",
        "\u0602",
        "\u0603",
        "\u0604",
        "\u0605",
        "\u06dd",
        "\u070f",
        "\u0890",
        "\u0891",
    }
    for code in range(sys.maxunicode + 1):
        shown = visible(chr(code))
        assert len(shown) == 1
        assert shown.isprintable() or shown in seen or unicodedata.category(shown) in {"Co", "Cn", "Cf", "Zs"}
        assert unicodedata.category(shown) not in {"Cc", "Cs", "Zl", "Zp"}
        assert shown not in HIDDEN
        assert shown not in JOINERS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, “quoted”", "plain, “quoted”"),
        ("a\tb\nc", "a b c"),
        ("a\r\nb", "a  b"),
        ("a\rb", "a␍b"),
        ("\x1b[31m\x07\x00\x7f", "␛[31m␇␀␡"),
        ("\x9b31m\x85", "␦31m␦"),
        ("a\u202eb\u202c", "a◂b◆"),
        ("a\u200bb\u00adc", "a⁞b¬c"),
        ("a\u00a0b\u2009c", "a b c"),
        ("\ud800", "\ufffd"),
        ("\ufdd0", "\ufffd"),
        ("a\u200db", "a⁞b"),
        ("a\ufe0f", "a⁞"),
        ("漢\U000e0100", "漢\U000e0100"),
    ],
)
def test_marks(text: str, expected: str) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧",
        "❤️",
        "👍🏽",
        "🏳️‍🌈",
        "#️⃣",
        "🏴\U000e0067\U000e0062\U000e007f",
        "می‌خواهم",
        "क्‍ष",
        "e\u0301",
        "🇫🇷",
        "　",
    ],
)
def test_what_a_script_or_picture_needs_is_kept(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("שלום", True), ("news قال", True), ("news", False), ("١٢٣", False), ("\u202e", False)],
)
def test_right_to_left_is_told(text: str, expected: bool) -> None:
    assert has_right_to_left(text) is expected
