"""The agreement report as plain text of at most 80 columns, for a terminal, a mail or a notebook.

Names and quoted words come from outside: whatever does not print is shown as a dot, and widths are counted
in cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.agreement.coefficients import COEFFICIENTS, Figure
from annotator.agreement.intervals import PLURAL
from annotator.agreement.model import FieldReport, Report
from annotator.agreement.spans import Boundary, SpanReport
from annotator.core.amounts import counted
from annotator.reports.bins import BINS, within
from annotator.reports.columns import WIDTH, clean, figure_cells, fit, named, reasons, wrapped
from annotator.reports.numbers import NOTHING, number
from annotator.reports.suggestion_text import as_text
from annotator.reports.text_lists import cuts, differences, unmatched, use
from annotator.reports.text_people import (
    again,
    against_rest,
    categories,
    costliest,
    models,
    models_found,
    over_time,
)
from annotator.reports.words import compared, how_to_read, measure, needed, pair, resampled, variants, who

__all__ = ["WIDTH", "clean", "render", "wrapped"]

LIMIT = 20
"""How many entries a list shows unless told otherwise."""

COSTLIEST = 5
"""And how many of the costliest items: each stands among the different labels too."""

PAIR = 2
NAME = 12


def render(report: Report, *, limit: int | None = LIMIT) -> str:
    """Write the report; lists stop after `limit` entries, None for all, and say how many more there are."""
    sections = (
        _head(report),
        _labels(report),
        *(_coefficients(field, report) for field in report.fields),
        _errors(report),
        _variants(report),
        _pairs(report),
        *(against_rest(field) for field in report.fields),
        *(models(field) for field in report.fields),
        *(over_time(field, report) for field in report.fields),
        *(part(report, report.spans) for part in (_found, _cut, _boundaries, _stretches) if report.spans),
        models_found(report),
        again(report),
        *(as_text(each) for each in report.suggested),
        cuts(report.cuts, limit),
        *(use(field, report, limit) for field in report.fields),
        *(categories(field, limit) for field in report.fields),
        *(costliest(field, COSTLIEST) for field in report.fields),
        *(differences(field, limit) for field in report.fields),
        unmatched(report.unmatched, limit),
        _missing(report),
    )
    return "\n\n".join("\n".join(section) for section in map(list, sections) if section) + "\n"


def _head(report: Report) -> Iterator[str]:
    """Say who was compared, on what, and what to know before quoting a figure."""
    yield from wrapped(f"Agreement: {who(report)}")
    yield ""
    yield from wrapped(compared(report))
    if drawn := resampled(report):
        yield from wrapped(f"In brackets, {drawn}")
    for note in report.notes:
        yield from wrapped(note, first="* ", rest="  ")


def _labels(report: Report) -> Iterator[str]:
    """Tabulate every field's agreement; Cohen's kappa only where there are just two annotators."""
    names = _summed_up(report)
    yield f"LABELS: the same label on the same {report.subject}"
    yield f"{'':{NAME}}" + _row("n", *(f"{name:>5}" for name in ("agree", *names.values())))
    missing: list[tuple[str, Figure]] = []
    for field in report.fields:
        figures = {"agree": field.percent_agreement}
        figures |= {name: field.coefficients[id_] for id_, name in names.items()}
        row = _row(f"{figures['agree'].n:,}", *map(figure_cells, figures.values()))
        yield from named(field.id, NAME, row)
        missing += _named(field.id, figures)
    yield from reasons(missing)
    yield ""
    yield from wrapped(how_to_read(report))


def _summed_up(report: Report) -> dict[str, str]:
    """Return what a field is summed up by, besides percent agreement, and what it is called in few letters."""
    return {"alpha": "alpha"} | ({"cohen_kappa": "kappa"} if len(report.annotators) <= PAIR else {})


def _named(field: str, figures: Mapping[str, Figure]) -> list[tuple[str, Figure]]:
    """Name a field's figures, by the field alone where they share one reason."""
    if len({figure.reason for figure in figures.values()}) == 1:
        return [(field, next(iter(figures.values())))]
    return [(f"{field} {name}", figure) for name, figure in figures.items()]


