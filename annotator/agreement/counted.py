"""Which marks count: those in passages that their annotator has done, and that somebody else has done too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from annotator.agreement.model import LeftOut
from annotator.agreement.spans import Done
from annotator.core.matching import Mark


def counted(marks: Sequence[Mark], done: Done, annotators: Collection[str]) -> tuple[list[Mark], LeftOut]:
    """Return the marks of these annotators that count, and how many don't and why."""
    marks = [mark for mark in marks if mark.annotator in annotators]
    times = times_done(done, annotators)
    own = [mark for mark in marks if mark.given or mark.passage in done.get(mark.annotator, frozenset())]
    found = [mark for mark in own if mark.given or times[mark.passage] > 1]
    return found, LeftOut(len(marks) - len(own), len(own) - len(found))


def times_done(done: Done, annotators: Collection[str]) -> Counter[str]:
    """Count how many of these annotators have done each passage."""
    return Counter(passage for who, passages in done.items() if who in annotators for passage in passages)


def free(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that were made freely, and not on a claim that was given."""
    return [mark for mark in marks if not mark.given]
