"""`annotator assign`, `agreement plan`, `round qualify` and `round control`, as somebody types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator.workflow import assigning
from annotator.workflow.closing import close_round
from annotator.workflow.project import Project
from tests.cli.conftest import Run


@pytest.fixture
def small_here(small: Path, folder: Path) -> Path:
    """Stand beside a project of two articles."""
    return Path(shutil.copy(small, folder / "annotator.db"))


@pytest.fixture
def sampled_here(sampled: Path, folder: Path) -> Path:
    """Stand beside the sample project."""
    return Path(shutil.copy(sampled, folder / "annotator.db"))


@pytest.mark.usefixtures("small_here")
def test_a_dry_run_shows_the_plan_and_writes_nothing(annotator: Run) -> None:
    shown = annotator("assign", "everything", "--to", "Ana", "Ben", "Cleo", "--overlap", 2, "--dry-run")
    assert shown.code == 0
    assert "two people have" in shown.out
    assert "new here: Cleo" in shown.out
    assert "alpha" in shown.out
    assert "nothing was written" in shown.err
    assert all(len(line) <= 80 for line in shown.out.splitlines())
    assert "nobody is assigned" in annotator("assign", "everything", "--list").err
    assert "Cleo" not in annotator("status").out


@pytest.mark.usefixtures("small_here")
def test_an_assignment_is_shown_written_and_listed(annotator: Run) -> None:
    told = annotator("assign", "everything", "--to", "Ana", "Ben", "--repeats", "50%", "--json")
    assert told.code == 0
    body = json.loads(told.out)
    assert body["written"] is True
    assert body["terms"] == {"overlap": 2, "share": 100, "repeats": 50, "gold": 0, "seed": 1}
    assert [(each["name"], each["work"], each["again"]) for each in body["people"]] == [
        ("Ana", 2, 1),
        ("Ben", 2, 1),
    ]
    assert body["pairs"] == {"min": 2, "mean": 2, "max": 2}
    listed = json.loads(annotator("assign", "everything", "--list", "--json").out)
    assert [(each["name"], each["work"], each["again"], each["finished"]) for each in listed["people"]] == [
        ("Ana", 2, 1, 0),
        ("Ben", 2, 1, 0),
    ]
    assert "nothing changes" in annotator("assign", "everything").err
    assert annotator("doctor").code == 0
    joined = annotator("assign", "everything", "--join", "Cleo", "--overlap", 1)
    assert joined.code == 0
    left = annotator("assign", "everything", "--leave", "Ben")
    assert left.code == 0
    assert "Ben" not in annotator("assign", "everything", "--list").out


@pytest.mark.usefixtures("small_here")
def test_nobody_works_under_the_name_of_a_second_hand_or_sees_it(annotator: Run) -> None:
    assert annotator("assign", "everything", "--to", "Ana", "Ben", "--repeats", 50).code == 0
    refused = annotator("annotate", "--as", "Ana (again)", "--new")
    assert refused.code == 1
    assert "nobody works under the name" in refused.err
    assert "(again)" not in annotator("status").out
    assert "(again)" not in annotator("annotate", "--as", "Nobody").err


@pytest.mark.usefixtures("small_here")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("everything",), 1, "nobody is assigned"),
        (("nothing", "--to", "Ana"), 1, "no round 'nothing'"),
        (("everything", "--to", "Ana", "Ben", "--overlap", 3), 1, "overlap of 2"),
        (("everything", "--to", "Ana", "Ben", "--share", 20), 1, "up to 50 %"),
        (("everything", "--to", "Ana", "Ben", "--overlap", 0), 1, "overlap of 0"),
        (("everything", "--to", "Ana", "Ben", "--gold", 5), 1, "no article has gold"),
        (("everything", "--list", "--dry-run"), 1, "changes nothing"),
        (("everything", "--to", "Ana", "--repeats", "many"), 2, "whole number"),
        (("everything", "--to", "Ana", "--share", "120"), 2, "more than all"),
        ((), 2, "ROUND"),
    ],
)
def test_what_can_not_be_assigned_is_said_with_what_would_do(
    annotator: Run, arguments: tuple[object, ...], code: int, said: str
) -> None:
    told = annotator("assign", *arguments)
    assert told.code == code
    assert said in told.err
    assert not told.out


@pytest.mark.usefixtures("small_here")
def test_hostile_names_can_not_steer_the_terminal(annotator: Run) -> None:
    told = annotator("assign", "everything", "--to", "Ana", "B\x1b[2Jen", "--overlap", 1)
    assert told.code == 0
    assert "\x1b" not in told.out + told.err


@pytest.mark.usefixtures("sampled_here")
def test_a_plan_says_how_many_claims_are_needed_by_the_labels_there_are(annotator: Run) -> None:
    told = annotator("agreement", "plan", "--width", ".1")
    assert told.code == 0
    assert "by the labels there are" in told.out
    assert all(len(line) <= 80 for line in told.out.splitlines())
    found = {
        each["field"]: each
        for each in json.loads(annotator("agreement", "plan", "--width", ".1", "--json").out)
    }
    assert found["stance"]["items"] > found["source"]["items"] > 43
    assert found["stance"]["width"] <= 0.1
    three = json.loads(
        annotator("agreement", "plan", "--width", ".1", "--overlap", 3, "--field", "stance", "--json").out
    )
    assert three[0]["items"] < found["stance"]["items"]


@pytest.mark.usefixtures("folder")
def test_a_plan_needs_no_project_where_everything_is_supposed(annotator: Run) -> None:
    told = annotator("agreement", "plan", "--width", ".2", "--alpha", ".7", "--shares", ".5,.5", "--json")
    assert told.code == 0
    (found,) = json.loads(told.out)
    # 4 t² (1 - .7) (.3 (1 - 1.4) + .7 * 1.3 / .5) / .04, by Bloch & Kraemer.
    assert found["items"] == pytest.approx(4 * 1.97**2 * 0.3 * (0.3 * -0.4 + 0.7 * 1.3 * 2) / 0.04, rel=0.01)
    assert annotator("agreement", "plan", "--width", ".2").code == 1


@pytest.mark.usefixtures("small_here")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--width", "0"), 1, "is none"),
        (("--width", "nan"), 2, "no number"),
        (("--width", ".1", "--alpha", "1"), 1, "can't be planned for"),
        (("--width", ".1", "--overlap", "1"), 2, "from 2 on"),
        (("--width", ".1", "--shares", "-1,2"), 2, "--shares"),
        (("--width", ".1", "--shares=-1,2"), 1, "from 0 on"),
        (("--width", ".1", "--design", ".5"), 1, "design effect"),
        (("--width", ".1", "--field", "colour"), 1, "no field 'colour'"),
        ((), 2, "--width"),
    ],
)
def test_a_plan_for_what_can_not_be_is_refused(
    annotator: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    told = annotator("agreement", "plan", *arguments)
    assert told.code == code
    assert said in told.err


@pytest.mark.usefixtures("sampled_here")
def test_who_passes_is_said_with_interval_and_n(annotator: Run) -> None:
    assert annotator("round", "open", "exam", "--articles", 1, "--pass", 60).code == 0
    told = annotator("round", "qualify", "exam")
    assert told.code == 0
    assert "pass mark 60 %" in told.out
    assert "Ana:" in told.out
    assert all(len(line) <= 80 for line in told.out.splitlines())
    body = json.loads(annotator("round", "qualify", "exam", "--json").out)
    ana = next(each for each in body["annotators"] if each["name"] == "Ana")
    assert ana["score"]["ci95"][0] < ana["score"]["value"] < ana["score"]["ci95"][1]
    refused = annotator("round", "control", "exam")
    assert refused.code == 1
    assert "--gold" in refused.err


@pytest.mark.usefixtures("sampled_here")
def test_gold_mixed_in_is_reported_by_control(annotator: Run) -> None:
    assert annotator("assign", "everything", "--to", "Cleo", "Dora", "--gold", 10).code == 0
    told = annotator("round", "control", "everything")
    assert told.code == 0
    assert "Cleo: nothing yet" in told.out
    assert "left to do" in told.out


@pytest.mark.usefixtures("small_here")
def test_a_program_is_not_told_that_it_is_written_when_it_was_not(
    annotator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert annotator("round", "open", "pilot").code == 0

    def others_first(project: Project, proposal: assigning.Proposal) -> None:
        close_round(project, "pilot", unfinished=True)
        write(project, proposal)

    write = assigning.write_plan
    monkeypatch.setattr(assigning, "write_plan", others_first)
    told = annotator("assign", "pilot", "--to", "Ana", "Ben", "--json")
    assert (told.code, told.out) == (1, "")
    assert "'pilot' has been closed in the meantime" in told.err
