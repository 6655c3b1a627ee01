"""Annotations become items, and gold goes beside the item it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Judgement, Origin
from annotator.core.history import Action, Entry, Kind
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.formats.options import Which
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import whole
from annotator.store.writing import save
from annotator.workflow import items
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project, add_annotator, create_project
from annotator.workflow.schemes import find_scheme

WORDS = "The bridge is safe and the road is open, the builder said. Nobody believes him."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = create_project(tmp_path / "annotator.db", "Pilot", find_scheme("newsclaim"))
    texts = [WORDS, f"Again: {WORDS}", f"Once more: {WORDS}"]
    add_articles(made, [Article.new(text, split_passages(text), {}) for text in texts])
    yield made
    made.close()


def mark(
    project: Project, name: str, *spans: tuple[int, int], origin: Origin = Origin.MARKED, article: int = 0
) -> None:
    """Let somebody mark spans of an article in one go."""
    person, stamps = add_annotator(project, name), project.stamps
    with reading_scope(project.engine) as connection:
        where = reading.article_ids(connection)[article]
    action = Action(stamps.new_id(), person.id, Kind.DO, "mark", stamps.now(), "test")
    claims = [Claim(stamps.new_id(), where, origin, person.id) for _ in spans]
    annotations = [
        Annotation(
            stamps.new_id(),
            claim.id,
            person.id,
            action.id,
            action.at,
            Judgement(Span(*span), project.scheme.hash),
        )
        for claim, span in zip(claims, spans, strict=True)
    ]
    save(project.engine, Entry(action, claims=tuple(claims), annotations=tuple(annotations)))


def found(project: Project, which: Which) -> list[tuple[Any, ...]]:
    """Return of each item its span, and who marked what."""
    with reading_scope(project.engine) as connection:
        return [
            (ends(record.span), whose(record.annotations, record.names), whose(record.gold, record.names))
            for record in items.records(connection, which)
        ]


def whose(annotations: Sequence[Annotation], names: Any) -> list[tuple[str, tuple[int, int]]]:
    return [(names.annotators[each.annotator_id], ends(each.judgement.span)) for each in annotations]


def ends(span: Span) -> tuple[int, int]:
    return (span.start, span.end)


def test_marks_that_share_half_their_words_are_one_item(project: Project) -> None:
    mark(project, "Zoe", (0, 18), (59, 78))
    mark(project, "Ana", (4, 18), (23, 39))
    assert found(project, Which.RAW) == [
        ((0, 18), [("Ana", (4, 18)), ("Zoe", (0, 18))], []),
        ((23, 39), [("Ana", (23, 39))], []),
        ((59, 78), [("Zoe", (59, 78))], []),
    ]


def test_gold_goes_to_the_item_it_covers_best(project: Project) -> None:
    # Both of Ana's marks share half their words with the gold; the second is the same.
    mark(project, "Ana", (0, 20), (0, 18))
    mark(project, "Editor", (0, 18), (59, 78), origin=Origin.GOLD)
    assert found(project, Which.BOTH) == [
        ((0, 18), [("Ana", (0, 18))], [("Editor", (0, 18))]),
        ((0, 20), [("Ana", (0, 20))], []),
        ((59, 78), [], [("Editor", (59, 78))]),
    ]


def test_only_gold_has_the_words_of_the_gold(project: Project) -> None:
    mark(project, "Ana", (0, 18))
    mark(project, "Editor", (4, 18), origin=Origin.GOLD)
    assert found(project, Which.RAW) == [((0, 18), [("Ana", (0, 18))], [])]
    assert found(project, Which.GOLD) == [((4, 18), [], [("Editor", (4, 18))])]
    assert found(project, Which.BOTH) == [((0, 18), [("Ana", (0, 18))], [("Editor", (4, 18))])]


def test_an_item_has_one_id_in_every_export(project: Project) -> None:
    mark(project, "Ana", (0, 18))
    mark(project, "Editor", (4, 18), origin=Origin.GOLD)
    with reading_scope(project.engine) as connection:
        ids = {record.id for which in Which for record in items.records(connection, which)}
    assert len(ids) == 1


def test_two_who_settled_stand_side_by_side(project: Project) -> None:
    mark(project, "Editor", (0, 18), origin=Origin.GOLD)
    mark(project, "Chief", (0, 18), origin=Origin.GOLD)
    assert found(project, Which.GOLD) == [((0, 18), [], [("Chief", (0, 18)), ("Editor", (0, 18))])]


def test_gold_is_no_annotator_of_an_item(project: Project) -> None:
    mark(project, "Ana", (0, 18))
    mark(project, "Editor", (0, 18), origin=Origin.GOLD)
    assert found(project, Which.RAW) == [((0, 18), [("Ana", (0, 18))], [])]


def test_articles_are_read_one_at_a_time(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for article in range(3):
        mark(project, "Ana", (8, 18), article=article)
    read: list[str] = []
    real = whole._article

    def one(connection: Any, id_: str, *more: str) -> Article:
        read.append(id_)
        return real(connection, id_, *more)

    monkeypatch.setattr(whole, "_article", one)
    with reading_scope(project.engine) as connection:
        records = items.records(connection, Which.RAW)
        assert read == []
        next(records)
        assert len(read) == 1
        assert len(list(records)) == 2
        assert len(read) == 3
