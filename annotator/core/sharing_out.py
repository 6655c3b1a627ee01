"""Who gets which article: equal loads, and every pair of annotators meets about as often as any other.

An article needs so many different people. Loads are settled first, as quotas that differ by at most one where the
cap allows; then articles are gone through from the largest down, and each takes the people who have met each other
least among those with most left to do. What somebody already has is kept as far as loads allow, and what they have
begun is never taken away. Where the quick choice leaves an article short or loads uneven, work is passed on along
chains of people (the augmenting and cost-reducing paths of Harvey, Ladner, Lovász & Tamir 2006, Semi-matchings for
bipartite graphs and load balancing), which finds an even sharing whenever there is one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from annotator.core.pair_balance import even_pairs
from annotator.core.seeded import chance

SLACK = 2
"""By how many articles somebody may be ahead of who has most left to do and still be chosen for a better pair."""

_WORD = (1 << 64) - 1
_MIX = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Terms:
    """What the sharing has to hold to: the most articles of one person, and the seed of whatever is left to chance."""

    cap: int
    seed: int


@dataclass(slots=True)
class Shares:
    """Articles and people by number: who is in which team, whom an article can't lose, how often pairs meet."""

    terms: Terms
    people: int
    sizes: list[int]
    needs: Sequence[int]
    teams: list[set[int]]
    bound: list[set[int]]
    held: list[set[int]] = field(default_factory=list)
    met: list[list[int]] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held = [set() for _ in range(self.people)]
        self.met = [[0] * self.people for _ in range(self.people)]
        self.weight = [0] * self.people
        teams, self.teams = self.teams, [set() for _ in self.sizes]
        for article, team in enumerate(teams):
            for who in sorted(team):
                self.give(article, who)

    def load(self, who: int) -> int:
        """Return how many articles somebody has."""
        return len(self.held[who])

    def short(self, article: int) -> int:
        """Return how many people an article still needs."""
        return max(0, self.needs[article] - len(self.teams[article]))

    def give(self, article: int, who: int) -> None:
        """Put somebody into the team of an article."""
        for other in self.teams[article]:
            self.met[who][other] += 1
            self.met[other][who] += 1
        self.teams[article].add(who)
        self.held[who].add(article)
        self.weight[who] += self.sizes[article]

    def take(self, article: int, who: int) -> None:
        """Take somebody out of the team of an article."""
        self.teams[article].remove(who)
        self.held[who].remove(article)
        self.weight[who] -= self.sizes[article]
        for other in self.teams[article]:
            self.met[who][other] -= 1
            self.met[other][who] -= 1

    def passed_on(self, giver: int, taker: int) -> int | None:
        """Return the article that suits best to go from one person to another.

        That is one with whose people the taker has met least; of these, one of the size that gives the taker as much
        as others have in so many articles.
        """
        met, mean = self.met, sum(self.weight) / max(1, sum(map(len, self.held)))
        size = mean * (self.load(taker) + 1) - self.weight[taker]
        best: tuple[int, float, int] | None = None
        for article in self.held[giver]:
            team = self.teams[article]
            if taker in team or giver in self.bound[article]:
                continue
            cost = sum(met[taker][each] - met[giver][each] for each in team if each != giver)
            found = cost, abs(self.sizes[article] - size), article
            if best is None or found < best:
                best = found
        return None if best is None else best[-1]


