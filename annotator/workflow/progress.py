"""How far an annotator is with an article, in one line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in the list: its name and how many of its passages are done or skipped."""

    id: str
    name: str
    outlet: str
    settled: int
    passages: int
