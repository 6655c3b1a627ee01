"""The gold that settling ends in: one an item, and what it lacks is said before it can't be changed any more."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.claim import Annotation, Claim, Judgement, Label, Origin
from annotator.core.deciding import DecisionKind
from annotator.core.disagreements import Decided, RuleLine
from annotator.core.gold_gaps import in_words, lacking
from annotator.core.history import Action, Entry, Kind
from annotator.core.round import RoundState
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.errors import BadInput, Outdated
from annotator.formats.options import Options as ExportOptions
from annotator.formats.options import Which
from annotator.formats.registry import FORMATS
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator
from annotator.store.writing import save
from annotator.workflow import closing, opening
from annotator.workflow.accepting import accept_agreed
from annotator.workflow.closing import freeze_round
from annotator.workflow.deciding import Ruling, turn_back
from annotator.workflow.disagreements import as_text
from annotator.workflow.exporting import export
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, add_annotator
from annotator.workflow.rounds import find_round, list_rounds
from annotator.workflow.surveying import BROUGHT, survey, unsettled
from annotator.workflow.tally import LACKING
from tests.crash.aftermath import damage
from tests.workflow.test_settling import (
    FELL,
    MARKED,
    PUSHED,
    SAW,
    at_work,
    change,
    gold,
    mark,
    the_round,
    verify_all,
    words_of,
)


@pytest.fixture
def marked(project: Project) -> Project:
    for who, marks in MARKED.items():
        mark(project, who, marks)
    return project


@pytest.fixture
def lea(marked: Project) -> Annotator:
    return add_annotator(marked, "Lea")


def bring(project: Project, words: str, *labels: Label, by: str = "Editor") -> str:
    """Put gold into the project that nobody settled, as a sample has it; return its claim."""
    editor = add_annotator(project, by).id
    stamps = project.stamps
    action = Action(stamps.new_id(), editor, Kind.DO, "sample", stamps.now(), "test")
    with reading_scope(project.engine) as connection:
        article = reading.article(connection, reading.article_ids(connection)[0])
    start = article.text.index(words)
    claim = Claim(stamps.new_id(), article.id, Origin.GOLD, editor)
    narrator = Source.narrator(article.id)
    judgement = Judgement(
        Span(start, start + len(words)),
        project.scheme.hash,
        (Label("source", source_id=narrator.id), *labels),
        note="as it came",
    )
    annotation = Annotation(stamps.new_id(), claim.id, editor, action.id, action.at, judgement)
    save(project.engine, Entry(action, (claim,), (narrator,), (annotation,)))
    return claim.id


def all_gold(project: Project) -> list[Annotation]:
    with reading_scope(project.engine) as connection:
        return [
            annotation
            for article in reading.articles(connection)
            for annotation in reading.current_annotations(connection, article.id)
            if annotation.judgement.stands
            and reading.claims(connection, article.id)[annotation.claim_id].origin is Origin.GOLD
        ]


FULL = (Label("form", "direct"), Label("stance", "denies"), Label("status", "not_checkable"))


# -- one gold an item


def test_an_item_that_has_its_gold_already_is_settled_with_it(marked: Project, lea: Annotator) -> None:
    bring(marked, FELL, *FULL)
    found = survey(marked, the_round(marked))
    assert (found.items, found.settled, found.kinds) == (3, 1, {BROUGHT: 1})
    assert accept_agreed(marked, the_round(marked), lea).accepted == 0
    assert len(all_gold(marked)) == 1


def test_gold_stands_for_an_item_from_half_an_overlap_on_and_only_for_the_likest(marked: Project) -> None:
    bring(marked, "was pushed", *FULL)
    bring(marked, "pushed", *FULL)
    bring(marked, "it", *FULL)
    found = survey(marked, the_round(marked))
    assert found.settled == 1
    assert [each.words for each in found.left] == [FELL, SAW]


def test_what_is_decided_instead_takes_the_place_of_the_gold_before_and_undo_brings_it_back(
    marked: Project, lea: Annotator, tmp_path: Path
) -> None:
    claim = bring(marked, FELL, *FULL)
    work = at_work(marked, lea)
    assert work.step(forward=False)
    assert words_of(work) == FELL
    assert work.choosing.proposal.labels["stance"] == (Label("stance", "denies"),)
    work.choosing.take(work.sides[0])
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
    work.outbox.drain(10)
    (now,) = all_gold(marked)
    assert (now.annotator_id, now.judgement.of("stance")) == (lea.id, ("neutral",))
    export(marked, FORMATS["jsonl"], tmp_path / "gold.jsonl", ExportOptions(which=Which.GOLD))
    lines = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(1 for each in map(json.loads, lines) if each.get("gold")) == 1
    assert work.turn_back(Kind.UNDO) is not None
    assert [each.claim_id for each in all_gold(marked)] == [claim]
    assert survey(marked, the_round(marked)).kinds == {BROUGHT: 1}
    work.close()
    assert damage(marked.path) == []


def test_whoever_made_the_gold_goes_on_in_its_history(marked: Project) -> None:
    claim = bring(marked, FELL, *FULL, by="Lea")
    work = at_work(marked, add_annotator(marked, "Lea"))
    work.step(forward=False)
    work.choosing.take(work.sides[0])
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
    work.close()
    (now,) = all_gold(marked)
    assert (now.claim_id, now.seq) == (claim, 2)


def test_no_claim_takes_the_gold_before_back(marked: Project, lea: Annotator) -> None:
    bring(marked, FELL, *FULL)
    work = at_work(marked, lea)
    work.step(forward=False)
    work.decide(Ruling(DecisionKind.NONE, None, "F1"))
    work.close()
    assert all_gold(marked) == []
    assert damage(marked.path) == []


def test_what_a_round_does_not_ask_stays_in_the_gold_that_was_there(marked: Project, lea: Annotator) -> None:
    bring(marked, FELL, *FULL)
    freeze = RoundWish("tagging", fields=("form", "stance"))
    open_round(marked, freeze)
    work = at_work(marked, lea, find_round(marked, "tagging"))
    while words_of(work) != FELL:
        assert work.step(forward=False)
    work.choosing.take(work.sides[0])
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
    work.close()
    (now,) = all_gold(marked)
    assert now.judgement.of("stance") == ("neutral",)
    assert now.judgement.of("status") == ("not_checkable",)
    assert now.judgement.note == "as it came"


# -- what it lacks


def settle_without(marked: Project, lea: Annotator, field: str) -> None:
    """Settle all that waits, one item without any label in a field."""
    accept_agreed(marked, the_round(marked), lea)
    work = at_work(marked, lea)
    while work.counts.left:
        work.choosing.take(work.sides[0])
        if words_of(work) == PUSHED:
            work.choosing.pick(field, ())
            assert lacking(work.choosing.gaps) == (field,)
        else:
            assert work.choosing.gaps == ()
        work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
        work.go(forward=True)
    assert work.counts.lacking == 1
    work.close()


def test_gold_that_lacks_something_is_counted_and_found_again(marked: Project, lea: Annotator) -> None:
    settle_without(marked, lea, "form")
    found = survey(marked, the_round(marked))
    assert [(each.words, in_words(each.fields)) for each in found.lacking] == [(PUSHED, "form")]
    work = at_work(marked, lea)
    work.narrow(LACKING)
    assert work.counts.disputes()[LACKING] == 1
    assert work.go(forward=True) or words_of(work) == PUSHED
    assert words_of(work) == PUSHED
    assert work.choosing.is_as_settled
    work.choosing.take(work.sides[0])
    assert not work.choosing.is_as_settled
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
    assert (work.counts.lacking, work.go(forward=True)) == (0, False)
    work.outbox.drain(10)
    work.turn_back(Kind.UNDO)
    assert work.counts.lacking == 1
    work.close()


def test_a_round_is_not_frozen_for_good_with_gold_that_lacks_something(
    marked: Project, lea: Annotator
) -> None:
    settle_without(marked, lea, "form")
    for who in MARKED:
        mark(marked, who, {}, article=1)
    for freezing in (
        lambda: open_round(marked, RoundWish("verify", fields=("status",), claims_from="everything")),
        lambda: freeze_round(marked, "everything"),
    ):
        with pytest.raises(BadInput) as refused:
            freezing()
        assert "the gold of 1 item of the round 'everything' lacks" in refused.value.what
        assert f"“{PUSHED}” in " in str(refused.value)
        assert "lacks form" in str(refused.value)
        assert "--with-gaps" in str(refused.value)
    assert the_round(marked).state is RoundState.OPEN
    wish = RoundWish("verify", fields=("status",), claims_from="everything", with_gaps=True)
    assert open_round(marked, wish).lacking == 1


@pytest.mark.parametrize("how", ["frozen", "given on"])
def test_a_round_is_not_frozen_while_somebody_takes_a_decision_back(
    marked: Project, lea: Annotator, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    settle_without(marked, lea, "status")
    for who in MARKED:
        mark(marked, who, {}, article=1)
    module = closing if how == "frozen" else opening
    check = module.check_complete

    def meanwhile(*found: Any) -> None:
        assert turn_back(marked, the_round(marked), lea, Kind.UNDO)
        check(*found)

    monkeypatch.setattr(module, "check_complete", meanwhile)
    with pytest.raises(Outdated, match="in the meantime"):
        if how == "frozen":
            freeze_round(marked, "everything", with_gaps=True)
        else:
            open_round(marked, RoundWish("verify", fields=("status",), claims_from="everything"))
    assert [each.state for each in list_rounds(marked)] == [RoundState.OPEN]


def test_what_has_changed_since_it_was_settled_is_given_as_it_was_and_said_so(
    marked: Project, lea: Annotator
) -> None:
    settle_without(marked, lea, "status")
    for who in MARKED:
        mark(marked, who, {"Rain fell": "neutral"} if who == "Ana" else {}, article=1)
    change(marked, "Ben", PUSHED, "supports")
    wish = RoundWish("verify", fields=("status",), claims_from="everything", leave_out=True)
    opened = open_round(marked, wish)
    assert (opened.claims, opened.left_out, opened.changed) == (3, 1, 1)


def test_what_the_next_round_asks_may_be_lacking(marked: Project, lea: Annotator) -> None:
    settle_without(marked, lea, "status")
    for who in MARKED:
        mark(marked, who, {}, article=1)
    opened = open_round(marked, RoundWish("verify", fields=("status",), claims_from="everything"))
    assert (opened.claims, opened.lacking) == (3, 0)


def test_what_cannot_be_settled_is_known_to_lack_something(marked: Project, lea: Annotator) -> None:
    work = at_work(marked, lea)
    work.decide(Ruling(DecisionKind.UNSETTLED, None, reason="no telling"))
    assert work.counts.lacking == 0
    work.close()
    assert survey(marked, the_round(marked)).lacking == []


def test_what_everybody_left_open_is_not_accepted_unless_the_round_does_not_ask_it(
    project: Project,
) -> None:
    from annotator.workflow.rounds import list_rounds

    for who in MARKED:
        mark(project, who, {FELL: "neutral"})
    lea = add_annotator(project, "Lea")
    open_round(project, RoundWish("types", fields=("form", "claim_type")))
    first, types = list_rounds(project)
    assert accept_agreed(project, types, lea).accepted == 1
    open_round(project, RoundWish("kinds", fields=("claim_type",)))
    kinds = find_round(project, "kinds")
    (left,) = survey(project, kinds).left
    assert left.why == ("nobody gave claim type",)
    assert accept_agreed(project, kinds, lea).accepted == 0
    assert unsettled(project, kinds) == 1
    assert first.state is RoundState.OPEN
    assert len(gold(project)) == 1


# -- what a given claim was made from


def test_an_export_of_both_links_a_given_claim_to_the_item_that_it_was_made_from(
    marked: Project, lea: Annotator, tmp_path: Path
) -> None:
    bring(marked, SAW, *FULL)
    accept_agreed(marked, the_round(marked), lea)
    work = at_work(marked, lea)
    work.choosing.take(work.sides[0])
    work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "S3"))
    work.close()
    for who in MARKED:
        mark(marked, who, {}, article=1)
    open_round(marked, RoundWish("verify", fields=("status",), claims_from="everything"))
    for who in MARKED:
        verify_all(marked, who, find_round(marked, "verify"))
    for name in ("jsonl", "csv"):
        export(marked, FORMATS[name], tmp_path / name, ExportOptions(which=Which.BOTH))
    items = {
        each["item"]: each
        for each in map(json.loads, (tmp_path / "jsonl").read_text(encoding="utf-8").splitlines())
    }
    given = {id_: each["made_from"] for id_, each in items.items() if "made_from" in each}
    assert len(items) == 2 * len(given) == 6
    origins = {each["item"] for each in given.values()}
    assert origins == items.keys() - given.keys()
    assert all(items[id_]["text"] == items[each["item"]]["text"] for id_, each in given.items())
    golds = {annotation["claim"] for each in items.values() for annotation in each["gold"]}
    assert {each["gold"] for each in given.values()} == golds
    with (tmp_path / "csv").open(encoding="utf-8", newline="") as file:
        rows = {row["item"]: row["made_from"] for row in csv.DictReader(file)}
    assert rows == {id_: given[id_]["item"] if id_ in given else "" for id_ in items}


def test_what_is_cut_in_the_list_of_rules_says_so(marked: Project) -> None:
    long = "a reason that goes on and on " * 4
    decided = Decided("edited", ("S3",), ("stance",), (), {}, "gazette.txt", "words of a claim " * 6, long)
    confused = tuple((f"a{number}", f"b{number}", 1) for number in range(7))
    line = RuleLine("stance", "S3", 1, 0, confused, (), (decided,))
    shown = as_text(marked, [line]).splitlines()
    assert max(map(len, shown)) <= 80
    assert any("e.g. “words of a claim" in each and each.endswith("…”") for each in shown)
    assert shown[-1].endswith("…")
    assert "         … and 2 more" in shown
