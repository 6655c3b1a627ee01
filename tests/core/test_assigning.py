"""What a plan of who annotates what promises, whatever is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.assigning import Asking, Has, Plan, Task, TaskKind, gold_chosen, make_plan
from annotator.errors import Invalid


def sized(count: int, every: int = 1) -> dict[str, int]:
    """Return articles whose sizes differ, the largest `every` times the smallest."""
    return {f"a{number:05}": 1 + number * 7919 % every for number in range(count)}


def named(count: int) -> list[str]:
    """Return so many annotators."""
    return [f"p{number:02}" for number in range(count)]


def kinds(plan: Plan, who: str, kind: TaskKind) -> list[str]:
    """Return the articles of one kind that somebody has, in their order."""
    return [task.article for task in plan.lists[who] if task.kind is kind]


def teams(plan: Plan) -> Counter[str]:
    """Count the people of every article."""
    return Counter(article for who in plan.lists for article in plan.work(who))


@st.composite
def asked(draw: st.DrawFn) -> tuple[int, int, Asking]:
    """Draw a number of articles and people, and what is wanted of them."""
    people = draw(st.integers(1, 12))
    asking = Asking(
        draw(st.integers(1, people)), repeats=draw(st.integers(0, 100)), seed=draw(st.integers(0, 99))
    )
    return draw(st.integers(1, 120)), people, asking


@given(asked(), st.integers(1, 30))
def test_every_article_gets_exactly_as_many_different_people_as_wanted(
    wanted: tuple[int, int, Asking], every: int
) -> None:
    articles, people, asking = wanted
    plan = make_plan(sized(articles, every), named(people), asking)
    assert teams(plan) == dict.fromkeys(sized(articles), asking.overlap)
    for who in plan.lists:
        work = kinds(plan, who, TaskKind.WORK)
        assert len(work) == len(set(work))


@given(asked(), st.integers(1, 30))
def test_loads_differ_by_one_at_most(wanted: tuple[int, int, Asking], every: int) -> None:
    articles, people, asking = wanted
    loads = make_plan(sized(articles, every), named(people), asking).loads().values()
    assert max(loads) - min(loads) <= 1


@given(asked())
def test_pairs_meet_as_evenly_as_whole_articles_allow(wanted: tuple[int, int, Asking]) -> None:
    articles, people, asking = wanted
    met = list(make_plan(sized(articles), named(people), asking).met().values())
    if met:
        mean = sum(met) / len(met)
        assert max(met) - mean <= max(2.25, mean / 5)
        assert mean - min(met) <= max(2.25, mean / 5)


@pytest.mark.parametrize(
    ("articles", "people", "overlap"),
    [(200, 6, 2), (500, 10, 3), (1000, 20, 4), (300, 12, 5), (3000, 30, 3), (90, 4, 3)],
)
def test_every_pair_shares_within_a_fifth_of_the_mean(articles: int, people: int, overlap: int) -> None:
    for seed in range(3):
        met = make_plan(sized(articles, 20), named(people), Asking(overlap, seed=seed)).met().values()
        mean = sum(met) / len(met)
        assert 0.8 * mean <= min(met)
        assert max(met) <= 1.2 * mean


@given(st.integers(20, 200), st.integers(2, 8), st.integers(2, 40))
def test_what_articles_hold_is_shared_as_well_as_their_number(articles: int, people: int, every: int) -> None:
    sizes = sized(articles, every)
    plan = make_plan(sizes, named(people), Asking(min(2, people)))
    weights = [sum(sizes[each] for each in plan.work(who)) for who in plan.lists]
    # Numbers of articles come first, so what they hold is balanced by exchange only.
    assert max(weights) - min(weights) <= 2 * max(sizes.values()) + sum(weights) / len(weights) / 10


@given(asked(), st.randoms())
def test_the_same_seed_gives_the_same_plan_in_whatever_order_it_is_asked(
    wanted: tuple[int, int, Asking], chance: st.randoms
) -> None:
    articles, people, asking = wanted
    first = make_plan(sized(articles, 9), named(people), asking)
    items, who = list(sized(articles, 9).items()), named(people)
    chance.shuffle(items)
    chance.shuffle(who)
    assert make_plan(dict(items), who, asking) == first


def test_another_seed_gives_another_plan() -> None:
    one, other = (make_plan(sized(40), named(5), Asking(2, seed=seed)) for seed in (1, 2))
    assert {who: one.work(who) for who in one.lists} != {who: other.work(who) for who in other.lists}


def test_people_meet_their_articles_in_orders_of_their_own() -> None:
    plan = make_plan(sized(30), named(3), Asking(3))
    assert len(set(plan.lists.values())) == 3
    assert len({frozenset(each) for each in plan.lists.values()}) == 1


@given(asked(), st.integers(0, 5))
def test_repeats_come_half_a_list_after_the_first_time_and_gold_once(
    wanted: tuple[int, int, Asking], golden: int
) -> None:
    articles, people, asking = wanted
    gold = [f"g{number}" for number in range(golden)]
    plan = make_plan(sized(articles), named(people), asking, gold=gold)
    for who, line in plan.lists.items():
        work = plan.work(who)
        assert sorted(kinds(plan, who, TaskKind.GOLD)) == gold
        repeats = kinds(plan, who, TaskKind.REPEAT)
        assert len(set(repeats)) == len(repeats) <= -(-len(work) * asking.repeats // 100)
        for article in repeats:
            first, again = line.index(Task(article)), line.index(Task(article, TaskKind.REPEAT))
            assert 2 * (again - first) >= len(line)
        if asking.repeats and work:
            assert repeats


def test_repeats_come_as_often_as_wanted_and_not_all_equally_late() -> None:
    plan = make_plan(sized(200), named(4), Asking(2, repeats=10))
    gaps = set()
    for line in plan.lists.values():
        repeats = [task for task in line if task.kind is TaskKind.REPEAT]
        assert len(repeats) == 10
        gaps |= {line.index(task) - line.index(Task(task.article)) for task in repeats}
    assert len(gaps) > 8


@given(st.integers(4, 60), st.integers(3, 8), st.integers(15, 60), st.integers(1, 3))
def test_nobody_has_more_than_their_share_or_it_is_said_what_would_do(
    articles: int, people: int, share: int, overlap: int
) -> None:
    asking = Asking(overlap, share)
    cap = min(articles, articles * overlap * share // 100)
    if cap * people >= articles * overlap:
        plan = make_plan(sized(articles), named(people), asking)
        assert max(plan.loads().values()) <= cap
        return
    with pytest.raises(Invalid) as problem:
        make_plan(sized(articles), named(people), asking)
    enough = int(problem.value.do.split("up to ")[1].split(" %")[0])
    make_plan(sized(articles), named(people), replace(asking, share=enough))
    with pytest.raises(Invalid):
        make_plan(sized(articles), named(people), replace(asking, share=enough - 1))


def test_more_people_an_article_than_there_are_is_refused_with_what_would_do() -> None:
    with pytest.raises(Invalid, match="needs 4 people, and 3 people are asked") as problem:
        make_plan(sized(5), named(3), Asking(4))
    assert "name 1 more" in problem.value.do
    assert "overlap of 3" in problem.value.do
    with pytest.raises(Invalid, match="nobody is"):
        make_plan(sized(5), [], Asking(1))


@pytest.mark.parametrize(
    "wrong", [{"overlap": 0}, {"overlap": 2, "share": 0}, {"overlap": 2, "repeats": 101}]
)
def test_what_no_plan_could_mean_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        Asking(**wrong)


def begun(plan: Plan, count: int) -> dict[str, Has]:
    """Say that everybody has begun the first of their tasks."""
    return {who: Has(line, frozenset(line[:count])) for who, line in plan.lists.items()}


@given(asked(), st.integers(0, 40), st.integers(1, 3))
def test_who_joins_late_gets_an_equal_share_of_what_nobody_has_begun(
    wanted: tuple[int, int, Asking], count: int, joining: int
) -> None:
    articles, people, asking = wanted
    before = make_plan(sized(articles), named(people), asking)
    has = begun(before, count)
    after = make_plan(sized(articles), named(people + joining), asking, has=has)
    assert teams(after) == dict.fromkeys(sized(articles), asking.overlap)
    for who, known in has.items():
        assert after.lists[who][: len(known.begun)] == known.tasks[: len(known.begun)]
        assert len(after.work(who)) <= len(before.work(who))
        assert len(set(after.lists[who])) == len(after.lists[who])
    loads = after.loads()
    least = {who: len(has[who].of(TaskKind.WORK, begun=True)) if who in has else 0 for who in loads}
    low = min(loads.values())
    for who, load in loads.items():
        # More than one above the least only where it has been begun, or by whom nobody else can be found.
        assert load <= max(low + 1, least[who]) or _stuck(after, who, low, has)


def _stuck(plan: Plan, who: str, low: int, has: dict[str, Has]) -> bool:
    """Tell whether everything that somebody could pass on is with everybody who has least already."""
    loose = plan.work(who) - has[who].of(TaskKind.WORK, begun=True)
    return all(loose <= plan.work(other) for other, load in plan.loads().items() if load == low)


@given(asked(), st.integers(0, 40))
def test_what_a_leaver_has_not_finished_goes_to_the_others_and_nothing_else_moves_from_them(
    wanted: tuple[int, int, Asking], count: int
) -> None:
    articles, people, asking = wanted
    before = make_plan(sized(articles), named(people), asking)
    has = begun(before, count)
    leaver, staying = named(people)[0], named(people)[1:]
    try:
        after = make_plan(sized(articles), staying, asking, has=has)
    except Invalid:
        assert asking.overlap > len(staying)
        return
    finished = has[leaver].of(TaskKind.WORK, begun=True)
    for article, team in teams(after).items():
        assert team + (article in finished) == asking.overlap
    assert leaver not in after.lists
    for who in staying:
        assert has[who].begun <= {*after.lists[who]}


@given(asked(), st.integers(0, 40))
def test_planning_again_with_nothing_new_changes_nothing(wanted: tuple[int, int, Asking], count: int) -> None:
    articles, people, asking = wanted
    plan = make_plan(sized(articles), named(people), asking)
    assert make_plan(sized(articles), named(people), asking, has=begun(plan, count)) == plan


def test_repeats_can_be_asked_for_later_and_no_longer() -> None:
    none = make_plan(sized(40), named(4), Asking(2))
    some = make_plan(sized(40), named(4), Asking(2, repeats=10), has=begun(none, 5))
    for who, line in some.lists.items():
        assert line[:5] == none.lists[who][:5]
        assert len(kinds(some, who, TaskKind.REPEAT)) == 2
    over = make_plan(sized(40), named(4), Asking(2), has=begun(some, 5))
    assert not any(kinds(over, who, TaskKind.REPEAT) for who in over.lists)
    done = make_plan(sized(40), named(4), Asking(2), has=begun(some, 99))
    assert done == some


def test_articles_that_came_later_are_shared_and_what_was_asked_stays() -> None:
    before = make_plan(sized(30), named(5), Asking(2))
    after = make_plan(sized(45), named(5), Asking(2), has=begun(before, 3))
    assert teams(after) == dict.fromkeys(sized(45), 2)
    for who in before.lists:
        assert before.work(who) <= after.work(who)
        assert after.lists[who][:3] == before.lists[who][:3]


def test_repeats_of_a_changed_list_come_after_what_was_begun_and_half_a_list_late() -> None:
    before = make_plan(sized(30), named(5), Asking(2, repeats=20))
    after = make_plan(sized(60), named(5), Asking(2, repeats=20), has=begun(before, 4))
    for who, line in after.lists.items():
        repeats = [task for task in line if task.kind is TaskKind.REPEAT]
        assert len(repeats) >= 4, who
        for task in repeats:
            assert line.index(task) >= 4
            assert 2 * (line.index(task) - line.index(Task(task.article))) >= len(line)


def test_gold_is_chosen_by_percent_of_the_work_and_the_seed() -> None:
    gold = [f"g{number}" for number in range(20)]
    assert len(gold_chosen(gold, 10, 60, seed=1)) == 6
    assert len(gold_chosen(gold, 10, 3, seed=1)) == 1
    assert len(gold_chosen(gold, 100, 60, seed=1)) == 20
    assert gold_chosen(gold, 10, 60, seed=1) == gold_chosen(reversed(gold), 10, 60, seed=1)
    assert gold_chosen(gold, 10, 60, seed=1) != gold_chosen(gold, 10, 60, seed=2)


def test_all_pairs_are_counted_once() -> None:
    plan = make_plan(sized(6), named(4), Asking(2))
    assert list(plan.met()) == list(combinations(named(4), 2))
    assert sum(plan.met().values()) == 6


@st.composite
def courses(draw: st.DrawFn) -> tuple[Asking, int, list[tuple[str, int]]]:
    """Draw how a round goes: terms, articles at first, and what happens, each with a number to choose by."""
    asking = Asking(
        draw(st.integers(1, 3)), repeats=draw(st.sampled_from((0, 10, 50))), seed=draw(st.integers(0, 9))
    )
    happens = st.tuples(st.sampled_from(("work", "join", "leave", "import")), st.integers(0, 1000))
    return asking, draw(st.integers(1, 40)), draw(st.lists(happens, min_size=1, max_size=8))


def begun_by(has: dict[str, Has], people: set[str]) -> Counter[str]:
    """Count how many of these people have begun each article."""
    return Counter(
        article for who in has.keys() & people for article in has[who].of(TaskKind.WORK, begun=True)
    )


def check(plan: Plan, has: dict[str, Has], articles: int, overlap: int) -> None:
    """Check what every plan promises of what there was before."""
    gone, staying = begun_by(has, has.keys() - plan.lists.keys()), begun_by(has, {*plan.lists})
    for article in sized(articles):
        assert teams(plan)[article] == max(overlap - gone[article], staying[article], 0)
    for who, line in plan.lists.items():
        assert len(set(line)) == len(line)
        before = has.get(who, Has())
        begun = tuple(task for task in before.tasks if task in before.begun)
        assert line == before.tasks or line[: len(begun)] == begun
        for place, task in enumerate(line):
            if task.kind is TaskKind.REPEAT and task not in before.begun:
                assert 2 * (place - line.index(Task(task.article))) >= len(line)


@given(courses())
def test_however_a_round_goes_nothing_begun_is_lost_and_every_article_gets_its_people(
    course: tuple[Asking, int, list[tuple[str, int]]],
) -> None:
    asking, articles, happens = course
    people, newest = set(named(4)), 4
    has: dict[str, Has] = {}
    for what, number in (("join", 0), *happens):
        if what == "work":
            who = sorted(people)[number % len(people)]
            tasks = has[who].tasks
            has[who] = Has(tasks, has[who].begun | {*tasks[: len(has[who].begun) + number % 7]})
        if what == "join":
            people.add(f"p{newest:02}")
            newest += 1
        if what == "leave" and len(people) > asking.overlap:
            people.remove(sorted(people)[number % len(people)])
        articles += (1 + number % 5) * (what == "import")
        plan = make_plan(sized(articles, 5), people, asking, has=has)
        check(plan, has, articles, asking.overlap)
        has |= {who: Has(line, has.get(who, Has()).begun) for who, line in plan.lists.items()}


@given(
    asked(), st.lists(st.integers(0, 40), min_size=12, max_size=12), st.integers(1, 12), st.integers(1, 100)
)
def test_a_share_holds_for_all_that_nobody_has_begun_when_terms_change(
    wanted: tuple[int, int, Asking], begun: list[int], overlap: int, share: int
) -> None:
    count, people, asking = wanted
    before = make_plan(sized(count), named(people), asking)
    has = {
        who: Has(line, frozenset(line[:many]))
        for (who, line), many in zip(before.lists.items(), begun, strict=False)
    }
    changed = replace(asking, overlap=min(overlap, people), share=share)
    try:
        plan = make_plan(sized(count), named(people), changed, has=has)
    except Invalid:
        return
    check(plan, has, count, changed.overlap)
    cap = count * changed.overlap * share // 100
    for who, load in plan.loads().items():
        assert load <= max(cap, len(has[who].of(TaskKind.WORK, begun=True)))


def test_what_only_those_could_do_who_have_their_share_is_refused() -> None:
    tasks = tuple(Task(each) for each in sized(4))
    has = {"Ana": Has(tasks, frozenset(tasks[:2])), "Ben": Has(tasks, frozenset(tasks[:3]))}
    assert make_plan(sized(4), has, Asking(1, 75), has=has).loads() == {"Ana": 3, "Ben": 3}
    with pytest.raises(Invalid, match="1 article would have too few people") as problem:
        make_plan(sized(4), has, Asking(1, 50), has=has)
    assert "let each do more" in problem.value.do
