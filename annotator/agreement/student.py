"""Student's t, as far as an interval needs it; numpy has no quantiles of it."""

from __future__ import annotations

from functools import cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

SERIES_UP_TO = 200
"""Up to these degrees of freedom the finite series is summed; above, four terms of an expansion miss less than 1e-9."""

STEPS = 100


@cache
def t_quantile(freedom: int, level: float = 0.95) -> float:
    """Return the t that a share `level` of Student's distribution lies within, on both sides of 0.

    >>> round(t_quantile(11), 4)
    2.201
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    if freedom > SERIES_UP_TO:
        return _expanded(z, freedom)
    low, high = 0.0, z
    while _within(high, freedom) < level:
        high *= 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """Return the probability of lying between -t and t (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(freedom))
    cosine, sine = cos(angle), sin(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for step in range((freedom - odd) // 2):
        total += term
        # Odd: 2/3, 4/5, …; even: 1/2, 3/4, …
        term *= cosine**2 * (2 * step + 1 + odd) / (2 * step + 2 + odd)
    return 2 / pi * (angle + sine * total) if odd else sine * total


def _expanded(z: float, freedom: int) -> float:
    """Return the quantile from the normal one (Abramowitz & Stegun 1964, 26.7.5)."""
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** (power + 1) for power, term in enumerate(terms))
