"""Whom a phrase means: the name in it, and of what sort its bearer is.

"Minneapolis Mayor Jacob Frey" is Jacob Frey, "the DHS" is DHS, "he" points back to somebody named before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.text import cues
from annotator.core.text.clauses import Token, Tokens, token_at
from annotator.core.text.cues import listed
from annotator.core.text.given_names import pronoun_of
from annotator.core.text.nouns import BODIES, COMMON, GROUPS, PAPERS, PEOPLE, TITLES, WORDS_OF
from annotator.core.text.phrases import DETERMINERS, Phrase, without_tail
from annotator.core.text.span import Span


class Sort(StrEnum):
    """What a pronoun tells apart; NAME is one word of which only the text knows whose name it is."""

    PERSON = "person"
    NAME = "name"
    BODY = "body"
    GROUP = "group"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever says something: the words, the name in them; `back` is the word if it only points back."""

    words: Span | None
    name: str = ""
    is_named: bool = False
    sort: Sort = Sort.PERSON
    back: str = ""
    head: str = ""
    pronoun: str = ""


NOBODY = Speaker(None)
"""Somebody says it, and the text does not say who: "is said to"."""

_MEANS: dict[str, frozenset[Sort]] = {
    **dict.fromkeys(("he", "she"), frozenset({Sort.PERSON, Sort.NAME})),
    "it": frozenset({Sort.BODY, Sort.PAPER, Sort.NAME}),
    "they": frozenset({Sort.GROUP, Sort.BODY}),
}
_QUANTITIES = listed(
    """some several many most multiple various numerous other others both two three four five six seven eight nine
    ten dozens another one each all few more none nobody everyone everybody somebody someone no"""
)
_PARTICLES = listed(
    "of the and for de del della la le van von der den bin ibn al el di da du y e ben ter st &"
)
_NONE = listed("none nobody everyone everybody somebody someone no one")
_TIES = listed("of for familiar close briefed")
_OF_STATE = 3
_BEFORE_OBJECT = cues.PREPOSITIONS | {"of", "the", "for"}
_PLURAL = re.compile(
    r"(?:[eoy]e?rs|ors|ists|ents|ants|ials|ians|ives|ates|ties|e[ea]s|men|ans|ings|ures|ncies)\Z"
)
_SINGULAR_S = listed("news congress mass boss business press witness hostess actress")


def is_pronoun(token: Token) -> bool:
    """Tell whether a word is one of those that point back."""
    return token.low in _MEANS


def can_mean(back: str, who: Speaker) -> bool:
    """Tell whether a word that points back can mean a speaker."""
    apart = {back, who.pronoun} == {"he", "she"}
    return bool(who.name) and not apart and who.sort in _MEANS.get(back, frozenset(Sort))


def speaker(text: str, tokens: Tokens, phrase: Phrase) -> Speaker:
    """Return whom a phrase means."""
    core = _core(tokens[phrase.start : phrase.stop])
    if len(core) == 1 and is_pronoun(core[0]):
        return Speaker(None, back=core[0].low)
    if not core or core[-1].low in cues.PRONOUNS or core[0].low in _QUANTITIES or core[-1].low in _QUANTITIES:
        return NOBODY
    found = _named(text, core, initial=_is_initial(tokens, core[0]))
    if not found.is_named:
        found = _named_aside(tokens, phrase) or found
    if found.name.endswith(".") and found.name.count(".") == 1 and " " not in found.name:
        return NOBODY
    if found.back:
        return found if tokens[phrase.start].low in DETERMINERS - {"a", "an"} else NOBODY
    return replace(found, words=Span(tokens[phrase.start].start, tokens[phrase.outer_stop - 1].end))


def _named_aside(tokens: Tokens, phrase: Phrase) -> Speaker | None:
    """Return the name in "the mayor, Ada Roe,"."""
    for start, stop in phrase.asides:
        aside = _core(tokens[start:stop])
        firm = aside and (_bare(aside[-1]) in BODIES or aside[-1].text.isupper())
        if len(aside) > 1 and not firm and all(_is_capital(one) for one in aside):
            return _proper(aside)
    return None


def _is_initial(tokens: Tokens, token: Token) -> bool:
    """Tell whether a word begins its sentence, so that its capital means nothing."""
    return next((one for one in tokens if one.is_word), token) is token


def _core(phrase: Sequence[Token]) -> list[Token]:
    """Return the words of a phrase without its article, its quantity and what stands in brackets."""
    kept: list[Token] = []
    depth = 0
    for token in phrase:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and (token.is_word or token.text == "&"):
            kept.append(token)
        elif depth == 0 and kept and token.text in "'’" and token.start == kept[-1].end:
            kept[-1] = replace(kept[-1], end=token.end, text=kept[-1].text + token.text)
    first = 0
    while first < len(kept) and (
        kept[first].low in DETERMINERS or (first < len(kept) - 1 and kept[first].low.isdigit())
    ):
        first += 1
    while first < len(kept) - 1 and kept[first].low in _QUANTITIES - _NONE:
        first += 1
    return kept[first:]


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper()


def _named(text: str, core: list[Token], *, initial: bool) -> Speaker:
    """Name what the words of a phrase mean; `initial` if the first begins the sentence."""
    core = without_tail(_without_office(core))
    run = _capital_run(core)
    if initial and run == len(core) and core[0].low not in TITLES and _is_common(text, core):
        run = run - 1 if len(core) > 1 else 0
    before = token_at(core, len(core) - run - 1)
    if run and (run == len(core) or before.low not in _BEFORE_OBJECT):
        return _proper(core[len(core) - run :])
    return _described(core, initial=initial)


