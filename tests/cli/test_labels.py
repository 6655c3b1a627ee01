"""Labels from a file on the command line, suggestions made of them, and what these changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

LINE = {
    "article": "gazette.txt",
    "quote": "The bridge is safe",
    "labels": {"stance": "supports", "form": "direct"},
}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "m.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_models_labels_stand_beside_peoples(annotator: Run, labelled: Path, folder: Path) -> None:
    path = written(
        folder, LINE, {"article": "gazette.txt", "quote": "Nobody was hurt", "labels": {}, "score": 0.4}
    )
    dry = annotator("labels", "import", path, "--as", "model:gpt", "--dry-run")
    assert (dry.code, dry.out) == (0, "")
    assert dry.err == (
        "gpt: 2 labels on 2 new claims, 0 changed, 0 as they were; 1 article, 6 passages done\n"
        "not read: score (1 time)\n"
        "dry run: nothing was changed\n"
    )
    assert "gpt" not in annotator("status").out
    assert annotator("labels", "import", path, "--as", "model:gpt").err == dry.err.replace(
        "dry run: nothing was changed\n", ""
    )
    again = json.loads(annotator("labels", "import", path, "--as", "model:gpt", "--json").out)
    assert (again["new"], again["changed"], again["unchanged"], again["problems"]) == (0, 0, 2, [])
    assert "gpt" in annotator("status").out
    report = json.loads(annotator("agreement", "--format", "json", "--resamples", "0").out)
    assert "gpt" in json.dumps(report)
    assert annotator("doctor").code == 0


def test_bad_lines_are_each_told_and_nothing_is_imported(
    annotator: Run, labelled: Path, folder: Path
) -> None:
    path = written(folder, LINE, LINE | {"quote": "no such words"}, LINE | {"labels": {"mood": "x"}})
    before = labelled.read_bytes()
    answer = annotator("labels", "import", path, "--as", "model:gpt")
    assert (answer.code, answer.out) == (1, "")
    assert f"annotator: {path}:2: the words 'no such words' are not in the article\n" in answer.err
    assert f"annotator: {path}:3: the scheme newsclaim has no field 'mood'\n" in answer.err
    assert answer.err.endswith("2 lines can't be taken; nothing was imported\n")
    assert labelled.read_bytes() == before


def test_what_a_file_holds_cannot_steer_a_terminal(annotator: Run, labelled: Path, folder: Path) -> None:
    evil = "\x1b[2J\u202e=1+1"
    lines = [
        LINE | {"article": evil},
        LINE | {"quote": evil},
        LINE | {"labels": {evil: evil}},
        LINE | {"labels": {"form": evil}},
    ]
    answer = annotator("labels", "import", written(folder, *lines), "--as", "model:gpt")
    assert answer.code == 1
    assert not set("\x1b\u202e") & set(answer.out + answer.err)
    named = {"name": evil, "type": "witness"}
    answer = annotator(
        "labels", "import", written(folder, LINE | {"labels": {"source": named}}), "--as", f"model:{evil}"
    )
    assert answer.code == 0
    assert not set("\x1b\u202e") & set(answer.out + answer.err)
    assert not set("\x1b\u202e") & set(annotator("source", "list").out)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--as", "model:"], "needs a name"),
        (["--as", "model:Ana"], "'Ana' is a person"),
        (["--as", "model:x", "--round", "none"], "no round 'none'"),
        (["--as", "model:x", "--source-type", "none"], "'none' is no type of source"),
        (["--as", "model:x", "--of", "Zoe"], "holds no labels of 'Zoe'"),
    ],
)
def test_wrong_wishes_are_refused(
    annotator: Run, labelled: Path, folder: Path, arguments: list[str], what: str
) -> None:
    path = written(folder, LINE | {"annotator": "Ana"})
    answer = annotator("labels", "import", path, *arguments)
    assert answer.code == 1
    assert what in answer.err


def test_suggestions_and_their_effect(annotator: Run, labelled: Path, folder: Path) -> None:
    words = ["The bridge is safe", "Nobody was hurt", "Tickets cost nine euros", "The museum stays closed"]
    path = written(folder, *(LINE | {"quote": each} for each in words))
    assert annotator("labels", "import", path, "--as", "model:gpt").code == 0
    assert annotator("round", "open", "second").code == 0
    wrong = annotator("round", "suggest", "second", "--model", "gpt")
    assert wrong.code == 1
    assert "--model and --share go together" in wrong.err
    assert annotator("round", "suggest", "second", "--model", "gpt", "--share", "0").code == 2
    dry = annotator("round", "suggest", "second", "--model", "model:GPT", "--share", "100", "--dry-run")
    assert (
        dry.err
        == "gpt, 100 % shown, seed 1: 4 claims shown, 0 not; 4 of them new\ndry run: nothing was changed\n"
    )
    assert annotator("round", "suggest", "second", "--model", "gpt", "--share", "100%").code == 0
    assert annotator("round", "suggest", "second").err.endswith("4 claims shown, 0 not; 0 of them new\n")
    other = annotator("round", "suggest", "second", "--model", "gpt", "--share", "50")
    assert "was decided before" in other.err
    told = annotator("round", "effect", "second")
    assert told.code == 0
    assert told.out.startswith("gpt suggested in second: 100 % shown, seed 1, 0 annotators\n")
    assert "Left out: 6 answers given before." in told.out
    found = json.loads(annotator("round", "effect", "second", "--json").out)
    assert (found["model"], found["percent"], found["people"]) == ("gpt", 100, 0)
    assert {each["difference"]["value"] for each in found["found"]["fields"]} == {None}
    assert annotator("doctor").code == 0


def test_looking_at_the_effect_is_put_on_record(
    annotator: Run, labelled: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert annotator("labels", "import", written(folder, LINE), "--as", "model:gpt").code == 0
    assert annotator("round", "open", "second").code == 0
    assert annotator("round", "suggest", "second", "--model", "gpt", "--share", "100").code == 0
    assert annotator("round", "effect", "second").err == ""
    monkeypatch.setenv("ANNOTATOR_NAME", "Ana")
    assert annotator("round", "effect", "second").code == 1
    told = annotator("round", "effect", "second", "--look").err
    assert told.startswith("recorded: Ana has seen others' work on gazette.txt;")