def share_out(
    articles: Mapping[str, tuple[int, int]],
    people: Iterable[str],
    terms: Terms,
    *,
    has: Mapping[str, AbstractSet[str]] | None = None,
    begun: Mapping[str, AbstractSet[str]] | None = None,
) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
    """Return the team of every article, and how many people an article lacks that can't have all.

    `articles` gives the size of each and how many people it needs; `has` and `begun` say by annotator
    what they were asked for and what of it they have begun. The result follows from the values and the seed, whatever
    order they come in.
    """
    who = sorted(people, key=lambda each: (chance(terms.seed, "person", each), each))
    what = sorted(articles, key=lambda each: (-articles[each][0], chance(terms.seed, "article", each), each))
    numbers = {name: number for number, name in enumerate(what)}
    teams: list[set[int]] = [set() for _ in what]
    bound: list[set[int]] = [set() for _ in what]
    for person, name in enumerate(who):
        for kept, listed in ((bound, begun or {}), (teams, has or {}), (teams, begun or {})):
            for article in listed.get(name, ()):
                if article in numbers:
                    kept[numbers[article]].add(person)
    shares = Shares(
        terms,
        len(who),
        [articles[each][0] for each in what],
        [articles[each][1] for each in what],
        teams,
        bound,
    )
    _let_go(shares)
    _fill(shares)
    _repair(shares)
    _even_out(shares)
    if not any(teams):
        # Otherwise work would change hands for no more than that.
        even_pairs(shares)
    found = {
        name: frozenset(who[each] for each in team) for name, team in zip(what, shares.teams, strict=True)
    }
    return found, {what[each]: shares.short(each) for each in range(len(what)) if shares.short(each)}


def _let_go(shares: Shares) -> None:
    """Take people out of articles that have too many, who have most to do first, and out of what is beyond the cap.

    Who has begun stays. Beyond the cap those articles go first whose people somebody meets most.
    """
    for article, team in enumerate(shares.teams):
        while len(team) > shares.needs[article] and team > shares.bound[article]:
            shares.take(article, max(team - shares.bound[article], key=lambda who: (shares.load(who), who)))
    for who in range(shares.people):
        over = shares.load(who) - shares.terms.cap
        if over > 0:
            free = [article for article in shares.held[who] if who not in shares.bound[article]]
            for article in sorted(free, key=lambda article: (-_meetings(shares, article, who), article))[
                :over
            ]:
                shares.take(article, who)


def _meetings(shares: Shares, article: int, who: int) -> int:
    """Return how often somebody meets the others of an article, in all that they have."""
    return sum(shares.met[who][each] for each in shares.teams[article])


