"""Merged and renamed sources as they are read: offered, listed, compared; and the same whatever came in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Judgement, Label
from annotator.core.history import Action, Kind, SourceChange
from annotator.core.source import Source
from annotator.core.source_merges import MERGE, RENAME, fold
from annotator.core.text.span import Span
from annotator.errors import BadInput, NotFound
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing
from annotator.store.sourcing import write_sources
from annotator.store.tables import AGAIN
from annotator.store.writing import write
from annotator.workflow.annotating import Desk
from annotator.workflow.importing import import_paths
from annotator.workflow.kits import make_kit
from annotator.workflow.likely_same import likely_same, still_asked
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.project import Project, add_annotator, create_project, find_annotator, open_project
from annotator.workflow.reconciling import changed_sources, named_now, present_sources
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting
from annotator.workflow.source_book import SourceBook
from annotator.workflow.source_changes import add, keep_apart, merge, merge_pair, part, rename, share, unshare
from annotator.workflow.sources import list_sources
from tests.workflow.rounds import action, add_round

Sit = Callable[[str], Sitting]
ADA, COUNTESS = Source.of("Ada Byron", "witness"), Source.of("Countess of Lovelace", "expert")
EVE = Source.of("Eve Curie", "expert")


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """Give a function that sits somebody down at a project of two articles whose only round is blind."""
    project = create_project(tmp_path / "p.db", "test", find_scheme("newsclaim"))
    for name in ("one", "two"):
        text = f"The {name} tower fell. Nobody was hurt there.\n\nIt rained all day."
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
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


@pytest.fixture
def ana(sit: Sit) -> Sitting:
    """Sit Ana down at an open view, after she gave three sources."""
    mine = sit("Ana")
    add_round(mine.project, "open view", blind=False)
    give(mine, 0, ADA, COUNTESS, EVE)
    return mine


def give(sitting: Sitting, article: int, *sources: Source) -> None:
    desk = sitting.open(sitting.order[article])
    for number, source in enumerate(sources):
        desk.select(Span(number * 5, number * 5 + 5))
        desk.mark()
        desk.tag_source(desk.scheme.fields[0], source)
        desk.clear()
    assert sitting.outbox.drain()


def found(desk: Desk, query: str) -> list[str]:
    sources = (each.source for each in desk.find_sources(query, 8))
    return [each.name for each in sources if each != desk.narrator]


def standing(project: Project) -> dict[str, str]:
    with reading_scope(project.engine) as connection:
        return dict(present_sources(connection))


def test_what_stands_for_others_is_offered_and_found_by_all_their_names(ana: Sitting) -> None:
    assert found(ana.open(ana.order[1]), "a") != []
    merge(ana.project, "Ada Byron", ["Countess of Lovelace"])
    desk = ana.open(ana.order[1])
    assert found(desk, "lovelace") == ["Ada Byron"]
    assert found(desk, "ada") == ["Ada Byron"]
    assert sorted(found(desk, "")) == ["Ada Byron", "Eve Curie"]
    assert desk.aliases == {ADA.id: ("Countess of Lovelace",)}
    assert desk.source_called("countess of lovelace") == ADA
    assert COUNTESS not in desk.book.known


def test_what_was_given_before_keeps_its_source_and_its_name(ana: Sitting) -> None:
    merge(ana.project, "Ada Byron", ["Countess of Lovelace"])
    desk = ana.open(ana.order[0])
    assert [each.judgement.of("source") for each in desk.claims] == [(ADA.id,), (COUNTESS.id,), (EVE.id,)]
    assert desk.source_named(COUNTESS.id) == "Countess of Lovelace"


def test_a_merge_taken_back_offers_both_again(ana: Sitting) -> None:
    merge(ana.project, "Ada Byron", ["Countess of Lovelace"])
    ana.open(ana.order[1])
    part(ana.project, "Ada Byron", ["Countess of Lovelace"])
    desk = ana.open(ana.order[1])
    assert found(desk, "lovelace") == ["Countess of Lovelace"]
    assert desk.aliases == {}


def test_a_renamed_source_is_offered_under_its_present_name_and_found_by_both(ana: Sitting) -> None:
    ana.open(ana.order[1])
    rename(ana.project, "Ada Byron", "Augusta King")
    desk = ana.open(ana.order[1])
    assert found(desk, "ada") == found(desk, "king") == ["Augusta King"]
    assert desk.source_named(ADA.id) == "Augusta King"
    assert desk.find_sources("king", 1)[0].source.id == ADA.id
    assert sitting_again(ana).open(ana.order[1]).aliases == {ADA.id: ("Ada Byron",)}


def sitting_again(sitting: Sitting) -> Sitting:
    return Sitting(sitting.project, sitting.annotator, lambda _: None)


def test_sources_named_after_a_merge_are_found_too(ana: Sitting) -> None:
    merge(ana.project, "Ada Byron", ["Countess of Lovelace"])
    rosa = Source.of("Rosa Luxemburg", "witness")
    give(ana, 1, rosa)
    desk = ana.open(ana.order[1])
    assert found(desk, "rosa") == ["Rosa Luxemburg"]
    assert found(desk, "lovelace") == ["Ada Byron"]


def test_in_a_blind_round_a_merge_shows_nobody_a_source_that_is_not_theirs(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    give(mine, 0, COUNTESS)
    give(theirs, 0, ADA)
    merge(mine.project, "Ada Byron", ["Countess of Lovelace"])
    assert found(mine.open(mine.order[1]), "") == ["Countess of Lovelace"]
    desk = theirs.open(theirs.order[1])
    assert (found(desk, ""), desk.aliases) == (["Ada Byron"], {})
    share(mine.project, ["Ada Byron"])
    desk = mine.open(mine.order[1])
    assert (found(desk, ""), found(desk, "lovelace")) == (["Ada Byron"], ["Ada Byron"])


def test_labels_are_compared_by_what_stands_for_their_source(ana: Sitting) -> None:
    maps = ana.project.schemes
    judgement = Judgement(Span(0, 1), maps.scheme.hash, (Label("source", source_id=COUNTESS.id),))
    assert PresentLabels(maps).of(judgement) == {"source": (COUNTESS.id,)}
    merge(ana.project, "Ada Byron", ["Countess of Lovelace"])
    labels = PresentLabels(maps, standing(ana.project))
    assert labels.of(judgement) == {"source": (ADA.id,)}
    assert (labels.merged, labels.mapped) == ({"source": 1}, {"source": 0})


def test_reading_sources_as_they_are_now(ana: Sitting) -> None:
    assert standing(ana.project) == {}
    merge(ana.project, "Ada Byron", ["Countess of Lovelace"])
    rename(ana.project, "Countess of Lovelace", "Augusta King")
    rename(ana.project, "Eve Curie", "Eve")
    assert standing(ana.project) == {COUNTESS.id: ADA.id}
    with reading_scope(ana.project.engine) as connection:
        changed = {id_: (each.id, each.name) for id_, each in changed_sources(connection).items()}
        names = [each.name for each in named_now(connection, [EVE, COUNTESS, ADA])]
    augusta = (ADA.id, "Augusta King")
    assert changed == {ADA.id: augusta, COUNTESS.id: augusta, EVE.id: (EVE.id, "Eve")}
    assert names == ["Eve", "Countess of Lovelace", "Augusta King"]


def test_two_people_giving_one_claim_two_sources_are_asked_about_first(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    give(mine, 0, ADA, ADA, EVE)
    give(theirs, 0, COUNTESS, COUNTESS, Source.of("Eva Curie", "expert"))
    first, second = likely_same(mine.project)
    assert {first.proposal.into.id, first.proposal.other.id} == {EVE.id, Source.of("Eva Curie", "expert").id}
    assert {second.proposal.into.id, second.proposal.other.id} == {ADA.id, COUNTESS.id}
    assert (second.together, second.same_words) == (2, ("The o", "ne to"))
    keep_apart(
        mine.project,
        EVE.id,
        first.proposal.other.id if first.proposal.into.id == EVE.id else first.proposal.into.id,
    )
    merge_pair(mine.project, second.proposal.into.id, second.proposal.other.id)
    assert not any(still_asked(mine.project, each) for each in (first, second))
    assert likely_same(mine.project) == []


def test_a_second_hand_is_no_second_person(sit: Sit) -> None:
    mine = sit("Ana")
    again = add_annotator(mine.project, "Ana 2")
    give(mine, 0, ADA)
    give(sit("Ana 2"), 0, COUNTESS)
    assert len(likely_same(mine.project)) == 1
    by = action(mine.project)
    row = {"annotator_id": again.id, "of_annotator_id": mine.annotator.id, "action_id": by.id}
    with writing(mine.project.engine) as connection:
        write(connection, by, {AGAIN: [row]})
    assert likely_same(mine.project) == []


def test_merges_of_a_source_that_another_file_has_not_are_passed_over_there(ana: Sitting) -> None:
    stamps = ana.project.stamps
    by = Action(stamps.new_id(), None, Kind.DO, "source merge", stamps.now(), "test")
    with writing(ana.project.engine) as connection:
        write_sources(connection, by, changes=[SourceChange(stamps.new_id(), ADA.id, "merge", "elsewhere")])
    assert standing(ana.project) == {}
    assert found(ana.open(ana.order[1]), "ada") == ["Ada Byron"]


def test_all_others_are_merged_or_none(ana: Sitting) -> None:
    with pytest.raises(NotFound):
        merge(ana.project, "Ada Byron", ["Eve Curie", "Nobody"])
    with pytest.raises(BadInput):
        merge(ana.project, "Ada Byron", ["Eve Curie", "ada byron"])
    assert standing(ana.project) == {}


def test_a_merge_follows_records_of_a_program_whose_clock_is_ahead(ana: Sitting) -> None:
    other = open_project(ana.project.path)
    ahead = f"{int(other.stamps.new_id()[:12], 16) + 3_600_000:012x}7" + "0" * 19
    other.stamps.follow(ahead)
    rename(other, "Ada Byron", "Augusta")
    rename(ana.project, "Ada Byron", "Augusta King")
    with reading_scope(ana.project.engine) as connection:
        assert named_now(connection, [ADA])[0].name == "Augusta King"
    other.close()


def test_an_added_source_is_offered_to_everybody_also_in_a_blind_round(sit: Sit) -> None:
    mine = sit("Ana")
    added = add(mine.project, "Rosa Luxemburg", "witness", ["Junius"])
    assert (added.is_new, added.aliases) == (True, ("Junius",))
    assert found(mine.open(mine.order[0]), "junius") == ["Rosa Luxemburg"]


NAMES = tuple(Source.of(f"{first} {last}", "witness") for first in ("Ada", "Eve") for last in ("Ray", "Moor"))
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([MERGE, MERGE, RENAME]),
        st.sampled_from([*(each.id for each in NAMES), "Zoe Hill"]),
    ),
    max_size=5,
)


@given(
    st.permutations(NAMES),
    st.lists(CHANGES, max_size=3),
    st.dictionaries(st.sampled_from(NAMES), st.just(("Countess",))),
)
def test_a_book_that_grew_offers_what_one_made_at_once_does(
    order: list[Source], steps: list[list[tuple[Source, str, str]]], aliases: dict[Source, tuple[str, ...]]
) -> None:
    grown, now = SourceBook(), fold([])
    for step, changes in enumerate(steps):
        grown.add([order[step]], {each.id: also for each, also in aliases.items() if each == order[step]})
        assert grown.names is not None
        now = fold(
            SourceChange(f"{at}", source.id, kind, value) for at, (source, kind, value) in enumerate(changes)
        )
        grown.stand(now)
    also = {each.id: names for each, names in aliases.items() if each in order}
    grown.add(order, also)
    fresh = SourceBook()
    fresh.stand(now)
    fresh.add(order, also)
    assert (set(grown.known), grown.named) == (set(fresh.known), fresh.named)
    assert {key: set(value) for key, value in grown.aliases.items()} == {
        key: set(value) for key, value in fresh.aliases.items()
    }
    for query in ("", "ada", "moor", "zoe", "countess"):
        assert [each.source for each in grown.names.ranked(query)] == [
            each.source for each in fresh.names.ranked(query)
        ]
    ids = {each.id for each in NAMES}
    into = {id_: now.representative(id_) for id_ in ids}
    assert {each.id for each in grown.known} == {new if new in ids else id_ for id_, new in into.items()}


def test_a_sharing_is_taken_back_and_made_anew(sit: Sit) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    give(mine, 0, ADA)
    assert [each.name for each in share(mine.project, ["Ada Byron"])] == ["Ada Byron"]
    assert found(theirs.open(theirs.order[0]), "ada") == ["Ada Byron"]
    assert [each.name for each in unshare(mine.project, ["ada byron"])] == ["Ada Byron"]
    assert unshare(mine.project, ["Ada Byron"]) == []
    # Who sits down from now on is offered it no more, but for those who use it.
    again = sit("Ben")
    assert found(again.open(again.order[0]), "ada") == []
    ana = sit("Ana")
    assert found(ana.open(ana.order[1]), "ada") == ["Ada Byron"]
    assert [each.shared for each in list_sources(mine.project)] == [False]
    assert examine(mine.project.path).healthy
    assert [each.name for each in share(mine.project, ["Ada Byron"])] == ["Ada Byron"]
    once_more = sit("Ben")
    assert found(once_more.open(once_more.order[0]), "ada") == ["Ada Byron"]
    assert share(mine.project, ["Ada Byron"]) == []


def test_a_source_that_is_shared_no_longer_is_in_no_kit_made_since(sit: Sit, tmp_path: Path) -> None:
    mine = sit("Ana")
    add(mine.project, "Rosa Luxemburg", "witness")
    add(mine.project, "Karl Radek", "witness")
    unshare(mine.project, ["Karl Radek"])
    kit = open_project(make_kit(mine.project, "Ben", target=tmp_path / "ben.kit.db").path)
    assert [(each.name, each.shared) for each in list_sources(kit)] == [("Rosa Luxemburg", True)]
    kit.close()


def test_what_shares_a_source_that_was_merged_is_taken_back_too(sit: Sit) -> None:
    mine = sit("Ana")
    add(mine.project, "DHS", "witness")
    add(mine.project, "Homeland Security", "witness")
    merge(mine.project, "Homeland Security", ["DHS"])
    unshare(mine.project, ["DHS"])
    assert not [each for each in list_sources(mine.project) if each.shared]


@pytest.mark.parametrize("way", ["merge", "rename", "part", "share", "unshare"])
def test_in_a_blind_round_no_message_names_to_an_annotator_what_others_found(sit: Sit, way: str) -> None:
    mine, theirs = sit("Ana"), sit("Ben")
    give(mine, 0, ADA)
    give(theirs, 0, Source.of("Ada Byron", "expert"), Source.of("Ada Byrony", "expert"))
    project, seen_by = mine.project, mine.annotator.id
    ways: dict[str, Callable[[str], object]] = {
        "merge": lambda name: merge(project, name, [name], seen_by=seen_by),
        "rename": lambda name: rename(project, name, "Eve", seen_by=seen_by),
        "part": lambda name: part(project, name, [name], seen_by=seen_by),
        "share": lambda name: share(project, [name], seen_by=seen_by),
        "unshare": lambda name: unshare(project, [name], seen_by=seen_by),
    }
    with pytest.raises(BadInput) as several:
        ways[way]("Ada Byron")
    assert "(expert)" not in str(several.value)
    assert "(witness); 1 of others, not named while a round is blind" in several.value.why
    with pytest.raises(NotFound) as none:
        ways[way]("Ada Byrons")
    assert "Byrony" not in str(none.value)
    # The lead is told.
    with pytest.raises(BadInput, match="2 sources") as told:
        merge(project, "Ada Byron", ["Ada Byron"])
    assert "(expert)" in told.value.why
