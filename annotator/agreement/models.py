"""A model beside the people: never among them, because what people agree on is what a model is measured by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.confusions import confusions
from annotator.agreement.counted import counted, free
from annotator.agreement.intervals import Clustered
from annotator.agreement.model import ModelReport, PairKappa, Unlabelled
from annotator.agreement.people import REST, difference, with_majority, without
from annotator.agreement.scored import scored, with_closed_form
from annotator.agreement.spans import Done, Drawn, SpanReport, compare_spans
from annotator.agreement.table import FieldSpec, Table, from_items
from annotator.agreement.truth import majority
from annotator.core.matching import Item, Mark, match

KAPPA, ALPHA = COEFFICIENTS["cohen_kappa"], COEFFICIENTS["alpha"]


def model_report(model: str, table: Table, drawn: Clustered) -> ModelReport:
    """Compare a model with the people whose table it is in: with their majority, with each, and what it changes.

    Units on which the people's majority is tied count for nothing.
    """
    people = without(table, model)
    voted = majority(people)
    labelled = table.is_labelled[:, table.annotators.index(model)]
    beside = with_majority(table, model, voted).pair(REST, model)
    alone, together = (ALPHA.function(each, drawn.groups) for each in (people, table))
    found = confusions(beside)
    return ModelReport(
        model,
        n_labels=int(labelled.sum()),
        percent_agreement=scored(PERCENT, beside, drawn),
        with_people=scored(KAPPA, beside, drawn),
        alpha=scored(ALPHA, beside, drawn),
        tied=int((voted.tied & labelled).sum()),
        pairwise=tuple(
            PairKappa(model, who, scored(KAPPA, table.pair(model, who), drawn)) for who in people.annotators
        ),
        people_alone=with_closed_form(drawn.figure(alone), ALPHA.id, people),
        change=drawn.figure(difference(alone, together)),
        confusion=found[-1] if found else None,
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A model beside the people: the items they make up together, in passages it has done too, and its marks."""

    model: str
    annotators: tuple[str, ...]
    items: tuple[Item, ...]
    drawn: Clustered
    spans: SpanReport
    has_marks: bool

    @classmethod
    def of(
        cls,
        model: str,
        people: tuple[str, ...],
        marks: Sequence[Mark],
        done: Done,
        drawn: Drawn,
        *,
        threshold: float,
    ) -> Beside:
        """Match a model's marks with those of the people."""
        annotators = (*people, model)
        some, _ = counted(marks, done, annotators)
        items = tuple(match(some, threshold=threshold).items)
        unbound = free(some)
        spans = compare_spans(unbound, done, annotators, drawn, threshold=threshold, model=model)
        has_marks = any(mark.annotator == model for mark in unbound)
        return cls(
            model, annotators, items, Clustered(drawn.groups(items), drawn.resampling), spans, has_marks
        )

    def labels(self, spec: FieldSpec) -> bool:
        """Tell whether the model has given any label of a field to what counts."""
        return any(
            mark.annotator == self.model and spec.id in mark.labels
            for item in self.items
            for mark in item.marks
        )

    def report(self, spec: FieldSpec) -> ModelReport:
        """Compare the labels of a field."""
        return model_report(self.model, from_items(self.items, spec, annotators=self.annotators), self.drawn)


def with_labels(
    beside: Sequence[Beside], fields: Sequence[FieldSpec]
) -> tuple[Mapping[str, Sequence[Beside]], tuple[Unlabelled, ...]]:
    """Return by field the models that have labels of it, and those that lack any: a section of noughts says nothing."""
    heard = {spec.id: [each for each in beside if each.labels(spec)] for spec in fields}
    return heard, unlabelled(
        {spec.id: {each.model for each in heard[spec.id]} for spec in fields},
        {each.model: each.has_marks for each in beside},
    )


def unlabelled(heard: Mapping[str, Collection[str]], models: Mapping[str, bool]) -> tuple[Unlabelled, ...]:
    """Return the models that lack labels, by the names of those that have some in each field.

    `models` tells of every model whether there is anything else of it to report.
    """
    lacking = {model: tuple(field for field, some in heard.items() if model not in some) for model in models}
    return tuple(
        Unlabelled(model, fields, wholly=len(fields) == len(heard) and not models[model])
        for model, fields in lacking.items()
        if fields
    )
