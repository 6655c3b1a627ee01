"""What all agree on by the rule, and the gold that is put together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Annotation, Evidence, Judgement, Label, Polarity, Reaction, ReactionStance
from annotator.core.deciding import Decision, DecisionKind, Verdict
from annotator.core.gold_gaps import doubts, gold_gaps
from annotator.core.proposing import Proposal, given_only, gold, weigh
from annotator.core.scheme import Scheme
from annotator.core.settling import (
    ANSWERED,
    FOUND,
    SPAN,
    Asked,
    Given,
    Matter,
    Said,
    compare,
    intersected,
    lettered,
    united,
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
    assert compare(apart, replace(WHOLE, tolerance=3)).span is None


def test_of_spans_that_are_alike_the_one_drawn_most_often_stands_though_it_is_longer() -> None:
    sides = [said("Ana", (20, 41)), said("Ben", (20, 39)), said("Cleo", (20, 41))]
    assert compare(matter(*sides), WHOLE).span == Span(20, 41)


def test_spans_that_only_touch_have_no_words_in_common_however_near_their_edges_are() -> None:
    near = matter(said("Ana", (20, 24)), said("Ben", (24, 28)))
    assert compare(near, replace(WHOLE, tolerance=9)).span is None
    assert intersected([Span(20, 24), Span(24, 28)]) is None


def test_the_words_of_a_given_claim_are_never_disputed_though_nobody_has_answered_yet() -> None:
    nobody = compare(matter(given=Given(Span(20, 39), BASE)), WHOLE)
    assert (nobody.span, nobody.disputed) == (Span(20, 39), (ANSWERED,))


def test_an_answer_that_is_asked_for_and_only_some_gave_is_disputed() -> None:
    bare = tuple(each for each in BASE if each.field != "form")
    assert compare(matter(said("Ana"), said("Ben", labels=bare)), WHOLE).disputed == ("form",)


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
    elsewhere = matter(said("Ana"), replace(said("Ben"), doubted=frozenset({"status"})))
    assert compare(elsewhere, WHOLE).is_agreed, "what this round doesn't ask is judged in another"


def test_a_model_is_shown_and_counts_for_nobody() -> None:
    model = replace(said("Model", labels=with_label(Label("stance", "denies"))), is_person=False)
    assert compare(matter(said("Ana"), said("Ben"), model), WHOLE).is_agreed
    item = matter(said("Ana"), model, expected=("Ana", "Ben"))
    assert (item.finders, item.asked) == ({"Ana"}, {"Ana", "Ben"})
    assert compare(replace(item, expected=frozenset({"Ana"})), WHOLE).why == ("one annotator only",)


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


def test_evidence_is_due_only_for_what_is_asked() -> None:
    status = (*BASE, Label("status", "verified"))
    bare = matter(said("Ana", labels=status), said("Ben", labels=status))
    assert compare(bare, WHOLE).is_agreed
    # It is later than the day of a judgement that no evidence was due for.
    later = Evidence("e1", Polarity.CONTEXT, published="2026-02-01", note="seen")
    told = matter(said("Ana", evidence=(later,), as_of="2026-01-20"), said("Ben"))
    assert compare(told, WHOLE).is_agreed


def test_evidence_that_comes_from_the_claimant_alone_decides_nothing() -> None:
    status = (*BASE, Label("status", "verified"))
    piece = Evidence("e1", Polarity.SUPPORTS, origin_id="mayor", quote="It was.")
    sides = [said(who, labels=status, evidence=(replace(piece, id=who),)) for who in ("Ana", "Ben")]
    assert compare(matter(*sides), EVERYTHING).why == ("evidence is missing",)


def test_evidence_that_comes_from_the_claimant_alone_decides_nothing_where_the_source_was_given() -> None:
    asked = Asked(SCHEME, tuple(each for each in SCHEME.fields if each.id == "status"), TEXT)
    status = (Label("status", "verified"),)
    piece = Evidence("e1", Polarity.SUPPORTS, origin_id="mayor", quote="It was.")
    sides = [said(who, labels=status, evidence=(replace(piece, id=who),)) for who in ("Ana", "Ben")]
    item = matter(*sides, given=Given(Span(20, 39), BASE))
    assert compare(item, asked).why == ("evidence is missing",)
    # Nor where the claimant goes by another name since.
    renamed = matter(*(replace_origin(each, "the mayor") for each in sides), given=item.given)
    merged = replace(asked, same=lambda each: "mayor" if "mayor" in each else each)
    assert compare(renamed, asked).is_agreed
    assert compare(renamed, merged).why == ("evidence is missing",)
    settled = gold(Proposal.of(compare(renamed, merged)), renamed, merged)
    assert [each.message for each in gold_gaps(settled, renamed, merged)] == [
        "all evidence comes from the claimant"
    ]
    # Nor where another round asks for the source.
    named = [said(who, labels=(*BASE, *status), evidence=(replace(piece, id=who),)) for who in ("Ana", "Ben")]
    assert compare(matter(*named), asked).why == ("evidence is missing",)
    others = [replace_origin(each, "council") for each in sides]
    assert compare(replace(item, said=tuple(others)), asked).is_agreed


def replace_origin(side: Said, origin: str) -> Said:
    pieces = tuple(replace(each, origin_id=origin) for each in side.judgement.evidence)
    judgement = replace(side.judgement, evidence=pieces)
    return replace(side, annotation=replace(side.annotation, judgement=judgement))


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
    again = chosen.pick("form", (Label("form", "indirect"),), item, WHOLE)
    assert again.kind is DecisionKind.EDITED, "one label that is nobody's is enough"
    cut = chosen.shape(Span(20, 34), DecisionKind.INTERSECTED)
    assert cut.kind is DecisionKind.INTERSECTED


def test_one_taken_whole_is_whole_no_more_once_its_words_are_cut() -> None:
    ana = said("Ana", note="a note", restatement="It was safe.")
    item = matter(ana, said("Ben"))
    chosen = Proposal(Span(20, 39), {}).take(ana, item, WHOLE).shape(Span(20, 34), DecisionKind.INTERSECTED)
    assert gold(chosen, item, WHOLE).note is None


def test_a_choice_says_what_a_judgement_does_with_the_evidence_where_that_was_chosen() -> None:
    pieces = tuple(Evidence(each, Polarity.CONTEXT, note="seen") for each in ("e1", "e2"))
    ana = said("Ana", evidence=pieces)
    chosen = Proposal(Span(20, 39), {}).take(ana, matter(ana), WHOLE)
    assert chosen.says(ana.judgement)
    assert chosen.carry(pieces).says(ana.judgement)
    assert not chosen.carry(pieces[:1]).says(ana.judgement)


def test_a_label_of_nobodys_that_was_let_go_again_leaves_it_taken() -> None:
    ana, ben = said("Ana"), said("Ben", labels=with_label(Label("stance", "supports")))
    item = matter(ana, ben)
    chosen = Proposal.of(compare(item, WHOLE)).pick("stance", (Label("stance", "denies"),), item, WHOLE)
    chosen = chosen.pick("form", (Label("form", "mixed"),), item, WHOLE)
    chosen = chosen.pick("stance", (Label("stance", "supports"),), item, WHOLE)
    assert chosen.kind is DecisionKind.EDITED
    assert chosen.pick("form", (Label("form", "indirect"),), item, WHOLE).kind is DecisionKind.TAKEN


def test_a_model_takes_nothing_from_gold_that_people_agree_on_and_adds_nothing_to_it() -> None:
    status = (*BASE, Label("status", "verified"))
    seen = Reaction("DHS", ReactionStance.DENIES)

    def side(who: str, reactions: tuple[Reaction, ...] = (), restatement: str | None = None) -> Said:
        piece = Evidence(f"piece of {who}", Polarity.SUPPORTS, origin_id="other", quote="It was.")
        more = {"reactions": reactions, "restatement": restatement, "evidence": (piece,)}
        return said(who, labels=status, **more)

    model = replace(side("Model", restatement="All was safe."), is_person=False)
    item = matter(side("Ana", (seen,), "It was safe."), side("Ben", (seen,)), model)
    found = compare(item, EVERYTHING)
    assert found.is_agreed
    judgement = gold(Proposal.of(found), item, EVERYTHING)
    assert judgement.reactions == (seen,)
    assert judgement.restatement == "It was safe."
    assert [each.id for each in judgement.evidence] == ["piece of Ana", "piece of Ben"]
    # Chosen by a person, what only the model said brings what the model has.
    bare = matter(said("Ana"), said("Ben"), model)
    chosen = Proposal.of(compare(bare, EVERYTHING)).pick(
        "status", (Label("status", "verified"),), bare, EVERYTHING
    )
    assert [each.id for each in gold(chosen, bare, EVERYTHING).evidence] == ["piece of Model"]


def test_a_claimant_under_two_names_is_no_second_origin() -> None:
    status = (*BASE, Label("status", "verified"))
    piece = Evidence("e1", Polarity.SUPPORTS, origin_id="the mayor", quote="It was.")
    item = matter(said("Ana", labels=status, evidence=(piece,)))
    judgement = item.said[0].judgement
    assert doubts(gold_gaps(judgement, item, EVERYTHING)) == ()
    merged = replace(EVERYTHING, same=lambda each: "mayor" if "mayor" in each else each)
    assert doubts(gold_gaps(judgement, item, merged)) == ("all evidence comes from the claimant",)
    # So it is where the claimant came with the claim and isn't asked for.
    told = Given(Span(20, 39), BASE)
    status_alone = replace(judgement, labels=(Label("status", "verified"),))
    assert doubts(gold_gaps(status_alone, matter(given=told), merged)) == (
        "all evidence comes from the claimant",
    )


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


def test_evidence_that_no_label_calls_for_stays_with_who_gave_it() -> None:
    item = matter(*(with_evidence(who, Polarity.CONTEXT, "2026-01-20") for who in ("Ana", "Ben")))
    settled = gold(Proposal.of(compare(item, WHOLE)), item, WHOLE)
    assert (settled.evidence, settled.as_of) == ((), None)


def test_gold_has_the_reactions_that_all_saw_or_those_of_the_one_taken_whole() -> None:
    one, other = Reaction("council", ReactionStance.DENIES), Reaction("police", ReactionStance.SUPPORTS)
    ana, ben = said("Ana", reactions=(one, other)), said("Ben", reactions=(other,))
    item = matter(ana, ben)
    compared = Proposal.of(compare(item, WHOLE))
    assert gold(compared, item, WHOLE).reactions == (other,)
    assert gold(compared.take(ana, item, WHOLE), item, WHOLE).reactions == (one, other)


BEFORE = Judgement(
    Span(20, 39),
    SCHEME.hash,
    (*BASE, Label("status", "refuted")),
    evidence=(Evidence("old", Polarity.REFUTES, note="seen"),),
    note="as it came",
    as_of="2026-01-10",
)


def test_gold_keeps_the_evidence_of_the_gold_before_and_its_day_unless_that_is_asked_anew() -> None:
    stance = Asked(SCHEME, tuple(each for each in SCHEME.fields if each.id == "stance"), TEXT)
    item = replace(matter(said("Ana"), said("Ben")), base=BEFORE)
    settled = gold(Proposal.of(compare(item, stance)), item, stance)
    assert (settled.of("status"), settled.note) == (("refuted",), "as it came")
    assert (settled.evidence, settled.as_of) == (BEFORE.evidence, "2026-01-10")
    # Whoever chooses the evidence chooses all of it.
    chosen = Proposal.of(compare(item, stance)).carry(())
    assert gold(chosen, item, stance).evidence == ()
    bare = Proposal.of(compare(item, EVERYTHING))
    asked_anew = gold(bare, item, EVERYTHING)
    assert (asked_anew.evidence, asked_anew.as_of) == ((), None)


def test_gold_takes_a_restatement_along_only_where_there_is_one() -> None:
    ana, ben = said("Ana", restatement="It was safe."), said("Ben", restatement="The bridge was safe.")
    two = matter(ana, ben)
    compared = Proposal.of(compare(two, WHOLE))
    assert gold(compared, two, WHOLE).restatement is None
    assert gold(compared.take(ben, two, WHOLE), two, WHOLE).restatement == "The bridge was safe."
    one = matter(ana, said("Ben"))
    assert gold(Proposal.of(compare(one, WHOLE)), one, WHOLE).restatement == "It was safe."


# -- what became of each annotation


def test_where_there_is_no_claim_every_annotation_is_set_aside() -> None:
    item = matter(said("Ana"), said("Ben"))
    assert {each.verdict for each in weigh(item, DecisionKind.NONE, None, WHOLE)} == {Verdict.SET_ASIDE}
    assert {each.verdict for each in weigh(item, DecisionKind.UNSETTLED, None, WHOLE)} == {Verdict.WEIGHED}


def test_edges_that_differ_by_no_more_than_the_rule_allows_are_taken_by_it_and_weighed_by_a_person() -> None:
    item = matter(said("Ana", (20, 39)), said("Ben", (20, 41)))
    settled = gold(Proposal.of(compare(item, WHOLE)), item, WHOLE)

    def verdicts(kind: DecisionKind) -> list[Verdict]:
        return [each.verdict for each in weigh(item, kind, settled, WHOLE)]

    assert verdicts(DecisionKind.AGREED) == [Verdict.TAKEN, Verdict.TAKEN]
    assert verdicts(DecisionKind.TAKEN) == [Verdict.TAKEN, Verdict.WEIGHED]


def test_nobody_has_the_same_letter_in_every_item() -> None:
    def first(item: str) -> str:
        sides = lettered(replace(matter(said("Ana"), said("Ben")), id=item), "seed")
        return sides[0].annotation.annotator_id

    assert {first(f"item {number}") for number in range(20)} == {"Ana", "Ben"}
