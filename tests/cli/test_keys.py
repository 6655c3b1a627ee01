"""`annotator keys`: the table, a file checked, a file to start from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.tui.chosen import LOOKS
from annotator.tui.dialog_keys import DIALOG_KEYS
from annotator.tui.keys import KEYS

Annotator = Callable[..., Any]


def test_every_command_and_every_binding_of_a_dialog_has_a_line(annotator: Annotator) -> None:
    answer = annotator("keys")
    assert (answer.code, answer.err) == (0, "")
    named = [line.split()[0] for line in answer.out.splitlines() if line.startswith("  ")]
    assert sorted(named) == sorted([*(row.command for row in KEYS), *(row.id for row in DIALOG_KEYS)])
    line = next(line for line in answer.out.splitlines() if line.split()[:1] == ["claim_next"])
    assert line.split() == ["claim_next", "Tab", "all", "next", "claim", "of", "the", "passage"]


def test_a_program_gets_the_same_as_json(annotator: Annotator) -> None:
    found = json.loads(annotator("keys", "--json").out)
    assert [each["command"] for each in found["commands"]] == [row.command for row in KEYS]
    (undo,) = [each for each in found["commands"] if each["command"] == "undo"]
    assert (undo["keys"], undo["states"], undo["group"]) == (
        ["u", "ctrl+z"],
        ["READ", "SPAN", "TAG"],
        "program",
    )
    assert {each["id"] for each in found["dialogs"]} == {row.id for row in DIALOG_KEYS}
    assert set(found["look"]) == set(LOOKS)


def test_the_example_passes_the_check_and_own_keys_show_in_the_table(
    annotator: Annotator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = annotator("keys", "example").out
    (folder / "mine.toml").write_text(example, encoding="utf-8")
    answer = annotator("keys", "check", "mine.toml")
    assert (answer.code, answer.out) == (0, "mine.toml can be used: 0 commands with other keys\n")

    (folder / "mine.toml").write_text('[keys]\nflag = "Ctrl+Alt+F"\nskip = ""\n', encoding="utf-8")
    assert (
        annotator("keys", "check", "mine.toml").out == "mine.toml can be used: 2 commands with other keys\n"
    )
    monkeypatch.setenv("ANNOTATOR_SCREEN", "mine.toml")
    assert annotator("keys", "check").out == "mine.toml can be used: 2 commands with other keys\n"
    lines = {
        line.split()[0]: line.split()[1] for line in annotator("keys").out.splitlines() if line[:2] == "  "
    }
    assert (lines["flag"], lines["skip"]) == ("Ctrl+Alt+F", "-")


def test_mistakes_are_told_with_their_lines_and_end_the_screen_before_it_opens(
    annotator: Annotator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine.toml").write_text('[keys]\nflag = "Foo"\n[look]\ntheme = "pink"\n', encoding="utf-8")
    answer = annotator("keys", "check", "mine.toml")
    assert (answer.code, answer.out) == (1, "")
    assert "mine.toml:2: flag: 'Foo' is no key" in answer.err
    assert "mine.toml:4: theme can't be 'pink'" in answer.err
    assert answer.err.count("do:") == 2

    monkeypatch.setenv("ANNOTATOR_SCREEN", "mine.toml")
    from annotator.errors import BadInput
    from annotator.tui.app import run_screen

    with pytest.raises(BadInput, match="'Foo' is no key"):
        run_screen(Path("there is no project.db"), "Ana", None)
    assert annotator("scheme", "list").code == 0, "other commands don't look at it"


def test_without_a_file_there_is_nothing_to_check(annotator: Annotator) -> None:
    answer = annotator("keys", "check")
    assert (answer.code, answer.err) == (0, "")
    assert "as the program has them" in answer.out


def test_a_file_that_is_not_there_is_said(annotator: Annotator) -> None:
    answer = annotator("keys", "check", "nowhere.toml")
    assert (answer.code, answer.out) == (1, "")
    assert "nowhere.toml" in answer.err
    assert "annotator keys example" in answer.err
