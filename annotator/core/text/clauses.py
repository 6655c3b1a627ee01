"""Where a sentence falls into the pieces somebody who marks claims wants: rules for English news, by table.

Cuts fall behind a cue ("the department said that |…"), before a trailing one ("…, | authorities said."), and
before a conjunction that opens a finite clause. Each rule looks a bounded way; what none knows stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotator.core.text import cues
from annotator.core.text.graphemes import pieces
from annotator.core.text.span import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of a sentence, and how it stands in it."""

    start: int
    end: int
    text: str
    low: str
    opens: bool
    is_word: bool


Tokens = Sequence[Token]
_BEFORE_NOUN = (cues.STARTS_SUBJECT | cues.PREPOSITIONS) - cues.PRONOUNS
# "U.S." and, a sentence being one already, "Gov." with a word or comma behind are words with their point.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]{1,6}\.(?=\s+\w|,)|\w+(?:['’‑-]\w+)*|\S")
_OPENING, _STRAIGHT = frozenset("“‘«„‹([{「『"), frozenset("'\"")
_QUOTES = frozenset("'\"“”‘’«»„‹›")
_TRANSPARENT = _QUOTES | frozenset("()[]")

# The word that ties what is described to the judgement; "call" has none but the quotation itself.
_FRAME = {"accuse": "of", "blame": "for", "call": ""}


def tokens_of(text: str, sentence: Span) -> list[Token]:
    """Return the words and marks of a sentence, in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, sentence.start, sentence.end):
        at, raw = match.start(), match[0]
        opens = raw in _OPENING or (raw in _STRAIGHT and (at == sentence.start or text[at - 1].isspace()))
        low = raw.lower().replace("’", "'")
        found.append(Token(at, match.end(), raw, low, opens, raw[0].isalnum()))
    return found


def token_at(tokens: Tokens, at: int) -> Token:
    """Return a token, or an empty one beyond either end."""
    return tokens[at] if 0 <= at < len(tokens) else Token(0, 0, ".", ".", False, False)


def has_clause(tokens: Tokens, at: int, reach: int = 16) -> bool:
    """Tell whether a subject and its finite verb follow, before anything that opens another clause."""
    for ahead in range(at, min(at + reach, len(tokens))):
        token = tokens[ahead]
        told = ahead > at and tokens[ahead - 1].low in cues.PRONOUNS
        if token.is_word and (told or cues.is_finite(token.text)):
            if ahead == at and token.low.endswith("ed") and token.low not in cues.FINITE:
                continue  # "undiagnosed illness" describes
            return ahead > at
        if token.low in cues.STOPS or not (token.is_word or token.text in _TRANSPARENT):
            return False
    return False


def behind_adverbials(tokens: Tokens, at: int) -> int:
    """Step over "on Friday", "in a statement", "also"; an unknown phrase leads to its "that" or to -1."""
    while at < len(tokens):
        low = tokens[at].low
        if low in cues.ADVERBS:
            at += 1
        elif low in cues.PREPOSITIONS and low != "of" and not _is_infinitive(tokens, at):
            at = _behind_phrase(tokens, at + 1)
        else:
            return at
    return -1


def _is_infinitive(tokens: Tokens, at: int) -> bool:
    """Tell "agreed to pay" from "explained to the crew"."""
    following = token_at(tokens, at + 1)
    somebody = cues.LISTENERS | cues.STARTS_SUBJECT
    return tokens[at].low == "to" and following.text.islower() and following.low not in somebody


def _behind_phrase(tokens: Tokens, at: int) -> int:
    for ahead in range(at, min(at + 9, len(tokens))):
        if tokens[ahead].low == "that":
            return ahead
        if tokens[ahead].low in cues.PLACES and token_at(tokens, ahead + 1).low not in cues.PLACES:
            return ahead + 1
        if not tokens[ahead].is_word:
            break
    return len(tokens)


def behind_listener(tokens: Tokens, at: int) -> int:
    """Step over who was told: up to "that", or to a subject behind a name or a word for listeners."""
    for ahead in range(at + 1, min(at + 10, len(tokens))):
        before, token = tokens[ahead - 1], tokens[ahead]
        if token.low in {"that", "to"} or not (token.is_word or token.text in _TRANSPARENT):
            return ahead if token.low == "that" else -1
        if token.low in cues.SUBORDINATING:
            return -1
        heard = before.low in cues.LISTENERS or before.text[0].isupper() or before.text.isdigit()
        heard = heard or (token.low in cues.PRONOUNS and before.low not in cues.PREPOSITIONS)
        if heard and token.low in cues.STARTS_SUBJECT and has_clause(tokens, ahead):
            return ahead
    return -1


def _after_cue(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut behind a reporting verb where what is said begins."""
    content = behind_adverbials(tokens, at + 1)
    if cues.base_form(tokens[at].low) == "tell":
        content = behind_listener(tokens, at + 1)
    following = token_at(tokens, content) if content > 0 else token_at(tokens, -1)
    if following.low == "that":
        yield content + 1
    elif following.opens or (following.is_word and _says_clause(tokens, at, content)):
        yield content


