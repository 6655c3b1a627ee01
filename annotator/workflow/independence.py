"""Which judgements were made apart: what came after its annotator's exposure, and what had stood before it.

Whoever keeps exposures says one thing: which of some annotations came after one (`Exposures`). What follows from it
for a report is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.claim import Annotation
from annotator.store import reading
from annotator.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Exposures:
    """Knows when whom something was shown that they were to judge without seeing it.

    `after` takes the id of an article and some annotations of it, whoever's, and returns for each that was made after
    its annotator's exposure its id and why: a few words to go after "made after an exposure", such as "the others'
    labels were looked at". `passages` yields (annotator id, passage id) where a passage was marked done after one.
    """

    after: Callable[[Connection, str, Sequence[Annotation]], Mapping[str, str]]
    passages: Callable[[Connection], Iterable[tuple[str, str]]]


UNEXPOSED = Exposures(lambda *_: {}, lambda _: ())
"""Nobody was shown anything."""


def stood_before(
    connection: Connection, exposures: Exposures, article_id: str, current: Sequence[Annotation]
) -> tuple[Mapping[tuple[str, str], str], list[Annotation]]:
    """Return what of an article's current annotations came after an exposure, and what stood before in its place.

    The first is by claim and annotator, with the reason. An annotation withdrawn before the exposure has nothing in its
    place, and neither has a claim first judged after it.
    """
    why = exposures.after(connection, article_id, current) if current else {}
    late = {(each.claim_id, each.annotator_id): why[each.id] for each in current if each.id in why}
    if not late:
        return {}, []
    history = [
        each
        for each in reading.annotations_of_article(connection, article_id)
        if (each.claim_id, each.annotator_id) in late
    ]
    after = exposures.after(connection, article_id, history)
    latest: dict[tuple[str, str], Annotation] = {}
    for each in sorted(history, key=lambda each: (each.seq, each.id)):
        if each.id not in after:
            latest[each.claim_id, each.annotator_id] = each
    return late, [each for each in latest.values() if each.judgement.stands]
