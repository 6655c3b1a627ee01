"""Which sources may be one under two names: signs of it, how much each weighs, and the pairs worth asking about.

A name is a guess, what two people did is better: that they gave the same claim, matched by its words, one source
each is the strongest sign there is. Nothing here decides anything; a person is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, product

from annotator.core.name_keys import distance, initials_of, key
from annotator.core.source import NARRATOR
from annotator.core.source_types import UNCLEAR
from annotator.core.text.phrases import DETERMINERS

Pair = frozenset[str]


class Sign(StrEnum):
    """Why two sources may be one, or may not."""

    SAME_NAME = "same name"
    ONE_LETTER = "one letter apart"
    INITIALS = "initials"
    PART = "one name within the other"
    WORDS = "words in common"
    TOGETHER = "given to the same claims"
    TYPES = "different types"
    BESIDE = "told apart within an article"


@dataclass(frozen=True, slots=True)
class Named:
    """A source as it stands now, with all names of all that it stands for; `claims` counts what names it."""

    id: str
    names: tuple[str, ...]
    type: str
    article: str = ""
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """How sources are used. `together`: by pair, on how many claims two people gave one each.

    `agreed`: by source, on how many claims two people both gave it. `cited`: by source, in which works (one hand in
    one article) it was given to a claim.
    """

    together: Mapping[Pair, int] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)
    cited: Mapping[str, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two sources are one, from 0 to 1, and the signs for and against it."""

    score: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two sources to be asked about: `other` would be counted as `into`."""

    into: Named
    other: Named
    likeness: Likeness


_WEIGHTS = {
    Sign.SAME_NAME: 0.9,
    Sign.ONE_LETTER: 0.7,
    Sign.INITIALS: 0.7,
    Sign.PART: 0.6,
    Sign.WORDS: 0.3,
}
_UNNAMED = 0.6
"""What a name is worth that is none of its own: “the department” fits many, and is another in another article."""

_EACH_TIME = 0.5
_OTHER_TYPE, _TOLD_APART = 0.8, 0.6
WORTH_ASKING = 0.25
"""The score below which a pair is not proposed: what is left are single words in common, against other signs."""

_SHORTEST = 4
_COMMON = 40
"""Sources that share a word beyond which it says nothing: “department”, “police”."""

_SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "at", "a", "an", "de", "la", "del", "der", "van", "von"]
)


def likeness(one: Named, other: Named, use: Use = Use()) -> Likeness:
    """Say how likely two sources are one under two names.

    *By name*, the best over all names of either: the same without case, accents, dots and article .9; a letter
    added, dropped, changed or swapped .7; initials (“DHS”) .7; all words of one in the other .6; half of all their
    words in common .3; three fifths of that where one is unnamed.

    *By use*: n claims to which two people gave one each weigh 1 - 1/2^n, times the share n / (n + m), where m is how
    often two people agreed on the one of the two on which they agreed less: who keeps two sources apart on ten
    claims and mixes them up on one most likely means two. Name and use add up as chances do: 1 - (1 - name)(1 - use).

    *Against*: other types (“unclear” is none) take a fifth away; that somebody gave both within one article takes up
    to two fifths, as often as they were given there together.
    """
    by_name, sign = _by_name(one, other)
    pair = frozenset((one.id, other.id))
    times = use.together.get(pair, 0)
    agreed = min(use.agreed.get(one.id, 0), use.agreed.get(other.id, 0))
    by_use = (1 - _EACH_TIME**times) * times / (times + agreed) if times else 0.0
    score = 1 - (1 - by_name) * (1 - by_use)
    signs = [sign] if sign else []
    signs += [Sign.TOGETHER] if times else []
    if one.type != other.type and UNCLEAR not in (one.type, other.type):
        signs.append(Sign.TYPES)
        score *= _OTHER_TYPE
    works = [set(use.cited.get(each.id, ())) for each in (one, other)]
    both = len(works[0] & works[1])
    if both:
        signs.append(Sign.BESIDE)
        score *= 1 - (1 - _TOLD_APART) * both / min(map(len, works))
    return Likeness(round(score, 3), tuple(signs))


def _by_name(one: Named, other: Named) -> tuple[float, Sign | None]:
    found = [_sign(a, b) for a, b in product(_keys(one), _keys(other))]
    sign = max((each for each in found if each), key=lambda each: _WEIGHTS[each], default=None)
    if sign is None:
        return 0.0, None
    return _WEIGHTS[sign] * (_UNNAMED if one.article or other.article else 1), sign


def _keys(source: Named) -> list[str]:
    return list(dict.fromkeys(filter(None, map(compared, source.names))))


def compared(name: str) -> str:
    """Return what a name is compared as here: its key without an article before it.

    >>> compared("The D.H.S."), compared("the")
    ('dhs', 'the')
    """
    words = key(name).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in DETERMINERS else words)


def _sign(one: str, other: str) -> Sign | None:
    """Tell the best sign that two keys are names of one source."""
    if one == other:
        return Sign.SAME_NAME
    if min(len(one), len(other)) >= _SHORTEST and distance(one, other, 1) <= 1 and not _count(one, other):
        return Sign.ONE_LETTER
    if one in initials_of(other) or other in initials_of(one):
        return Sign.INITIALS
    mine, theirs = (set(each.split()) - _SMALL for each in (one, other))
    if mine and theirs and (mine <= theirs or theirs <= mine):
        return Sign.PART
    return Sign.WORDS if len(mine & theirs) * 2 >= len(mine | theirs) > 0 else None


def _count(one: str, other: str) -> bool:
    """Tell whether two keys differ in their figures: “unit 1” and “unit 2” are no spellings of one another."""
    digits = ["".join(filter(str.isdigit, each)) for each in (one, other)]
    return digits[0] != digits[1]


def proposals(
    sources: Iterable[Named], use: Use = Use(), apart: Collection[Pair] = frozenset()
) -> list[Proposal]:
    """Return the pairs of sources that may be one, the likeliest first; the order they come in changes nothing.

    Left out are pairs in `apart`, what articles say in their own voice, and unnamed sources of different articles.
    """
    known = {each.id: each for each in sources if each.type != NARRATOR}
    pairs = {*_alike(known.values()), *(pair for pair in use.together if pair <= known.keys())}
    found = []
    for pair in pairs - set(apart):
        one, other = (known[each] for each in sorted(pair))
        if one.article != other.article and one.article and other.article:
            continue
        like = likeness(one, other, use)
        if like.score >= WORTH_ASKING:
            into, merged = sorted((one, other), key=_fuller, reverse=True)
            found.append(Proposal(into, merged, like))
    return sorted(found, key=lambda each: (-each.likeness.score, each.into.id, each.other.id))


def _fuller(source: Named) -> tuple[bool, int, int, int, str]:
    """Put the source last that had better stand for both: named, of more words, and then the one used more."""
    words = compared(source.names[0]).split()
    return not source.article, len(words), source.claims, len(source.names[0]), source.id


def _alike(sources: Collection[Named]) -> Iterator[Pair]:
    """Yield the pairs whose names have something in common, without comparing each with each."""
    found: defaultdict[str, _Sharing] = defaultdict(_Sharing)
    short: defaultdict[str, list[Named]] = defaultdict(list)
    for source in sources:
        for each in dict.fromkeys(_keys(source)):
            short[each].append(source)
            for clue in _clues(each):
                found[clue].add(source)
    for sharing in found.values():
        yield from sharing.pairs()
    for source in sources:
        letters = {each for name in _keys(source) for each in initials_of(name)}
        for other in (other for each in letters for other in short.get(each, ())):
            if other.id != source.id:
                yield frozenset((source.id, other.id))


class _Sharing:
    """Sources that share a clue, which are paired unless they are unnamed ones of different articles."""

    def __init__(self) -> None:
        self._named: dict[str, None] = {}
        self._unnamed: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def add(self, source: Named) -> None:
        (self._unnamed[source.article] if source.article else self._named)[source.id] = None

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs; none where so many share the clue that it says nothing."""
        if len(self._named) > _COMMON:
            return
        yield from map(frozenset, combinations(self._named, 2))
        for unnamed in self._unnamed.values():
            yield from map(frozenset, combinations(unnamed, 2))
            yield from map(frozenset, product(self._named, unnamed))


def _clues(compared_as: str) -> Iterator[str]:
    """Yield what two keys have in common if they are one, a letter apart, or share a word."""
    yield compared_as
    # Two keys that are one letter apart are the same without some letter each, or one is without it already.
    if len(compared_as) >= _SHORTEST:
        yield from {compared_as[:at] + compared_as[at + 1 :] for at in range(len(compared_as))}
    yield from (f"word {word}" for word in set(compared_as.split()) - _SMALL)
