"""Linking given claims to the items that they were made from, so that a file of both has no claim twice unawares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.core.matching import ALIKE
from annotator.formats.record import ItemRecord
from annotator.store.reading.made_from import MadeFrom


def linked(records: Sequence[ItemRecord], made: Iterable[MadeFrom]) -> list[ItemRecord]:
    """Return the items of an article, those of given claims with what they were made from.

    Gold that came of no decision, a sample's for example, is of the item with the likest words, if any is like it.
    """
    of = {each.claim_id: each for each in made}
    holder = {annotation.claim_id: record.id for record in records for annotation in record.annotations}
    marked = [each for each in records if each.annotations and each.id not in of]

    def origin(record: ItemRecord, known: MadeFrom) -> str:
        if known.item_id in holder:
            return holder[known.item_id]
        likest = max(marked, key=lambda each: (each.span.iou(record.span), each.id), default=None)
        return likest.id if likest is not None and likest.span.iou(record.span) >= ALIKE else ""

    return [
        replace(each, made_from=origin(each, known), from_gold=known.gold_claim)
        if (known := of.get(each.id)) is not None
        else each
        for each in records
    ]
