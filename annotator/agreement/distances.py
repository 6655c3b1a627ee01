"""How far two labels are apart, squared where the level says so: what alpha weighs disagreements by.

Krippendorff (2011) defines the distances of the four levels; MASI is that of Passonneau (2006), Jaccard's (1901)
the plainer one. Distances of sets go in as they are, not squared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

import numpy as np

from annotator.agreement.estimate import Floats
from annotator.errors import Invalid

SetDistance = Callable[[AbstractSet[str], AbstractSet[str]], float]

SAME, ONE_IN_THE_OTHER, SOME_SHARED, NONE_SHARED = 1.0, 2 / 3, 1 / 3, 0.0


def jaccard(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Return 1 - |A ∩ B| / |A ∪ B|; two empty sets are the same.

    >>> jaccard({"police"}, {"police", "mayor"})
    0.5
    """
    together = one | other
    return 1 - len(one & other) / len(together) if together else 0.0


def masi(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Return Passonneau's (2006) distance, 1 - J M: Jaccard's similarity times how the two sets lie to each other.

    M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they share something, 0 otherwise; two empty
    sets are equal.

    >>> round(masi({"police"}, {"police", "mayor"}), 3)
    0.667
    """
    return 1 - (1 - jaccard(one, other)) * _monotonicity(one, other)


def _monotonicity(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Return how two sets lie to each other."""
    if one == other:
        return SAME
    if one <= other or other <= one:
        return ONE_IN_THE_OTHER
    return SOME_SHARED if one & other else NONE_SHARED


SET_DISTANCES: Mapping[str, SetDistance] = {"masi": masi, "jaccard": jaccard}


def between_sets(sets: tuple[AbstractSet[str], ...], distance: SetDistance) -> Floats:
    """Return the distance of every two distinct sets, shape (q, q)."""
    found = np.zeros((len(sets), len(sets)))
    for row, one in enumerate(sets):
        for column in range(row):
            found[row, column] = found[column, row] = distance(one, sets[column])
    return found


def ratio_distance(scores: Floats) -> Floats:
    """Return ((c - k) / (c + k))² of every two numbers; raises `Invalid` for one below 0."""
    if scores.size and scores.min() < 0:
        raise Invalid(
            f"{scores.min():g} lies below 0",
            why="at ratio level 0 is the least there can be",
            do="score the field at interval level",
        )
    one, other = scores[:, None], scores[None, :]
    apart = np.zeros((len(scores), len(scores)))
    np.divide(one - other, one + other, out=apart, where=one != other)
    return apart**2


def checked(distances: Floats, categories: int) -> Floats:
    """Return somebody's own distances; raises `Invalid` unless they are symmetric, not negative and 0 to itself."""
    sound = (
        distances.shape == (categories, categories)
        and bool(np.isfinite(distances).all())
        and bool((distances >= 0).all())
        and not distances.diagonal().any()
        and np.array_equal(distances, distances.T)
    )
    if not sound:
        raise Invalid(
            f"distances of shape {distances.shape} for {categories} categories cannot be used",
            why="a distance is the same both ways, never below 0, and 0 from a category to itself",
            do="give one row and one column to each category, in their order",
        )
    return distances
