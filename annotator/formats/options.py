"""What can be asked of an export."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Which(StrEnum):
    """Whose labels: the annotators' own, the gold, or both."""

    RAW = "raw"
    GOLD = "gold"
    BOTH = "both"


class TextShare(StrEnum):
    """How much of the articles travels along: passages, the marked words alone, or offsets alone."""

    FULL = "full"
    SPANS = "spans"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one export; `guard` keeps a spreadsheet from running a cell as a formula."""

    which: Which = Which.RAW
    text: TextShare = TextShare.FULL
    guard: bool = True
