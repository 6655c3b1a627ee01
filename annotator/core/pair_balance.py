"""Making pairs meet more evenly by swaps between two articles, which leave everybody's load as it is.

The quick choice of `core.sharing_out` is within a fifth of the mean but for small plans with large teams; this is for
those. Each swap lowers the sum of squares of how often pairs meet, so that it comes to an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Protocol

EVEN = 0.1
"""Pairs that are no further from the mean than this share of it, or than one article, are let be."""

TRIES = 300_000
"""How many swaps are looked at before pairs are let be as they are."""


class Shares(Protocol):
    """What a swap has to know of a sharing."""

    people: int
    sizes: list[int]
    teams: list[set[int]]
    held: list[set[int]]
    met: list[list[int]]
    weight: list[int]

    def give(self, article: int, who: int) -> None:
        """Put somebody into the team of an article."""

    def take(self, article: int, who: int) -> None:
        """Take somebody out of it."""


def even_pairs(shares: Shares) -> None:
    """Swap people between articles until pairs meet evenly, no swap helps, or there were `TRIES` of them."""
    tries = TRIES
    while tries > 0:
        far = _far(shares)
        if not far:
            return
        tries, found = _improved(shares, far, tries)
        if not found:
            return


def _far(shares: Shares) -> list[tuple[int, int, int]]:
    """Return the pairs too far from the mean, the furthest first, each with 1 if they meet too often, else -1."""
    pairs = {(a, b): shares.met[a][b] for a, b in combinations(range(shares.people), 2)}
    if not pairs:
        return []
    mean = sum(pairs.values()) / len(pairs)
    room = max(1.0, EVEN * mean)
    off = sorted((-abs(count - mean), a, b, count > mean) for (a, b), count in pairs.items())
    return [(a, b, 1 if often else -1) for away, a, b, often in off if -away > room]


def _improved(shares: Shares, far: list[tuple[int, int, int]], tries: int) -> tuple[int, bool]:
    """Make the first swap that helps one of these pairs; return the tries left, and whether there was one."""
    for a, b, often in far:
        for who, other in ((a, b), (b, a)):
            for swap in _apart(shares, who, other) if often > 0 else _together(shares, who, other):
                tries -= 1
                if tries <= 0:
                    return 0, False
                if _gain(shares, *swap) < 0 and _weighs_no_worse(shares, *swap):
                    _swap(shares, *swap)
                    return tries, True
    return tries, False


Swap = tuple[int, int, int, int]
"""An article and who leaves it, another and who leaves that; they take each other's places."""


def _apart(shares: Shares, who: int, other: int) -> Iterator[Swap]:
    """Yield the swaps that take somebody out of an article they share with the other."""
    for article in sorted(shares.held[who] & shares.held[other]):
        for taker in range(shares.people):
            if taker not in shares.teams[article]:
                for place in sorted(shares.held[taker] - shares.held[who]):
                    yield article, who, place, taker


def _together(shares: Shares, who: int, other: int) -> Iterator[Swap]:
    """Yield the swaps that bring somebody into an article of the other."""
    for article in sorted(shares.held[other] - shares.held[who]):
        for leaver in sorted(shares.teams[article] - {other}):
            for place in sorted(shares.held[who] - shares.held[leaver]):
                yield article, leaver, place, who


def _gain(shares: Shares, one: int, x: int, two: int, y: int) -> int:
    """Return by how much a swap changes half the sum of squares of how often pairs meet."""
    met, first, second = shares.met, shares.teams[one], shares.teams[two]
    change = sum(met[y][each] - met[x][each] + 1 for each in first if each != x and each not in second)
    return change + sum(met[x][each] - met[y][each] + 1 for each in second if each != y and each not in first)


def _weighs_no_worse(shares: Shares, one: int, x: int, two: int, y: int) -> bool:
    more = shares.sizes[two] - shares.sizes[one]
    after = (shares.weight[x] + more, shares.weight[y] - more)
    return not more or (min(shares.weight) <= min(after) and max(after) <= max(shares.weight))


def _swap(shares: Shares, one: int, x: int, two: int, y: int) -> None:
    shares.take(one, x)
    shares.take(two, y)
    shares.give(one, y)
    shares.give(two, x)
