"""The report as plain tables, made once: Markdown, CSV and HTML each write these and decide nothing.

A cell is a text, a number, or a figure; a rendering gives a figure as many columns as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from annotator.agreement.coefficients import Figure
from annotator.agreement.intervals import PLURAL
from annotator.agreement.model import Confusion, FieldReport, Report
from annotator.reports import label_rows, span_rows
from annotator.reports.sheet_cells import Id, Row
from annotator.reports.words import AGAIN, pair


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its id for programs, its title and one sentence for people, and rows as long as the head."""

    id: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_list: bool = False

    def for_people(self) -> Sheet:
        """Return the table without the columns of ids, which are for programs."""
        kept = [
            place
            for place in range(len(self.columns))
            if not any(isinstance(row[place], Id) for row in self.rows)
        ]
        if len(kept) == len(self.columns):
            return self
        rows = tuple(tuple(row[place] for place in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[place] for place in kept), rows=rows)

    @property
    def has_figure(self) -> bool:
        """Tell whether the last column holds figures."""
        return any(isinstance(row[-1], Figure) for row in self.rows)


def sheets(report: Report) -> tuple[Sheet, ...]:
    """Return every table of a report that has rows, in the order in which they are read."""
    subject = report.subject
    made = (
        _sheet(
            "labels", "Labels", f"How far the labels of one {subject} agree.",
            ("field", "measure", "figure"), label_rows.labels(report),
        ),
        _sheet(
            "fields", "Fields", f"What was compared; labels here are those that a {subject} can be given.",
            ("field", "level", "labels", f"{subject}s", "with one label", "labels given", "annotators"),
            label_rows.fields(report),
        ),
        _sheet(
            "certainty", "How sure the figures are", _about_certainty(report),
            (
                "field", "measure", "under .667", "under .800",
                "se", "t from", "t to", "closed se", "closed from", "closed to",
            ),
            label_rows.certainty(report),
        ),
        _sheet(
            "counted_otherwise", "Labels counted otherwise", _about_variants(report),
            ("field", "counted", "labels concerned", "measure", "figure"), label_rows.variants(report),
        ),
        _sheet(
            "pairs", "Pairs", f"Cohen's kappa on the {subject}s that both labelled.",
            ("field", "annotator", "and", "figure"),
            ((field.id, each.a, each.b, each.kappa) for field in report.fields for each in field.pairwise),
        ),
        _sheet(
            "categories", "Categories", "Each label against all others, and how often a second annotator says it too.",
            ("field", "label", "measure", "figure"), label_rows.categories(report),
        ),
        _sheet(
            "annotators", "Each annotator against the rest",
            "Cohen's kappa with the majority of the others; alpha of the others alone, and that less alpha of all.",
            ("field", "annotator", "labels given", "measure", "figure"), label_rows.rest(report),
        ),
        _sheet(
            "estimates", "Estimated labels and errors",
            "Dawid & Skene's model (1979): how often each annotator gives the label that is most likely true.",
            ("field", "annotator", "true label", "share", "right"), label_rows.estimates(report),
        ),
        _sheet(
            "models", "People and models",
            "A model with the majority of the people, and with each of them; alpha of the people alone, and that less "
            "alpha of all.",
            ("field", "model", "measure", "figure"), label_rows.models(report),
        ),
        _sheet(
            "again", "The same person again",
            f"Articles that a person met a second time, against the first time; intervals: {AGAIN}.",
            ("annotator", "articles", "field", "measure", "figure"), label_rows.again(report),
        ),
        _sheet(
            "suggestions", "Seeing suggestions",
            "How much more often people's answers are as the model's where its labels were shown to them, with the "
            "interval of Student's t.",
            ("round", "model", "field", "shown", "as the model", "not shown", "as the model", "difference"),
            label_rows.suggestions(report),
        ),
        _sheet(
            "over_time", "Over time", "Alpha by the week of an item's last label (UTC), and by version of the scheme.",
            ("field", "period", f"{subject}s", "labels given", "figure"), label_rows.over_time(report),
        ),
        _sheet(
            "use", "Use of labels", "How often each label was given, by whom.",
            ("field", "label", "name", *report.annotators, "all"),
            (row for field in report.fields for row in label_rows.use(field, report)),
        ),
        _sheet(
            "bias", "Bias", "How much more often an annotator gives a label than the others to the same items.",
            ("field", "label", *report.annotators),
            (row for field in report.fields for row in label_rows.bias(field, report)),
        ),
        _sheet(
            "found", "Found", "The same claim marked, in passages both have done.",
            ("annotator", "and", "passages", "both", "only first", "only second", "F1"), span_rows.found(report),
        ),
        _sheet(
            "thresholds", "Found, by what a match takes", "How much hangs on the overlap that a match needs.",
            ("a match takes", "claims matched", "F1"), span_rows.thresholds(report),
        ),
        _sheet(
            "cut_alike", "Cut alike", "Of what both marked, how much is one claim to both and not several to one.",
            ("annotator", "and", "figure"), span_rows.cut_alike(report),
        ),
        _sheet(
            "boundary", "Boundary", "The same words marked, on the claims both found; distances in characters.",
            ("annotator", "and", "measure", "figure"), span_rows.boundary(report),
        ),
        _sheet(
            "unitizing", "Stretches",
            "Krippendorff's unitizing alpha (1995): were the same parts of the text marked; n counts marks. "
            "Each passage that both have done is a text of its own.",
            ("annotator", "and", "figure"), span_rows.unitizing(report),
        ),
        _sheet(
            "models_found", "Claims that models found", "In passages that the person and the model have both done.",
            ("model", "person", "passages", "both", "only the model", "only the person", "measure", "figure"),
            span_rows.models(report),
        ),
        _sheet(
            "offsets", "Boundary offsets", "How far the second's edge lies behind the first's, over all pairs.",
            ("edge", "characters", "claims"), span_rows.offsets(report),
        ),
        _sheet(
            "cut", "Cut", "One claim to one annotator, several to another.",
            ("annotator", "claim", "words", "finer annotator", "finer claim", "finer words"),
            span_rows.cuts(report), is_list=True,
        ),
        _sheet(
            "costliest", "Costliest", f"The {subject}s that cost most agreement: their part of all disagreement.",
            ("field", subject, "words", "labels", "part", "alpha without"), label_rows.costliest(report), is_list=True,
        ),
        _sheet(
            "different", "Different labels", f"Every label of the {subject}s on which annotators differ.",
            ("field", subject, "article", "words", "annotator", "label", "their words"),
            label_rows.different(report), is_list=True,
        ),
        _sheet(
            "unmatched", "Marked by one only", "Marks that nobody else made, and who had done the passage.",
            ("annotator", "claim", "article", "start", "end", "words", "not marked by"),
            span_rows.unmatched(report), is_list=True,
        ),
        _sheet(
            "missing", "Not in this report", "Parts that this report has not, and why.", ("part", "why"),
            ((one.part, one.why) for one in report.missing),
        ),
    )  # fmt: skip
    return tuple(sheet for sheet in made if sheet.rows)


