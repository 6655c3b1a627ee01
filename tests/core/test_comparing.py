"""My claims beside the gold: nothing is told twice or left out, whatever somebody marks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.comparing import GOLD, MINE, Comparison, Fit, Ground, compare, source_traits
from annotator.core.matching import Mark
from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.shipped import shipped

TEXT = (
    "Police said that he fell, but the mayor insists he was pushed. “Stay calm,” she added. "
    "Apparently nobody saw it, according to a witness. Why?"
)
SCHEME: Scheme = parse_scheme(
    (shipped("seeds") / "schemes" / "newsclaim.toml").read_text(encoding="utf-8"), "newsclaim"
)
POLICE, MAYOR = Source.of("Police", "police"), Source.of("the Mayor", "local_government")
ARTICLE = Source.narrator("x")
GROUND = Ground(
    TEXT,
    SCHEME,
    {each.id: each for each in (POLICE, MAYOR, ARTICLE)},
    {POLICE.id: ("City police", "the force")},
    frozenset({"status"}),
)


def mark(words: str, whose: str, **labels: str) -> Mark:
    start = TEXT.index(words)
    return Mark(
        f"{whose}:{words}",
        whose,
        "",
        "",
        Span(start, start + len(words)),
        {k: (v,) for k, v in labels.items()},
    )


def traits(compared: Comparison) -> list[set[str]]:
    return [set(each.traits) for pair in compared.pairs for each in pair.differences]


def test_the_same_marks_and_labels_are_no_difference() -> None:
    gold = [mark("he fell", GOLD, form="indirect", status="insufficient"), mark("he was pushed", GOLD)]
    mine = [
        mark("he fell", MINE, form="indirect", status="insufficient", stance="neutral"),
        mark("he was pushed", MINE),
    ]
    compared = compare(GROUND, gold, mine)
    assert (compared.found, compared.of, compared.differences) == (2, 2, ())
    assert [pair.fit for pair in compared.pairs] == [Fit.SAME, Fit.SAME]


def test_an_edge_is_told_by_the_words_between() -> None:
    compared = compare(GROUND, [mark("he fell", GOLD)], [mark("that he fell,", MINE)])
    assert [(each.words.of(TEXT), each.traits) for each in compared.differences] == [
        ("that ", {"start", "takes in"}),
        (",", {"end", "takes in", "punctuation"}),
    ]
    (pair,) = compared.pairs
    assert pair.fit is Fit.FOUND


@pytest.mark.parametrize(
    ("gold", "mine", "seen"),
    [
        ("he fell", "said that he fell", {"start", "takes in", "attribution"}),
        ("nobody saw it", "Apparently nobody saw it", {"start", "takes in", "hedge"}),
        ("Apparently nobody saw it", "nobody saw it", {"start", "leaves out", "hedge"}),
        ("Stay calm", "“Stay calm", {"start", "takes in", "punctuation", "quotation marks"}),
        ("he was pushed", "he was", {"end", "leaves out"}),
        ("he fell", "he fell, but", {"end", "takes in", "joining word"}),
    ],
)
def test_what_the_words_of_an_edge_hold_is_seen(gold: str, mine: str, seen: set[str]) -> None:
    assert traits(compare(GROUND, [mark(gold, GOLD)], [mark(mine, MINE)])) == [seen]


def test_one_mark_over_two_claims_is_joined_and_two_over_one_are_split() -> None:
    two, one = ("he fell", "he was pushed"), "he fell, but the mayor insists he was pushed"
    for kind, gold, mine in (("joined", two, (one,)), ("split", (one,), two)):
        compared = compare(GROUND, [mark(w, GOLD) for w in gold], [mark(w, MINE) for w in mine])
        (pair,) = compared.pairs
        assert pair.fit is Fit.CUT
        assert kind in pair.differences[0].traits
        assert compared.found == 0


def test_a_claim_found_under_a_mark_over_two_has_its_labels_compared_and_its_edges_not() -> None:
    gold = [mark("nobody saw it, according to a witness", GOLD, form="indirect"), mark("Why", GOLD)]
    mine = [mark("nobody saw it, according to a witness. Why", MINE, form="direct")]
    compared = compare(GROUND, gold, mine)
    assert compared.found == 1
    assert [each.field for each in compared.differences] == ["", "form"]


def test_what_overlaps_without_matching_is_cut_otherwise_and_what_overlaps_nothing_missed_or_extra() -> None:
    gold = [mark("the mayor insists he was pushed", GOLD), mark("Stay calm", GOLD)]
    compared = compare(GROUND, gold, [mark("pushed", MINE), mark("Why?", MINE), mark("he fell", MINE)])
    assert [pair.fit for pair in compared.pairs] == [Fit.EXTRA, Fit.CUT, Fit.MISSED, Fit.EXTRA]
    assert {"extra", "question"} <= traits(compared)[-1]


def test_a_further_mark_that_touches_a_found_claim_is_extra_and_says_so() -> None:
    mine = [mark("he was pushed", MINE), mark("but the mayor insists he", MINE)]
    compared = compare(GROUND, [mark("he was pushed", GOLD)], mine)
    assert [pair.fit for pair in compared.pairs] == [Fit.EXTRA, Fit.SAME]
    assert {"extra", "over a claim"} <= traits(compared)[0]


def test_a_label_is_the_same_another_or_not_given_and_what_may_wait_does_not_count() -> None:
    gold = [
        mark("he fell", GOLD, form="indirect", stance="neutral", status="insufficient", claim_type="event")
    ]
    compared = compare(GROUND, gold, [mark("he fell", MINE, form="direct", check_worthiness="low")])
    told = {each.field: (each.traits, each.counts) for pair in compared.pairs for each in pair.differences}
    assert told == {
        "form": ({"label", "form", "other label", "gold:indirect", "mine:direct"}, True),
        "stance": ({"label", "stance", "not given", "gold:neutral"}, True),
        "status": ({"label", "status", "not given", "gold:insufficient"}, False),
    }
    assert [each.field for each in compared.differences] == ["form", "stance"]


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (Source.of("police", "police"), set()),
        (Source.of("The  City Police", "police"), set()),
        (Source.of("Force", "police"), set()),
        (Source.of("Police", "witness"), {"same name", "other type"}),
        (Source.of("Police", "police", "x"), {"same name", "unnamed"}),
        (Source.of("Policemen", "police"), {"other source"}),
        (MAYOR, {"other source"}),
    ],
)
def test_a_source_is_the_same_under_each_of_its_names(mine: Source, expected: set[str]) -> None:
    ground = Ground(TEXT, SCHEME, {**GROUND.sources, mine.id: mine}, GROUND.aliases)
    assert source_traits(ground, POLICE.id, mine.id) == expected


def test_the_article_as_a_source_is_told_by_whose_answer_it_is() -> None:
    compared = compare(
        GROUND, [mark("he fell", GOLD, source=POLICE.id)], [mark("he fell", MINE, source=ARTICLE.id)]
    )
    (difference,) = (each for each in compared.differences if each.field == "source")
    assert difference.traits == {"label", "source", "other source", "mine:the article"}


SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 70)).map(
    lambda pair: Span(pair[0], min(len(TEXT), pair[0] + pair[1]))
)


def marks(whose: str) -> st.SearchStrategy[list[Mark]]:
    forms = st.sampled_from([{}, {"form": ("direct",)}, {"form": ("mixed",), "status": ("verified",)}])
    return st.lists(st.tuples(SPANS, forms), max_size=6).map(
        lambda found: [Mark(f"{whose}{n}", whose, "", "", span, said) for n, (span, said) in enumerate(found)]
    )


@given(marks(GOLD), marks(MINE))
def test_every_claim_of_both_sides_is_told_of_and_every_difference_of_words_is_one(
    gold: list[Mark], mine: list[Mark]
) -> None:
    compared = compare(GROUND, gold, mine)
    told = Counter(each.claim for pair in compared.pairs for each in (*pair.gold, *pair.mine))
    assert set(told) == {each.claim for each in (*gold, *mine)}
    assert 0 <= compared.found <= min(len(gold), len(mine))
    assert compared.of == len(gold)
    for pair in compared.pairs:
        is_told = bool(pair.differences) or any(
            pair.gold[0] in other.gold and other.fit is Fit.CUT for other in compared.pairs
        )
        assert pair.fit is Fit.SAME or is_told
        for each in pair.differences:
            assert each.gold or each.mine


@given(marks(GOLD))
def test_the_gold_compared_with_itself_differs_in_nothing(gold: list[Mark]) -> None:
    apart: list[Mark] = []
    for each in gold:
        if not any(each.span.overlap(other.span) for other in apart):
            apart.append(each)
    mine = [Mark(f"m{each.claim}", MINE, "", "", each.span, each.labels) for each in apart]
    compared = compare(GROUND, apart, mine)
    assert compared.found == len(apart)
    assert compared.differences == ()
