"""Rounds: which one somebody works in, on which articles, and what of the desk a round narrows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.core.claim import Evidence, Label, Polarity
from annotator.core.history import Kind, Looked
from annotator.core.round import Round, RoundState, Suggesting
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.errors import BadInput, Invalid, NotFound
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading.rounds import given_claims
from annotator.store.rounds import write_round
from annotator.workflow.annotating import Desk
from annotator.workflow.closing import close_round, freeze_round
from annotator.workflow.naming_articles import articles_named
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, add_annotator, find_annotator, open_project
from annotator.workflow.rounds import list_rounds
from annotator.workflow.sitting import Sitting
from tests.crash.aftermath import damage
from tests.workflow.round_projects import (
    articles,
    assign,
    project_of,
    rounds_stored,
    second_hand,
    suggest,
    verify,
    with_gold,
)
from tests.workflow.rounds import action

Sit = Callable[..., Sitting]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Give a project of three articles, in which Ana and Ben may work."""
    made = project_of(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sit(project: Project) -> Iterator[Sit]:
    """Sit somebody down, and end every sitting."""
    sittings: list[Sitting] = []

    def _sit(name: str = "Ana", round_name: str | None = None) -> Sitting:
        fresh = open_project(project.path)
        sittings.append(Sitting(fresh, find_annotator(fresh, name), lambda _: None, round_name))
        return sittings[-1]

    yield _sit
    for sitting in sittings:
        sitting.close()


def words(desk: Desk) -> list[str]:
    return [each.judgement.span.of(desk.article.text) for each in desk.claims]


def tag(desk: Desk, field_id: str, value: str) -> None:
    field = desk.scheme.field(field_id)
    assert field is not None
    label = field.label(value)
    assert label is not None
    desk.tag(field, label)


def mark(desk: Desk, text: str) -> str:
    at = desk.article.text.index(text)
    desk.select(Span(at, at + len(text)))
    claim = desk.mark()
    assert claim is not None
    return claim


def ana(project: Project) -> str:
    return find_annotator(project, "Ana").id


# -- which round


def test_a_project_without_rounds_names_none(sit: Sit) -> None:
    sitting = sit()
    assert (sitting.round.name, sitting.round_name, sitting.articles_in_all) == ("everything", "", 3)


def test_one_works_in_the_latest_open_round_that_asks_one(project: Project, sit: Sit) -> None:
    one, two, three = articles(project)
    first = open_round(project, RoundWish("first", (three, one))).round
    second = open_round(project, RoundWish("second", (two,))).round
    assert sit().round_name == "second"
    assign(project, second.id, find_annotator(project, "Ben").id, two, 0)
    assert (sit("Ben").round_name, sit("Ana").round_name) == ("second", "first")
    assert sit("Ana").order == [three, one]
    assign(project, first.id, find_annotator(project, "Ben").id, one, 0)
    with pytest.raises(NotFound, match="no open round asks anything of Ana"):
        sit("Ana")
    with pytest.raises(NotFound, match="asks nothing of Ana"):
        sit("Ana", "second")


def test_where_every_round_is_closed_that_is_said_and_a_named_one_can_be_read(
    project: Project, sit: Sit
) -> None:
    close_round(project, "everything", unfinished=True)
    with pytest.raises(NotFound, match="no round is open"):
        sit()
    sitting = sit("Ana", "everything")
    assert sitting.review == "the round 'everything' is closed"
    desk = sitting.resume()
    desk.select(Span(0, 5))
    assert desk.mark() is None


def test_a_round_of_a_name_nobody_gave_is_refused_with_those_there_are(sit: Sit) -> None:
    with pytest.raises(NotFound, match="known: everything"):
        sit("Ana", "pilot")


# -- which articles


def test_assigned_articles_come_in_their_order_and_no_other(project: Project, sit: Sit) -> None:
    one, two, three = articles(project)
    round_ = open_round(project, RoundWish("pilot")).round
    assign(project, round_.id, ana(project), three, 1)
    assign(project, round_.id, ana(project), one, 2, kind="gold")
    assign(project, round_.id, ana(project), two, 3)
    assign(project, round_.id, ana(project), two, 3, state="withdrawn")
    sitting = sit()
    desk = sitting.resume()
    assert (desk.article.id, sitting.number(desk.article.id), sitting.articles_in_all) == (three, 1, 2)
    following = sitting.open_after(three)
    assert following is not None
    assert following.article.id == one
    assert sitting.open_after(one) is None
    with pytest.raises(NotFound, match="not asked for here"):
        sitting.open(two)
    assert [each.id for each in sitting.articles()] == [three, one]


def test_work_left_and_flags_are_looked_for_in_the_round_alone(project: Project, sit: Sit) -> None:
    one, two, three = articles(project)
    open_round(project, RoundWish("pilot", (one, three)))
    sitting = sit()
    desk = sitting.open(one)
    desk.flag()
    for index in (1, 3):
        desk.go(index)
        desk.look(Looked.DONE)
    sitting.outbox.drain()
    left = sitting.next_unsettled(one)
    assert left is not None
    assert left.article.id == three
    flagged = sitting.next_flagged(three)
    assert flagged is not None
    assert (flagged.article.id, flagged.index) == (one, 0)
    left.look(Looked.DONE)
    sitting.turned_to(left)
    sitting.outbox.drain()
    back = sitting.next_unsettled(three)
    assert back is not None
    assert back.article.id == one
    assert two not in sitting.order


def test_one_goes_on_where_one_left_off_in_the_round_but_not_where_one_was_before_it(
    project: Project, sit: Sit
) -> None:
    one, two, _ = articles(project)
    before = sit()
    desk = before.open(two)
    desk.go(1)
    before.keep_place(desk)
    assert before.close()
    open_round(project, RoundWish("pilot", (one, two)))
    now = sit()
    assert now.resume().article.id == one
    desk = now.open(two)
    desk.go(1)
    now.keep_place(desk)
    assert now.close()
    again = sit().resume()
    assert (again.article.id, again.index) == (two, 1)


def test_one_goes_on_in_the_first_round_also_after_it_was_written_down(project: Project, sit: Sit) -> None:
    two = articles(project)[1]
    before = sit()
    desk = before.open(two)
    desk.flag()
    before.keep_place(desk)
    assert before.close()
    open_round(project, RoundWish("pilot"))
    assert sit("Ana", "everything").resume().article.id == two


# -- which fields


def test_only_the_fields_of_the_round_are_asked_and_lacked_and_others_stay_as_they_are(
    project: Project, sit: Sit
) -> None:
    first = sit()
    desk = first.resume()
    claim = mark(desk, "the bridge was safe")
    tag(desk, "stance", "neutral")
    tag(desk, "form", "indirect")
    assert first.close()
    open_round(project, RoundWish("forms", fields=("form",)))
    sitting = sit()
    desk = sitting.resume()
    assert [each.id for each in desk.scheme.fields] == ["form"]
    assert desk.scheme.hash == project.scheme.hash
    (found,) = desk.claims
    assert desk.gaps(found) == ()
    desk.focus_on(claim)
    tag(desk, "form", "direct")
    sitting.outbox.drain()
    again = sit("Ana", "everything").resume()
    assert again.claims[0].judgement.of("stance") == ("neutral",)
    assert again.claims[0].judgement.of("form") == ("direct",)


def test_a_round_that_names_optional_fields_asks_for_them(project: Project) -> None:
    round_ = Round("1", "worth", fields=("check_worthiness", "flags"))
    asked = round_.narrowed(project.scheme)
    assert [(each.id, each.required) for each in asked.fields] == [
        ("check_worthiness", True),
        ("flags", False),
    ]


def test_a_round_whose_fields_are_gone_says_so(project: Project) -> None:
    with pytest.raises(Invalid, match="asks for nothing that this scheme has"):
        Round("1", "old", fields=("mood",)).narrowed(project.scheme)


# -- opening, closing, freezing


def test_the_first_round_that_is_opened_writes_down_the_one_there_was(project: Project, sit: Sit) -> None:
    assert rounds_stored(project) == []
    open_round(project, RoundWish("pilot"))
    assert rounds_stored(project) == ["everything", "pilot"]
    assert [each.state for each in list_rounds(project)] == [RoundState.CLOSED, RoundState.OPEN]


def test_it_stays_open_where_somebody_has_worked_in_it(project: Project, sit: Sit) -> None:
    sitting = sit()
    sitting.resume().flag()
    sitting.outbox.drain()
    open_round(project, RoundWish("pilot"))
    assert [each.state for each in list_rounds(project)] == [RoundState.OPEN, RoundState.OPEN]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (RoundWish("Everything"), "a round 'everything' already"),
        (RoundWish("one", fields=("mood",)), "no field 'mood'"),
        (RoundWish("one", claims_from="pilot"), "no round 'pilot'"),
        (RoundWish("one", claims_from="everything"), "no gold to give claims from"),
        (RoundWish("one", where={"stance": ("denies",)}), "only given claims can be chosen"),
        (RoundWish("one", claims_from="everything", where={"stance": ("often",)}), "has no label 'often'"),
        (RoundWish("one", pass_percent=0), "a pass mark of 0 %"),
        (RoundWish("  "), "a round needs a name"),
    ],
)
def test_what_can_not_be_opened_is_refused_and_nothing_is_written(
    project: Project, wish: RoundWish, said: str
) -> None:
    with pytest.raises((BadInput, NotFound, Invalid), match=said):
        open_round(project, wish)
    assert rounds_stored(project) == []


