"""Reactions: what the words that quote somebody make of a claim, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.core.claim import Reaction, ReactionStance

_VERBS = {
    ReactionStance.DENIES: """
        deny denies denied denying
        dispute disputes disputed disputing
        reject rejects rejected rejecting
        refute refutes refuted refuting
        rebut rebuts rebutted rebutting
        contradict contradicts contradicted contradicting
        dismiss dismisses dismissed dismissing
        contest contests contested contesting
    """,
    ReactionStance.QUESTIONS: """
        question questions questioned questioning
        doubt doubts doubted doubting
        challenge challenges challenged challenging
        query queries queried querying
    """,
    ReactionStance.SUPPORTS: """
        confirm confirms confirmed confirming
        support supports supported supporting
        back backs backed backing
        corroborate corroborates corroborated corroborating
        endorse endorses endorsed endorsing
        echo echoes echoed echoing
        acknowledge acknowledges acknowledged acknowledging
        admit admits admitted admitting
    """,
}
STANCES = {form: stance for stance, forms in _VERBS.items() for form in forms.split()}
"""The forms of verbs that react to what somebody else says, and how."""
_WORD = re.compile(r"[^\W\d_]+")
_NOT = re.compile(r"\b(?:not|never|n't|n’t|nor|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
_NEAR = 24
"""Within how many characters before a verb a "not" belongs to it."""


def stance_of(words: str) -> ReactionStance | None:
    """Return the stance that the first reacting verb of `words` takes, or nothing: it is for a person to judge.

    A verb with a "not" before it says something else than its opposite, so it tells nothing.

    >>> stance_of("city officials dispute that"), stance_of("police did not confirm this")
    (<ReactionStance.DENIES: 'denies'>, None)
    """
    for found in _WORD.finditer(words):
        stance = STANCES.get(found[0].lower())
        if stance is not None:
            before = words[max(0, found.start() - _NEAR) : found.start()]
            return None if _NOT.search(before) else stance
    return None


def is_disputed(reactions: Iterable[Reaction]) -> bool:
    """Tell whether somebody quoted denies or questions the claim; nobody tags this, it follows."""
    return any(each.stance is not ReactionStance.SUPPORTS for each in reactions)
