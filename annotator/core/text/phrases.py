"""How far the words reach that name somebody before or behind a verb, by rules that look a bounded way.

"At a news conference Ada Roe, the town's mayor, said" has Ada Roe, with an aside; "said Ada Roe, 40, when"
has her again.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.text import cues
from annotator.core.text.clauses import Token, Tokens, token_at
from annotator.core.text.cues import listed


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase, as places in a list of tokens, and the asides set off by commas that describe it."""

    start: int
    stop: int
    asides: tuple[tuple[int, int], ...] = ()

    @property
    def outer_stop(self) -> int:
        """Return where it ends with its asides."""
        return max((self.stop, *(stop for _, stop in self.asides)))


DETERMINERS = listed("the a an this that these those his her its their our my your")
_ASIDE_WORDS = listed("who whose which")
INTRO = cues.PREPOSITIONS | listed("after before since amid following despite as per until among along")
OPENERS = cues.ADVERBS | listed(
    """meanwhile however still then instead separately moreover furthermore but and so yet though now once
    apparently allegedly reportedly indeed afterwards afterward additionally further finally"""
)
_AUXILIARIES = (
    listed(
        """has have had then since already further now once would will can could may might must did does do first
        even still just never always both all not long often ever himself herself itself themselves"""
    )
    | cues.ADVERBS
) - listed("night morning afternoon evening")
_ENDS_BEHIND = listed("on during after before near outside over amid about to by through under into between")
_KEPT_BEHIND = listed("at in from with")
_PARTICIPLES = listed("seen taken shown written drawn given held made sent known shot")
_DATES = listed("last this next")
_TIED_BY_TO = listed(
    "ambassador ambassadors envoy envoys adviser advisers advisor advisors aide aides close assistant secretary"
)
_REACH, _LONGEST_ASIDE = 20, 30


def is_participle(tokens: Tokens, at: int) -> bool:
    """Tell whether a word describes the noun before it: "a study published on Monday", "papers seen by"."""
    behind = token_at(tokens, at + 1).low
    placed = behind in cues.PREPOSITIONS | cues.ADVERBS or behind in {"as", "online"}
    return placed and _is_passive_form(tokens[at].low)


def _is_passive_form(low: str) -> bool:
    return low.endswith("ed") or low in _PARTICIPLES


def over_auxiliaries(tokens: Tokens, at: int) -> int:
    """Step back over "has also", "on Monday", "repeatedly" before a verb."""
    while at >= 0:
        low = tokens[at].low
        dated = low in {"on", "late", "early"} and token_at(tokens, at + 1).low in cues.ADVERBS
        if not (dated or low in _AUXILIARIES or (low.endswith("ly") and low not in {"family", "only"})):
            break
        at -= 1
    return at


def phrase_before(tokens: Tokens, verb: int) -> Phrase | None:
    """Return the subject before a verb, or nothing if none stands there."""
    last = over_auxiliaries(tokens, verb - 1)
    relative = last > 0 and tokens[last].low in _ASIDE_WORDS
    if relative:
        last -= 1 + (tokens[last - 1].text == ",")
    if last < 0 or tokens[last].low in cues.COORDINATING:
        return None
    asides: list[tuple[int, int]] = []
    while tokens[last].text == ",":
        opening = _aside_before(tokens, last)
        if opening <= 0:
            return None
        asides.append((opening + 1, last))
        last = opening - 1
    first = _leftmost(tokens, last, relative)
    while asides and first > 1 and tokens[first - 1].text == "," and _is_aside(tokens, first, last):
        asides.append((first, last + 1))
        last = first - 2
        first = _leftmost(tokens, last, relative)
    first = _without_intro(tokens, first, last)
    return Phrase(first, last + 1, tuple(asides)) if 0 <= first <= last else None


def _is_aside(tokens: Tokens, first: int, last: int) -> bool:
    """Tell whether what stands between two commas describes the name before: an age, "the minister", "of Graz"."""
    described = tokens[first].low in {"a", "an", "the", "of"} or (
        first == last and tokens[first].low.isdigit()
    )
    return described and (tokens[first - 2].text[0].isupper() or tokens[first - 2].low.isdigit())


