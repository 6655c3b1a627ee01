"""What the figures rest on, so that they can be made again: a hash of the data, the seed, what was left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np

from annotator.agreement.model import Report
from annotator.agreement.spans import Done
from annotator.agreement.table import FieldSpec
from annotator.core.matching import Mark


def inputs(report: Report, given: Mapping[str, object], digest: str) -> Mapping[str, object]:
    """Return what was given, joined by what the report itself rests on; chance is drawn by this version of numpy."""
    return {
        **given,
        "data_sha256": digest,
        "annotators": list(report.annotators),
        "models": list(report.models),
        "numpy": np.__version__,
        "n_passages": report.passages,
        "n_articles": report.articles,
        "n_items": report.items,
        "n_items_matched": report.matched,
        "n_items_given": report.given,
        "n_claims_asked": report.asked,
        "threshold": report.threshold,
        "seed": report.resampling.seed,
        "resamples": report.resampling.resamples,
        "resampled": report.resampling.by,
        "n_resampled": report.clusters,
        "left_out": {
            "passage_not_done": report.left_out.not_done,
            "passage_done_by_nobody_else": report.left_out.alone,
        },
        "after_exposure": None
        if report.after_exposure is None
        else {
            "n_labels": report.after_exposure.n_labels,
            "n_marks": report.after_exposure.n_marks,
            "why": list(report.after_exposure.why),
            "counted": report.after_exposure.is_counted,
        },
        "missing": [{"part": one.part, "why": one.why} for one in report.missing],
        "notes": list(report.notes),
    }


def digest_of_marks(marks: Sequence[Mark], done: Done, fields: Sequence[FieldSpec]) -> str:
    """Hash the data that the figures depend on, in an order of its own."""
    data = {
        "marks": sorted(
            [
                *(mark.claim, mark.annotator, mark.article, mark.passage),
                *(mark.span.start, mark.span.end, mark.given),
                sorted([name, *sorted(values)] for name, values in mark.labels.items()),
                *(sorted(mark.suggested), sorted(mark.unproven), mark.at, mark.version),
                sorted([name, *sorted(values)] for name, values in mark.as_given.items()),
            ]
            for mark in marks
        ),
        "done": {who: sorted(passages) for who, passages in done.items()},
        "fields": _fields(fields),
    }
    return _hashed(data)


def digest_of_records(records: Mapping[str, Sequence[object]], fields: Sequence[FieldSpec]) -> str:
    """Hash the records of a table's fields, whatever their order."""
    return _hashed(
        {
            "records": {name: sorted(rows, key=str) for name, rows in records.items()},
            "fields": _fields(fields),
        }
    )


def _fields(fields: Sequence[FieldSpec]) -> list[list[object]]:
    return [[field.id, field.level, field.categories] for field in fields]


def _hashed(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