def _quotas(shares: Shares) -> list[int]:
    """Return how much everybody is to have in all: as even as what they have, the cap and the articles allow."""
    quotas = [shares.load(who) for who in range(shares.people)]
    most = min(shares.terms.cap, len(shares.sizes))
    left = sum(map(shares.short, range(len(shares.sizes))))
    while left:
        open_ = [who for who in range(shares.people) if quotas[who] < most]
        if not open_:
            break
        lowest = min(quotas[who] for who in open_)
        low = [who for who in open_ if quotas[who] == lowest]
        next_ = min((quotas[who] for who in open_ if quotas[who] > lowest), default=most)
        step = min(max(1, left // len(low)), next_ - lowest)
        for who in low[:left]:
            quotas[who] += step
        left -= step * len(low[:left])
    return quotas


def _fill(shares: Shares) -> None:
    """Go through the articles and give each the people it still needs.

    Somebody who has as much left to do as there are articles left for them has to be taken; for all others there is
    time (Gale & Ryser: with no more left for anybody than articles, a sharing of the rest exists).
    """
    quotas = _quotas(shares)
    left = [quota - shares.load(who) for who, quota in enumerate(quotas)]
    waiting = [article for article in range(len(shares.sizes)) if shares.short(article)]
    rooms = [sum(who not in shares.teams[article] for article in waiting) for who in range(shares.people)]
    for article in waiting:
        outside = [who for who in range(shares.people) if who not in shares.teams[article]]
        urgent = [who for who in outside if left[who] > 0 and left[who] >= rooms[who]]
        for who in _chosen(shares, article, urgent[: shares.short(article)], left, quotas):
            left[who] -= 1
        for who in outside:
            rooms[who] -= 1


def _chosen(
    shares: Shares, article: int, urgent: Sequence[int], left: Sequence[int], quotas: Sequence[int]
) -> list[int]:
    """Give an article to those who have to take it and then to whom it suits best; return all of them."""
    chosen = list(urgent)
    for who in urgent:
        shares.give(article, who)
    while shares.short(article):
        team = shares.teams[article]
        able = [who for who in range(shares.people) if left[who] > 0 and who not in team]
        if not able:
            break
        chosen.append(_best(shares, article, able, left, quotas))
        shares.give(article, chosen[-1])
    return chosen


def _best(
    shares: Shares, article: int, able: Sequence[int], left: Sequence[int], quotas: Sequence[int]
) -> int:
    """Return who suits an article best among those with most left to do, each by their own quota."""
    behind = max(left[who] / quotas[who] for who in able)
    near = [who for who in able if left[who] + SLACK >= behind * quotas[who]]
    team = shares.teams[article]
    met, weight = shares.met, shares.weight

    def place(who: int) -> tuple[float, float, int, int]:
        share = left[who] / quotas[who]
        tie = ((who + 1) * _MIX ^ (article + 1) * shares.terms.seed * 2 + 1) * _MIX & _WORD
        if not team:
            return -share, weight[who] / quotas[who], 0, tie
        return sum([met[who][each] for each in team]) / quotas[who], -share, weight[who], tie

    return min(near, key=place)


def _repair(shares: Shares) -> None:
    """Find people for articles that are short, by passing work on to who has room under the cap."""
    for article in range(len(shares.sizes)):
        while shares.short(article):
            outside = [who for who in range(shares.people) if who not in shares.teams[article]]
            chain = _chain(shares, outside, lambda who: shares.load(who) < shares.terms.cap)
            if chain is None:
                break
            # From the end, so that whoever passes something on still has it.
            _pass_along(shares, chain)
            shares.give(article, chain[0])


def _even_out(shares: Shares) -> None:
    """Pass work on from who has most to who has at least two fewer, until nobody can."""
    while any(
        _relieve(shares, who)
        for who in sorted(range(shares.people), key=lambda who: (-shares.load(who), who))
    ):
        pass


def _relieve(shares: Shares, giver: int) -> bool:
    """Pass one article of somebody on to the least loaded who can be reached; tell whether that could be done."""
    fewest = shares.load(giver) - 2
    if min(map(shares.load, range(shares.people))) > fewest:
        return False
    chain = _chain(
        shares, [giver], lambda who: shares.load(who) <= fewest and shares.load(who) < shares.terms.cap
    )
    if chain is None:
        return False
    _pass_along(shares, chain)
    return True


def _chain(shares: Shares, starts: Sequence[int], is_end: Callable[[int], bool]) -> list[int] | None:
    """Return the shortest chain of people, each of whom can pass an article on to the next, to one that ends it."""
    before: dict[int, int | None] = dict.fromkeys(sorted(starts, key=lambda who: (shares.load(who), who)))
    waiting = deque(before)
    ordered = sorted(range(shares.people), key=lambda who: (shares.load(who), who))
    while waiting:
        giver = waiting.popleft()
        if is_end(giver):
            chain = [giver]
            while (previous := before[chain[0]]) is not None:
                chain.insert(0, previous)
            return chain
        for taker in ordered:
            if taker not in before and _can_pass(shares, giver, taker):
                before[taker] = giver
                waiting.append(taker)
    return None


def _can_pass(shares: Shares, giver: int, taker: int) -> bool:
    return any(
        taker not in shares.teams[article] and giver not in shares.bound[article]
        for article in shares.held[giver]
    )


def _pass_along(shares: Shares, chain: Sequence[int]) -> None:
    """Let everybody in a chain pass an article on to the next, the last first."""
    for giver, taker in reversed(list(pairwise(chain))):
        article = shares.passed_on(giver, taker)
        if article is not None:
            shares.take(article, giver)
            shares.give(article, taker)
