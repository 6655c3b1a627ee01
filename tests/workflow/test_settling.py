"""Settling a round: what is accepted, what is shown, what is kept, and that every decision can be undone."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.claim import Annotation, Claim, Evidence, Judgement, Label, Origin, Polarity
from annotator.core.deciding import DecisionKind
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.round import Round, RoundState
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.errors import BadInput, Outdated
from annotator.formats.options import Options as ExportOptions
from annotator.formats.options import Which
from annotator.formats.registry import FORMATS
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading import Annotator
from annotator.store.reading import settling as stored
from annotator.store.reading.rounds import given_claims
from annotator.store.rounds import write_state
from annotator.store.tables import AGAIN
from annotator.store.writing import save, write
from annotator.workflow import kept_pages
from annotator.workflow.accepting import accept_agreed
from annotator.workflow.adjudicating import Adjudication, Options
from annotator.workflow.deciding import Ruling, begin, turn_back
from annotator.workflow.disagreements import disagreements_by_rule
from annotator.workflow.exporting import export
from annotator.workflow.merging import merge_files
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, add_annotator, open_project
from annotator.workflow.rounds import find_round, list_rounds
from annotator.workflow.surveying import survey, unsettled
from tests.crash.aftermath import damage

FELL, PUSHED, SAW = "he fell", "he was pushed", "Nobody saw it"
MARKED = {
    "Ana": {FELL: "neutral", PUSHED: "neutral", SAW: "supports"},
    "Ben": {FELL: "neutral", PUSHED: "questions"},
}
"""What each marked, and the stance given."""


def mark(project: Project, who: str, marks: dict[str, str], *, done: bool = True, article: int = 0) -> None:
    """Let somebody mark words of an article, with every label but the status."""
    person = add_annotator(project, who)
    with reading_scope(project.engine) as connection:
        text = reading.article(connection, reading.article_ids(connection)[article])
    stamps = project.stamps
    action = Action(stamps.new_id(), person.id, Kind.DO, "mark", stamps.now(), "test")
    narrator = Source.narrator(text.id)
    claims, annotations = [], []
    for words, stance in marks.items():
        claim = Claim(stamps.new_id(), text.id, Origin.MARKED, person.id)
        start = text.text.index(words)
        judgement = Judgement(
            Span(start, start + len(words)), project.scheme.hash, labels(stance, narrator.id)
        )
        claims.append(claim)
        annotations.append(Annotation(stamps.new_id(), claim.id, person.id, action.id, action.at, judgement))
    states = [
        PassageState(stamps.new_id(), text.passage_id(at), person.id, action.id, Looked.DONE)
        for at in range(len(text.passages))
        if done
    ]
    save(project.engine, Entry(action, tuple(claims), (narrator,), tuple(annotations), tuple(states)))


def labels(stance: str, source: str) -> tuple[Label, ...]:
    return (
        Label("source", source_id=source),
        Label("form", "indirect"),
        Label("stance", stance),
        Label("status", "not_checkable"),
    )


def change(project: Project, who: str, words: str, stance: str) -> None:
    """Let somebody change the stance of a claim of theirs."""
    person = add_annotator(project, who)
    with reading_scope(project.engine) as connection:
        article = reading.article(connection, reading.article_ids(connection)[0])
        current = reading.current_annotations(connection, article.id, person.id)
    before = next(each for each in current if each.judgement.span.of(article.text) == words)
    stamps = project.stamps
    action = Action(stamps.new_id(), person.id, Kind.DO, "change", stamps.now(), "test")
    after = replace(
        before,
        id=stamps.new_id(),
        action_id=action.id,
        parent_id=before.id,
        seq=before.seq + 1,
        judgement=before.judgement.tagged("stance", (Label("stance", stance),)),
    )
    save(project.engine, Entry(action, annotations=(after,)))


@pytest.fixture
def marked(project: Project) -> Project:
    for who, marks in MARKED.items():
        mark(project, who, marks)
    return project


@pytest.fixture
def lea(marked: Project) -> Annotator:
    return add_annotator(marked, "Lea")


def the_round(project: Project) -> Round:
    return list_rounds(project)[-1]


def at_work(project: Project, who: Annotator, round_: Round | None = None, **options: Any) -> Adjudication:
    """Open a project once more, as the screen does, and sit down in it."""
    again = open_project(project.path)
    chosen = Options(**options)
    round_ = round_ or the_round(again)
    found = survey(again, round_, adjudicator=who.id, tolerance=chosen.tolerance)
    work = Adjudication(again, round_, who, found, tell=lambda _: None, options=chosen)
    work.begin()
    return work


def words_of(work: Adjudication) -> str:
    span = work.item.matter.span
    return "" if span is None else span.of(work.here.article.text)


def gold(project: Project) -> dict[str, Annotation]:
    """Return the gold that stands, by its words."""
    found = {}
    with reading_scope(project.engine) as connection:
        for article in reading.articles(connection):
            claims = reading.claims(connection, article.id)
            for each in reading.current_annotations(connection, article.id):
                if claims[each.claim_id].origin is Origin.GOLD and each.judgement.stands:
                    found[each.judgement.span.of(article.text)] = each
    return found


# -- what is accepted, what is left


def test_what_all_agree_on_is_accepted_in_one_action_and_undone_together(
    marked: Project, lea: Annotator
) -> None:
    round_ = the_round(marked)
    assert unsettled(marked, round_) == 3
    assert accept_agreed(marked, round_, lea).accepted == 1
    assert set(gold(marked)) == {FELL}
    left = survey(marked, round_).left
    assert [(each.words, each.disputed) for each in left] == [(PUSHED, ("stance",)), (SAW, ("found",))]
    assert accept_agreed(marked, round_, lea).accepted == 0
    assert turn_back(marked, round_, lea, Kind.UNDO) is not None
    assert (gold(marked), unsettled(marked, round_)) == ({}, 3)
    assert turn_back(marked, round_, lea, Kind.REDO) is not None
    assert set(gold(marked)) == {FELL}
    assert damage(marked.path) == []


def test_ones_own_items_are_passed_over_and_counted(marked: Project) -> None:
    ben = add_annotator(marked, "Ben")
    assert accept_agreed(marked, the_round(marked), ben).own == 2
    work = at_work(marked, ben)
    assert (words_of(work), work.counts.left, work.counts.passed_over) == (SAW, 1, 2)
    assert not work.go(forward=True)
    work.close()
    assert accept_agreed(marked, the_round(marked), ben, own_too=True).accepted == 1


def test_who_has_not_done_the_passage_is_waited_for_and_a_second_hand_is_nobody(
    marked: Project, lea: Annotator
) -> None:
    mark(marked, "Cleo", {FELL: "neutral"}, done=False)
    (first, *_) = survey(marked, the_round(marked)).left
    assert first.why == ("a passage is skipped or not done",)
    cleo = add_annotator(marked, "Cleo")
    with writing_scope(marked.engine) as connection:
        stamps = marked.stamps
        action = Action(stamps.new_id(), None, Kind.DO, "assign", stamps.now(), "test")
        row = {"annotator_id": cleo.id, "of_annotator_id": lea.id, "action_id": action.id}
        write(connection, action, {AGAIN: [row]})
    assert accept_agreed(marked, the_round(marked), lea).accepted == 1


def test_labels_given_after_looking_at_others_work_are_no_agreement(marked: Project, lea: Annotator) -> None:
    from annotator.workflow.deciding import see

    with reading_scope(marked.engine) as connection:
        article = reading.article_ids(connection)[0]
    begin(marked, the_round(marked))
    see(marked, the_round(marked), add_annotator(marked, "Ben"), article)
    change(marked, "Ben", PUSHED, "neutral")
    left = {each.words: each.why for each in survey(marked, the_round(marked)).left}
    assert left[PUSHED] == ("somebody had seen others' work",)
    assert left[FELL] == ()


# -- deciding


def test_a_decision_is_kept_with_what_it_weighed_and_survives_a_restart(
    marked: Project, lea: Annotator
) -> None:
    work = at_work(marked, lea)
    work.go(forward=True)
    assert words_of(work) == PUSHED
    assert work.choosing.open == ("stance",)
    side = next(each for each in work.sides if each.judgement.of("stance") == ("questions",))
    work.choosing.take(side)
    weighed = work.item.matter.annotations
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3", "hedged"))
    work.close()
    assert gold(marked)[PUSHED].judgement.of("stance") == ("questions",)
    assert gold(marked)[PUSHED].annotator_id == lea.id
    with reading_scope(marked.engine) as connection:
        (decision,) = stored.decided(connection, the_round(marked).id)
    assert decision.weighed == weighed
    assert (decision.kind, decision.rule, decision.reason) == (DecisionKind.TAKEN, "S3", "hedged")
    assert decision.gold_id == gold(marked)[PUSHED].id
    again = at_work(marked, lea)
    assert again.counts.settled == 1
    undone = again.turn_back(Kind.UNDO)
    assert undone is not None
    assert words_of(again) == PUSHED
    assert again.counts.left == 3
    again.close()
    assert gold(marked) == {}
    assert damage(marked.path) == []


def test_deciding_again_goes_on_in_the_history_of_the_same_gold(marked: Project, lea: Annotator) -> None:
    work = at_work(marked, lea)
    first = work.place
    work.decide(Ruling(DecisionKind.TAKEN, work.choosing.proposal, reason="clear"))
    work.decide(Ruling(DecisionKind.NONE, None, reason="no claim after all"))
    assert work.item.gold == ()
    assert work.place == first
    work.outbox.drain(10)
    assert gold(marked) == {}
    assert work.turn_back(Kind.UNDO) is not None
    assert set(gold(marked)) == {FELL}
    assert work.item.decision is not None
    assert work.item.decision.kind is DecisionKind.TAKEN
    assert work.item.decision.weighed == work.item.matter.annotations
    work.close()
    assert damage(marked.path) == []


def test_another_adjudicator_takes_the_place_of_the_gold_before(marked: Project, lea: Annotator) -> None:
    work = at_work(marked, lea)
    work.decide(Ruling(DecisionKind.TAKEN, work.choosing.proposal, reason="clear"))
    work.close()
    mia = add_annotator(marked, "Mia")
    other = at_work(marked, mia)
    assert other.step(forward=False)
    assert words_of(other) == FELL
    other.decide(Ruling(DecisionKind.TAKEN, other.choosing.proposal, reason="still clear"))
    other.close()
    assert [each.annotator_id for each in gold(marked).values()] == [mia.id]
    assert turn_back(marked, the_round(marked), mia, Kind.UNDO) is not None
    assert [each.annotator_id for each in gold(marked).values()] == [lea.id]
    assert damage(marked.path) == []


def test_a_decision_needs_a_rule_or_a_reason_and_everything_chosen(marked: Project, lea: Annotator) -> None:
    work = at_work(marked, lea)
    with pytest.raises(BadInput):
        work.decide(Ruling(DecisionKind.TAKEN, work.choosing.proposal))
    work.go(forward=True)
    with pytest.raises(BadInput, match="stance"):
        work.decide(Ruling(DecisionKind.TAKEN, work.choosing.proposal, "S3"))
    work.close()


def test_an_item_that_changed_since_is_listed_and_never_accepted_over_a_decision(
    marked: Project, lea: Annotator
) -> None:
    accept_agreed(marked, the_round(marked), lea)
    work = at_work(marked, lea)
    work.decide(Ruling(DecisionKind.NONE, None, "D9"))
    work.close()
    change(marked, "Ben", PUSHED, "neutral")
    change(marked, "Ben", FELL, "questions")
    found = survey(marked, the_round(marked))
    assert [(each.words, each.is_changed) for each in found.left] == [
        (FELL, True),
        (PUSHED, True),
        (SAW, False),
    ]
    assert accept_agreed(marked, the_round(marked), lea).accepted == 0
    change(marked, "Ben", FELL, "neutral")
    # By the rule it was accepted, and by the rule it is again.
    assert accept_agreed(marked, the_round(marked), lea).accepted == 1


def test_a_mark_that_comes_later_with_an_earlier_id_finds_its_item_decided(project: Project) -> None:
    mark(project, "Ana", {FELL: "neutral"})
    early = Project(project.path, project.engine, project.id, project.name, project.schemes, project.stamps)
    ids = iter([f"{number:032x}" for number in range(1, 40)])
    object.__setattr__(early, "stamps", _Early(project.stamps, ids))
    lea = add_annotator(project, "Lea")
    work = at_work(project, lea)
    work.decide(Ruling(DecisionKind.TAKEN, work.choosing.proposal, reason="one is enough"))
    work.close()
    mark(early, "Ben", {FELL: "neutral"})
    (left,) = survey(project, the_round(project)).left
    assert left.is_changed
    again = at_work(project, lea)
    again.decide(Ruling(DecisionKind.TAKEN, again.choosing.proposal, reason="and two"))
    again.close()
    assert unsettled(project, the_round(project)) == 0
    assert len(gold(project)) == 1
    assert damage(project.path) == []


class _Early:
    """Gives ids that are smaller than all others, as a computer whose clock is behind does."""

    def __init__(self, stamps: Any, ids: Iterator[str]) -> None:
        self._stamps, self._ids = stamps, ids

    def new_id(self) -> str:
        return next(self._ids)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stamps, name)


def test_gold_of_what_everybody_took_back_is_listed(marked: Project, lea: Annotator) -> None:
    accept_agreed(marked, the_round(marked), lea)
    for who in ("Ana", "Ben"):
        withdraw(marked, who, FELL)
    found = survey(marked, the_round(marked))
    assert (FELL, True) in [(each.words, each.is_changed) for each in found.left]
    work = at_work(marked, lea)
    assert work.item.gold
    work.decide(Ruling(DecisionKind.NONE, None, reason="taken back"))
    work.close()
    assert FELL not in gold(marked)
    assert damage(marked.path) == []


def test_where_nothing_of_an_article_is_left_the_next_item_that_waits_comes_up(
    marked: Project, lea: Annotator
) -> None:
    mark(marked, "Ana", {"Rain fell": "neutral"}, article=1)
    work = at_work(marked, lea)
    while words_of(work) != "Rain fell":
        assert work.go(forward=True)
    withdraw(marked, "Ana", "Rain fell", article=1)
    work.start_over()
    assert work.place is not None
    assert work.item.needs_a_person
    work.close()


@pytest.mark.parametrize("forward", [True, False])
def test_who_goes_on_from_an_item_that_was_taken_back_meanwhile_comes_to_the_next(
    marked: Project, lea: Annotator, monkeypatch: pytest.MonkeyPatch, forward: bool
) -> None:
    monkeypatch.setattr(kept_pages, "PAGES_KEPT", 1)
    mark(marked, "Ana", {"Rain fell": "neutral"}, article=1)
    work = at_work(marked, lea)
    while words_of(work) != PUSHED:
        assert work.step(forward=True)
    for who in MARKED:
        withdraw(marked, who, PUSHED)
    work.narrow("nothing")
    # All other articles are looked through, and this one is let go of.
    assert not work.go(forward=forward)
    assert words_of(work) == PUSHED
    work.narrow("")
    assert work.go(forward=forward)
    assert words_of(work) != PUSHED
    work.close()


def withdraw(project: Project, who: str, words: str, article: int = 0) -> None:
    person = add_annotator(project, who)
    with reading_scope(project.engine) as connection:
        text = reading.article(connection, reading.article_ids(connection)[article])
        current = reading.current_annotations(connection, text.id, person.id)
    before = next(each for each in current if each.judgement.span.of(text.text) == words)
    stamps = project.stamps
    action = Action(stamps.new_id(), person.id, Kind.DO, "withdraw", stamps.now(), "test")
    gone = replace(
        before,
        id=stamps.new_id(),
        action_id=action.id,
        parent_id=before.id,
        seq=before.seq + 1,
        judgement=before.judgement.withdrawn(),
    )
    save(project.engine, Entry(action, annotations=(gone,)))


def test_a_frozen_round_refuses_decisions_and_undo(marked: Project, lea: Annotator) -> None:
    round_ = the_round(marked)
    accept_agreed(marked, round_, lea)
    work = at_work(marked, lea)
    with writing_scope(marked.engine) as connection:
        stamps = marked.stamps
        action = Action(stamps.new_id(), None, Kind.DO, "freeze", stamps.now(), "test")
        write_state(connection, action, round_.id, RoundState.FROZEN, stamps.new_id)
    told: list[Any] = []
    work.outbox._tell = lambda progress: told.append(progress.problem)
    work.decide(Ruling(DecisionKind.NONE, None, reason="too late"))
    work.outbox.drain(10)
    assert any(isinstance(each, Outdated) for each in told)
    with pytest.raises(Outdated):
        work.turn_back(Kind.UNDO)
    work.close()
    with pytest.raises(BadInput, match="frozen"):
        begin(marked, the_round(marked))
    assert set(gold(marked)) == {FELL}


def test_each_article_shown_is_on_record_and_articles_not_shown_are_not(
    marked: Project, lea: Annotator
) -> None:
    for who in MARKED:
        mark(marked, who, {"Rain fell": "supports"}, article=1)
    work = at_work(marked, lea)
    work.close()
    with closing(sqlite3.connect(marked.path)) as connection:
        rows = connection.execute("SELECT annotator_id, article_id, what FROM exposure").fetchall()
    assert [(who, what) for who, _, what in rows] == [(lea.id, "settling")]
    assert rows[0][1] == work.here.article.id


# -- rounds after one another


def test_the_next_article_is_read_ahead_and_never_as_it_was_before(
    marked: Project, lea: Annotator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in MARKED:
        mark(marked, who, {"Rain fell": MARKED[who][FELL]}, article=1)
    work = at_work(marked, lea)
    first, second = work.order
    read: list[tuple[str, bool]] = []
    before = kept_pages.page

    def page(connection: Any, on: Any, article_id: str) -> Any:
        read.append((article_id, threading.current_thread() is threading.main_thread()))
        return before(connection, on, article_id)

    monkeypatch.setattr(kept_pages, "page", page)
    work.read_ahead()
    work.outbox.drain(10)
    assert read == [(second, False)]
    while work.here.article.id == first:
        assert work.go(forward=True)
    assert read == [(second, False)]
    work.close()


def test_the_gold_of_a_given_round_holds_what_was_given_and_what_was_decided(
    marked: Project, lea: Annotator, tmp_path: Path
) -> None:
    work = at_work(marked, lea)
    for _ in range(3):
        if work.choosing.open:
            work.choosing.take(work.sides[0])
        work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "T8"))
        work.go(forward=True)
    work.close()
    assert unsettled(marked, the_round(marked)) == 0
    for who in MARKED:
        mark(marked, who, {}, article=1)
    before = gold(marked)
    open_round(marked, RoundWish("verify", fields=("status",), claims_from="everything"))
    verify = find_round(marked, "verify")
    assert verify.gives
    for who in MARKED:
        verify_all(marked, who, verify)
    assert accept_agreed(marked, verify, lea).accepted == 3
    found = gold(marked)
    assert set(found) == {FELL, PUSHED, SAW}
    assert {each.judgement.of("status") for each in found.values()} == {("insufficient",)}
    assert {each.judgement.of("form") for each in found.values()} == {("indirect",)}
    assert all(len(each.judgement.evidence) == 2 for each in found.values())
    export(marked, FORMATS["jsonl"], tmp_path / "gold.jsonl", ExportOptions(which=Which.GOLD))
    lines = [json.loads(each) for each in (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(1 for each in lines if each.get("gold")) == 3
    kept = {words: each.judgement.note for words, each in found.items()}
    assert kept == {words: each.judgement.note for words, each in before.items()}
    turn_back(marked, verify, lea, Kind.UNDO)
    assert {each.judgement.of("status") for each in gold(marked).values()} == {("not_checkable",)}
    assert damage(marked.path) == []


def verify_all(project: Project, who: str, round_: Round) -> None:
    """Let somebody say of every given claim that the evidence doesn't suffice."""
    person = add_annotator(project, who)
    with reading_scope(project.engine) as connection:
        claims = given_claims(connection, round_.id)
    stamps = project.stamps
    action = Action(stamps.new_id(), person.id, Kind.DO, "verify", stamps.now(), "test")
    annotations = []
    for each in claims:
        piece = Evidence(stamps.new_id(), Polarity.NOTHING_FOUND, note=f"{who} looked")
        judgement = Judgement(
            each.span,
            project.scheme.hash,
            (Label("status", "insufficient"),),
            evidence=(piece,),
            as_of="2026-01-20",
        )
        annotations.append(
            Annotation(stamps.new_id(), each.claim_id, person.id, action.id, action.at, judgement)
        )
    save(project.engine, Entry(action, annotations=tuple(annotations)))


