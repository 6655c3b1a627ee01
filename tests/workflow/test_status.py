"""The status of a project, as figures and as text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.workflow.assigning import plan_assignment, write_plan
from annotator.workflow.assignment_people import AssignWish
from annotator.workflow.demo import make_demo
from annotator.workflow.kits import make_kit
from annotator.workflow.project import open_project
from annotator.workflow.status import PersonStatus, ProjectStatus, as_text, project_status
from tests.workflow.round_projects import project_of, verify, with_gold

EMPTY = ProjectStatus("Pilot", "annotator.db", "newsclaim 1.0.0", "abc", 1, 1, 0, 0, ())


def test_the_sample_project(tmp_path: Path) -> None:
    project = make_demo(tmp_path, lambda _: None)
    status = project_status(project)
    project.close()
    assert [person.name for person in status.annotators] == ["Ana", "Ben", "Editor"]
    for person in status.annotators:
        assert person.done + person.skipped + person.left == status.passages
        assert person.flagged <= person.left
        assert person.unfinished <= person.claims
        assert bool(person.gold) is not bool(person.claims)
    assert sum(person.gold for person in status.annotators) == status.gold_claims
    assert status.as_dict()["annotators"][0]["name"] == "Ana"


def test_one_of_each_and_nobody_yet() -> None:
    assert as_text(EMPTY).splitlines() == [
        "Pilot  (annotator.db)",
        "scheme newsclaim 1.0.0, 1 article, 1 passage",
        "",
        "nobody has begun yet: annotator annotate --as NAME",
    ]


@pytest.mark.parametrize("gold", [0, 7])
def test_the_table_fits_80_columns(gold: int) -> None:
    person = PersonStatus("A name that is much too long for it", "person", 99999, 9, 9, 9, 9999, 9999, gold)
    lines = as_text(replace(EMPTY, annotators=(person,), gold_claims=gold)).splitlines()
    assert len(lines[3]) == len(lines[4]) <= 80
    assert ("gold" in lines[3]) is (gold > 0)


def test_no_name_steers_the_terminal() -> None:
    person = PersonStatus("\x1b[2J", "person", 0, 0, 0, 0, 0, 0, 0)
    assert "\x1b" not in as_text(replace(EMPTY, project="\x1b]0;x\x07", annotators=(person,)))


def test_a_kit_counts_what_its_round_asks_and_not_passages_of_marks_made_before(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    with_gold(project)
    verify(project)
    kit = open_project(make_kit(project, "Ana", target=tmp_path / "ana.kit.db").path)
    try:
        told = as_text(project_status(kit))
    finally:
        kit.close()
        project.close()
    assert "round verify: open, blind; asks status of 3 given claims" in told
    assert "passages  " not in told


def test_work_that_is_shared_out_in_the_only_round_is_counted_as_it_is_asked(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    begun = as_text(project_status(project))
    wish = AssignWish(("Ana",), changed={"overlap": 1, "repeats": 50})
    plan = plan_assignment(project, "everything", wish)
    write_plan(project, plan)
    told = as_text(project_status(project)).splitlines()
    in_all = project_status(project).passages
    project.close()
    assert "round everything" not in begun
    assert "round everything: open, blind; asks everything of 3 articles" in told
    name, asked, *_ = told[-1].split()
    assert (name, int(asked) > in_all) == ("Ana", True)
