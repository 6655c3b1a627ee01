"""One report model for every rendering: what was compared, what was left out, and every figure with its n
and reason.

A mark counts only in passages its annotator marked done, and two annotators are compared only in passages
both have done: elsewhere a lone mark is missing data, not disagreement. Given claims are items by their id,
wherever they stand.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT, Coefficient, Figure, Ints
from annotator.agreement.intervals import FEW_ARTICLES, By, Resampling, clusters, figure
from annotator.agreement.spans import Done, SpanReport, compare_spans
from annotator.agreement.table import FieldSpec, Table, from_items
from annotator.core.matching import Item, Mark, match
from annotator.core.text.span import Span

KAPPA = COEFFICIENTS["cohen_kappa"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Marks that don't count: in passages their annotator has not done, or that nobody else has done."""

    not_done: int
    alone: int


@dataclass(frozen=True, slots=True)
class PairKappa:
    """Cohen's kappa of two annotators on the items both labelled."""

    a: str
    b: str
    kappa: Figure


@dataclass(frozen=True, slots=True)
class Used:
    """How often a category was used, in all and by each annotator."""

    category: str
    shown: str
    n: int
    by_annotator: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one annotator said of an item, as shown, and the words they marked; None: not judged."""

    annotator: str
    values: tuple[str, ...] | None
    shown: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item on which two or more annotators gave different labels, with every label."""

    item: str
    article: str
    passage: str
    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A mark with its words."""

    claim: str
    annotator: str
    article: str
    passage: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A mark that nobody else matched, and who had done the passage without it."""

    mark: Quote
    missed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One mark where another annotator made several finer ones."""

    one: Quote
    finer: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class FieldReport:
    """How far the labels of one field agree; `n_items` counts items with a label, figures say their own n."""

    id: str
    level: str
    categories: tuple[str, ...]
    n_items: int
    n_labels: int
    n_annotators: int
    percent_agreement: Figure
    coefficients: Mapping[str, Figure]
    pairwise: tuple[PairKappa, ...]
    used: tuple[Used, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a rendering shows; annotators go by their names throughout."""

    annotators: tuple[str, ...]
    passages: int
    articles: int
    items: int
    matched: int
    given: int
    fields: tuple[FieldReport, ...]
    spans: SpanReport
    cuts: tuple[Cut, ...]
    unmatched: tuple[Unmatched, ...]
    left_out: LeftOut
    threshold: float
    resampling: Resampling
    clusters: int
    notes: tuple[str, ...]
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What every part of the report looks at."""

    annotators: tuple[str, ...]
    done: Done
    texts: Mapping[str, str]
    items: tuple[Item, ...]
    groups: Ints
    resampling: Resampling

    def text(self, mark: Mark) -> str:
        """Return the words of a mark."""
        return mark.span.of(self.texts.get(mark.article, ""))

    def quote(self, mark: Mark) -> Quote:
        """Return a mark with its words."""
        return Quote(mark.claim, mark.annotator, mark.article, mark.passage, mark.span, self.text(mark))

    def others(self, mark: Mark) -> tuple[str, ...]:
        """Return the annotators other than the mark's own."""
        return tuple(who for who in self.annotators if who != mark.annotator)


def agreement_report(
    marks: Sequence[Mark],
    done: Done,
    fields: Sequence[FieldSpec],
    texts: Mapping[str, str],
    names: Mapping[str, str],
    *,
    threshold: float = 0.5,
    seed: int = 1,
    resamples: int = 1000,
    inputs: Mapping[str, object] | None = None,
    notes: Sequence[str] = (),
) -> Report:
    """Report how far annotators agree.

    `done` maps an annotator to the passages marked done (skipped ones are not), `texts` an article to its
    text, `names` an annotator to the name to show. `inputs` is passed on, joined by what the figures rest
    on: a hash of the data, the threshold, the seed, what was left out; `notes` are said before the report's
    own. Raises `Invalid` for a label that
    its field does not declare.
    """
    digest = _digest(marks, done, fields)
    marks, done = _named(marks, done, names)
    annotators = tuple(sorted({mark.annotator for mark in marks} | {who for who in done if done[who]}))
    counted, left_out = _counted(marks, done)
    free = [mark for mark in counted if not mark.given]
    items = match(counted, threshold=threshold).items
    resampling = Resampling(_drawn(items), resamples, seed)
    scope = _Scope(annotators, done, texts, items, clusters(items, resampling.by), resampling)
    matched = np.array([len(item.marks) > 1 for item in items], bool)
    spans = compare_spans(free, done, annotators, resampling, threshold=threshold)
    report = Report(
        annotators=annotators,
        passages=sum(times > 1 for times in _times_done(done).values()),
        articles=len({item.article for item in items}),
        items=len(items),
        matched=int(matched.sum()),
        given=sum(item.marks[0].given for item in items),
        fields=tuple(_field_report(spec, scope) for spec in fields),
        spans=spans,
        cuts=_cuts(spans, scope),
        unmatched=_unmatched(scope),
        left_out=left_out,
        threshold=threshold,
        resampling=resampling,
        clusters=len(np.unique(scope.groups[matched])),
        notes=(),
        inputs={},
    )
    report = replace(report, notes=(*notes, *_notes(report)))
    return replace(report, inputs=_inputs(report, inputs or {}, digest))