def _aside_before(tokens: Tokens, closing: int) -> int:
    """Return the comma that opens the aside which ends at `closing`, or -1."""
    for at in range(closing - 1, max(closing - _LONGEST_ASIDE, 0), -1):
        if tokens[at].text == ",":
            return at if at < closing - 1 else -1
        if not (tokens[at].is_word or tokens[at].text in "'’()$%&"):
            break
    return -1


def _leftmost(tokens: Tokens, last: int, relative: bool) -> int:
    """Return where the noun phrase that ends at `last` begins; before "who" the nearest, however it is described."""
    at = last
    while at >= 0 and last - at < _REACH:
        token, before = tokens[at], token_at(tokens, at - 1)
        if token.text == ")":
            at = _opening_bracket(tokens, at)
        elif not _belongs(tokens, at, last) or (relative and _describes(tokens, at)):
            break
        elif token.low in DETERMINERS and before.low not in cues.PREPOSITIONS | {"and", "of"}:
            return at
        at -= 1
    return at + 1


def _describes(tokens: Tokens, at: int) -> bool:
    """Tell whether a word ties what follows to a noun before it that "who" does not mean."""
    return is_participle(tokens, at) or (
        tokens[at].low in cues.PREPOSITIONS and tokens[at].low not in {"of", "for"}
    )


def _opening_bracket(tokens: Tokens, closing: int) -> int:
    ahead = range(closing - 1, max(closing - 10, -1), -1)
    return next((at for at in ahead if tokens[at].text == "("), closing)


def _closing_bracket(tokens: Tokens, opening: int) -> int:
    ahead = range(opening + 1, min(opening + 10, len(tokens)))
    return next((at + 1 for at in ahead if tokens[at].text == ")"), opening)


def _belongs(tokens: Tokens, at: int, last: int) -> bool:
    """Tell whether a token may be part of the noun phrase that ends at `last`."""
    token, before = tokens[at], token_at(tokens, at - 1)
    if not token.is_word:
        return token.text in "&$%#@/-" or _is_possessive(token, before)
    if token.low in cues.PRONOUNS:
        return at == last
    if token.low in {"and", "to"}:
        return (
            before.low in _TIED_BY_TO if token.low == "to" else before.is_word and not _has_verb(tokens, at)
        )
    contracted = token.low.partition("'")[0] in cues.PRONOUNS | _ASIDE_WORDS
    if contracted or token.low in cues.BE or _opens_clause(token):
        return False
    told = at < last and token.low in cues.REPORTING and _is_told(tokens, at)
    finite = cues.is_finite(token.text) and before.low not in DETERMINERS and not is_participle(tokens, at)
    return not (told or finite)


def _opens_clause(token: Token) -> bool:
    """Tell whether a word opens a clause and so ends a phrase."""
    return token.low in cues.STOPS | cues.COORDINATING | cues.SUBORDINATING | cues.RELATIVE


def _is_possessive(token: Token, before: Token) -> bool:
    """Tell whether a mark is that of "the leaders' plan"."""
    return token.text in "'’" and before.is_word and before.end == token.start and before.low.endswith("s")


def _is_told(tokens: Tokens, at: int) -> bool:
    """Tell whether a form that may be a noun is a verb: a pronoun right before it, or an article behind."""
    return token_at(tokens, at - 1).low in cues.PRONOUNS or token_at(tokens, at + 1).low in DETERMINERS


def _has_verb(tokens: Tokens, before: int) -> bool:
    """Tell whether a finite verb stands in the clause before a place."""
    for at in range(before - 1, max(before - _REACH, -1), -1):
        if not tokens[at].is_word or tokens[at].low in cues.STOPS:
            return False
        if cues.is_finite(tokens[at].text):
            return True
    return False


def _without_intro(tokens: Tokens, first: int, last: int) -> int:
    """Step over "On Friday", "At a news conference", "Meanwhile" before a subject."""
    while first < last and tokens[first].low in OPENERS:
        first += 1
    if first <= last and tokens[first].low in INTRO:
        return next((at for at in range(first + 2, last + 1) if _starts_anew(tokens, at)), last + 1)
    return first


