"""What the README tells people to type works, in the order it is told."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from annotator.cli.main import main, parser
from annotator.cli.who import enter
from annotator.store.peek import peek_project

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


def test_the_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 8
    assert all(command.startswith("annotator ") for command in COMMANDS)


def test_every_command_of_the_readme_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text("Police said it rained. It did.", encoding="utf-8")
    for command in COMMANDS:
        words, _, target = command.removeprefix("annotator ").partition(" > ")
        arguments = shlex.split(words)
        if arguments[0] == "annotate":
            given = parser().parse_args(arguments)
            path = tmp_path / "annotator.db"
            enter(peek_project(path), path, given.name)
            continue
        if arguments == ["init", "--scheme", "mine.toml"]:
            arguments += ["--db", "mine.db"]
        capsys.readouterr()
        assert main(arguments) == 0, command
        if target:
            (tmp_path / target).write_text(capsys.readouterr().out, encoding="utf-8")


def test_the_key_table_of_the_readme_is_that_of_the_program() -> None:
    from annotator.tui.key_names import shown
    from annotator.tui.keys import KEYS

    known = {shown(name) for key in KEYS for name in key.keys.split(",")} | {*"123456789"}
    table = "\n".join(line for line in README.splitlines() if line.startswith(("| READ", "| TAG")))
    told = set(re.findall(r"`([^`]+)`", table))
    assert told <= known, told - known


def test_the_picture_of_the_readme_exists() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if not target.startswith("http"):
            assert (Path(__file__).parents[1] / target).exists(), target
