"""Reading labels of earlier schemes: maps compose, no label is ever lost, and going back restores what was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Judgement, Label
from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.scheme_changes import Changed, Said, add, merge, rename, retire
from annotator.core.scheme_maps import Doubt, LabelMap, Move, SchemeMaps, Step, Why
from annotator.core.scheme_plan import Stock, Wish, plan
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError

BODY = """
[scheme]
name = "tones"
version = "1.0.0"
title = "Tones"

[sources]
types = [{ id = "person", name = "Person" }]

[[fields]]
id = "source"
name = "Source"
type = "source"
required = true

[[fields]]
id = "tone"
name = "Tone"
required = true
definition = "How it sounds."

  [[fields.labels]]
  id = "a"
  name = "A"
  definition = "It is a."

  [[fields.labels]]
  id = "b"
  name = "B"
  definition = "It is b."

  [[fields.labels]]
  id = "c"
  name = "C"
  definition = "It is c."

[[fields]]
id = "marks"
name = "Marks"
type = "choices"

  [[fields.labels]]
  id = "x"
  name = "X"
  definition = "It is x."

  [[fields.labels]]
  id = "y"
  name = "Y"
  definition = "It is y."
"""
FIRST = parse_scheme(BODY, "tones.toml")

ids = st.sampled_from("abcdef")
maps = st.dictionaries(st.tuples(st.sampled_from(("tone", "marks")), ids), ids, max_size=8).map(
    lambda moved: LabelMap({key: new for key, new in moved.items() if new != key[1]})
)
LABELS = [(field, value) for field in ("tone", "marks", "other") for value in "abcdefg"]


def judged(scheme: Scheme, **labels: str) -> Judgement:
    given = [Label(field, value) for field, values in labels.items() for value in values.split()]
    return Judgement(Span(0, 1), scheme.hash, tuple(given))


def after(found: SchemeMaps, changed: Changed) -> SchemeMaps:
    """Put a change in force, as the program does: worked out, and refused where it would lose anything."""
    retired = frozenset(f"{move.field}.{move.old}" for move in changed.moves if move.new is None)
    worked_out = plan(found, Wish(changed.scheme, changed.moves, retired), Stock())
    return found.then(Step(worked_out.after, worked_out.moves))


def again(found: SchemeMaps, scheme: Scheme, *moves: Move) -> SchemeMaps:
    worked_out = plan(found, Wish(scheme, moves), Stock())
    return found.then(Step(worked_out.after, worked_out.moves))


@given(maps)
def test_the_empty_map_changes_nothing(one: LabelMap) -> None:
    assert one.then(LabelMap({})) == one
    assert LabelMap({}).then(one) == one
    assert all(LabelMap({}).at(*label) == label[1] for label in LABELS)


@given(maps, maps, maps)
def test_composing_is_associative(one: LabelMap, two: LabelMap, three: LabelMap) -> None:
    assert one.then(two).then(three) == one.then(two.then(three))


@given(maps, maps)
def test_a_composed_map_leads_where_its_parts_lead_one_after_the_other(one: LabelMap, two: LabelMap) -> None:
    for field, value in LABELS:
        assert one.then(two).at(field, value) == two.at(field, one.at(field, value))


def test_renaming_and_renaming_back_is_no_change() -> None:
    there = rename(FIRST, "tone.b", "neutral", Said())
    found = after(SchemeMaps.only(FIRST), there)
    assert found.map_label("tone", "b", FIRST.hash) == "neutral"
    back = rename(found.scheme, "tone.neutral", "b", Said())
    assert back.scheme.hash == FIRST.hash
    found = after(found, back)
    assert found.map_from(FIRST.hash) == LabelMap({})
    assert found.map_label("tone", "neutral", there.scheme.hash) == "b"
    assert not found.read(judged(there.scheme, tone="neutral")).doubts


def test_renames_compose() -> None:
    found = SchemeMaps.only(FIRST)
    for old, new in (("b", "neutral"), ("neutral", "reported"), ("reported", "told")):
        found = after(found, rename(found.scheme, f"tone.{old}", new, Said()))
    assert found.map_label("tone", "b", FIRST.hash) == "told"
    assert found.map_label("tone", "a", FIRST.hash) == "a"
    assert found.map_label("source", "0123", FIRST.hash) == "0123"


def test_merging_what_is_merged_changes_nothing_more() -> None:
    found = after(SchemeMaps.only(FIRST), merge(FIRST, ["tone.b", "tone.c"], "tone.a", Said()))
    led = found.map_from(FIRST.hash)
    assert [led.at("tone", value) for value in "abc"] == ["a", "a", "a"]
    assert led.then(led) == led
    with pytest.raises(AnnotatorError, match="a label merged into itself"):
        merge(found.scheme, ["tone.a"], "tone.a", Said())


def test_two_labels_of_a_claim_that_are_merged_are_one() -> None:
    found = after(SchemeMaps.only(FIRST), merge(FIRST, ["marks.x"], "marks.y", Said()))
    read = found.read(judged(FIRST, marks="x y", tone="a"))
    assert read.judgement.of("marks") == ("y",)
    assert read.judgement.scheme_hash == FIRST.hash
    assert not read.doubts


def test_a_retired_label_stays_what_it_was_and_is_marked() -> None:
    found = after(SchemeMaps.only(FIRST), retire(FIRST, ["tone.b"]))
    read = found.read(judged(FIRST, tone="b"))
    assert read.judgement.of("tone") == ("b",)
    assert read.doubts == (Doubt("tone", "b", Why.RETIRED),)
    assert found.map_label("tone", "b", FIRST.hash) is None
    # Carried on by a later judgement it is still no label of the scheme that judgement was made under.
    assert found.read(judged(found.scheme, tone="b")).doubts == (Doubt("tone", "b", Why.RETIRED),)


def test_a_retired_label_that_is_back_is_itself_again() -> None:
    found = after(SchemeMaps.only(FIRST), retire(FIRST, ["tone.b"]))
    found = after(found, add(found.scheme, "tone.b", Said(name="B again", definition="It  is\nb.")))
    assert found.map_label("tone", "b", FIRST.hash) == "b"
    assert not found.read(judged(FIRST, tone="b")).doubts


def test_what_was_merged_is_apart_again_when_the_scheme_before_is_back() -> None:
    merged = after(SchemeMaps.only(FIRST), merge(FIRST, ["tone.b"], "tone.c", Said()))
    found = again(merged, FIRST)
    assert [found.map_label("tone", value, FIRST.hash) for value in "abc"] == ["a", "b", "c"]
    assert not found.read(judged(FIRST, tone="b")).doubts
    # Of what was given in between nobody knows which of the two it is.
    assert found.read(judged(merged.scheme, tone="c")).doubts == (Doubt("tone", "c", Why.SPLIT),)
    assert not found.read(judged(merged.scheme, tone="a")).doubts


def test_labels_of_a_scheme_before_the_merge_are_apart_again_too() -> None:
    second = after(SchemeMaps.only(FIRST), add(FIRST, "tone.d", Said(name="D", definition="It is d.")))
    merged = after(second, merge(second.scheme, ["tone.b"], "tone.c", Said()))
    found = again(merged, second.scheme)
    assert [found.map_label("tone", value, FIRST.hash) for value in "abc"] == ["a", "b", "c"]


def test_a_definition_that_changed_asks_for_another_look_unless_it_says_the_same() -> None:
    other = parse_scheme(BODY.replace("It is b.", "It is more b."), "tones.toml")
    found = again(SchemeMaps.only(FIRST), other)
    assert found.read(judged(FIRST, tone="b")).doubts == (Doubt("tone", "b", Why.CHANGED),)
    assert not found.read(judged(FIRST, tone="a")).doubts
    assert not found.read(judged(other, tone="b")).doubts
    worked_out = plan(SchemeMaps.only(FIRST), Wish(other, same=frozenset({"tone.b"})), Stock())
    found = SchemeMaps.only(FIRST).then(Step(other, worked_out.moves))
    assert not found.read(judged(FIRST, tone="b")).doubts
    assert not again(found, FIRST, Move("tone", "b", "b")).read(judged(other, tone="b")).doubts


def test_a_field_asked_otherwise_puts_all_its_answers_in_doubt() -> None:
    other = parse_scheme(BODY.replace("How it sounds.", "How it is meant."), "tones.toml")
    found = again(SchemeMaps.only(FIRST), other)
    assert found.read(judged(FIRST, tone="a", marks="x")).doubts == (Doubt("tone", "a", Why.CHANGED),)
    worked_out = plan(SchemeMaps.only(FIRST), Wish(other, same=frozenset({"tone"})), Stock())
    assert not SchemeMaps.only(FIRST).then(Step(other, worked_out.moves)).read(judged(FIRST, tone="a")).doubts


def test_a_field_that_is_asked_for_now_is_missing_where_it_was_not_asked() -> None:
    other = parse_scheme(BODY.replace('type = "choices"', 'type = "choices"\nrequired = true'), "tones.toml")
    found = again(SchemeMaps.only(FIRST), other)
    assert found.read(judged(FIRST, tone="a")).doubts == (Doubt("marks", "", Why.ASKED),)
    assert not found.read(judged(FIRST, tone="a", marks="x")).doubts
    assert not found.read(judged(other, tone="a")).doubts


def test_labels_of_a_scheme_never_in_force_are_taken_as_they_are() -> None:
    found = SchemeMaps.only(FIRST)
    assert found.map_label("tone", "a", "f" * 32) == "a"
    assert found.map_label("tone", "q", "f" * 32) is None
    assert found.map_label("nothing", "a", FIRST.hash) is None


# -- whatever is done to a scheme


KINDS = ("rename", "add", "merge", "retire", "back", "define")
moves = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 20), st.integers(0, 20)), max_size=8)
NAMES = [f"n{number}" for number in range(6)]


def changed(found: SchemeMaps, kind: str, first: int, second: int) -> SchemeMaps:
    """Make some change of the field of tones, or none where it is refused."""
    scheme = found.scheme
    labels = [label.id for label in scheme.fields[1].labels]
    one, other, name = labels[first % len(labels)], labels[second % len(labels)], NAMES[second % len(NAMES)]
    said = Said(name=name, definition=f"It is {name}.")
    make = {
        "rename": lambda: after(found, rename(scheme, f"tone.{one}", name, Said())),
        "add": lambda: after(found, add(scheme, f"tone.{name}", said)),
        "merge": lambda: after(found, merge(scheme, [f"tone.{one}"], f"tone.{other}", Said())),
        "retire": lambda: after(found, retire(scheme, [f"tone.{one}"])),
        "back": lambda: again(found, found.steps[first % len(found.steps)].scheme),
        "define": lambda: again(
            found, parse_scheme(scheme.body.replace("It is", "It surely is", 1), "tones.toml")
        ),
    }
    try:
        return make[kind]()
    except AnnotatorError:
        return found


@given(moves)
def test_no_label_is_ever_lost_or_becomes_two_things(changes: list[tuple[str, int, int]]) -> None:
    found = SchemeMaps.only(FIRST)
    for kind, first, second in changes:
        found = changed(found, kind, first, second)
    for step in found.steps:
        for label in step.scheme.fields[1].labels:
            judgement = judged(step.scheme, tone=label.id)
            read = found.read(judgement)
            (value,) = read.judgement.of("tone")
            present = found.map_label("tone", label.id, step.scheme.hash)
            assert present in (value, None)
            assert (present is None) == (Doubt("tone", value, Why.RETIRED) in read.doubts)
            assert present is None or found.scheme.fields[1].label(present) is not None
            assert read.judgement.scheme_hash == judgement.scheme_hash
    assert all(
        found.map_label("tone", each.id, found.scheme.hash) == each.id
        for each in found.scheme.fields[1].labels
    )


@given(moves, st.integers(0, 20))
def test_a_scheme_that_is_back_reads_its_own_labels_as_they_are(
    changes: list[tuple[str, int, int]], which: int
) -> None:
    found = SchemeMaps.only(FIRST)
    for kind, first, second in changes:
        found = changed(found, kind, first, second)
    scheme = found.steps[which % len(found.steps)].scheme
    if scheme == found.scheme:
        return
    found = again(found, scheme)
    for label in scheme.fields[1].labels:
        judgement = judged(scheme, tone=label.id)
        assert found.read(judgement) == replace(found.read(judgement), judgement=judgement, doubts=())


@given(moves)
def test_an_id_never_means_two_things(changes: list[tuple[str, int, int]]) -> None:
    """Two labels of one id in two schemes, neither of which came back, are one and the same by the maps."""
    found = SchemeMaps.only(FIRST)
    for kind, first, second in changes:
        if kind not in ("back", "define"):
            found = changed(found, kind, first, second)
    now = found.scheme.fields[1]
    for step in found.steps:
        for label in now.labels:
            if step.scheme.fields[1].label(label.id) is not None:
                assert found.map_label("tone", label.id, step.scheme.hash) == label.id
