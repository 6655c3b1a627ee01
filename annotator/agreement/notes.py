"""Sentences that a reader must know before quoting a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.agreement.coefficients import COEFFICIENTS, Figure
from annotator.agreement.model import UNIT, AfterExposure, FieldReport, Missing, Report, Unlabelled
from annotator.agreement.spans import SpanReport
from annotator.core.amounts import counted

NOT_MARKED = Missing("spans", "the claims were given: nobody had to find, cut or bound them")


def notes(report: Report, caveat: str | None) -> tuple[str, ...]:
    """Return what applies to a report, in the order of its weight; `caveat` is that of its intervals."""
    left_out = report.left_out
    ordered = ", ".join(f"{field.id} ({field.level})" for field in report.fields if field.level != "nominal")
    said: tuple[tuple[bool, str], ...] = (
        (
            left_out.not_done > 0,
            f"Left out: {_marks(left_out.not_done)} in passages their annotator has not marked done.",
        ),
        (left_out.alone > 0, f"Left out: {_marks(left_out.alone)} in passages nobody else has marked done."),
        (report.after_exposure is not None, _after(report.after_exposure)),
        (caveat is not None, caveat or ""),
        (
            bool(report.models),
            f"Figures are of the people; set beside them in sections of their own: {', '.join(report.models)}.",
        ),
        *((True, _unlabelled(each, report)) for each in report.unlabelled),
        (
            report.subject != UNIT and report.items > report.given,
            "Labels are compared on claims that two or more marked; what only one marked counts under found.",
        ),
        *((True, sentence) for sentence in _alone(report)),
        (
            bool(ordered),
            f"Alpha counts how far labels lie apart, Cohen's kappa only whether they differ: {ordered}.",
        ),
    )
    return tuple(sentence for applies, sentence in said if applies)


def missing_fields(fields: Iterable[FieldReport]) -> Iterator[Missing]:
    """Yield the fields that have no figure at all, with the reason."""
    for field in fields:
        figure = field.percent_agreement
        if figure.value is None:
            yield Missing(field.id, figure.reason or "")


def missing_spans(spans: SpanReport) -> Iterator[Missing]:
    """Yield the answers about marks that cannot be given, with the reason."""
    for part, figure in (
        ("found", spans.found.f1),
        ("cut", spans.cut_alike),
        ("boundary", spans.boundary.exact),
        ("unitizing alpha", spans.unitizing),
    ):
        if figure.value is None:
            yield Missing(part, figure.reason or "")


def _alone(report: Report) -> Iterator[str]:
    """Say which coefficients take items with one label into what they expect by chance, and how many these are."""
    used = [
        (field, [id_ for id_, figure in field.coefficients.items() if _counts_alone(id_, figure)])
        for field in report.fields
        if field.n_alone
    ]
    names = dict.fromkeys(COEFFICIENTS[id_].name for _, ids in used for id_ in ids)
    if names:
        counts = ", ".join(f"{field.id} {field.n_alone:,}" for field, ids in used if ids)
        yield (
            f"What {listed(names)} expect by chance comes from all {report.subject}s with a label, from those with "
            f"one label too, as Gwet (2014) has it, and irrCAC; all others leave these out, and so does every n. "
            f"With one label: {counts}."
        )


def _counts_alone(id_: str, figure: Figure) -> bool:
    return figure.value is not None and COEFFICIENTS[id_].counts_alone


def listed(names: Iterable[str]) -> str:
    """Write names as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _unlabelled(one: Unlabelled, report: Report) -> str:
    """Say that a model has no section, or none for some fields."""
    if one.wholly:
        return f"Left out: the model {one.model}, which has labelled nothing of this."
    everywhere = len(one.fields) == len(report.fields)
    where = "" if everywhere else f" of {', '.join(one.fields)}"
    return f"Left out: the labels{where} of the model {one.model}, which has given none."


def _after(found: AfterExposure | None) -> str:
    """Say what became of the labels made after an exposure."""
    if found is None:
        return ""
    # Without any, it is marks and passages done that came after: they count where claims are lined up.
    labels = {0: "marks", 1: "1 label"}.get(found.n_labels, f"{found.n_labels:,} labels")
    why = f" ({', '.join(found.why)})" if found.why else ""
    if found.is_counted:
        return f"Counted on request: {labels} made after an exposure{why}; these are not independent."
    return f"Left out: {labels} made after an exposure{why}; --include-exposed counts them."


def _marks(count: int) -> str:
    """Write a number of marks."""
    return counted(count, "mark")
