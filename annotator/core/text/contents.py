"""Where behind a reporting verb begins what is said: "said that | he fell", "urged | the owners to pay".

All places are those of tokens of one sentence, -1 where there is none.
"""

from __future__ import annotations

from annotator.core.text import cues
from annotator.core.text.clauses import (
    Token,
    Tokens,
    behind_adverbials,
    behind_listener,
    has_clause,
    token_at,
)
from annotator.core.text.cues import base_form, listed

QUOTES = frozenset("'\"“”‘’«»„‹›")
OPENS_CLAUSE = cues.STOPS | cues.COORDINATING | cues.SUBORDINATING
# Verbs with an object in place of a clause: "urged the ministers to", "expects rates to fall".
WITH_OBJECT = listed("urge ask demand vow promise warn expect recommend propose pledge threaten deny predict")
_QUESTIONS = listed("how why what whether")
# The word that ties what is described to the judgement, where it isn't "as".
_TIES = {"accuse": listed("of"), "blame": listed("for on")}
_TIED_BY_QUOTATION = listed("dub label brand")
# Whom and what one calls without describing it: "called the police".
_SUMMONED = listed(
    "police ambulance 911 999 off up in out back reporters meeting meetings election elections strike"
)
_REACH, _NEAR = 18, 6


def opens_quotation(token: Token) -> bool:
    """Tell whether a token is a quotation mark that opens."""
    return token.opens and token.text in QUOTES


def starts_object(token: Token) -> bool:
    """Tell whether a word may begin what is said or meant, and no other phrase."""
    return token.is_word and token.low not in OPENS_CLAUSE | cues.PREPOSITIONS


def content_behind(tokens: Tokens, verb: int, last: int) -> int:
    """Return where what is said begins behind a verb whose last word is `last`."""
    base = base_form(tokens[verb].low)
    if tokens[verb].low in cues.DESCRIBING:
        return _called(tokens, verb) if base == "call" else _described(tokens, verb, base)
    if base == "tell":
        content = behind_listener(tokens, verb + 1)
        return _told_otherwise(tokens, verb) if content < 0 else _content_at(tokens, content, base)
    content = behind_adverbials(tokens, last + 1)
    return _content_at(tokens, content, base) if content >= 0 else -1


def _content_at(tokens: Tokens, at: int, base: str) -> int:
    """Return where what is said begins, given the first word that is no adverbial."""
    first = token_at(tokens, at)
    if first.low == "that":
        return -1 if cues.is_finite(token_at(tokens, at + 1).text) else at + 1
    if first.text in ",:" and at < len(tokens):
        return _behind_mark(tokens, at)
    if first.opens or first.low in _QUESTIONS:
        return at
    if base in WITH_OBJECT and (first.low == "to" or starts_object(first)):
        return at + (first.low == "to")
    return at if starts_object(first) and has_clause(tokens, at) else -1


def _behind_mark(tokens: Tokens, at: int) -> int:
    """Return what begins behind "said:", "said, “", and "said in Graz, Austria, that"."""
    if at + 1 < len(tokens) and (tokens[at + 1].opens or tokens[at].text == ":"):
        return at + 1
    ahead = range(at + 1, min(at + _NEAR, len(tokens) - 1))
    commas = (place for place in ahead if tokens[place].text == ",")
    return next((place + 2 for place in commas if tokens[place + 1].low == "that"), -1)


def _told_otherwise(tokens: Tokens, verb: int) -> int:
    """Return where "told reporters: “…", "told them to …", "told me how …" says what is told."""
    for at in range(verb + 2, min(verb + _REACH, len(tokens))):
        if tokens[at].low in _QUESTIONS:
            return at
        if tokens[at].low == "to":
            return verb + 1
        if not tokens[at].is_word and tokens[at].text not in "'’":
            quotes = tokens[at].text in ",:" and opens_quotation(token_at(tokens, at + 1))
            return at + 1 if quotes else -1
    return -1


def _called(tokens: Tokens, verb: int) -> int:
    """Return where what is judged or asked for begins: "called [the night clear]", "called on [them to act]"."""
    first, second = token_at(tokens, verb + 1), token_at(tokens, verb + 2)
    if first.low in {"on", "for", "upon"}:
        return verb + 2 if second.is_word else -1
    whom = verb + 1 + (first.low == "the")
    summoned = token_at(tokens, whom).low in _SUMMONED and not starts_object(token_at(tokens, whom + 1))
    plain = first.is_word and first.low not in cues.PREPOSITIONS and not summoned
    return verb + 1 if first.opens or plain else -1


def _described(tokens: Tokens, verb: int, base: str) -> int:
    """Return where what is judged begins: "described [the plan as unlawful]", "accused [them of neglect]"."""
    ties = _TIES.get(base, frozenset({"as"}))
    named = base in _TIED_BY_QUOTATION
    ahead = tokens[verb + 2 : verb + _REACH]
    tied = any(one.low in ties or (named and (one.opens or one.low in {"a", "an"})) for one in ahead)
    return verb + 1 if tied and token_at(tokens, verb + 1).low not in ties else -1
