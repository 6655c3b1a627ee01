"""`annotator scheme` changing a project: the table shown first, the dry run, and exact words where it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def mine(labelled: Path, folder: Path, annotator: Run) -> Path:
    """Write the project's scheme to a file to edit."""
    assert labelled.exists()
    path = folder / "mine.toml"
    path.write_text(annotator("scheme", "show", "--toml").out, encoding="utf-8")
    return path


def edit(path: Path, *changes: tuple[str, str]) -> None:
    body = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    path.write_text(body, encoding="utf-8")


def test_a_dry_run_shows_exactly_what_would_change_and_changes_nothing(
    labelled: Path, annotator: Run
) -> None:
    before = labelled.read_bytes()
    answer = annotator("scheme", "rename", "stance.neutral", "reported", "--name", "Reports it", "--dry-run")
    assert answer.code == 0
    assert answer.out == (
        "newsclaim 1.0.0 → newsclaim 2.0.0\n"
        "\n"
        "  labels  look again  change\n"
        "       8           0  stance.neutral is renamed stance.reported\n"
        "       8           0  stance.reported is shown as 'Reports it'\n"
    )
    assert answer.err == "dry run: nothing was changed\n"
    assert labelled.read_bytes() == before
    assert "neutral" in annotator("scheme", "show").out


def test_a_change_shows_the_same_and_says_that_it_was_made(labelled: Path, annotator: Run) -> None:
    dry = annotator("scheme", "merge", "stance.questions", "--into", "stance.denies", "--dry-run")
    made = annotator("scheme", "merge", "stance.questions", "--into", "stance.denies")
    assert made.out == dry.out
    assert made.err == "newsclaim 2.0.0 is in force; nothing that is stored was rewritten\n"
    shown = annotator("scheme", "show").out
    assert shown.startswith("News claims: newsclaim 2.0.0 (")
    assert "questions" not in shown
    assert "scheme newsclaim 2.0.0" in annotator("status").out
    assert labelled.exists()


def test_a_program_reads_it_as_json(labelled: Path, annotator: Run) -> None:
    answer = annotator("scheme", "retire", "form.indirect", "form.mixed", "--json", "--dry-run")
    found = json.loads(answer.out)
    assert list(found) == ["from", "to", "changes", "map", "comments_kept", "made"]
    assert (found["from"]["version"], found["to"]["version"]) == ("1.0.0", "2.0.0")
    assert found["changes"] == [
        {"what": "retired", "path": "form.mixed", "text": "is retired", "labels": 0, "look_again": 0},
        {"what": "retired", "path": "form.indirect", "text": "is retired", "labels": 5, "look_again": 5},
    ]
    assert found["map"] == [
        {"field": "form", "old": "indirect", "new": None},
        {"field": "form", "old": "mixed", "new": None},
    ]
    assert (found["comments_kept"], found["made"]) == (True, False)
    assert json.loads(annotator("scheme", "retire", "form.indirect", "--json").out)["made"] is True
    assert labelled.exists()


def test_what_needs_another_look_is_listed_and_counted(labelled: Path, annotator: Run) -> None:
    assert annotator("scheme", "review") == (0, "", "nothing to look at again\n")
    answer = annotator("scheme", "retire", "form.indirect")
    assert answer.err.endswith("what needs another look: annotator scheme review\n")
    answer = annotator("scheme", "review")
    assert answer.out == (
        "1:1  Ana  form.indirect is retired  “🎆 ten people came to the “old” square”\n"
        "1:1  Ben  form.indirect is retired  “🎆 ten people came to the “old” square”\n"
        "1:1  Ben  form.indirect is retired  “counted four hundred”\n"
        "1:2  Ana  form.indirect is retired  “The bridge is safe”\n"
        "1:2  Ben  form.indirect is retired  “The bridge is safe”\n"
    )
    assert answer.err == "5 claims to look at again\n"
    found = json.loads(annotator("scheme", "review", "--as", "Ana", "--json").out)
    assert [(each["annotator"], each["article"], each["passage"], each["why"]) for each in found] == [
        ("Ana", 1, 1, "retired"),
        ("Ana", 1, 2, "retired"),
    ]
    assert list(found[0]) == [
        "annotator", "article", "passage", "claim", "text", "field", "label", "why", "what",
    ]  # fmt: skip
    assert labelled.exists()


