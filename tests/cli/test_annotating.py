"""`annotator annotate`: who annotates is settled before the screen opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[int, int] | None]]:
    """Sit at a terminal; collect who opens the screen, and where."""
    found: list[tuple[str, tuple[int, int] | None]] = []

    def run_screen(path: Path, name: str, at: tuple[int, int] | None, round_name: str | None = None) -> int:
        found.append((name, at))
        return 0

    monkeypatch.setattr("annotator.cli.who.on_terminal", lambda: True)
    for module in ("annotator.cli.commands.annotate_", "annotator.cli.commands.demo_"):
        monkeypatch.setattr(f"{module}.can_paint", lambda: True)
    monkeypatch.setattr("annotator.tui.app.run_screen", run_screen)
    return found


def says(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Answer what is asked, and collect the questions; silence ends the input."""
    questions: list[str] = []
    left = list(answers)

    def ask(question: str) -> str:
        questions.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr("builtins.input", ask)
    return questions


def people(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM annotator ORDER BY name")]


def test_a_known_name_however_it_is_spelled(
    labelled: Path, annotator: Callable[..., Any], opened: list[Any]
) -> None:
    assert annotator("annotate", "--as", "  ANA ", "--at", "1:3").code == 0
    assert opened == [("Ana", (1, 3))]
    assert people(labelled) == ["Ana", "Ben"]


def test_the_name_is_asked_once_per_project(
    folder: Path, annotator: Callable[..., Any], opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = says(monkeypatch, "  Zoe   Q ")
    annotator("init")
    assert annotator("annotate").code == 0
    assert annotator("annotate").code == 0
    assert opened == [("Zoe Q", None), ("Zoe Q", None)]
    assert len(questions) == 1
    assert people(folder / "annotator.db") == ["Zoe Q"]


def test_the_environment_names_the_annotator(
    labelled: Path, annotator: Callable[..., Any], opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "Ben")
    assert annotator("annotate").code == 0
    assert opened == [("Ben", None)]


def test_an_unknown_name_joins_when_that_is_meant(
    labelled: Path, annotator: Callable[..., Any], opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert annotator("annotate", "--as", "Zoe", "--new").code == 0
    questions = says(monkeypatch, "y")
    assert annotator("annotate", "--as", "Yan").code == 0
    assert "Nobody called 'Yan'" in questions[0]
    assert opened == [("Zoe", None), ("Yan", None)]
    assert people(labelled) == ["Ana", "Ben", "Yan", "Zoe"]


@pytest.mark.parametrize("answers", [["n"], [""], []], ids=["no", "enter", "end of input"])
def test_an_unknown_name_is_not_added_by_mistake(
    answers: list[str],
    labelled: Path,
    annotator: Callable[..., Any],
    opened: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says(monkeypatch, *answers)
    answer = annotator("annotate", "--as", "Anna")
    assert answer.code == 1
    assert "known: Ana, Ben" in answer.err
    assert opened == []
    assert people(labelled) == ["Ana", "Ben"]


def test_of_many_names_those_are_told_that_are_like_it(
    labelled: Path, annotator: Callable[..., Any], opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        assert annotator("annotate", "--as", f"Somebody {number}", "--new").code == 0
    questions = says(monkeypatch, "n")
    answer = annotator("annotate", "--as", "Anna")
    assert answer.code == 1
    assert "(32 are known; like it: Ana)" in questions[0]
    assert "why: 32 are known; like it: Ana\n" in answer.err
    assert "32 are known, none of them like it" in annotator("status", "--as", "Xqz").err


def test_no_name_at_all(
    labelled: Path, annotator: Callable[..., Any], opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch)
    answer = annotator("annotate")
    assert answer.code == 1
    assert "no name was given" in answer.err
    assert opened == []


def test_demo_opens_the_screen_for_you(
    folder: Path, annotator: Callable[..., Any], opened: list[Any]
) -> None:
    answer = annotator("demo")
    assert (answer.code, answer.out) == (0, "")
    assert annotator("demo", "--as", "Zoe").code == 0
    assert opened == [("You", None), ("Zoe", None)]
