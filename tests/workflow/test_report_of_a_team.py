"""What a report of a team's project is about: one round, people without their second hands, what was independent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.model import FieldReport, Report
from annotator.core.claim import Annotation, Claim, Label, Origin
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.errors import NotFound
from annotator.reports.renderings import RENDERINGS
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.exposures import Seen
from annotator.store.writing import save
from annotator.workflow.closing import close_round
from annotator.workflow.demo import make_demo
from annotator.workflow.exposures import expose
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.reporting import report_agreement
from annotator.workflow.source_changes import merge
from tests.workflow.round_projects import second_hand


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Project]:
    project = make_demo(tmp_path, lambda _: None)
    yield project
    project.close()


def of(report: Report, field: str) -> FieldReport:
    return next(each for each in report.fields if each.id == field)


def own(project: Project, name: str) -> list[Annotation]:
    with reading_scope(project.engine) as connection:
        who = find_annotator(project, name).id
        return [
            each
            for article in reading.article_ids(connection)
            for each in reading.current_annotations(connection, article, who)
        ]


def say(project: Project, before: Annotation, label: Label, *, hand: str | None = None) -> None:
    """Have somebody give a claim another label; as a second hand, a claim of their own in the same words."""
    stamps = project.stamps
    action = Action(stamps.new_id(), before.annotator_id, Kind.DO, "tag", stamps.now(), "test")
    after = replace(
        before,
        id=stamps.new_id(),
        action_id=action.id,
        created_at=action.at,
        judgement=before.judgement.tagged(label.field, [label]),
        parent_id=before.id,
        seq=before.seq + 1,
    )
    save(project.engine, Entry(action, annotations=(after,)))


def everybody(report: Report) -> set[str]:
    return set(report.annotators)


def test_a_round_is_reported_by_itself(demo: Project) -> None:
    with reading_scope(demo.engine) as connection:
        first, _ = reading.article_ids(connection)[:2]
    open_round(demo, RoundWish("half", articles=(first,), fields=("stance",)))
    whole, half = (report_agreement(demo, resamples=0, round_name=name) for name in (None, "half"))
    assert [each.id for each in half.fields] == ["stance"]
    assert 0 < half.items < whole.items
    assert half.articles == 1 < whole.articles
    assert half.inputs["round"] == "half"
    assert everybody(half) == everybody(whole)
    assert half.passages < whole.passages
    with pytest.raises(NotFound, match="no round 'other'"):
        report_agreement(demo, resamples=0, round_name="other")
    with pytest.raises(NotFound, match="the round half has no field 'form'"):
        report_agreement(demo, "form", resamples=0, round_name="half")


def test_a_round_of_given_claims_is_about_these_alone(demo: Project) -> None:
    close_round(demo, "everything", unfinished=True)
    open_round(demo, RoundWish("verify", claims_from="everything", fields=("status",), leave_out=True))
    report = report_agreement(demo, resamples=0, round_name="verify")
    assert (report.items, report.given) == (0, 0)
    assert [each.id for each in report.fields] == ["status"]


def test_what_came_after_looking_is_left_out_and_stands_beside(demo: Project) -> None:
    before = of(report_agreement(demo, resamples=0), "stance")
    changed = [each for each in own(demo, "Ben") if each.judgement.of("stance") == ("neutral",)][:3]
    with writing_scope(demo.engine) as connection:
        expose(demo, connection, Seen(find_annotator(demo, "Ben").id, "settling"))
    for each in changed:
        say(demo, each, Label("stance", "denies"))
    report = report_agreement(demo, resamples=0)
    assert of(report, "stance").coefficients["alpha"] == before.coefficients["alpha"]
    assert report.after_exposure is not None
    assert report.after_exposure.n_marks == len(changed)
    other = of(report, "stance").other_exposure
    assert other is not None
    assert other.n_labels == len(changed)
    counted = report_agreement(demo, resamples=0, include_exposed=True)
    assert of(counted, "stance").coefficients["alpha"].value == other.alpha.value
    assert other.alpha.value != before.coefficients["alpha"].value


def test_agreement_on_sources_is_said_before_and_after_merging(demo: Project) -> None:
    one = of(report_agreement(demo, resamples=0), "source")
    assert one.before_merging is None
    with reading_scope(demo.engine) as connection:
        named = {each.name: each for each in reading.sources(connection) if not each.qualifier}
    a, b = sorted(named)[:2]
    merge(demo, a, [b])
    report = report_agreement(demo, resamples=0)
    after = of(report, "source")
    assert after.before_merging is not None
    assert after.before_merging.alpha.value == one.coefficients["alpha"].value
    labels = report.inputs["labels"]
    assert isinstance(labels, dict)
    # Of these some stand where nobody else has looked.
    assert labels["merged"] >= after.before_merging.n_labels > 0
    for render in RENDERINGS.values():
        assert render(report)
    assert "before sources were merged" in RENDERINGS["text"](report)


def test_second_hands_are_no_annotators_and_stand_in_a_section_of_their_own(demo: Project) -> None:
    whole = report_agreement(demo, resamples=0)
    ana = find_annotator(demo, "Ana").id
    hand = second_hand(demo, ana)
    mine = own(demo, "Ana")[:6]
    stamps = demo.stamps
    with reading_scope(demo.engine) as connection:
        articles = [reading.article(connection, each) for each in reading.article_ids(connection)]
        claims = {claim: each for each in articles for claim in reading.claims(connection, each.id)}
    place = {each.claim_id: claims[each.claim_id].passage_at(each.judgement.span.start) for each in mine}
    passages = {claims[claim].passage_id(at) for claim, at in place.items()}
    for each in mine:
        action = Action(stamps.new_id(), hand, Kind.DO, "mark", stamps.now(), "test")
        claim = Claim(stamps.new_id(), claims[each.claim_id].id, Origin.MARKED, hand)
        again = replace(
            each,
            id=stamps.new_id(),
            claim_id=claim.id,
            annotator_id=hand,
            action_id=action.id,
            parent_id=None,
            seq=1,
            judgement=replace(each.judgement, evidence=()),
        )
        save(demo.engine, Entry(action, (claim,), annotations=(again,)))
    for passage in passages:
        action = Action(stamps.new_id(), hand, Kind.DO, "passage done", stamps.now(), "test")
        state = PassageState(stamps.new_id(), passage, hand, action.id, Looked.DONE)
        save(demo.engine, Entry(action, passages=(state,)))
    report = report_agreement(demo, resamples=0)
    assert report.annotators == whole.annotators
    assert report.fields == whole.fields
    (found,) = report.again
    assert found.annotator == "Ana"
    assert {each.field: each.percent_agreement.value for each in found.fields}["stance"] == 1
    texts = {name: render(report) for name, render in RENDERINGS.items()}
    assert "THE SAME PERSON AGAIN" in texts["text"]
    assert all(len(line) <= 80 for line in texts["text"].splitlines())
    assert json.loads(texts["json"])["again"][0]["annotator"] == "Ana"
    assert "The same person again" in texts["html"]
    assert "The same person again" in texts["markdown"]
    assert open_project(demo.path).scheme == demo.scheme
