"""What sources are now: laws of the fold over records that arrive in any order, from any kit, some of them twice."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.history import SourceChange
from annotator.core.source import Source
from annotator.core.source_merges import ALIAS, MERGE, RENAME, REVOKE, SourcesNow, fold, what_parts

SOURCES = "abcdefg"
sources = st.sampled_from(SOURCES)


@st.composite
def histories(draw: st.DrawFn) -> list[SourceChange]:
    """Draw records with ids that rise; what is taken back may be anything, also what isn't there."""
    kinds = st.sampled_from([ALIAS, RENAME, MERGE, MERGE, MERGE, REVOKE])
    made: list[SourceChange] = []
    for number, kind in enumerate(draw(st.lists(kinds, max_size=14))):
        names = st.sampled_from(["Ada", "ADA", "ada  b", " "])
        values = {MERGE: sources, REVOKE: st.integers(0, 14).map("{:02}".format)}.get(kind, names)
        value = draw(values)
        made.append(SourceChange(f"{number:02}", draw(sources), kind, value))
    return made


def classes(now: SourcesNow) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for each in SOURCES:
        found.setdefault(now.representative(each), set()).add(each)
    return set(map(frozenset, found.values()))


@given(histories(), st.data())
def test_the_order_of_arrival_and_arriving_twice_change_nothing(
    changes: list[SourceChange], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(changes))
    again = data.draw(st.lists(st.sampled_from(changes), max_size=4)) if changes else []
    assert fold([*shuffled, *again]) == fold(changes)


@given(histories(), histories())
def test_the_union_of_two_kits_is_the_same_either_way_round(
    one: list[SourceChange], other: list[SourceChange]
) -> None:
    theirs = [SourceChange(f"k{each.id}", each.source_id, each.kind, each.value) for each in other]
    assert fold(one + theirs) == fold(theirs + one)


@given(histories())
def test_a_representative_stands_for_itself(changes: list[SourceChange]) -> None:
    now = fold(changes)
    for each in SOURCES:
        into = now.representative(each)
        assert now.representative(into) == into
    assert all(old != new for old, new in now.stands_for.items())
    assert set(now.stands_for) == {each for group in now.members().values() for each in group}


@given(histories())
def test_taking_everything_back_leaves_every_source_what_it_was(changes: list[SourceChange]) -> None:
    back = [SourceChange(f"z{each.id}", each.source_id, REVOKE, each.id) for each in changes]
    now = fold([*changes, *back])
    assert (now.stands_for, now.renamed, now.aliases, now.merges) == ({}, {}, {}, ())


def reached(merges: Sequence[SourceChange], start: str) -> set[str]:
    """Return all that is said to be the same as a source, worked out the slow way."""
    found = {start}
    while True:
        more = {
            end
            for each in merges
            for end in (each.source_id, each.value)
            if {each.source_id, each.value} & found
        }
        if more <= found:
            return found
        found |= more


@given(histories())
def test_sources_are_one_exactly_if_merges_in_force_join_them(changes: list[SourceChange]) -> None:
    now = fold(changes)
    assert classes(now) == {frozenset(reached(now.merges, each)) for each in SOURCES}


@given(st.permutations(SOURCES), st.data())
def test_where_merges_lead_to_one_source_it_stands_for_all_whichever_was_recorded_first(
    names: list[str], data: st.DataObject
) -> None:
    # Each is merged into one that stands before it, so that all lead to the first.
    into = [names[data.draw(st.integers(0, at))] for at in range(len(names) - 1)]
    pairs = data.draw(st.permutations(list(zip(names[1:], into, strict=True))))
    now = fold(SourceChange(f"{at:02}", one, MERGE, other) for at, (one, other) in enumerate(pairs))
    assert {now.representative(each) for each in SOURCES} == {names[0]}


@given(histories(), sources, sources)
def test_what_parts_two_sources_parts_them_and_joins_nothing(
    changes: list[SourceChange], one: str, other: str
) -> None:
    now = fold(changes)
    found = what_parts(now, one, other)
    back = [SourceChange(f"z{each.id}", each.source_id, REVOKE, each.id) for each in found]
    after = fold([*changes, *back])
    if one != other:
        assert after.representative(one) != after.representative(other)
    assert bool(found) == (one != other and now.representative(one) == now.representative(other))
    assert all(any(group <= whole for whole in classes(now)) for group in classes(after))


@given(histories())
def test_pairs_said_to_be_different_are_told_by_what_stands_for_them(changes: list[SourceChange]) -> None:
    now = fold(changes)
    for pair in now.kept_apart():
        assert len(pair) == 2
        assert all(now.representative(each) == each for each in pair)


def test_a_merge_taken_back_says_that_the_two_are_different_until_they_are_merged_anew() -> None:
    said = [SourceChange("1", "a", MERGE, "b"), SourceChange("2", "a", REVOKE, "1")]
    assert fold(said[:1]).apart == frozenset()
    assert fold(said).kept_apart() == {frozenset("ab")}
    assert fold([*said, SourceChange("3", "c", MERGE, "a")]).kept_apart() == {frozenset("ab")}
    assert fold([*said, SourceChange("3", "b", MERGE, "a")]).kept_apart() == frozenset()


def test_of_two_merged_into_each_other_the_earlier_record_decides() -> None:
    circle = [SourceChange("1", "a", MERGE, "b"), SourceChange("2", "b", MERGE, "a")]
    assert fold(circle).stands_for == {"a": "b"}
    assert fold([*circle, SourceChange("3", "a", REVOKE, "1")]).stands_for == {"b": "a"}


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = [SourceChange(f"{at:05}", str(at), MERGE, str(at + 1)) for at in range(20_000)]
    for order in (chain, [SourceChange(f"{20_000 - at:05}", *_rest(each)) for at, each in enumerate(chain)]):
        assert set(fold(order).stands_for.values()) == {"20000"}


def _rest(change: SourceChange) -> tuple[str, str, str]:
    return change.source_id, change.kind, change.value


def test_the_latest_rename_in_force_counts_and_the_name_at_birth_stays_known() -> None:
    ada = Source.of("Ada", "witness")
    changes = [
        SourceChange("1", ada.id, RENAME, "Ada Byron"),
        SourceChange("2", ada.id, ALIAS, "Countess"),
        SourceChange("3", ada.id, RENAME, "Ada  King"),
    ]
    now = fold(changes)
    assert now.present(ada) == Source(ada.id, "Ada King", "witness")
    assert now.names(ada) == ("Ada King", "Ada", "Countess")
    before = fold([*changes, SourceChange("4", ada.id, REVOKE, "3")])
    assert before.present(ada).name == "Ada Byron"
    assert fold([]).present(ada) is ada


def test_a_name_taken_back_or_blank_is_no_name() -> None:
    ada = Source.of("Ada", "witness")
    changes = [
        SourceChange("1", ada.id, ALIAS, "Countess"),
        SourceChange("2", ada.id, REVOKE, "1"),
        SourceChange("3", ada.id, ALIAS, " "),
        SourceChange("4", ada.id, RENAME, " "),
        SourceChange("5", ada.id, MERGE, Source.of("Byron", "witness").id),
    ]
    assert fold(changes).names(ada) == ("Ada",)
    assert fold(changes).present(ada) is ada


def test_parting_takes_back_what_was_said_of_the_one_and_leaves_what_others_are() -> None:
    said = [SourceChange("1", "a", MERGE, "b"), SourceChange("2", "c", MERGE, "a")]
    now = fold(said)
    assert what_parts(now, "a", "b") == (said[0],)
    assert what_parts(now, "a", "c") == tuple(said)