def test_an_edited_file_is_held_against_the_scheme_in_force(mine: Path, annotator: Run) -> None:
    edit(
        mine,
        ('  id = "neutral"', '  id = "reported"'),
        (
            "Attributed to a source, in the article's words.",
            "The article gives a source and words of its own.",
        ),
        ('[[fields]]\nid = "via"\nname = "Via"', '[[fields]]\nid = "via"\nname = "By way of"'),
    )
    answer = annotator("scheme", "apply", mine)
    assert answer.code == 1
    assert answer.err == (
        "annotator: stance.neutral is in use\n"
        "  why: 8 labels would have no place in the new scheme\n"
        "  do:  to count them as another label: --map stance.neutral=reported; to keep them as retired:"
        " --retire stance.neutral\n"
    )
    answer = annotator("scheme", "apply", mine, "--map", "stance.neutral=reported")
    assert answer.code == 0
    assert answer.out == (
        "newsclaim 1.0.0 → newsclaim 2.0.0\n"
        "\n"
        "  labels  look again  change\n"
        "       5           5  form.indirect is defined otherwise\n"
        "       8           0  stance.neutral is renamed stance.reported\n"
        "       0           0  via is shown as 'By way of'\n"
    )
    body = annotator("scheme", "show", "--toml").out
    assert body == mine.read_text(encoding="utf-8").replace('version = "1.0.0"', 'version = "2.0.0"')
    assert "5 claims to look at again" in annotator("scheme", "review").err


def test_other_words_for_the_same_ask_for_no_other_look(mine: Path, annotator: Run) -> None:
    edit(
        mine,
        (
            "Attributed to a source, in the article's words.",
            "A source is given, the words are the article's.",
        ),
    )
    answer = annotator("scheme", "apply", mine, "--same", "form.indirect")
    assert "       5           0  form.indirect is defined otherwise\n" in answer.out
    assert annotator("scheme", "review").out == ""


def test_going_back(labelled: Path, annotator: Run) -> None:
    first = annotator("scheme", "show", "--toml").out
    assert annotator("scheme", "revert").err == (
        "annotator: there is no scheme to go back to\n  why: newsclaim 1.0.0 is the first of this project\n"
    )
    assert annotator("scheme", "rename", "stance.neutral", "reported").code == 0
    answer = annotator("scheme", "revert")
    assert answer.out.splitlines()[0] == "newsclaim 2.0.0 → newsclaim 1.0.0"
    assert annotator("scheme", "show", "--toml").out == first
    assert labelled.exists()


def test_agreement_is_the_same_after_a_rename_but_for_the_name(labelled: Path, annotator: Run) -> None:
    def figures(label: str) -> Any:
        report = json.loads(annotator("agreement", "--format", "json", "--resamples", "50").out)
        text = json.dumps([report["fields"], report["spans"]]).replace(label, "LABEL")
        return text, report["inputs"]

    before, inputs = figures("neutral")
    assert inputs["labels"] == {"mapped": 0, "retired": 0, "merged": 0}
    assert annotator("scheme", "rename", "stance.neutral", "told").code == 0
    after, inputs = figures("told")
    assert after == before
    assert inputs["labels"] == {"mapped": 8, "retired": 0, "merged": 0}
    assert labelled.exists()


def test_agreement_leaves_retired_labels_out_and_says_so(labelled: Path, annotator: Run) -> None:
    assert annotator("scheme", "retire", "form.indirect").code == 0
    report = json.loads(annotator("agreement", "--format", "json", "--resamples", "0").out)
    assert report["inputs"]["labels"] == {"mapped": 0, "retired": 5, "merged": 0}
    assert "indirect" not in report["fields"]["form"]["categories"]
    text = annotator("agreement", "--resamples", "0").out
    assert "Left out: 5 retired labels, which the scheme in force has no place for." in " ".join(text.split())
    assert labelled.exists()


def test_an_export_keeps_each_label_under_its_scheme_and_adds_what_it_is_now(
    labelled: Path, annotator: Run
) -> None:
    before = annotator("export", "csv").out.splitlines()
    lines = [json.loads(line) for line in annotator("export", "jsonl").out.splitlines()]
    assert before[0].endswith(",value_now,source_now,made_from")
    assert all(line.endswith(",") for line in before[1:])
    assert not any("labels_now" in each for line in lines for each in line["annotations"])
    assert annotator("scheme", "rename", "stance.neutral", "told").code == 0
    assert annotator("scheme", "retire", "form.indirect").code == 0
    after = annotator("export", "csv").out.splitlines()
    assert len(after) == len(before)
    for was, now in zip(before[1:], after[1:], strict=True):
        expected = (
            "told" if ",stance,0,neutral," in was else "(retired)" if ",form,0,indirect," in was else ""
        )
        assert now == f"{was[:-2]}{expected},,"
    found = [
        each
        for line in annotator("export", "jsonl").out.splitlines()
        for each in json.loads(line)["annotations"]
    ]
    assert {json.dumps(each.get("labels_now")) for each in found} == {
        "null",
        '{"form": {"indirect": null}, "stance": {"neutral": "told"}}',
        '{"stance": {"neutral": "told"}}',
    }
    kept = [{key: value for key, value in each.items() if key != "labels_now"} for each in found]
    assert kept == [each for line in lines for each in line["annotations"]]
    assert labelled.exists()


