"""Articles into a project, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from annotator.core.text.passages import Split
from annotator.errors import AnnotatorError, BadInput, NotSaved
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.tables import ACTION
from annotator.workflow import importing, spool
from annotator.workflow.importing import import_paths
from annotator.workflow.project import Project, create_project
from annotator.workflow.schemes import find_scheme


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = create_project(tmp_path / "annotator.db", "Pilot", find_scheme("newsclaim"))
    yield made
    made.close()


def written(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.txt")
        paths[-1].write_text(text, encoding="utf-8", newline="")
    return paths


def stored(project: Project) -> list[str]:
    with reading_scope(project.engine) as connection:
        return [article.text for article in reading.articles(connection)]


def test_articles_keep_the_order_they_came_in(project: Project, tmp_path: Path) -> None:
    first = written(tmp_path, z="Last letter.", a="First letter.")
    import_paths(project, first, {})
    import_paths(project, written(tmp_path, m="Later."), {})
    assert stored(project) == ["Last letter.", "First letter.", "Later."]


def test_what_is_there_stays_as_it_is(project: Project, tmp_path: Path) -> None:
    paths = written(tmp_path, a="It rained.", b="It snowed.")
    (first,) = import_paths(project, paths[:1], {"published": "2026-01-15"})
    assert (first.duplicate, first.differing) == (False, ())
    again, fresh = import_paths(project, paths, {"published": "2026-01-16", "language": "en"})
    assert (again.duplicate, again.differing) == (True, ("published", "language"))
    assert str(again).endswith("nothing changed (published, language as first imported)")
    assert (fresh.duplicate, str(fresh)) == (False, f"{paths[1]}: 1 passage")
    with reading_scope(project.engine) as connection:
        days = [article.detail("published") for article in reading.articles(connection)]
    assert days == ["2026-01-15", "2026-01-16"]


def test_the_same_words_of_two_outlets_are_two_articles(project: Project, tmp_path: Path) -> None:
    paths = written(tmp_path, a="An agency wrote this.")
    for outlet in ("Gazette", "Herald", "Gazette"):
        import_paths(project, paths, {"outlet": outlet})
    assert len(stored(project)) == 2


@pytest.mark.parametrize("bad", ["", " \n", "a\0b"])
def test_all_or_none(bad: str, project: Project, tmp_path: Path) -> None:
    paths = written(tmp_path, a="It rained.", b=bad, c="It snowed.")
    with pytest.raises(BadInput) as problem:
        import_paths(project, paths, {})
    assert str(paths[1]) in problem.value.where
    assert stored(project) == []


def test_a_day_is_checked_before_anything_is_read(project: Project, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="is no day"):
        import_paths(project, [tmp_path / "missing.txt"], {"published": "soon"})


def test_a_heading_is_a_title_unless_one_is_given(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "Lead.\n\n## Storm *hits* coast ##\n\nIt rained.\n\n# Storm hits coast\n", encoding="utf-8"
    )
    (found,) = import_paths(project, [path], {})
    assert found.title == "Storm hits coast"
    path.write_text("# Storm\n\nIt hailed.\n", encoding="utf-8")
    (found,) = import_paths(project, [path], {"title": "Given"})
    assert found.title == "Given"


def test_split(project: Project, tmp_path: Path) -> None:
    paths = written(tmp_path, a="It rained. It poured.\n\nIt stopped.")
    (found,) = import_paths(project, paths, {}, split=Split.WHOLE)
    assert found.passages == 1


def test_the_same_text_under_another_outlet_is_another_article_and_is_said(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    first = import_paths(project, [tmp_path / "a.txt"], {})
    second = import_paths(project, [tmp_path / "a.txt"], {"outlet": "The Gazette"})
    assert not first[0].twin
    assert not second[0].duplicate
    assert "under another outlet" in str(second[0])


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two articles of one passage be a batch, and nothing of them be kept in memory."""
    monkeypatch.setattr(spool, "PASSAGES_AT_ONCE", 2)
    monkeypatch.setattr(spool, "IN_MEMORY", 1)
    monkeypatch.setattr(importing, "PAUSE_SECONDS", 0)


NUMBERED = {name: f"It rained {name}." for name in "abcde"}


def actions(project: Project) -> int:
    with reading_scope(project.engine) as connection:
        return connection.execute(select(func.count()).select_from(ACTION)).scalar_one()


def test_a_short_import_is_one_action(project: Project, tmp_path: Path) -> None:
    import_paths(project, written(tmp_path, **NUMBERED), {})
    assert actions(project) == 1


@pytest.mark.usefixtures("in_batches")
def test_a_long_import_is_several_actions_in_one_order(project: Project, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    paths = written(tmp_path, **NUMBERED)
    import_paths(project, paths, {}, follow=lambda *said: told.append(said))
    assert stored(project) == list(NUMBERED.values())
    assert actions(project) == 3
    assert told == [
        ("reading files", 5, 5),
        ("writing passages", 2, 5),
        ("writing passages", 4, 5),
        ("writing passages", 5, 5),
    ]
    assert {path.name for path in tmp_path.iterdir() if path not in paths} == {
        "annotator.db",
        "annotator.db-wal",
        "annotator.db-shm",
    }


@pytest.mark.usefixtures("in_batches")
def test_a_file_that_cannot_be_read_leaves_nothing_of_many(project: Project, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        import_paths(project, written(tmp_path, **NUMBERED, z=""), {})
    assert stored(project) == []


@pytest.mark.usefixtures("in_batches")
@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_long_import_that_was_stopped_says_so_and_goes_on(
    stop: type[BaseException], project: Project, tmp_path: Path
) -> None:
    paths = written(tmp_path, **NUMBERED)

    def follow(what: str, done: int, total: int) -> None:
        if (what, done) == ("writing passages", 4):
            raise stop

    with pytest.raises(stop) as stopped:
        import_paths(project, paths, {}, follow=follow)
    assert stopped.value.__notes__ == ["2 of 5 passages are imported; import again to go on"]
    assert stored(project) == list(NUMBERED.values())[:2]
    outcome = import_paths(project, paths, {})
    assert [each.duplicate for each in outcome] == [True, True, False, False, False]
    assert stored(project) == list(NUMBERED.values())


@pytest.mark.usefixtures("in_batches")
def test_a_failure_midway_says_what_is_there(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = importing.bulk.add_articles, []

    def fail(*given: Any) -> int:
        calls.append(given)
        if len(calls) == 2:
            raise NotSaved(
                "the database could not be written; nothing was saved", why="the disk is full", do="try"
            )
        return real(*given)

    monkeypatch.setattr(importing.bulk, "add_articles", fail)
    with pytest.raises(NotSaved) as problem:
        import_paths(project, written(tmp_path, **NUMBERED), {})
    assert str(problem.value) == (
        "the import stopped midway: 2 of 5 passages are imported; import again to go on\n"
        "  why: the disk is full\n  do:  try"
    )


def test_a_text_that_comes_twice_at_once_is_written_once(project: Project, tmp_path: Path) -> None:
    paths = written(tmp_path, a="It rained.", b="It rained.")
    assert [each.duplicate for each in import_paths(project, paths, {})] == [False, True]
    assert stored(project) == ["It rained."]
