"""The rows of the tables about labels and those who gave them."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.agreement.categories import BY_CATEGORY
from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.model import Disagreement, Estimates, FieldReport, Report
from annotator.reports import words
from annotator.reports.sheet_cells import Id, Row, Share
from annotator.reports.words import measure


def labels(report: Report) -> Iterator[Row]:
    """Yield: every coefficient of every field, but for what is for two annotators where there are more."""
    for field in report.fields:
        yield field.id, PERCENT.name, field.percent_agreement
        for id_, figure in field.coefficients.items():
            if COEFFICIENTS[id_].annotators in {None, field.n_annotators}:
                yield field.id, measure(id_, field.level), figure


def fields(report: Report) -> Iterator[Row]:
    """Yield: what was compared."""
    for field in report.fields:
        counts = (len(field.categories), field.n_items, field.n_alone, field.n_labels, field.n_annotators)
        yield field.id, field.level, *counts


def certainty(report: Report) -> Iterator[Row]:
    """Yield: of every coefficient the shares of resamples under the lines, and the standard errors."""
    for field in report.fields:
        for id_, figure in {PERCENT.id: field.percent_agreement, **field.coefficients}.items():
            if figure.se is not None or figure.se_closed is not None:
                over, closed = _error(figure.se, figure.ci95_t), _error(figure.se_closed, figure.ci95_closed)
                under = tuple(None if each is None else Share(each) for each in figure.under or (None, None))
                yield field.id, measure(id_, field.level), *under, *over, *closed


def _error(se: float | None, ci95: tuple[float, float] | None) -> Row:
    return tuple(None if each is None else Share(each) for each in (se, *(ci95 or (None, None))))


def variants(report: Report) -> Iterator[Row]:
    """Yield: the labels counted otherwise."""
    for field in report.fields:
        for how, variant in words.variants(field, report):
            yield field.id, how, variant.n_labels, PERCENT.name, variant.percent_agreement
            yield field.id, how, variant.n_labels, measure("alpha"), variant.alpha


def use(field: FieldReport, report: Report) -> Iterator[Row]:
    """Yield: how often each label was given, by whom."""
    for used in field.used:
        if used.n:
            by = dict(used.by_annotator)
            yield (
                field.id,
                Id(used.category),
                used.shown,
                *(by.get(name, 0) for name in report.annotators),
                used.n,
            )


def categories(report: Report) -> Iterator[Row]:
    """Yield: each category against the rest."""
    for field in report.fields:
        for one in field.categories_scored:
            yield from (
                (field.id, one.shown, BY_CATEGORY[id_].name, each) for id_, each in one.figures.items()
            )


def rest(report: Report) -> Iterator[Row]:
    """Yield: each annotator against the others."""
    for field in report.fields:
        for one in field.against_rest:
            head = (field.id, one.annotator, one.n_labels)
            yield *head, "kappa with the majority", one.with_majority
            yield *head, "mean kappa with each", one.mean_pair
            yield *head, "alpha of the others", one.without
            yield *head, "that less alpha of all", one.change


def estimates(report: Report) -> Iterator[Row]:
    """Yield: how often each annotator gives the label that is most likely true."""
    for field in report.fields:
        found = field.estimates or Estimates((), (), (), ())
        shown = {used.category: used.shown for used in field.used}
        for one in found.people:
            yield field.id, one.annotator, "(all)", None, Share(one.accuracy)
            for place, (label, share) in enumerate(zip(found.categories, found.shares, strict=True)):
                if one.seen[place]:
                    yield (
                        field.id,
                        one.annotator,
                        shown.get(label, label),
                        Share(share),
                        Share(one.confusion[place][place]),
                    )


def models(report: Report) -> Iterator[Row]:
    """Yield: each model beside the people."""
    for field in report.fields:
        for one in field.models:
            yield field.id, one.model, f"{PERCENT.name} with the people's majority", one.percent_agreement
            yield field.id, one.model, "kappa with the people's majority", one.with_people
            yield field.id, one.model, f"alpha ({field.level}) with the people's majority", one.alpha
            yield from ((field.id, one.model, f"kappa with {each.b}", each.kappa) for each in one.pairwise)
            yield field.id, one.model, "alpha of the people", one.people_alone
            yield field.id, one.model, "that less alpha of all", one.change


def again(report: Report) -> Iterator[Row]:
    """Yield: people against themselves, where they met an article a second time."""
    for one in report.again:
        if one.found is not None:
            yield one.annotator, one.articles, "", "found the same claims (F1)", one.found
        for each in one.fields:
            yield one.annotator, one.articles, each.field, PERCENT.name, each.percent_agreement
            yield one.annotator, one.articles, each.field, f"alpha ({each.level})", each.alpha


def suggestions(report: Report) -> Iterator[Row]:
    """Yield: answers as the model's, where its labels were shown and where they weren't."""
    for one in report.suggested:
        for each in one.found.fields:
            counts = (each.shown.n, each.shown.count, each.hidden.n, each.hidden.count)
            yield one.round, one.model, each.field, *counts, each.difference


def over_time(report: Report) -> Iterator[Row]:
    """Yield: agreement by week and by version of the scheme."""
    for field in report.fields:
        for kind, found in (("week of", field.weeks), ("version", field.versions)):
            for each in found.periods if found else ():
                yield field.id, f"{kind} {each.name}", each.n_units, each.n_labels, each.figure


def bias(field: FieldReport, report: Report) -> Iterator[Row]:
    """Yield: how much more often each annotator gives each label than the others."""
    by_person = [{use.category: use.bias for use in field.uses.get(who, ())} for who in report.annotators]
    for used in field.used:
        row = [biases.get(used.category) for biases in by_person]
        if used.n and any(bias is not None for bias in row):
            yield field.id, used.shown, *(None if bias is None else Share(bias) for bias in row)


def costliest(report: Report) -> Iterator[Row]:
    """Yield: the items that cost most agreement."""
    for field in report.fields:
        for one in field.costliest:
            said = "; ".join(f"{each.annotator}: {each.shown}" for each in one.item.said if each.shown)
            without = None if one.without is None else Share(one.without)
            yield field.id, _named(one.item), one.item.text, said, Share(one.share), without


def different(report: Report) -> Iterator[Row]:
    """Yield: every label of the items on which annotators differ."""
    for field in report.fields:
        for one in field.disagreements:
            for said in one.said:
                label = "(not judged)" if said.shown is None else said.shown
                head = (field.id, _named(one), Id(one.article), one.text)
                yield *head, said.annotator, label, said.text


def _named(item: Disagreement) -> str:
    """Return an item's id, which of a claim says nothing to people, and of a unit is all there is."""
    return Id(item.item) if item.article else item.item
