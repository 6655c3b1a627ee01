"""What an adjudicator decided about an item, in a history of its own: what was weighed, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.errors import Invalid


class DecisionKind(StrEnum):
    """How an item was settled; `reopened` says that it is not settled any more."""

    AGREED = "agreed"
    TAKEN = "taken"
    UNITED = "united"
    INTERSECTED = "intersected"
    EDITED = "edited"
    NONE = "none"
    UNSETTLED = "unsettled"
    GUIDELINE = "guideline"
    REOPENED = "reopened"


class Verdict(StrEnum):
    """What became of an annotation that was weighed: all of it is gold, some of it, or none of it."""

    TAKEN = "taken"
    WEIGHED = "weighed"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Weighed:
    """An annotation that a decision weighed; `claim_id` is the claim it is of."""

    annotation_id: str
    verdict: Verdict
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about an item in a round; `gold_id` is the annotation of the gold that came of it.

    `rule` holds numbers of the guideline's rules, `reason` what was typed; one accepted automatically needs neither.
    `gold_claim` is the claim of that annotation, where it has been looked up.
    """

    id: str
    round_id: str
    annotator_id: str
    article_id: str
    item_id: str
    action_id: str
    kind: DecisionKind
    rule: str | None = None
    reason: str | None = None
    gold_id: str | None = None
    parent_id: str | None = None
    seq: int = 1
    basis: tuple[Weighed, ...] = ()
    gold_claim: str | None = None

    def __post_init__(self) -> None:
        if self.seq < 1 or (self.seq == 1) != (self.parent_id is None):
            raise Invalid(
                "the first decision about an item has no parent and number 1, every later one has both"
            )
        if self.kind in NEEDS_WORDS and not (self.rule or self.reason):
            raise Invalid("a decision needs a rule of the guideline, or a reason")
        if self.kind is DecisionKind.REOPENED and (self.gold_id or self.basis):
            raise Invalid("nothing comes of an item that is open again")

    @property
    def settles(self) -> bool:
        """Tell whether the item counts as settled by it."""
        return self.kind is not DecisionKind.REOPENED

    @property
    def weighed(self) -> frozenset[str]:
        """Return the ids of the annotations that were weighed."""
        return frozenset(each.annotation_id for each in self.basis)

    def after(self, head: Decision | None) -> Decision:
        """Return it as the decision that follows `head`."""
        return replace(self, parent_id=head.id if head else None, seq=head.seq + 1 if head else 1)


NEEDS_WORDS = frozenset(DecisionKind) - {DecisionKind.AGREED, DecisionKind.REOPENED}
"""Kinds of decisions that give a rule or a reason."""
