"""Articles into a project, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.text.passages import Split
from annotator.errors import AnnotatorError, BadInput
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
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
    assert found.article.detail("title") == "Storm hits coast"
    path.write_text("# Storm\n\nIt hailed.\n", encoding="utf-8")
    (found,) = import_paths(project, [path], {"title": "Given"})
    assert found.article.detail("title") == "Given"


def test_split(project: Project, tmp_path: Path) -> None:
    paths = written(tmp_path, a="It rained. It poured.\n\nIt stopped.")
    (found,) = import_paths(project, paths, {}, split=Split.WHOLE)
    assert len(found.article.passages) == 1


def test_the_same_text_under_another_outlet_is_another_article_and_is_said(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    first = import_paths(project, [tmp_path / "a.txt"], {})
    second = import_paths(project, [tmp_path / "a.txt"], {"outlet": "The Gazette"})
    assert not first[0].twin
    assert not second[0].duplicate
    assert "under another outlet" in str(second[0])
