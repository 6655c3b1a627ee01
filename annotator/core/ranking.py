"""Which known source typed letters mean: names folded once, kept in order, and asked letter by letter.

Only the comparison is folded, never a name. Better kinds of likeness come first, whatever else is known of a source;
among equals those used in this article, then those used last, then those used most.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import nsmallest
from itertools import islice

from annotator.core.ids import fold
from annotator.core.name_keys import distance, initials_of, key, letter_set, word_tails
from annotator.core.source import Source

_LAST = "\U0010ffff"
"""Sorts behind whatever may follow the same letters."""


class Grade(IntEnum):
    """How well a name fits what was typed, the best first."""

    EXACT = 0
    SAME = 1
    START = 2
    WORD = 3
    WORDS = 4
    INITIALS = 5
    INSIDE = 6


@dataclass(frozen=True, slots=True)
class Usage:
    """What is known of the use of sources, by id: those of this article, how recently, and how often.

    Greater is later, and more.
    """

    here: Collection[str] = ()
    recent: Mapping[str, int] = field(default_factory=dict)
    often: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A source that typed letters may mean; `called` is the name they fit, which may be another one of its."""

    source: Source
    called: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a source in the forms it is compared in."""

    source: Source
    called: str
    folded: str
    key: str
    signs: int
    of_source: str
    """The key of the source's own name, by which equals are put in order."""

    @classmethod
    def of(cls, source: Source, called: str) -> _Name:
        compared = key(called)
        own = compared if called == source.name else key(source.name)
        return cls(source, called, fold(called), compared, letter_set(compared), own)

    @property
    def is_first(self) -> bool:
        return self.called == self.source.name


@dataclass(frozen=True, slots=True)
class _Tables:
    """Names in the orders they are looked up by; never changed, so that another thread may read on."""

    names: tuple[_Name, ...] = ()
    tails: tuple[tuple[str, int], ...] = ()
    """Each name from each of its words on, with the name's number."""
    initials: tuple[tuple[str, int], ...] = ()
    lines: str = "\n"
    """All keys, one a line."""
    starts: tuple[int, ...] = ()
    """Where each key begins there."""
    lengths: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Names by the number of characters of their keys."""

    def with_names(self, added: Iterable[_Name]) -> _Tables:
        names = list(self.names)
        tails, initials, starts = list(self.tails), list(self.initials), list(self.starts)
        lengths = defaultdict(list, {length: list(numbers) for length, numbers in self.lengths.items()})
        lines, at = [self.lines], len(self.lines)
        for name in added:
            number = len(names)
            names.append(name)
            tails += ((tail, number) for tail in word_tails(name.key))
            initials += ((letters, number) for letters in initials_of(name.key))
            starts.append(at)
            lines.append(name.key + "\n")
            at += len(name.key) + 1
            lengths[len(name.key)].append(number)
        return _Tables(
            tuple(names),
            tuple(sorted(tails)),
            tuple(sorted(initials)),
            "".join(lines),
            tuple(starts),
            {length: tuple(numbers) for length, numbers in lengths.items()},
        )


class SourceIndex:
    """The names of sources, ready to be asked; adding to it leaves whoever is reading it undisturbed."""

    def __init__(
        self, sources: Iterable[Source] = (), aliases: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self._tables = _Tables()
        self._by_fold: dict[str, tuple[Source, ...]] = {}
        self._by_id: dict[str, _Name] = {}
        self._seen: set[tuple[str, str]] = set()
        self.add(sources, aliases or {})

    def add(self, sources: Iterable[Source], aliases: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Know these sources under their names and other names as well; what is known already stays as it is."""
        added: list[_Name] = []
        for source in sources:
            for called in (source.name, *(aliases or {}).get(source.id, ())):
                if (source.id, called) not in self._seen:
                    self._seen.add((source.id, called))
                    added.append(_Name.of(source, called))
        for name in added:
            self._by_id.setdefault(name.source.id, name)
            self._by_fold[name.folded] = (*self._by_fold.get(name.folded, ()), name.source)
        if added:
            self._tables = self._tables.with_names(added)

    def called(self, name: str, article: str) -> Source | None:
        """Return the source of exactly this name or other name, spelled as it may be, if there is one."""
        found = self._by_fold.get(fold(name), ())
        return next((source for source in found if source.qualifier in ("", article)), None)

    def ranked(
        self, query: str, usage: Usage = Usage(), *, article: str = "", limit: int | None = None
    ) -> list[Found]:
        """Return the sources that `query` may mean, best first, unnamed ones of other articles left out.

        Without letters to compare every source is meant, those used first.
        """
        tables, typed = self._tables, key(query)
        if limit is not None and not query.strip():
            return self._first(usage, article, limit)
        best: dict[str, tuple[Grade, _Name]] = {}
        for numbers, grade in _kinds(tables, typed, fold(query)):
            for number in numbers:
                name = tables.names[number]
                if name.source.id not in best and name.source.qualifier in ("", article):
                    best[name.source.id] = (grade, name)
            if limit is not None and len(best) >= limit:
                break
        return _sorted(best.values(), usage, limit)

    def _first(self, usage: Usage, article: str, limit: int) -> list[Found]:
        """Return the sources used, then others: nothing was typed, so that all would have to be sorted."""
        used = {*usage.here, *usage.recent, *usage.often}
        names = (
            name for name in self._tables.names if name.source.qualifier in ("", article) and name.is_first
        )
        known = [(Grade.INSIDE, self._by_id[each]) for each in used if each in self._by_id]
        known = [each for each in known if each[1].source.qualifier in ("", article)]
        others = islice((name for name in names if name.source.id not in used), limit)
        return [
            *_sorted(known, usage, limit),
            *(Found(one.source, one.called, Grade.INSIDE) for one in others),
        ][:limit]

    def near(self, name: str, *, article: str = "", limit: int = 2) -> list[Found]:
        """Return sources whose names are nearly the same, or stand whole within this one: the likeliest first."""
        tables, typed = self._tables, key(name)
        found: dict[str, tuple[int, _Name]] = {}
        for number, far in (*_mistyped(tables, typed), *_within(tables, typed)):
            one = tables.names[number]
            if one.source.qualifier in ("", article) and far < found.get(one.source.id, (far + 1, one))[0]:
                found[one.source.id] = (far, one)
        nearest = sorted(found.values(), key=lambda each: (each[0], each[1].key, each[1].source.id))
        return [Found(one.source, one.called, Grade.INSIDE) for _, one in nearest[:limit]]


