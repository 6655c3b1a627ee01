"""What a report lists with its words: different labels, lone marks, claims cut finer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.agreement.model import Cut, Disagreement, Quote, Said, Unmatched
from annotator.agreement.spans import Done, SpanReport
from annotator.agreement.table import FieldSpec
from annotator.core.matching import Item, Mark


@dataclass(frozen=True, slots=True)
class Words:
    """Who was compared where, and the texts to quote from."""

    annotators: tuple[str, ...]
    done: Done
    texts: Mapping[str, str]

    def text(self, mark: Mark) -> str:
        """Return the words of a mark."""
        return mark.span.of(self.texts.get(mark.article, ""))

    def quote(self, mark: Mark) -> Quote:
        """Return a mark with its words."""
        return Quote(mark.claim, mark.annotator, mark.article, mark.passage, mark.span, self.text(mark))

    def disagreement(self, item: Item, spec: FieldSpec) -> Disagreement:
        """Show what everybody who marked an item said of it."""
        said = []
        for mark in item.marks:
            values = mark.labels.get(spec.id)
            shown = spec.shown(sorted(set(values))) if values else None
            said.append(Said(mark.annotator, values, shown, self.text(mark)))
        first = next(mark for mark in item.marks if mark.claim == item.id)
        return Disagreement(item.id, item.article, item.passage, self.text(first), tuple(said))

    def unmatched(self, items: tuple[Item, ...]) -> tuple[Unmatched, ...]:
        """List the freely made marks that stand alone in passages others have done."""
        alone = [item.marks[0] for item in items if len(item.marks) == 1]
        return tuple(Unmatched(self.quote(mark), self._missed_by(mark)) for mark in alone if not mark.given)

    def _missed_by(self, mark: Mark) -> tuple[str, ...]:
        return tuple(
            who
            for who in self.annotators
            if who != mark.annotator and mark.passage in self.done.get(who, frozenset())
        )

    def cuts(self, spans: SpanReport) -> tuple[Cut, ...]:
        """List where one annotator of a pair cut finer than the other."""
        return tuple(
            Cut(self.quote(found.one), tuple(self.quote(mark) for mark in found.finer))
            for pair in spans.pairs
            for found in pair.granularity
        )
