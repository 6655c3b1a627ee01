"""Fields and labels as other people's files name them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.said_labels import field_said, label_said, takes_several
from annotator.core.scheme import Scheme
from annotator.core.scheme_changes import Said, merge, rename, retire
from annotator.core.scheme_maps import SchemeMaps, Step
from annotator.errors import NotFound
from annotator.workflow.schemes import find_scheme


@pytest.fixture
def scheme() -> Scheme:
    return find_scheme("newsclaim")


def test_fields_and_labels_go_by_id_or_name_however_they_are_spelled(scheme: Scheme) -> None:
    maps = SchemeMaps.only(scheme)
    for field in scheme.fields:
        for said in (field.id, field.name, field.id.upper(), field.id.replace("_", " ")):
            assert field_said(maps, said) == field
        for label in field.labels:
            for said in (label.id, label.name, label.id.replace("_", " ").upper(), f" {label.id} "):
                assert label_said(maps, field, said) == label.id
    assert [each.id for each in scheme.fields if takes_several(each)] == ["flags"]


def test_what_nothing_answers_to_lists_what_there_is(scheme: Scheme) -> None:
    maps = SchemeMaps.only(scheme)
    with pytest.raises(NotFound) as refusal:
        field_said(maps, "mood")
    assert refusal.value.why.startswith("known: source, ")
    with pytest.raises(NotFound) as refusal:
        label_said(maps, field_said(maps, "stance"), "for")
    assert refusal.value.why == "known: supports, neutral, questions, denies"


def test_an_earlier_label_is_led_through_the_maps(scheme: Scheme) -> None:
    changed = rename(scheme, "stance.neutral", "reported", Said())
    merged = merge(changed.scheme, ["stance.questions"], "stance.denies", Said())
    gone = retire(merged.scheme, ["stance.supports"])
    steps = [Step(scheme), Step(changed.scheme, changed.moves), Step(merged.scheme, merged.moves)]
    maps = SchemeMaps([*steps, Step(gone.scheme, gone.moves)])
    stance = field_said(maps, "stance")
    assert label_said(maps, stance, "neutral") == "reported"
    assert label_said(maps, stance, "neutral", scheme.hash) == "reported"
    assert label_said(maps, stance, "reported") == "reported"
    assert label_said(maps, stance, "questions") == "denies"
    assert label_said(maps, stance, "reported", "a scheme of another project") == "reported"
    with pytest.raises(NotFound, match="has no label 'supports' any more"):
        label_said(maps, stance, "supports")
    with pytest.raises(NotFound, match="has no label 'reported'"):
        label_said(maps, stance, "reported", scheme.hash)


def test_an_id_goes_before_the_name_of_another(scheme: Scheme) -> None:
    """A label that is called what another has as its id stands back."""
    field = next(each for each in scheme.fields if each.id == "stance")
    first, second, *rest = field.labels
    odd = replace(field, labels=(replace(first, name=second.id), second, *rest))
    fields = tuple(odd if each.id == odd.id else each for each in scheme.fields)
    maps = SchemeMaps.only(replace(scheme, fields=fields))
    assert label_said(maps, odd, second.id) == second.id