def test_what_a_given_round_can_not_settle_keeps_the_gold_it_was_given(
    marked: Project, lea: Annotator
) -> None:
    accept_agreed(marked, the_round(marked), lea)
    for who in MARKED:
        mark(marked, who, {}, article=1)
    open_round(marked, RoundWish("types", fields=("claim_type",), claims_from="everything", leave_out=True))
    types = find_round(marked, "types")
    (before,) = gold(marked).values()
    with reading_scope(marked.engine) as connection:
        (claim,) = given_claims(connection, types.id)
    for who, label in (("Ana", "event"), ("Ben", "opinion")):
        person = add_annotator(marked, who)
        stamps = marked.stamps
        action = Action(stamps.new_id(), person.id, Kind.DO, "type", stamps.now(), "test")
        judgement = Judgement(claim.span, marked.scheme.hash, (Label("claim_type", label),))
        said = Annotation(stamps.new_id(), claim.claim_id, person.id, action.id, action.at, judgement)
        save(marked.engine, Entry(action, annotations=(said,)))
    work = at_work(marked, lea, types)
    assert not work.choosing.may_cut
    work.decide(Ruling(DecisionKind.UNSETTLED, None, reason="both could be"))
    work.outbox.drain(10)
    assert gold(marked) == {FELL: before}
    side = next(each for each in work.sides if each.judgement.of("claim_type") == ("event",))
    work.choosing.take(side)
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "C1"))
    work.outbox.drain(10)
    (now,) = gold(marked).values()
    assert now.judgement.labels == (
        *before.judgement.tagged("claim_type", (Label("claim_type", "event"),)).labels,
    )
    assert now.parent_id == before.id
    work.decide(Ruling(DecisionKind.NONE, None, "D9"))
    work.close()
    assert gold(marked) == {}
    assert damage(marked.path) == []


