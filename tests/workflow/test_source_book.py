"""Sources are read once in a sitting; what others add appears, what is theirs alone does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from annotator.core.claim import Evidence, Polarity, Reaction, ReactionStance
from annotator.core.history import Action, Entry, Kind, SourceChange
from annotator.core.ids import annotator_id
from annotator.core.round import RoundState
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.engine import writing
from annotator.store.reading import Annotator
from annotator.store.sourcing import write_sources
from annotator.store.tables import AGAIN
from annotator.store.writing import add_annotator as store_annotator
from annotator.store.writing import append, write
from annotator.workflow.annotating import Desk
from annotator.workflow.importing import import_paths
from annotator.workflow.project import Project, add_annotator, create_project, find_annotator, open_project
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting
from annotator.workflow.stamps import PROGRAM
from tests.workflow.rounds import action, add_round, set_state

Sit = Callable[[str], Sitting]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """Give a function that sits somebody down at a project of two articles."""
    project = create_project(tmp_path / "p.db", "test", find_scheme("newsclaim"))
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} fell.\n\nIt rained.", encoding="utf-8")
    import_paths(project, [tmp_path / "one.txt", tmp_path / "two.txt"], {})
    for name in ("Ana", "Ben", "Cleo"):
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
    sources = (each.source for each in desk.find_sources(query, 8))
    return [each.name for each in sources if each != desk.narrator]


ADA, EVE = Source.of("Ada Byron", "witness"), Source.of("Eve Curie", "expert")


def test_what_another_annotator_names_meanwhile_is_found_when_the_next_article_is_opened(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    add_round(mine.project, "open view", blind=False)
    desk = mine.open(mine.order[0])
    give(theirs.open(theirs.order[0]), ADA)
    theirs.outbox.drain()
    assert found(desk, "ada") == []
    later = mine.open(mine.order[1])
    assert found(later, "ada") == ["Ada Byron"]
    assert later.source_called("ada byron") == ADA
    assert later.offer() is None


def test_in_a_blind_round_nobody_is_offered_what_another_has_named(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    give(theirs.open(theirs.order[0]), ADA)
    theirs.outbox.drain()
    for article in mine.order:
        desk = mine.open(article)
        assert (found(desk, "ada"), found(desk, "")) == ([], [])
        assert desk.source_called("ada byron") == Source.of("ada byron", "unclear")
    assert found(theirs.open(theirs.order[1]), "ada") == ["Ada Byron"], "their own"
    give(mine.open(mine.order[0]), EVE)
    mine.outbox.drain()
    assert found(sit("Ana").open(mine.order[1]), "") == ["Eve Curie"], "her own, in another window too"
    assert found(mine.open(mine.order[1]), "") == ["Eve Curie"]


def test_a_source_of_everybodys_is_offered_in_a_blind_round_whoever_named_it(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    give(theirs.open(theirs.order[0]), ADA, EVE)
    theirs.outbox.drain()
    desk = mine.open(mine.order[0])
    share(mine.project, ADA)
    assert found(desk, "") == []
    assert found(mine.open(mine.order[1]), "") == ["Ada Byron"]
    assert found(sit("Cleo").open(mine.order[1]), "") == ["Ada Byron"]


def test_a_name_that_another_gave_a_source_is_theirs_in_a_blind_round(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    share(mine.project, ADA)
    call(theirs.project, ADA, "The Enchantress", theirs.annotator.id)
    call(mine.project, ADA, "Countess of Lovelace")
    call(mine.project, ADA, "A. B.", mine.annotator.id)
    assert mine.open(mine.order[0]).aliases == {ADA.id: ("Countess of Lovelace", "A. B.")}
    call(mine.project, ADA, "Lady Lovelace", mine.annotator.id)
    names = ("Countess of Lovelace", "A. B.", "Lady Lovelace")
    assert mine.open(mine.order[1]).aliases == {ADA.id: names}
    assert theirs.open(mine.order[1]).aliases == {ADA.id: ("The Enchantress", "Countess of Lovelace")}


def test_when_no_round_is_blind_any_longer_all_are_offered_and_when_one_is_again_fewer(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    first = add_round(mine.project, "first")
    give(theirs.open(theirs.order[0]), ADA)
    give(mine.open(mine.order[0]), EVE)
    for each in (mine, theirs):
        each.outbox.drain()
    call(theirs.project, ADA, "The Enchantress", theirs.annotator.id)
    assert found(mine.open(mine.order[0]), "") == ["Eve Curie"]
    set_state(mine.project, first, RoundState.CLOSED)
    desk = mine.open(mine.order[1])
    assert sorted(found(desk, "")) == ["Ada Byron", "Eve Curie"]
    assert desk.aliases == {ADA.id: ("The Enchantress",)}
    set_state(mine.project, first, RoundState.OPEN)
    desk = mine.open(mine.order[0])
    assert (found(desk, ""), desk.aliases) == (["Eve Curie"], {})
    assert [each.judgement.of("source") for each in desk.claims] == [(EVE.id,)]


def test_what_is_cited_as_a_reaction_or_as_where_evidence_comes_from_is_ones_own_too(sit: Sit) -> None:
    mine = sit("Ana")
    desk = mine.open(mine.order[0])
    give(desk, EVE)
    desk.focus_on(desk.claims[0].claim_id)
    desk.set_reactions((Reaction(ADA.id, ReactionStance.DENIES),), (ADA,))
    desk.add_evidence(Evidence(desk.new_id(), Polarity.SUPPORTS, quote="So it was."), "The Registry")
    mine.outbox.drain()
    assert sorted(found(sit("Ana").open(mine.order[1]), "")) == ["Ada Byron", "Eve Curie", "The Registry"]


def test_a_second_hand_is_offered_what_the_person_has_named_and_the_person_what_it_has(sit: Sit) -> None:
    mine = sit("Ana")
    again, by = annotator_id(mine.project.id, "Ana (again)"), action(mine.project)
    row = {"annotator_id": again, "of_annotator_id": mine.annotator.id, "action_id": by.id}
    with writing(mine.project.engine) as connection:
        store_annotator(connection, id_=again, project=mine.project.id, name="Ana (again)")
        write(connection, by, {AGAIN: [row]})
    give(mine.open(mine.order[0]), ADA)
    mine.outbox.drain()
    second = Sitting(
        open_project(mine.project.path), Annotator(again, "Ana (again)", "person"), lambda _: None
    )
    desk = second.open(mine.order[1])
    assert found(desk, "") == ["Ada Byron"]
    give(desk, EVE)
    assert second.close()
    assert sorted(found(mine.open(mine.order[1]), "")) == ["Ada Byron", "Eve Curie"]


def share(project: Project, source: Source) -> None:
    with writing(project.engine) as connection:
        write_sources(connection, action(project), sources=[source], shared=[source.id])


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


def call(project: Project, source: Source, alias: str, who: str | None = None) -> None:
    by = Action(project.stamps.new_id(), who, Kind.DO, "alias", project.stamps.now(), PROGRAM)
    with writing(project.engine) as connection:
        change = SourceChange(project.stamps.new_id(), source.id, "alias", alias)
        append(connection, Entry(by, source_changes=(change,)))


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
