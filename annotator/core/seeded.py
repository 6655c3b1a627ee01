"""Chance that can be repeated: what is drawn follows from a seed and what it is drawn for, on every machine."""

from __future__ import annotations

import hashlib

BITS = 64
"""Of a number drawn: so many that no share is off by what can be seen."""


def chance(*parts: object) -> int:
    """Return a number below 2^64 that follows from the parts alone.

    >>> chance(1, "order", "ana") == chance(1, "order", "ana") != chance(2, "order", "ana")
    True
    """
    said = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[: BITS // 8])
