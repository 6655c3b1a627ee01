"""Reading answers in values of the core; the first frame's short way says the same as the long one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from annotator.core.article import Article
from annotator.core.history import Action, Entry, Kind, Looked, SourceChange
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.peek import peek_place, peek_project
from annotator.store.writing import save, save_place, write_action
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project, create_project, find_annotator
from annotator.workflow.schemes import find_scheme


def test_articles_come_back_as_they_went_in_and_in_their_order(project: Project) -> None:
    later = [
        Article.new(body, split_passages(body), {"title": body[:3], "language": "en"})
        for body in ("Zwei.\n\n Drei. ", "Ä 👩‍👩‍👧")
    ]
    add_articles(project, later)
    with reading_scope(project.engine) as connection:
        found = list(reading.articles(connection))
    assert [each.name for each in found] == ["one", "two", "Zwe", "Ä 👩"]
    assert [(each.id, each.text, each.passages, dict(each.details)) for each in found[2:]] == [
        (each.id, each.text, each.passages, dict(each.details)) for each in later
    ]


def test_an_article_that_is_there_is_not_put_in_again(project: Project) -> None:
    with reading_scope(project.engine) as connection:
        known = list(reading.articles(connection))
    add_articles(project, known)
    with reading_scope(project.engine) as connection:
        assert list(reading.articles(connection)) == known


def test_the_latest_of_each_detail_counts(project: Project, hand: Any) -> None:
    with writing_scope(project.engine) as connection:
        action = hand.action("detail")
        write_action(connection, action)
        connection.execute(
            text("INSERT INTO article_detail VALUES ('d', :article, 'title', 'Better', :action)"),
            {"article": hand.article.id, "action": action.id},
        )
    with reading_scope(project.engine) as connection:
        article = reading.article(connection, hand.article.id)
    assert (article.detail("title"), article.detail("outlet")) == ("Better", "Paper")
    peek = peek_place(project.path, hand.annotator)
    assert peek is not None
    assert peek.title == "Better"


def test_other_names_of_a_source_are_listed_once(project: Project, hand: Any) -> None:
    source, action = Source.of("Jacob Frey", "politician"), hand.action("alias")
    names = enumerate(("Frey", "the mayor", "Frey"))
    changes = tuple(SourceChange(str(number), source.id, "alias", name) for number, name in names)
    save(project.engine, Entry(action, sources=(source,), source_changes=changes))
    with reading_scope(project.engine) as connection:
        assert reading.aliases(connection) == {source.id: ("Frey", "the mayor")}


def test_progress_leaves_boilerplate_out(project: Project, hand: Any) -> None:
    for index, state in enumerate((Looked.DONE, Looked.SKIPPED, Looked.DONE)):
        save(project.engine, hand.looks(index, state))
    with reading_scope(project.engine) as connection:
        assert reading.settled_counts(connection, hand.annotator) == {hand.article.id: 2}
        assert reading.passage_counts(connection)[hand.article.id] == 2


def _go(project: Project, name: str, article: int, passage: int) -> str:
    who = find_annotator(project, name).id
    with reading_scope(project.engine) as connection:
        at = reading.article(connection, reading.article_ids(connection)[article])
    save_place(
        project.engine,
        annotator=who,
        article=at.id,
        passage=at.passage_id(passage),
        caret=at.passages[passage].span.start,
        claim=None,
        at="now",
    )
    return who


def agrees(project: Project, who: str) -> None:
    """Check that the peek shows the article and passage that the desk will open with."""
    peek = peek_place(project.path, who)
    with reading_scope(project.engine) as connection:
        where = reading.where(connection, who)
        article = reading.article(
            connection, where.article_id if where else reading.article_ids(connection)[0]
        )
    assert peek is not None
    assert (peek.article_id, peek.text, peek.title, peek.passages) == (
        article.id,
        article.text,
        article.detail("title"),
        article.passages,
    )
    assert article.passage_id(peek.index) == (where.passage_id if where else article.passage_id(0))


def test_the_first_frame_shows_what_the_desk_opens_with(project: Project) -> None:
    for name, article, passage in (("Ana", 0, 0), ("Ben", 1, 1), ("Ana", 0, 2)):
        agrees(project, _go(project, name, article, passage))
    agrees(project, "nobody yet")


def test_the_first_frame_shows_where_each_annotator_of_the_sample_begins(sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        people = reading.annotators(connection)
        found = reading.project(connection)
    for person in people:
        agrees(sample, person.id)
    peek = peek_project(sample.path)
    assert (peek.id, peek.name) == (found.id, found.name)
    assert list(peek.people) == [person.name for person in people if person.kind == "person"]


def test_an_empty_project_has_nothing_to_show_first(tmp_path: Path) -> None:
    project = create_project(tmp_path / "p.db", "Empty", find_scheme("newsclaim"))
    assert peek_place(project.path, "ana") is None
    assert peek_project(project.path).people == ()
    project.close()


def test_the_first_frame_needs_nothing_heavy(small: Path) -> None:
    program = (
        "import sys, pathlib; from annotator.store.peek import peek_place, peek_project;"
        f"p = pathlib.Path({str(small)!r}); peek_project(p); peek_place(p, 'x');"
        "heavy = {'sqlmodel', 'sqlalchemy', 'alembic', 'pydantic', 'numpy'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_peek_changes_nothing(project: Project) -> None:
    project.close()
    before = project.path.read_bytes()
    peek_project(project.path)
    peek_place(project.path, "x")
    assert project.path.read_bytes() == before


def test_ids_rise_above_whatever_is_stored(project: Project, opened: Callable[[Path], Project]) -> None:
    future = "e677d21fdbff" + "7" + "0" * 19
    with writing_scope(project.engine) as connection:
        write_action(connection, Action(future, None, Kind.DO, "import", "now", "test"))
        assert reading.latest_action_id(connection) == future
    project.close()
    again = opened(project.path)
    assert again.stamps.new_id() > future