def _coefficients(field: FieldReport, report: Report) -> Iterator[str]:
    """Tabulate every coefficient of a field, with the share of resamples under each of Krippendorff's lines."""
    known = {id_: figure for id_, figure in field.coefficients.items() if figure.value is not None}
    if not known:
        return
    yield from wrapped(f"COEFFICIENTS of {field.id}: {field.level}, {len(field.categories):,} labels")
    yield f"{'':36}{'n':>6}    {'value':20}{'< .667':>6}{'< .800':>8}".rstrip()
    for id_, figure in known.items():
        under = "".join(
            f"{_share(each):>{w}}" for each, w in zip(figure.under or (None, None), (6, 8), strict=True)
        )
        yield f"{fit(measure(id_, field.level), 36)}{figure.n:6,}    {figure_cells(figure):20}{under}".rstrip()
    alone = [COEFFICIENTS[id_].name for id_ in known if COEFFICIENTS[id_].counts_alone]
    if alone and field.n_alone:
        more = f"{counted(field.n_alone, report.subject)} with one label in what they expect by chance"
        yield from wrapped(f"n, and {more}: {', '.join(alone)}", first="  ", rest="    ")
    yield from reasons(
        (measure(id_), figure)
        for id_, figure in field.coefficients.items()
        if figure.ci95 is None and COEFFICIENTS[id_].annotators in {None, field.n_annotators}
    )


def _errors(report: Report) -> Iterator[str]:
    """Tabulate the two standard errors of what sums up a field, with the intervals of Student's t."""
    rows = [
        (f"{field.id}, {name}", figure)
        for field in report.fields
        for name, figure in [
            ("agree", field.percent_agreement),
            *((name, field.coefficients[id_]) for id_, name in _summed_up(report).items()),
        ]
        if figure.se is not None or figure.se_closed is not None
    ]
    if not rows:
        return
    drawn, subjects = PLURAL[report.resampling.by], f"{report.subject}s"
    yield "STANDARD ERRORS, and the 95 % intervals of Student's t that go with them"
    yield f"{'':28}{f'over {drawn}':26}{f'over {subjects}, closed form'}"
    for name, figure in rows:
        over = _error(figure.se, figure.ci95_t)
        yield f"{fit(name, 27)} {over:26}{_error(figure.se_closed, figure.ci95_closed)}".rstrip()
    yield from wrapped(
        f"over {drawn}: by the jackknife, which holds up better with few {drawn} than the brackets above; closed "
        f"form: takes {subjects} as independent draws, so too narrow where they resemble each other",
        first="  ",
        rest="    ",
    )


def _error(se: float | None, ci95: tuple[float, float] | None) -> str:
    return f"{number(se):>5} [{number(ci95[0])}, {number(ci95[1])}]" if ci95 else f"{NOTHING:>5}"


def _share(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0%}"


def _variants(report: Report) -> Iterator[str]:
    """Tabulate the labels counted otherwise, such as with "not marked" as a label."""
    rows = [
        (f"{field.id}, {how}", variant) for field in report.fields for how, variant in variants(field, report)
    ]
    if not rows:
        return
    yield "COUNTED OTHERWISE: how many labels that concerns, and what comes of it"
    yield f"{'':40}{'labels':>7}{'agree':>7}   alpha"
    for name, variant in rows:
        shown = (number(variant.percent_agreement.value), figure_cells(variant.alpha))
        yield from named(name, 40, f"{variant.n_labels:7,}{shown[0]:>7}   {shown[1]}")
    yield from reasons((name, variant.alpha) for name, variant in rows)


def _pairs(report: Report) -> Iterator[str]:
    """Tabulate Cohen's kappa of every pair, where there are more than one."""
    if len(report.annotators) <= PAIR:
        return
    yield f"PAIRS: Cohen's kappa on the {report.subject}s both labelled"
    for field in report.fields:
        yield ""
        yield f"{fit(field.id, 44)}{'n':>7}    kappa"
        for each in field.pairwise:
            yield from named(
                pair(each.a, each.b), 44, f"{each.kappa.n:7,}    {figure_cells(each.kappa)}", indent="  "
            )
        yield from reasons((pair(each.a, each.b), each.kappa) for each in field.pairwise)


