"""Which item a gold claim is the gold of that was there before anybody settled: a sample's, or one imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.core.likest import likest
from annotator.core.settling import Matter
from annotator.core.text.span import Span


def placed(gold: Mapping[str, Span], matters: Iterable[Matter]) -> dict[str, str]:
    """Return the item of each gold claim that has one, by claim: every item gets one at most, the likest first.

    An item is as like a gold claim as the likest of its spans; the outcome doesn't depend on any order.
    """
    return likest(gold, {matter.id: [each.span for each in matter.said] for matter in matters})