# -- by rule


def test_disagreements_are_counted_by_field_and_rule(marked: Project, lea: Annotator) -> None:
    work = at_work(marked, lea)
    work.go(forward=True)
    work.choosing.take(work.sides[0])
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
    work.go(forward=True)
    work.decide(Ruling(DecisionKind.GUIDELINE, None, "D9", "which remark?"))
    work.close()
    lines = {(each.field, each.rule): each for each in disagreements_by_rule(marked, the_round(marked))}
    assert set(lines) == {("stance", "S3"), ("claim", "D9")}
    assert lines["stance", "S3"].confused == (("neutral", "questions", 1),)
    assert lines["claim", "D9"].at_fault == 1
    assert lines["claim", "D9"].examples[0].reason == "which remark?"


# -- laws

STEPS = st.lists(
    st.sampled_from(
        ["take", "none", "unsettled", "guideline", "next", "ahead", "undo", "redo", "auto", "restart", "edit"]
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=25)
@given(STEPS)
def test_whatever_is_decided_and_undone_gold_is_what_the_decisions_say(
    tmp_path_factory: pytest.TempPathFactory, small: Path, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("settling") / "p.db"
    path.write_bytes(small.read_bytes())
    project = open_project(path)
    try:
        for who, marks in MARKED.items():
            mark(project, who, marks)
            mark(project, who, {"Rain fell": marks[FELL] if who == "Ana" else "supports"}, article=1)
        _walk(project, add_annotator(project, "Lea"), steps)
        _check(project)
    finally:
        project.close()
    assert damage(path) == []


def _walk(project: Project, lea: Annotator, steps: list[str]) -> None:
    work = at_work(project, lea)
    changed = 0
    for step in steps:
        work.outbox.drain(10)
        if step == "restart":
            work.close()
            work = at_work(project, lea)
        elif step == "auto":
            accept_agreed(project, the_round(project), lea)
            work.start_over()
        elif step == "edit":
            changed += 1
            change(project, "Ben", PUSHED, ("neutral", "supports", "questions")[changed % 3])
            work.start_over()
        elif step in ("undo", "redo"):
            work.turn_back(Kind(step))
        elif work.place is not None:
            DOING[step](work)
    work.close()


def _take(work: Adjudication) -> None:
    if work.sides:
        work.choosing.take(work.sides[0])
        work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S1"))


DOING: dict[str, Callable[[Adjudication], object]] = {
    "take": _take,
    "none": lambda work: work.decide(Ruling(DecisionKind.NONE, None, reason="none")),
    "unsettled": lambda work: work.decide(Ruling(DecisionKind.UNSETTLED, None, reason="open")),
    "guideline": lambda work: work.decide(Ruling(DecisionKind.GUIDELINE, None, "D1")),
    "next": lambda work: work.go(forward=True),
    "ahead": Adjudication.read_ahead,
}


def _check(project: Project) -> None:
    """Hold the gold that stands against the decisions that count: one for each that made any, and no other."""
    with reading_scope(project.engine) as connection:
        decisions = stored.decided(connection, the_round(project).id)
    made = {each.gold_id for each in decisions if each.gold_id}
    assert {each.id for each in gold(project).values()} == made
    every = [each for one in decisions for each in one.weighed]
    assert len(every) == len(set(every))
    assert all(each.settles for each in decisions)


def test_a_model_does_not_part_what_two_people_marked_alike(project: Project) -> None:
    add_annotator(project, "gpt", "model")
    with reading_scope(project.engine) as connection:
        text = reading.article(connection, reading.article_ids(connection)[0]).text
    at = text.index(PUSHED)
    for who, start, end in (("Ana", at, at + 12), ("Ben", at + 3, at + 15), ("gpt", at, at + 9)):
        mark(project, who, {text[start:end]: "neutral"})
    found = survey(project, the_round(project))
    assert found.items == 1
    (left,) = found.left
    assert (left.people, left.disputed, left.annotators) == (2, ("span",), 3)


def test_items_settled_in_two_copies_at_once_are_to_be_settled_again_and_have_one_gold_then(
    marked: Project, lea: Annotator, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(marked.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    there = open_project(copy)
    mia = add_annotator(there, "Mia")
    accepted = accept_agreed(there, the_round(there), mia).accepted
    there.close()
    assert accept_agreed(marked, the_round(marked), lea).accepted == accepted > 0
    assert merge_files(marked, [copy])[0].refused is None
    found = survey(marked, the_round(marked))
    assert [each.is_changed for each in found.left if not each.disputed] == [True] * accepted
    assert accept_agreed(marked, the_round(marked), lea).accepted == accepted
    assert not [each for each in survey(marked, the_round(marked)).left if each.is_changed]
    with reading_scope(marked.engine) as connection:
        article = reading.article_ids(connection)[0]
        claims = reading.claims(connection, article)
        standing = [
            each.annotator_id
            for each in reading.current_annotations(connection, article)
            if claims[each.claim_id].origin is Origin.GOLD and each.judgement.stands
        ]
    assert standing == [lea.id] * accepted
    assert damage(marked.path) == []
