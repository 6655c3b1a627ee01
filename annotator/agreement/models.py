"""A model beside the people: never among them, because what people agree on is what a model is measured by."""

from __future__ import annotations

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.confusions import confusions
from annotator.agreement.intervals import Clustered
from annotator.agreement.model import ModelReport, PairKappa
from annotator.agreement.people import REST, difference, with_majority, without
from annotator.agreement.scored import scored, with_closed_form
from annotator.agreement.table import Table
from annotator.agreement.truth import majority

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
        tied=int((voted.tied & labelled).sum()),
        pairwise=tuple(
            PairKappa(model, who, scored(KAPPA, table.pair(model, who), drawn)) for who in people.annotators
        ),
        people_alone=with_closed_form(drawn.figure(alone), ALPHA.id, people),
        change=drawn.figure(difference(alone, together)),
        confusion=found[-1] if found else None,
    )
