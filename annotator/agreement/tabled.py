"""The report of a table of labels that comes from anywhere: units, annotators, fields and values, no project."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from annotator.agreement.intervals import PLURAL, SCARCE, TOO_NARROW, Clustered, Resampling, numbered
from annotator.agreement.model import UNIT, Disagreement, FieldReport, Missing, Report, Said
from annotator.agreement.models import model_report, unlabelled
from annotator.agreement.notes import missing_fields
from annotator.agreement.notes import notes as own_notes
from annotator.agreement.provenance import digest_of_records
from annotator.agreement.provenance import inputs as all_inputs
from annotator.agreement.report import told_apart
from annotator.agreement.scoring import Circumstances, field_report
from annotator.agreement.table import MISSING, FieldSpec, Record, Table, from_records

NO_SPANS = Missing(
    "spans", "a table holds labels, not the words that were marked: nothing to find, cut or bound"
)


def table_report(
    records: Mapping[str, Sequence[Record]],
    fields: Sequence[FieldSpec],
    *,
    articles: Mapping[str, str] | None = None,
    seed: int = 1,
    resamples: int = 1000,
    inputs: Mapping[str, object] | None = None,
    notes: Sequence[str] = (),
    models: Collection[str] = (),
) -> Report:
    """Report how far annotators agree on the units of a table.

    `records` holds, by field, every (unit, annotator, values); `articles` says which units belong together, so
    that intervals resample those and not single units; `models` names the annotators that are no people: figures are of
    the people, and each model is set beside them. Raises `Invalid` for a value that its field does not
    declare, and for an annotator twice on a unit.

    >>> rows = [("u1", "ada", ("yes",)), ("u1", "ben", ("yes",)), ("u2", "ada", ("no",)), ("u2", "ben", ("no",))]
    >>> report = table_report({"holds": rows}, [FieldSpec("holds")], resamples=0)
    >>> report.fields[0].percent_agreement.value
    1.0
    """
    rows = {spec.id: tuple(records.get(spec.id, ())) for spec in fields}
    units = tuple(dict.fromkeys(unit for each in rows.values() for unit, _, _ in each))
    everybody = sorted({who for each in rows.values() for _, who, _ in each})
    annotators, machines = told_apart(everybody, models)
    resampling = Resampling("unit" if articles is None else "article", resamples, seed)
    groups = numbered([(articles or {}).get(unit, unit) for unit in units])

    def table_of(spec: FieldSpec, *whose: str) -> Table:
        some = [row for row in rows[spec.id] if row[1] in whose] if machines else rows[spec.id]
        return from_records(some, spec, units=units, annotators=whose)

    tables = {spec.id: table_of(spec, *annotators) for spec in fields}
    heard = {field: {who for _, who, _ in each} for field, each in rows.items()}
    drawn = Clustered(groups, resampling)
    paired = np.zeros(len(units), bool)
    labelled = np.zeros(len(units), bool)
    for table in tables.values():
        paired |= table.is_labelled.sum(axis=1) > 1
        labelled |= table.is_labelled.any(axis=1)
    reports = tuple(
        replace(
            _field_report(tables[spec.id], spec, drawn),
            models=tuple(
                model_report(each, table_of(spec, *annotators, each), drawn)
                for each in machines
                if each in heard[spec.id]
            ),
        )
        for spec in fields
    )
    report = Report(
        annotators=annotators,
        items=int(labelled.sum()),
        matched=int(paired.sum()),
        fields=reports,
        resampling=resampling,
        clusters=len(np.unique(groups[paired])),
        articles=0 if articles is None else len({articles.get(unit, unit) for unit in units}),
        subject=UNIT,
        models=machines,
        unlabelled=unlabelled(heard, dict.fromkeys(machines, False)),
        missing=(*missing_fields(reports), NO_SPANS),
    )
    report = replace(report, notes=(*notes, *own_notes(report, _caveat(report))))
    return replace(report, inputs=all_inputs(report, inputs or {}, digest_of_records(rows, fields)))


def _field_report(table: Table, spec: FieldSpec, drawn: Clustered) -> FieldReport:
    return field_report(table, spec, drawn, lambda place: _disagreement(table, place, spec), Circumstances())


def _caveat(report: Report) -> str | None:
    """Say what the intervals don't speak of."""
    by, drawn = report.resampling.by, report.clusters
    said = (
        (
            by == "unit" and drawn > 1,
            "Intervals resample single units: too narrow where some belong together.",
        ),
        (
            1 < drawn < SCARCE,
            f"Only {drawn} {PLURAL[by]} were labelled by two or more: {TOO_NARROW}",
        ),
    )
    return " ".join(sentence for applies, sentence in said if applies) or None


def _disagreement(table: Table, place: int, spec: FieldSpec) -> Disagreement:
    """Show what everybody said of a unit."""
    said = [
        Said(who, (table.categories[code],), spec.shown_category(table.categories[code]), "")
        for who, code in zip(table.annotators, table.codes[place].tolist(), strict=True)
        if code != MISSING
    ]
    return Disagreement(table.units[place], "", "", "", tuple(said))
