"""Differences of judgements: none between equals, all of them otherwise, and carried out they make one the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.changes import Trait, carried_out, changes
from annotator.core.claim import Evidence, Judgement, Label, Place, Polarity, Reaction, ReactionStance, State
from annotator.core.source import Source
from annotator.core.telling import Known, quoted, told
from annotator.core.text.span import Span
from annotator.workflow.schemes import find_scheme

TEXT = "Police said that the bridge was safe, but the mayor denied it."
SCHEME = find_scheme("newsclaim")
POLICE, MAYOR = Source.of("Police", "police"), Source.of("The mayor", "local_government")
KNOWN = Known(TEXT, {SCHEME.hash: SCHEME}, {each.id: each for each in (POLICE, MAYOR)})

spans = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda ends: Span(ends[0], ends[0] + ends[1]))
texts = st.none() | st.sampled_from(["", "a note", "words " * 40, "two\nlines", "[red]"]).map(
    lambda text: text or None
)
LABELS = [
    *(
        Label("form", value, suggested=suggested)
        for value in ("direct", "indirect")
        for suggested in (True, False)
    ),
    *(Label("flags", value) for value in ("hedged", "irony", "gone since")),
    *(Label(field, source_id=source.id) for field in ("source", "via") for source in (POLICE, MAYOR)),
    Label("unheard_of", "x"),
]
labels = st.lists(st.sampled_from(LABELS), max_size=5, unique_by=lambda label: label.plain).map(tuple)
reactions = st.lists(
    st.builds(
        Reaction,
        st.sampled_from([POLICE.id, MAYOR.id, "unknown"]),
        st.sampled_from(list(ReactionStance)),
        st.none() | spans,
    ),
    max_size=3,
).map(tuple)
EVIDENCE = [
    Evidence("1", Polarity.SUPPORTS, origin_id=POLICE.id, url="https://example.org/"),
    Evidence("2", Polarity.NOTHING_FOUND, note="two archives"),
    Evidence("3", Polarity.CONTEXT, place=Place("a", Span(0, 5))),
    Evidence("4", Polarity.REFUTES, redacted=True),
]
judgements = st.builds(
    Judgement,
    span=spans,
    scheme_hash=st.sampled_from([SCHEME.hash, "another"]),
    labels=labels,
    reactions=reactions,
    evidence=st.lists(st.sampled_from(EVIDENCE), max_size=3, unique=True).map(tuple),
    restatement=texts,
    note=texts,
    as_of=st.sampled_from([None, "2026-01-15"]),
    state=st.sampled_from(list(State)),
)


@given(judgements)
def test_nothing_differs_from_itself(judgement: Judgement) -> None:
    assert changes(judgement, judgement) == ()


@given(judgements, judgements)
def test_whatever_differs_is_a_change_and_no_change_is_empty(before: Judgement, after: Judgement) -> None:
    found = changes(before, after)
    assert bool(found) == (before != after)
    assert all(each.before != each.after for each in found)
    assert len({(each.trait, each.field) for each in found}) == len(found)


@given(judgements, judgements)
def test_carried_out_changes_make_the_one_the_other_in_any_order(before: Judgement, after: Judgement) -> None:
    found = changes(before, after)
    assert carried_out(before, found) == after
    assert carried_out(before, found[::-1]) == after


@given(judgements, judgements)
def test_turned_round_they_lead_back(before: Judgement, after: Judgement) -> None:
    back = tuple(each.back for each in changes(before, after))
    assert back == changes(after, before)
    assert carried_out(after, back) == before


@given(judgements, judgements)
def test_every_change_has_words_in_one_line_of_a_screen(before: Judgement, after: Judgement) -> None:
    for change in changes(before, after):
        said = told(change, KNOWN, SCHEME.hash)
        assert said.strip() == said
        assert "\n" not in said
        assert "None" not in said


def test_changes_are_told_as_a_person_would() -> None:
    plain = Judgement(Span(17, 36), SCHEME.hash)
    after = plain.tagged("stance", [Label("stance", "supports")])

    def said(one: Judgement, other: Judgement) -> list[str]:
        return [told(each, KNOWN, SCHEME.hash) for each in changes(one, other)]

    assert said(plain, after) == ["stance supports"]
    assert said(after, plain.tagged("stance", [Label("stance", "questions")])) == [
        "stance supports → questions"
    ]
    assert said(after, plain) == ["stance supports → none"]
    source = [Label("source", source_id=POLICE.id, suggested=True)]
    assert said(plain, plain.tagged("source", source)) == ["source Police (as suggested)"]
    flagged = plain.tagged("flags", [Label("flags", "hedged")])
    assert said(plain, flagged) == ["flags + hedged"]
    assert said(plain, plain.withdrawn()) == ["taken back"]
    assert said(plain.withdrawn(), plain) == ["there again"]
    longer = Judgement(Span(12, 36), SCHEME.hash)
    assert said(plain, longer) == ["words “the bridge was safe” → “that the bridge was safe”"]
    denied = Judgement(
        plain.span, SCHEME.hash, reactions=(Reaction(MAYOR.id, ReactionStance.DENIES, Span(52, 61)),)
    )
    assert said(plain, denied) == ["who else: The mayor denies “denied it”"]
    proved = Judgement(plain.span, SCHEME.hash, evidence=(EVIDENCE[0],))
    assert said(plain, proved) == ["evidence added: supports by Police, https://example.org/"]
    noted = Judgement(plain.span, SCHEME.hash, note="as in line one")
    assert said(plain, noted) == ["note “as in line one”"]
    assert said(noted, plain) == ["note removed: “as in line one”"]


def test_every_trait_is_a_part_of_a_judgement() -> None:
    assert {each.value for each in Trait} == set(Judgement.__slots__)


def test_long_words_lose_their_middle() -> None:
    assert len(quoted("word " * 100)) < 70
