"""Where a sentence falls into the pieces somebody who marks claims wants: rules for English news, by table.

Cuts fall behind a cue ("the department said that |…"), before a trailing one ("…, | authorities said."), and before
a conjunction that opens a finite clause. Each rule looks a bounded number of words around it. What no rule knows
stays whole: a missing cut costs a key or two, a wrong one as many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotator.core.text.cues import DESCRIBING, REPORTING, UNSURE, base_form
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

    @property
    def is_word(self) -> bool:
        """Tell a word from a mark."""
        return self.text[0].isalnum()


Tokens = Sequence[Token]
_TOKEN = re.compile(r"\w+(?:['’‑-]\w+)*|\S")
_OPENING = frozenset("“‘«„‹([{「『")
_STRAIGHT = frozenset("'\"")
_QUOTES = frozenset("'\"“”‘’«»„‹›")
_TRANSPARENT = _QUOTES | frozenset("()[]")

_PRONOUNS = frozenset("he she it they we i you there".split())
_STARTS_SUBJECT = _PRONOUNS | frozenset("the a an his her its their this these those no some".split())
_PREPOSITIONS = frozenset("in on at of to for from with by near outside inside about over under into via through during".split())
_STOPS = frozenset(
    "to that which who whom whose where when while after before because since although though until if unless than".split()
)
_FINITE = frozenset(
    """is are was were am has have had do does did will would can could may might must should shall isn't aren't wasn't
    weren't won't didn't doesn't don't hasn't haven't couldn't wouldn't can't ain't became began bled bought brought
    broke built burst came caught chose cost cut died drew drove fell felt fled fought found froze gave got grew hurt
    held heard hid hit kept knew laid led left lent lost made meant met paid put ran rang rose sank sat saw sent set
    shook shot showed slept slid sold sought spent spoke spread stood stole struck swept swore taught tore thought
    threw took told understood went woke won wore wrote says appears seems remains reflects needs wants means
    poses goes takes makes keeps faces wants want need think know remain appear seem go come take make keep""".split()
)
_NOT_FINITE = frozenset(
    "hundred indeed speed need-based so-called unarmed armed masked alleged unnamed retired wounded injured united".split()
)
_BE = frozenset("is are was were be been being".split())
_ADVERBS = frozenset(
    """also again later earlier late early today yesterday tomorrow repeatedly publicly previously monday tuesday
    wednesday thursday friday saturday sunday night morning afternoon evening""".split()
)
_WHERE = _ADVERBS | frozenset(
    """statement post tweet interview letter memo email report filing affidavit complaint lawsuit video speech address
    briefing conference release media response x facebook twitter instagram telegram""".split()
)
_LISTENERS = frozenset(
    """him her them us me reporters journalists lawmakers residents officers parliament congress court police investigators
    supporters viewers listeners news""".split()
)
_COORDINATING = frozenset("and but or so yet nor".split())
_SUBORDINATING = frozenset("while when after before since because although though whereas until unless if as".split())
_RELATIVE = frozenset("who which whose where".split())
_FRAME = {"accuse": "of", "blame": "for", "call": ""}


def _tokens(text: str, sentence: Span) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text, sentence.start, sentence.end):
        at, raw = match.start(), match[0]
        opens = raw in _OPENING or (raw in _STRAIGHT and (at == sentence.start or text[at - 1].isspace()))
        found.append(Token(at, match.end(), raw, raw.lower().replace("’", "'"), opens))
    return found


def _at(tokens: Tokens, at: int) -> Token:
    """Return a token, or an empty one beyond either end."""
    return tokens[at] if 0 <= at < len(tokens) else Token(0, 0, ".", ".", False)


def _is_finite_verb(token: Token) -> bool:
    low = token.low
    if low in _FINITE:
        return True
    if base_form(low) and low not in UNSURE and not low.endswith("ing"):
        return True
    return len(low) > 4 and low.endswith("ed") and token.text.islower() and low not in _NOT_FINITE and "-" not in low


def _has_clause(tokens: Tokens, at: int, reach: int = 16) -> bool:
    """Tell whether a subject and its finite verb follow, before anything that opens another clause."""
    for ahead in range(at, min(at + reach, len(tokens))):
        token = tokens[ahead]
        if token.is_word and ahead > at and (_is_finite_verb(token) or tokens[ahead - 1].low in _PRONOUNS):
            return True
        if token.low in _STOPS or not (token.is_word or token.text in _TRANSPARENT):
            return False
    return False


def _behind_adverbials(tokens: Tokens, at: int) -> int:
    """Step over "on Friday", "in a statement", "also"; an unknown phrase leads to its "that", or nowhere (-1)."""
    while at < len(tokens):
        low = tokens[at].low
        if low in _ADVERBS:
            at += 1
        elif low in _PREPOSITIONS and low != "of":
            at = _behind_phrase(tokens, at + 1)
        else:
            return at
    return -1


def _behind_phrase(tokens: Tokens, at: int) -> int:
    for ahead in range(at, min(at + 9, len(tokens))):
        if tokens[ahead].low == "that":
            return ahead
        if tokens[ahead].low in _WHERE and _at(tokens, ahead + 1).low not in _WHERE:
            return ahead + 1
        if not tokens[ahead].is_word:
            break
    return len(tokens)


def _behind_listener(tokens: Tokens, at: int) -> int:
    """Step over who was told: up to "that", or to a subject behind a name or a word for listeners."""
    for ahead in range(at + 1, min(at + 10, len(tokens))):
        before, token = tokens[ahead - 1], tokens[ahead]
        if token.low in {"that", "to"} or not (token.is_word or token.text in _TRANSPARENT):
            return ahead if token.low == "that" else -1
        heard = before.low in _LISTENERS or before.text[0].isupper()
        if heard and token.low in _STARTS_SUBJECT and _has_clause(tokens, ahead):
            return ahead
    return -1


def _after_cue(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut behind a reporting verb where what is said begins."""
    content = _behind_adverbials(tokens, at + 1)
    if base_form(tokens[at].low) == "tell":
        content = _behind_listener(tokens, at + 1)
    following = _at(tokens, content) if content > 0 else _at(tokens, -1)
    if following.low == "that":
        yield content + 1
    elif following.opens or (following.is_word and _says_clause(tokens, at, content)):
        yield content


