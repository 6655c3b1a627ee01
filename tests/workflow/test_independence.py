"""What was judged after an exposure is left out, or counted where that is asked for, and both ways are said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from annotator.agreement.exposure import Exposed
from annotator.agreement.model import Report
from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.claim import Annotation, Label, State
from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.reports.renderings import RENDERINGS
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save
from annotator.workflow.demo import make_demo
from annotator.workflow.independence import Exposures, stood_before
from annotator.workflow.project import Project
from annotator.workflow.reporting import report_agreement
from tests.store.conftest import Hand

ONE, OTHER = Label("stance", "supports"), Label("stance", "denies")
WHY = "the others' labels were looked at"


def shown(annotations: Iterable[str]) -> Exposures:
    """Make exposures after which these annotations came."""
    late = frozenset(annotations)
    return Exposures(lambda _, __, some: {each.id: WHY for each in some if each.id in late}, lambda _: ())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = make_demo(tmp_path_factory.mktemp("demo"), lambda _: None)
    yield project
    project.close()


def bens(project: Project) -> list[Annotation]:
    with reading_scope(project.engine) as connection:
        (ben,) = (each.id for each in reading.annotators(connection) if each.name == "Ben")
        return [
            each
            for article in reading.article_ids(connection)
            for each in reading.current_annotations(connection, article)
            if each.annotator_id == ben
        ]


def stance(report: Report) -> tuple[int, float | None]:
    field = next(each for each in report.fields if each.id == "stance")
    return field.n_labels, field.coefficients["alpha"].value


def test_labels_after_an_exposure_are_left_out_with_the_count_and_both_ways_are_shown(demo: Project) -> None:
    late = [each.id for each in bens(demo)[:8]]
    everything = report_agreement(demo, resamples=0)
    found = report_agreement(demo, resamples=0, exposures=shown(late))
    assert found.after_exposure is not None
    assert (found.after_exposure.n_marks, found.after_exposure.why) == (8, (WHY,))
    assert not found.after_exposure.is_counted
    assert stance(found)[0] < stance(everything)[0]
    (note,) = (note for note in found.notes if "exposure" in note)
    assert note.endswith(f"labels made after an exposure ({WHY}); --include-exposed counts them.")
    for field, before in zip(found.fields, everything.fields, strict=True):
        assert field.other_exposure is not None
        assert field.other_exposure.alpha.value == before.coefficients["alpha"].value
    assert everything.spans is not None
    assert found.after_exposure.found_other.value == everything.spans.found.f1.value


def test_asked_for_they_are_counted_and_the_independent_figures_stand_beside(demo: Project) -> None:
    late = shown(each.id for each in bens(demo)[:8])
    apart = report_agreement(demo, resamples=0, exposures=late)
    found = report_agreement(demo, resamples=0, exposures=late, include_exposed=True)
    assert stance(found) == stance(report_agreement(demo, resamples=0))
    assert found.inputs["after_exposure"] == {
        "n_labels": sum(field.other_exposure.n_labels for field in found.fields if field.other_exposure),
        "n_marks": 8,
        "why": [WHY],
        "counted": True,
    }
    for field, independent in zip(found.fields, apart.fields, strict=True):
        assert field.other_exposure is not None
        assert field.other_exposure.alpha.value == independent.coefficients["alpha"].value


@pytest.mark.parametrize("format_", RENDERINGS)
def test_every_rendering_takes_them(demo: Project, format_: str) -> None:
    found = report_agreement(demo, resamples=20, exposures=shown(each.id for each in bens(demo)[:8]))
    assert "exposure" in RENDERINGS[format_](found) or format_ == "latex"


def test_without_exposures_nothing_is_said(demo: Project) -> None:
    found = report_agreement(demo, resamples=0)
    assert found.after_exposure is None
    assert not any("exposure" in note for note in found.notes)


def test_a_passage_done_after_an_exposure_is_not_done_independently() -> None:
    marks = [
        Mark(f"c{n}{who}", who, "x", f"p{n}", Span(20 * n, 20 * n + 9), {"f": ("y",)})
        for who in "ab"
        for n in (0, 1)
    ]
    done = dict.fromkeys("ab", frozenset({"p0", "p1"}))
    exposed = Exposed({("c1b", "b"): WHY}, done=frozenset({("b", "p1")}))
    found = agreement_report(marks, done, [FieldSpec("f")], {}, {}, resamples=0, exposed=exposed)
    assert found.spans is not None
    # Ada's mark in the second passage is missing data, no disagreement: Ben has not been there on his own.
    assert (found.spans.found.f1.value, found.left_out.alone, found.passages) == (1, 1, 1)


def test_passages_done_after_an_exposure_are_left_out_though_nothing_was_marked_there() -> None:
    done = {"Ana": frozenset({"p", "q"}), "Ben": frozenset({"p", "q"})}
    counted, beside = Exposed(done=frozenset({("Ben", "q")})).views([], done)
    assert counted.done == {"Ana": frozenset({"p", "q"}), "Ben": frozenset({"p"})}
    assert beside is not None
    assert beside.done == done


def test_what_stood_before_a_late_mark_counts_and_whatever_else_is_not_late() -> None:
    late, before, other, elsewhere = (
        Mark(claim, who, "x", "p", Span(0, 9), {"stance": (stance,)} if stance else {})
        for claim, who, stance in (
            ("c", "Ben", "denies"),
            ("c", "Ben", "supports"),
            ("c", "Ana", "denies"),
            ("d", "Ben", ""),
        )
    )
    done = {"Ana": frozenset({"p"}), "Ben": frozenset({"p"})}
    exposed = Exposed({("c", "Ben"): WHY}, (before,))
    marks = [late, other, elsewhere]
    counted, beside = exposed.views(marks, done)
    assert beside is not None
    assert (list(counted.marks), list(beside.marks)) == ([other, elsewhere, before], marks)
    assert (counted.done, beside.done) == (done, done)
    assert exposed.labels(marks, [FieldSpec("stance")]) == {"stance": 1}


def test_what_stood_before_counts_in_its_place(project: Project) -> None:
    hand = Hand(project)
    kept, changed, gone, new = (hand.marks(labels=(ONE,)) for _ in range(4))
    later = hand.edits(changed, labels=(OTHER,))
    back = hand.edits(gone, state=State.WITHDRAWN)
    again = hand.edits(back, state=State.STANDING)
    for entry in (kept, changed, gone, new, later, back, again):
        save(project.engine, entry)
    late_ones = shown(entry.annotations[0].id for entry in (later, again, new))
    with reading_scope(project.engine) as connection:
        current = reading.current_annotations(connection, hand.article.id)
        late, before = stood_before(connection, late_ones, hand.article.id, current)
    claims = [entry.annotations[0].claim_id for entry in (changed, gone, new)]
    assert {claim for claim, _ in late} == set(claims)
    assert [each.id for each in before] == [changed.annotations[0].id]