def _found(report: Report, spans: SpanReport) -> Iterator[str]:
    """Tabulate how many claims both of a pair marked."""
    rows = [(pair(each.a, each.b), each.found) for each in spans.pairs]
    rows += [("all pairs", spans.found)] if len(rows) != 1 else []
    if report.given and report.given == report.items:
        yield "FOUND: the claims were given, so nobody had to find them"
        return
    yield "FOUND: the same claim marked, in passages both have done"
    yield f"{'':28}{'both':>7}{'only 1st':>10}{'only 2nd':>10}{'F1':>7}"
    for name, found in rows:
        counts = f"{found.matched:7,}{found.only_a:10,}{found.only_b:10,}"
        yield from named(name, 28, f"{counts}    {figure_cells(found.f1)}")
    yield from reasons((name, found.f1) for name, found in rows)
    if report.after_exposure:
        way = "Without" if report.after_exposure.is_counted else "With"
        shown = figure_cells(report.after_exposure.found_other).strip()
        yield from wrapped(f"{way} what was marked after an exposure: F1 {shown}.", first="  ", rest="  ")
    f1_at = dict(spans.f1_at)
    yield ""
    yield f"{'if a match takes':28}{'claims matched':>15}{'F1':>11}"
    for at, n in spans.sensitivity:
        taken = " (taken here)" if at == report.threshold else ""
        shown = figure_cells(f1_at[at]) if at in f1_at else ""
        yield f"  {fit(needed(at) + taken, 26)}{n:15,}       {shown}".rstrip()


def _cut(report: Report, spans: SpanReport) -> Iterator[str]:
    """Tabulate how much of what both marked is one claim to both; what is not is listed by itself."""
    rows = [(pair(each.a, each.b), each.cut_alike) for each in spans.pairs]
    rows += [("all pairs", spans.cut_alike)] if len(rows) != 1 else []
    if report.given and report.given == report.items:
        return
    yield "CUT ALIKE: one claim to both, of what both marked, and not several to one"
    yield f"{'':28}{'n':>6}    share"
    for name, figure in rows:
        yield from named(name, 28, f"{figure.n:6,}    {figure_cells(figure)}")
    yield from reasons(rows)


def _boundaries(report: Report, spans: SpanReport) -> Iterator[str]:
    """Tabulate how alike the spans of matched claims are."""
    rows = [(pair(each.a, each.b), each.boundary) for each in spans.pairs]
    rows += [("all pairs", spans.boundary)] if len(rows) != 1 else []
    if report.given and report.given == report.items:
        return
    yield "BOUNDARY: the same words marked, on the claims both found"
    yield f"{'':28}{'n':>6}    same span           overlap (IoU)"
    for name, boundary in rows:
        figures = f"    {figure_cells(boundary.exact):19} {figure_cells(boundary.mean_iou)}"
        yield from named(name, 28, f"{boundary.exact.n:6,}{figures}")
    yield from reasons((name, boundary.exact) for name, boundary in rows)
    if spans.boundary.exact.n:
        yield from _offsets(spans.boundary)


def _offsets(boundary: Boundary) -> Iterator[str]:
    """Tabulate how far the second's edges lie from the first's, in characters."""
    yield ""
    yield f"{'second - first, characters':28}" + "".join(f"{name:>7}" for name, _, _ in BINS)
    for name, histogram in (("start", boundary.starts), ("end", boundary.ends)):
        yield f"  {name:26}" + "".join(f"{within(histogram, low, high):7,}" for _, low, high in BINS)
    near = " · ".join(f"{limit}: {figure_cells(figure).strip()}" for limit, figure in boundary.within)
    yield from wrapped(f"Share with both edges at most so many characters off: {near}.")


def _stretches(report: Report, spans: SpanReport) -> Iterator[str]:
    """Tabulate unitizing alpha: one figure for what the two sections before take apart."""
    if report.given and report.given == report.items:
        return
    rows = [(pair(each.a, each.b), each.unitizing) for each in spans.pairs]
    rows += [("all annotators", spans.unitizing)] if len(rows) != 1 else []
    yield "STRETCHES: the same parts of the text marked, unitizing alpha"
    yield f"{'':28}{'marks':>7}    alpha"
    for name, figure in rows:
        yield from named(name, 28, f"{figure.n:7,}    {figure_cells(figure)}")
    yield from reasons(rows)


def _missing(report: Report) -> Iterator[str]:
    """Say which parts this report has not, and why."""
    if report.missing:
        yield "NOT IN THIS REPORT"
        for one in report.missing:
            yield from wrapped(f"{one.part}: {one.why}", first="  ", rest="    ")


def _row(n: str, *figures: str) -> str:
    """Set n and figures in columns; percent agreement, never negative, is a cell narrower."""
    agree, *others = figures
    return (f"{n:>6} {agree:19}" + "".join(f" {figure:20}" for figure in others)).rstrip()