def _says_clause(tokens: Tokens, at: int, content: int) -> bool:
    if tokens[content].low in cues.STOPS | cues.COORDINATING | cues.SUBORDINATING:
        return False
    if has_clause(tokens, content):
        return True
    shown = cues.base_form(tokens[at].low) == "show"
    return shown and any(one.low.endswith("ing") for one in tokens[content + 1 : content + 5])


def _after_description(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut behind "described", "accused", "called": what is judged and the judgement stay together."""
    frame = _FRAME.get(cues.base_form(tokens[at].low), "as")
    ahead = tokens[at + 1 : at + 15]
    framed = any(one.low == frame if frame else one.opens and one.text in _QUOTES for one in ahead)
    if framed and token_at(tokens, at - 1).low not in cues.BE and token_at(tokens, at + 1).low != frame:
        yield at + 1


def _before_trailing(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before "…, authorities said", "…, said Frey", and behind it where the sentence goes on."""
    comma = _comma_before(tokens, at)
    end = _mark_after(tokens, at + 1)
    if comma < 0 or end < 0 or tokens[at].low in cues.UNSURE:
        return
    if _is_bare(tokens, at, inverted=comma == at - 1) and not has_clause(tokens, at + 1):
        yield comma + 1
        if tokens[end].text == ",":
            yield end + 1


def _is_bare(tokens: Tokens, at: int, *, inverted: bool) -> bool:
    """Tell whether a verb has nothing said behind it: a mark, a time, a place, or, inverted, its subject."""
    following = token_at(tokens, at + 1)
    if following.low == "that":
        return False
    told = cues.base_form(tokens[at].low) == "tell"
    return inverted or told or not following.is_word or following.low in cues.PREPOSITIONS | cues.ADVERBS


def _comma_before(tokens: Tokens, at: int) -> int:
    """Return the comma or closing quotation mark before a subject that has no verb, or -1."""
    for behind in range(at - 1, max(at - 10, -1), -1):
        token = tokens[behind]
        if token.text in ",?!—–" or (token.text in _QUOTES and not token.opens):
            return behind
        if not (token.is_word or token.text in _TRANSPARENT) or cues.is_finite(token.text):
            return -1
        if token.low in cues.STOPS | cues.COORDINATING | cues.SUBORDINATING:
            return -1
    return -1


def _mark_after(tokens: Tokens, at: int) -> int:
    """Return the first mark of punctuation within a dozen words, or -1."""
    for ahead in range(at, min(at + 12, len(tokens))):
        if not (tokens[ahead].is_word or tokens[ahead].text in _TRANSPARENT):
            return ahead
    return -1


def _verb(tokens: Tokens, at: int) -> Iterator[int]:
    if tokens[at].low in cues.UNSURE and token_at(tokens, at - 1).low in _BEFORE_NOUN:
        return
    if tokens[at].low.endswith("ing") and token_at(tokens, at - 1).text == ",":
        yield at
    if tokens[at].low in cues.DESCRIBING:
        yield from _after_description(tokens, at)
    else:
        yield from _after_cue(tokens, at)
        yield from _before_trailing(tokens, at)


def _according(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before "according to", and behind its name where a comma ends it."""
    if token_at(tokens, at + 1).low != "to":
        return
    yield at
    for ahead in range(at + 2, min(at + 18, len(tokens))):
        if tokens[ahead].text == ",":
            yield ahead + 1
            return


def _coordinating(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before ", and" and its like with a clause behind, and before "and that" and "and" with a quotation."""
    following = token_at(tokens, at + 1)
    first = at + 2 if following.low in cues.SUBORDINATING else at + 1
    quoted = following.opens and following.text in _QUOTES
    reported = following.low == "that" and not cues.is_finite(token_at(tokens, at + 2).text)
    if quoted or reported or (token_at(tokens, at - 1).text in ",—–" and has_clause(tokens, first)):
        yield at


def _subordinating(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before "when", "after", "as" and their like with a clause behind; "as big as" only compares."""
    near = {token_at(tokens, at + step).low for step in (-3, -2, 2, 3)}
    compared = tokens[at].low == "as" and "as" in near
    if not compared and has_clause(tokens, at + 1):
        yield at


def _relative(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before ", who" and its like."""
    if token_at(tokens, at - 1).text == "," and any(
        cues.is_finite(one.text) for one in tokens[at + 1 : at + 9]
    ):
        yield at


def _with(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before ", with protesters throwing rocks", where three words or more follow."""
    if token_at(tokens, at - 1).text == "," and all(one.is_word for one in tokens[at + 1 : at + 4]):
        yield at


def _behind(_tokens: Tokens, at: int) -> Iterator[int]:
    yield at + 1


def _opening(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before a quotation that a comma or colon leads up to."""
    if tokens[at].opens and token_at(tokens, at - 1).text in ",:":
        yield at


def _colon(tokens: Tokens, at: int) -> Iterator[int]:
    if token_at(tokens, at + 1).start > tokens[at].end:
        yield at + 1


def _dash(tokens: Tokens, at: int) -> Iterator[int]:
    yield from (at,) if has_clause(tokens, at + 1) else ()


Rule = Callable[[Tokens, int], Iterator[int]]
# what stands there → the token at which a new piece begins
RULES: dict[str, Rule] = {
    **dict.fromkeys([*cues.REPORTING, *cues.DESCRIBING], _verb),
    **dict.fromkeys(cues.COORDINATING, _coordinating),
    **dict.fromkeys(cues.SUBORDINATING, _subordinating),
    **dict.fromkeys(cues.RELATIVE, _relative),
    **dict.fromkeys(_QUOTES, _opening),
    **dict.fromkeys(";；，،؛", _behind),
    **dict.fromkeys("—–", _dash),
    "according": _according,
    "with": _with,
    ":": _colon,
    "：": _behind,
}
_STRONG, _LEAST_WORDS = frozenset(";；，،؛："), 2


def _starts(tokens: Tokens) -> Iterator[int]:
    """Yield the tokens at which pieces begin, in order."""
    rules = ((RULES[token.low], at) for at, token in enumerate(tokens) if token.low in RULES)
    wanted = {cut for rule, at in rules for cut in rule(tokens, at)}
    words, counted = 0, 0
    left = sum(token.is_word for token in tokens)
    for cut in sorted(_with_opening(tokens, cut) for cut in wanted if 0 < cut < len(tokens)):
        passed = sum(token.is_word for token in tokens[counted:cut])
        words, left, counted = words + passed, left - passed, max(counted, cut)
        if _is_piece(tokens[cut - 1].low, words, left):
            words = 0
            yield cut


def _with_opening(tokens: Tokens, cut: int) -> int:
    """Step back over a quotation mark or bracket that opens right before the cut."""
    return cut - 1 if tokens[cut - 1].opens else cut


def _is_piece(last: str, words: int, left: int) -> bool:
    """Tell whether a piece is long enough: two words, or one reporting verb, or all before a strong mark."""
    least = 1 if last in cues.REPORTING else _LEAST_WORDS
    return last in _STRONG or (words >= least and left >= _LEAST_WORDS)


def clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """Return the pieces of a sentence, in order.

    >>> said = "Police said that he fell, but the mayor insists he was pushed, according to a witness."
    >>> [clause.of(said) for clause in clauses(said, Span(0, len(said)))]
    ['Police said that', 'he fell,', 'but the mayor insists', 'he was pushed,', 'according to a witness.']
    """
    tokens = tokens_of(text, sentence)
    return pieces(text, sentence, (tokens[start].start for start in _starts(tokens)))


_JOINER = re.compile(
    r"(?:(?:and|but|or)\s+that|and|but|or|nor|yet|so|while|whereas|although|though|because|since|as|when|after"
    r"|before|until)\s+(?=\S)",
    re.IGNORECASE,
)


def without_joiner(text: str, clause: Span) -> Span:
    """Return a clause without the word that joins it to the one before, which is no part of what it claims.

    >>> said = "and the man ran"
    >>> without_joiner(said, Span(0, len(said))).of(said)
    'the man ran'
    """
    joined = _JOINER.match(text, clause.start, clause.end)
    return clause if joined is None else Span(joined.end(), clause.end)
