"""Units that add the same to every total are interchangeable: keep each kind once, and draw kinds, not units.

Drawing N units with replacement is, in distribution, one multinomial draw over the P kinds that differ, each as
probable as it is frequent. A coefficient sees a unit only through its row of sums, so this is exact for all of
them, and what a resample costs no longer grows with the corpus.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

AT_ONCE = 2_000_000
"""How many numbers are held for the draws of one block; 16 MB of them."""

FEW_KINDS = 10
"""With more units than this for every kind, the multinomial is the faster way to draw; otherwise, places are."""

SORTED_BY = 8
"""Columns by whose values kinds are put in order; keys decide about the rest."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(32)


class Kinds(NamedTuple):
    """The rows that differ, shape (P, k), how often each is there, and which of them each row given is."""

    rows: Floats
    times: Ints
    of_row: Ints


def distinct(rows: Floats) -> Kinds:
    """Return the rows that differ, in an order that follows from their values.

    The order of the rows given doesn't matter, so neither does it to anything drawn from them.

    >>> kinds = distinct(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 0.0]]))
    >>> kinds.rows.tolist(), kinds.times.tolist(), kinds.of_row.tolist()
    ([[0.0, 2.0], [1.0, 0.0]], [1, 2], [1, 0, 1])
    """
    keys, first, place, times = np.unique(
        _keys(rows), return_index=True, return_inverse=True, return_counts=True
    )
    kinds = rows[first]
    if not all(np.array_equal(kinds[place[part]], rows[part]) for part in _parts(rows)):
        # Two rows that differ share a key, which happens to one table in 2^30.
        kinds, place, times = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
        keys = np.arange(len(kinds), dtype=np.uint64)
    # By value first, because a key tells apart what differs by a rounding error.
    order = np.lexsort((keys, *kinds.T[:SORTED_BY][::-1]))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return Kinds(kinds[order], times[order].astype(np.int64), rank[place.reshape(-1)])


def draws(times: Ints, resamples: int, seed: int) -> Iterator[Floats]:
    """Yield how often each kind is drawn in each resample, in blocks of shape (some resamples, kinds).

    `times` says how many units are of each kind, and as many units are drawn as there are. With many kinds,
    places are drawn as whole numbers. The multinomial of few kinds goes through floating point: it is the same
    on every platform unless a random number lies within one rounding error of a limit.
    """
    units, kinds = int(times.sum()), len(times)
    if units <= FEW_KINDS * kinds and units * resamples <= AT_ONCE:
        places = _places(units, resamples, seed)
        yield places if kinds == units else np.add.reduceat(places, np.cumsum(times) - times, axis=1)
        return
    rng = np.random.default_rng(seed)
    block = max(1, AT_ONCE // max(kinds, 1))
    shares = times / units
    of_kind = None if units > FEW_KINDS * kinds else np.repeat(np.arange(kinds), times)
    for start in range(0, resamples, block):
        size = min(block, resamples - start)
        if of_kind is None:
            yield rng.multinomial(units, shares, size=size).astype(np.float64)
        else:
            yield _by_place(rng, of_kind, (size, kinds))


@lru_cache(maxsize=8)
def _places(units: int, resamples: int, seed: int) -> Floats:
    """Draw places once for all the figures of a report, which rest on as many units: a report has hundreds."""
    places = _by_place(np.random.default_rng(seed), np.arange(units), (resamples, units))
    places.flags.writeable = False
    return places


def _by_place(rng: np.random.Generator, of_kind: Ints, shape: tuple[int, int]) -> Floats:
    """Draw places, and count the kinds that stand there; a resample at a time, to stay within the cache."""
    drawn = np.empty(shape)
    for row in drawn:
        places = rng.integers(0, len(of_kind), size=len(of_kind), dtype=np.int64)
        row[:] = np.bincount(of_kind[places], minlength=shape[1])
    return drawn


def _keys(rows: Floats) -> npt.NDArray[np.uint64]:
    """Hash the bits of each row; the two zeros count as one."""
    keys = np.zeros(len(rows), np.uint64)
    # Odd, so that no bit of a column is lost; overflow is what makes it a hash.
    columns = (np.arange(1, rows.shape[1] + 1, dtype=np.uint64) * _MIX) | np.uint64(1)
    for part in _parts(rows):
        bits = np.ascontiguousarray(rows[part] + 0.0).view(np.uint64)
        bits = (bits ^ (bits >> _FOLD)) * _MIX
        bits = (bits ^ (bits >> _FOLD)) * columns
        bits ^= bits >> _FOLD
        keys[part] = (bits * columns).sum(axis=1, dtype=np.uint64)
    return keys


def _parts(rows: Floats) -> Iterator[slice]:
    """Yield rows by parts, so that what is made of them takes no more room than a block of draws."""
    size = max(1, AT_ONCE // max(1, rows.shape[1]))
    for start in range(0, len(rows), size):
        yield slice(start, start + size)