def _without_office(core: list[Token]) -> list[Token]:
    """Drop "of the county office" behind a full name; "Ministry of the Interior" stays whole."""
    for at in range(2, len(core) - 1):
        names = all(_is_capital(one) and one.low not in BODIES for one in core[:at])
        if names and core[at].low in {"of", "for"} and core[at + 1].low in DETERMINERS:
            return core[:at]
    return core


def _capital_run(core: Sequence[Token]) -> int:
    """Count the words at the end that make up a name."""
    count = 0
    for at in range(len(core) - 1, -1, -1):
        low = core[at].low
        if _is_capital(core[at]):
            count = len(core) - at
        else:
            tied = low != "the" or token_at(core, at - 1).low in {"of", "for", "and"}
            if not (count and tied and low in _PARTICLES):
                break
    return count


def _is_common(text: str, core: Sequence[Token]) -> bool:
    """Tell whether the word that begins a sentence is no part of a name: "Police", "Villagers"."""
    first = core[0]
    if first.low in COMMON or _singular(first.low) in PEOPLE:
        return True
    if len(core) > 1 or not first.text[1:].islower():
        return False
    word = re.escape(first.text)
    if re.search(rf"[A-Z][\w’'-]{{1,30}} {word}(?!\w)", text):
        return False
    return bool(_PLURAL.search(first.low) or re.search(rf"(?<![\w-]){re.escape(first.low)}(?!\w)", text))


def _proper(run: list[Token]) -> Speaker:
    """Name a run of words with capitals: the person behind the titles, or the whole."""
    name = _without_titles(run)
    if name and not {_bare(name[0]), _bare(name[-1])}.isdisjoint(BODIES):
        name = run
    if not name:
        return Speaker(None, _sentence_case(run))
    if len(name) > 1 and name[-1].low in WORDS_OF | PAPERS:
        return Speaker(None, _joined(name[:-1]), is_named=True, sort=Sort.BODY)
    title = run[len(run) - len(name) - 1].low if len(name) < len(run) else ""
    sort = _sort_of_name(name, titled=bool(title))
    pronoun = pronoun_of(title, name[0].text if len(name) > 1 else "")
    return Speaker(None, _joined(name), is_named=True, sort=sort, pronoun=pronoun)


def _sort_of_name(name: Sequence[Token], *, titled: bool) -> Sort:
    if not {_bare(one) for one in name}.isdisjoint(BODIES | {"of", "for"}):
        return Sort.BODY
    if len(name) == 1 and not titled:
        return Sort.BODY if name[0].text.isupper() and len(name[0].text) > 1 else Sort.NAME
    return Sort.PERSON


def _bare(token: Token) -> str:
    return token.low.rstrip(".")


def _without_titles(run: list[Token]) -> list[Token]:
    last = max((at for at, one in enumerate(run) if _bare(one) in TITLES), default=-1)
    rest = run[last + 1 :]
    if last >= 0 and rest and rest[0].low in {"of", "for"}:
        return rest[-2:] if len(rest) > _OF_STATE else run
    return rest


def _described(core: list[Token], *, initial: bool) -> Speaker:
    """Name what has no name of its own: a group, an office, a body, a paper."""
    head = _head(core)
    low = core[head].low
    if low in WORDS_OF:
        return _author(core, head)
    if low in PAPERS:
        return Speaker(None, _sentence_case(core), sort=Sort.PAPER)
    of_name = any(_is_capital(one) and not (initial and one is core[0] and one.low in COMMON) for one in core)
    if of_name and low in BODIES | {"police"}:
        return Speaker(None, _joined(core), is_named=True, sort=Sort.BODY)
    sort = Sort.BODY if low in BODIES else Sort.GROUP if is_plural(low) else Sort.PERSON
    return Speaker(None, _sentence_case(core), sort=sort, head=low, pronoun=pronoun_of("", "", low))


def _head(core: Sequence[Token]) -> int:
    """Return the place of the word that says what the whole is: the last before a preposition."""
    ends = cues.PREPOSITIONS | _TIES
    return next((at - 1 for at, one in enumerate(core) if at and one.low in ends), len(core) - 1)


def _author(core: list[Token], head: int) -> Speaker:
    """Return whose statement is meant; of "the statement" alone only that it points back."""
    if token_at(core, head + 1).low in {"by", "from", "of"} and head + 2 < len(core):
        return _named("", _core(core[head + 2 :]), initial=False)
    if head and _is_capital(core[head - 1]):
        return _named("", core[:head], initial=False)
    return Speaker(None, sort=Sort.PAPER, back=core[head].low)


def is_plural(low: str) -> bool:
    """Tell whether a noun means several."""
    return low in GROUPS or (low.endswith("s") and not low.endswith("ss") and low not in _SINGULAR_S)


def is_somebody(who: Speaker) -> bool:
    """Tell whether a subject may be somebody or some body at all: "no question" and "the windows" are neither."""
    return who.is_named or who.head in PEOPLE | GROUPS | BODIES or _singular(who.head) in PEOPLE


def _singular(low: str) -> str:
    return low.removesuffix("es") if low.endswith("sses") else low.removesuffix("s")


def _joined(words: Sequence[Token]) -> str:
    return " ".join(one.text for one in words)


def _sentence_case(words: Sequence[Token]) -> str:
    name = _joined(words)
    return name[:1].upper() + name[1:]
