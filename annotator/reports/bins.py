"""How differences in characters are gathered, where each alone would be too many."""

from __future__ import annotations

from annotator.agreement.spans import Histogram

BINS = (
    ("< -20", -(10**9), -21),
    ("-20…-6", -20, -6),
    ("-5…-1", -5, -1),
    ("0", 0, 0),
    ("1…5", 1, 5),
    ("6…20", 6, 20),
    ("> 20", 21, 10**9),
)


def within(histogram: Histogram, low: int, high: int) -> int:
    """Count what lies between two differences, both included.

    >>> within(((-2, 1), (0, 3), (7, 1)), -5, 0)
    4
    """
    return sum(count for off, count in histogram if low <= off <= high)
