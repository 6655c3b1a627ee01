"""Ids: the same thing has the same id, different things have different ones, and new ones rise."""

from __future__ import annotations

import hashlib
import sys
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.ids import (
    annotator_id,
    article_id,
    content_id,
    fold,
    passage_id,
    source_id,
    text_sha256,
    uuid7,
)
from annotator.errors import Invalid

PARTS = st.lists(st.text(alphabet="a1:2é \n", max_size=4), max_size=4)


@given(PARTS, PARTS)
def test_content_ids_are_equal_only_for_equal_lists(left: list[str], right: list[str]) -> None:
    assert (content_id(*left) == content_id(*right)) == (left == right)


@pytest.mark.parametrize(
    ("left", "right"),
    [(["ab"], ["a", "b"]), (["a", ""], ["a"]), (["1:a"], ["a"]), ([""], []), (["a", "b"], ["b", "a"])],
)
def test_content_ids_tell_where_a_part_ends(left: list[str], right: list[str]) -> None:
    assert content_id(*left) != content_id(*right)


def test_a_content_id_is_the_start_of_a_sha256_over_lengths_and_parts() -> None:
    assert content_id("a", "é") == hashlib.sha256("1:a2:é".encode()).hexdigest()[:32]


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="is no text"):
        content_id("bad\udc80name")


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_folding_twice_is_folding_once_for_every_character() -> None:
    surrogates = range(0xD800, 0xE000)
    odd = [
        chr(c)
        for c in range(sys.maxunicode + 1)
        if c not in surrogates and fold(fold(chr(c))) != fold(chr(c))
    ]
    assert odd == []


@pytest.mark.parametrize(
    "spelling",
    [
        "Brian O'Hara",
        "BRIAN O’HARA",
        " brian  o‘hara ",
        "Brian\tOʼHara",
        "Brian O`Hara",
        "Brian O´Hara",
        "Brian O＇Hara",
    ],
)
def test_apostrophes_case_and_space_do_not_make_another_name(spelling: str) -> None:
    assert fold(spelling) == "brian o'hara"


@pytest.mark.parametrize("dash", "‐‑‒–—−－-")
def test_dashes_do_not_make_another_name(dash: str) -> None:
    assert fold(f"Al{dash}Jazeera") == "al-jazeera"


@pytest.mark.parametrize(
    ("one", "other"), [("STRASSE", "straße"), ("José", "Jose\u0301"), ("ＤＨＳ", "dhs"), ("ﬁre", "FIRE")]
)
def test_ways_to_write_the_same_letters_do_not_make_another_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_letters_make_another_name() -> None:
    assert len({fold(name) for name in ("Ana", "Anna", "Aña", "An a")}) == 4


def test_each_kind_of_thing_has_ids_of_its_own() -> None:
    ids = {
        article_id("a", "b"),
        passage_id("a", 0, 1),
        source_id("a", "b"),
        annotator_id("a", "b"),
        content_id("a", "b"),
    }
    assert len(ids) == 5


def test_a_source_is_another_one_by_type_and_by_the_article_of_an_unnamed_one() -> None:
    ids = {source_id("officials", "unclear", q) for q in ("", "x", "y")} | {source_id("Officials", "police")}
    assert len(ids) == 4
    assert source_id("OFFICIALS ", "unclear", "x") in ids


def test_an_article_is_its_exact_text_and_its_outlet() -> None:
    assert (
        len({article_id("A.", ""), article_id("A. ", ""), article_id("A.", "x"), article_id("a.", "")}) == 4
    )
    assert text_sha256("é") == hashlib.sha256("é".encode()).hexdigest()


@given(st.integers(0, (1 << 48) - 1), st.integers(0, 0xFFF), st.integers(0, (1 << 62) - 1))
def test_a_uuid7_is_one_and_says_its_time(milliseconds: int, sequence: int, chance: int) -> None:
    made = uuid.UUID(uuid7(milliseconds, sequence, chance))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, milliseconds)


STAMP = st.tuples(st.integers(0, 1 << 47), st.integers(0, 0xFFF), st.integers(0, (1 << 62) - 1))


@given(STAMP, STAMP)
def test_uuid7s_sort_as_their_time_and_sequence(
    left: tuple[int, int, int], right: tuple[int, int, int]
) -> None:
    assert (uuid7(*left) < uuid7(*right)) == (left < right)
