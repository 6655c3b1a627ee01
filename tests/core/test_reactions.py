"""What the words that quote somebody make of a claim."""

from __future__ import annotations

import pytest

from annotator.core.claim import Reaction, ReactionStance
from annotator.core.reactions import is_disputed, stance_of

DENIES, QUESTIONS, SUPPORTS = ReactionStance.DENIES, ReactionStance.QUESTIONS, ReactionStance.SUPPORTS


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("city officials dispute that", DENIES),
        ("which the company has denied", DENIES),
        ("Rejecting the account, Byron", DENIES),
        ("experts questioned the figures", QUESTIONS),
        ("some doubt it", QUESTIONS),
        ("a second witness confirmed it", SUPPORTS),
        ("police backed his account", SUPPORTS),
        ("officials said nothing", None),
        ("police did not confirm it", None),
        ("he never denied it", None),
        ("they couldn’t refute it", None),
        ("", None),
    ],
)
def test_the_first_reacting_verb_says_how_somebody_stands_unless_it_is_negated(
    words: str, stance: ReactionStance | None
) -> None:
    assert stance_of(words) is stance


def test_a_claim_is_disputed_when_somebody_denies_or_questions_it() -> None:
    assert not is_disputed([])
    assert not is_disputed([Reaction("a", SUPPORTS)])
    assert is_disputed([Reaction("a", SUPPORTS), Reaction("b", QUESTIONS)])
    assert is_disputed([Reaction("b", DENIES)])
