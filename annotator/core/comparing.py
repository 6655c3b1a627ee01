"""One person's claims of a passage beside the gold: what was found, how each boundary fits, which labels differ.

A difference is told by its traits, words such as "start", "takes in" or "gold:neutral". Who explains differences
(`core.explaining`) needs these alone, so an explanation is a row of data and never a branch here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.ids import fold
from annotator.core.matching import Granularity, Mark, match
from annotator.core.scheme import Field, FieldType, Scheme
from annotator.core.source import NARRATOR, Source
from annotator.core.text.cues import COORDINATING, SUBORDINATING, CueKind, cues
from annotator.core.text.sentences import sentences
from annotator.core.text.span import Span

GOLD, MINE = "gold", "mine"
"""Whose a mark is: what stands as its annotator."""


class Fit(StrEnum):
    """What became of a claim: the first two are found."""

    SAME = "same words"
    FOUND = "found"
    CUT = "cut otherwise"
    MISSED = "missed"
    EXTRA = "not in the gold"


@dataclass(frozen=True, slots=True)
class Ground:
    """What both sides speak of: the text, the scheme asked by, and who the sources are, by id.

    A field in `may_wait` can stay without a label, so its lack is told and not counted as a difference.
    """

    text: str
    scheme: Scheme
    sources: Mapping[str, Source]
    aliases: Mapping[str, tuple[str, ...]]
    may_wait: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than in the gold; `words` are those in question, `field` the label's."""

    traits: frozenset[str]
    gold: tuple[Mark, ...]
    mine: tuple[Mark, ...]
    words: Span
    field: str = ""
    counts: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """Return what makes it the same difference when the passage is compared again."""
        about = [each.claim for each in self.gold] or [each.claim for each in self.mine]
        return (*about, *sorted(self.traits))


@dataclass(frozen=True, slots=True)
class Pair:
    """Claims that belong together, most often one of the gold and one of mine, and how they differ."""

    fit: Fit
    gold: tuple[Mark, ...]
    mine: tuple[Mark, ...]
    differences: tuple[Difference, ...]

    @property
    def span(self) -> Span:
        """Return where it stands in the text: in the gold's words, where there are any."""
        return (self.gold or self.mine)[0].span