def test_articles_are_named_by_number_or_id_and_each_counts_once(project: Project) -> None:
    one, two, three = articles(project)
    assert articles_named(project, ["3", one, "1", "02"]) == (three, one, two)
    with pytest.raises(NotFound, match="no article '4'"):
        articles_named(project, ["1", "4", "5"])


def test_a_round_closes_with_work_outstanding_only_on_request_and_says_whose(
    project: Project, sit: Sit
) -> None:
    sitting = sit()
    mark(sitting.resume(), "the bridge was safe")
    sitting.outbox.drain()
    with pytest.raises(BadInput) as refused:
        close_round(project, "everything")
    assert "Ana has 6 passages left and 1 claim unfinished" in str(refused.value)
    assert close_round(project, "everything", unfinished=True).state is RoundState.CLOSED
    with pytest.raises(BadInput, match="closed already"):
        close_round(project, "everything")
    assert list_rounds(project)[0].state is RoundState.CLOSED


def test_a_round_with_unsettled_items_is_not_frozen_nor_gives_claims(project: Project, sit: Sit) -> None:
    sitting = sit()
    mark(sitting.resume(), "was safe")
    sitting.outbox.drain()
    with_gold(project)
    close_round(project, "everything", unfinished=True)
    with pytest.raises(BadInput, match="not settled"):
        freeze_round(project, "everything")
    with pytest.raises(BadInput, match="--leave-out-unsettled"):
        open_round(project, RoundWish("verify", claims_from="everything"))
    assert list_rounds(project)[0].state is RoundState.CLOSED


