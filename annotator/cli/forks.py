"""Forks in lines: where somebody has two last words, and the command after which they can say which one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.store.forks import Fork


def as_lines(fork: Fork) -> list[str]:
    """Return a fork as two lines: what and whose it is, then what to do."""
    return [
        f"fork: two last words on {fork.place}; the later one counts",
        f"  {fork.annotator} settles it: {fork.command}",
        f"    {fork.how}",
    ]