def _named(marks: Sequence[Mark], done: Done, names: Mapping[str, str]) -> tuple[list[Mark], Done]:
    """Put names in place of annotator ids, with the id beside a name that two share."""
    ids = {mark.annotator for mark in marks} | set(done)
    times = Counter(names.get(who, who) for who in ids)
    shown = {who: names.get(who, who) for who in ids}
    shown = {who: name if times[name] == 1 else f"{name} ({who})" for who, name in shown.items()}
    renamed = [replace(mark, annotator=shown[mark.annotator]) for mark in marks]
    return renamed, {shown[who]: frozenset(passages) for who, passages in done.items()}


def _times_done(done: Done) -> Counter[str]:
    """Count the annotators who have done each passage."""
    return Counter(passage for passages in done.values() for passage in passages)


def _counted(marks: Sequence[Mark], done: Done) -> tuple[list[Mark], LeftOut]:
    """Return the marks that count, and how many don't and why."""
    times = _times_done(done)
    own = [mark for mark in marks if mark.given or mark.passage in done.get(mark.annotator, frozenset())]
    counted = [mark for mark in own if mark.given or times[mark.passage] > 1]
    return counted, LeftOut(len(marks) - len(own), len(own) - len(counted))


def _drawn(items: Sequence[Item]) -> By:
    """Choose what intervals resample: articles if there are enough, otherwise passages."""
    articles = {item.article for item in items if len(item.marks) > 1}
    return "article" if len(articles) >= FEW_ARTICLES else "passage"


def _field_report(spec: FieldSpec, scope: _Scope) -> FieldReport:
    """Score one field."""
    table = from_items(scope.items, spec, annotators=scope.annotators)
    labelled = table.is_labelled

    def scored(coefficient: Coefficient, part: Table) -> Figure:
        return figure(coefficient.function(part, scope.groups), scope.resampling)

    return FieldReport(
        id=spec.id,
        level=spec.level,
        categories=table.categories,
        n_items=int(labelled.any(axis=1).sum()),
        n_labels=int(labelled.sum()),
        n_annotators=int(labelled.any(axis=0).sum()),
        percent_agreement=scored(PERCENT, table),
        coefficients={each.id: scored(each, table) for each in COEFFICIENTS.values()},
        pairwise=tuple(
            PairKappa(a, b, scored(KAPPA, table.pair(a, b))) for a, b in combinations(scope.annotators, 2)
        ),
        used=_used(table, spec),
        disagreements=_disagreements(table, spec, scope),
    )


def _used(table: Table, spec: FieldSpec) -> tuple[Used, ...]:
    """Count the use of every category by every annotator."""
    size = len(table.categories)
    columns = [np.bincount(column[column >= 0], minlength=size).tolist() for column in table.codes.T]
    return tuple(
        Used(
            category,
            spec.shown_category(category),
            sum(column[place] for column in columns),
            tuple((who, column[place]) for who, column in zip(table.annotators, columns, strict=True)),
        )
        for place, category in enumerate(table.categories)
    )


