"""Sources are read once in a sitting; what others add appears, what is theirs alone does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from annotator.core.history import Action, Entry, Kind, SourceChange
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.engine import writing
from annotator.store.writing import append
from annotator.workflow.annotating import Desk
from annotator.workflow.importing import import_paths
from annotator.workflow.project import Project, add_annotator, create_project, find_annotator, open_project
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting
from annotator.workflow.stamps import PROGRAM

Sit = Callable[[str], Sitting]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """Give a function that sits somebody down at a project of two articles."""
    project = create_project(tmp_path / "p.db", "test", find_scheme("newsclaim"))
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} fell.\n\nIt rained.", encoding="utf-8")
    import_paths(project, [tmp_path / "one.txt", tmp_path / "two.txt"], {})
    for name in ("Ana", "Ben"):
        add_annotator(project, name)
    project.close()
    sittings: list[Sitting] = []

    def seated(name: str) -> Sitting:
        fresh = open_project(tmp_path / "p.db")
        sittings.append(Sitting(fresh, find_annotator(fresh, name), lambda _: None))
        return sittings[-1]

    yield seated
    for sitting in sittings:
        sitting.close()


def give(desk: Desk, *sources: Source) -> None:
    for number, source in enumerate(sources):
        desk.select(Span(number, number + 3))
        desk.mark()
        desk.tag_source(desk.scheme.fields[0], source)
        desk.clear()


def found(desk: Desk, query: str) -> list[str]:
    return [each.source.name for each in desk.find_sources(query, 8)]


ADA, EVE = Source.of("Ada Byron", "witness"), Source.of("Eve Curie", "expert")


def test_what_another_annotator_names_meanwhile_is_found_when_the_next_article_is_opened(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    desk = mine.open(mine.order[0])
    give(theirs.open(theirs.order[0]), ADA)
    theirs.outbox.drain()
    assert found(desk, "ada") == []
    later = mine.open(mine.order[1])
    assert found(later, "ada") == ["Ada Byron"]
    assert later.source_called("ada byron") == ADA
    assert later.offer() is None


def test_unnamed_sources_of_others_are_theirs(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    article = mine.order[0]
    give(theirs.open(article), Source.of("officials", "unclear", article))
    theirs.outbox.drain()
    assert found(mine.open(article), "off") == []
    give(mine.open(article), Source.of("neighbours", "witness", article))
    mine.outbox.drain()
    assert found(mine.open(article), "neigh") == ["neighbours"]
    assert found(mine.open(mine.order[1]), "neigh") == [], "of another article"
    again = sit("Ana")
    assert found(again.open(article), "neigh") == ["neighbours"]
    assert found(again.open(article), "off") == []


def test_other_names_given_meanwhile_are_found_and_the_old_ones_stay(sit: Sit) -> None:
    mine = sit("Ana")
    give(mine.open(mine.order[0]), ADA, EVE)
    mine.outbox.drain()
    for alias in ("Countess of Lovelace", "The Enchantress"):
        call(mine.project, ADA, alias)
        desk = mine.open(mine.order[1])
        assert found(desk, alias) == ["Ada Byron"]
    assert desk.aliases == {ADA.id: ("Countess of Lovelace", "The Enchantress")}


def call(project: Project, source: Source, alias: str) -> None:
    action = Action(project.stamps.new_id(), None, Kind.DO, "alias", project.stamps.now(), PROGRAM)
    with writing(project.engine) as connection:
        change = SourceChange(project.stamps.new_id(), source.id, "alias", alias)
        append(connection, Entry(action, source_changes=(change,)))


@contextmanager
def rows_read(project: Project, table: str) -> Iterator[list[str]]:
    """Give the questions asked of a table."""
    asked: list[str] = []

    def note(*told: object) -> None:
        statement = str(told[2])
        if f"FROM {table}" in statement:
            asked.append(statement)

    event.listen(project.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(project.engine, "before_cursor_execute", note)


def test_opening_another_article_reads_no_named_source_again(sit: Sit) -> None:
    mine = sit("Ana")
    give(mine.open(mine.order[0]), EVE)
    mine.outbox.drain()
    give(mine.open(mine.order[0]), ADA)
    mine.outbox.drain()
    with rows_read(mine.project, "source") as asked:
        mine.open(mine.order[1])
    reread = [each for each in asked if "max(" not in each and "rowid" not in each and "IN (" not in each]
    assert reread == []
    known = mine.book.known
    mine.open(mine.order[0])
    assert mine.book.known is known, "the same tuple, by which suggestions know that nothing is new"


def test_after_the_rows_were_numbered_anew_everything_is_read_again(sit: Sit) -> None:
    mine = sit("Ana")
    give(mine.open(mine.order[0]), ADA)
    mine.outbox.drain()
    mine.open(mine.order[0])
    mine.book._rows = (1_000_000, 1_000_000)  # as of a file that was larger
    assert found(mine.open(mine.order[1]), "ada") == ["Ada Byron"]


def test_the_source_used_last_goes_along_into_an_article_without_any(sit: Sit) -> None:
    mine = sit("Ana")
    first, second = mine.order
    desk = mine.open(first)
    assert desk.last_source is None
    give(desk, ADA, EVE, Source.of("officials", "unclear", first))
    mine.outbox.drain()
    fresh = mine.open(second)
    assert fresh.last_source == EVE.id, "officials here would be others"
    assert fresh.digits == []
    give(fresh, ADA)
    assert fresh.last_source == ADA.id
    mine.outbox.drain()
    assert sit("Ana").open(second).last_source == ADA.id, "what was used in the article itself"


def test_merely_opening_an_article_uses_no_source(sit: Sit) -> None:
    mine = sit("Ana")
    give(mine.open(mine.order[0]), ADA)
    mine.outbox.drain()
    other = sit("Ana")
    other.open(other.order[0])
    assert other.open(other.order[1]).last_source is None


def test_those_used_here_come_first_then_those_used_last_then_those_used_most(sit: Sit) -> None:
    first = sit("Ana")
    names = ("Rose A", "Rose B", "Rose C", "Rose D")
    a, b, c, d = (Source.of(name, "witness") for name in names)
    give(first.open(first.order[0]), d, c, c, b)
    first.outbox.drain()
    again = sit("Ana")
    desk = again.open(again.order[1])
    again.book.add([a])
    assert found(desk, "rose") == ["Rose C", "Rose B", "Rose D", "Rose A"], (
        "by how often of late, then by name"
    )
    give(desk, d)
    assert found(desk, "rose")[0] == "Rose D"


def test_held_for_the_next_claim_without_one_it_is_the_one_used_last(sit: Sit) -> None:
    mine = sit("Ana")
    desk = mine.open(mine.order[0])
    desk.hold(ADA)
    assert (desk.last_source, desk.digits) == (ADA.id, [ADA.id])
    assert found(desk, "ada") == ["Ada Byron"]


def test_preparing_twice_changes_nothing(sit: Sit) -> None:
    mine = sit("Ana")
    give(mine.open(mine.order[0]), ADA)
    mine.book.prepare()
    mine.book.prepare()
    assert found(mine.open(mine.order[0]), "byr") == ["Ada Byron"]
