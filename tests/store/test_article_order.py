"""Single questions about the order of import answer as the whole list of it would."""

from __future__ import annotations

from annotator.core.article import Article
from annotator.core.text.passages import split_passages
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project


def test_number_place_and_follower_of_an_article_are_those_of_the_list(project: Project) -> None:
    for lot in (("c", "a", "b"), ("z",), ("x", "y")):
        add_articles(project, [Article.new(text, split_passages(text), {}) for text in lot])
    with reading_scope(project.engine) as connection:
        order = reading.article_ids(connection)
        numbers = range(1, len(order) + 1)
        assert len(order) == 8
        assert reading.article_count(connection) == 8
        assert [reading.article_number(connection, each) for each in order] == list(numbers)
        assert [reading.article_at(connection, number) for number in numbers] == order
        assert [reading.article_after(connection, each) for each in order] == [*order[1:], None]


def test_an_article_that_is_not_there_has_no_number_place_or_follower(project: Project) -> None:
    with reading_scope(project.engine) as connection:
        assert reading.article_number(connection, "nowhere") == 0
        assert reading.article_after(connection, "nowhere") is None
        assert [reading.article_at(connection, number) for number in (-1, 0, 3)] == [None] * 3
