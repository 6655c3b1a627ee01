"""The agreement report as JSON, which programs rely on: strict, every key always there, in one order."""

from __future__ import annotations

import json
from collections.abc import Sequence

from annotator.agreement.coefficients import PERCENT, Figure
from annotator.agreement.model import (
    Confusion,
    Cut,
    Disagreement,
    Estimates,
    FieldReport,
    Quote,
    Report,
    Unmatched,
    Variant,
)
from annotator.agreement.over_time import OverTime
from annotator.agreement.spans import Boundary, Found, PairSpans, SpanReport
from annotator.agreement.suggesting import Effect
from annotator.reports.words import measure

Json = dict[str, object]
AT = {0.0: "any_overlap", 1.0: "exact"}


def render(report: Report) -> str:
    """Write the report as one JSON document, ending in a newline."""
    return json.dumps(as_dict(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_dict(report: Report) -> Json:
    """Return the report as plain dicts and lists; every figure begins with {value, ci95, n, reason}."""
    return {
        "fields": {field.id: _field(field) for field in report.fields},
        "spans": _spans(report),
        "again": _again(report),
        "suggestions": [_suggested(each) for each in report.suggested],
        "inputs": dict(report.inputs),
    }


def _again(report: Report) -> list[Json]:
    """Return how far people agree with themselves where they met an article again."""
    return [
        {
            "annotator": one.annotator,
            "n_articles": one.articles,
            "found": None if one.found is None else _figure(one.found),
            "fields": {
                each.field: {
                    "percent_agreement": _figure(each.percent_agreement),
                    "alpha": _figure(each.alpha),
                }
                for each in one.fields
            },
        }
        for one in report.again
    ]


def _suggested(effect: Effect) -> Json:
    """Return how far seeing a model's labels changed people's answers in a round."""
    return {
        "round": effect.round,
        "model": effect.model,
        "percent": effect.percent,
        "seed": effect.seed,
        "n_annotators": effect.people,
        "fields": {
            each.field: {
                "shown": {"equal": each.shown.count, "n": each.shown.n},
                "hidden": {"equal": each.hidden.count, "n": each.hidden.n},
                "difference": _figure(each.difference),
                "taken": {"count": each.taken.count, "n": each.taken.n},
                "blank": {"count": each.blank.count, "n": each.blank.n},
                "blank_hidden": {"count": each.blank_hidden.count, "n": each.blank_hidden.n},
            }
            for each in effect.found.fields
        },
        "resampled": effect.found.by,
        "left_out": dict(effect.left_out),
    }


def _spans(report: Report) -> Json:
    """Return the answers about marks, or the reason why there are none."""
    spans = report.spans
    if spans is None:
        return {"reason": next(one.why for one in report.missing if one.part == "spans")}
    return {
        "threshold": report.threshold,
        "sensitivity": {_at(at): count for at, count in spans.sensitivity},
        "pooled": _pooled(spans),
        "pairwise": [_pair(pair) for pair in spans.pairs],
        "granularity": [_cut(cut) for cut in report.cuts],
        "unmatched": [_unmatched(one) for one in report.unmatched],
        "f1_at": {_at(at): _figure(figure) for at, figure in spans.f1_at},
        "models": [
            {
                "model": one.model,
                "pooled": _pooled(one.spans),
                "pairwise": [_pair(pair) for pair in one.spans.pairs],
            }
            for one in report.model_spans
        ],
        "other_exposure": _figure(report.after_exposure.found_other) if report.after_exposure else None,
    }


def _pooled(spans: SpanReport) -> Json:
    return {
        "found": _found(spans.found),
        "boundary": _boundary(spans.boundary),
        "cut_alike": _figure(spans.cut_alike),
        "unitizing_alpha": _figure(spans.unitizing),
    }


def _at(threshold: float) -> str:
    return AT.get(threshold, str(threshold))


def _figure(figure: Figure) -> Json:
    """Return a figure: its percentile interval, the jackknife's error with t's, and the same of the closed form."""
    return {
        "value": figure.value,
        "ci95": _list(figure.ci95),
        "n": figure.n,
        "reason": figure.reason,
        "se": figure.se,
        "ci95_t": _list(figure.ci95_t),
        "se_closed": figure.se_closed,
        "ci95_closed": _list(figure.ci95_closed),
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
        "by_category": _by_category(field),
        "disagreements": [_disagreement(one) for one in field.disagreements],
        "certainty": {
            id_: _certainty(figure)
            for id_, figure in {PERCENT.id: field.percent_agreement, **field.coefficients}.items()
        },
        "confusion": [_confusion(one) for one in field.confusion],
        "with_unmarked": _variant(field.with_unmarked),
        "without_suggested": _variant(field.without_suggested),
        "annotators": {who: _person(who, field) for who in field.uses},
        "estimates": _estimates(field.estimates),
        "costliest": [
            {"item": one.item.item, "text": one.item.text, "share": one.share, "alpha_without": one.without}
            for one in field.costliest
        ],
        "by_week": _over_time(field.weeks),
        "by_version": _over_time(field.versions),
        "models": [
            {
                "model": one.model,
                "with_people": _figure(one.with_people),
                "people_alone": _figure(one.people_alone),
                "change": _figure(one.change),
                "n_labels": one.n_labels,
                "percent_agreement": _figure(one.percent_agreement),
                "alpha": _figure(one.alpha),
                "tied": one.tied,
                "pairwise": [{"annotator": pair.b, "kappa": _figure(pair.kappa)} for pair in one.pairwise],
                "confusion": _confusion(one.confusion) if one.confusion else None,
            }
            for one in field.models
        ],
        "other_exposure": _variant(field.other_exposure),
        "without_unproven": _variant(field.without_unproven),
        "before_merging": _variant(field.before_merging),
        "names": {id_: measure(id_, field.level) for id_ in (PERCENT.id, *field.coefficients)},
        "n_items_one_label": field.n_alone,
    }


def _by_category(field: FieldReport) -> Json:
    """Return the use of every category, and the figures of those that are scored one by one."""
    scored = {one.category: one.figures for one in field.categories_scored}
    found: Json = {
        used.category: {
            "name": used.shown,
            "n": used.n,
            "by_annotator": dict(used.by_annotator),
            **{id_: _figure(figure) for id_, figure in scored.pop(used.category, {}).items()},
        }
        for used in field.used
    }
    # Where labels hold several values, a value may be scored that nobody gave alone.
    return found | {
        name: {id_: _figure(each) for id_, each in figures.items()} for name, figures in scored.items()
    }


def _person(who: str, field: FieldReport) -> Json:
    """Return how an annotator uses the labels, and how far they agree with the others."""
    rest = next((one for one in field.against_rest if one.annotator == who), None)
    use = {
        each.category: {"n": each.n, "prevalence": each.prevalence, "bias": each.bias}
        for each in field.uses[who]
    }
    if rest is None:
        return {"use": use, "against_rest": None}
    return {
        "use": use,
        "against_rest": {
            "with_majority": _figure(rest.with_majority),
            "tied": rest.tied,
            "mean_pair": _figure(rest.mean_pair),
            "without": _figure(rest.without),
            "change": _figure(rest.change),
        },
    }


def _estimates(found: Estimates | None) -> Json | None:
    """Return Dawid & Skene's estimates; a row of a confusion is a true label."""
    if found is None:
        return None
    return {
        "categories": list(found.categories),
        "shares": list(found.shares),
        "annotators": {
            one.annotator: {
                "accuracy": one.accuracy,
                "confusion": [list(row) for row in one.confusion],
                "seen": list(one.seen),
            }
            for one in found.people
        },
        "labels": {
            item: {"label": label, "probability": probability} for item, label, probability in found.labels
        },
        "reason": found.reason,
        "caveat": found.caveat,
    }


def _over_time(found: OverTime | None) -> Json | None:
    if found is None:
        return None
    periods = [
        {"name": each.name, "n_items": each.n_units, "n_labels": each.n_labels, "alpha": _figure(each.figure)}
        for each in found.periods
    ]
    return {"periods": periods, "left_out": found.left_out}


def _certainty(figure: Figure) -> Json:
    """Return the standard error, and the shares of resamples under Krippendorff's two lines."""
    first, second = figure.under or (None, None)
    return {"se": figure.se, "under_667": first, "under_800": second}


def _confusion(one: Confusion) -> Json:
    """Return a matrix of counts; `a` and `b` are null for all annotators together."""
    counts = [list(row) for row in one.counts]
    return {"a": one.a or None, "b": one.b or None, "categories": list(one.categories), "counts": counts}


def _variant(variant: Variant | None) -> Json | None:
    if variant is None:
        return None
    return {
        "n_labels": variant.n_labels,
        "percent_agreement": _figure(variant.percent_agreement),
        "alpha": _figure(variant.alpha),
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
        "cut_alike": _figure(pair.cut_alike),
        "unitizing_alpha": _figure(pair.unitizing),
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


def _list(values: Sequence[object] | None) -> list[object] | None:
    return None if values is None else list(values)
