"""The report of a project: what was compared, what was left out and said, and every figure with its n.

A mark counts only in passages its annotator marked done, and two annotators are compared only in passages
both have done: elsewhere a lone mark is missing data, not disagreement. Given claims are items by their id,
wherever they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.agreement.continuum import Place
from annotator.agreement.counted import counted, free, times_done
from annotator.agreement.exposure import NOBODY, Exposed, OtherWay, View
from annotator.agreement.intervals import By, Clustered, Resampling, choose
from annotator.agreement.listing import Words
from annotator.agreement.model import FieldReport, ModelSpans, Report
from annotator.agreement.models import Beside, with_labels
from annotator.agreement.notes import NOT_MARKED, missing_fields, missing_spans
from annotator.agreement.notes import notes as own_notes
from annotator.agreement.provenance import digest_of_marks
from annotator.agreement.provenance import inputs as all_inputs
from annotator.agreement.scoring import Circumstances, field_report
from annotator.agreement.spans import Done, Drawn, compare_spans
from annotator.agreement.table import FieldSpec, Table, from_items
from annotator.agreement.unmarked import with_unmarked
from annotator.core.matching import Item, Mark, match

__all__ = ["Report", "agreement_report"]


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
    stories: Mapping[str, str] | None = None,
    by: By | None = None,
    versions: Mapping[str, str] | None = None,
    models: frozenset[str] = frozenset(),
    places: Mapping[str, Place] | None = None,
    exposed: Exposed = NOBODY,
    asked: int | None = None,
) -> Report:
    """Report how far annotators agree.

    `done` maps an annotator to the passages marked done (skipped ones are not), `texts` an article to its
    text, `names` an annotator to the name to show. `inputs` is passed on, joined by what the figures rest
    on: a hash of the data, the threshold, the seed, what was left out; `notes` are said before the report's own.
    `stories` maps an article to its story and `by` says what intervals resample, where it is not to be chosen;
    `versions` names the schemes of marks in their order; `models` are the ids of annotators that are no people: every
    figure is of the people, and each model is set beside them.
    `exposed` says what was judged after an exposure, which is left out unless it says otherwise.
    `places` says where each passage lies that two or more have done, for unitizing alpha. `asked` is the number of
    claims that were given, where there was nothing else to do: nothing is said of marking then.
    Raises `Invalid` for a label that its field does not declare.
    """
    digest = digest_of_marks([*marks, *exposed.before], done, fields)
    shown = _shown(marks, done, names)
    late = exposed.labels(marks, fields)
    view, other = exposed.views(marks, done)
    marks, done = _named(view, shown)
    everybody = sorted({mark.annotator for mark in marks} | {who for who in done if done[who]})
    people, machines = told_apart(everybody, {shown[who] for who in models if who in shown})
    some, left_out = counted(marks, done, people)
    items = match(some, threshold=threshold).items
    drawing = choose(items, stories, by=by)
    resampling = Resampling(drawing.by, resamples, seed)
    words = Words(people, {who: passages for who, passages in done.items() if who in people}, texts)
    drawn = Drawn(resampling, stories or {}, places)
    about = _About(tuple(items), words, versions or {}, Clustered(drawing.groups, resampling))
    beside = [Beside.of(model, people, marks, done, drawn, threshold=threshold) for model in machines]
    heard, unlabelled = with_labels(beside, fields)
    matched = np.array([len(item.marks) > 1 for item in items], bool)
    spans = compare_spans(free(some), words.done, people, drawn, threshold=threshold)
    scored = tuple(
        replace(_field_report(spec, about), models=tuple(each.report(spec) for each in heard[spec.id]))
        for spec in fields
    )
    after = None
    if other:
        scored, after = OtherWay(_named(other, shown), people, drawn, threshold, late, exposed).beside(
            scored, fields
        )
    report = Report(
        annotators=people,
        passages=sum(times > 1 for times in times_done(done, people).values()),
        articles=len({item.article for item in items}),
        items=len(items),
        matched=int(matched.sum()),
        given=sum(item.marks[0].given for item in items),
        fields=scored,
        asked=asked,
        spans=spans if asked is None else None,
        cuts=words.cuts(spans),
        unmatched=words.unmatched(items),
        left_out=left_out,
        threshold=threshold,
        resampling=resampling,
        clusters=drawing.clusters,
        missing=(*missing_fields(scored), *(missing_spans(spans) if asked is None else (NOT_MARKED,))),
        models=tuple(
            each for each in machines if each not in {one.model for one in unlabelled if one.wholly}
        ),
        unlabelled=unlabelled,
        model_spans=tuple(ModelSpans(each.model, each.spans) for each in beside if each.has_marks),
        after_exposure=after,
    )
    report = replace(report, notes=(*notes, *own_notes(report, drawing.caveat)))
    return replace(report, inputs=all_inputs(report, inputs or {}, digest))


def told_apart(annotators: Sequence[str], models: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people, whom the figures are about, and the models; models alone are compared like people."""
    people = tuple(who for who in annotators if who not in models) or tuple(annotators)
    return people, tuple(who for who in annotators if who not in people)