def _sorted(found: Iterable[tuple[Grade, _Name]], usage: Usage, limit: int | None) -> list[Found]:
    def order(each: tuple[Grade, _Name]) -> tuple[int, bool, int, int, str, str]:
        grade, name = each
        id_ = name.source.id
        recent, often = usage.recent.get(id_, 0), usage.often.get(id_, 0)
        return (grade, id_ not in usage.here, -recent, -often, name.of_source, id_)

    best = sorted(found, key=order) if limit is None else nsmallest(limit, found, key=order)
    return [Found(name.source, name.called, grade) for grade, name in best]


def _kinds(tables: _Tables, typed: str, folded: str) -> Iterator[tuple[Iterable[int], Grade]]:
    """Yield the names that fit in each way, better ways first; one may fit in several."""
    names = tables.names
    if not typed:
        numbers = range(len(names))
        yield [number for number in numbers if folded and names[number].folded == folded], Grade.EXACT
        yield numbers, Grade.INSIDE
        return
    ahead = _range(tables.tails, typed)
    starting = [number for tail, number in ahead if len(tail) == len(names[number].key)]
    same = [number for number in starting if names[number].key == typed]
    yield [number for number in same if names[number].folded == folded], Grade.EXACT
    yield same, Grade.SAME
    yield starting, Grade.START
    yield [number for _, number in ahead], Grade.WORD
    yield _with_words(tables, typed.split()), Grade.WORDS
    if len(typed) > 1:
        yield [number for _, number in _range(tables.initials, typed)], Grade.INITIALS
    yield _inside(tables, typed), Grade.INSIDE


def _range(ordered: tuple[tuple[str, int], ...], typed: str) -> tuple[tuple[str, int], ...]:
    return ordered[bisect_left(ordered, (typed, -1)) : bisect_right(ordered, (typed + _LAST, -1))]


def _with_words(tables: _Tables, words: list[str]) -> Iterable[int]:
    """Return the names in which every one of several words begins a word, in whichever order."""
    if len(words) == 1:
        return ()
    longest = max(words, key=len)
    numbers = dict.fromkeys(number for _, number in _range(tables.tails, longest))
    return (
        number for number in numbers if all(f" {word}" in f" {tables.names[number].key}" for word in words)
    )


def _inside(tables: _Tables, typed: str) -> Iterator[int]:
    lines, at = tables.lines, tables.lines.find(typed)
    while at >= 0:
        number = bisect_right(tables.starts, at) - 1
        yield number
        at = lines.find(typed, lines.find("\n", at))


SHORTEST_MISTYPED = 4
"""Letters of a name below which a letter more or less makes another name."""

_LONG = 8


def _mistyped(tables: _Tables, typed: str) -> Iterator[tuple[int, int]]:
    """Yield the names within one letter of a short name, or two of a longer one, and how far they are."""
    if len(typed) < SHORTEST_MISTYPED:
        return
    most, signs = (2 if len(typed) >= _LONG else 1), letter_set(typed)
    for length in range(len(typed) - most, len(typed) + most + 1):
        for number in tables.lengths.get(length, ()):
            name = tables.names[number]
            # A letter changed takes one out of the set and puts one in.
            if (name.signs ^ signs).bit_count() <= 2 * most and (
                far := distance(name.key, typed, most)
            ) <= most:
                yield number, far


def _within(tables: _Tables, typed: str) -> Iterator[tuple[int, int]]:
    """Yield the names that are whole words of what was typed, and how many letters are missing."""
    words = typed.split()
    for start in range(len(words)):
        for stop in range(start + 1, len(words) + 1):
            part = " ".join(words[start:stop])
            if len(part) < len(typed) and len(part) >= SHORTEST_MISTYPED - 1:
                for tail, number in _range(tables.tails, part):
                    if tail == part == tables.names[number].key:
                        yield number, len(typed) - len(part)
