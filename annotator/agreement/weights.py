"""How much two different labels still agree: the named weights of Gwet (2014, ch. 3), from 1 for equal to 0.

The labels are numbers at interval and ratio level, and otherwise count by their place in the scheme, from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from annotator.agreement.distances import ratio_distance
from annotator.agreement.estimate import Floats
from annotator.agreement.numbers import number
from annotator.agreement.table import NUMERIC, Level, Table

WeightName = Literal[
    "identity", "linear", "quadratic", "gwet_ordinal", "radical", "ratio", "circular", "bipolar"
]

MOST_CATEGORIES = 4000
"""Of more categories a matrix of all pairs would take more memory than the labels."""


def scores(table: Table) -> Floats:
    """Return each category's place on its scale; raises `Invalid` where a number is needed and there is none."""
    if table.level in NUMERIC:
        return np.array([number(label) for label in table.categories], np.float64)
    return np.arange(1, len(table.categories) + 1, dtype=np.float64)


def weight_matrix(name: WeightName, table: Table) -> Floats:
    """Return the weights of every two categories of a table, shape (q, q), symmetric, 1 on the diagonal.

    Raises `Invalid` for labels that are no numbers at a level of numbers, and for ratio weights of numbers below 0.
    """
    at = scores(table)
    if name == "identity" or len(at) <= 1 or at.min() == at.max():
        return np.eye(len(at)) if name == "identity" else np.ones((len(at), len(at)))
    apart: Floats = _APART[name](at[:, None], at[None, :])
    return np.asarray(1 - apart / apart.max())


def _gwet_ordinal(one: Floats, other: Floats) -> Floats:
    """Count the pairs of categories that lie from one to the other, by rank."""
    ranks = np.unique(one)
    apart = np.abs(np.searchsorted(ranks, one) - np.searchsorted(ranks, other))
    return np.asarray(apart * (apart + 1) / 2, np.float64)


def _circular(one: Floats, other: Floats) -> Floats:
    """Return the sine, squared, of half the angle between two points of a circle that the scale is bent to."""
    around = one.max() - one.min() + 1
    return np.asarray(np.sin(np.pi * (one - other) / around) ** 2)


def _bipolar(one: Floats, other: Floats) -> Floats:
    """Return the squared distance, more for labels that lie near the same end."""
    apart = np.zeros(np.broadcast_shapes(one.shape, other.shape))
    low, high = one.min(), one.max()
    room = (one + other - 2 * low) * (2 * high - one - other)
    np.divide((one - other) ** 2, room, out=apart, where=one != other)
    return apart


_APART: Mapping[WeightName, Callable[[Floats, Floats], Floats]] = {
    "linear": lambda one, other: np.abs(one - other),
    "quadratic": lambda one, other: (one - other) ** 2,
    "gwet_ordinal": _gwet_ordinal,
    "radical": lambda one, other: np.sqrt(np.abs(one - other)),
    "ratio": lambda one, _: ratio_distance(one.reshape(-1)),
    "circular": _circular,
    "bipolar": _bipolar,
}

WEIGHTS: tuple[WeightName, ...] = ("identity", *_APART)
"""The names of all weights."""

WEIGHTS_OF: Mapping[Level, WeightName] = {
    "nominal": "identity",
    "ordinal": "gwet_ordinal",
    "interval": "quadratic",
    "ratio": "ratio",
}
"""The weights that a measurement level stands for."""
