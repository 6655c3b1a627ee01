"""Finding words: what counts as the same, where exactly they stand, and never a pattern."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import searching
from annotator.core.searching import Finder
from annotator.core.text.graphemes import Edges
from annotator.core.text.span import Span

LETTERS = "aAbBéÉñ'’‘\"“”-‑– \n\t\u00a0.("
ODD = "ab \u00ad\u200be\u0301\u0308क\u094dषि👩\u200d👧🇫🇷한\u1100\u1161\r\n"
FOLDS = str.maketrans({**dict.fromkeys("’‘", "'"), **dict.fromkeys("“”", '"'), **dict.fromkeys("‑–", "-")})


def found(query: str, text: str) -> list[str]:
    return [span.of(text) for span in Finder(query).spans(text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("mayor", "The Mayor. MAYOR", ["Mayor", "MAYOR"]),
        ("o'hara", "Brian O’Hara, O'Hara", ["O’Hara", "O'Hara"]),
        ("O’Hara", "O'HARA", ["O'HARA"]),
        ('"no"', "“No,” “no”", ["“no”"]),
        ("37-year", "a 37‑year and 37–year", ["37‑year", "37–year"]),
        ("two  shots", "two\n\n shots, two\u00a0shots", ["two\n\n shots", "two\u00a0shots"]),
        ("ice", "officer, ICE", ["ice", "ICE"]),
        (" ice", "officer, (ICE) iced", ["ICE", "ice"]),
        (" ice ", "officer, (ICE) iced", ["ICE"]),
        ("café", "cafe\u0301 café cafe", ["cafe\u0301", "café"]),
        ("cafe", "cafe\u0301", ["cafe\u0301"]),
        ("demonstration", "demon\u00adstra\u00adtion", ["demon\u00adstra\u00adtion"]),
        ("μ Σ", "Μ σ", ["Μ σ"]),
        ("記事", "日本語の記事、記事", ["記事", "記事"]),
        ("👩", "👩\u200d👩\u200d👧", ["👩\u200d👩\u200d👧"]),
        ("aa", "aaaaa", ["aa", "aa"]),
    ],
)
def test_what_is_the_same_but_for_its_printing_is_found(query: str, text: str, expected: list[str]) -> None:
    assert found(query, text) == expected


@pytest.mark.parametrize("query", ["", "  ", "\n", "\u00ad"])
def test_nothing_typed_finds_nothing(query: str) -> None:
    assert found(query, "some  words\n") == []


@given(st.text("a.*+?[](){}|\\^$ b", min_size=1, max_size=6))
def test_no_sign_is_a_pattern(query: str) -> None:
    words = " ".join(query.split())
    assert found(words, f"x{words}x")[:1] == ([words] if words else [])
    assert found(query, "zzzz") == []


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(FOLDS).casefold())


@given(st.text(LETTERS, max_size=40), st.text(LETTERS, min_size=1, max_size=4))
def test_words_are_found_just_where_a_plain_comparison_finds_them(text: str, query: str) -> None:
    wanted = " ".join(folded(query).split())
    hits = found(query.strip(), text)
    assert all(folded(hit) == wanted for hit in hits)
    if wanted:
        assert bool(hits) == (wanted in folded(text))


@given(st.text(ODD, max_size=60), st.text(ODD, min_size=1, max_size=3))
def test_no_hit_begins_or_ends_inside_a_character_and_none_overlap(text: str, query: str) -> None:
    edges = Edges(text, Span(0, max(len(text), 1)))
    end = 0
    for span in Finder(query).spans(text):
        assert (edges.before(span.start), edges.after(span.end)) == (span.start, span.end)
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.text("ab \n\u00ad\u0301", max_size=80), st.text("ab ", min_size=1, max_size=4), st.integers(1, 9))
def test_looking_part_by_part_finds_the_same(text: str, query: str, window: int) -> None:
    whole = list(Finder(query).spans(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "WINDOW", window)
        assert list(Finder(query).spans(text)) == whole
        assert len(list(Finder(query).steps(text))) == -(-len(text) // window)


@given(st.text("aéße\u0301İıſK한", min_size=1, max_size=6))
def test_whatever_stands_in_a_text_is_found_as_it_stands_there(words: str) -> None:
    for form in ("NFC", "NFD"):
        text = f"so {unicodedata.normalize(form, words)} it"
        assert len(found(words, text)) >= 1
