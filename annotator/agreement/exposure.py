"""Labels made after an exposure: after their annotator had seen what was to be judged without seeing it.

Agreement is to be of judgements made apart, so such labels are left out, and what stood before counts in their place.
Whoever asks may count them; what the other way gives stands beside the figures either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.counted import counted, free
from annotator.agreement.intervals import Clustered
from annotator.agreement.model import AfterExposure, FieldReport, Variant
from annotator.agreement.scored import scored
from annotator.agreement.spans import Done, Drawn, compare_spans
from annotator.agreement.table import FieldSpec, from_items
from annotator.core.matching import Mark, match


class View(NamedTuple):
    """The marks and the passages done that count."""

    marks: Sequence[Mark]
    done: Done


@dataclass(frozen=True, slots=True)
class Exposed:
    """What was judged after an exposure.

    `after` says of every mark, by its claim and annotator, why it is not independent; `before` holds the marks that
    stood in their place, where one did; `done` the annotators and passages that were marked done after. `is_counted`
    tells that all this is to count.
    """

    after: Mapping[tuple[str, str], str] = field(default_factory=dict)
    before: tuple[Mark, ...] = ()
    done: frozenset[tuple[str, str]] = frozenset()
    is_counted: bool = False

    def views(self, marks: Sequence[Mark], done: Done) -> tuple[View, View | None]:
        """Return what counts, and what would count the other way, None where nothing was judged after."""
        everything = View(marks, done)
        if not (self.after or self.done):
            return everything, None
        apart = [mark for mark in marks if (mark.claim, mark.annotator) not in self.after]
        independent = View(
            [*apart, *self.before],
            {
                who: frozenset(each for each in passages if (who, each) not in self.done)
                for who, passages in done.items()
            },
        )
        return (everything, independent) if self.is_counted else (independent, everything)

    def labels(self, marks: Sequence[Mark], fields: Sequence[FieldSpec]) -> Mapping[str, int]:
        """Count, by field, the labels made after."""
        late = [mark for mark in marks if (mark.claim, mark.annotator) in self.after]
        return {spec.id: sum(spec.id in mark.labels for mark in late) for spec in fields}


NOBODY = Exposed()
"""Where nobody was shown anything."""


class OtherWay(NamedTuple):
    """What a report takes to set its figures beside those of the other way."""

    view: View
    people: tuple[str, ...]
    drawn: Drawn
    threshold: float
    labels: Mapping[str, int]
    exposed: Exposed

    def beside(
        self, fields: Sequence[FieldReport], specs: Sequence[FieldSpec]
    ) -> tuple[tuple[FieldReport, ...], AfterExposure]:
        """Return the fields with their variant, and what is to be said of the whole."""
        marks, _ = counted(self.view.marks, self.view.done, self.people)
        items = match(marks, threshold=self.threshold).items
        drawn = Clustered(self.drawn.groups(items), self.drawn.resampling)
        tables = [from_items(items, spec, annotators=self.people) for spec in specs]
        variants = [
            Variant(
                self.labels[spec.id],
                scored(PERCENT, table, drawn),
                scored(COEFFICIENTS["alpha"], table, drawn),
            )
            for spec, table in zip(specs, tables, strict=True)
        ]
        found = compare_spans(
            free(marks), self.view.done, self.people, self.drawn, threshold=self.threshold
        ).found
        return tuple(
            replace(report, other_exposure=variant) for report, variant in zip(fields, variants, strict=True)
        ), AfterExposure(
            n_labels=sum(self.labels.values()),
            n_marks=len(self.exposed.after),
            why=tuple(sorted(set(self.exposed.after.values()))),
            is_counted=self.exposed.is_counted,
            found_other=found.f1,
        )
