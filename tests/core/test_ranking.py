"""Typing finds sources: the laws of the order, and what each kind of likeness finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.ids import fold
from annotator.core.name_keys import distance, key
from annotator.core.ranking import Found, Grade, SourceIndex, Usage
from annotator.core.source import Source


def source(name: str, kind: str = "witness", article: str = "") -> Source:
    return Source.of(name, kind, article)


WORDS = [
    "Ada",
    "ada",
    "Byron",
    "of",
    "the",
    "Department",
    "Défense",
    "O’Hara",
    "o'hara",
    "Al-Jazeera",
    "U.S.",
    "警察",
]
WORDS += ["İstanbul", "ΟΔΟΣ", "Straße", "ＤＨＳ", "e\u0301cole", "हिन्दी", "?", "d", "مصدر", "Łódź", "ice"]
ANY_NAME = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.text(min_size=1, max_size=12).filter(
        lambda name: bool(name.strip()) and all(map(_is_character, name))
    ),
)


def _is_character(sign: str) -> bool:
    return not "\ud800" <= sign <= "\udfff"


SOURCES = st.lists(st.builds(source, ANY_NAME, st.sampled_from(["a", "b"])), max_size=12)
QUERIES = st.one_of(ANY_NAME, st.text(alphabet="abdo ehi’-", max_size=6))


@st.composite
def indexes(
    draw: Callable[..., object],
) -> tuple[SourceIndex, list[Source], dict[str, tuple[str, ...]], Usage]:
    sources = list({each.id: each for each in draw(SOURCES)}.values())  # type: ignore[attr-defined]
    ids = [each.id for each in sources]
    aliases = {
        id_: tuple(draw(st.lists(ANY_NAME, max_size=2)))  # type: ignore[arg-type]
        for id_ in ids
        if draw(st.booleans())
    }
    counts = st.dictionaries(st.sampled_from(ids), st.integers(1, 3)) if ids else st.just({})
    here = st.frozensets(st.sampled_from(ids)) if ids else st.just(frozenset())
    usage = Usage(draw(here), draw(counts), draw(counts))  # type: ignore[arg-type]
    return SourceIndex(sources, aliases), sources, aliases, usage


@given(indexes(), QUERIES)
def test_the_order_is_total_stable_and_each_source_stands_in_it_once(
    made: tuple[SourceIndex, list[Source], dict[str, tuple[str, ...]], Usage], query: str
) -> None:
    index, sources, aliases, usage = made
    found = index.ranked(query, usage)
    assert len({each.source.id for each in found}) == len(found)
    backwards = SourceIndex(reversed(sources), aliases)
    assert [each.source for each in backwards.ranked(query, usage)] == [each.source for each in found]
    one_by_one = SourceIndex()
    for each in sources:
        one_by_one.add([each], aliases)
    assert one_by_one.ranked(query, usage) == found


@given(indexes(), QUERIES, st.integers(1, 5))
def test_the_first_few_are_the_first_of_all(
    made: tuple[SourceIndex, list[Source], dict[str, tuple[str, ...]], Usage], query: str, limit: int
) -> None:
    index, _, _, usage = made
    if query.strip():
        assert index.ranked(query, usage, limit=limit) == index.ranked(query, usage)[:limit]
    else:
        assert len(index.ranked(query, usage, limit=limit)) == min(limit, len(index.ranked(query, usage)))


@given(indexes(), st.data())
def test_whoever_has_exactly_the_name_typed_comes_first(
    made: tuple[SourceIndex, list[Source], dict[str, tuple[str, ...]], Usage], data: st.DataObject
) -> None:
    index, sources, aliases, usage = made
    names = [name for each in sources for name in (each.name, *aliases.get(each.id, ()))]
    if names:
        name = data.draw(st.sampled_from(names))
        found = index.ranked(name, usage)
        assert fold(found[0].called) == fold(name)
        assert found[0].grade is Grade.EXACT


@given(indexes(), QUERIES, QUERIES)
@example((SourceIndex([source("Straße")]), [], {}, Usage()), "stras", "s")
def test_more_letters_never_find_more(
    made: tuple[SourceIndex, list[Source], dict[str, tuple[str, ...]], Usage], query: str, more: str
) -> None:
    index = made[0]
    few = {each.source.id for each in index.ranked(query)}
    assert {each.source.id for each in index.ranked(query + more)} <= few


@given(indexes(), QUERIES)
def test_better_kinds_of_likeness_come_first_then_those_used_here_then_last_then_most(
    made: tuple[SourceIndex, list[Source], dict[str, tuple[str, ...]], Usage], query: str
) -> None:
    index, _, _, usage = made

    def worth(found: Found) -> tuple[int, bool, int, int]:
        id_ = found.source.id
        return found.grade, id_ not in usage.here, -usage.recent.get(id_, 0), -usage.often.get(id_, 0)

    order = list(map(worth, index.ranked(query, usage)))
    assert order == sorted(order)


@given(ANY_NAME, ANY_NAME)
def test_a_key_of_a_key_is_itself_and_letters_typed_on_only_add_to_it(name: str, more: str) -> None:
    assert key(key(name)) == key(name)
    assert (key(name) + " ").startswith(key(name))
    assert key(name + more).replace(" ", "").startswith(key(name).replace(" ", ""))


DHS = source("Department of Homeland Security", "national_government")
FREY, POLICE = source("Jacob Frey", "local_government"), source("Minneapolis police", "police")
MAYOR, OHARA, JAZEERA = source("the mayor"), source("Brian O’Hara", "police"), source("Al-Jazeera", "media")
INDEX = SourceIndex([DHS, FREY, POLICE, MAYOR, OHARA, JAZEERA], {FREY.id: ("Boss of the city",)})


@pytest.mark.parametrize(
    ("query", "wanted", "grade"),
    [
        ("minneapolis police", POLICE, Grade.EXACT),
        ("al jazeera", JAZEERA, Grade.SAME),
        ("DEP", DHS, Grade.START),
        ("mayor", MAYOR, Grade.WORD),
        ("homeland dep", DHS, Grade.WORDS),
        ("dhs", DHS, Grade.INITIALS),
        ("d.h.s.", DHS, Grade.INITIALS),
        ("dohs", DHS, Grade.INITIALS),
        ("apol", POLICE, Grade.INSIDE),
        ("boss", FREY, Grade.START),
        ("o'h", OHARA, Grade.WORD),
        ("oʼhara", OHARA, Grade.WORD),
        ("ohara", OHARA, Grade.WORD),
        ("ｂｒｉａｎ", OHARA, Grade.START),
        ("al–j", JAZEERA, Grade.START),
    ],
)
def test_a_name_is_found_in_the_best_way_there_is(query: str, wanted: Source, grade: Grade) -> None:
    first = INDEX.ranked(query)[0]
    assert (first.source, first.grade) == (wanted, grade)


def test_what_was_typed_of_another_name_is_told() -> None:
    assert INDEX.ranked("boss")[0].called == "Boss of the city"


def test_unnamed_sources_of_other_articles_are_not_found() -> None:
    index = SourceIndex([source("officials", article="here"), source("officials", article="there")])
    assert [each.source.qualifier for each in index.ranked("off", article="here")] == ["here"]
    assert [each.source.qualifier for each in index.ranked("", article="there", limit=8)] == ["there"]
    assert index.called("Officials", "elsewhere") is None
    assert index.near("oficials", article="elsewhere") == []


def test_without_letters_those_used_come_first() -> None:
    usage = Usage(here=[POLICE.id], recent={MAYOR.id: 2, DHS.id: 1})
    found = INDEX.ranked("", usage, limit=4)
    assert [each.source for each in found] == [POLICE, MAYOR, DHS, FREY]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Jacob Fry", FREY),
        ("Jcaob Frey", FREY),
        ("Jacob  Freyy", FREY),
        ("Mineapolis polise", POLICE),
        ("Minneapolis police federation", POLICE),
        ("the boss of the city himself", FREY),
    ],
)
def test_a_new_name_much_like_a_known_one_is_noticed(name: str, wanted: Source) -> None:
    assert [each.source for each in INDEX.near(name)] == [wanted]


@pytest.mark.parametrize("name", ["Someone else", "DXS", "Fry", "", "?", "Jakob Frai"])
def test_other_names_and_short_ones_are_like_nobody(name: str) -> None:
    assert INDEX.near(name) == []


@given(ANY_NAME, st.data())
def test_a_letter_dropped_or_doubled_in_a_long_name_is_noticed(name: str, data: st.DataObject) -> None:
    if len(key(name)) > len("four") and key(name) == name:
        at = data.draw(st.integers(0, len(name) - 1))
        changed = data.draw(st.sampled_from([name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]]))
        if key(changed) == changed:
            assert [each.source for each in SourceIndex([source(name)]).near(changed)] == [source(name)]


def test_what_is_added_while_somebody_reads_leaves_the_reader_be() -> None:
    index = SourceIndex([FREY])
    before = index.ranked("f")
    index.add([source("Frida")])
    assert [each.source for each in before] == [FREY]
    assert len(index.ranked("fr")) == 2
    index.add([FREY], {FREY.id: ("The Mayor of Minneapolis",)})
    assert index.ranked("mayor of")[0].source == FREY


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_the_distance_is_the_same_both_ways_and_nothing_between_equals(
    one: str, other: str, most: int
) -> None:
    far = distance(one, other, most)
    assert far == distance(other, one, most) <= most + 1
    assert (far == 0) == (one == other)
    assert far >= min(abs(len(one) - len(other)), most + 1)
