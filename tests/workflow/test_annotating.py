"""The desk, with no terminal and no database: what keys mean for the claims, what goes on to be saved."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.article import Article
from annotator.core.claim import Evidence, Origin, Polarity, Reaction, ReactionStance, State
from annotator.core.cursor import Cursor, Edge
from annotator.core.history import Entry, Looked
from annotator.core.scheme import Field, LabelDef
from annotator.core.source import Source
from annotator.core.text.graphemes import Edges
from annotator.core.text.passages import PassageKind, split_passages
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.core.text.trim import trim
from annotator.workflow.annotating import Desk
from annotator.workflow.schemes import find_scheme
from annotator.workflow.stamps import Stamps

TEXT = (
    "Police said that “he fell,” but the mayor insists he was pushed.\n\n"
    "Follow us on WhatsApp\n\nNobody saw it. No, she said.\n\n👩‍👩‍👧 left."
)
SCHEME = find_scheme("newsclaim")
ANA, BEN, CY = (Source.of(name, "witness") for name in ("Ana", "Ben", "Cy"))


class Watched:
    """A desk and everything it handed on."""

    def __init__(self, text: str = TEXT) -> None:
        self.entries: list[Entry] = []
        self.article = Article.new(text, split_passages(text), {})
        self.desk = Desk(
            article=self.article,
            scheme=SCHEME,
            annotator_id="me",
            stamps=Stamps(),
            record=self.entries.append,
            sources=[ANA, BEN, CY],
        )

    def mark(self, words: str) -> str:
        start = self.article.text.index(words)
        self.desk.select(Span(start, start + len(words)))
        claim = self.desk.mark()
        assert claim is not None
        return claim

    def words(self, claim: str) -> str:
        return next(each for each in self.desk.claims if each.claim_id == claim).judgement.span.of(
            self.article.text
        )

    def reopened(self) -> Desk:
        """Return another desk with what was handed on, as if it had been stored."""
        annotations = {each.claim_id: each for entry in self.entries for each in entry.annotations}
        states = {each.passage_id: each for entry in self.entries for each in entry.passages}
        return Desk(
            article=self.article,
            scheme=SCHEME,
            annotator_id="me",
            stamps=Stamps(),
            record=self.entries.append,
            annotations=annotations.values(),
            states=states.values(),
            sources=[ANA, BEN, CY],
        )


@pytest.fixture
def at() -> Watched:
    return Watched()


def field(name: str) -> Field:
    found = SCHEME.field(name)
    assert found is not None
    return found


def label(name: str) -> tuple[Field, LabelDef]:
    found, wanted = name.split(".")
    given = field(found).label(wanted)
    assert given is not None
    return field(found), given


# -- marking


def test_marking_trims_and_turns_to_the_claim(at: Watched) -> None:
    claim = at.mark(" the mayor insists ")
    assert at.words(claim) == "the mayor insists"
    assert at.desk.focus == claim
    entry = at.entries[-1]
    assert [each.origin for each in entry.claims] == [Origin.MARKED]
    assert entry.claims[0].annotator_id == "me"
    assert (entry.annotations[0].seq, entry.annotations[0].parent_id) == (1, None)
    assert entry.annotations[0].judgement.scheme_hash == SCHEME.hash


def test_half_a_pair_of_quotation_marks_does_not_stay(at: Watched) -> None:
    assert at.words(at.mark("“he fell")) == "he fell"


@pytest.mark.parametrize("words", [" but"[:1], ",” "])
def test_nothing_but_marks_and_space_is_no_claim(at: Watched, words: str) -> None:
    start = TEXT.index(words)
    at.desk.select(Span(start, start + len(words)))
    assert at.desk.mark() is None
    assert at.entries == []


def test_without_a_selection_there_is_nothing_to_mark(at: Watched) -> None:
    assert at.desk.mark() is None
    assert at.entries == []


def test_the_same_words_can_be_two_claims_in_the_order_of_the_text(at: Watched) -> None:
    later, first, again = at.mark("Nobody saw it"), at.mark("he fell"), at.mark("he fell")
    assert [each.claim_id for each in at.desk.claims] == [*sorted([first, again]), later]
    assert at.desk.number(later) == 3
    at.desk.go(0)
    assert [each.claim_id for each in at.desk.here] == sorted([first, again])


# -- tagging


def test_a_label_is_given_replaced_and_taken_away(at: Watched) -> None:
    claim = at.mark("he fell")
    at.desk.tag(*label("form.direct"))
    at.desk.tag(*label("form.mixed"))
    assert _of(at, claim, "form") == ("mixed",)
    at.desk.tag(*label("form.mixed"))
    assert _of(at, claim, "form") == ()


def test_several_labels_of_a_field_come_and_go_by_themselves(at: Watched) -> None:
    several = next(each for each in SCHEME.fields if each.type == "choices")
    claim = at.mark("he fell")
    one, two = several.labels[:2]
    at.desk.tag(several, one)
    at.desk.tag(several, two)
    assert _of(at, claim, several.id) == (one.id, two.id)
    at.desk.tag(several, one)
    assert _of(at, claim, several.id) == (two.id,)


def test_a_status_holds_as_of_the_day_it_is_given(at: Watched) -> None:
    at.mark("he fell")
    at.desk.tag(*label("form.direct"))
    assert _judgement(at).as_of is None
    at.desk.tag(*label("status.verified"))
    assert _judgement(at).as_of == at.desk.today()
    at.desk.tag(*label("status.verified"))
    assert _judgement(at).as_of is None


def _of(at: Watched, claim: str, name: str) -> tuple[str, ...]:
    return next(each for each in at.desk.claims if each.claim_id == claim).judgement.of(name)


def _judgement(at: Watched):  # noqa: ANN202
    focused = at.desk.focused
    assert focused is not None
    return focused.judgement


def test_a_source_goes_along_with_the_entry_that_names_it(at: Watched) -> None:
    new = Source.of("Dee", "police")
    at.mark("he fell")
    at.desk.tag_source(field("source"), new)
    assert at.entries[-1].sources == (new,)
    assert at.desk.source_named(new.id) == "Dee"
    at.desk.tag_source(field("source"), None)
    assert _judgement(at).of("source") == ()


def test_whoever_a_judgement_names_goes_along_even_if_the_store_has_not_met_them(at: Watched) -> None:
    at.mark("he fell")
    at.desk.set_reactions((Reaction(at.desk.narrator.id, ReactionStance.DENIES),))
    assert at.entries[-1].sources == (at.desk.narrator,)
    at.desk.add_evidence(Evidence("e", Polarity.CONTEXT, BEN.id, note="n"))
    assert set(at.entries[-1].sources) == {at.desk.narrator, BEN}


def test_sources_keep_their_digit_whatever_happens(at: Watched) -> None:
    one, two = at.mark("he fell"), at.mark("Nobody saw it")
    for claim, source in ((one, BEN), (two, ANA)):
        at.desk.focus_on(claim)
        at.desk.tag_source(field("source"), source)
    digits = [BEN.id, ANA.id]
    assert at.desk.digits == digits
    at.desk.focus_on(one)
    at.desk.set_texts(note="later than the other", restatement=None)
    at.desk.load(list(at.desk.claims), [])
    assert at.desk.digits == digits
    at.desk.focus_on(one)
    at.desk.tag_source(field("source"), CY)
    assert at.desk.digits == [*digits, CY.id]
    fresh = at.reopened()
    fresh.take_over(at.desk)
    assert fresh.digits == [*digits, CY.id]


def test_the_article_itself_takes_no_digit(at: Watched) -> None:
    at.mark("he fell")
    at.desk.tag_source(field("source"), at.desk.narrator)
    assert at.desk.digits == []
    assert max(at.desk.recent, default=None) is None


def test_the_source_used_last_is_known(at: Watched) -> None:
    for words, source in (("he fell", BEN), ("he was pushed", ANA), ("Nobody", BEN)):
        at.mark(words)
        at.desk.tag_source(field("source"), source)
    assert max(at.desk.recent, key=at.desk.recent.__getitem__) == BEN.id


# -- evidence, notes, withdrawing


def test_evidence_is_added_replaced_and_taken_off(at: Watched) -> None:
    at.mark("he fell")
    one, two = (Evidence(name, Polarity.CONTEXT, note=name) for name in ("one", "two"))
    at.desk.add_evidence(one)
    at.desk.add_evidence(two)
    assert _judgement(at).evidence == (one, two)
    at.desk.add_evidence(replace(one, note="changed"))
    first, second = _judgement(at).evidence
    assert (first.note, second) == ("changed", two)
    assert first.id != one.id, "what is stored under an id never says something else"
    at.desk.remove_evidence(first.id)
    assert _judgement(at).evidence == (two,)
    assert _judgement(at).as_of == at.desk.today()


def test_empty_texts_are_none(at: Watched) -> None:
    at.mark("he fell")
    at.desk.set_texts(note="n", restatement="r")
    assert (_judgement(at).note, _judgement(at).restatement) == ("n", "r")
    at.desk.set_texts(note="", restatement="r")
    assert (_judgement(at).note, _judgement(at).restatement) == (None, "r")


def test_saying_the_same_again_writes_nothing(at: Watched) -> None:
    at.mark("he fell")
    at.desk.set_texts(note="n", restatement=None)
    at.desk.look(Looked.DONE)
    count, version = len(at.entries), at.desk.version
    at.desk.set_texts(note="n", restatement="")
    at.desk.look(Looked.DONE)
    at.desk.set_reactions(())
    at.desk.remove_evidence("never")
    assert (len(at.entries), at.desk.version) == (count, version)


def test_a_claim_taken_back_is_gone_from_sight_and_kept(at: Watched) -> None:
    claim, other = at.mark("he fell"), at.mark("Nobody")
    at.desk.focus_on(claim)
    at.desk.tag(*label("form.direct"))
    at.desk.focus_on(claim)
    at.desk.withdraw()
    assert at.desk.focus is None
    assert [each.claim_id for each in at.desk.claims] == [other]
    last = at.entries[-1].annotations[0]
    assert (last.claim_id, last.judgement.state, last.judgement.of("form")) == (
        claim,
        State.WITHDRAWN,
        ("direct",),
    )


def test_every_change_follows_the_one_before(at: Watched) -> None:
    at.mark("he fell")
    at.desk.tag(*label("form.direct"))
    at.desk.stretch("end", Unit.WORD, outward=True)
    at.desk.set_texts(note="n", restatement=None)
    at.desk.withdraw()
    steps = [entry.annotations[0] for entry in at.entries]
    assert [step.seq for step in steps] == [1, 2, 3, 4, 5]
    assert all(after.parent_id == before.id and after.id > before.id for before, after in pairwise(steps))
    assert [entry.action.what for entry in at.entries] == ["mark", "tag form", "reshape", "note", "withdraw"]


def test_without_a_claim_in_focus_there_is_nothing_to_tag(at: Watched) -> None:
    with pytest.raises(LookupError):
        at.desk.tag(*label("form.direct"))
    assert at.entries == []


# -- reshaping and moving


def test_either_edge_of_a_claim_can_be_moved(at: Watched) -> None:
    claim = at.mark("the mayor insists")
    at.desk.stretch("end", Unit.WORD, outward=True)
    assert at.words(claim) == "the mayor insists he"
    at.desk.stretch("start", Unit.WORD, outward=False)
    assert at.words(claim) == "mayor insists he"
    for _ in range(3):
        at.desk.stretch("start", Unit.CLAUSE, outward=True)
    assert at.words(claim).startswith("Police said")
    for _ in range(3):
        at.desk.stretch("end", Unit.SENTENCE, outward=True)
    assert at.words(claim) == at.desk.passage.of(TEXT)


def test_a_claim_that_can_grow_no_more_writes_nothing(at: Watched) -> None:
    at.mark(at.desk.passage.of(TEXT))
    at.desk.stretch("end", Unit.SENTENCE, outward=True)
    count = len(at.entries)
    at.desk.stretch("end", Unit.SENTENCE, outward=True)
    assert len(at.entries) == count


def test_without_a_claim_the_selection_is_stretched_and_nothing_written(at: Watched) -> None:
    at.desk.move(Unit.WORD, forward=True)
    at.desk.stretch("end", Unit.WORD, outward=True)
    assert at.desk.cursor.span is not None
    assert at.desk.cursor.span.of(TEXT) == "Police said"
    assert at.entries == []


def test_a_selection_stays_in_the_passage_it_begins_in(at: Watched) -> None:
    at.desk.select(Span(TEXT.index("pushed"), TEXT.index("saw")))
    assert at.desk.cursor.span is not None
    assert at.desk.cursor.span.of(TEXT) == "pushed."


def test_a_selection_between_passages_selects_nothing_and_the_caret_stays_in_one(at: Watched) -> None:
    at.desk.go(2)
    at.desk.select(Span(TEXT.index("\n\n"), TEXT.index("\n\n") + 1))
    assert at.desk.index == 0
    assert at.desk.cursor.span is None
    assert at.desk.passage.start <= at.desk.cursor.caret <= at.desk.passage.end


@pytest.mark.parametrize(
    "where", [0, TEXT.index("fell"), TEXT.index("\n\n") + 1, TEXT.index("saw"), len(TEXT), 10_000]
)
def test_pointing_anywhere_is_pointing_into_a_passage(at: Watched, where: int) -> None:
    at.desk.point(where)
    assert at.desk.passage.start <= at.desk.cursor.caret <= at.desk.passage.end
    at.desk.point(where, Unit.SENTENCE)
    assert at.desk.cursor.span is not None
    assert at.desk.passage.covers(at.desk.cursor.span)


def test_reaching_extends_to_whole_characters_within_the_passage(at: Watched) -> None:
    at.desk.go(3)
    start = at.desk.passage.start
    at.desk.reach(start)
    assert at.desk.cursor.span is not None
    assert at.desk.cursor.span.of(TEXT) == "👩‍👩‍👧"
    at.desk.reach(start + 7)
    at.desk.reach(0)
    assert at.desk.cursor.span == Span(start, start + 8)


def test_reaching_from_the_end_of_the_article_stays_in_it(at: Watched) -> None:
    at.desk.point(len(TEXT))
    assert at.desk.cursor == Cursor(len(TEXT))
    at.desk.reach(len(TEXT) - 2)
    assert at.desk.cursor.span == Span(len(TEXT) - 2, len(TEXT))


def test_letting_go_of_a_claim_one_goes_on_behind_it(at: Watched) -> None:
    at.mark("he fell")
    at.desk.clear()
    assert at.desk.focus is None
    at.desk.move(Unit.WORD, forward=True)
    assert at.desk.cursor.span is not None
    assert at.desk.cursor.span.of(TEXT) == "but"


def test_turning_to_the_claims_of_a_passage_goes_round(at: Watched) -> None:
    first, second, _ = at.mark("he fell"), at.mark("he was pushed"), at.mark("Nobody")
    at.desk.go(0)
    seen = []
    for forward in (True, True, True, False):
        at.desk.focus_next(forward)
        seen.append(at.desk.focus)
    assert seen == [first, second, first, second]
    at.desk.go(1)
    at.desk.focus_next()
    assert at.desk.focus is None


def test_turning_to_a_claim_goes_to_its_passage(at: Watched) -> None:
    claim = at.mark("Nobody")
    at.desk.go(0)
    at.desk.focus_on(claim)
    assert at.desk.index == 2


# -- passages


def test_passages_are_done_skipped_and_flagged_with_reasons(at: Watched) -> None:
    at.desk.look(Looked.SKIPPED, "no news")
    at.desk.look(Looked.SKIPPED, "advertising")
    at.desk.look(Looked.OPEN)
    states = [entry.passages[0] for entry in at.entries]
    assert [(each.state, each.reason, each.seq) for each in states] == [
        (Looked.SKIPPED, "no news", 1),
        (Looked.SKIPPED, "advertising", 2),
        (Looked.OPEN, None, 3),
    ]
    assert all(after.parent_id == before.id for before, after in pairwise(states))
    assert at.desk.looked(0) is Looked.OPEN
    assert at.desk.looked(1) is Looked.OPEN


def test_progress_counts_what_is_done_or_skipped_and_no_boilerplate(at: Watched) -> None:
    assert [passage.kind for passage in at.article.passages][1] is PassageKind.BOILERPLATE
    assert at.desk.progress() == (0, 3)
    for index, state in enumerate((Looked.DONE, Looked.DONE, Looked.FLAGGED, Looked.SKIPPED)):
        at.desk.go(index)
        at.desk.look(state)
    assert at.desk.progress() == (2, 3)


def test_one_goes_on_to_the_next_passage_that_is_no_boilerplate(at: Watched) -> None:
    assert at.desk.next_index() == 2
    at.desk.go(2)
    assert (at.desk.next_index(), at.desk.next_index(forward=False)) == (3, 0)
    at.desk.go(3)
    assert at.desk.next_index() is None
    assert not at.desk.go(4)
    assert not at.desk.go(-1)
    assert at.desk.index == 3


def test_what_still_needs_work_is_found_from_either_side(at: Watched) -> None:
    assert (at.desk.unsettled(), at.desk.unsettled(forward=False)) == (2, 3)
    for index in (2, 3):
        at.desk.go(index)
        at.desk.look(Looked.DONE)
    assert at.desk.unsettled() == 0
    at.desk.go(0)
    at.desk.look(Looked.DONE)
    assert at.desk.unsettled() is None
    at.mark("Nobody saw it")
    at.desk.go(0)
    assert at.desk.unsettled() == 2, "a claim that lacks something needs work though its passage is done"
    assert not at.desk.is_settled(2)


def test_what_a_claim_lacks_is_said_and_a_full_one_lacks_nothing(at: Watched) -> None:
    at.mark("he fell")
    assert at.desk.focused is not None
    assert {gap.field for gap in at.desk.gaps(at.desk.focused)} >= {"source", "form", "stance"}
    at.desk.tag_source(field("source"), ANA)
    for name in ("form.direct", "stance.neutral", "status.verified"):
        at.desk.tag(*label(name))
    at.desk.add_evidence(Evidence("e", Polarity.SUPPORTS, BEN.id, url="https://x.org"))
    assert at.desk.gaps(at.desk.focused) == ()


def test_another_desk_with_what_was_handed_on_shows_the_same(at: Watched) -> None:
    claim = at.mark("he fell")
    at.desk.tag_source(field("source"), ANA)
    at.desk.look(Looked.DONE)
    fresh = at.reopened()
    assert fresh.claims == at.desk.claims
    assert fresh.looked(0) is Looked.DONE
    assert fresh.digits == [ANA.id]
    fresh.focus_on(claim)
    fresh.load([], [])
    assert fresh.focus is None


def test_what_is_handed_on_has_been_applied_before(at: Watched) -> None:
    seen: list[int] = []
    desk = Desk(
        article=at.article,
        scheme=SCHEME,
        annotator_id="me",
        stamps=Stamps(),
        record=lambda entry: seen.append(len(desk.claims)),
    )
    desk.select(Span(0, 6))
    desk.mark()
    assert seen == [1]


def test_a_span_by_units_takes_whole_ones_in_the_passage_it_was_begun_in(at: Watched) -> None:
    def select(words: str, unit: Unit | None, anchor: str) -> str:
        start = TEXT.index(words)
        at.desk.select(Span(start, start + len(words)), unit, TEXT.index(anchor))
        return at.desk.cursor.span.of(TEXT) if at.desk.cursor.span else ""

    assert select("ice sa", Unit.WORD, "ice") == "Police said"
    assert select("aw it. N", Unit.SENTENCE, "aw") == "Nobody saw it. No, she said."
    assert select("it. No", None, "it") == "it. No"
    assert select(" ", Unit.WORD, "Police") == " ", "no word is touched"
    assert select("WhatsApp\n\nNobody", Unit.WORD, "Nobody") == "Nobody"
    assert (at.desk.index, at.desk.cursor.unit) == (2, Unit.WORD)


@given(
    st.sampled_from(["start", "end"]),
    st.integers(0, len(TEXT)),
    st.sampled_from(["he fell", "fell", "left", "N"]),
)
def test_an_edge_drawn_anywhere_leaves_a_claim_of_its_passage_trimmed_and_whole(
    edge: Edge, offset: int, words: str
) -> None:
    at = Watched()
    at.mark(words)
    home = at.desk.passage
    before = at.desk.claims[0].judgement.span
    expected = at.desk.pulled(edge, offset)
    at.desk.pull(edge, offset)
    span = at.desk.claims[0].judgement.span
    assert span == (expected or before)
    assert home.covers(span)
    assert trim(TEXT, span) == span
    edges = Edges(TEXT, home)
    assert (edges.before(span.start), edges.after(span.end)) == (span.start, span.end)
    assert (span.end == before.end) if edge == "start" else (span.start == before.start)
