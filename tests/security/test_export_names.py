"""Names to export to that are meant to harm: nothing is written through a link, over a file, or outside a name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError
from annotator.formats.options import Options
from annotator.formats.registry import FORMATS
from annotator.workflow.exporting import export
from annotator.workflow.project import Project

CSV = FORMATS["csv"]


@pytest.fixture
def write(sample: Project, tmp_path: Path) -> Callable[..., int]:
    def to(target: Path, *, force: bool = False) -> int:
        return export(sample, CSV, target, Options(), force=force)

    return to


def left(folder: Path) -> list[str]:
    """Return everything in a folder; projects of the fixtures apart."""
    return sorted(each.name for each in folder.iterdir() if ".db" not in each.name)


def test_a_link_to_a_file_is_refused_and_never_written_through(
    write: Callable[..., int], tmp_path: Path
) -> None:
    victim, link = tmp_path / "victim.csv", tmp_path / "out.csv"
    victim.write_text("mine", encoding="utf-8")
    link.symlink_to(victim)
    with pytest.raises(AnnotatorError, match="this is a link") as problem:
        write(link)
    assert "--force" in problem.value.do
    write(link, force=True)
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not link.is_symlink()
    assert link.read_text(encoding="utf-8").startswith("item,")


@pytest.mark.parametrize("to", ["nowhere.csv", "out.csv", "/dev/null", "."])
def test_a_link_that_leads_nowhere_round_or_to_a_device_is_refused(
    to: str, write: Callable[..., int], tmp_path: Path
) -> None:
    link = tmp_path / "out.csv"
    link.symlink_to(to)
    with pytest.raises(AnnotatorError):
        write(link)
    assert link.is_symlink()
    assert left(tmp_path) == ["out.csv"]


def test_a_link_that_waits_under_the_name_of_the_unfinished_file_is_not_followed(
    write: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda count: "f" * count)
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / ".ffffffff.unfinished").symlink_to(victim)
    with pytest.raises(AnnotatorError):
        write(tmp_path / "out.csv")
    assert victim.read_text(encoding="utf-8") == "mine"


def test_a_file_made_meanwhile_is_not_replaced(
    sample: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    real = type(CSV).write

    def late(self: Any, *given: Any) -> Any:
        target.write_text("somebody else's", encoding="utf-8")
        yield from real(self, *given)

    monkeypatch.setattr(type(CSV), "write", late)
    with pytest.raises(AnnotatorError, match="already there"):
        export(sample, CSV, target, Options())
    assert target.read_text(encoding="utf-8") == "somebody else's"
    assert left(tmp_path) == ["out.csv"]


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.csv",
        "a\tb",
        "\x1b[2J.csv",
        "\u202ecsv.exe",
        "é" * 127,
        "a" * 255,
        "-",
        "--force",
        "~",
        "$(id)",
        ";id",
        "*",
    ],
)
def test_odd_names_are_just_names(name: str, write: Callable[..., int], tmp_path: Path) -> None:
    write(tmp_path / name)
    assert left(tmp_path) == [name]


@pytest.mark.parametrize("name", ["a" * 256, "nowhere/out.csv", "a\0b", "", ".", "..", "a" * 5000])
def test_names_that_cannot_be_are_refused_in_words(
    name: str, write: Callable[..., int], tmp_path: Path
) -> None:
    with pytest.raises(AnnotatorError):
        write(tmp_path / name)
    assert left(tmp_path) == []


def test_a_name_of_bytes_that_are_no_text(write: Callable[..., int], tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    write(tmp_path / name)
    assert left(tmp_path) == [name]


def test_dots_lead_where_they_lead_and_no_further(write: Callable[..., int], tmp_path: Path) -> None:
    """What a person types is theirs to choose; no name is ever made of an article's or a project's words."""
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / ".." / "out.csv")
    assert left(tmp_path) == ["in", "out.csv"]