def test_claims_are_given_from_gold_and_what_is_asked_is_not_told(project: Project) -> None:
    with_gold(project)
    opened = verify(project)
    one, two, _ = articles(project)
    assert (opened.articles, opened.claims, opened.frozen) == (2, 3, "everything")
    assert [each.state for each in list_rounds(project)] == [RoundState.FROZEN, RoundState.OPEN]
    with reading_scope(project.engine) as connection:
        given = given_claims(connection, opened.round.id)
        texts = {each: reading.article_text(connection, each) for each in (one, two)}
    told = {each.span.of(texts[each.article_id]): {label.field for label in each.labels} for each in given}
    assert told == {
        "the bridge was safe": {"source", "stance", "check_worthiness"},
        "Engineers found cracks": {"source", "stance", "check_worthiness"},
        "Nobody was hurt": {"source", "stance", "check_worthiness"},
    }
    assert {each.restatement for each in given} == {"in other words"}
    assert damage(project.path) == []


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"where": {"check_worthiness": ("medium", "high")}}, 2),
        ({"where": {"check_worthiness": ("low",), "stance": ("supports",)}}, 1),
        ({"where": {"status": ("verified",)}}, 1),
    ],
)
def test_given_claims_are_chosen_by_their_labels(
    project: Project, more: dict[str, object], count: int
) -> None:
    with_gold(project)
    assert verify(project, **more).claims == count


