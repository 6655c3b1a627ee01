"""Sources: one id wherever the same name is met, and the likeliest of them first."""

from __future__ import annotations

import pytest

from annotator.core.source import NARRATOR, Source, rank_sources
from annotator.errors import Invalid


def test_two_spellings_are_one_source_under_the_name_it_was_given() -> None:
    one, other = Source.of(" Brian  O’Hara ", "police"), Source.of("brian o'hara", "police")
    assert one.id == other.id
    assert one.name == "Brian O’Hara"


def test_unnamed_sources_belong_to_their_article() -> None:
    assert Source.of("officials", "unclear", "a").id != Source.of("officials", "unclear", "b").id


def test_an_article_speaks_for_itself_alone() -> None:
    assert Source.narrator("a").id != Source.narrator("b").id
    assert Source.narrator("a").type == NARRATOR


def test_a_source_needs_a_name() -> None:
    with pytest.raises(Invalid, match="needs a name"):
        Source.of("  ", "police")


def test_an_id_fixed_under_other_folding_rules_is_kept_as_it_is() -> None:
    assert Source("0" * 32, "Ana", "police").id == "0" * 32


MAYOR, FREY, POLICE, OTHER = (
    Source.of(name, "local_government")
    for name in ("the mayor", "Jacob Frey", "Minneapolis police", "May Day")
)
ALL = [MAYOR, FREY, POLICE, OTHER]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("ma", ["May Day", "the mayor"]),  # the start of the name, then of a word
        ("POLICE", ["Minneapolis police"]),
        ("apol", ["Minneapolis police"]),  # anywhere
        ("boss", ["Jacob Frey"]),  # another name of his
        ("zzz", []),
    ],
)
def test_a_query_finds_names_by_start_then_word_then_anywhere(query: str, wanted: list[str]) -> None:
    found = rank_sources(query, ALL, {FREY.id: ("Boss of the city",)}, {})
    assert [source.name for source in found] == wanted


def test_what_was_used_last_comes_first_among_equals() -> None:
    assert rank_sources("", ALL, {}, {POLICE.id: 1, MAYOR.id: 2})[:2] == [MAYOR, POLICE]


def test_a_query_spelled_with_other_marks_finds_the_name() -> None:
    ohara = Source.of("Brian O’Hara", "police")
    assert rank_sources("o'h", [ohara], {}, {}) == [ohara]
