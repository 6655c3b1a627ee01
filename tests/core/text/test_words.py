"""Words of many scripts."""

from __future__ import annotations

import pytest

from annotator.core.text.span import Span
from annotator.core.text.words import words

# Words stand between spaces; what is no word, or touches the next, is in CASES.
WHOLE = (
    """O'Hara O’Hara 37-year-old $1.4 non-life-threatening US$5m 12.5% 3,000 10:30 24/7 2020-21 U.S. a.m.""",
    """AT&T #tag @you j.doe@example.co.uk https://example.org/a?b=1 www.example.org immi\u00adgrant naïve""",
    """cafe\u0301s 대통령이 الوزير يَصِل 5°C £10m इस्तीफा Ελλάδα Škoda’s 👩‍👩‍👧 🇫🇷 1½""",
)
CASES = {
    "'targeted traffic stop'": ["targeted", "traffic", "stop"],
    "“people need to leave”.": ["people", "need", "to", "leave"],
    "(ICE), — the leaders' demand…": ["ICE", "the", "leaders", "demand"],
    "fell to -5, or −7": ["fell", "to", "-5", "or", "−7"],
    "calm.They and/or _stay_": ["calm", "They", "and", "or", "stay"],
    "市长说カタカナです。": ["市", "长", "说", "カタカナ", "です"],
    "ภาษา": ["ภ", "า", "ษ", "า"],
    "🇫🇷🇩🇪": ["🇫🇷", "🇩🇪"],
    "… — ' ’ \u200d": [],
    "See https://example.org/a. Then": ["See", "https://example.org/a", "Then"],
}


def found(text: str) -> list[str]:
    return [word.of(text) for word in words(text, Span(0, len(text)))]


@pytest.mark.parametrize("word", [word for line in WHOLE for word in line.split()])
def test_one_step_covers_a_word(word: str) -> None:
    assert found(word) == [word]
    assert found(f"“{word}, {word}!”") == [word, word]


@pytest.mark.parametrize("text", CASES)
def test_punctuation_is_no_word(text: str) -> None:
    assert found(text) == CASES[text]


def test_offsets_are_into_the_whole_text() -> None:
    assert words("e\u0301 one two", Span(3, 10)) == (Span(3, 6), Span(7, 10))