def test_given_claims_are_chosen_by_their_articles(project: Project) -> None:
    with_gold(project)
    assert verify(project, articles=(articles(project)[1],)).claims == 1


# -- working in a round that gives claims


def test_given_claims_stand_in_the_text_and_are_unfinished_until_answered(project: Project, sit: Sit) -> None:
    with_gold(project)
    verify(project)
    sitting = sit()
    desk = sitting.resume()
    assert words(desk) == ["the bridge was safe", "Engineers found cracks"]
    assert [desk.gaps(each)[0].message for each in desk.claims] == ["no status", "no status"]
    assert (desk.progress(), desk.is_settled(0)) == ((0, 2), False)
    desk.focus_next()
    tag(desk, "status", "not_checkable")
    first = desk.claims[0]
    assert (first.seq, first.parent_id, desk.gaps(first)) == (1, None, ())
    assert {each.field for each in first.judgement.labels} == {"status"}
    assert desk.progress() == (1, 2)
    sitting.outbox.drain()
    again = sit().resume()
    assert again.claims[0].judgement == first.judgement
    assert {each.field for each in again.given.labels(first.claim_id)} == {
        "source",
        "stance",
        "check_worthiness",
    }


def test_nobody_sees_anothers_answer_to_a_given_claim(project: Project, sit: Sit) -> None:
    with_gold(project)
    verify(project)
    mine = sit("Ana")
    desk = mine.resume()
    desk.focus_next()
    tag(desk, "status", "not_checkable")
    mine.outbox.drain()
    theirs = sit("Ben").resume()
    assert [each.judgement.labels for each in theirs.claims] == [(), ()]
    theirs.focus_next()
    tag(theirs, "status", "refuted")
    assert theirs.claims[0].seq == 1


def test_undo_goes_back_to_nothing_said_and_redo_says_it_again(project: Project, sit: Sit) -> None:
    with_gold(project)
    verify(project)
    sitting = sit()
    desk = sitting.resume()
    desk.focus_next()
    claim = desk.focus
    assert claim is not None
    tag(desk, "status", "not_checkable")
    sitting.outbox.drain()
    undone = sitting.turn_back(Kind.UNDO)
    assert undone is not None
    desk = sitting.open(undone.article_id or "")
    assert desk.given.is_blank(desk.claims[0])
    assert sitting.turn_back(Kind.UNDO) is None
    sitting.turn_back(Kind.REDO)
    desk = sitting.open(desk.article.id)
    assert desk.claims[0].judgement.of("status") == ("not_checkable",)
    desk.focus_on(claim)
    desk.withdraw()
    assert desk.given.is_blank(desk.claims[0])
    desk.focus_on(claim)
    desk.withdraw()
    tag(desk, "status", "refuted")
    assert (desk.claims[0].seq, sitting.outbox.drain()) == (5, True)
    assert damage(project.path) == []


def test_undo_in_one_round_leaves_what_was_done_in_another(project: Project, sit: Sit) -> None:
    first = sit()
    desk = first.resume()
    mark(desk, "the bridge was safe")
    desk.look(Looked.DONE)
    assert first.close()
    with_gold(project)
    verify(project)
    sitting = sit()
    assert sitting.turn_back(Kind.UNDO) is None
    desk = sitting.resume()
    desk.focus_next()
    tag(desk, "status", "refuted")
    sitting.outbox.drain()
    close_round(project, "verify", unfinished=True)
    old = sit("Ana", "everything").resume()
    assert (words(old), old.looked(0)) == (["the bridge was safe"], Looked.DONE)
    assert old.claims[0].judgement.labels == ()


