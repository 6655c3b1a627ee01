"""Sharing articles out: what is begun stays, nobody has more than the cap, and nothing is short that needn't be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.pair_balance import even_pairs
from annotator.core.sharing_out import Shares, Terms, share_out

Has = dict[str, set[str]]


@dataclass(frozen=True)
class Ground:
    """Articles with their sizes and needs, people, and what these have and have begun."""

    articles: dict[str, tuple[int, int]]
    people: tuple[str, ...]
    terms: Terms
    has: Has
    begun: Has

    def shared(self) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
        return share_out(self.articles, self.people, self.terms, has=self.has, begun=self.begun)


@st.composite
def grounds(draw: st.DrawFn, *, over: bool = False) -> Ground:
    """Draw what is to be shared out; `over`, people may have more than the cap already."""
    people = tuple(f"p{number}" for number in range(draw(st.integers(1, 6))))
    sized = st.tuples(st.integers(1, 9), st.integers(0, len(people) + 1))
    articles = {f"a{number}": draw(sized) for number in range(draw(st.integers(1, 9)))}
    terms = Terms(draw(st.integers(1, len(articles) + 1)), draw(st.integers(0, 50)))
    some = st.sets(st.sampled_from(sorted(articles)), max_size=None if over else terms.cap)
    has = {who: draw(some) for who in people if draw(st.booleans())}
    begun = {who: {each for each in sorted(mine) if draw(st.booleans())} for who, mine in has.items()}
    return Ground(articles, people, terms, has, begun)


def loads(teams: Mapping[str, frozenset[str]]) -> Counter[str]:
    return Counter(who for team in teams.values() for who in team)


@given(grounds(over=True))
def test_what_is_begun_stays_and_nobody_gets_more_than_the_cap(ground: Ground) -> None:
    teams, short = ground.shared()
    for who, mine in ground.begun.items():
        assert all(who in teams[article] for article in mine)
    for article, (_, needs) in ground.articles.items():
        begun = sum(article in mine for mine in ground.begun.values())
        assert short.get(article, 0) == max(0, needs - len(teams[article]))
        assert len(teams[article]) <= max(needs, begun)
    for who, load in loads(teams).items():
        assert load <= max(ground.terms.cap, len(ground.has.get(who, ())))


def at_most(ground: Ground) -> int:
    """Return how many places can be filled at the most besides those begun, by augmenting paths."""
    room = {who: ground.terms.cap - len(ground.begun.get(who, ())) for who in ground.people}
    given_to: dict[str, set[str]] = {article: set() for article in ground.articles}
    taken = {who: {*mine} for who, mine in ground.begun.items()}

    def find(article: str, seen: set[str]) -> bool:
        for who in ground.people:
            if who in seen or article in taken.get(who, ()) or who in given_to[article]:
                continue
            seen.add(who)
            mine = [each for each in given_to if who in given_to[each]]
            if len(mine) < room[who]:
                given_to[article].add(who)
                return True
            for each in mine:
                given_to[each].remove(who)
                given_to[article].add(who)
                if find(each, seen):
                    return True
                given_to[article].remove(who)
                given_to[each].add(who)
        return False

    filled = 0
    for article, (_, needs) in ground.articles.items():
        begun = sum(article in mine for mine in ground.begun.values())
        filled += sum(find(article, set()) for _ in range(max(0, needs - begun)))
    return filled


@given(grounds())
def test_no_place_is_left_that_anybody_could_fill(ground: Ground) -> None:
    teams, _ = ground.shared()
    begun = sum(map(len, ground.begun.values()))
    assert sum(map(len, teams.values())) - begun == at_most(ground)


@given(grounds())
def test_nobody_has_two_fewer_than_who_could_pass_them_something(ground: Ground) -> None:
    teams, _ = ground.shared()
    load = loads(teams)
    for giver in ground.people:
        for taker in ground.people:
            if load[taker] <= load[giver] - 2:
                mine = {article for article, team in teams.items() if giver in team}
                loose = mine - ground.begun.get(giver, set())
                assert all(taker in teams[article] for article in loose)


@pytest.mark.parametrize("seed", range(6))
def test_of_too_many_those_who_have_most_to_do_are_let_go(seed: int) -> None:
    articles = {f"a{number}": (1, 1) for number in range(5)}
    has = {"much": set(articles), "little": {"a0"}}
    teams, _ = share_out(articles, ["much", "little"], Terms(5, seed), has=has)
    assert teams["a0"] == {"little"}
    assert sorted(loads(teams).values()) == [2, 3]


@pytest.mark.parametrize("seed", range(6))
def test_who_has_begun_is_not_let_go_though_they_have_most_to_do(seed: int) -> None:
    articles = {f"a{number}": (1, 1) for number in range(5)}
    has = {"much": set(articles), "little": {"a0"}}
    teams, _ = share_out(articles, ["much", "little"], Terms(5, seed), has=has, begun={"much": {"a0"}})
    assert teams["a0"] == {"much"}


def test_what_people_have_stays_theirs_where_it_is_even() -> None:
    articles = {f"a{number}": (number + 1, 2) for number in range(12)}
    people = ["p0", "p1", "p2"]
    first, _ = share_out(articles, people, Terms(12, 1))
    has = {who: {article for article, team in first.items() if who in team} for who in people}
    for seed in range(5):
        assert share_out(articles, people, Terms(12, seed), has=has)[0] == first


# -- pairs


@st.composite
def sharings(draw: st.DrawFn) -> Shares:
    people = draw(st.integers(2, 5))
    teams = draw(st.lists(st.sets(st.integers(0, people - 1)), min_size=2, max_size=9))
    sizes = [draw(st.integers(1, 9)) for _ in teams]
    return Shares(Terms(99, 1), people, sizes, [len(each) for each in teams], teams, [set() for _ in teams])


def met(teams: list[set[int]]) -> Counter[tuple[int, int]]:
    return Counter(pair for team in teams for pair in combinations(sorted(team), 2))


def unevenness(teams: list[set[int]]) -> int:
    return sum(count**2 for count in met(teams).values())


def weights(teams: list[set[int]], sizes: list[int], people: int) -> list[int]:
    return [
        sum(size for team, size in zip(teams, sizes, strict=True) if who in team) for who in range(people)
    ]


def swapped(teams: list[set[int]]) -> Iterator[list[set[int]]]:
    """Yield what comes of every swap of two people between two articles."""
    for one, two in permutations(range(len(teams)), 2):
        for x, y in product(teams[one] - teams[two], teams[two] - teams[one]):
            after = [set(team) for team in teams]
            after[one] = after[one] - {x} | {y}
            after[two] = after[two] - {y} | {x}
            yield after


def test_evening_gives_nothing_to_who_has_more_than_the_cap_already() -> None:
    articles = {f"a{number}": (1, 1) for number in range(9)}
    has = {"much": {f"a{number}" for number in range(6)}, "some": {"a6", "a7", "a8"}}
    teams, _ = share_out(articles, ["much", "some"], Terms(3, 1), has=has, begun=has)
    assert loads(teams) == {"much": 6, "some": 3}


@settings(max_examples=400)
@given(sharings())
def test_pairs_are_evened_by_swaps_that_leave_loads_as_they_are_and_weights_no_worse(shares: Shares) -> None:
    before = [set(team) for team in shares.teams]
    even_pairs(shares)
    now = shares.teams
    assert [len(team) for team in now] == [len(team) for team in before]
    assert Counter(who for team in now for who in team) == Counter(who for team in before for who in team)
    assert now == before or unevenness(now) < unevenness(before)
    then, here = (weights(teams, shares.sizes, shares.people) for teams in (before, now))
    assert min(then) <= min(here)
    assert max(here) <= max(then)
    assert shares.weight == here
    counted = met(now)
    assert all(
        shares.met[a][b] == shares.met[b][a] == counted[a, b]
        for a, b in combinations(range(shares.people), 2)
    )


@given(sharings())
def test_pairs_far_from_the_mean_are_left_only_where_no_swap_helps(shares: Shares) -> None:
    even_pairs(shares)
    now, counted = shares.teams, met(shares.teams)
    pairs = list(combinations(range(shares.people), 2))
    mean = sum(counted[pair] for pair in pairs) / len(pairs)
    far = [pair for pair in pairs if abs(counted[pair] - mean) > max(1.0, 0.1 * mean)]
    held = weights(now, shares.sizes, shares.people)
    for after in swapped(now) if far else ():
        weigh = weights(after, shares.sizes, shares.people)
        if unevenness(after) < unevenness(now) and min(held) <= min(weigh) and max(weigh) <= max(held):
            changed = met(after)
            assert not any(abs(changed[pair] - mean) < abs(counted[pair] - mean) for pair in far)


@settings(max_examples=200)
@given(st.integers(5, 9), st.integers(5, 14), st.data())
def test_what_is_shared_out_for_the_first_time_is_evened_already(
    people: int, articles: int, data: st.DataObject
) -> None:
    needs = data.draw(st.integers(2, people - 1))
    sized = {f"a{number}": (data.draw(st.integers(1, 3)), needs) for number in range(articles)}
    named = [f"p{number}" for number in range(people)]
    teams, _ = share_out(sized, named, Terms(articles, data.draw(st.integers(0, 9))))
    numbered = [{named.index(who) for who in teams[article]} for article in sized]
    sizes, bound = [size for size, _ in sized.values()], [set[int]() for _ in sized]
    again = Shares(Terms(articles, 1), people, sizes, [needs] * articles, numbered, bound)
    even_pairs(again)
    assert again.teams == numbered
