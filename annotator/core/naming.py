"""Which known source a name means, and which fuller name a text gives to a short one.

Names are compared folded, without article. A surname may stand for a full name, an acronym for what it
abbreviates, "the department" for the one department cited here; what could mean two means none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.core.ids import fold
from annotator.core.source import NARRATOR, Source
from annotator.core.text.cues import listed
from annotator.core.text.nouns import TITLES

_LEADING = re.compile(r"\A(?:(?:the|an?|us|u\.s\.|uk|u\.k\.)\s+)+(?=\w)")
_WORD = re.compile(r"[\w&.]+(?:['-]\w+)*")
_SMALL = listed("of the and for in on a an de la")
_PLACES = listed("city town state county")
_NO_PLACES = listed("local us u.s uk federal national former other")
_LONGEST_PERSON = 4
_SAME, _PART, _SHARED, _UNLIKE = range(4)


@dataclass(frozen=True, slots=True)
class _Forms:
    """A name as it is compared."""

    plain: str
    words: tuple[str, ...]
    initials: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """Return what two names have in common that may be one: the name, its last word, its initials."""
        return self.initials | {self.plain.replace(".", ""), *self.words[-1:]}


@lru_cache(maxsize=1 << 15)  # The aliases of a project are compared at every key.
def _forms(name: str) -> _Forms:
    plain = _LEADING.sub("", fold(name), count=1)
    words = tuple(_WORD.findall(plain))
    every = (words, tuple(word for word in words if word not in _SMALL))
    return _Forms(
        plain, words, frozenset("".join(word[0] for word in each) for each in every if len(each) > 1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A tuple of sources as a key: the same one, not one that is equal, which takes too long to find out."""

    sources: tuple[Source, ...]

    def __hash__(self) -> int:
        return id(self.sources)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.sources is self.sources


@lru_cache(maxsize=2)  # Thousands of sources are known, and stay the same for many keys.
def _index(known: _Known) -> Mapping[str, Sequence[Source]]:
    """Return the sources by all that a name may have in common with theirs, and by their id."""
    found: dict[str, list[Source]] = {}
    for source in known.sources:
        if source.type != NARRATOR:
            for key in (*_forms(source.name).keys, _by_id(source.id)):
                found.setdefault(key, []).append(source)
    return found


def _by_id(source_id: str) -> str:
    return f"id {source_id}"


def matching(
    name: str,
    *,
    is_named: bool,
    known: Iterable[Source],
    aliases: Mapping[str, tuple[str, ...]],
    here: Collection[str],
    article_id: str,
) -> tuple[Source, ...]:
    """Return the known sources a name may mean: those most like it, of several those used `here`.

    One is an answer, several are a question. Unnamed sources of other articles are none of these. With thousands
    of sources it is fast if `known` is the same tuple as the last time.
    """
    wanted = _forms(name)
    found: dict[int, dict[str, Source]] = {}
    for source, called in _alike(wanted, _index(_Known(tuple(known))), aliases, here):
        likeness = _likeness(wanted, _forms(called), is_named)
        mine = source.qualifier in {"", article_id}
        if mine and (likeness < _SHARED or (likeness == _SHARED and source.id in here)):
            found.setdefault(likeness, {})[source.id] = source
    closest = found[min(found)] if found else {}
    used = tuple(source for source in closest.values() if source.id in here)
    return used or tuple(closest.values())


def _alike(
    wanted: _Forms,
    index: Mapping[str, Sequence[Source]],
    aliases: Mapping[str, tuple[str, ...]],
    here: Collection[str],
) -> Iterator[tuple[Source, str]]:
    """Yield the sources that may be meant, each with the name to compare."""
    keys = wanted.keys
    for key in (*keys, *map(_by_id, here)):
        yield from ((source, source.name) for source in index.get(key, ()))
    for source_id, names in aliases.items():
        for called in names:
            if source_id in here or not keys.isdisjoint(_forms(called).keys):
                yield from ((source, called) for source in index.get(_by_id(source_id), ()))


def _likeness(wanted: _Forms, have: _Forms, is_named: bool) -> int:
    """Tell how alike two names are: the same, one short for the other, words shared with a group, or not."""
    if wanted.plain == have.plain:
        return _SAME
    if is_named:
        return _PART if _is_short(wanted, have) or _is_short(have, wanted) else _UNLIKE
    return _SHARED if wanted.words and set(wanted.words) < set(have.words) else _UNLIKE


def _is_short(short: _Forms, full: _Forms) -> bool:
    """Tell whether a name is the surname, the acronym, or the first and last word of a fuller one."""
    if len(short.words) == 1:
        surname = 1 < len(full.words) <= _LONGEST_PERSON and full.words[-1] == short.plain
        return (surname and _SMALL.isdisjoint(full.words)) or short.plain.replace(".", "") in full.initials
    return len(full.words) == len(short.words) + 1 == _LONGEST_PERSON - 1 and short.words == full.words[::2]


def same_group(name: str, sources: Iterable[Source]) -> bool:
    """Tell whether a group may be one of `sources` under another word: "city leaders", "Lindmere leaders"."""
    one = _forms(name).words
    for source in sources:
        other = _forms(source.name).words
        pair = (
            len(one) == len(other) == len(("city", "leaders")) and one[0] != other[0] and one[1] == other[1]
        )
        apart = {one[0], other[0]} if pair else set()
        if apart & _PLACES and not apart & _NO_PLACES:
            return True
    return False


