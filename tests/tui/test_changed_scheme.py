"""The screen after the scheme was changed: present names, retired labels marked, and what needs another look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.scheme import Scheme
from annotator.core.scheme_changes import Changed, Said, rename, retire
from annotator.workflow.changing_schemes import propose, propose_file, put_in_force
from annotator.workflow.project import open_project

from .driver import Driver, make_project
from .filling import play


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a project with a claim that lacks nothing but its status."""
    made = make_project(tmp_path)

    async def mark(d: Driver) -> None:
        await d.keys("j", "enter", "n", "d", "0")
        await d.saved()
        assert "[n neutral]" in row(d, "stance")

    play(made, mark)
    return made


def change(path: Path, make: Callable[[Scheme], Changed]) -> None:
    project = open_project(path)
    try:
        put_in_force(project, propose(project, "scheme change", make))
    finally:
        project.close()


def rename_neutral(path: Path) -> None:
    change(path, lambda scheme: rename(scheme, "stance.neutral", "reported", Said()))


def row(d: Driver, field: str) -> str:
    """Return the line of a field of the claim being tagged."""
    return next(line for line in d.shown().splitlines() if line.strip(" ▸│").startswith(field))


def test_a_renamed_label_is_shown_by_its_present_name(path: Path) -> None:
    rename_neutral(path)

    async def scenario(d: Driver) -> None:
        await d.keys("right_curly_bracket")
        await d.pilot.pause()
        assert "[n reported]" in row(d, "stance")
        assert "?" not in row(d, "stance")
        await d.keys("q")
        (claim,) = await d.stored()
        assert claim.judgement.of("stance") == ("questions",)
        assert claim.judgement.scheme_hash == d.desk.scheme.hash

    play(path, scenario)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_retired_label_is_marked_until_another_is_chosen(path: Path, size: tuple[int, int]) -> None:
    change(path, lambda scheme: retire(scheme, ["stance.neutral"]))

    async def scenario(d: Driver) -> None:
        await d.keys("right_curly_bracket")
        await d.pilot.pause()
        assert d.desk.focused is not None
        assert "? [neutral (retired)]" in row(d, "stance")
        assert row(d, "stance").count("[") == 1
        await d.keys("q")
        await d.saved()
        await d.pilot.pause()
        assert "[q questions]" in row(d, "stance")
        assert "?" not in row(d, "stance")
        assert "retired" not in d.shown()

    play(path, scenario, size=size)


def test_a_screen_open_meanwhile_goes_on_and_its_work_is_read_later(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("right_curly_bracket", "q")
        await d.saved()
        rename_neutral(path)
        await d.keys("n")
        await d.saved()
        await d.pilot.pause()
        assert "[n neutral]" in row(d, "stance")
        (claim,) = await d.stored()
        assert claim.judgement.of("stance") == ("reported",)

    play(path, scenario)


def test_what_was_labelled_in_a_field_that_is_gone_is_still_shown(path: Path, tmp_path: Path) -> None:
    project = open_project(path)
    body = project.scheme.body
    begin, end = body.index('[[fields]]\nid = "form"'), body.index('[[fields]]\nid = "stance"')
    (tmp_path / "mine.toml").write_text(body[:begin] + body[end:], encoding="utf-8")
    put_in_force(project, propose_file(project, tmp_path / "mine.toml", retired=["form"]))
    project.close()

    async def scenario(d: Driver) -> None:
        await d.keys("right_curly_bracket")
        await d.pilot.pause()
        assert "direct (retired)" in d.shown()
        assert "[d direct]" not in d.shown()

    play(path, scenario, size=(120, 40))