def test_given_claims_are_neither_marked_nor_shaped_and_passages_are_not_called_done(
    project: Project, sit: Sit
) -> None:
    with_gold(project)
    verify(project)
    sitting = sit()
    refused: list[int] = []
    sitting.refused_as_given = lambda: refused.append(1)
    desk = sitting.resume()
    version, spans = desk.version, [each.judgement.span for each in desk.claims]
    desk.select(Span(0, 9))
    assert desk.mark() is None
    desk.focus_next()
    desk.reshape()
    desk.pull("start", 0)
    desk.flag()
    desk.pass_on()
    assert not desk.drop_attribution()
    assert (desk.version, [each.judgement.span for each in desk.claims]) == (version, spans)
    assert (desk.looked(0), desk.reshaping, len(refused)) == (Looked.OPEN, None, 4)
    with reading_scope(project.engine) as connection:
        assert reading.current_passage_states(connection) == []


def test_evidence_from_whom_the_claim_came_with_is_doubted(project: Project, sit: Sit) -> None:
    with_gold(project)
    verify(project)
    desk = sit().resume()
    desk.focus_next()
    tag(desk, "status", "refuted")
    evidence = Evidence(desk.new_id(), Polarity.REFUTES, quote="It was not.")
    desk.add_evidence(evidence, "The mayor")
    assert [each.message for each in desk.gaps(desk.claims[0])] == ["all evidence comes from the claimant"]


def test_passages_and_articles_without_given_claims_are_passed_over(project: Project, sit: Sit) -> None:
    with_gold(project)
    verify(project)
    one, two, _ = articles(project)
    sitting = sit()
    desk = sitting.resume()
    assert (desk.index, desk.next_index(), sitting.order) == (0, None, [one, two])
    following = sitting.open_after(one)
    assert following is not None
    assert following.index == 1
    following.focus_next()
    tag(following, "status", "not_checkable")
    sitting.turned_to(following)
    sitting.outbox.drain()
    left = sitting.next_unsettled(two)
    assert left is not None
    assert (left.article.id, left.index) == (one, 0)
    assert [(each.settled, each.passages) for each in sitting.articles()] == [(0, 2), (1, 1)]


def test_a_given_claim_of_which_anything_is_said_is_answered_where_nothing_is_called_for(
    project: Project, sit: Sit
) -> None:
    with_gold(project)
    verify(project, fields=("flags",))
    desk = sit().resume()
    assert [each.message for each in desk.gaps(desk.claims[0])] == ["nothing said yet"]
    desk.focus_next()
    desk.set_texts(note="nothing odd", restatement=None)
    assert desk.gaps(desk.claims[0]) == ()


# -- meeting an article again


def test_what_is_met_again_shows_nothing_of_the_first_time(project: Project, sit: Sit) -> None:
    one, two, _ = articles(project)
    round_ = open_round(project, RoundWish("pilot")).round
    who = ana(project)
    hand = second_hand(project, who)
    for position, (article, kind) in enumerate([(one, "work"), (two, "work"), (one, "repeat")]):
        assign(project, round_.id, who, article, position, kind=kind)
    sitting = sit()
    desk = sitting.resume()
    assert sitting.articles_in_all == 3
    mark(desk, "the bridge was safe")
    sitting.turned_to(desk)
    second = sitting.open_after(one)
    assert second is not None
    sitting.turned_to(second)
    again = sitting.open_after(two)
    assert again is not None
    sitting.turned_to(again)
    assert (again.article.id, again.annotator_id, again.claims) == (one, hand, [])
    assert sitting.number(one) == 3
    assert sitting.annotator.name == "Ana"
    mark(again, "Engineers found cracks")
    sitting.keep_place(again)
    sitting.keep_draft(again.claims[0].claim_id, "note", "half")
    sitting.outbox.drain()
    assert [(each.id, each.hand) for each in sitting.articles()] == [(one, who), (two, who), (one, hand)]
    assert sitting.close()
    resumed = sit()
    desk = resumed.resume()
    resumed.turned_to(desk)
    assert (desk.annotator_id, words(desk)) == (hand, ["Engineers found cracks"])
    assert resumed.half_typed
    resumed.turn_back(Kind.UNDO)
    assert damage(project.path) == []
    assert words(resumed.open(one)) == []
    first = resumed.open(one, who)
    assert words(first) == ["the bridge was safe"]
    assert resumed.number(one) == 3
    resumed.turned_to(first)
    assert resumed.number(one) == 1


