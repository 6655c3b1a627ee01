"""What is said of a piece of evidence while it is written."""

from __future__ import annotations

import pytest

from annotator.core.doubts import Beside, Piece, doubts, quotes

URL = "https://a.org/x"


def said(piece: Piece, beside: Beside | None = None) -> dict[str, str]:
    return {each.field: each.message for each in doubts(piece, beside or Beside())}


def test_a_sound_piece_raises_no_doubt() -> None:
    piece = Piece(URL, "https://archive.org/x", "he fell", "2026-01-15", "ben", "Later he fell.")
    assert said(piece, Beside({"ana"}, "2026-01-16", ["https://a.org/y"])) == {}
    assert said(Piece()) == {}


@pytest.mark.parametrize(
    ("piece", "field", "words"),
    [
        (Piece("www.a.org", "https://b.org"), "url", "whole address"),
        (Piece(URL, "archive"), "archived_url", "whole address"),
        (Piece(URL), "archived_url", "no archived copy"),
        (Piece(URL, URL + "#top"), "archived_url", "not a copy"),
        (Piece("http://www.a.org/y/", "https://b.org"), "url", "same address"),
        (Piece(quote="he rose", passage="Later he fell."), "quote", "not in the article"),
        (Piece(origin_id="ana"), "origin", "claimant"),
        (Piece(published="2026-01-17"), "published", "later than 2026-01-16"),
    ],
)
def test_each_thing_that_may_be_wrong_is_said_at_its_field(piece: Piece, field: str, words: str) -> None:
    found = said(piece, Beside({"ana"}, "2026-01-16", ["https://a.org/y"]))
    assert list(found) == [field]
    assert words in found[field]


def test_a_quotation_without_a_passage_is_taken_at_its_word() -> None:
    assert said(Piece(quote="he rose")) == {}


TEXT = "“We’ve seen  nothing,”\nsaid the mayor. It rained — and rained."


@pytest.mark.parametrize(
    "quotation",
    [
        "We've seen nothing", "\"we've SEEN nothing,\" said the mayor", "We’ve … the mayor", "seen [...] rained - and",
        "seen (…) It rained", "... rained", "",
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_marks_spaces_and_gaps(quotation: str) -> None:
    assert quotes(TEXT, quotation)


@pytest.mark.parametrize(
    "quotation", ["the mayor … We've seen", "seen something", "rained and rained and rained"]
)
def test_words_that_are_not_there_in_that_order_are_not_found(quotation: str) -> None:
    assert not quotes(TEXT, quotation)
