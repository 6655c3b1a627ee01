"""Searching a project: whose articles, in which order, how far, and that nothing is in its way."""

from __future__ import annotations

from contextlib import closing

import pytest

from annotator.core import searching as core_searching
from annotator.core.article import Article
from annotator.core.searching import Finder
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project
from annotator.workflow.searching import EACH, Hit, Searched, first_hits, search


def ids(project: Project) -> list[str]:
    with reading_scope(project.engine) as connection:
        return reading.article_ids(connection)


def look(project: Project, words: str, wanted: list[str] | None = None) -> list[Hit]:
    chosen = frozenset(ids(project) if wanted is None else wanted)
    return [hit for step in search(project, chosen, Finder(words)) for hit in step.hits]


def add(project: Project, *texts: str) -> None:
    add_articles(project, [Article.new(text, split_passages(text), {"title": text[:5]}) for text in texts])


def test_a_hit_says_where_it_is_and_what_stands_around_it_on_its_line(project: Project) -> None:
    (hit,) = look(project, "NOBODY saw")
    article = ids(project)[0]
    assert (hit.article_id, hit.article_name) == (article, "one")
    assert (hit.before, hit.words, hit.after) == ("", "Nobody saw", " it. “No,” she said.")
    with reading_scope(project.engine) as connection:
        assert hit.span.of(reading.article(connection, article).text) == "Nobody saw"


def test_words_over_a_line_break_are_as_the_text_has_them(project: Project) -> None:
    (hit,) = look(project, "fell. crowds")
    assert (hit.before, hit.words, hit.after) == ("Rain ", "fell.\n\nCrowds", " left.")


def test_articles_come_in_the_order_of_their_import_and_only_those_wanted(project: Project) -> None:
    add(project, "Three fell.", "Four fell.")
    assert [hit.article_name for hit in look(project, "fell")] == ["one", "two", "Three", "Four "]
    assert [hit.article_name for hit in look(project, "fell", ids(project)[1:3])] == ["two", "Three"]


def test_of_one_article_so_many_hits_are_taken_that_others_have_room(project: Project) -> None:
    add(project, "often " * (EACH + 5), "often")
    assert [hit.article_name for hit in look(project, "often")] == ["often"] * (EACH + 1)


def test_it_says_how_many_articles_it_is_through_and_may_be_stopped_anywhere(project: Project) -> None:
    wanted = frozenset(ids(project))
    assert list(search(project, wanted, Finder("zzz"))) == [Searched(0, ()), Searched(1, ()), Searched(2, ())]
    with closing(search(project, wanted, Finder("fell"))) as steps:
        assert next(steps).hits
    assert project.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_long_text_is_looked_through_in_steps(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_searching, "WINDOW", 10)
    steps = list(search(project, frozenset(ids(project)), Finder("zzz")))
    assert len(steps) > 8


def test_saving_goes_on_while_a_search_is_under_way(project: Project) -> None:
    with closing(search(project, frozenset(ids(project)), Finder("fell"))) as steps:
        next(steps)
        with writing(project.engine) as connection:
            connection.exec_driver_sql("DELETE FROM draft")
        assert next(steps)


def test_the_first_hits_of_an_article_at_hand() -> None:
    article = Article.new("so so so", (), {"title": "t"})
    hits = first_hits(article, Finder("so"), 2)
    assert [hit.span for hit in hits] == [Span(0, 2), Span(3, 5)]
    assert {hit.article_name for hit in hits} == {"t"}
