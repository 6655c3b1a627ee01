"""Which spans of one kind go with which of another: one to one, the likest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.core.matching import ALIKE
from annotator.core.text.span import Span


def likest(spans: Mapping[str, Span], among: Mapping[str, Sequence[Span]]) -> dict[str, str]:
    """Return which of `among` each span goes with, both by id: every one of either goes with one at most.

    One of `among` is as like a span as the likest of its own; below `ALIKE` (IoU) it is not like it. All lie in one
    text. The outcome doesn't depend on any order.

    >>> likest({"a": Span(0, 9), "b": Span(0, 10)}, {"x": [Span(0, 10)], "y": []})
    {'b': 'x'}
    """
    reach = {
        id_: (min(each.start for each in own), max(each.end for each in own))
        for id_, own in among.items()
        if own
    }
    pairs = sorted(
        (-likeness, span, one, other)
        for other, (start, end) in reach.items()
        for one, span in spans.items()
        # Most lie apart, and that is told at once.
        if span.start < end and start < span.end
        if (likeness := max(span.iou(each) for each in among[other])) >= ALIKE
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, one, other in pairs:
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found
