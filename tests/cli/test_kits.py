"""`annotator kit` as somebody at a shell meets it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Hand, Run

AtWork = Callable[[Path, str], AbstractContextManager[Hand]]


def test_a_kit_goes_out_and_comes_back(annotator: Run, labelled: Path, hand: AtWork) -> None:
    made = annotator("kit", "make", "Ana")
    assert (made.code, made.out) == (0, "ana.kit.db\n")
    assert made.err == "the kit of Ana: 1 article, round everything; nothing of others is in it\n"
    with hand(Path("ana.kit.db"), "Ana") as ana:
        ana.mark("Nobody was hurt", form="direct")
    dry = annotator("kit", "merge", "ana.kit.db", "--dry-run")
    assert re.fullmatch(r"ana\.kit\.db \(Ana\): would bring \d actions, \d annotations, 1 claim\n", dry.out)
    back = annotator("kit", "merge", "ana.kit.db")
    assert (back.code, back.out) == (0, dry.out.replace("would bring ", ""))
    assert annotator("kit", "merge", "ana.kit.db").out == "ana.kit.db (Ana): nothing new\n"
    assert annotator("doctor").code == 0


def test_one_that_is_refused_makes_it_1_and_the_others_are_merged(annotator: Run, labelled: Path) -> None:
    annotator("kit", "make", "Ana")
    Path("bad.kit.db").write_text("no kit", encoding="utf-8")
    answer = annotator("kit", "merge", "bad.kit.db", "ana.kit.db")
    assert (answer.code, answer.out) == (1, "ana.kit.db (Ana): nothing new\n")
    assert answer.err.startswith("annotator: bad.kit.db: this file is no annotator project\n")


def test_programs_are_told_in_json(annotator: Run, labelled: Path, hand: AtWork) -> None:
    made: dict[str, Any] = json.loads(annotator("kit", "make", "Ana", "-o", "a.db", "--json").out)
    assert (made["file"], made["annotator"], made["rounds"], made["articles"]) == (
        "a.db",
        "Ana",
        ["everything"],
        1,
    )
    with hand(Path("a.db"), "Ana") as ana:
        ana.mark("Nobody was hurt", form="direct")
    (told, refused) = json.loads(annotator("kit", "merge", "a.db", "none.db", "--json").out)
    assert (told["owner"], told["merged"], told["rows"]["claim"], told["refused"]) == ("Ana", True, 1, None)
    assert (refused["merged"], refused["refused"]["what"]) == (False, "no such file")


def test_a_kit_needs_no_name_and_takes_no_other(
    annotator: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotator("kit", "make", "Ana")
    for given in (("--as", "ana"), ()):
        assert "needs a terminal" in annotator("annotate", "--db", "ana.kit.db", *given).err
    for given in (("--as", "Ben"), ("--as", "Cleo", "--new")):
        refused = annotator("annotate", "--db", "ana.kit.db", *given)
        assert refused.code == 1
        assert refused.err.startswith(
            f"annotator: ana.kit.db: this is the kit of Ana, and {given[1]} can't work in it\n"
        )
    monkeypatch.setenv("ANNOTATOR_NAME", "Ben")
    assert "the kit of Ana, and Ben" in annotator("annotate", "--db", "ana.kit.db").err


LEADS = (
    ("kit", "make", "Ana"),
    ("kit", "merge", "ana.kit.db"),
    ("import", "more.txt"),
    ("scheme", "rename", "stance.neutral", "reported"),
    ("round", "open", "pilot"),
    ("round", "close", "everything", "--unfinished"),
    ("assign", "Ana"),
    ("settle", "--as", "Ana"),
    ("source", "add", "Police", "--type", "police"),
    ("agreement",),
    ("round", "control", "everything"),
    ("round", "qualify", "everything"),
)
"""What only whoever leads the project does, in the project."""


@pytest.mark.parametrize("line", LEADS, ids=lambda line: " ".join(line[:2]))
def test_what_the_lead_does_is_refused_in_a_kit(
    annotator: Run, labelled: Path, line: tuple[str, ...]
) -> None:
    annotator("kit", "make", "Ana")
    Path("more.txt").write_text("More.\n\nAnd more.", encoding="utf-8")
    before = Path("ana.kit.db").read_bytes()
    answer = annotator(*line, "--db", "ana.kit.db")
    assert answer.code == 1
    assert answer.err.startswith("annotator: ana.kit.db: ")
    assert "kit" in answer.err.partition("ana.kit.db")[2]
    assert Path("ana.kit.db").read_bytes() == before


@pytest.mark.parametrize(
    "line", [("status", "--as", "Anna"), ("history", "--of", "Ben"), ("settle", "--list", "--as", "X")]
)
def test_a_name_that_is_not_its_owners_is_told_whose_kit_it_is(
    annotator: Run, labelled: Path, line: tuple[str, ...]
) -> None:
    annotator("kit", "make", "Ana")
    answer = annotator(*line, "--db", "ana.kit.db")
    assert answer.code == 1
    assert f"this is the kit of Ana, and nothing of {line[-1]!r} is in it" in answer.err
    assert "--new" not in answer.err


def test_a_kit_takes_labels_of_its_owner_and_of_nobody_else(annotator: Run, labelled: Path) -> None:
    annotator("kit", "make", "Ana")
    line = {"article": "gazette.txt", "quote": "Tickets cost nine euros", "labels": {"stance": "supports"}}
    Path("mine.jsonl").write_text(json.dumps(line), encoding="utf-8")
    before = Path("ana.kit.db").read_bytes()
    bring = ("labels", "import", "mine.jsonl", "--db", "ana.kit.db", "--as")
    for name in ("Ben", "model:gpt", "model:Ana", "Ana (again)", " "):
        refused = annotator(*bring, name)
        assert refused.code == 1, name
        assert refused.err.startswith(
            "annotator: ana.kit.db: this is the kit of Ana, and takes no labels of anybody else\n"
        )
    assert Path("ana.kit.db").read_bytes() == before
    assert "ana has labelled 1 of these claims here" in annotator(*bring, "ana").err
    assert annotator(*bring, "ana", "--overwrite").code == 0
    assert "1 annotation" in annotator("kit", "merge", "ana.kit.db").out
    exported = [json.loads(each) for each in annotator("export", "jsonl").out.splitlines()]
    said = [each for item in exported for each in item["annotations"] if each["text"] == line["quote"]]
    assert {each["annotator"] for each in said} == {"Ana"}
    assert {"stance": "supports"} in [each["labels"] for each in said]


def test_in_a_kit_labels_are_taken_for_what_its_round_asks(annotator: Run, labelled: Path) -> None:
    assert annotator("round", "open", "stances", "--field", "stance").code == 0
    annotator("round", "close", "everything", "--unfinished")
    annotator("kit", "make", "Ana", "--round", "stances")
    line = {
        "article": "gazette.txt",
        "quote": "Tickets cost nine euros",
        "labels": {"stance": "denies", "form": "direct"},
    }
    Path("mine.jsonl").write_text(json.dumps(line), encoding="utf-8")
    bring = ("labels", "import", "mine.jsonl", "--as", "Ana", "--overwrite", "--dry-run")
    for where in (("--db", "ana.kit.db"), ()):
        answer = annotator(*bring, *where)
        assert answer.code == 0, answer.err
        assert "taken as labels for 'stances', the only round that is open" in answer.err
        assert "left out, not asked for in the round: form (1 label)" in answer.err
    annotator("round", "open", "forms", "--field", "form")
    answer = annotator(*bring)
    assert "left out" not in answer.err
    assert "the only round" not in answer.err


def test_looking_at_a_kit_works_as_at_a_project(annotator: Run, labelled: Path) -> None:
    annotator("kit", "make", "Ana")
    for line in (
        ("status",),
        ("doctor",),
        ("source", "list"),
        ("history", "--as", "Ana"),
        ("export", "jsonl", "-o", "x"),
    ):
        answer = annotator(*line, "--db", "ana.kit.db")
        assert answer.code == 0, answer.err
        assert "Ben" not in answer.out + answer.err


@pytest.mark.parametrize("wrong", [("--round", "nope"), ("-o", "there.db"), ("-o", "no/such/folder.db")])
def test_nobody_is_added_for_a_kit_that_is_refused(
    annotator: Run, labelled: Path, wrong: tuple[str, str]
) -> None:
    Path("there.db").write_text("mine", encoding="utf-8")
    assert annotator("kit", "make", "Dora", "--new", *wrong).code == 1
    assert "Dora" not in annotator("status", "--everybody").out
    assert annotator("kit", "make", "Dora", "--new").code == 0
    assert "Dora" in annotator("status", "--everybody").out


def test_a_kit_is_never_restored_in_the_projects_place(annotator: Run, labelled: Path) -> None:
    annotator("kit", "make", "Ana")
    annotator("kit", "make", "Ana", "-o", "later.kit.db")
    before = Path("annotator.db").read_bytes()
    answer = annotator("restore", "ana.kit.db")
    assert answer.code == 1
    assert answer.err == (
        "annotator: ana.kit.db: this is a kit of Ana, no backup of the project\n"
        "  why: in the project's place there would be their work alone\n"
        "  do:  to add what is in it: annotator kit merge ana.kit.db\n"
    )
    assert Path("annotator.db").read_bytes() == before
    others = annotator("restore", "annotator.db", "--db", "ana.kit.db")
    assert "of the project, with the work of everybody" in others.err
    assert "another kit, of Ana" in annotator("restore", "later.kit.db", "--db", "ana.kit.db").err
    annotator("backup", "-o", "copy.db", "--db", "ana.kit.db")
    assert annotator("restore", "copy.db", "--db", "ana.kit.db").code == 0
    assert annotator("restore", "ana.kit.db", "--db", "new.kit.db").code == 0


@pytest.mark.parametrize("why", ["nothing is asked", "no such round", "a file is there"])
def test_nobody_is_added_when_no_kit_is_made_for_them(annotator: Run, labelled: Path, why: str) -> None:
    more: tuple[str, ...] = ()
    if why == "nothing is asked":
        annotator("round", "close", "everything", "--unfinished")
    elif why == "no such round":
        more = ("--round", "nowhere")
    else:
        Path("dora.kit.db").write_text("hers", encoding="utf-8")
    answer = annotator("kit", "make", "Dora", "--new", *more)
    assert answer.code == 1
    assert "Dora" not in annotator("status", "--everybody").out
    assert "no annotator 'Dora'" in annotator("kit", "make", "Dora").err


def test_a_lead_who_looks_into_a_kit_is_not_its_owner_in_the_project(
    annotator: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotator("kit", "make", "Ana")
    monkeypatch.setattr("annotator.cli.commands.annotate_.can_paint", lambda: True)
    monkeypatch.setattr("annotator.tui.app.run_screen", lambda *_: 0)
    assert annotator("annotate", "--db", "ana.kit.db").code == 0
    assert annotator("agreement", "--resamples", "0").code == 0
    assert "your own numbers" not in annotator("status").err


def test_a_fork_names_the_file_it_is_in_and_the_other_way_to_settle_it(
    annotator: Run, labelled: Path, hand: AtWork
) -> None:
    annotator("kit", "make", "Ana")
    for path in ("annotator.db", "ana.kit.db"):
        with hand(Path(path), "Ana") as ana:
            ana.done(5)
    told = annotator("kit", "merge", "ana.kit.db").err
    assert (
        "  Ana settles it, here or in a kit made from now on: annotator history --passage 1:6 --as Ana\n"
        in told
    )
    assert "--db" not in told
    Path("annotator.db").rename("other name.db")
    assert " --as Ana --db 'other name.db'\n" in annotator("doctor", "--db", "other name.db").out


def test_the_folder_one_is_in_is_named_so_that_a_file_in_it_can_be(annotator: Run, labelled: Path) -> None:
    assert "do:  name a file in it, such as ./annotator.db\n" in annotator("kit", "merge", ".").err
