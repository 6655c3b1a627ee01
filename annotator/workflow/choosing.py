"""The gold of one item as an adjudicator puts it together, and what it would lack and take along."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from annotator.core.claim import Evidence, Label
from annotator.core.deciding import DecisionKind
from annotator.core.gaps import Gap
from annotator.core.gold_gaps import gold_gaps
from annotator.core.proposing import CARRIED, Proposal, carried, gold
from annotator.core.scheme import Field
from annotator.core.settling import SPAN, Asked, Said
from annotator.core.text.span import Span
from annotator.workflow.settling import Item


class Choosing:
    """What is chosen of an item: to begin with the gold there is, else what all agree on."""

    def __init__(self, item: Item, asked: Asked) -> None:
        self.item, self.asked = item, asked
        self._put(self._begun())

    def _begun(self) -> Proposal:
        judgement = self.item.judged
        if self.item.is_changed or judgement is None:
            return Proposal.of(self.item.compared)
        labels = {
            each.id: tuple(label for label in judgement.labels if label.field == each.id)
            for each in self.fields
        }
        return Proposal(judgement.span, labels).carry(judgement.evidence)

    def _put(self, proposal: Proposal) -> None:
        self.proposal = proposal
        # Asked for several times with every key, and the same until something else is chosen.
        for each in ("open", "evidence", "gaps"):
            self.__dict__.pop(each, None)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields that are asked."""
        return self.asked.fields

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Name what has to be chosen yet."""
        return self.proposal.open(self.asked)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence of annotators that the gold takes along as it is chosen."""
        return carried(self.proposal, self.item.matter, self.asked)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what the gold would lack as it is chosen; what is to be chosen yet is no gap."""
        if self.proposal.span is None:
            return ()
        matter = self.item.matter
        found = gold_gaps(gold(self.proposal, matter, self.asked), matter, self.asked)
        return tuple(each for each in found if each.field not in self.open)

    @property
    def is_as_settled(self) -> bool:
        """Tell whether what is chosen is the gold that the item has."""
        judged = self.item.judged
        return self.item.is_settled and judged is not None and self.proposal.says(judged)

    @property
    def may_cut(self) -> bool:
        """Tell whether the words are to be settled, which those of a given claim are not."""
        return self.item.matter.given is None and bool(self.item.matter.said)

    def take(self, side: Said) -> None:
        """Take all that one annotator said."""
        self._put(self.proposal.take(side, self.item.matter, self.asked))

    def take_of(self, what: str, side: Said) -> None:
        """Take the words, the labels of one field, or the evidence from one annotator."""
        if what == SPAN:
            self.shape(side.span, DecisionKind.TAKEN)
            return
        if what == CARRIED:
            self.carry([side])
            return
        self.pick(what, (each for each in side.judgement.labels if each.field == what))

    def carry(self, sides: Iterable[Said]) -> None:
        """Take along the evidence of these annotators, of nobody else."""
        self._put(self.proposal.carry(piece for each in sides for piece in each.judgement.evidence))

    def pick(self, what: str, labels: Iterable[Label]) -> None:
        """Choose the labels of a field."""
        self._put(self.proposal.pick(what, tuple(labels), self.item.matter, self.asked))

    def shape(self, span: Span, cut: DecisionKind) -> None:
        """Choose the words."""
        self._put(self.proposal.shape(span, cut))