def _starts_anew(tokens: Tokens, at: int) -> bool:
    """Tell whether a noun phrase begins right behind another, with no comma between."""
    token, before = tokens[at], tokens[at - 1]
    if not (token.is_word and before.is_word) or token.low in INTRO | {"of"}:
        return False
    if before.low in INTRO | DETERMINERS | {"of", "and"} or before.low.endswith(("'s", "s'")):
        return False
    if token.low in DETERMINERS or before.low in cues.PLACES or before.text.isdigit():
        return True
    rises = before.text.islower() and token.text[0].isupper()
    return rises or (before.text[0].isupper() and token.text.islower())


def phrase_behind(tokens: Tokens, at: int) -> Phrase | None:
    """Return the noun phrase that begins at a place, or nothing if a clause does."""
    stop = at
    while stop < min(len(tokens), at + _REACH) and _goes_on(tokens, stop, at):
        stop += 1
        if token_at(tokens, stop).text == "(":
            stop = _closing_bracket(tokens, stop)
    if stop == at or (token_at(tokens, stop).is_word and cues.is_finite(tokens[stop].text)):
        return None
    closing = _aside_behind(tokens, stop)
    return Phrase(at, stop, ((stop + 1, closing),) if closing > 0 else ())


def _goes_on(tokens: Tokens, at: int, first: int) -> bool:
    """Tell whether a token belongs to the noun phrase that begins at `first`."""
    token, before, behind = tokens[at], token_at(tokens, at - 1), token_at(tokens, at + 1)
    if not token.is_word:
        return token.text in "&/" or (_is_possessive(token, before) and behind.is_word)
    if token.low in {"and", "to"}:
        names = behind.text[0].isupper() and before.text[0].isupper()
        return before.low in _TIED_BY_TO if token.low == "to" else names
    if at == first:
        return not (_opens_clause(token) or cues.is_finite(token.text))
    if _opens_clause(token) or token.low in OPENERS | _ENDS_BEHIND | _DATES | cues.PRONOUNS:
        return False
    if token.low in _KEPT_BEHIND:
        return before.text.islower() and not _is_place(tokens, at + 1)
    return not cues.is_finite(token.text)


def _is_place(tokens: Tokens, at: int) -> bool:
    """Tell whether "a statement", "the interview" stands at a place."""
    return any(token_at(tokens, at + step).low in cues.PLACES for step in range(3))


def _aside_behind(tokens: Tokens, comma: int) -> int:
    """Return where an aside ends that describes whoever is named before the comma, or -1."""
    first = token_at(tokens, comma + 1)
    if token_at(tokens, comma).text != "," or not first.is_word or first.low.endswith("ing"):
        return -1
    if first.low in cues.COORDINATING | cues.SUBORDINATING | cues.PRONOUNS | cues.PREPOSITIONS:
        return -1
    relative = first.low in _ASIDE_WORDS
    for at in range(comma + 1, min(comma + _LONGEST_ASIDE, len(tokens))):
        if not (tokens[at].is_word or tokens[at].text in "'’()&"):
            return at
        relative = relative or tokens[at].low in _ASIDE_WORDS
        if not relative and cues.is_finite(tokens[at].text):
            return -1
    return len(tokens) if len(tokens) - comma < _LONGEST_ASIDE else -1


def without_tail(words: list[Token]) -> list[Token]:
    """Drop what follows a name or a group to say where, when or by whom."""
    for at in range(1, len(words)):
        if _is_tail(words, at):
            return words[:at]
    return words


def _is_tail(words: list[Token], at: int) -> bool:
    low, before, behind = words[at].low, words[at - 1], token_at(words, at + 1)
    if before.low in {"familiar", "briefed"} or low == "briefed":
        return False
    if low in _ENDS_BEHIND | _ASIDE_WORDS | cues.ADVERBS:
        return True
    if _is_passive_form(low) and (at == len(words) - 1 or is_participle(words, at)):
        return before.text.islower() or at == 1
    if low not in _KEPT_BEHIND or low == "from":
        return False
    person = at > 1 and before.text[0].isupper()
    vague = behind.low in DETERMINERS and not token_at(words, at + 2).text[0].isupper()
    return person or vague or _is_place(words, at + 1)