def _disagreements(table: Table, spec: FieldSpec, scope: _Scope) -> tuple[Disagreement, ...]:
    """List the items with two different labels, in text order."""
    highest = table.codes.max(axis=1, initial=-1)
    lowest = np.where(table.is_labelled, table.codes, highest[:, None]).min(axis=1, initial=2**31 - 1)
    return tuple(
        _disagreement(scope.items[place], spec, scope) for place in np.flatnonzero(lowest < highest).tolist()
    )


def _disagreement(item: Item, spec: FieldSpec, scope: _Scope) -> Disagreement:
    """Show what everybody who marked an item said of it."""
    said = []
    for mark in item.marks:
        values = mark.labels.get(spec.id)
        shown = spec.shown(sorted(set(values))) if values else None
        said.append(Said(mark.annotator, values, shown, scope.text(mark)))
    first = next(mark for mark in item.marks if mark.claim == item.id)
    return Disagreement(item.id, item.article, item.passage, scope.text(first), tuple(said))


def _unmatched(scope: _Scope) -> tuple[Unmatched, ...]:
    """List the freely made marks that stand alone in passages others have done."""
    alone = [item.marks[0] for item in scope.items if len(item.marks) == 1]
    return tuple(
        Unmatched(
            scope.quote(mark),
            tuple(who for who in scope.others(mark) if mark.passage in scope.done.get(who, frozenset())),
        )
        for mark in alone
        if not mark.given
    )


def _cuts(spans: SpanReport, scope: _Scope) -> tuple[Cut, ...]:
    """List where one annotator of a pair cut finer than the other."""
    return tuple(
        Cut(scope.quote(found.one), tuple(scope.quote(mark) for mark in found.finer))
        for pair in spans.pairs
        for found in pair.granularity
    )


def _notes(report: Report) -> tuple[str, ...]:
    """Say in sentences what a reader must know before quoting a figure."""
    left_out, by, drawn = report.left_out, report.resampling.by, report.clusters
    ordered = ", ".join(field.id for field in report.fields if field.level != "nominal")
    said: tuple[tuple[bool, str], ...] = (
        (
            left_out.not_done > 0,
            f"Left out: {_marks(left_out.not_done)} in passages their annotator has not marked done.",
        ),
        (left_out.alone > 0, f"Left out: {_marks(left_out.alone)} in passages nobody else has marked done."),
        (
            by == "passage" and drawn > 1,
            f"Under {FEW_ARTICLES} articles: intervals resample passages, and hold within these articles.",
        ),
        (
            1 < drawn < FEW_ARTICLES,
            f"Only {drawn} {by}s hold a claim that two annotators marked: take the intervals as too narrow.",
        ),
        (
            report.items > report.given,
            "Labels are compared on claims that two or more marked; what only one marked counts under found.",
        ),
        (bool(ordered), f"Scored as nominal, without the order of the labels: {ordered}."),
    )
    return tuple(sentence for applies, sentence in said if applies)


def _marks(count: int) -> str:
    """Write a number of marks."""
    return "1 mark" if count == 1 else f"{count:,} marks"


def _inputs(report: Report, inputs: Mapping[str, object], digest: str) -> Mapping[str, object]:
    """Return what the figures rest on, so that they can be made again."""
    return {
        **inputs,
        "data_sha256": digest,
        "annotators": list(report.annotators),
        "n_passages": report.passages,
        "n_articles": report.articles,
        "n_items": report.items,
        "n_items_matched": report.matched,
        "n_items_given": report.given,
        "threshold": report.threshold,
        "seed": report.resampling.seed,
        "resamples": report.resampling.resamples,
        "resampled": report.resampling.by,
        "n_resampled": report.clusters,
        "left_out": {
            "passage_not_done": report.left_out.not_done,
            "passage_done_by_nobody_else": report.left_out.alone,
        },
        "notes": list(report.notes),
    }


def _digest(marks: Sequence[Mark], done: Done, fields: Sequence[FieldSpec]) -> str:
    """Hash the data that the figures depend on, in an order of its own."""
    data = {
        "marks": sorted(
            [
                *(mark.claim, mark.annotator, mark.article, mark.passage),
                *(mark.span.start, mark.span.end, mark.given),
                sorted([name, *sorted(values)] for name, values in mark.labels.items()),
            ]
            for mark in marks
        ),
        "done": {who: sorted(passages) for who, passages in done.items()},
        "fields": [[field.id, field.level, field.categories] for field in fields],
    }
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
