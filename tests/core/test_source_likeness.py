"""Which sources may be one: what is asked first, what is never asked, and that no order of arrival matters."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.source_likeness import Named, Sign, Use, likeness, proposals


def named(name: str, *others: str, kind: str = "agency", article: str = "", claims: int = 0) -> Named:
    return Named(name, (name, *others), kind, article, claims)


DHS = named("DHS")
HOMELAND = named("Department of Homeland Security")
DEPARTMENT = named("the department", article="one")
FREY = named("Jacob Frey", kind="politician")


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ("The D.H.S.", "DHS", Sign.SAME_NAME),
        ("Brian O’Hara", "brian ohara", Sign.SAME_NAME),
        ("Jacob Frey", "Jacob Fry", Sign.ONE_LETTER),
        ("Walz", "Wlaz", Sign.ONE_LETTER),
        ("DHS", "Department of Homeland Security", Sign.INITIALS),
        ("Frey", "Jacob Frey", Sign.PART),
        ("Mayor Jacob Frey", "Jacob Frey", Sign.PART),
        ("Homeland Security", "Department of Homeland Security", Sign.PART),
        ("city council members", "city council leaders", Sign.WORDS),
        ("Unit 1", "Unit 2", None),
        ("ICE", "IDE", None),
        ("Jacob Frey", "Tim Walz", None),
        ("the", "of", None),
    ],
)
def test_signs_of_two_names(one: str, other: str, sign: Sign | None) -> None:
    for pair in ((one, other), (other, one)):
        found = likeness(*map(named, pair))
        assert found.signs == ((sign,) if sign else ())
        assert (found.score > 0) == (sign is not None)


def test_any_of_the_names_counts() -> None:
    ice = named("Immigration and Customs Enforcement", "ICE")
    assert likeness(ice, named("ice")).signs == (Sign.SAME_NAME,)


def test_two_people_giving_one_claim_different_sources_is_the_strongest_sign() -> None:
    pair = frozenset((DHS.id, FREY.id))
    times = [likeness(DHS, FREY, Use(together={pair: n})).score for n in range(6)]
    assert times == sorted(times)
    assert times[0] == 0
    assert times[5] > likeness(DHS, HOMELAND).score


def test_agreeing_on_each_of_the_two_elsewhere_weighs_against_it() -> None:
    pair = frozenset((DHS.id, FREY.id))
    mixed_up = Use(together={pair: 1}, agreed={DHS.id: 10, FREY.id: 8})
    assert likeness(DHS, FREY, mixed_up).score < 0.1
    one_hand = Use(together={pair: 1}, agreed={DHS.id: 10})
    assert likeness(DHS, FREY, one_hand).score == 0.4  # by use .5, of other types


def test_who_gives_both_within_an_article_tells_them_apart() -> None:
    apart = Use(cited={DHS.id: {1, 2}, HOMELAND.id: {1, 2, 3}})
    assert likeness(DHS, HOMELAND, apart).score == pytest.approx(0.7 * 0.6)
    assert likeness(DHS, HOMELAND, apart).signs == (Sign.INITIALS, Sign.BESIDE)


def test_an_unclear_type_is_no_other_type() -> None:
    assert likeness(DHS, named("dhs", kind="unclear")).signs == (Sign.SAME_NAME,)
    assert likeness(DHS, named("dhs", kind="media")).signs == (Sign.SAME_NAME, Sign.TYPES)


def test_the_named_and_fuller_one_stands_for_both_else_the_one_used_more() -> None:
    found = proposals([DHS, HOMELAND, DEPARTMENT])
    assert [(each.other.id, each.into.id) for each in found] == [
        ("DHS", "Department of Homeland Security"),
        ("the department", "Department of Homeland Security"),
    ]
    (misspelt,) = proposals([named("Jacob Frey", claims=9), named("Jacob Frrey", claims=1)])
    assert misspelt.into.id == "Jacob Frey"


def test_officials_of_different_articles_and_narrators_are_never_proposed() -> None:
    here, there = (Named(f"officials {each}", ("officials",), "unclear", each) for each in ("one", "two"))
    voices = [Named(each, ("the article itself",), "narrator", each) for each in ("one", "two")]
    together = {frozenset((here.id, there.id)): 5, frozenset(("one", "two")): 5}
    assert proposals([here, there, *voices], Use(together=together)) == []
    again = Named("again", ("Officials",), "unclear", "one")
    assert len(proposals([here, there, again])) == 1


def test_what_was_said_to_be_different_is_not_proposed_again() -> None:
    assert len(proposals([DHS, HOMELAND])) == 1
    assert proposals([DHS, HOMELAND], apart={frozenset((DHS.id, HOMELAND.id))}) == []


words = st.text(string.ascii_lowercase[:5] + " .é", max_size=8)
sources = st.builds(
    lambda number, names, kind, article, claims: Named(str(number), tuple(names), kind, article, claims),
    st.integers(0, 50),
    st.lists(words, min_size=1, max_size=3),
    st.sampled_from(["agency", "media", "unclear", "narrator"]),
    st.sampled_from(["", "", "one", "two"]),
    st.integers(0, 9),
)
lists = st.lists(sources, max_size=8, unique_by=lambda each: each.id)


@st.composite
def uses(draw: st.DrawFn) -> Use:
    ids = st.integers(0, 50).map(str)
    pairs = st.tuples(ids, ids).filter(lambda each: each[0] != each[1]).map(frozenset)
    return Use(
        draw(st.dictionaries(pairs, st.integers(1, 9), max_size=6)),
        draw(st.dictionaries(ids, st.integers(1, 9), max_size=6)),
        draw(st.dictionaries(ids, st.sets(st.integers(0, 3)), max_size=6)),
    )


@given(lists, uses(), st.data())
def test_the_order_of_the_sources_changes_nothing(known: list[Named], use: Use, data: st.DataObject) -> None:
    assert proposals(data.draw(st.permutations(known)), use) == proposals(known, use)


@given(lists, uses())
def test_what_is_found_by_clues_is_what_comparing_each_with_each_finds(known: list[Named], use: Use) -> None:
    found = {frozenset((each.into.id, each.other.id)) for each in proposals(known, use)}
    slowly = set()
    for one in known:
        for other in known:
            apart = one.article and other.article and one.article != other.article
            if one.id < other.id and not apart and "narrator" not in (one.type, other.type):
                like = likeness(one, other, use)
                assert 0 <= like.score <= 1
                assert like == likeness(other, one, use)
                slowly |= {frozenset((one.id, other.id))} if like.score >= 0.25 else set()
    assert found == slowly
