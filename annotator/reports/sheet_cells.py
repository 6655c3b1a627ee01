"""What a table's cells hold: texts, counts, shares and figures; each rendering writes them in its own way."""

from __future__ import annotations

from annotator.agreement.coefficients import Figure
from annotator.reports.numbers import count, number


class Share(float):
    """A share or a difference of shares, written to three places; a plain number is a count."""

    __slots__ = ()


class Id(str):
    """A name that programs know something by and that says nothing to people, such as a claim's id."""

    __slots__ = ()


Cell = str | int | float | Figure | None
Row = tuple[Cell, ...]


def amount(cell: float) -> str:
    """Write a number for people: a share to three places, a count with its thousands."""
    return number(cell) if isinstance(cell, Share) else count(cell)