# Words with a capital that stand before a name and are no part of it.
_NOT_GIVEN = TITLES | listed(
    """the a an in on at by for from with but and when as after before since monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december said us
    u.s"""
)
_CAPITALS_BEFORE = re.compile(r"(?:[A-Z][\w.’'-]*\s+){1,5}\Z")
_NAME_BEHIND = re.compile(r"(?:\s+[A-Z][\w’'-]+){1,3}")
_OF_BEHIND = re.compile(r"\s+of(?:\s+(?:the|and|[A-Z][\w-]+)){0,8}\s+[A-Z][\w-]+")
_NAME_BEFORE_ASIDE = re.compile(r"((?:[A-Z][\w.’'-]+\s+){1,3}[A-Z][\w’'-]+),\s+(?:[\w’'-]+\s+){0,4}\Z")
_WORDS_BEFORE = re.compile(r"(?:[\w’'&-]+\s+){2,9}\Z")
_WINDOW, _MOST = 100, 30


def _places(text: str, word: str) -> Iterator[int]:
    """Yield where a word stands in a text, the first few dozen times."""
    at = text.find(word)
    for _ in range(_MOST):
        if at < 0:
            return
        end = at + len(word)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at
        at = text.find(word, end)


def full_name(text: str, name: str) -> str:
    """Return the longer form that a text gives to a surname or an acronym, or the name as it is.

    >>> full_name("Mayor Ines Tarn spoke. Tarn wept.", "Tarn")
    'Ines Tarn'
    """
    if name.isupper():
        return _spelt_out(text, name) or name
    found: Counter[str] = Counter()
    for at in _places(text, name):
        before = _CAPITALS_BEFORE.search(text, max(0, at - _WINDOW), at)
        given = list(_given(before[0].split())) if before else []
        found.update([" ".join((*reversed(given), name))] if given else [])
    # "Police Rip Donald Roe" of a headline and "Donald Roe" are one: what is said most often is the name.
    return max(found, key=lambda one: (found[one], -len(one))) if len(_longest(found)) == 1 else name


def _longest(names: Iterable[str]) -> set[str]:
    """Leave out names that are the end of another."""
    return {name for name in names if not any(other.endswith(f" {name}") for other in names)}


def _given(words: Sequence[str]) -> Iterator[str]:
    """Yield the given names right before a surname, the last first."""
    for word in reversed(words[-2:]):
        initial = len(word) == len("J.")
        if (
            word.lower().rstrip(".") in _NOT_GIVEN
            or word.endswith(("'s", "’s"))
            or (word[-1] == "." and not initial)
        ):
            return
        yield word


def _spelt_out(text: str, acronym: str) -> str:
    """Return what stands before "(DHS)" and has its initials."""
    at = text.find(f"({acronym})")
    before = _WORDS_BEFORE.search(text, max(0, at - _WINDOW), at) if at > 0 else None
    words = before[0].split() if before else []
    tails = (" ".join(words[start:]) for start, word in enumerate(words) if word[0].isupper())
    return next((tail for tail in tails if acronym.casefold() in _forms(tail).initials), "")


def named_by_office(text: str, office: str) -> str:
    """Return the one name that a text gives to "the mayor" or "the department", or nothing.

    >>> named_by_office("Mayor Ines Tarn spoke.", "mayor"), named_by_office("Ines Tarn, the town's mayor,", "mayor")
    ('Ines Tarn', 'Ines Tarn')
    """
    low, title = office.lower(), office[:1].upper() + office[1:].lower()
    found: list[str] = []
    for at in _places(text, title):
        end = at + len(title)
        behind, of = _NAME_BEHIND.match(text, end), _OF_BEHIND.match(text, end)
        found += [behind[0]] if behind else [title + of[0]] if of else []
    for at in _places(text, low):
        aside = _NAME_BEFORE_ASIDE.search(text, max(0, at - _WINDOW), at)
        found += [aside[1]] if aside else []
    names = {_without_title(name.split()) for name in found} - {""}
    longest = _longest(names)
    return longest.pop() if len(longest) == 1 else ""


def _without_title(words: Sequence[str]) -> str:
    first = max(
        (
            at + 1
            for at, word in enumerate(words)
            if word.lower().rstrip(".") in _NOT_GIVEN
            and at < len(words) - 1
            and (at + 1 < len(words) and words[at + 1] != "of")
        ),
        default=0,
    )
    return " ".join(words[first:]).removesuffix("'s").removesuffix("’s")


def words_around(text: str, name: str) -> str:
    """Return the words right before and behind a name that may say who bears it, where it stands first."""
    for at in _places(text, name):
        end = at + len(name)
        before = _BEFORE_NAME.search(text, max(0, at - _WINDOW), at)
        behind = _BEHIND_NAME.match(text, end)
        if before or behind:
            return f"{before[0] if before else ''} {behind[0] if behind else ''}"
    return ""


_BEFORE_NAME = re.compile(r"(?:[\w.’'-]+\s+){1,3}\Z")
_BEHIND_NAME = re.compile(r",\s[^,.;:!?]{1,60}")
