"""`annotator status`, `scheme`, `source` and `demo`: what they tell people and programs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_status(labelled: Path, annotator: Callable[..., Any]) -> None:
    answer = annotator("status")
    assert (answer.code, answer.err) == (0, "")
    assert "scheme newsclaim 1.0.0, 1 article, 6 passages and 1 of boilerplate" in answer.out
    people = {
        line.split()[0]: line.split()[1:] for line in answer.out.splitlines() if line[:3] in ("Ana", "Ben")
    }
    # done, skipped, flagged, left, claims, unfinished; no claim has a status yet
    assert people == {"Ana": ["5", "0", "0", "1", "7", "7"], "Ben": ["4", "0", "0", "2", "4", "4"]}
    assert max(map(len, answer.out.splitlines()[1:])) <= 80


def test_status_of_one_and_for_programs(labelled: Path, annotator: Callable[..., Any]) -> None:
    found = json.loads(annotator("status", "--json", "--as", " ana ").out)
    assert [each["name"] for each in found["annotators"]] == ["Ana"]
    assert (found["articles"], found["passages"], found["boilerplate"], found["gold_claims"]) == (1, 6, 1, 0)


def test_the_environment_names_who_sees_no_others_while_a_round_is_blind(
    labelled: Path, annotator: Callable[..., Any], monkeypatch: Any
) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "Ana")
    mine = annotator("status")
    assert "Ben" not in mine.out
    assert "annotator status --everybody" in mine.err
    assert "Ben" in annotator("status", "--everybody").out
    assert annotator("round", "close", "everything", "--unfinished").code == 0
    assert "Ben" in annotator("status").out


def test_the_environment_names_the_project(
    labelled: Path, annotator: Callable[..., Any], monkeypatch: Any
) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setenv("ANNOTATOR_DB", str(labelled))
    assert "Pilot" in annotator("status").out


def test_a_project_nobody_has_begun(folder: Path, annotator: Callable[..., Any]) -> None:
    annotator("init")
    answer = annotator("status")
    assert "0 articles, 0 passages" in answer.out
    assert "nobody has begun yet: annotator annotate --as NAME" in answer.out
    assert annotator("source", "list") == (0, "", "no claim has a source yet\n")


def test_sources(labelled: Path, annotator: Callable[..., Any]) -> None:
    assert annotator("source", "list").out.splitlines() == [
        "    1  Police (police)",
        "    2  The builder [gazette.txt] (organisation)",
        "    2  The mayor (local_government)",
        "    3  the article itself [gazette.txt] (narrator)",
    ]
    found = json.loads(annotator("source", "list", "--json", "--as", "Ben").out)
    assert {each["name"]: each["claims"] for each in found} == {
        "Police": 1,
        "The builder": 1,
        "The mayor": 1,
        "the article itself": 1,
    }


def test_schemes(folder: Path, annotator: Callable[..., Any]) -> None:
    listed = annotator("scheme", "list")
    names = [line.split()[0] for line in listed.out.splitlines()]
    assert (listed.code, names) == (0, ["climate-fever", "fever", "newsclaim"])
    for name in names:
        shown = annotator("scheme", "show", name)
        assert (shown.code, shown.err) == (0, "")
        assert max(map(len, shown.out.splitlines())) <= 80
        body = annotator("scheme", "show", name, "--toml").out
        assert tomllib.loads(body)["scheme"]["name"] == name
        Path("mine.toml").write_text(body, encoding="utf-8")
        checked = annotator("scheme", "check", "mine.toml")
        assert (checked.code, checked.err) == (0, "")
        assert f"{name} 1.0.0 can be used: " in checked.out
    assert "  v  verified" in annotator("scheme", "show", "newsclaim").out


def test_demo_without_a_terminal_does_the_whole_job(folder: Path, annotator: Callable[..., Any]) -> None:
    answer = annotator("demo")
    assert (answer.code, answer.err) == (0, "made the sample project in annotator-demo\n")
    assert "Agreement: Ana, Ben" in answer.out
    files = {path.name for path in (folder / "annotator-demo").iterdir()}
    assert files == {"annotator.db", "agreement.txt", "agreement.json", "claims.jsonl", "claims.csv"}
    for name in files:
        assert f"annotator-demo/{name}" in answer.out
    assert json.loads((folder / "annotator-demo" / "agreement.json").read_text(encoding="utf-8"))["fields"]
    again = annotator("demo")
    assert (again.code, again.err) == (0, "using the sample project in annotator-demo\n")
    assert again.out == answer.out
    gold = json.loads(annotator("status", "--db", "annotator-demo/annotator.db", "--json").out)["gold_claims"]
    status = annotator("status", "--db", "annotator-demo/annotator.db")
    editor = next(line for line in status.out.splitlines() if line.startswith("Editor"))
    assert editor.split()[-1] == str(gold) != "0"
    assert max(map(len, status.out.splitlines()[1:])) <= 80