def test_what_was_labelled_since_stands_under_the_new_scheme(
    labelled: Path, annotator: Run, hand: Callable[[Path, str], AbstractContextManager[Any]]
) -> None:
    assert annotator("scheme", "rename", "stance.neutral", "told").code == 0
    with hand(labelled, "Cleo") as cleo:
        cleo.mark("Nobody was hurt", stance="told")
    rows = [line for line in annotator("export", "csv").out.splitlines() if ",stance,0,told," in line]
    assert len(rows) == 1
    assert rows[0].endswith(",")
    assert labelled.exists()


REFUSED = {
    "rename stance.calm quiet": (
        "stance has no label 'calm'\n"
        "  why: its labels: supports, neutral, questions, denies\n"
        "  do:  name one of these\n"
    ),
    "rename mood.calm quiet": (
        "the scheme newsclaim has no field 'mood'\n"
        "  why: its fields: source, form, stance, status, via, claim_type, check_worthiness, confidence, flags\n"
        "  do:  name one of these\n"
    ),
    "rename neutral told": "'neutral' names no label\n  do:  write it as FIELD.LABEL, such as stance.neutral\n",
    "rename stance.neutral denies": (
        "stance already has a label 'denies'\n"
        "  why: two labels can't go by one id\n"
        "  do:  to count both as one: annotator scheme merge stance.neutral --into stance.denies\n"
    ),
    "rename stance.neutral neutral": "nothing to change: stance.neutral is called that already\n",
    "rename stance.neutral a/b": (
        "the changed scheme: the scheme can't be used: fields[3] (stance).labels[2] (a/b).id\n"
        "  why: 'a/b' must match [A-Za-z0-9_][A-Za-z0-9_ .-]*\n"
    ),
    "rename stance.neutral told --key q": (
        "the changed scheme: the scheme can't be used: stance.questions.key\n"
        "  why: the key 'q' already sets stance.told\n"
        "  do:  give one of the two another letter\n"
    ),
    "add stance.mocks": "stance.mocks needs a name\n  do:  say it with --name TEXT\n",
    "add stance.mocks --name Mocks --definition Laughs --key n": (
        "the changed scheme: the scheme can't be used: stance.mocks.key\n"
        "  why: the key 'n' already sets stance.neutral\n"
        "  do:  give one of the two another letter\n"
    ),
    "add stance.mocks --name Mocks --definition Laughs --evidence some": (
        "'some' asks for no evidence\n  do:  write it as KIND=N, such as supports=1\n"
    ),
    "add source.press --name Press --definition Press": (
        "source takes sources, and no labels\n  do:  name another field\n"
    ),
    "merge stance.neutral form.direct --into stance.denies": (
        "form.direct is no label of stance\n"
        "  why: only labels of one field can be merged\n"
        "  do:  name labels of the field they are merged in\n"
    ),
    "merge stance.neutral --into stance.told": (
        "stance.told is no label yet, and needs a name and a definition\n"
        "  do:  say them with --name TEXT --definition TEXT, or name a label there is\n"
    ),
    "merge stance.denies --into stance.denies": (
        "nothing to change: a label merged into itself is what it was\n"
    ),
    "retire flags.hedged flags.calm": (
        "flags has no label 'calm'\n"
        "  why: its labels: missing_context, outdated, misquoted, mistranslated, hedged\n"
        "  do:  name one of these\n"
    ),
    "apply mine.toml": (
        "nothing to change\n  why: the scheme in force, newsclaim 1.0.0, says all of it already\n"
    ),
    "apply mine.toml --map stance.neutral=calm": (
        "stance has no label 'calm'\n"
        "  why: its labels: supports, neutral, questions, denies\n"
        "  do:  name one of these\n"
    ),
    "apply mine.toml --map stance.neutral=denies": (
        "stance.neutral can't become stance.denies\n"
        "  why: stance.neutral is still in the scheme, so nobody could tell which of the two was meant\n"
        "  do:  take it out of the file, or leave out --map\n"
    ),
    "apply mine.toml --retire stance": (
        "stance is still in the scheme\n"
        "  why: what is retired is offered no more\n"
        "  do:  take it out of the file, or leave out --retire\n"
    ),
    "apply mine.toml --same stance.calm": (
        "stance has no label 'calm'\n"
        "  why: its labels: supports, neutral, questions, denies\n"
        "  do:  name one of these\n"
    ),
    "apply notes.txt": (
        "notes.txt: not valid TOML\n"
        "  why: Expected '=' after a key in a key/value pair (at line 1, column 6)\n"
        "  do:  mend that line\n"
    ),
    "apply missing.toml": (
        "missing.toml: the scheme can't be read\n"
        "  why: No such file or directory\n"
        "  do:  check the path; annotator scheme list names the shipped schemes\n"
    ),
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_refused_is_said_and_nothing_changes(
    line: str, mine: Path, labelled: Path, annotator: Run
) -> None:
    (mine.parent / "notes.txt").write_text("Dear all, here are my notes", encoding="utf-8")
    before = labelled.read_bytes()
    answer = annotator("scheme", *line.split(" "))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"annotator: {REFUSED[line]}"
    assert labelled.read_bytes() == before