@dataclass(frozen=True, slots=True)
class Comparison:
    """A passage compared: its pairs in the order of the text."""

    pairs: tuple[Pair, ...]
    of: int

    @property
    def found(self) -> int:
        """Count the gold claims that were found."""
        return sum(1 for pair in self.pairs if pair.fit in (Fit.SAME, Fit.FOUND))

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return everything that differs, what may wait left out."""
        return tuple(each for pair in self.pairs for each in pair.differences if each.counts)


def compare(ground: Ground, gold: Sequence[Mark], mine: Sequence[Mark]) -> Comparison:
    """Compare the marks of one passage with its gold; `annotator` of each says whose it is.

    Claims are matched as for agreement (IoU ≥ .5). One mark against several of the other side is cut otherwise,
    and so is one that overlaps without matching; what overlaps nothing is missed or extra.
    """
    matching = match([*gold, *mine])
    pairs = [_cut(ground, grain) for grain in matching.granularity]
    told = {mark for grain in matching.granularity for mark in (grain.one, *grain.finer)}
    for item in matching.matched:
        one, other = sorted(item.marks, key=lambda mark: mark.annotator)  # "gold" comes before "mine"
        pairs.append(_matched(ground, one, other, is_cut=one in told and other in told))
    left = [item.marks[0] for item in matching.unmatched if item.marks[0] not in told]
    pairs += [_left(ground, item.marks, gold) for item in match(left, threshold=0).items]
    return Comparison(tuple(sorted(pairs, key=lambda pair: (pair.span, pair.fit))), len(gold))


def _cut(ground: Ground, grain: Granularity) -> Pair:
    gold, mine = ((grain.one,), grain.finer) if grain.one.annotator == GOLD else (grain.finer, (grain.one,))
    words = grain.one.span
    kind = "split" if grain.one.annotator == GOLD else "joined"
    return Pair(Fit.CUT, gold, mine, (_difference(ground, {kind}, gold, mine, words),))


def _matched(ground: Ground, gold: Mark, mine: Mark, *, is_cut: bool) -> Pair:
    """Compare two marks of one claim; where it is cut otherwise too, its edges have been told with that."""
    edges = () if is_cut else tuple(_edges(ground, gold, mine))
    fit = Fit.SAME if gold.span == mine.span else Fit.FOUND
    return Pair(fit, (gold,), (mine,), (*edges, *_labels(ground, gold, mine)))


def _left(ground: Ground, marks: tuple[Mark, ...], golds: Sequence[Mark]) -> Pair:
    gold = tuple(mark for mark in marks if mark.annotator == GOLD)
    mine = tuple(mark for mark in marks if mark.annotator == MINE)
    if gold and mine:
        return Pair(Fit.CUT, gold, mine, tuple(_edges(ground, gold[0], mine[0])))
    if gold:
        return Pair(Fit.MISSED, gold, (), (_difference(ground, {"missed"}, gold, (), gold[0].span),))
    span = mine[0].span
    traits = {"extra"} | ({"over a claim"} if any(span.overlap(each.span) for each in golds) else set())
    return Pair(Fit.EXTRA, (), mine, (_difference(ground, traits, (), mine, span),))


def _edges(ground: Ground, gold: Mark, mine: Mark) -> Iterator[Difference]:
    """Tell each edge that stands elsewhere, by the words between the two edges."""
    g, m = gold.span, mine.span
    for edge, at, wanted, outward in (
        ("start", m.start, g.start, m.start < g.start),
        ("end", m.end, g.end, m.end > g.end),
    ):
        if at != wanted:
            words = Span(min(at, wanted), max(at, wanted))
            traits = {edge, "takes in" if outward else "leaves out"}
            yield _difference(ground, traits, (gold,), (mine,), words)


def _difference(
    ground: Ground, traits: Iterable[str], gold: tuple[Mark, ...], mine: tuple[Mark, ...], words: Span
) -> Difference:
    seen = {name for name, has in _OF_WORDS.items() if has(ground.text, words)}
    return Difference(frozenset({*traits, *seen}), gold, mine, words)


# -- what can be seen in words

_QUOTES = re.compile(r"(?<!\w)['‘“\"„«‹]|['’”\"»›](?!\w)")
_JOINING = COORDINATING | SUBORDINATING


def _has_attribution(text: str, words: Span) -> bool:
    return any(cue.kind is not CueKind.HEDGE for cue in cues(text, words))


def _has_hedge(text: str, words: Span) -> bool:
    return any(cue.kind is CueKind.HEDGE for cue in cues(text, words))


def _has_joining_word(text: str, words: Span) -> bool:
    found = re.findall(r"\w+", words.of(text).lower())
    return bool(found) and not _JOINING.isdisjoint((found[0], found[-1]))


_OF_WORDS: Mapping[str, Callable[[str, Span], bool]] = {
    "attribution": _has_attribution,
    "hedge": _has_hedge,
    "joining word": _has_joining_word,
    "quotation marks": lambda text, words: bool(_QUOTES.search(words.of(text))),
    "punctuation": lambda text, words: not any(map(str.isalnum, words.of(text))),
    "question": lambda text, words: "?" in words.of(text),
    "sentences": lambda text, words: len(sentences(text, words)) > 1,
}
"""By name: what an explanation may ask of the words in question."""


# -- labels


def _labels(ground: Ground, gold: Mark, mine: Mark) -> Iterator[Difference]:
    """Tell each field in which the labels differ; what the gold leaves open is nobody's difference."""
    for field in ground.scheme.fields:
        wanted, given = gold.labels.get(field.id, ()), mine.labels.get(field.id, ())
        if not wanted or not (given or field.required):
            continue
        traits = _label_traits(ground, field, wanted, given)
        if traits:
            counts = bool(given) or field.id not in ground.may_wait
            every = frozenset({"label", field.id, *traits})
            yield Difference(every, (gold,), (mine,), gold.span, field.id, counts)


def _label_traits(
    ground: Ground, field: Field, wanted: tuple[str, ...], given: tuple[str, ...]
) -> frozenset[str]:
    """Return how two answers to a field differ; nothing when they don't."""
    if not given:
        return frozenset({"not given", *_named(ground, field, "gold", wanted)})
    if field.type is FieldType.SOURCE:
        traits = source_traits(ground, wanted[0], given[0])
    else:
        traits = frozenset() if set(wanted) == set(given) else frozenset({"other label"})
    if not traits:
        return traits
    return traits | {*_named(ground, field, "gold", wanted), *_named(ground, field, "mine", given)}


def _named(ground: Ground, field: Field, whose: str, values: tuple[str, ...]) -> Iterator[str]:
    """Return the labels as traits; of a source it matters only whether it is the article."""
    for value in values:
        if field.type is not FieldType.SOURCE:
            yield f"{whose}:{value}"
        elif ground.sources[value].type == NARRATOR:
            yield f"{whose}:the article"


def source_traits(ground: Ground, wanted: str, given: str) -> frozenset[str]:
    """Return how a source differs from the one wanted; nothing when it is the same, under whichever name."""
    if wanted == given:
        return frozenset()
    gold, mine = ground.sources[wanted], ground.sources[given]
    if _names(ground, gold).isdisjoint(_names(ground, mine)):
        return frozenset({"other source"})
    traits = {"same name"}
    if gold.type != mine.type:
        traits.add("other type")
    if bool(gold.qualifier) != bool(mine.qualifier):
        traits.add("unnamed" if mine.qualifier else "named")
    return frozenset(traits) if len(traits) > 1 else frozenset()


def _names(ground: Ground, source: Source) -> set[str]:
    every = (source.name, *ground.aliases.get(source.id, ()))
    return {fold(name).removeprefix("the ") for name in every}
