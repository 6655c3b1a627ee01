"""The rows of the tables about marks: found, cut, drawn alike."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.agreement.model import Quote, Report
from annotator.agreement.spans import Boundary
from annotator.reports.sheet_cells import Id, Row
from annotator.reports.words import ALL_PAIRS, needed


def found(report: Report) -> Iterator[Row]:
    """Yield: how many claims both of a pair marked."""
    if report.spans is None:
        return
    for each in report.spans.pairs:
        found = each.found
        yield each.a, each.b, each.passages, found.matched, found.only_a, found.only_b, found.f1
    if len(report.spans.pairs) == 1:
        return
    found = report.spans.found
    yield ALL_PAIRS, "", report.passages, found.matched, found.only_a, found.only_b, found.f1


def thresholds(report: Report) -> Iterator[Row]:
    """Yield: how much hangs on the overlap that a match needs."""
    if report.spans is not None:
        f1_at = dict(report.spans.f1_at)
        yield from ((needed(at), matched, f1_at.get(at)) for at, matched in report.spans.sensitivity)


def boundary(report: Report) -> Iterator[Row]:
    """Yield: how alike the spans of matched claims are."""
    if report.spans is None:
        return
    for each in report.spans.pairs:
        yield from ((each.a, each.b, *row) for row in _edges(each.boundary))
    if len(report.spans.pairs) != 1:
        yield from ((ALL_PAIRS, "", *row) for row in _edges(report.spans.boundary))


def _edges(boundary: Boundary) -> Iterator[Row]:
    yield "the same span", boundary.exact
    yield from ((f"both edges within {limit}", figure) for limit, figure in boundary.within)
    yield "mean overlap (IoU)", boundary.mean_iou


def cut_alike(report: Report) -> Iterator[Row]:
    """Yield: how much of what both marked is one claim to both."""
    if report.spans is not None:
        yield from ((each.a, each.b, each.cut_alike) for each in report.spans.pairs)
        if len(report.spans.pairs) != 1:
            yield ALL_PAIRS, "", report.spans.cut_alike


def unitizing(report: Report) -> Iterator[Row]:
    """Yield: unitizing alpha of every pair, and of all annotators at once."""
    if report.spans is not None:
        yield from ((each.a, each.b, each.unitizing) for each in report.spans.pairs)
        if len(report.spans.pairs) != 1:
            yield "all annotators", "", report.spans.unitizing


def models(report: Report) -> Iterator[Row]:
    """Yield: how many claims a model and a person marked, and how alike their spans are."""
    for one in report.model_spans:
        for each in one.spans.pairs:
            found, exact = each.found, each.boundary.exact
            head = (one.model, each.a, each.passages, found.matched, found.only_b, found.only_a)
            yield *head, "F1", found.f1
            yield *head, "the same span", exact


def offsets(report: Report) -> Iterator[Row]:
    """Yield: how far the second's edges lie behind the first's."""
    if report.spans is not None:
        boundary = report.spans.boundary
        yield from (("start", off, times) for off, times in boundary.starts)
        yield from (("end", off, times) for off, times in boundary.ends)


def cuts(report: Report) -> Iterator[Row]:
    """Yield: one claim to one annotator, several to another."""
    for cut in report.cuts:
        yield from ((*_words(cut.one), *_words(finer)) for finer in cut.finer)


def _words(mark: Quote) -> Row:
    return mark.annotator, Id(mark.claim), mark.text


def unmatched(report: Report) -> Iterator[Row]:
    """Yield: the marks that nobody else made."""
    for one in report.unmatched:
        mark = one.mark
        span = (mark.span.start, mark.span.end)
        yield mark.annotator, Id(mark.claim), Id(mark.article), *span, mark.text, ", ".join(one.missed_by)
