"""The agreement report as JSON, which programs rely on: strict, every key always there, in one order."""

from __future__ import annotations

import json
from collections.abc import Sequence

from annotator.agreement.coefficients import Figure
from annotator.agreement.report import Cut, Disagreement, FieldReport, Quote, Report, Unmatched
from annotator.agreement.spans import Boundary, Found, PairSpans

Json = dict[str, object]
AT = {0.0: "any_overlap", 1.0: "exact"}


def render(report: Report) -> str:
    """Write the report as one JSON document, ending in a newline."""
    return json.dumps(as_dict(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_dict(report: Report) -> Json:
    """Return the report as plain dicts and lists; every figure is {value, ci95, n, reason}."""
    return {
        "fields": {field.id: _field(field) for field in report.fields},
        "spans": {
            "threshold": report.threshold,
            "sensitivity": {AT.get(at, str(at)): count for at, count in report.spans.sensitivity},
            "pooled": {"found": _found(report.spans.found), "boundary": _boundary(report.spans.boundary)},
            "pairwise": [_pair(pair) for pair in report.spans.pairs],
            "granularity": [_cut(cut) for cut in report.cuts],
            "unmatched": [_unmatched(one) for one in report.unmatched],
        },
        "inputs": dict(report.inputs),
    }


def _figure(figure: Figure) -> Json:
    return {
        "value": figure.value,
        "ci95": list(figure.ci95) if figure.ci95 else None,
        "n": figure.n,
        "reason": figure.reason,
    }


def _field(field: FieldReport) -> Json:
    return {
        "level": field.level,
        "categories": list(field.categories),
        "n_items": field.n_items,
        "n_labels": field.n_labels,
        "n_annotators": field.n_annotators,
        "percent_agreement": _figure(field.percent_agreement),
        "coefficients": {name: _figure(figure) for name, figure in field.coefficients.items()},
        "pairwise": [{"a": pair.a, "b": pair.b, "kappa": _figure(pair.kappa)} for pair in field.pairwise],
        "by_category": {
            used.category: {"name": used.shown, "n": used.n, "by_annotator": dict(used.by_annotator)}
            for used in field.used
        },
        "disagreements": [_disagreement(one) for one in field.disagreements],
    }


def _disagreement(one: Disagreement) -> Json:
    said = [
        {"annotator": said.annotator, "values": _list(said.values), "name": said.shown, "text": said.text}
        for said in one.said
    ]
    return {
        "item": one.item,
        "article": one.article,
        "passage": one.passage,
        "text": one.text,
        "labels": said,
    }


def _pair(pair: PairSpans) -> Json:
    return {
        "a": pair.a,
        "b": pair.b,
        "n_passages": pair.passages,
        "found": _found(pair.found),
        "boundary": _boundary(pair.boundary),
    }


def _found(found: Found) -> Json:
    return {
        "matched": found.matched,
        "only_a": found.only_a,
        "only_b": found.only_b,
        "f1": _figure(found.f1),
    }


def _boundary(boundary: Boundary) -> Json:
    return {
        "exact": _figure(boundary.exact),
        "mean_iou": _figure(boundary.mean_iou),
        "within": {str(limit): _figure(figure) for limit, figure in boundary.within},
        "start_offsets": {str(off): count for off, count in boundary.starts},
        "end_offsets": {str(off): count for off, count in boundary.ends},
    }


def _cut(cut: Cut) -> Json:
    return {"one": _quote(cut.one), "finer": [_quote(mark) for mark in cut.finer]}


def _unmatched(one: Unmatched) -> Json:
    return {**_quote(one.mark), "missed_by": list(one.missed_by)}


def _quote(mark: Quote) -> Json:
    return {
        "claim": mark.claim,
        "annotator": mark.annotator,
        "article": mark.article,
        "passage": mark.passage,
        "start": mark.span.start,
        "end": mark.span.end,
        "text": mark.text,
    }


def _list(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(values)
