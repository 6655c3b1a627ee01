"""The desk, with no terminal: what is unfinished, flagged, reshaped, stripped of who said it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.article import Article
from annotator.core.history import Entry, Looked
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.workflow.annotating import Desk
from annotator.workflow.schemes import find_scheme
from annotator.workflow.stamps import Stamps

TEXT = (
    "The mayor said that the bridge was safe. “It will hold,” she said, “for years.”\n\n"
    "Nobody saw it, according to police.\n\nFollow us on WhatsApp\n\nThe road was closed. It stayed so."
)
SCHEME = find_scheme("newsclaim")


class Work:
    """A desk and what it handed on."""

    def __init__(self, text: str = TEXT) -> None:
        self.entries: list[Entry] = []
        self.article = Article.new(text, split_passages(text), {})
        self.desk = Desk(
            article=self.article,
            scheme=SCHEME,
            annotator_id="me",
            stamps=Stamps(),
            record=self.entries.append,
        )

    def mark(self, words: str) -> str:
        self.select(words)
        claim = self.desk.mark()
        assert claim is not None
        return claim

    def select(self, words: str) -> None:
        start = self.article.text.index(words)
        self.desk.select(Span(start, start + len(words)))

    def complete(self, words: str) -> str:
        claim = self.mark(words)
        self.desk.tag_source(SCHEME.fields[0], Source.of("Ana", "witness"))
        for field in SCHEME.fields[1:]:
            if field.required:
                label = next(each for each in field.labels if not each.evidence)
                self.desk.tag(field, label)
        assert not self.desk.gaps(self.desk.focused or pytest.fail("nothing is focused"))
        return claim

    @property
    def selected(self) -> str:
        span = self.desk.cursor.span
        return "" if span is None else span.of(self.article.text)

    def words(self, claim: str) -> str:
        found = self.desk.claim(claim)
        assert found is not None
        return found.judgement.span.of(self.article.text)


def test_the_next_unfinished_claim_is_sought_onwards_and_from_the_other_end() -> None:
    work = Work()
    first, done, last = (
        work.mark("the bridge was safe"),
        work.complete("Nobody saw it"),
        work.mark("It stayed so"),
    )
    desk = work.desk
    desk.go(0)
    assert desk.unfinished() == first, "from the very place of it as well"
    desk.focus_on(first)
    assert (desk.unfinished(), desk.unfinished(forward=False)) == (last, last)
    desk.focus_on(done)
    assert (desk.unfinished(), desk.unfinished(forward=False)) == (last, first)
    desk.focus_on(last)
    assert (desk.unfinished(), desk.unfinished(forward=False)) == (first, first)


def test_with_one_unfinished_claim_in_focus_there_is_no_other() -> None:
    work = Work()
    work.mark("Nobody saw it")
    assert work.desk.unfinished() is None


def test_flagged_passages_are_found_round_the_article() -> None:
    desk = Work().desk
    assert desk.flagged() is None
    desk.go(1)
    desk.flag()
    assert desk.flagged() is None, "it is the one before the annotator"
    desk.go(3)
    assert desk.flagged() == 1
    assert desk.looked(1) is Looked.FLAGGED


def test_a_claim_is_shaped_anew_by_the_gestures_of_a_selection() -> None:
    work = Work()
    claim = work.mark("the bridge was safe")
    written = len(work.entries)
    work.desk.reshape()
    assert (work.selected, work.desk.focus) == ("the bridge was safe", None)
    work.desk.move(Unit.SENTENCE, forward=True)
    work.desk.mark()
    assert work.desk.focus == claim
    assert work.words(claim) == "“It will hold,” she said, “for years.”"
    assert len(work.entries) == written + 1, "one reshaping, no second claim"
    assert len(work.desk.claims) == 1


def test_letting_go_while_reshaping_leaves_the_claim_as_it_was() -> None:
    work = Work()
    claim = work.mark("the bridge was safe")
    work.desk.reshape()
    work.desk.stretch("end", Unit.WORD, outward=False)
    written = len(work.entries)
    work.desk.clear()
    assert (work.desk.focus, work.words(claim), len(work.entries)) == (claim, "the bridge was safe", written)


def test_turning_to_another_passage_ends_reshaping() -> None:
    work = Work()
    claim = work.mark("the bridge was safe")
    work.desk.reshape()
    work.select("The road was closed")
    fresh = work.desk.mark()
    assert fresh != claim
    assert work.words(claim) == "the bridge was safe"


@pytest.mark.parametrize(
    ("selected", "left"),
    [
        ("The mayor said that the bridge was safe.", "the bridge was safe"),
        ("Nobody saw it, according to police.", "Nobody saw it"),
    ],
)
def test_an_attribution_is_dropped_from_a_selection_and_from_a_claim(selected: str, left: str) -> None:
    work = Work()
    work.select(selected)
    assert work.desk.drop_attribution()
    assert work.selected == left
    assert not work.desk.drop_attribution()
    work = Work()
    claim = work.mark(selected)
    assert work.desk.drop_attribution()
    assert work.words(claim) == left


def test_the_key_for_quotations_goes_from_one_to_the_next_and_round() -> None:
    work = Work()
    seen = []
    for _ in range(3):
        assert work.desk.move_to_quotation()
        seen.append(work.selected)
    assert seen == ["It will hold,", "for years.", "It will hold,"]
    work.desk.go(1)
    assert not work.desk.move_to_quotation()


@given(st.integers(0, len(TEXT) - 1), st.integers(0, len(TEXT) - 1))
def test_a_click_with_shift_moves_the_nearer_edge_of_a_claim_and_never_empties_it(
    first: int, second: int
) -> None:
    work = Work()
    claim = work.mark("the bridge was safe")
    before = work.desk.passage
    for offset in (first, second):
        work.desk.reach(offset)
        span = work.desk.claims[0].judgement.span
        assert before.covers(span)
        assert work.words(claim).strip()
