"""What all agree on by the rule, and the gold that is put together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Annotation, Evidence, Judgement, Label, Polarity
from annotator.core.deciding import Decision, DecisionKind, Verdict
from annotator.core.scheme import Scheme
from annotator.core.settling import (
    FOUND,
    SPAN,
    Asked,
    Given,
    Matter,
    Proposal,
    Said,
    compare,
    given_only,
    gold,
    intersected,
    lettered,
    united,
    weigh,
)
from annotator.core.text.span import Span
from annotator.errors import Invalid
from annotator.workflow.schemes import find_scheme

TEXT = "The mayor said that the bridge was safe, and the road was closed. Nobody was hurt there."
SCHEME: Scheme = find_scheme("newsclaim")
EVERYTHING = Asked(SCHEME, SCHEME.fields, TEXT)
WHOLE = Asked(SCHEME, tuple(each for each in SCHEME.fields if each.id != "status"), TEXT)
"""All but the status."""
BASE = (Label("source", source_id="mayor"), Label("form", "indirect"), Label("stance", "neutral"))


def said(
    who: str, span: tuple[int, int] = (20, 39), labels: tuple[Label, ...] = BASE, **more: object
) -> Said:
    judgement = Judgement(Span(*span), SCHEME.hash, labels, **more)  # type: ignore[arg-type]
    return Said(Annotation(f"annotation {who}", f"claim {who}", who, "action", "2026-01-01", judgement))


def matter(*sides: Said, expected: tuple[str, ...] = ("Ana", "Ben"), given: Given | None = None) -> Matter:
    return Matter(
        min((each.annotation.claim_id for each in sides), default="c"), "x", sides, frozenset(expected), given
    )


def with_label(label: Label) -> tuple[Label, ...]:
    return (*(each for each in BASE if each.field != label.field), label)


def test_what_two_said_alike_is_accepted() -> None:
    found = compare(matter(said("Ana"), said("Ben")), WHOLE)
    assert found.is_agreed
    assert (found.span, found.labels["stance"]) == (Span(20, 39), (Label("stance", "neutral"),))


def test_each_difference_is_named() -> None:
    supports = with_label(Label("stance", "supports"))
    assert compare(matter(said("Ana"), said("Ben", labels=supports)), WHOLE).disputed == ("stance",)
    assert compare(matter(said("Ana"), said("Ben", (20, 45))), WHOLE).disputed == (SPAN,)
    assert compare(matter(said("Ana")), WHOLE).disputed == (FOUND,)


def test_what_somebody_left_open_is_no_dispute_and_no_gold_either() -> None:
    both = matter(said("Ana", labels=(*BASE, Label("claim_type", "event"))), said("Ben"))
    found = compare(both, WHOLE)
    assert found.is_agreed
    assert found.labels["claim_type"] == ()
    three = matter(
        *both.said,
        said("Cleo", labels=(*BASE, Label("claim_type", "event"))),
        expected=("Ana", "Ben", "Cleo"),
    )
    assert compare(three, WHOLE).labels["claim_type"] == (Label("claim_type", "event"),)


def test_an_answer_that_is_asked_for_and_nobody_gave_needs_a_person() -> None:
    assert compare(matter(said("Ana"), said("Ben")), EVERYTHING).why == ("nobody gave status",)


def test_edges_may_differ_by_signs_and_spaces_and_by_the_tolerance() -> None:
    assert compare(matter(said("Ana", (20, 39)), said("Ben", (20, 41))), WHOLE).span == Span(20, 39)
    apart = matter(said("Ana", (20, 39)), said("Ben", (24, 39)))
    assert compare(apart, WHOLE).span is None
    assert compare(apart, replace(WHOLE, tolerance=4)).span == Span(24, 39)


def test_nobody_is_taken_for_agreeing_who_has_not_finished_or_not_answered_alone() -> None:
    waiting = compare(matter(said("Ana"), said("Ben"), expected=("Ana", "Ben", "Cleo")), WHOLE)
    assert waiting.disputed == (FOUND,)
    assert compare(matter(said("Ana"), said("Ben"), expected=("Ana",)), WHOLE).why == (
        "a passage is skipped or not done",
    )
    saw = matter(said("Ana"), replace(said("Ben"), is_exposed=True))
    assert compare(saw, WHOLE).why == ("somebody had seen others' work",)
    unsure = matter(said("Ana"), replace(said("Ben"), doubted=frozenset({"stance"})))
    assert compare(unsure, WHOLE).why == ("a label needs another look: stance",)


def test_a_model_is_shown_and_counts_for_nobody() -> None:
    model = replace(said("Model", labels=with_label(Label("stance", "denies"))), is_person=False)
    assert compare(matter(said("Ana"), said("Ben"), model), WHOLE).is_agreed
    assert compare(matter(said("Ana"), model, expected=("Ana",)), WHOLE).why == ("one annotator only",)


def test_what_only_a_model_said_is_chosen_by_nobody() -> None:
    model = replace(said("Model", labels=with_label(Label("stance", "denies"))), is_person=False)
    compared = compare(matter(model, expected=()), WHOLE)
    assert compared.why == ("no person has judged it",)
    assert set(Proposal.of(compared).open(WHOLE)) >= {each.id for each in WHOLE.fields}


def test_a_status_needs_its_evidence_from_each() -> None:
    status = (*BASE, Label("status", "verified"))
    piece = Evidence("e1", Polarity.SUPPORTS, origin_id="other", quote="It was.")
    bare = matter(said("Ana", labels=status), said("Ben", labels=status, evidence=(piece,)))
    assert compare(bare, EVERYTHING).why == ("evidence is missing",)
    other = replace(piece, id="e2")
    both = matter(
        said("Ana", labels=status, evidence=(other,)), said("Ben", labels=status, evidence=(piece,))
    )
    found = compare(both, EVERYTHING)
    assert found.is_agreed
    assert [each.id for each in gold(Proposal.of(found), both, EVERYTHING).evidence] == ["e1", "e2"]


def test_merged_sources_are_the_same_source() -> None:
    other = with_label(Label("source", source_id="the mayor"))
    pair = matter(said("Ana"), said("Ben", labels=other))
    assert compare(pair, WHOLE).disputed == ("source",)
    merged = replace(WHOLE, same=lambda each: "mayor" if "mayor" in each else each)
    assert compare(pair, merged).labels["source"] == (Label("source", source_id="mayor"),)


def test_gold_of_a_given_claim_holds_what_was_given_and_what_was_asked() -> None:
    asked = Asked(SCHEME, tuple(each for each in SCHEME.fields if each.id == "status"), TEXT)
    came_with = Given(Span(20, 39), BASE, "The bridge was safe.")
    piece = Evidence("e1", Polarity.NOTHING_FOUND, note="looked")
    sides = [
        said(who, labels=(Label("status", "insufficient"),), evidence=(replace(piece, id=who),))
        for who in ("Ana", "Ben")
    ]
    item = matter(*sides, given=came_with)
    found = compare(item, asked)
    assert found.is_agreed
    judgement = gold(Proposal.of(found), item, asked)
    assert {each.field for each in judgement.labels} == {"source", "form", "stance", "status"}
    assert (judgement.span, judgement.restatement) == (Span(20, 39), "The bridge was safe.")
    before = given_only(item, asked)
    assert before is not None
    assert before.of("status") == ()


def test_one_taken_whole_brings_what_it_has() -> None:
    ana = said("Ana", note="a note", restatement="It was safe.")
    ben = said("Ben", (20, 45), labels=with_label(Label("stance", "supports")))
    item = matter(ana, ben)
    chosen = Proposal.of(compare(item, WHOLE))
    assert chosen.open(WHOLE) == (SPAN, "stance")
    chosen = chosen.take(ana, item, WHOLE)
    assert (chosen.open(WHOLE), chosen.kind) == ((), DecisionKind.TAKEN)
    judgement = gold(chosen, item, WHOLE)
    assert (judgement.note, judgement.restatement, judgement.span) == ("a note", "It was safe.", Span(20, 39))
    verdicts = [each.verdict for each in weigh(item, chosen.kind, judgement, WHOLE)]
    assert verdicts == [Verdict.TAKEN, Verdict.WEIGHED]


def test_a_label_that_nobody_gave_makes_it_edited() -> None:
    item = matter(said("Ana"), said("Ben"))
    chosen = Proposal.of(compare(item, WHOLE)).pick("stance", (Label("stance", "denies"),), item, WHOLE)
    assert chosen.kind is DecisionKind.EDITED


def test_a_decision_needs_words_unless_it_was_automatic() -> None:
    with pytest.raises(Invalid):
        Decision("d", "r", "a", "x", "c", "action", DecisionKind.NONE)
    assert Decision("d", "r", "a", "x", "c", "action", DecisionKind.AGREED).settles


# -- laws

STANCES = st.sampled_from(["neutral", "supports", "denies"])
SPANS = st.sampled_from([(20, 39), (20, 40), (20, 41), (24, 39), (20, 45), (0, 39)])
SIDES = st.lists(st.tuples(SPANS, STANCES, st.booleans()), min_size=1, max_size=5).map(
    lambda drawn: [
        replace(said(f"person {at}", span, with_label(Label("stance", stance))), is_person=is_person)
        for at, (span, stance, is_person) in enumerate(drawn)
    ]
)


@given(SIDES, st.randoms(use_true_random=False), st.integers(0, 6))
def test_the_outcome_does_not_depend_on_the_order_of_the_annotations(
    sides: list[Said], chance: Random, tolerance: int
) -> None:
    asked = replace(WHOLE, tolerance=tolerance)
    expected = tuple(each.annotation.annotator_id for each in sides if each.is_person)
    shuffled = sides[:]
    chance.shuffle(shuffled)
    one, other = matter(*sides, expected=expected), matter(*shuffled, expected=expected)
    assert compare(one, asked) == compare(other, asked)
    assert compare(one, asked).labels == compare(other, asked).labels
    assert lettered(one, "seed") == lettered(other, "seed")
    found = compare(one, asked)
    if found.is_agreed:
        assert gold(Proposal.of(found), one, asked) == gold(Proposal.of(found), other, asked)
        settled = gold(Proposal.of(found), one, asked)
        assert weigh(one, DecisionKind.AGREED, settled, asked) == weigh(
            other, DecisionKind.AGREED, settled, asked
        )


@given(SIDES)
def test_a_decision_weighs_exactly_what_there_is(sides: list[Said]) -> None:
    item = matter(*sides)
    for kind in (DecisionKind.NONE, DecisionKind.UNSETTLED):
        assert {each.annotation_id for each in weigh(item, kind, None, WHOLE)} == item.annotations


@given(st.lists(SPANS.map(lambda each: Span(*each)), min_size=1))
def test_united_covers_all_and_intersected_lies_in_all(spans: list[Span]) -> None:
    whole, common = united(spans), intersected(spans)
    assert all(whole.covers(each) for each in spans)
    assert common is None or all(each.covers(common) for each in spans)


# -- the evidence that gold takes along

STATUS = Label("status", "verified")


def with_evidence(who: str, polarity: Polarity, as_of: str, *labels: Label) -> Said:
    piece = Evidence(f"piece of {who}", polarity, note="seen")
    return said(who, labels=(*BASE, *labels), evidence=(piece,), as_of=as_of)


def test_gold_takes_along_the_evidence_of_all_who_gave_its_status_unless_another_is_chosen() -> None:
    ana = with_evidence("Ana", Polarity.SUPPORTS, "2026-01-20", STATUS)
    ben = with_evidence("Ben", Polarity.SUPPORTS, "2026-01-22", STATUS)
    cleo = with_evidence("Cleo", Polarity.REFUTES, "2026-01-24", Label("status", "refuted"))
    item = matter(ana, ben, cleo)

    def taken(chosen: Proposal) -> tuple[list[str], str | None]:
        judgement = gold(chosen, item, EVERYTHING)
        return [each.id.removeprefix("piece of ") for each in judgement.evidence], judgement.as_of

    chosen = Proposal(Span(20, 39), {}).take(ana, item, EVERYTHING)
    assert taken(chosen) == (["Ana"], "2026-01-20")
    chosen = chosen.pick("status", (STATUS,), item, EVERYTHING)
    assert taken(chosen) == (["Ana", "Ben"], "2026-01-22")
    chosen = chosen.carry(ben.judgement.evidence)
    assert taken(chosen)[0] == ["Ben"]
    # What is labelled besides leaves the choice alone, another status doesn't.
    assert taken(chosen.pick("stance", (Label("stance", "denies"),), item, EVERYTHING))[0] == ["Ben"]
    other = chosen.pick("status", (Label("status", "refuted"),), item, EVERYTHING)
    assert taken(other) == (["Cleo"], "2026-01-24")
    every = chosen.carry(piece for each in item.said for piece in each.judgement.evidence)
    assert taken(every) == (["Ana", "Ben", "Cleo"], "2026-01-24")
    assert taken(every.carry(()))[0] == []
    assert taken(every.take(ana, item, EVERYTHING))[0] == ["Ana"]