def _says_clause(tokens: Tokens, at: int, content: int) -> bool:
    if tokens[content].low in _STOPS | _COORDINATING | _SUBORDINATING:
        return False
    if _has_clause(tokens, content):
        return True
    shown = base_form(tokens[at].low) == "show"
    return shown and any(one.low.endswith("ing") for one in tokens[content + 1 : content + 5])


def _after_description(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut behind "described", "accused", "called": what is judged and the judgement stay together."""
    frame = _FRAME.get(base_form(tokens[at].low), "as")
    ahead = tokens[at + 1 : at + 15]
    framed = any(one.low == frame if frame else one.opens and one.text in _QUOTES for one in ahead)
    if framed and _at(tokens, at - 1).low not in _BE and _at(tokens, at + 1).low != frame:
        yield at + 1


def _before_trailing(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before "…, authorities said", "…, said Frey", and behind it where the sentence goes on."""
    comma = _comma_before(tokens, at)
    end = _mark_after(tokens, at + 1)
    if comma < 0 or end < 0 or tokens[at].low in UNSURE:
        return
    if _is_bare(tokens, at, inverted=comma == at - 1) and not _has_clause(tokens, at + 1):
        yield comma + 1
        if tokens[end].text == ",":
            yield end + 1


def _is_bare(tokens: Tokens, at: int, *, inverted: bool) -> bool:
    """Tell whether a verb has nothing said behind it: a mark, a time, a place, or, inverted, its subject."""
    following = _at(tokens, at + 1)
    if following.low == "that":
        return False
    told = base_form(tokens[at].low) == "tell"
    return inverted or told or not following.is_word or following.low in _PREPOSITIONS | _ADVERBS


def _comma_before(tokens: Tokens, at: int) -> int:
    """Return the comma or closing quotation mark before a subject that has no verb, or -1."""
    for behind in range(at - 1, max(at - 10, -1), -1):
        token = tokens[behind]
        if token.text in ",?!—–" or (token.text in _QUOTES and not token.opens):
            return behind
        if not (token.is_word or token.text in _TRANSPARENT) or _is_finite_verb(token):
            return -1
        if token.low in _STOPS | _COORDINATING | _SUBORDINATING:
            return -1
    return -1


def _mark_after(tokens: Tokens, at: int) -> int:
    """Return the first mark of punctuation within a dozen words, or -1."""
    for ahead in range(at, min(at + 12, len(tokens))):
        if not (tokens[ahead].is_word or tokens[ahead].text in _TRANSPARENT):
            return ahead
    return -1


def _verb(tokens: Tokens, at: int) -> Iterator[int]:
    if tokens[at].low.endswith("ing") and _at(tokens, at - 1).text == ",":
        yield at
    if tokens[at].low in DESCRIBING:
        yield from _after_description(tokens, at)
    else:
        yield from _after_cue(tokens, at)
        yield from _before_trailing(tokens, at)


def _according(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before "according to", and behind its name where a comma ends it."""
    if _at(tokens, at + 1).low != "to":
        return
    yield at
    for ahead in range(at + 2, min(at + 18, len(tokens))):
        if tokens[ahead].text == ",":
            yield ahead + 1
            return


def _coordinating(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before ", and" and its like with a clause behind, and before "and" with a quotation behind."""
    following = _at(tokens, at + 1)
    first = at + 2 if following.low in _SUBORDINATING else at + 1
    quoted = following.opens and following.text in _QUOTES
    if quoted or (_at(tokens, at - 1).text in ",—–" and _has_clause(tokens, first)):
        yield at


def _subordinating(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before "when", "after", "as" and their like with a clause behind; "as big as" only compares."""
    near = {_at(tokens, at + step).low for step in (-3, -2, 2, 3)}
    compared = tokens[at].low == "as" and "as" in near
    if not compared and _has_clause(tokens, at + 1):
        yield at


def _relative(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before ", who" and its like."""
    if _at(tokens, at - 1).text == "," and any(_is_finite_verb(one) for one in tokens[at + 1 : at + 9]):
        yield at


def _with(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before ", with protesters throwing rocks", where three words or more follow."""
    if _at(tokens, at - 1).text == "," and all(one.is_word for one in tokens[at + 1 : at + 4]):
        yield at


def _behind(_tokens: Tokens, at: int) -> Iterator[int]:
    yield at + 1


def _opening(tokens: Tokens, at: int) -> Iterator[int]:
    """Cut before a quotation that a comma or colon leads up to."""
    if tokens[at].opens and _at(tokens, at - 1).text in ",:":
        yield at


def _colon(tokens: Tokens, at: int) -> Iterator[int]:
    if _at(tokens, at + 1).start > tokens[at].end:
        yield at + 1


def _dash(tokens: Tokens, at: int) -> Iterator[int]:
    if _has_clause(tokens, at + 1):
        yield at


Rule = Callable[[Tokens, int], Iterator[int]]
# what stands there → the token at which a new piece begins
RULES: dict[str, Rule] = {
    **dict.fromkeys([*REPORTING, *DESCRIBING], _verb),
    **dict.fromkeys(_COORDINATING, _coordinating),
    **dict.fromkeys(_SUBORDINATING, _subordinating),
    **dict.fromkeys(_RELATIVE, _relative),
    **dict.fromkeys(_QUOTES, _opening),
    **dict.fromkeys(";；，،؛", _behind),
    **dict.fromkeys("—–", _dash),
    "according": _according,
    "with": _with,
    ":": _colon,
    "：": _behind,
}
_STRONG = frozenset(";；，،؛：")
_LEAST_WORDS = 2


def _starts(tokens: Tokens) -> Iterator[int]:
    """Yield the tokens at which pieces begin, in order."""
    wanted = {cut for at, token in enumerate(tokens) if token.low in RULES for cut in RULES[token.low](tokens, at)}
    words, counted = 0, 0
    left = sum(token.is_word for token in tokens)
    for cut in sorted(cut for cut in wanted if 0 < cut < len(tokens)):
        while tokens[cut - 1].opens and cut - 1 > counted:
            cut -= 1
        passed = sum(token.is_word for token in tokens[counted:cut])
        words, left, counted = words + passed, left - passed, max(counted, cut)
        if _is_piece(tokens[cut - 1].low, words, left):
            words = 0
            yield cut


def _is_piece(last: str, words: int, left: int) -> bool:
    """Tell whether a piece is long enough: two words, or one reporting verb, or all before a strong mark."""
    least = 1 if last in REPORTING else _LEAST_WORDS
    return last in _STRONG or (words >= least and left >= _LEAST_WORDS)


def clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """Return the pieces of a sentence, in order.

    >>> said = "Police said that he fell, but the mayor insists he was pushed, according to a witness."
    >>> [clause.of(said) for clause in clauses(said, Span(0, len(said)))]
    ['Police said that', 'he fell,', 'but the mayor insists', 'he was pushed,', 'according to a witness.']
    """
    tokens = _tokens(text, sentence)
    return pieces(text, sentence, (tokens[start].start for start in _starts(tokens)))
