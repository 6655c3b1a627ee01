"""The report: what counts, what is left out and said, and figures equal to hand arithmetic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.agreement.report import Report, agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.errors import Invalid

TEXT = "".join(f"Claim number {number:02}. " for number in range(20))
STANCE = FieldSpec("stance", "nominal", ("supports", "denies", "neutral"), {"supports": "Supports"})
FORM = FieldSpec("form", "nominal", ("direct", "indirect"))
NAMES = {"a": "Ada", "b": "Ben", "c": "Caro"}
S, D, N = "supports", "denies", "neutral"


def mark(who: str, number: int, stance: str | None, *, passage: str = "p1", given: bool = False) -> Mark:
    """Mark the claim of that number in the text, 17 code points a claim."""
    labels = {} if stance is None else {"stance": (stance,)}
    claim = f"g{number:02}" if given else f"c{number:02}{who}"
    return Mark(claim, who, "x", passage, Span(17 * number, 17 * number + 16), labels, given)


ADA = (S, S, D, D, N, S)
BEN = (S, S, D, N, N, D)
MARKS = [
    *(mark("a", number, stance) for number, stance in enumerate(ADA)),
    *(mark("b", number, stance) for number, stance in enumerate(BEN)),
    mark("a", 6, S),  # Ben has done the passage without it
    mark("a", 7, S, passage="p2"),  # nobody else has done p2
    mark("b", 8, S, passage="p3"),  # Ben has not done p3
]
DONE = {"a": frozenset({"p1", "p2"}), "b": frozenset({"p1"})}


def report(marks: list[Mark] = MARKS, done: dict[str, frozenset[str]] = DONE) -> Report:
    return agreement_report(marks, done, [STANCE, FORM], {"x": TEXT}, NAMES, resamples=50)


def test_figures_equal_hand_arithmetic() -> None:
    # Worked in test_coefficients.test_by_hand: 4/6, kappa 1/2, alpha 25/47. F1 = 2·6/(7 + 6).
    stance = report().fields[0]
    assert stance.percent_agreement.value == pytest.approx(4 / 6)
    assert stance.coefficients["alpha"].value == pytest.approx(25 / 47)
    assert stance.coefficients["cohen_kappa"].value == pytest.approx(1 / 2)
    (pair,) = stance.pairwise
    assert (pair.a, pair.b) == ("Ada", "Ben")
    assert pair.kappa == stance.coefficients["cohen_kappa"]
    assert report().spans.found.f1.value == pytest.approx(12 / 13)


def test_counts_of_a_field() -> None:
    stance = report().fields[0]
    assert (stance.n_items, stance.n_labels, stance.n_annotators) == (7, 13, 2)
    assert [(used.category, used.n, dict(used.by_annotator)) for used in stance.used] == [
        (S, 6, {"Ada": 4, "Ben": 2}),
        (D, 4, {"Ada": 2, "Ben": 2}),
        (N, 3, {"Ada": 1, "Ben": 2}),
    ]


def test_what_is_left_out_is_counted_and_said() -> None:
    found = report()
    assert (found.left_out.not_done, found.left_out.alone) == (1, 1)
    assert "Left out: 1 mark in passages their annotator has not marked done." in found.notes
    assert "Left out: 1 mark in passages nobody else has marked done." in found.notes
    assert found.inputs["left_out"] == {"passage_not_done": 1, "passage_done_by_nobody_else": 1}


def test_a_lone_mark_is_listed_with_its_words_and_who_missed_it() -> None:
    (one,) = report().unmatched
    assert (one.mark.annotator, one.mark.text, one.missed_by) == ("Ada", "Claim number 06.", ("Ben",))


def test_differences_are_listed_with_every_label() -> None:
    first, second = report().fields[0].disagreements
    assert first.text == "Claim number 03."
    assert [(said.annotator, said.shown) for said in first.said] == [("Ada", "denies"), ("Ben", "neutral")]
    assert [(said.annotator, said.shown) for said in second.said] == [("Ada", "Supports"), ("Ben", "denies")]


def test_a_field_nobody_labelled_is_there_with_a_reason() -> None:
    form = report().fields[1]
    assert form.percent_agreement.reason == "there are no labels to compare"
    assert form.coefficients["alpha"].value is None
    assert (form.n_items, form.n_labels, form.n_annotators) == (0, 0, 0)


def test_not_judged_is_missing_and_shown_as_such_only_beside_a_difference() -> None:
    marks = [mark("a", 0, S), mark("b", 0, D), mark("c", 0, None), mark("a", 1, S), mark("b", 1, None)]
    done = dict.fromkeys("abc", frozenset({"p1"}))
    stance = report(marks, done).fields[0]
    assert stance.percent_agreement.n == 1
    (one,) = stance.disagreements
    assert [(said.annotator, said.values) for said in one.said] == [
        ("Ada", (S,)), ("Ben", (D,)), ("Caro", None),
    ]  # fmt: skip


def test_three_annotators_have_no_single_kappa_but_three_pairs() -> None:
    marks = [*MARKS, *(mark("c", number, stance) for number, stance in enumerate(ADA))]
    stance = report(marks, {**DONE, "c": frozenset({"p1"})}).fields[0]
    assert stance.coefficients["cohen_kappa"].value is None
    assert stance.coefficients["cohen_kappa"].reason is not None
    assert [(pair.a, pair.b) for pair in stance.pairwise] == [
        ("Ada", "Ben"),
        ("Ada", "Caro"),
        ("Ben", "Caro"),
    ]
    assert stance.pairwise[1].kappa.value == 1


def test_given_claims_are_compared_wherever_they_stand() -> None:
    marks = [
        mark(who, number, S if number else D, passage="", given=True) for who in "ab" for number in range(4)
    ]
    found = report(marks, {})
    assert (found.items, found.matched, found.given) == (4, 4, 4)
    assert found.fields[0].coefficients["alpha"].value == 1
    assert found.spans.found.f1.reason == "no passage was marked done by both"
    assert found.unmatched == ()
    assert not any("only one marked" in note for note in found.notes)


def test_of_claims_that_were_given_nothing_is_said_of_marking() -> None:
    marks = [mark(who, number, S if number else D, given=True) for who in "ab" for number in range(4)]
    marks += [mark("a", 4, S, given=True)]
    found = agreement_report(marks, {}, [STANCE], {"x": TEXT}, NAMES, resamples=50, asked=7)
    assert (found.asked, found.items, found.matched, found.spans) == (7, 5, 4, None)
    assert {one.part: one.why for one in found.missing} == {
        "spans": "the claims were given: nobody had to find, cut or bound them"
    }
    assert not any("mark" in note for note in found.notes)


def test_claims_with_one_label_are_counted_and_said_where_chance_takes_them_in() -> None:
    found = report()
    stance = found.fields[0]
    # What Ada alone marked in p1; 13 labels on 7 claims.
    assert (stance.n_alone, stance.percent_agreement.n) == (1, 6)
    (said,) = [note for note in found.notes if "by chance" in note]
    assert said.startswith("What Fleiss' kappa, Conger's kappa and Gwet's AC1 expect by chance")
    assert said.endswith("With one label: stance 1.")
    both = [one for one in MARKS if one.claim != "c06a"]
    assert not any("by chance" in note for note in report(both).notes)


def test_what_cannot_be_said_is_listed_with_the_reason() -> None:
    found = report([mark("a", 0, S), mark("b", 1, S)], dict.fromkeys("ab", frozenset({"p1"})))
    assert {one.part: one.why for one in found.missing} == {
        "stance": "no unit has two labels",
        "form": "there are no labels to compare",
        "cut": "no claim was marked by both",
        "boundary": "no claim was marked by both",
        "unitizing alpha": "where the passages begin and end is not known here",
    }
    assert found.inputs["missing"] == [{"part": one.part, "why": one.why} for one in found.missing]


def test_one_annotator_and_none_at_all_are_no_error() -> None:
    alone = report([mark("a", 0, S)], {"a": frozenset({"p1"})})
    assert alone.fields[0].coefficients["alpha"].reason == "only one annotator gave labels"
    assert report([], {}).fields[0].coefficients["alpha"].reason == "there are no labels to compare"


def test_somebody_done_without_a_claim_is_compared() -> None:
    found = report([mark("a", 0, S)], dict.fromkeys("ab", frozenset({"p1"})))
    assert found.annotators == ("Ada", "Ben")
    assert found.spans.found.f1.value == 0


def test_under_ten_articles_passages_are_resampled_and_it_is_said() -> None:
    found = report()
    assert found.resampling.by == "passage"
    marks = [*MARKS[:12], *(mark(who, 9, S, passage="p4") for who in "ab")]
    found = report(marks, dict.fromkeys("ab", frozenset({"p1", "p4"})))
    assert any("within these articles" in note for note in found.notes)
    assert found.clusters == 2


def test_from_ten_articles_on_articles_are_resampled() -> None:
    marks = [
        Mark(
            f"{who}{number}",
            who,
            f"x{number}",
            f"p{number}",
            Span(0, 9),
            {"stance": (S if number % 2 else D,)},
        )
        for who in "ab"
        for number in range(10)
    ]
    found = report(marks, dict.fromkeys("ab", frozenset(f"p{number}" for number in range(10))))
    assert (found.resampling.by, found.clusters) == ("article", 10)
    assert not any("within these articles" in note for note in found.notes)


def test_the_order_of_the_marks_changes_nothing() -> None:
    assert report(MARKS[::-1]) == report(MARKS)


def test_the_hash_follows_the_data() -> None:
    same, other = report(MARKS[::-1]), report(MARKS[1:])
    assert report().inputs["data_sha256"] == same.inputs["data_sha256"] != other.inputs["data_sha256"]


def test_two_people_of_one_name_stay_two() -> None:
    found = agreement_report(MARKS, DONE, [STANCE], {}, {"a": "Kim", "b": "Kim"}, resamples=0)
    assert found.annotators == ("Kim (a)", "Kim (b)")


def test_one_mark_against_two_is_listed_with_the_words() -> None:
    long = Mark("c1", "a", "x", "p1", Span(0, 33), {})
    found = report([long, mark("b", 0, S), mark("b", 1, D)], dict.fromkeys("ab", frozenset({"p1"})))
    (cut,) = found.cuts
    assert cut.one.text == "Claim number 00. Claim number 01."
    assert [quote.text for quote in cut.finer] == ["Claim number 00.", "Claim number 01."]


def test_of_an_ordered_field_it_is_said_what_counts_the_order() -> None:
    ordered = FieldSpec("stance", "ordinal", (S, N, D))
    found = agreement_report(MARKS, DONE, [ordered], {}, NAMES, resamples=0)
    assert any(note.startswith("Alpha counts how far") and "stance (ordinal)" in note for note in found.notes)


def test_a_label_the_field_does_not_declare_is_refused() -> None:
    with pytest.raises(Invalid, match="field stance: perhaps is none of its labels"):
        report([mark("a", 0, "perhaps"), mark("b", 0, S)])


def test_inputs_are_passed_on() -> None:
    found = agreement_report(
        MARKS, DONE, [STANCE], {}, NAMES, seed=7, resamples=10, inputs={"version": "1.2"}
    )
    assert (found.inputs["version"], found.inputs["seed"], found.inputs["resamples"]) == ("1.2", 7, 10)


def dated(who: str, number: int, stance: str, at: str, version: str) -> Mark:
    one = mark(who, number, stance)
    return Mark(one.claim, who, "x", "p1", one.span, one.labels, at=at, version=version)


def test_weeks_and_versions_are_there_when_there_are_several() -> None:
    marks = [
        dated(
            who,
            number,
            S if number % 3 else D,
            f"2026-01-{5 + 7 * (number // 3):02}T10:00:00.000Z",
            f"h{number // 3}",
        )
        for who in "ab"
        for number in range(6)
    ]
    done = dict.fromkeys("ab", frozenset({"p1"}))
    versions = {"h0": "1.0", "h1": "1.1"}
    stance = agreement_report(marks, done, [STANCE], {}, NAMES, resamples=0, versions=versions).fields[0]
    assert stance.weeks is not None
    assert [(week.name, week.n_units) for week in stance.weeks.periods] == [
        ("2026-01-05", 3),
        ("2026-01-12", 3),
    ]
    assert stance.versions is not None
    assert [(version.name, version.n_labels) for version in stance.versions.periods] == [
        ("1.0", 6),
        ("1.1", 6),
    ]
    one = agreement_report(marks[:3], done, [STANCE], {}, NAMES, resamples=0, versions=versions).fields[0]
    assert (one.weeks, one.versions) == (None, None)


def test_a_model_is_compared_with_the_people_alone() -> None:
    marks = [*MARKS[:12], *(mark("c", number, stance) for number, stance in enumerate(ADA))]
    done = dict.fromkeys("abc", frozenset({"p1"}))
    (found,) = (
        agreement_report(marks, done, [STANCE], {}, NAMES, resamples=0, models=frozenset({"c"}))
        .fields[0]
        .models
    )
    assert found.model == "Caro"
    assert found.people_alone.value == pytest.approx(25 / 47)
    # The people agree on four of six claims, and on these the model says the same.
    assert (found.with_people.value, found.with_people.n) == (1, 4)


def with_model(machine: str = "c") -> Report:
    """Add a model that found the first five claims of Ada and Ben, and one of its own."""
    marks = [*MARKS, *(mark(machine, number, S) for number in (0, 1, 2, 3, 4, 9))]
    done = {**DONE, machine: frozenset({"p1", "p2"})}
    return agreement_report(
        marks, done, [STANCE, FORM], {"x": TEXT}, NAMES, resamples=50, models=frozenset({machine})
    )


def test_a_model_changes_no_figure_of_the_people() -> None:
    found, expected = with_model(), report()
    assert found.annotators == ("Ada", "Ben")
    assert found.models == ("Caro",)
    assert [replace(field, models=()) for field in found.fields] == list(expected.fields)
    assert (found.spans, found.items, found.matched) == (expected.spans, expected.items, expected.matched)
    assert (found.unmatched, found.left_out) == (expected.unmatched, expected.left_out)
    assert any("Figures are of the people" in note and "Caro" in note for note in found.notes)


def test_a_model_is_set_beside_each_of_the_people() -> None:
    found = with_model()
    (model,) = found.fields[0].models
    # Ada and Ben are tied on the fourth claim; of the four others the majority says supports to two.
    assert (model.tied, model.percent_agreement.n, model.percent_agreement.value) == (1, 4, 0.5)
    assert [(pair.a, pair.b, pair.kappa.n) for pair in model.pairwise] == [
        ("Caro", "Ada", 5),
        ("Caro", "Ben", 5),
    ]
    assert model.alpha.n == 4
    assert model.confusion is not None
    assert sum(map(sum, model.confusion.counts)) == 4
    (spans,) = found.model_spans
    # In p1 Ada marked seven and in p2 one, Ben six in p1; the model six, all in p1.
    assert [(pair.a, pair.b) for pair in spans.spans.pairs] == [("Ada", "Caro"), ("Ben", "Caro")]
    assert [(pair.found.matched, pair.found.only_a, pair.found.only_b) for pair in spans.spans.pairs] == [
        (5, 3, 1),
        (5, 1, 1),
    ]


def test_a_model_without_a_label_has_no_section_and_one_line() -> None:
    marks = [*MARKS, mark("m", 0, S)]
    names = {**NAMES, "m": "gpt", "n": "llama"}
    done = {**DONE, "m": frozenset({"p1"}), "n": frozenset({"p1"})}
    found = agreement_report(
        marks, done, [STANCE, FORM], {"x": TEXT}, names, resamples=0, models=frozenset("mn")
    )
    stance, form = found.fields
    assert [each.model for each in stance.models] == ["gpt"]
    assert form.models == ()
    assert found.models == ("gpt",)
    assert [each.model for each in found.model_spans] == ["gpt"]
    assert "Left out: the labels of form of the model gpt, which has given none." in found.notes
    assert "Left out: the model llama, which has labelled nothing of this." in found.notes


def test_a_model_that_only_marks_keeps_what_is_said_of_its_marks() -> None:
    marks = [*MARKS, mark("m", 0, None)]
    found = agreement_report(
        marks,
        {**DONE, "m": frozenset({"p1"})},
        [STANCE],
        {"x": TEXT},
        NAMES,
        resamples=0,
        models=frozenset("m"),
    )
    assert (found.models, found.fields[0].models, len(found.model_spans)) == (("m",), (), 1)
    assert "Left out: the labels of the model m, which has given none." in found.notes


def test_a_model_beside_one_person_is_compared_with_that_person() -> None:
    marks = [*MARKS[:6], *(mark("c", number, stance) for number, stance in enumerate(BEN))]
    done = dict.fromkeys("ac", frozenset({"p1"}))
    found = agreement_report(marks, done, [STANCE], {}, NAMES, resamples=0, models=frozenset({"c"})).fields[0]
    assert found.percent_agreement.reason == "only one annotator gave labels"
    assert found.models[0].with_people.value == pytest.approx(1 / 2)


def test_models_alone_are_compared_like_people() -> None:
    found = agreement_report(MARKS, DONE, [STANCE], {}, NAMES, resamples=0, models=frozenset("ab"))
    assert (found.annotators, found.models) == (("Ada", "Ben"), ())
    assert found.fields[0].coefficients["alpha"].value == pytest.approx(25 / 47)


def test_labels_that_lack_their_evidence_are_counted_and_left_out_beside() -> None:
    marks = [
        replace(each, unproven=frozenset({"stance"})) if each.claim == "c05b" else each for each in MARKS
    ]
    stance = report(marks).fields[0]
    assert stance.without_unproven is not None
    assert (stance.without_unproven.n_labels, stance.without_unproven.percent_agreement.n) == (1, 5)
    assert stance.percent_agreement == report().fields[0].percent_agreement
    assert report().fields[0].without_unproven is None


def test_the_costliest_claims_come_with_what_everybody_said() -> None:
    costly = report().fields[0].costliest
    assert sum(one.share for one in costly) == pytest.approx(1)
    assert {one.item.item for one in costly} == {one.item for one in report().fields[0].disagreements}


def test_intervals_resample_what_was_asked_for() -> None:
    found = agreement_report(MARKS, DONE, [STANCE], {}, NAMES, resamples=10, by="unit")
    assert found.resampling.by == "unit"
    assert found.clusters == 6
