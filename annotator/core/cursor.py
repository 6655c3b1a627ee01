"""The cursor of the annotating screen: a span that moves by units, and whose edges move on their own.

Pure and frozen: every movement returns the next cursor, within the passage it is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from annotator.core.text.clauses import without_joiner
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps

Edge = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A resting caret, or a live span of a unit; `edge` is the one that single-character moves act on.

    `behind` is what a resting caret has just left, a finished claim: moving goes on from there.
    """

    caret: int
    span: Span | None = None
    unit: Unit = Unit.SENTENCE
    edge: Edge = "end"
    behind: Span | None = None

    def moved(self, text: str, within: Span, unit: Unit, forward: bool) -> Cursor:
        """Select the next or previous `unit`; a smaller unit than the last is first sought inside the span.

        At the end of the passage the cursor stays as it is.
        """
        stops = steps(text, within, unit)
        found = self._next(stops, unit, forward) if stops else None
        if found is None:
            return self
        span = stops[found]
        if unit is Unit.CLAUSE:
            span = without_joiner(text, span)
        return Cursor(span.start, span, unit)

    def _next(self, stops: tuple[Span, ...], unit: Unit, forward: bool) -> int | None:
        left = self.span or self.behind
        at = left or Span(self.caret, self.caret + 1)
        inside = [index for index, stop in enumerate(stops) if at.overlap(stop)]
        if left is None or (self.span is not None and unit < self.unit):
            nearest = min(range(len(stops)), key=lambda index: abs(stops[index].start - at.start))
            return (inside[0] if forward or left is None else inside[-1]) if inside else nearest
        if forward:
            return next((index for index, stop in enumerate(stops) if stop.start >= at.end), None)
        before = [index for index, stop in enumerate(stops) if stop.end <= at.start]
        if self.span is None and inside:
            return inside[0]
        return before[-1] if before else None

    def stretched(self, text: str, within: Span, edge: Edge, unit: Unit, outward: bool) -> Cursor:
        """Move one edge by one `unit`; the span never becomes empty and never leaves the passage."""
        if self.span is None:
            return self.moved(text, within, unit, forward=True)
        span = stretched(text, within, self.span, edge, unit, outward=outward)
        return replace(self, span=span, caret=span.start, edge=edge)

    def grown(self, text: str, within: Span) -> Cursor:
        """Select the next larger unit around the span."""
        at = self.span or Span(self.caret, self.caret + 1)
        for unit in Unit:
            for stop in steps(text, within, unit):
                if stop.covers(at) and stop != self.span:
                    return Cursor(stop.start, stop, unit)
        return self

    def shrunk(self, text: str, within: Span) -> Cursor:
        """Select the first next smaller unit inside the span."""
        if self.span is None:
            return self
        for unit in sorted(Unit, reverse=True):
            inside = [
                stop for stop in steps(text, within, unit) if self.span.covers(stop) and stop != self.span
            ]
            if inside:
                return Cursor(inside[0].start, inside[0], unit)
        return self

    def resting(self) -> Cursor:
        """Let go of the span, to go on from it."""
        return Cursor(self.caret, behind=self.span)

    def swapped(self) -> Cursor:
        """Make the other edge the one that moves."""
        return replace(self, edge="start" if self.edge == "end" else "end")


def stretched(text: str, within: Span, span: Span, edge: Edge, unit: Unit, *, outward: bool) -> Span:
    """Return `span` with one edge moved by one `unit`, or as it is when there is nowhere to go."""
    stops = steps(text, within, unit)
    inside = [stop for stop in stops if stop.overlap(span)]
    if edge == "end":
        # Going in starts from the last unit's own end: a full stop behind it is no step of its own.
        last = min(span.end, inside[-1].end) if inside else span.end
        ends = [s.end for s in stops if (s.end > span.end if outward else span.start < s.end < last)]
        return Span(span.start, (min(ends) if outward else max(ends)) if ends else span.end)
    first = max(span.start, inside[0].start) if inside else span.start
    starts = [s.start for s in stops if (s.start < span.start if outward else first < s.start < span.end)]
    return Span((max(starts) if outward else min(starts)) if starts else span.start, span.end)
