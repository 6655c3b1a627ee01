"""Settling an item: its annotations side by side, what all agree on by a stated rule, and the gold put together.

The rule under which nobody needs to look: everybody who has done the passage (two people at least) found the claim by
themselves; their spans are the same or differ by no more than a tolerance at either edge, signs and spaces not counted;
their labels are the same in every field asked, no label needs another look, none lacks its evidence. An optional field
that somebody left open is not judged rather than disputed: its label counts if two gave it and nobody another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.claim import Annotation, Evidence, Judgement, Label, Reaction
from annotator.core.deciding import DecisionKind, Verdict, Weighed
from annotator.core.gaps import EVIDENCE, gaps
from annotator.core.ids import content_id
from annotator.core.scheme import Field, Scheme
from annotator.core.text.span import Span

FOUND, ANSWERED, SPAN = "found", "answered", "span"
"""What can be disputed beside fields: whether there is a claim at all (where it is given, whether all that are asked
have answered), and where it begins and ends."""


def dispute_in_words(disputed: str) -> str:
    """Name what is disputed as the table of an item has it: its words, or a field.

    >>> dispute_in_words(SPAN), dispute_in_words("claim_type")
    ('words', 'claim type')
    """
    return "words" if disputed == SPAN else disputed.replace("_", " ")


ALONE = "one annotator only"
"""Why a person has to look at what nobody disputes."""

CARRIED = "evidence carried"
"""Stands where a field would for the evidence that gold takes along; no field can be called so."""

TWO = 2
"""How many people at least must agree where nobody looks."""

Same = Callable[[str], str]
"""Names the source that a source goes by where sources were merged."""


def apart(source_id: str) -> str:
    """Return a source's own id: nothing is merged."""
    return source_id


@dataclass(frozen=True, slots=True)
class Given:
    """What a given claim came with: its words, the labels of rounds before, and the gold it was frozen from.

    `base` is that gold's judgement, whose reactions, note and evidence later gold keeps.
    """

    span: Span
    labels: tuple[Label, ...] = ()
    restatement: str | None = None
    gold_id: str | None = None
    gold_claim: str | None = None
    base: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An annotation of an item, its labels as the scheme in force reads them.

    `doubted` names fields whose label needs another look. A model is shown and not counted; who had seen others' work
    before (`is_exposed`) did not answer by themselves.
    """

    annotation: Annotation
    doubted: frozenset[str] = frozenset()
    is_person: bool = True
    is_exposed: bool = False

    @property
    def judgement(self) -> Judgement:
        """Return what was judged."""
        return self.annotation.judgement

    @property
    def span(self) -> Span:
        """Return where the claim was seen."""
        return self.annotation.judgement.span


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be settled: an item's annotations, and who was to say something about it (`expected`).

    `base` is the gold that it had before anybody settled it, of which gold keeps what this round doesn't ask.
    """

    id: str
    article_id: str
    said: tuple[Said, ...]
    expected: frozenset[str] = frozenset()
    given: Given | None = None
    base: Judgement | None = None

    @property
    def before(self) -> Judgement | None:
        """Return the gold before this round's."""
        return self.given.base if self.given else self.base

    @property
    def told(self) -> tuple[Label, ...]:
        """Return the labels that it comes with."""
        if self.given is not None:
            return self.given.labels
        return self.base.labels if self.base else ()

    @property
    def claims(self) -> frozenset[str]:
        """Return the claims that it is made of."""
        return frozenset({self.id, *(each.annotation.claim_id for each in self.said)})

    @property
    def annotations(self) -> frozenset[str]:
        """Return the ids of its annotations."""
        return frozenset(each.annotation.id for each in self.said)

    @property
    def finders(self) -> frozenset[str]:
        """Return the people who said something about it; models are none."""
        return frozenset(each.annotation.annotator_id for each in self.said if each.is_person)

    @property
    def asked(self) -> frozenset[str]:
        """Return the people who said something about it or were to."""
        return self.finders | self.expected

    @property
    def span(self) -> Span | None:
        """Return where it begins in the text and ends, all annotations together."""
        spans = [each.span for each in self.said] or ([self.given.span] if self.given else [])
        return united(spans) if spans else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a round asks: the scheme in force, which of its fields, the article's text, and how far edges may differ."""

    scheme: Scheme
    fields: tuple[Field, ...]
    text: str
    tolerance: int = 0
    same: Same = apart


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an item's annotations have in common, and what they dispute, in the order of the fields.

    `labels` holds the fields in which all say the same, nothing said included. `why` names, in a few words, what else
    keeps an item without a dispute from being accepted.
    """

    span: Span | None
    labels: Mapping[str, tuple[Label, ...]] = field(hash=False)
    disputed: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Tell whether the item can be accepted as it is."""
        return not self.disputed and not self.why


