"""Settling an item: its annotations side by side, and what all agree on by a stated rule.

The rule under which nobody needs to look: everybody who has done the passage (two people at least) found the claim by
themselves; their spans are the same, or lie apart at either edge by signs and spaces alone, or by no more characters
than a tolerance; their labels are the same in every field asked, no label needs another look, none lacks its evidence.
An optional field that somebody left open is not judged rather than disputed: its label counts if two gave it and nobody
another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.claim import Annotation, Judgement, Label
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
    def claimants(self) -> frozenset[str]:
        """Return the sources that it comes with."""
        return frozenset(each.source_id for each in self.told if each.source_id)

    @property
    def claims(self) -> frozenset[str]:
        """Return the claims that it is made of."""
        return frozenset({self.id, *(each.annotation.claim_id for each in self.said)})

    @property
    def annotations(self) -> frozenset[str]:
        """Return the ids of its annotations."""
        return frozenset(each.annotation.id for each in self.said)

    @property
    def counted(self) -> tuple[Said, ...]:
        """Return what people said; what models said only where nobody else has said anything."""
        return tuple(each for each in self.said if each.is_person) or self.said

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
    people = matter.counted
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
    answers = {answer(of, each, asked.same) for each in said}
    if len(answers) > 1:
        return None
    if not answers or (len(said) < TWO <= len(people)):
        return ()
    own = {tuple(sorted(each.of(of.id))) for each in said}
    return labelled(of, own.pop() if len(own) == 1 else sorted(answers.pop()))


def answer(of: Field, judgement: Judgement, same: Same) -> frozenset[str]:
    """Return what a judgement says in a field: ids of labels, or of sources by which they go at present."""
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
    if any(lacks_evidence(each.judgement, asked, matter.claimants) for each in people):
        yield "evidence is missing"


def lacks_evidence(judgement: Judgement, asked: Asked, claimants: Iterable[str] = ()) -> bool:
    """Tell whether evidence is due for a label of a field that is asked, or can't be what decides it.

    `claimants` are the sources that the item came with; those that the judgement names count as well.
    """
    ids = {each.id for each in asked.fields}
    now = as_present(judgement, asked.same)
    known = {*map(asked.same, claimants), *(each.source_id for each in now.labels if each.source_id)}
    only = replace(now, labels=tuple(each for each in now.labels if each.field in ids))
    due = any(calls_for_evidence(each, asked) for each in only.labels)
    return due and any(gap.field == EVIDENCE for gap in gaps(only, asked.scheme, claimants=known))


def as_present(judgement: Judgement, same: Same) -> Judgement:
    """Return a judgement with its sources, and those its evidence comes from, by what they go by now."""
    labels = (
        replace(each, source_id=same(each.source_id)) if each.source_id else each for each in judgement.labels
    )
    pieces = (
        replace(each, origin_id=same(each.origin_id)) if each.origin_id else each
        for each in judgement.evidence
    )
    return replace(judgement, labels=tuple(labels), evidence=tuple(pieces))


def calls_for_evidence(label: Label, asked: Asked) -> bool:
    """Tell whether a label needs a record of evidence."""
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
