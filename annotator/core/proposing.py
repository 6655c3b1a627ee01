"""Putting an item's gold together: what is chosen, what comes along, and what became of what was weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.claim import Evidence, Judgement, Label, Reaction
from annotator.core.deciding import DecisionKind, Verdict, Weighed
from annotator.core.settling import SPAN, Asked, Comparison, Matter, Said, answer, calls_for_evidence
from annotator.core.text.span import Span

CARRIED = "evidence carried"
"""Stands where a field would for the evidence that gold takes along; no field can be called so."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The gold as far as it is chosen: its words, how these were arrived at, and the labels of the fields chosen.

    `whole` is the annotation that all of it was taken from, `own` are the fields whose labels are nobody's. `evidence`
    is what the gold takes along where that was chosen; otherwise it follows the labels that call for it.
    """

    span: Span | None
    labels: Mapping[str, tuple[Label, ...]] = field(hash=False)
    cut: DecisionKind = DecisionKind.TAKEN
    whole: Said | None = None
    own: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] | None = None

    @classmethod
    def of(cls, compared: Comparison) -> Proposal:
        """Begin with what all agree on; what is disputed stays empty."""
        return cls(compared.span, dict(compared.labels))

    def take(self, said: Said, matter: Matter, asked: Asked) -> Proposal:
        """Take all that one annotator said."""
        labels = {each.id: _plain(said.judgement, each.id) for each in asked.fields}
        return Proposal(matter.given.span if matter.given else said.span, labels, whole=said)

    def pick(self, field_id: str, labels: tuple[Label, ...], matter: Matter, asked: Asked) -> Proposal:
        """Choose the labels of one field; evidence follows again where they are of those that call for any."""
        chosen = tuple(each.plain for each in labels)
        nobody = all(set(_plain(each.judgement, field_id)) != set(chosen) for each in matter.said)
        field = next((each for each in asked.fields if each.id == field_id), None)
        follows = field is not None and any(each.evidence for each in field.labels)
        return replace(
            self,
            labels={**self.labels, field_id: chosen},
            whole=None,
            own=self.own - {field_id} | ({field_id} if nobody else set()),
            evidence=None if follows else self.evidence,
        )

    def carry(self, evidence: Iterable[Evidence]) -> Proposal:
        """Choose the evidence that the gold takes along."""
        return replace(self, evidence=tuple({each.id: each for each in evidence}.values()))

    def shape(self, span: Span, cut: DecisionKind) -> Proposal:
        """Choose the words."""
        return replace(self, span=span, cut=cut, whole=None)

    @property
    def kind(self) -> DecisionKind:
        """Return the kind of decision that it is."""
        if self.cut is DecisionKind.TAKEN and self.own:
            return DecisionKind.EDITED
        return self.cut

    def says(self, judgement: Judgement) -> bool:
        """Tell whether a judgement has these words and labels, and the evidence where that was chosen."""
        evidence = {each.id for each in judgement.evidence}
        if self.evidence is not None and {each.id for each in self.evidence} != evidence:
            return False
        return self.span == judgement.span and all(
            {each.content for each in labels} == set(judgement.of(of)) for of, labels in self.labels.items()
        )

    def open(self, asked: Asked) -> tuple[str, ...]:
        """Name what is not chosen yet, in the order of the fields."""
        missing = [SPAN] if self.span is None else []
        return (*missing, *(each.id for each in asked.fields if each.id not in self.labels))


def _plain(judgement: Judgement, field_id: str) -> tuple[Label, ...]:
    return tuple(each.plain for each in judgement.labels if each.field == field_id)


def gold(proposal: Proposal, matter: Matter, asked: Asked) -> Judgement:
    """Return the judgement that the gold is: what was chosen, with what was given, and what belongs to it.

    Evidence is what was chosen, or else that of all who gave the labels that call for it; reactions those that all saw,
    the restatement the only one there is, the date the latest; with one annotation taken whole, what that has. Where
    people said something, models have no part in any of it.
    """
    if proposal.span is None:
        raise ValueError("the words of the claim have not been chosen")
    ids = {each.id for each in asked.fields}
    before = tuple(each.plain for each in matter.told if each.field not in ids)
    chosen = tuple(label for each in proposal.labels.values() for label in each)
    backing = [proposal.whole] if proposal.whole else _backing(chosen, matter, asked)
    sides = backing or matter.counted
    evidence = {piece.id: piece for piece in carried(proposal, matter, asked)}
    givers = [each for each in matter.said if not evidence.keys().isdisjoint(_pieces(each))]
    dates = [each.judgement.as_of for each in (*backing, *givers) if each.judgement.as_of]
    judgement = Judgement(
        span=proposal.span,
        scheme_hash=asked.scheme.hash,
        labels=(*before, *chosen),
        reactions=_shared([proposal.whole] if proposal.whole else matter.counted),
        evidence=tuple(evidence[each] for each in sorted(evidence)),
        restatement=_restatement(proposal.whole, sides, matter),
        note=proposal.whole.judgement.note if proposal.whole else None,
        as_of=max(dates, default=None),
    )
    return _with_base(judgement, matter, asked, keeps_evidence=proposal.evidence is None)


def carried(proposal: Proposal, matter: Matter, asked: Asked) -> tuple[Evidence, ...]:
    """Return the evidence of the annotations that the gold takes along, in the order of their ids."""
    if proposal.evidence is not None:
        return tuple(sorted(proposal.evidence, key=lambda each: each.id))
    chosen = [label for each in proposal.labels.values() for label in each]
    backing = [proposal.whole] if proposal.whole else _backing(chosen, matter, asked)
    found = {piece.id: piece for each in backing for piece in each.judgement.evidence}
    return tuple(found[each] for each in sorted(found))


def _pieces(said: Said) -> set[str]:
    return {each.id for each in said.judgement.evidence}


def _backing(chosen: Sequence[Label], matter: Matter, asked: Asked) -> list[Said]:
    """Return who gave all of the labels that call for evidence, models where no person did; nobody, where none does."""
    due = {each.field for each in chosen if calls_for_evidence(each, asked)}
    fields = [each for each in asked.fields if each.id in due]
    wanted = {each.id: frozenset(one.content for one in chosen if one.field == each.id) for each in fields}
    if not due:
        return []
    found = [
        each
        for each in matter.said
        if all(answer(one, each.judgement, asked.same) == wanted[one.id] for one in fields)
    ]
    return [each for each in found if each.is_person] or found


def _shared(sides: Sequence[Said]) -> tuple[Reaction, ...]:
    if not sides:
        return ()
    first, *others = sorted(sides, key=lambda each: each.annotation.id)
    return tuple(
        each
        for each in first.judgement.reactions
        if all(each in other.judgement.reactions for other in others)
    )


def _restatement(whole: Said | None, sides: Sequence[Said], matter: Matter) -> str | None:
    if whole is not None and whole.judgement.restatement:
        return whole.judgement.restatement
    if matter.given is not None and matter.given.restatement:
        return matter.given.restatement
    said = {
        each.judgement.restatement for each in (sides if whole is None else ()) if each.judgement.restatement
    }
    return said.pop() if len(said) == 1 else None


def given_only(matter: Matter, asked: Asked) -> Judgement | None:
    """Return the judgement of a given claim with nothing but what it came with."""
    if matter.given is None:
        return None
    ids = {each.id for each in asked.fields}
    labels = tuple(each.plain for each in matter.given.labels if each.field not in ids)
    judgement = Judgement(matter.given.span, asked.scheme.hash, labels, restatement=matter.given.restatement)
    return _with_base(judgement, matter, asked)


def _with_base(
    judgement: Judgement, matter: Matter, asked: Asked, *, keeps_evidence: bool = True
) -> Judgement:
    """Keep what the gold of the round before had besides labels; its evidence unless this round asks for some anew."""
    base = matter.before
    if base is None:
        return judgement
    asks_evidence = any(label.evidence for each in asked.fields for label in each.labels)
    evidence = {each.id: each for each in (base.evidence if keeps_evidence and not asks_evidence else ())}
    evidence |= {each.id: each for each in judgement.evidence}
    return replace(
        judgement,
        reactions=judgement.reactions or base.reactions,
        evidence=tuple(evidence.values()),
        restatement=judgement.restatement or base.restatement,
        note=judgement.note or base.note,
        as_of=judgement.as_of or (None if asks_evidence else base.as_of),
    )


def weigh(matter: Matter, kind: DecisionKind, settled: Judgement | None, asked: Asked) -> tuple[Weighed, ...]:
    """Name the annotations weighed, by id, each with what became of it."""
    return tuple(
        Weighed(each.annotation.id, _verdict(each, kind, settled, asked), each.annotation.claim_id)
        for each in sorted(matter.said, key=lambda each: each.annotation.id)
    )


def _verdict(said: Said, kind: DecisionKind, settled: Judgement | None, asked: Asked) -> Verdict:
    if kind is DecisionKind.NONE:
        return Verdict.SET_ASIDE
    if settled is None:
        return Verdict.WEIGHED
    same = [
        answer(each, said.judgement, asked.same) == answer(each, settled, asked.same) for each in asked.fields
    ]
    same.append(said.span == settled.span or kind is DecisionKind.AGREED)
    if all(same):
        return Verdict.TAKEN
    return Verdict.WEIGHED if any(same) else Verdict.SET_ASIDE
