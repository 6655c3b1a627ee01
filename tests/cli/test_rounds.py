"""`annotator round`, `annotator annotate --round`, and `annotator status` of rounds, from the command line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from annotator.workflow.project import open_project
from tests.workflow.round_projects import add_gold, assign

from .conftest import Hand, Run

Work = Callable[[Path, str], AbstractContextManager[Hand]]


def said(answer: Any) -> str:
    return " ".join((answer.out + answer.err).split())


def test_the_course_of_a_study_in_three_commands(labelled: Path, annotator: Run, hand: Work) -> None:
    assert "everything open asks everything, claims marked freely, 1 article (all), blind" in said(
        annotator("round", "list")
    )
    project = open_project(labelled)
    add_gold(project, "The bridge is safe", stance="neutral", check_worthiness="high")
    add_gold(project, "Nobody was hurt", stance="neutral", check_worthiness="low")
    project.close()
    refused = annotator("round", "close", "everything")
    assert (refused.code, refused.out) == (1, "")
    assert "work is outstanding in the round 'everything'" in refused.err
    assert "Ben has 2 passages" in refused.err
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    refused = annotator("round", "open", "verify", "--claims-from", "everything", "--fields", "status")
    assert (refused.code, "not settled" in refused.err) == (1, True)
    wished = (
        "round", "open", "verify", "--claims-from", "everything", "--fields", "status",
        "--check-worthy", "high", "--leave-out-unsettled",
    )  # fmt: skip
    refused = annotator(*wished)
    assert (refused.code, refused.out) == (1, "")
    assert "the gold of 2 items of the round 'everything' lacks what it asks for" in refused.err
    # The status is what is asked next, so that isn't missed.
    assert "“The bridge is safe” in gazette.txt lacks form;" in refused.err
    opened = annotator(*wished, "--with-gaps")
    assert "given with gaps: 2 items whose gold lacks what everything asks for" in said(opened)
    assert opened.code == 0
    assert "opened verify: asks status of 1 given claim in 1 article, blind until it closes" in said(opened)
    assert "frozen everything" in said(opened)
    listed = json.loads(annotator("round", "list", "--json").out)
    assert [(each["name"], each["state"], each["given"]) for each in listed] == [
        ("everything", "frozen", None),
        ("verify", "open", 1),
    ]
    assert listed[1]["given_from"] == "everything"
    shown = annotator("round", "show", "VERIFY")
    assert "1 gazette.txt" in " ".join(shown.out.split())
    assert annotator("round", "freeze", "everything").code == 1
    assert annotator("doctor").code == 0


def test_a_round_lists_articles_from_a_file_and_the_command_line(labelled: Path, annotator: Run) -> None:
    Path("more.txt").write_text("Rain fell.", encoding="utf-8")
    assert annotator("import", "more.txt").code == 0
    ids = [
        each["article_ids"]
        for each in [json.loads(annotator("round", "list", "--json").out)[0] | {"article_ids": []}]
    ]
    assert ids == [[]]
    Path("chosen.txt").write_text("# the second\n2\n\n", encoding="utf-8")
    assert annotator("round", "open", "pilot", "--articles", "chosen.txt", "1").code == 0
    shown = json.loads(annotator("round", "show", "pilot", "--json").out)
    assert (shown["articles"], len(shown["article_ids"]), shown["lists_articles"]) == (2, 2, True)
    assert annotator("round", "show", "pilot").out.splitlines()[1].split() == ["2", "more.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("round", "show", "pilot"), "no round 'pilot' in this project"),
        (("round", "open", "everything"), "there is a round 'everything' already"),
        (("round", "open", "x", "--articles", "7"), "there is no article '7'"),
        (("round", "open", "x", "--fields", "mood"), "has no field 'mood'"),
        (("round", "open", "x", "--where", "stance"), "'stance' is no FIELD=A,B"),
        (
            ("round", "open", "x", "--claims-from", "everything", "--check-worthy", "often"),
            "no label 'often'",
        ),
        (("round", "open", "x", "--pass", "120"), "a pass mark of 120 % is none"),
        (("status", "--as", "Ana (again)"), "no annotator"),
    ],
)
def test_what_is_wrong_is_said_in_one_message(
    labelled: Path, annotator: Run, arguments: tuple[str, ...], message: str
) -> None:
    answer = annotator(*arguments)
    assert (answer.code, answer.out) == (1, "")
    assert message in answer.err
    assert len(json.loads(annotator("round", "list", "--json").out)) == 1


def test_a_list_of_articles_that_is_no_text_is_refused(labelled: Path, annotator: Run) -> None:
    Path("list.bin").write_bytes(b"\xff\xfe\x00")
    answer = annotator("round", "open", "x", "--articles", "list.bin")
    assert (answer.code, "no list of articles" in answer.err) == (1, True)


def test_the_name_of_a_second_hand_is_nobodys(labelled: Path, annotator: Run) -> None:
    answer = annotator("annotate", "--as", "Ana (again)", "--new")
    assert answer.code == 1
    assert "nobody works under the name" in answer.err


def test_the_status_tells_each_round_and_while_it_is_blind_only_ones_own_line(
    labelled: Path, annotator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert annotator("round", "open", "pilot", "--fields", "stance").code == 0
    everybody = annotator("status").out
    assert "round everything: open, blind; asks everything of 1 article" in everybody
    assert "round pilot: open, blind; asks stance of 1 article" in everybody
    assert ("Ana" in everybody, "Ben" in everybody) == (True, True)
    monkeypatch.setenv("ANNOTATOR_NAME", "ana")
    assert ("Ana" in (mine := annotator("status").out), "Ben" in mine) == (True, False)
    told = json.loads(annotator("status", "--json").out)
    assert told["only"] == "Ana"
    assert [[each["name"] for each in one["annotators"]] for one in told["rounds"]] == [["Ana"], ["Ana"]]
    assert [each["name"] for each in told["annotators"]] == ["Ana"]
    assert "Ben" in annotator("status", "--everybody").out
    for name in ("pilot", "everything"):
        assert annotator("round", "close", name, "--unfinished").code == 0
    assert "Ben" in annotator("status").out


def test_the_status_counts_what_is_asked_of_whom(labelled: Path, annotator: Run) -> None:
    assert annotator("round", "open", "pilot", "--articles", "1").code == 0
    project = open_project(labelled)
    from annotator.workflow.project import find_annotator
    from annotator.workflow.rounds import find_round
    from tests.workflow.round_projects import articles

    assign(
        project, find_round(project, "pilot").id, find_annotator(project, "Ben").id, articles(project)[0], 0
    )
    project.close()
    _, pilot = json.loads(annotator("status", "--json").out)["rounds"]
    (ben,) = pilot["annotators"]
    assert (ben["name"], ben["asked"], ben["done"], ben["left"], ben["claims"]) == ("Ben", 6, 4, 2, 4)


def test_given_claims_count_as_asked_and_done(labelled: Path, annotator: Run) -> None:
    project = open_project(labelled)
    add_gold(project, "The bridge is safe", stance="neutral")
    add_gold(project, "Nobody was hurt", stance="neutral")
    project.close()
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    verify = ("round", "open", "verify", "--claims-from", "everything", "--fields", "status,flags")
    assert annotator(*verify, "--leave-out-unsettled", "--with-gaps").code == 0
    assert "nobody has begun, and nobody is assigned" in annotator("status").out
    project = open_project(labelled)
    from annotator.workflow.project import find_annotator
    from annotator.workflow.sitting import Sitting

    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.resume()
    desk.focus_next()
    field = desk.scheme.fields[0]
    desk.tag(field, next(each for each in field.labels if each.id == "verified"))
    assert sitting.close()
    _, told = json.loads(annotator("status", "--json").out)["rounds"]
    (ana,) = told["annotators"]
    assert (told["given"], ana["asked"], ana["done"], ana["left"], ana["unfinished"]) == (2, 2, 1, 1, 1)
    refused = annotator("round", "close", "verify")
    assert "Ana has 1 given claim left and 1 claim unfinished" in refused.err


def test_a_round_that_nobody_has_begun_is_not_closed_unless_that_is_said(
    labelled: Path, annotator: Run
) -> None:
    Path("rain.txt").write_text("Rain fell.\n\nIt was wet.", encoding="utf-8")
    assert annotator("import", "rain.txt").code == 0
    project = open_project(labelled)
    add_gold(project, "The bridge is safe", stance="neutral")
    add_gold(project, "Nobody was hurt", stance="neutral")
    project.close()
    assert annotator("round", "open", "rain", "--articles", "2").code == 0
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    verify = ("round", "open", "verify", "--claims-from", "everything", "--fields", "status")
    assert annotator(*verify, "--leave-out-unsettled", "--with-gaps").code == 0
    for name, what in (("rain", "2 passages asked"), ("verify", "2 given claims asked")):
        refused = annotator("round", "close", name)
        assert (refused.code, f"nobody has begun, with {what}" in refused.err) == (1, True), refused
        assert annotator("round", "freeze", name).code == 1
        assert annotator("round", "close", name, "--unfinished").code == 0


def test_a_round_with_nothing_in_it_closes(folder: Path, annotator: Run) -> None:
    assert annotator("init").code == 0
    assert annotator("round", "close", "everything").code == 0


def test_work_after_a_round_has_ended_is_no_work_in_it(
    folder: Path, annotator: Run, hand: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("gazette.txt").write_text("Rain fell.\n\nNobody was hurt.\n\nIt was wet.", encoding="utf-8")
    for command in (("init",), ("import", "gazette.txt"), ("round", "open", "pilot", "--fields", "form")):
        assert annotator(*command).code == 0
    with hand(Path("annotator.db"), "Ana") as ana:
        ana.mark("Nobody was hurt", form="direct")
        ana.done(0)
    told = json.loads(annotator("status", "--json").out)
    everything, pilot = told["rounds"]
    assert (everything["state"], everything["annotators"]) == ("closed", [])
    assert [(each["left"], each["unfinished"]) for each in pilot["annotators"]] == [(2, 0)]
    assert [each["unfinished"] for each in told["annotators"]] == [0], "nobody was asked for more"
    assert "nobody had begun when it ended" in annotator("status").out


def test_while_a_round_is_blind_those_that_have_closed_are_shown_with_everybody(
    labelled: Path, annotator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = open_project(labelled)
    add_gold(project, "The bridge is safe", stance="neutral")
    project.close()
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    verify = ("round", "open", "verify", "--claims-from", "everything", "--fields", "status")
    assert annotator(*verify, "--leave-out-unsettled", "--with-gaps").code == 0
    assert annotator("assign", "verify", "--to", "Ana", "Ben").code == 0
    monkeypatch.setenv("ANNOTATOR_NAME", "ana")

    def shown() -> list[list[str]]:
        told = json.loads(annotator("status", "--json").out)
        assert [each["name"] for each in told["annotators"]] == ["Ana"]
        return [[each["name"] for each in one["annotators"]] for one in told["rounds"]]

    assert shown() == [["Ana", "Ben"], ["Ana"]]
    text = annotator("status").out
    assert text.count("Ben") == 1
    # Marks made in an article now are in its closed rounds as well.
    assert annotator("round", "open", "again", "--articles", "1").code == 0
    assert shown()[0] == ["Ana"]


def test_what_is_left_of_given_claims_says_how_many_have_answered(labelled: Path, annotator: Run) -> None:
    project = open_project(labelled)
    for words in ("The bridge is safe", "Nobody was hurt", "The museum stays closed"):
        add_gold(project, words, stance="neutral")
    project.close()
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    verify = ("round", "open", "verify", "--claims-from", "everything", "--fields", "status")
    assert annotator(*verify, "--leave-out-unsettled", "--with-gaps").code == 0
    assert annotator("assign", "verify", "--to", "Ana", "Ben", "Cleo", "--overlap", "3").code == 0
    rows = [
        {"article": "gazette.txt", "start": start, "end": end, "labels": {"status": "not_checkable"}}
        for start, end in given_spans(labelled)
    ]
    for who, said in (("Ana", rows[:1]), ("Ben", rows[:1]), ("model:m", rows[:2])):
        Path("said.jsonl").write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
        assert annotator("labels", "import", "said.jsonl", "--as", who, "--round", "verify").code == 0
    told = annotator("settle", "verify", "--list").out
    assert "found" not in told
    assert "2 of 3 answered" in told
    assert "0 of 3 answered, no person has judged it" in told
    assert "1 given claim that nobody has judged" in told
    left = json.loads(annotator("settle", "verify", "--list", "--json").out)["left"]
    assert [(each["people"], each["asked"], each["disputed"]) for each in left] == [
        (2, 3, ["answered"]),
        (0, 3, ["answered"]),
    ]


def given_spans(path: Path) -> list[tuple[int, int]]:
    """Return where the claims stand that the rounds of a project give."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute('SELECT start, "end" FROM given_claim ORDER BY start'))


def test_choosing_claims_by_what_was_never_asked_says_so(labelled: Path, annotator: Run) -> None:
    project = open_project(labelled)
    add_gold(project, "The bridge is safe", stance="neutral")
    project.close()
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    assert annotator("round", "open", "marks", "--fields", "source,form,stance").code == 0
    assert annotator("round", "close", "marks", "--unfinished").code == 0
    for source, why in (
        ("marks", "that round never asked for it"),
        ("everything", "nobody who settled it gave one"),
    ):
        worthy = ("round", "open", "verify", "--claims-from", source, "--check-worthy", "high")
        refused = annotator(*worthy, "--leave-out-unsettled")
        assert refused.code == 1
        assert f"no claim of the round '{source}' has a label in check_worthiness" in refused.err
        assert why in refused.err
        assert f"--claims-from {source} --fields check_worthiness" in refused.err
    supports = ("round", "open", "verify", "--claims-from", "marks", "--where", "stance=supports")
    assert "no claim of the round 'marks' is as you wish" in annotator(*supports, "--leave-out-unsettled").err