def compare(matter: Matter, asked: Asked) -> Comparison:
    """Compare the annotations of an item; the outcome doesn't depend on their order."""
    people = [each for each in matter.said if each.is_person] or list(matter.said)
    span = matter.given.span if matter.given else alike([each.span for each in people], asked)
    labels: dict[str, tuple[Label, ...]] = {}
    disputed: list[str] = []
    finders = {each.annotation.annotator_id for each in people}
    if matter.expected - finders:
        disputed.append(ANSWERED if matter.given else FOUND)
    if span is None and people:
        disputed.append(SPAN)
    for each in asked.fields:
        common = _common(each, people, asked)
        if common is None:
            disputed.append(each.id)
        elif any(one.is_person for one in people):
            # What only a model said is there to be taken, and chosen by nobody yet.
            labels[each.id] = common
    return Comparison(span, labels, tuple(disputed), tuple(_reasons(matter, people, labels, asked)))


def _common(of: Field, people: Sequence[Said], asked: Asked) -> tuple[Label, ...] | None:
    """Return the labels of a field if all gave the same, in the scheme's order; a merged source by its present id.

    Who left an optional field open takes no side; what one of several said alone is nothing they have in common.
    """
    said = [each.judgement for each in people if of.required or each.judgement.of(of.id)]
    answers = {_answer(of, each, asked.same) for each in said}
    if len(answers) > 1:
        return None
    if not answers or (len(said) < TWO <= len(people)):
        return ()
    own = {tuple(sorted(each.of(of.id))) for each in said}
    return labelled(of, own.pop() if len(own) == 1 else sorted(answers.pop()))


def _answer(of: Field, judgement: Judgement, same: Same) -> frozenset[str]:
    values = judgement.of(of.id)
    return frozenset(values if of.labels else map(same, values))


def labelled(of: Field, ids: Iterable[str]) -> tuple[Label, ...]:
    """Return labels of a field by their ids, in the scheme's order."""
    if not of.labels:
        return tuple(Label(of.id, source_id=each) for each in ids)
    order = {label.id: at for at, label in enumerate(of.labels)}
    return tuple(
        Label(of.id, each) for each in sorted(ids, key=lambda each: (order.get(each, len(order)), each))
    )


def _reasons(
    matter: Matter, people: Sequence[Said], labels: Mapping[str, tuple[Label, ...]], asked: Asked
) -> Iterator[str]:
    """Name what keeps an item from being accepted although nothing is disputed."""
    finders = {each.annotation.annotator_id for each in people if each.is_person}
    if len(finders) < TWO:
        yield ALONE if finders else "no person has judged it"
    elif finders - matter.expected:
        yield "a passage is skipped or not done"
    if any(each.is_exposed for each in people):
        yield "somebody had seen others' work"
    ids = {each.id for each in asked.fields}
    doubted = ids & {one for each in people for one in each.doubted}
    if doubted:
        yield f"a label needs another look: {', '.join(sorted(doubted))}"
    without = [each.id for each in asked.fields if each.required and not labels.get(each.id, (each,))]
    missing = ", ".join(without).replace("_", " ")
    if missing:
        yield f"nobody gave {missing}"
    if any(lacks_evidence(each.judgement, asked) for each in people):
        yield "evidence is missing"


def lacks_evidence(judgement: Judgement, asked: Asked) -> bool:
    """Tell whether evidence is due for a label of a field that is asked, or can't be what decides it."""
    ids = {each.id for each in asked.fields}
    only = replace(judgement, labels=tuple(each for each in judgement.labels if each.field in ids))
    due = any(_calls_for_evidence(each, asked) for each in only.labels)
    return due and any(gap.field == EVIDENCE for gap in gaps(only, asked.scheme))


