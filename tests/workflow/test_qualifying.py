"""Everybody held against gold, in a round with a pass mark and in articles mixed into another."""

from __future__ import annotations

import pytest

from annotator.core.history import Looked
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.assigning import plan_assignment, write_plan
from annotator.workflow.assignment_people import AssignWish
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, find_annotator
from annotator.workflow.qualifying import control, qualify
from annotator.workflow.sitting import Sitting


def assign(project: Project, name: str, wish: AssignWish) -> None:
    """Plan and write."""
    write_plan(project, plan_assignment(project, name, wish))


@pytest.fixture
def exam(sample: Project) -> Project:
    """Give the sample a qualification on its first article."""
    with reading_scope(sample.engine) as connection:
        first = reading.article_ids(connection)[0]
    open_round(sample, RoundWish("exam", articles=(first,), pass_percent=60))
    return sample


def test_people_are_scored_on_the_gold_they_have_reached(exam: Project) -> None:
    found = qualify(exam, "exam")
    assert (found.round, found.pass_percent, found.articles) == ("exam", 60, 1)
    scores = {each.name: each for each in found.people}
    assert {"Ana", "Ben"} <= scores.keys()
    for name in ("Ana", "Ben"):
        own = scores[name].score
        assert own.claims
        assert 0 < own.labels.right <= own.labels.n
        assert sum(right.n for right in own.fields.values()) == own.labels.n
        assert (scores[name].passes is None) == bool(own.left)
    # What the scheme leaves open to be answered is held against nobody.
    assert list(scores["Ana"].score.fields) == ["source", "form", "stance", "status"]


def test_who_settled_the_gold_is_not_held_against_it(exam: Project) -> None:
    assert [each.name for each in qualify(exam, "exam").people] == ["Ana", "Ben"]


def test_in_a_qualification_everybody_gets_everything_as_gold(exam: Project) -> None:
    assign(exam, "exam", AssignWish(("Cleo", "Dora")))
    found = qualify(exam, "exam")
    assert [each.name for each in found.people] == ["Cleo", "Dora"]
    for each in found.people:
        assert each.passes is None
        assert each.score.left
        assert each.score.labels.share is None


def test_finishing_without_finding_anything_fails(exam: Project) -> None:
    assign(exam, "exam", AssignWish(("Cleo", "Dora")))
    sitting = Sitting(exam, find_annotator(exam, "Cleo"), lambda _: None, "exam")
    desk = sitting.resume()
    for index in range(len(desk.article.passages)):
        desk.judge.look(index, Looked.DONE)
    assert sitting.outbox.drain()
    sitting.outbox.close()
    cleo = next(each for each in qualify(exam, "exam").people if each.name == "Cleo")
    assert cleo.passes is False
    assert (cleo.score.found, cleo.score.labels.right, cleo.score.left) == (0, 0, 0)


def test_gold_mixed_in_is_scored_without_a_verdict(sample: Project) -> None:
    assign(sample, "everything", AssignWish(("Cleo", "Dora"), changed={"gold": 10, "overlap": 1}))
    found = control(sample, "everything")
    assert [each.name for each in found.people] == ["Cleo", "Dora"]
    assert found.pass_percent is None
    assert all(each.passes is None and each.score.left for each in found.people)
    assert found.as_dict()["annotators"][0]["score"]["reason"]


def test_a_round_without_pass_mark_or_gold_is_refused_with_what_would_do(
    sample: Project, project: Project
) -> None:
    with pytest.raises(BadInput, match="no pass mark") as problem:
        qualify(sample, "everything")
    assert "control" in problem.value.do
    with pytest.raises(BadInput, match="no articles with gold"):
        control(sample, "everything")
    open_round(project, RoundWish("exam", pass_percent=60))
    with pytest.raises(BadInput, match="have no gold"):
        qualify(project, "exam")