@dataclass(frozen=True, slots=True)
class _About:
    """What every field's report looks at."""

    items: tuple[Item, ...]
    words: Words
    versions: Mapping[str, str]
    drawn: Clustered


def _named(view: View, shown: Mapping[str, str]) -> View:
    """Return the view with names for the ids of annotators."""
    marks = [replace(mark, annotator=shown[mark.annotator]) for mark in view.marks]
    return View(marks, {shown[who]: frozenset(passages) for who, passages in view.done.items()})


def _shown(marks: Sequence[Mark], done: Done, names: Mapping[str, str]) -> dict[str, str]:
    """Return a name for every annotator's id, with the id beside a name that two share."""
    ids = {mark.annotator for mark in marks} | set(done)
    times = Counter(names.get(who, who) for who in ids)
    shown = {who: names.get(who, who) for who in ids}
    return {who: name if times[name] == 1 else f"{name} ({who})" for who, name in shown.items()}


def _field_report(spec: FieldSpec, about: _About) -> FieldReport:
    """Score one field."""
    items, words = about.items, about.words
    table = from_items(items, spec, annotators=words.annotators)
    cells = _cells(table, items, spec)
    known = Circumstances(
        unmarked=with_unmarked(table, items, words.done),
        suggested=_filled(table, [(cell, spec.id in mark.suggested) for cell, mark in cells], bool, False),
        unproven=_filled(table, [(cell, spec.id in mark.unproven) for cell, mark in cells], bool, False),
        times=_filled(table, [(cell, _time(mark.at)) for cell, mark in cells], "datetime64[s]", NO_TIME),
        versions=_versions(table, cells, list(about.versions)),
        version_names=tuple(about.versions.values()),
        as_given=_as_given(items, spec, words.annotators),
    )
    return field_report(table, spec, about.drawn, lambda place: words.disagreement(items[place], spec), known)


def _as_given(items: Sequence[Item], spec: FieldSpec, annotators: Sequence[str]) -> tuple[Table, int] | None:
    """Return the table as it was before sources were merged, and how many labels differ; None if none does."""
    count = sum(spec.id in mark.as_given for item in items for mark in item.marks)
    if not count:
        return None
    before = [
        replace(
            item, marks=tuple(replace(mark, labels={**mark.labels, **mark.as_given}) for mark in item.marks)
        )
        for item in items
    ]
    return from_items(before, spec, annotators=annotators), count


NO_TIME = np.datetime64("NaT")

_Cell = tuple[tuple[int, int], Mark]
"""A row and column of a table, and the mark whose label is there."""


def _cells(table: Table, items: Sequence[Item], spec: FieldSpec) -> list[_Cell]:
    """Return every label's place with its mark."""
    column = {who: place for place, who in enumerate(table.annotators)}
    return [
        ((row, column[mark.annotator]), mark)
        for row, item in enumerate(items)
        for mark in item.marks
        if spec.id in mark.labels
    ]


def _filled(
    table: Table, values: Sequence[tuple[tuple[int, int], object]], kind: npt.DTypeLike, empty: object
) -> npt.NDArray[Any]:
    """Return an array of the table's shape with these values at their places."""
    found = np.full(table.codes.shape, empty, kind)
    if values:
        rows, columns = np.array([place for place, _ in values]).T
        found[rows, columns] = [value for _, value in values]
    return found


def _versions(table: Table, cells: Sequence[_Cell], order: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """Return the version of every label as its place in their order, None if nobody said which there are."""
    place = {version: number for number, version in enumerate(order)}
    return (
        _filled(table, [(cell, place.get(mark.version, -1)) for cell, mark in cells], np.int64, -1)
        if order
        else None
    )


def _time(at: str) -> np.datetime64:
    """Read a time as the store writes it, whose zone is UTC."""
    return np.datetime64(at[:SECONDS]) if at else NO_TIME


SECONDS = len("2026-01-01T00:00:00")
