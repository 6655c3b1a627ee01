"""Cutting at once gives what cutting character by character does; no line is missed by its first letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.text.blocks import blocks
from annotator.core.text.boilerplate import _LONGEST, BOILERPLATE, Pattern, is_boilerplate
from annotator.core.text.graphemes import pieces
from annotator.core.text.sentences import BREAK, PARAGRAPH_BREAK
from annotator.core.text.span import Span

ODD = "ab.” \t\n\r\x0b\x0c\x1c\x1e\x1f\x85\u00a0\u2028\u2029\u0301é🇫🇷\u200d"


def cut(text: str, where: str) -> tuple[Span, ...]:
    """Cut where a pattern says, as slowly as it is plain."""
    ends = (found.end() for found in re.finditer(where, text))
    return pieces(text, Span(0, len(text)), ends) if text else ()


@given(st.text(alphabet=ODD, max_size=40) | st.text(max_size=40) | st.text(alphabet="a \n\x0c\r\u2029"))
def test_lines_and_paragraphs_are_those_of_the_patterns(text: str) -> None:
    assert blocks(text) == (cut(text, f"{BREAK}|[\x0c\u2029]"), cut(text, PARAGRAPH_BREAK))


def is_boilerplate_by_every_pattern(line: str) -> bool:
    line = line.strip()
    words = len(line.split())
    return len(line) <= _LONGEST and any(
        words <= pattern.words and pattern.starts.match(line) for pattern in BOILERPLATE
    )


@pytest.mark.parametrize("pattern", BOILERPLATE, ids=lambda pattern: pattern.what)
def test_what_a_pattern_takes_begins_with_its_letters(pattern: Pattern) -> None:
    @given(st.from_regex(pattern.starts))
    def check(line: str) -> None:
        assert is_boilerplate(line) == is_boilerplate_by_every_pattern(line)

    check()


@given(st.text(alphabet="aAsSſkK©ghİı this(c) all rights reserved2026\n_", max_size=30))
def test_no_letter_that_is_another_in_disguise_is_missed(line: str) -> None:
    assert is_boilerplate(line) == is_boilerplate_by_every_pattern(line)


@pytest.mark.parametrize("more", ["-A", " AP", "/AP", "-Getty Images", ", Photo", " via A", "'s-A", " ", "-"])
def test_a_long_line_of_names_is_told_from_a_credit_in_no_time(more: str) -> None:
    # Tried in every way that it can be cut into names, this would not end within a lifetime.
    line = f"AP{more * (590 // len(more))}"
    assert not is_boilerplate(f"{line} b")
