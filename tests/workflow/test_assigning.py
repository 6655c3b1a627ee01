"""Who is asked for what, as it is planned, written, changed and read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.article import Article
from annotator.core.history import Looked
from annotator.core.ids import annotator_id
from annotator.core.lining_up import TaskKind
from annotator.core.round import Round
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError, BadInput, Invalid, Outdated
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading import Annotator
from annotator.store.reading import assigning as stored
from annotator.store.reading.rounds import Assigned, assigned
from annotator.store.writing import add_annotator as write_annotator
from annotator.workflow.annotating import Desk
from annotator.workflow.assigned import list_assigned
from annotator.workflow.assigning import Proposal, Terms, plan_assignment, write_plan
from annotator.workflow.assignment_people import AssignWish
from annotator.workflow.closing import close_round
from annotator.workflow.importing import add_articles
from annotator.workflow.kits import make_kit
from annotator.workflow.lens import Lens
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.planning import foretell
from annotator.workflow.project import Project, add_annotator, find_annotator, open_project, people
from annotator.workflow.redacting import redact
from annotator.workflow.rounds import find_round
from annotator.workflow.self_agreement import self_agreement
from annotator.workflow.sitting import Sitting

ROUND = "everything"


def article(number: int) -> Article:
    """Return a short article of two passages."""
    text = f"Article {number}. Police said it rained.\n\nThe mayor, asked {number} times, denied it."
    return Article.new(text, split_passages(text), {"title": f"Number {number}"})


@pytest.fixture
def team(project: Project) -> Project:
    """Give a project of twelve articles."""
    add_articles(project, [article(number) for number in range(10)])
    return project


def assign(project: Project, *to: str, round_name: str = ROUND, **more: object) -> Proposal:
    """Plan and write."""
    names = {each: more.pop(each) for each in ("join", "leave") if each in more}
    proposal = plan_assignment(project, round_name, AssignWish(to, changed=more, **names))  # type: ignore[arg-type]
    write_plan(project, proposal)
    return proposal


def asked_of(project: Project, name: str, round_name: str = ROUND) -> list[Assigned]:
    """Return what somebody is asked for now."""
    with reading_scope(project.engine) as connection:
        return assigned(connection, find_round(project, round_name).id, find_annotator(project, name).id)


def work_on(
    project: Project, who: Annotator, article_id: str, *, passages: int = 99, mark: bool = True
) -> None:
    """Let somebody mark a claim in an article and settle so many of its passages."""
    sitting = Sitting(project, who, lambda _: None)
    desk = sitting.open(article_id)
    _do(desk, passages, mark=mark)
    assert sitting.outbox.drain()
    sitting.outbox.close()


def _do(desk: Desk, passages: int, *, mark: bool) -> None:
    if mark:
        desk.select(Span(0, 7))
        desk.mark()
        hit = desk.scheme.by_key("i")
        assert hit is not None
        desk.tag(*hit)
    for index in range(min(passages, len(desk.article.passages))):
        desk.judge.look(index, Looked.DONE)


def test_what_is_written_is_what_was_shown(team: Project) -> None:
    proposal = assign(team, "Ana", "Ben", "Cleo", overlap=2, repeats=20)
    assert proposal.added == ("Cleo",)
    for name in ("Ana", "Ben", "Cleo"):
        mine = asked_of(team, name)
        line = proposal.plan.lists[find_annotator(team, name).id]
        assert [(each.article_id, each.kind) for each in mine] == [(each.article, each.kind) for each in line]
        assert sum(each.kind == TaskKind.REPEAT for each in mine) == 2
    counts = [list_assigned(team, ROUND).people[at].work for at in range(3)]
    assert counts == [8, 8, 8]


def test_a_plan_writes_nothing_until_it_is_written(team: Project) -> None:
    before = len(people(team))
    plan_assignment(team, ROUND, AssignWish(("Ana", "Cleo"), changed={"repeats": 50}))
    assert len(people(team)) == before
    with reading_scope(team.engine) as connection:
        assert not stored.again(connection)


def test_asking_again_changes_nothing_and_new_articles_are_shared_out(team: Project) -> None:
    assign(team, "Ana", "Ben", "Cleo", overlap=2, repeats=20)
    again = plan_assignment(team, ROUND, AssignWish())
    assert not again.changes
    assert again.terms == Terms(2, 100, 20, 0, 1)
    add_articles(team, [article(number) for number in range(50, 56)])
    more = plan_assignment(team, ROUND, AssignWish())
    assert not more.withdrawn or all(each.kind == TaskKind.REPEAT for each in more.withdrawn)
    write_plan(team, more)
    assert [each.work for each in list_assigned(team, ROUND).people] == [12, 12, 12]


def test_who_joins_gets_a_share_and_what_was_begun_stays(team: Project) -> None:
    assign(team, "Ana", "Ben", overlap=2)
    ana = find_annotator(team, "Ana")
    begun = [each.article_id for each in asked_of(team, "Ana")[:3]]
    for each in begun:
        work_on(team, ana, each, passages=1)
    assign(team, join=("Cleo",))
    assert [each.work for each in list_assigned(team, ROUND).people] == [8, 8, 8]
    assert [each.article_id for each in asked_of(team, "Ana")[:3]] == begun


def test_what_people_began_before_anybody_was_assigned_anything_is_theirs(team: Project) -> None:
    ana, ben = find_annotator(team, "Ana"), find_annotator(team, "Ben")
    with reading_scope(team.engine) as connection:
        articles = reading.article_ids(connection)
    for each in articles[:5]:
        work_on(team, ana, each, passages=1)
    work_on(team, ben, articles[0])
    assign(team, "Ana", "Ben", "Cleo", overlap=1)
    assert {*articles[:5]} <= {each.article_id for each in asked_of(team, "Ana")}
    assert {each.name: each.work for each in list_assigned(team, ROUND).people} == {
        "Ana": 5,
        "Ben": 4,
        "Cleo": 4,
    }
    assert not plan_assignment(team, ROUND, AssignWish()).changes


def test_of_a_leaver_what_is_finished_stays_and_the_rest_goes_to_others(team: Project) -> None:
    assign(team, "Ana", "Ben", "Cleo", overlap=2)
    ben = find_annotator(team, "Ben")
    mine = [each.article_id for each in asked_of(team, "Ben")]
    work_on(team, ben, mine[0])
    work_on(team, ben, mine[1], passages=1)
    proposal = assign(team, leave=("ben",))
    assert proposal.half_done == {"Ben": 1}
    assert [each.article_id for each in asked_of(team, "Ben")] == [mine[0]]
    listing = {each.name: each for each in list_assigned(team, ROUND).people}
    assert listing["Ben"].finished == 1
    assert listing["Ana"].work + listing["Cleo"].work == 23
    # They may come back.
    assign(team, join=("Ben",))
    listing = {each.name: each.work for each in list_assigned(team, ROUND).people}
    assert sum(listing.values()) == 24
    assert max(listing.values()) - min(listing.values()) <= 1


def test_the_round_a_project_begins_with_is_written_down_once(team: Project) -> None:
    assert find_round(team, ROUND).is_open
    assign(team, "Ana", "Ben")
    assign(team, join=("Cleo",))
    assert find_round(team, ROUND).is_open


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (AssignWish(), "nobody is assigned"),
        (AssignWish(join=("Cleo",)), "nobody is assigned"),
        (AssignWish(("Ana",), leave=("Ben",)), "no work"),
        (AssignWish(("Ana", " ")), "needs a name"),
        (AssignWish(("Ana", "Ben (again)")), "nobody works under"),
        (AssignWish(("Ana", "Ben"), changed={"overlap": 3}), "needs 3 people, and 2 people are asked"),
        (AssignWish(("Ana", "Ben"), changed={"overlap": 2, "share": 30}), "at most 30 %"),
        (AssignWish(("Ana", "Ben"), changed={"gold": 10}), "no article has gold"),
    ],
)
def test_what_can_not_be_met_is_refused_with_what_would_do(
    team: Project, wish: AssignWish, said: str
) -> None:
    with pytest.raises(AnnotatorError, match=said) as problem:
        plan_assignment(team, ROUND, wish)
    assert problem.value.do or said == "needs a name"


def test_nobody_is_left_out_or_taken_for_a_leaver_by_not_being_named(team: Project) -> None:
    assign(team, "Ana", "Ben", "Cleo")
    with pytest.raises(BadInput, match="Cleo: asked for work") as problem:
        plan_assignment(team, ROUND, AssignWish(("Ana", "Ben")))
    assert "--leave" in problem.value.do
    assert not plan_assignment(team, ROUND, AssignWish(("Ana", "Ben"), leave=("Cleo",))).plan.lists.keys() & {
        find_annotator(team, "Cleo").id
    }
    with pytest.raises(BadInput, match="both"):
        plan_assignment(team, ROUND, AssignWish(("Ana", "Ben", "Cleo"), leave=("Cleo",)))


def test_a_closed_round_and_a_model_get_no_work(team: Project) -> None:
    open_round(team, RoundWish("pilot"))
    add_annotator(team, "Machine", "model")
    with pytest.raises(BadInput, match="is a model"):
        plan_assignment(team, "pilot", AssignWish(("Machine",)))
    close_round(team, "pilot", unfinished=True)
    with pytest.raises(BadInput, match="is closed"):
        plan_assignment(team, "pilot", AssignWish(("Ana",)))


def test_a_round_that_lists_articles_shares_these_alone(team: Project) -> None:
    with reading_scope(team.engine) as connection:
        some = tuple(reading.article_ids(connection)[:4])
    open_round(team, RoundWish("pilot", articles=some))
    proposal = assign(team, "Ana", "Ben", round_name="pilot", overlap=1)
    assert set(proposal.sizes) == set(some)
    assert sorted(proposal.plan.loads().values()) == [2, 2]


def test_two_leads_at_once_do_not_go_over_each_other(team: Project) -> None:
    one, other = (
        plan_assignment(team, ROUND, AssignWish(("Ana", "Ben"), changed={"seed": seed})) for seed in (1, 2)
    )
    write_plan(team, one)
    with pytest.raises(Outdated, match="changed elsewhere"):
        write_plan(team, other)


@pytest.mark.parametrize(
    ("names", "said"),
    [(("Ana", "Ana", "Ben"), "Ana is named twice"), (("Ana", "Ben", " ANA"), "Ana and  ANA are one name")],
)
def test_two_people_of_one_name_are_not_taken_for_one(
    team: Project, names: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        plan_assignment(team, ROUND, AssignWish(names))


def test_who_has_what_is_not_listed_in_a_kit_as_it_tells_what_is_met_again(
    team: Project, tmp_path: Path
) -> None:
    assign(team, "Ana", "Ben", repeats=20)
    kit = open_project(make_kit(team, "Ana", target=tmp_path / "ana.kit.db").path)
    try:
        with pytest.raises(BadInput, match="this is the kit of Ana"):
            list_assigned(kit, ROUND)
    finally:
        kit.close()


def test_nobody_is_added_under_a_name_that_stands_for_a_model(team: Project) -> None:
    for add in (
        lambda: plan_assignment(team, ROUND, AssignWish(("Ana", "Model:small"))),
        lambda: add_annotator(team, "model:small"),
    ):
        with pytest.raises(Invalid, match="nobody works under the name") as caught:
            add()
        assert "annotator labels import" in caught.value.do
    assert all(not each.name.lower().startswith("model:") for each in people(team))
    assert add_annotator(team, "model:small", "model").kind == "model"


def test_second_hands_are_nobody_who_can_be_named(team: Project) -> None:
    assign(team, "Ana", "Ben", repeats=20)
    with reading_scope(team.engine) as connection:
        hands = stored.again(connection)
        names = {each.id: each.name for each in reading.annotators(connection)}
    assert {names[hand]: names[of] for hand, of in hands.items()} == {
        "Ana (again)": "Ana",
        "Ben (again)": "Ben",
    }
    assert {each.name for each in people(team)} == {"Ana", "Ben"}
    with pytest.raises(AnnotatorError, match="no annotator"):
        find_annotator(team, "Ana (again)")
    with pytest.raises(Invalid, match="nobody works under"):
        add_annotator(team, "Cleo (AGAIN)")


def test_a_name_that_somebody_has_already_is_no_second_hand(team: Project) -> None:
    # From before there were second hands, when anybody could be called so.
    id_ = annotator_id(team.id, "Ana (again)")
    with writing_scope(team.engine) as connection:
        write_annotator(connection, id_=id_, project=team.id, name="Ana (again)")
    with pytest.raises(BadInput, match="somebody's already"):
        plan_assignment(team, ROUND, AssignWish(("Ana", "Ben"), changed={"repeats": 20}))
    assign(team, "Ana", "Ben")


def test_what_is_met_again_is_done_apart_and_held_against_the_first_time(team: Project) -> None:
    assign(team, "Ana", "Ben", repeats=10)
    ana = find_annotator(team, "Ana")
    assert self_agreement(team, team.scheme.fields) == []
    again = next(each.article_id for each in asked_of(team, "Ana") if each.kind == TaskKind.REPEAT)
    with reading_scope(team.engine) as connection:
        hand = next(hand for hand, of in stored.again(connection).items() if of == ana.id)
    work_on(team, ana, again)
    sitting = Sitting(team, ana, lambda _: None)
    desk = sitting.open(again, hand)
    assert not desk.claims, "the first time shows"
    _do(desk, 99, mark=True)
    assert sitting.outbox.drain()
    sitting.outbox.close()
    (found,) = self_agreement(
        team, [field for field in team.scheme.fields if field.id == "form"], resamples=0
    )
    assert (found.name, found.articles) == ("Ana", 1)
    assert found.report.annotators == ("again", "first time")
    assert found.report.matched == 1
    assert found.report.fields[0].percent_agreement.value == 1
    # A round that gives claims has nothing of what was marked freely, nor one of other articles.
    for lens in (
        Lens(team.scheme, claims=frozenset()),
        Lens(team.scheme, Round("other", "other"), articles=frozenset()),
    ):
        assert self_agreement(team, team.scheme.fields, lens, resamples=0) == []


def test_taking_a_name_out_takes_it_out_of_the_second_hand_too(team: Project) -> None:
    assign(team, "Ana", "Ben", repeats=20)
    redact(team, "person", "Ana", "asked for")
    with reading_scope(team.engine) as connection:
        assert not [each.name for each in reading.annotators(connection) if "Ana" in each.name]
    with pytest.raises(BadInput, match="redacted"):
        plan_assignment(team, ROUND, AssignWish(("Ana", "Ben")))


def test_gold_is_mixed_in_for_everybody_where_it_is_new_to_them(
    opened: Callable[[Path], Project], sampled: Path
) -> None:
    project = opened(sampled)
    add_articles(project, [article(number) for number in range(8)])
    with pytest.raises(BadInput, match="annotated by these people"):
        plan_assignment(project, ROUND, AssignWish(("Ana", "Ben"), changed={"gold": 10}))
    proposal = assign(project, "Cleo", "Dora", "Eve", gold=10)
    golden = {
        name: {each.article_id for each in asked_of(project, name) if each.kind == TaskKind.GOLD}
        for name in ("Cleo", "Dora", "Eve")
    }
    assert golden["Cleo"] == golden["Dora"] == golden["Eve"]
    assert len(golden["Cleo"]) == 1
    assert not golden["Cleo"] & proposal.sizes.keys()
    assign(project, join=("Finn",))
    assert {each.article_id for each in asked_of(project, "Finn") if each.kind == TaskKind.GOLD} == golden[
        "Cleo"
    ]


def test_the_preview_says_how_wide_the_interval_will_be_and_by_what(sample: Project, team: Project) -> None:
    by_labels = {each.field: each for each in foretell(sample, find_round(sample, ROUND), ["x"] * 20, 2)}
    stance = by_labels["stance"]
    assert stance.expected.width is not None
    assert "by the labels there are" in (stance.expected.basis.said if stance.expected.basis else "")
    wider = {each.field: each for each in foretell(sample, find_round(sample, ROUND), ["x"] * 5, 2)}
    assert (wider["stance"].expected.width or 0) > stance.expected.width
    with reading_scope(team.engine) as connection:
        articles = reading.article_ids(connection)
    none_yet = {each.field: each for each in foretell(team, find_round(team, ROUND), articles, 2)}
    assert none_yet["stance"].pilot_reason == "there are no labels to compare"
    assert "supposed" in (none_yet["stance"].expected.basis.said if none_yet["stance"].expected.basis else "")
    assert none_yet["source"].expected.width is None
    assert none_yet["source"].expected.reason


def answer(project: Project, who: Annotator, round_name: str, article_id: str, count: int) -> None:
    """Let somebody give a status to so many of the claims that a round gives in an article."""
    sitting = Sitting(project, who, lambda _: None, round_name)
    desk = sitting.open(article_id)
    status = next(each for each in desk.scheme.fields if each.id == "status")
    # Tagged with the label it has, a claim would lose it.
    for claim in [each.claim_id for each in desk.claims if not each.judgement.labels][:count]:
        desk.focus_on(claim)
        desk.tag(status, status.labels[-1])
    assert sitting.outbox.drain()
    sitting.outbox.close()


def test_in_a_round_that_gives_claims_these_are_what_is_shared_begun_and_finished(sample: Project) -> None:
    wish = RoundWish("verify", claims_from=ROUND, fields=("status",), leave_out=True)
    close_round(sample, ROUND, unfinished=True)
    given = open_round(sample, wish).claims
    proposal = assign(sample, "Ana", "Ben", "Cleo", round_name="verify", overlap=2)
    assert sum(proposal.sizes.values()) == given
    (expected,) = foretell(sample, proposal.round, list(proposal.sizes), 2)
    assert (expected.field, expected.expected.items) == ("status", given)
    # What was marked in the round before is no answer in this one.
    assert [(each.begun, each.finished) for each in list_assigned(sample, "verify").people] == [(0, 0)] * 3
    name = next(each.name for each in list_assigned(sample, "verify").people if each.work)
    who = find_annotator(sample, name)
    mine = [each.article_id for each in asked_of(sample, name, "verify")]
    answer(sample, who, "verify", mine[0], 1)
    listing = {each.name: each for each in list_assigned(sample, "verify").people}
    assert (listing[name].begun, listing[name].settled) == (1, 1)
    assert plan_assignment(sample, "verify", AssignWish(leave=(name,))).half_done == {name: 1}
    answer(sample, who, "verify", mine[0], given)
    listing = {each.name: each for each in list_assigned(sample, "verify").people}
    assert listing[name].finished == 1
    after = plan_assignment(sample, "verify", AssignWish(leave=(name,)))
    assert not after.half_done
    assert mine[0] not in {each.article_id for each in after.withdrawn}


def test_who_has_finished_everything_leaves_and_stays_away_until_they_join_again(team: Project) -> None:
    assign(team, "Ana", "Ben", overlap=1)
    ben = find_annotator(team, "Ben")
    mine = [each.article_id for each in asked_of(team, "Ben")]
    for each in mine:
        work_on(team, ben, each)
    proposal = assign(team, leave=("Ben",))
    assert proposal.changes
    add_articles(team, [article(number) for number in range(10, 16)])
    assert ben.id not in assign(team).plan.lists
    assert ben.id not in assign(team, join=("Cleo",)).plan.lists
    # Nor is somebody who left missed by a list of everybody.
    assert ben.id not in assign(team, "Ana", "Cleo").plan.lists
    assert [each.article_id for each in asked_of(team, "Ben")] == mine
    with pytest.raises(BadInput, match="has left 'everything' already"):
        plan_assignment(team, ROUND, AssignWish(leave=("Ben",)))
    assert ben.id in assign(team, join=("Ben",)).plan.lists
    assert ben.id in assign(team).plan.lists
    assert not plan_assignment(team, ROUND, AssignWish()).changes


def test_all_may_leave_and_somebody_join_after(team: Project) -> None:
    assign(team, "Ana", "Ben", overlap=1)
    with pytest.raises(AnnotatorError, match="nobody is"):
        plan_assignment(team, ROUND, AssignWish(leave=("Ana", "Ben")))


def test_what_a_leaver_finished_counts_for_whoever_is_asked_later(team: Project) -> None:
    assign(team, "Ana", "Ben", "Cleo", overlap=2)
    ben = find_annotator(team, "Ben")
    done = asked_of(team, "Ben")[0].article_id
    work_on(team, ben, done)
    assign(team, leave=("Ben",))
    assign(team, join=("Dora",))
    met = Counter(
        each.article_id
        for name in ("Ana", "Ben", "Cleo", "Dora")
        for each in asked_of(team, name)
        if each.kind == TaskKind.WORK
    )
    assert set(met.values()) == {2}


def test_in_another_round_nobody_has_left(team: Project) -> None:
    assign(team, "Ana", "Ben", overlap=1)
    assign(team, leave=("Ben",))
    open_round(team, RoundWish("pilot"))
    assign(team, "Ana", "Ben", round_name="pilot", overlap=1)
    assert asked_of(team, "Ben", "pilot")


def test_another_share_of_gold_is_refused_once_there_is_some_and_mixed_in_where_there_was_none(
    opened: Callable[[Path], Project], sampled: Path
) -> None:
    project = opened(sampled)
    more = [article(number) for number in range(8)]
    add_articles(project, more)
    open_round(project, RoundWish("pilot", articles=tuple(each.id for each in more)))
    assign(project, "Cleo", "Dora", "Eve", round_name="pilot")
    proposal = plan_assignment(project, "pilot", AssignWish(changed={"gold": 10}))
    assert proposal.changes
    write_plan(project, proposal)
    golden = [
        {each.article_id for each in asked_of(project, name, "pilot") if each.kind == TaskKind.GOLD}
        for name in ("Cleo", "Dora", "Eve")
    ]
    assert golden[0]
    assert golden.count(golden[0]) == 3
    with pytest.raises(BadInput, match="stays at 10 %"):
        plan_assignment(project, "pilot", AssignWish(changed={"gold": 50}))
    with pytest.raises(BadInput, match="stays at 10 %"):
        plan_assignment(project, "pilot", AssignWish(changed={"gold": 0}))
    assert not plan_assignment(project, "pilot", AssignWish(changed={"gold": 10})).changes