def _calls_for_evidence(label: Label, asked: Asked) -> bool:
    known = asked.scheme.field(label.field)
    found = known.label(label.value) if known and label.value else None
    return found is not None and bool(found.evidence)


# -- spans


def united(spans: Sequence[Span]) -> Span:
    """Return the span from where the first begins to where the last ends."""
    return Span(min(each.start for each in spans), max(each.end for each in spans))


def intersected(spans: Sequence[Span]) -> Span | None:
    """Return what all of the spans cover, if anything."""
    start, end = max(each.start for each in spans), min(each.end for each in spans)
    return Span(start, end) if start < end else None


def alike(spans: Sequence[Span], asked: Asked) -> Span | None:
    """Return the span that stands for spans that are alike, or nothing where they aren't.

    That is the one drawn most often, of several the shortest, of these the first in the text.
    """
    if not spans:
        return None
    for edges in ([each.start for each in spans], [each.end for each in spans]):
        between = asked.text[min(edges) : max(edges)]
        if len(between) > asked.tolerance and any(map(str.isalnum, between)):
            return None
    if intersected(spans) is None:
        return None
    times = Counter(spans)
    return min(times, key=lambda each: (-times[each], len(each), each.start))


# -- putting gold together


@dataclass(frozen=True, slots=True)
class Proposal:
    """The gold as far as it is chosen: its words, how these were arrived at, and the labels of the fields chosen.

    `whole` is the annotation that all of it was taken from, `own` tells that a label is nobody's. `evidence` is what
    the gold takes along where that was chosen; otherwise it follows the labels that call for it.
    """

    span: Span | None
    labels: Mapping[str, tuple[Label, ...]] = field(hash=False)
    cut: DecisionKind = DecisionKind.TAKEN
    whole: Said | None = None
    own: bool = False
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
            own=self.own or nobody,
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
    the restatement the only one there is, the date the latest; with one annotation taken whole, what that has.
    """
    if proposal.span is None:
        raise ValueError("the words of the claim have not been chosen")
    ids = {each.id for each in asked.fields}
    before = tuple(each.plain for each in matter.told if each.field not in ids)
    chosen = tuple(label for each in proposal.labels.values() for label in each)
    backing = [proposal.whole] if proposal.whole else [*_backing(chosen, matter, asked)]
    sides = backing or list(matter.said)
    evidence = {piece.id: piece for piece in carried(proposal, matter, asked)}
    givers = [each for each in matter.said if not evidence.keys().isdisjoint(_pieces(each))]
    dates = [each.judgement.as_of for each in (*backing, *givers) if each.judgement.as_of]
    judgement = Judgement(
        span=proposal.span,
        scheme_hash=asked.scheme.hash,
        labels=(*before, *chosen),
        reactions=_shared([proposal.whole] if proposal.whole else matter.said),
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


def _backing(chosen: Sequence[Label], matter: Matter, asked: Asked) -> Iterator[Said]:
    """Yield who gave all of the labels that call for evidence; nobody, where none does."""
    due = {each.field for each in chosen if _calls_for_evidence(each, asked)}
    fields = [each for each in asked.fields if each.id in due]
    wanted = {each.id: frozenset(one.content for one in chosen if one.field == each.id) for each in fields}
    for each in matter.said:
        if due and all(_answer(one, each.judgement, asked.same) == wanted[one.id] for one in fields):
            yield each


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
        _answer(each, said.judgement, asked.same) == _answer(each, settled, asked.same)
        for each in asked.fields
    ]
    same.append(said.span == settled.span or kind is DecisionKind.AGREED)
    if all(same):
        return Verdict.TAKEN
    return Verdict.WEIGHED if any(same) else Verdict.SET_ASIDE


def lettered(matter: Matter, seed: str) -> tuple[Said, ...]:
    """Return the annotations in the order of their letters: another one in every item, always the same in one."""
    return tuple(
        sorted(
            matter.said,
            key=lambda each: content_id(
                "settle", seed, matter.id, each.annotation.annotator_id, each.annotation.id
            ),
        )
    )
