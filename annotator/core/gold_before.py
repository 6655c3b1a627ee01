"""Which item a gold claim is the gold of that was there before anybody settled: a sample's, or one imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.core.matching import ALIKE
from annotator.core.settling import Matter
from annotator.core.text.span import Span


def placed(gold: Mapping[str, Span], matters: Iterable[Matter]) -> dict[str, str]:
    """Return the item of each gold claim that has one, by claim: every item gets one at most, the likest first.

    An item is as like a gold claim as the likest of its spans; the outcome doesn't depend on any order.
    """
    pairs = sorted(
        (-likeness, span, claim, matter.id)
        for matter in matters
        for claim, span in gold.items()
        if (likeness := max((span.iou(each.span) for each in matter.said), default=0.0)) >= ALIKE
    )
    found: dict[str, str] = {}
    for _, _, claim, matter_id in pairs:
        if claim not in found and matter_id not in found.values():
            found[claim] = matter_id
    return found
