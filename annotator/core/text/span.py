"""A span of a text: half-open, zero-based, counted in Unicode code points.

Every offset in the program is one of these, whatever a byte, a UTF-16 unit or a terminal cell would say.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The code points `start` to `end`, the last one excluded; never empty.

    >>> Span(4, 9).of("The claim stands")
    'claim'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise Invalid(f"a span must run forward and hold something, not {self.start}…{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def of(self, text: str) -> str:
        """Return the words of `text` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Count the code points that both spans cover.

        >>> Span(0, 10).overlap(Span(6, 20))
        4
        """
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def iou(self, other: Span) -> float:
        """Return the overlap over the union (Jaccard 1901), 0 to 1.

        >>> Span(0, 10).iou(Span(5, 10))
        0.5
        """
        both = self.overlap(other)
        return both / (len(self) + len(other) - both)
