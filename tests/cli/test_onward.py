"""After each step of a study the next one is named, as a command that there is."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from annotator.cli.main import COMMANDS

from .conftest import Run


def following(told: str) -> list[list[str]]:
    """Return the words of the commands named at the end, from `annotator` on."""
    last = told.splitlines()[-1]
    assert last.startswith("next: "), told
    return [shlex.split(each[each.index("annotator ") :]) for each in last[6:].split("   or   ")]


def test_each_step_names_the_next_as_commands_that_work(annotator: Run, labelled: Path) -> None:
    told = [annotator("round", "close", "everything", "--unfinished").err]
    told += [annotator("round", "open", "my marks", "--fields", "stance").err]
    told += [annotator("assign", "my marks", "--to", "Ana", "Ben").err]
    named = [following(each) for each in told]
    for each in (one for several in named for one in several):
        assert each[1] in COMMANDS, each
    (_, kit), (closed, _) = named[2][::-1], named[0]
    assert annotator(*closed[1:], "--resamples", "0").code == 0
    assert annotator(*kit[1:]).code == 0
    assert Path("ana.kit.db").exists()
    assert ["annotator", "source", "reconcile"] in following(annotator("kit", "merge", "ana.kit.db").err)


def test_nothing_comes_next_where_nothing_was_done(annotator: Run, labelled: Path) -> None:
    assert "next: " not in annotator("kit", "merge", "missing.db").err
    assert "next: " not in annotator("assign", "everything", "--to", "Ana", "--overlap", "1", "--dry-run").err


def test_a_new_name_that_differs_in_accents_alone_is_pointed_at(annotator: Run, labelled: Path) -> None:
    told = annotator("assign", "everything", "--to", "Ana", "Ána", "Cyd", "--dry-run").out
    assert "Ána (spelled like Ana, who is there already)" in told
    assert "Cyd (" not in told


def test_who_asks_for_a_report_may_be_named(
    annotator: Run, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotator("round", "open", "marks", "--fields", "stance")
    annotator("assign", "marks", "--to", "Ana", "Ben")
    for command in (("agreement", "--resamples", "0"), ("export", "csv", "-o", "labels.csv", "--force")):
        assert "Ana annotates in the round 'marks'" in annotator(*command, "--as", "ana").err
        monkeypatch.setenv("ANNOTATOR_NAME", "Ben")
        assert "Ben annotates in" in annotator(*command).err
        assert annotator(*command, "--as", "Lea").code == 0
