"""The shape that every figure has: numbers that add up over groups of units, and a formula on their totals.

That one shape gives the figure, its bootstrap interval and its update after a single changed label. What is
undefined is a result: no value, and the reason in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Formula = Callable[[Floats], Floats]

MOST_SUMS = 50_000_000
"""Of more numbers than these the sums of groups would fill the memory: they are then kept for the whole only."""

TOO_WIDE = "it has too many categories or annotators to be drawn anew"

NEARLY_NOTHING = 1e-12
"""A remainder this small beside what it was taken from is rounding, so 1 minus it counts as nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its 95 % interval and the units it rests on; what is None, `reason` explains in words.

    `under` holds the shares of resamples below .667 and .800. `se` is the jackknife's standard error over the same
    clusters, and `ci95_t` the interval of Student's t that goes with it, which holds up better with few clusters.
    All are None where there is no interval, or none was asked for. `se_closed` and `ci95_closed` are those of the
    closed form, where the coefficient has one: it takes units as independent draws, and is there without resamples.
    """

    value: float | None
    ci95: tuple[float, float] | None
    n: int
    reason: str | None
    under: tuple[float, float] | None = None
    se: float | None = None
    ci95_t: tuple[float, float] | None = None
    se_closed: float | None = None
    ci95_closed: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Sums of shape (groups, k) that add up over any choice of groups, and a formula on the totals.

    The formula takes totals (…, k) to values (…), nan where undefined; `reason` says why the whole is, if
    it is. `is_whole` tells that there is one group only because more would have taken too much memory.
    """

    sums: Floats
    formula: Formula
    n: int
    reason: str | None = None
    is_whole: bool = False

    @property
    def value(self) -> float | None:
        """Return the value on all groups together, None if undefined."""
        value = float(self.formula(self.sums.sum(axis=0, keepdims=True))[0])
        return None if self.reason or np.isnan(value) else value


def affordable(groups: Ints, width: int) -> tuple[Ints, bool]:
    """Return the groups, or a single one if sums of this width would take too much memory; and whether they would."""
    too_wide = (int(groups.max(initial=0)) + 1) * width > MOST_SUMS
    return (np.zeros_like(groups), True) if too_wide else (groups, False)


def undefined(reason: str, n: int = 0) -> Estimate:
    """Make an estimate that has no value, for this reason."""
    return Estimate(np.zeros((1, 2)), ratio, n, reason)


def ratio(totals: Floats) -> Floats:
    """Divide the first of each pair of totals by the second; nan where that is 0."""
    return divided(totals[..., 0], totals[..., 1])


def divided(top: Floats, bottom: Floats) -> Floats:
    """Divide, with nan and no warning where the divisor is 0."""
    out: Floats = np.full(np.shape(top), np.nan)
    np.divide(top, bottom, out=out, where=bottom != 0)
    return out


def beyond_chance(observed: Floats, expected: Floats) -> Floats:
    """Return (observed - expected) / (1 - expected); nan where chance alone would agree on everything."""
    room = 1 - expected
    return divided(observed - expected, np.where(room < NEARLY_NOTHING, 0, room))
