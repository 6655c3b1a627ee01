"""The sections of the text report about who and when: categories, each against the rest, people and models, time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotator.agreement.coefficients import Figure
from annotator.agreement.model import FieldReport, ModelReport, Report, Scored
from annotator.reports import words
from annotator.reports.columns import figure_cells, fit, more, named, reasons, wrapped
from annotator.reports.numbers import NOTHING, between, number

NAME, PERSON, CATEGORY = 28, 24, 23
NO_FIGURE = Figure(None, None, 0, None)


def categories(field: FieldReport, limit: int | None) -> Iterator[str]:
    """Tabulate each label against all others, and how often a second annotator says it too."""
    scored = [
        one for one in field.categories_scored if any(each.value is not None for each in one.figures.values())
    ]
    if not scored:
        return
    yield from wrapped(f"CATEGORIES of {field.id}: each against all others; said too by a second annotator")
    yield f"{'':{CATEGORY}}{'n':>5}  {'alpha':22}{'n':>5}  said too"
    shown = [(one.shown, *_of_category(one)) for one in scored[:limit]]
    for name, alpha, too in shown:
        figures = f"{alpha.n:5,}  {figure_cells(alpha):22}{too.n:5,}  {figure_cells(too)}"
        yield f"{fit(name, CATEGORY - 1)} {figures}".rstrip()
    yield from more(len(scored), limit)
    if reasons := _kinds_of_reasons(each for _, *figures in shown for each in figures):
        yield from wrapped(f"Without an interval: {', '.join(reasons)}", first="  ", rest="    ")


def _of_category(one: Scored) -> tuple[Figure, Figure]:
    """Return alpha against all others, and specific agreement."""
    return one.figures.get("alpha", NO_FIGURE), one.figures.get("specific_agreement", NO_FIGURE)


def _kinds_of_reasons(figures: Iterable[Figure]) -> Iterable[str]:
    """Return why intervals are missing, each reason once, whatever the share of resamples it speaks of."""
    reasons = [each.reason for each in figures if each.ci95 is None and each.reason]
    return dict.fromkeys(
        _SHARE.sub("in too many resamples", reason).removeprefix("no interval: ") for reason in reasons
    )


_SHARE = re.compile(r"in [\d.]+% of resamples")


def against_rest(field: FieldReport) -> Iterator[str]:
    """Tabulate every annotator beside the others: kappa with their majority, alpha without, estimated accuracy."""
    if not any(one.with_majority.value is not None for one in field.against_rest):
        return
    right = {one.annotator: one.accuracy for one in field.estimates.people} if field.estimates else {}
    yield from wrapped(f"EACH AGAINST THE REST in {field.id}: kappa with the others' majority")
    yield f"{'':{PERSON}}{'labels':>7}  {'kappa':22}{'without':>8}{'change':>8}{'right':>8}"
    for one in field.against_rest:
        others = (
            f"{number(one.without.value):>8}{_signed(one.change):>8}{number(right.get(one.annotator)):>8}"
        )
        figures = f"{one.n_labels:7,}  {figure_cells(one.with_majority):22}{others}"
        yield from named(one.annotator, PERSON, figures)
    yield from reasons((one.annotator, one.with_majority) for one in field.against_rest)
    yield from wrapped(
        "without: alpha of the others; change: that less alpha of all; right: the share of labels that Dawid & "
        "Skene's model (1979) takes to be true",
        first="  ",
        rest="    ",
    )
    yield from _caveats(field)


def models(field: FieldReport) -> Iterator[str]:
    """Tabulate every model beside the people."""
    if not field.models:
        return
    yield from wrapped(f"PEOPLE AND MODELS in {field.id}: a model with the people's majority, and with each")
    yield f"{'':{NAME}}{'n':>6}  {'agree':21}kappa"
    for one in field.models:
        figures = f"{figure_cells(one.percent_agreement):21}{figure_cells(one.with_people)}"
        yield from named(one.model, NAME, f"{one.with_people.n:6,}  {figures}")
        for each in one.pairwise:
            yield from named(
                f"with {each.b}", NAME, f"{each.kappa.n:6,}  {'':21}{figure_cells(each.kappa)}", indent="  "
            )
    yield from reasons(
        (name, figure)
        for one in field.models
        for name, figure in ((one.model, one.with_people), *((each.b, each.kappa) for each in one.pairwise))
    )
    for one in field.models:
        yield from wrapped(f"{one.model}: {_of_model(one)}", first="  ", rest="    ")


def _of_model(one: ModelReport) -> str:
    """Say how much a model labelled, and what it changes."""
    tied = f", {one.tied:,} where the people have no majority" if one.tied else ""
    alone, change = one.people_alone.value, one.change.value
    together = "" if alone is None or change is None else f", with the model {number(alone - change)}"
    beside = f"alpha with their majority {figure_cells(one.alpha).strip()}"
    return f"{one.n_labels:,} labels{tied}; {beside}, of the people alone {number(alone)}{together}"


def models_found(report: Report) -> Iterator[str]:
    """Tabulate how many claims a model and each person marked, and how alike their spans are."""
    if not report.model_spans:
        return
    yield "FOUND BY MODELS: in passages that both have done"
    yield f"{'':{CATEGORY}}{'both':>6}{'model':>7}{'person':>8}    {'F1':20}same span"
    for one in report.model_spans:
        yield from wrapped(one.model)
        for each in one.spans.pairs:
            found = each.found
            counts = f"{found.matched:6,}{found.only_b:7,}{found.only_a:8,}"
            figures = (
                f"{number(found.f1.value):>5} {between(found.f1):14} {number(each.boundary.exact.value):>5}"
            )
            yield from named(f"with {each.a}", CATEGORY, f"{counts}    {figures}", indent="  ")
    yield from reasons((each.a, each.found.f1) for one in report.model_spans for each in one.spans.pairs)


def again(report: Report) -> Iterator[str]:
    """Tabulate how far people agree with themselves, in articles that they met a second time."""
    if not report.again:
        return
    yield "THE SAME PERSON AGAIN: articles met a second time, against the first"
    yield f"{'':{CATEGORY}}{'n':>5}  {'agree':22}alpha"
    for one in report.again:
        yield from wrapped(f"{one.annotator} ({one.articles:,} article{'' if one.articles == 1 else 's'})")
        if one.found is not None and one.found.value is not None:
            line = f"  {fit('found the same (F1)', CATEGORY - 3)} {one.found.n:5,}  {figure_cells(one.found)}"
            yield line.rstrip()
        for each in one.fields:
            agree, alpha = figure_cells(each.percent_agreement), figure_cells(each.alpha)
            yield f"  {fit(each.field, CATEGORY - 3)} {each.percent_agreement.n:5,}  {agree:22}{alpha}".rstrip()
    yield from wrapped(f"in brackets: {words.AGAIN}", first="  ", rest="    ")
    # One person's fields stand under their name; of several, a field alone doesn't say whose it is.
    names = ("" if len(report.again) == 1 else f"{one.annotator} " for one in report.again)
    yield from reasons(
        (f"{name}{each.field}", each.alpha)
        for name, one in zip(names, report.again, strict=True)
        for each in one.fields
    )


def over_time(field: FieldReport, report: Report) -> Iterator[str]:
    """Tabulate alpha by week and by version of the scheme."""
    parts = {"WEEKS": field.weeks, "VERSIONS OF THE SCHEME": field.versions}
    if not any(parts.values()):
        return
    for title, found in parts.items():
        if found is None:
            continue
        yield from wrapped(f"{title}: alpha of {field.id}")
        yield f"{'':{NAME}}{report.subject + 's':>8}{'labels':>8}    alpha"
        for each in found.periods:
            yield f"{fit(each.name, NAME)}{each.n_units:8,}{each.n_labels:8,}    {figure_cells(each.figure)}"
        yield from reasons((each.name, each.figure) for each in found.periods)
        if found.left_out:
            yield from wrapped(f"In none of them: {found.left_out:,} labels.", first="  ", rest="  ")


def costliest(field: FieldReport, limit: int | None) -> Iterator[str]:
    """List the items that cost most agreement, which is where a guideline wants mending first."""
    if not field.costliest:
        return
    yield from wrapped(f"COSTLIEST in {field.id}: part of all disagreement, and alpha without it")
    for one in field.costliest[:limit]:
        words = f"“{one.item.text}”" if one.item.text else one.item.item
        first = f"  {one.share:>5.1%}  {number(one.without):>5}  "
        yield from wrapped(words, first=first, rest=" " * len(first))
    yield from more(len(field.costliest), limit)


def _signed(figure: Figure) -> str:
    """Write a difference with its sign."""
    if figure.value is None:
        return NOTHING
    return f"+{number(figure.value)}" if figure.value > 0 else number(figure.value)


def _caveats(field: FieldReport) -> Iterator[str]:
    found = field.estimates
    if found and (said := found.reason or found.caveat):
        yield from wrapped(f"right · {said}", first="  ", rest="    ")
