"""Which labels are given for which: between two annotators, and between all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from annotator.agreement.coefficients import Floats, Ints
from annotator.agreement.model import Confusion
from annotator.agreement.table import Table

MOST_CATEGORIES = 40
"""Of more categories, such as sources, a matrix is no picture: only the categories in use are kept, up to these."""


def confusions(table: Table) -> tuple[Confusion, ...]:
    """Return the coincidences of all annotators, then the confusion of every pair, over the labels in use.

    Empty where nothing can be compared, or where more categories are in use than can be looked at.
    """
    labelled = table.is_labelled
    codes = table.codes[labelled.sum(axis=1) > 1]
    used = np.unique(codes[codes >= 0])
    if not 0 < len(used) <= MOST_CATEGORIES:
        return ()
    place = np.full(len(table.categories) + 1, -1, np.int64)
    place[used] = np.arange(len(used))
    codes = place[codes]
    names = tuple(table.categories[code] for code in used.tolist())
    pairs = [*_pairs(table.annotators, codes, len(used))]
    return tuple(
        Confusion(a, b, names, tuple(map(tuple, matrix.tolist())))
        for a, b, matrix in [("", "", _coincidences(codes, len(used))), *pairs]
    )


def _pairs(annotators: Iterable[str], codes: Ints, size: int) -> Iterator[tuple[str, str, Floats]]:
    """Yield the matrix of every pair that has an item in common."""
    for (i, a), (j, b) in combinations(enumerate(annotators), 2):
        both = codes[(codes[:, i] >= 0) & (codes[:, j] >= 0)]
        if len(both):
            flat = np.bincount(both[:, i] * size + both[:, j], minlength=size * size)
            yield a, b, flat.astype(np.float64).reshape(size, size)


def _coincidences(codes: Ints, size: int) -> Floats:
    """Count every ordered pair of labels within an item, divided by the item's labels less one."""
    weight = 1 / ((codes >= 0).sum(axis=1) - 1)
    total = np.zeros((size, size))
    for i, j in combinations(range(codes.shape[1]), 2):
        both = (codes[:, i] >= 0) & (codes[:, j] >= 0)
        cells = codes[both, i] * size + codes[both, j]
        total += np.bincount(cells, weight[both], minlength=size * size).reshape(size, size)
    return total + total.T