def _about_variants(report: Report) -> str:
    """Say how labels may be counted otherwise: where claims were given, nobody had any to mark."""
    unmarked = (
        "“not marked” as a label of whoever did the passage without the claim; "
        if report.asked is None
        else ""
    )
    return (
        f"{unmarked}{'w' if unmarked else 'W'}ithout what was suggested or lacks the evidence it calls for; and, where "
        "labels were made after an exposure, with and without these."
    )


def _about_certainty(report: Report) -> str:
    """Say what the shares and the two kinds of standard errors rest on."""
    drawn = PLURAL[report.resampling.by]
    return (
        "The shares of resamples under Krippendorff's lines; and standard errors with the 95 % intervals of Student's "
        f"t: by the jackknife over {drawn}, which holds up better with few {drawn}, and in closed form, which takes "
        f"{report.subject}s as independent draws."
    )


def confusion_sheet(report: Report) -> Sheet:
    """Return every confusion as one long table, for programs; people are shown matrices."""
    rows = (
        (field.id, each.a or "all", each.b or "all", row, column, times)
        for field in report.fields
        for each in (*field.confusion, *(one.confusion for one in field.models if one.confusion))
        for row, numbers in zip(each.categories, each.counts, strict=True)
        for column, times in zip(each.categories, numbers, strict=True)
    )
    return _sheet(
        "confusion",
        "Confusion",
        "How often two labels were given to one item.",
        ("field", "annotator", "and", "label", "other label", "count"),
        rows,
    )


def matrix(field: FieldReport, each: Confusion) -> Sheet:
    """Return one confusion as a matrix."""
    shown = {used.category: used.shown for used in field.used}
    names = [shown.get(category, category) for category in each.categories]
    title = f"{field.id}: {pair(each.a, each.b)}" if each.a else f"{field.id}: all annotators"
    about = (
        f"Rows: {each.a}; columns: {each.b}."
        if each.a
        else "Coincidences: each item weighs as many labels as it has."
    )
    rows: Iterator[Row] = ((name, *numbers) for name, numbers in zip(names, each.counts, strict=True))
    return _sheet("confusion", title, about, ("", *names), rows)


def inputs_sheet(report: Report) -> Sheet:
    """Return what the figures rest on."""
    rows = (
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in report.inputs.items()
        if name not in {"notes", "missing"}
    )
    return _sheet(
        "inputs",
        "Made from",
        "What the figures rest on, so that they can be made again.",
        ("what", "value"),
        rows,
    )


def _sheet(
    id_: str, title: str, about: str, columns: tuple[str, ...], rows: Iterable[Row], *, is_list: bool = False
) -> Sheet:
    return Sheet(id_, title, about, columns, tuple(rows), is_list)
