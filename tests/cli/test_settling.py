"""`annotator settle` without a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.core.claim import Label
from annotator.core.round import RoundState
from annotator.workflow.adjudicating import Adjudication
from annotator.workflow.deciding import Ruling
from annotator.workflow.project import Project, open_project, people
from annotator.workflow.rounds import find_round
from tests.cli.conftest import Run
from tests.workflow.rounds import set_state
from tests.workflow.test_gold import bring
from tests.workflow.test_settling import MARKED, gold, mark


@pytest.fixture
def marked(project: Project) -> Path:
    for who, marks in MARKED.items():
        mark(project, who, marks)
    return project.path


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(marked: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Give a function that settles with these arguments and returns the exit code and what was said."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["settle", "--db", str(marked), *arguments])
        out, problem = capsys.readouterr()
        return code, out, problem

    return run


def test_the_automatic_part_is_done_and_counted(said: Said, marked: Path) -> None:
    code, out, told = said("--auto", "--as", "Lea", "--new", "--json")
    counts = json.loads(out)
    assert (code, counts["accepted"], counts["settled"], counts["left"]) == (0, 1, 1, 2)
    assert counts["by_kind"] == {"agreed": 1}
    assert "1 item accepted, because all agree" in told
    project = open_project(marked)
    assert len(gold(project)) == 1
    project.close()


def test_what_is_left_is_listed_with_what_is_disputed(said: Said) -> None:
    code, out, _ = said("--list")
    assert code == 0
    assert "0 of 3 settled, 3 left" in out
    assert any(line.startswith("  he was pushed") and line.endswith("stance") for line in out.splitlines())
    _, out, _ = said("--list", "--json", "everything")
    assert [each["disputed"] for each in json.loads(out)["left"]] == [[], ["stance"], ["found"]]


def test_rules_are_told_where_there_are_any(said: Said) -> None:
    assert "nobody has decided anything" in said("--rules")[1]
    assert json.loads(said("--rules", "--json")[1]) == {"round": "everything", "rules": []}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--auto", "--as", "Lea"), "no annotator 'Lea'"),
        (("--as", "Ana"), "needs a terminal"),
        (("--json",), "--json goes with"),
        (("nowhere", "--list"), "no round 'nowhere'"),
        (("nowhere", "--auto", "--as", "Ana"), "no round 'nowhere'"),
    ],
)
def test_what_can_not_be_done_is_said(said: Said, arguments: tuple[str, ...], problem: str) -> None:
    code, out, told = said(*arguments)
    assert (code, out) == (1, "")
    assert problem in told


def test_a_tolerance_is_a_number(said: Said) -> None:
    with pytest.raises(SystemExit):
        said("--auto", "--tolerance", "-1")


def test_gold_that_lacks_something_is_listed_with_what(said: Said, marked: Path) -> None:
    project = open_project(marked)
    bring(project, "he was pushed", Label("stance", "neutral"), Label("status", "not_checkable"))
    project.close()
    code, out, _ = said("--list")
    assert code == 0
    assert "1 of 3 settled, 1 with gold that lacks something, 2 left" in out
    assert any(line.endswith(" settled; gold lacks form") for line in out.splitlines())
    (lacking,) = json.loads(said("--list", "--json")[1])["lacking"]
    assert (lacking["words"], lacking["fields"]) == ("he was pushed", ["form"])
    assert (
        "settled 2 of 3, 1 with gold that lacks something, left 1"
        in said("--auto", "--as", "Lea", "--new")[1]
    )


def test_the_last_line_after_the_screen_names_the_next_command(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave_at_once(begin: Callable[..., Adjudication], *_: object) -> int:
        begin(lambda _: None).close()
        return 0

    def decide_all(begin: Callable[..., Adjudication], *_: object) -> int:
        work = begin(lambda _: None)
        while work.counts.left:
            work.choosing.take(work.sides[0])
            work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
            work.go(forward=True)
        work.close()
        return 0

    monkeypatch.setattr("annotator.cli.commands.settle_.can_paint", lambda: True)
    monkeypatch.setattr("annotator.tui.settle_app.run_settling", leave_at_once)
    _, _, told = said("--as", "Lea", "--new")
    assert told.splitlines()[-1] == "2 items left: annotator settle everything"
    monkeypatch.setattr("annotator.tui.settle_app.run_settling", decide_all)
    _, out, told = said("--as", "Lea")
    assert out == ""
    assert told.splitlines()[-1] == (
        "nothing is left; next: annotator round open NAME --claims-from everything   or   "
        "annotator export jsonl -o gold.jsonl --which gold"
    )


def test_nothing_left_without_a_screen_names_the_next_command_too(said: Said) -> None:
    assert said("--auto", "--as", "Lea", "--new")[2].splitlines()[-1].startswith("2 items left")


def test_two_names_of_a_round_are_not_taken_for_one(said: Said) -> None:
    code, out, told = said("everything", "--round", "other", "--list")
    assert (code, out) == (1, "")
    assert "two rounds are named, 'everything' and 'other'" in told
    assert said("everything", "--round", "EVERYTHING", "--list")[0] == 0


def test_where_nobody_has_marked_anything_nothing_is_said_to_come_next(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settle", "--db", str(project.path), "--auto", "--as", "Lea", "--new"]) == 0
    told = capsys.readouterr().err
    assert "nobody has marked anything yet in the round 'everything'" in told
    assert "nothing is left" not in told


def test_who_is_refused_is_not_added_to_the_project(said: Said, marked: Path) -> None:
    said("--auto", "--as", "Lea", "--new")
    project = open_project(marked)
    set_state(project, find_round(project, "everything"), RoundState.FROZEN)
    project.close()
    code, _, told = said("everything", "--auto", "--as", "Mia", "--new")
    assert (code, "is frozen" in told) == (1, True)
    project = open_project(marked)
    assert "Mia" not in [each.name for each in people(project)]
    project.close()


def test_whoever_settles_a_round_that_is_open_is_told_who_is_not_through(
    annotator: Run, labelled: Path
) -> None:
    told = annotator("settle", "--auto", "--as", "Lea", "--new").err
    assert "note: the round 'everything' is open; what is settled now doesn't weigh what is still" in told
    assert "  Ana has " in told
    annotator("round", "close", "everything", "--unfinished")
    assert "note: " not in annotator("settle", "--auto", "--as", "Lea").err
