"""What a passage is; how an article falls into them is the affair of `passages`, which is slower to import."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.core.text.span import Span


class PassageKind(StrEnum):
    """What a passage is: reporting, a heading, or neither."""

    TEXT = "text"
    HEADING = "heading"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article shown and judged at one time."""

    span: Span
    kind: PassageKind
