"""Seals: free text goes in as a salted hash, all else as it is; what is absent leaves no trace."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import digest
from annotator.core.claim import (
    Annotation,
    Evidence,
    Judgement,
    Label,
    Place,
    Polarity,
    Reaction,
    ReactionStance,
    State,
)
from annotator.core.text.span import Span

EVIDENCE = Evidence(
    "e1",
    Polarity.SUPPORTS,
    "s1",
    "https://x.org",
    "https://y.org",
    "quote",
    "2026-01-01",
    "2026-01-02",
    "note",
    Place("a1", Span(1, 2)),
)
JUDGEMENT = Judgement(
    Span(0, 5),
    "scheme",
    (Label("form", "direct"), Label("source", source_id="s1")),
    (Reaction("s2", ReactionStance.DENIES, Span(7, 9)),),
    (EVIDENCE,),
    "restated",
    "noted",
    "2026-01-03",
)
ANNOTATION = Annotation("i1", "c1", "ana", "x1", "2026-01-15T00:00:00Z", JUDGEMENT, "i0", 2, 1500)


def sealed(annotation: Annotation = ANNOTATION, evidence: tuple[str, ...] = ("seal",)) -> str:
    texts = digest.annotation_texts(annotation.judgement, "salt")
    return digest.annotation_digest(annotation, texts, evidence)


def judged(**changes: Any) -> Annotation:
    return replace(ANNOTATION, judgement=replace(JUDGEMENT, **changes))


CHANGED = {
    "id": replace(ANNOTATION, id="i2"),
    "claim_id": replace(ANNOTATION, claim_id="c2"),
    "annotator_id": replace(ANNOTATION, annotator_id="ben"),
    "action_id": replace(ANNOTATION, action_id="x2"),
    "created_at": replace(ANNOTATION, created_at="2026-01-16T00:00:00Z"),
    "parent_id": replace(ANNOTATION, parent_id="i9"),
    "seq": replace(ANNOTATION, seq=3),
    "active_ms": replace(ANNOTATION, active_ms=None),
    "judgement": judged(span=Span(0, 6)),
    "scheme_hash": judged(scheme_hash="other"),
    "labels": judged(labels=JUDGEMENT.labels[:1]),
    "a source for a label": judged(labels=(Label("form", source_id="direct"), JUDGEMENT.labels[1])),
    "a label that was suggested": judged(
        labels=(Label("form", "direct", suggested=True), JUDGEMENT.labels[1])
    ),
    "a source that was suggested": judged(
        labels=(JUDGEMENT.labels[0], Label("source", source_id="s1", suggested=True))
    ),
    "reactions": judged(reactions=()),
    "cue": judged(reactions=(Reaction("s2", ReactionStance.DENIES),)),
    "restatement": judged(restatement=None),
    "note": judged(note="Noted"),
    "note and restatement change places": judged(note="restated", restatement="noted"),
    "as_of": judged(as_of=None),
    "state": judged(state=State.WITHDRAWN),
}


@pytest.mark.parametrize("what", CHANGED)
def test_any_change_of_an_annotation_changes_its_seal(what: str) -> None:
    assert sealed(CHANGED[what]) != sealed()


def test_no_two_changes_have_the_same_seal() -> None:
    assert len({sealed(each) for each in CHANGED.values()}) == len(CHANGED)


def test_seals_from_before_suggestions_were_recorded_hold() -> None:
    """As version 0.1.0 worked it out for the same annotation."""
    assert sealed() == "bb19c01ec5a554958dd429ec8731ce178e3b190058250e38de92ec7558ef872c"


def test_any_change_of_its_evidence_changes_its_seal() -> None:
    assert len({sealed(evidence=seals) for seals in [(), ("seal",), ("leas",), ("seal", "seal")]}) == 4


EVIDENCE_CHANGED: dict[str, Any] = {
    "id": "e2",
    "polarity": Polarity.REFUTES,
    "origin_id": None,
    "url": "https://z.org",
    "archived_url": None,
    "quote": "Quote",
    "published": None,
    "accessed": "2026-01-03",
    "note": None,
    "place": Place("a1", Span(1, 3)),
}


def evidence_sealed(evidence: Evidence, annotator: str = "ana") -> str:
    return digest.evidence_digest(evidence, annotator, digest.evidence_texts(evidence, "salt"))


@pytest.mark.parametrize("field", EVIDENCE_CHANGED)
def test_any_change_of_evidence_changes_its_seal(field: str) -> None:
    assert evidence_sealed(replace(EVIDENCE, **{field: EVIDENCE_CHANGED[field]})) != evidence_sealed(EVIDENCE)


def test_every_field_of_evidence_is_sealed() -> None:
    assert {field.name for field in fields(Evidence)} - {"redacted"} == set(EVIDENCE_CHANGED)
    assert evidence_sealed(EVIDENCE, "ben") != evidence_sealed(EVIDENCE)


TEXT = st.one_of(st.none(), st.text(alphabet='ab\n,":{}', max_size=4))
TEXTS = st.fixed_dictionaries({"quote": TEXT, "note": TEXT, "url": TEXT})


@given(TEXTS, TEXTS)
def test_free_texts_hash_alike_only_when_they_are_alike(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert (digest.salted(one, "salt") == digest.salted(other, "salt")) == (one == other)


def test_words_that_move_from_one_field_to_the_next_show() -> None:
    apart = Evidence("e", Polarity.CONTEXT, quote="one", note="two")
    together = Evidence("e", Polarity.CONTEXT, quote="one\ntwo")
    assert digest.evidence_texts(apart, "s") != digest.evidence_texts(together, "s")


def test_the_same_words_under_another_salt_hash_to_something_else() -> None:
    assert digest.salted({"note": "yes"}, "a") != digest.salted({"note": "yes"}, "b")


def test_no_free_text_has_no_hash() -> None:
    assert digest.annotation_texts(judged(note=None, restatement=None).judgement, "salt") is None


def test_a_seal_needs_the_hash_of_the_texts_alone() -> None:
    texts = digest.annotation_texts(JUDGEMENT, "salt")
    blanked = judged(note=None, restatement=None)
    assert digest.annotation_digest(blanked, texts, ("seal",)) == sealed()


def test_a_thing_that_is_absent_leaves_no_trace_so_that_a_column_added_later_breaks_no_seal() -> None:
    assert digest.digest("t", {"a": 1, "new": None}) == digest.digest("t", {"a": 1})
    assert digest.salted({"note": "n", "new": None}, "s") == digest.salted({"note": "n"}, "s")


def test_the_seal_is_what_anyone_computes_from_its_description() -> None:
    assert (
        digest.digest("tag", {"b": ["é", 1], "a": None})
        == hashlib.sha256('tag\n{"b":["é",1]}'.encode()).hexdigest()
    )
    assert digest.chained(None, "i", "d") == hashlib.sha256(b"\ni\nd").hexdigest()
    assert digest.chained("p", "i", "d") == hashlib.sha256(b"p\ni\nd").hexdigest()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)


@given(VALUES | st.lists(VALUES).map(tuple))
def test_what_is_hashed_is_the_json_that_anyone_writes(values: Any) -> None:
    written = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest.compact(values) == written


def test_what_is_no_json_is_not_hashed_as_if_it_were() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        digest.compact([object()])


def test_an_annotation_and_a_piece_of_evidence_never_have_the_same_seal() -> None:
    assert digest.digest(digest.ANNOTATION_TAG, {"id": "1"}) != digest.digest(
        digest.EVIDENCE_TAG, {"id": "1"}
    )


@given(VALUES)
def test_a_python_without_the_quick_encoder_writes_the_same(value: object) -> None:
    quick = digest.compact(value)
    with mock.patch.object(digest, "_PIECES", None):
        assert digest.compact(value) == quick
