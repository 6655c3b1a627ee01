"""Labels that are numbers: what is taken for one, and what is not."""

from __future__ import annotations

import re

from annotator.errors import Invalid

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number(label: str) -> float:
    """Return the number that a label is; raises `Invalid` for anything else, "nan" and "inf" included.

    >>> number("2.50")
    2.5
    """
    value = float(label) if _NUMBER.fullmatch(label) else float("inf")
    if value in {float("inf"), float("-inf")}:
        raise Invalid(f"{label!r} is no number", do="write numbers such as 3, -1 or 0.5, with a point")
    return value
