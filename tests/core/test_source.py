"""Sources: one id wherever the same name is met."""

from __future__ import annotations

import pytest

from annotator.core.source import NARRATOR, Source
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
