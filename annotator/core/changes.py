"""What differs between two judgements of one claim, as values that can be turned round and carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from annotator.core.claim import Judgement


class Trait(StrEnum):
    """What of a judgement can differ."""

    STATE = "state"
    SPAN = "span"
    LABELS = "labels"
    REACTIONS = "reactions"
    EVIDENCE = "evidence"
    RESTATEMENT = "restatement"
    NOTE = "note"
    AS_OF = "as_of"
    SCHEME = "scheme_hash"


FREE_TEXT = (Trait.RESTATEMENT, Trait.NOTE)
"""Traits that redaction blanks."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is in (of labels, in which field), as it was, and as it is.

    Both are of the trait's own type: a span, a tuple of labels, a text or nothing.
    """

    trait: Trait
    before: Any
    after: Any
    field: str = ""

    @property
    def back(self) -> Change:
        """Return the change that undoes this one."""
        return replace(self, before=self.after, after=self.before)


def changes(before: Judgement, after: Judgement) -> tuple[Change, ...]:
    """Return every difference between two judgements, in a fixed order; nothing when they are equal."""
    return tuple(_changes(before, after))


def _changes(before: Judgement, after: Judgement) -> Iterator[Change]:
    for trait in Trait:
        was, now = getattr(before, trait), getattr(after, trait)
        if was == now:
            continue
        if trait is Trait.LABELS:
            yield from _of_labels(before, after)
        else:
            yield Change(trait, was, now)


def _of_labels(before: Judgement, after: Judgement) -> Iterator[Change]:
    fields = dict.fromkeys(label.field for label in (*before.labels, *after.labels))
    for field in sorted(fields):
        was, now = (tuple(each for each in of.labels if each.field == field) for of in (before, after))
        if was != now:
            yield Change(Trait.LABELS, was, now, field)


def carried_out(judgement: Judgement, steps: Iterable[Change]) -> Judgement:
    """Return the judgement with these changes made to it."""
    for step in steps:
        if step.trait is Trait.LABELS:
            judgement = judgement.tagged(step.field, step.after)
        else:
            judgement = replace(judgement, **{step.trait: step.after})
    return judgement