def test_unnamed_sources_of_the_first_time_are_not_offered_when_it_is_met_again(
    project: Project, sit: Sit
) -> None:
    one, two, _ = articles(project)
    round_ = open_round(project, RoundWish("pilot")).round
    who = ana(project)
    second_hand(project, who)
    for position, (article, kind) in enumerate([(one, "work"), (two, "work"), (one, "repeat")]):
        assign(project, round_.id, who, article, position, kind=kind)
    sitting = sit()

    def offered(desk: Desk) -> list[str]:
        return [each.source.name for each in desk.find_sources("offic", 5)]

    first = sitting.resume()
    mark(first, "the bridge was safe")
    first.tag_source(first.scheme.fields[0], Source.of("officials", "unclear", one))
    assert offered(first) == ["officials"]
    sitting.outbox.drain()
    sitting.turned_to(first)
    between = sitting.open_after(one)
    assert between is not None
    sitting.turned_to(between)
    again = sitting.open_after(two)
    assert again is not None
    assert again.annotator_id != who
    assert offered(again) == []
    assert offered(sitting.open(one, who)) == ["officials"]


# -- suggestions


def suggested(project: Project, given: bool = False) -> Round:
    model = add_annotator(project, "model:small", "model").id
    source = {"given_from": list_rounds(project)[0].id} if given else {}
    from annotator.core.round import Marks

    round_ = Round(
        project.stamps.new_id(),
        "assisted",
        marks=Marks.GIVEN if given else Marks.FREE,
        suggesting=Suggesting(model, 50, 1),
        **source,  # type: ignore[arg-type]
    )
    with writing_scope(project.engine) as connection:
        write_round(connection, action(project), round_, project.stamps.new_id)
    return round_


def test_a_suggested_span_is_proposed_and_taken_with_its_labels_by_one_key(
    project: Project, sit: Sit
) -> None:
    round_ = suggested(project)
    one = articles(project)[0]
    with reading_scope(project.engine) as connection:
        text = reading.article_text(connection, one)
    at = text.index("the bridge was safe")
    suggest(
        project, round_.id, one, Span(at, at + 19), [Label("form", "indirect"), Label("stance", "neutral")]
    )
    sitting = sit()
    desk = sitting.resume()
    assert [each.span.of(text) for each in desk.proposed] == ["the bridge was safe"]
    offered = desk.offer()
    assert offered is not None
    assert [label.id for _, label in offered.labels] == ["indirect", "neutral"]
    assert desk.take_offer()
    (claim,) = desk.claims
    assert claim.judgement.labels == (
        Label("form", "indirect", suggested=True),
        Label("stance", "neutral", suggested=True),
    )
    assert (desk.focus, list(desk.proposed)) == (claim.claim_id, [])
    sitting.outbox.drain()
    assert sit().resume().claims[0].judgement == claim.judgement


def test_a_suggestion_for_a_given_claim_is_offered_as_far_as_it_is_asked_and_lacked(
    project: Project, sit: Sit
) -> None:
    with_gold(project)
    opened = verify(project)
    with reading_scope(project.engine) as connection:
        given = given_claims(connection, opened.round.id)[0]
    desk = sit().resume()
    claim = next(each for each in desk.claims if each.claim_id in {given.claim_id, *desk.given._claims})
    from annotator.store.reading.rounds import Suggested

    desk.suggestions = (
        Suggested(
            "1",
            desk.article.id,
            claim.claim_id,
            claim.judgement.span,
            (
                Label("status", "refuted"),
                Label("stance", "denies"),
                Label("source", source_id=Source.of("A", "police").id),
            ),
        ),
    )
    assert desk.offer() is None
    desk.focus_on(claim.claim_id)
    offered = desk.offer()
    assert offered is not None
    assert [(field.id, label.id) for field, label in offered.labels] == [("status", "refuted")]
    assert desk.take_offer()
    assert desk.claim(claim.claim_id).judgement.labels == (Label("status", "refuted", suggested=True),)  # type: ignore[union-attr]
    assert not desk.take_offer()
