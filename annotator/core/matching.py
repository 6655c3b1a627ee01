"""Claims that people marked freely become items: what agreement is about.

Two people rarely mark the same words to the letter, so their marks are paired by how far they overlap.
Every mark ends up in exactly one item, an item holds at most one mark per annotator, and the result depends
on neither the order of the marks nor the names of the annotators.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.core.text.span import Span
from annotator.errors import Invalid

THRESHOLDS = (0.0, 0.5, 1.0)
"""What the sensitivity line compares: any overlap, half, exactly the same words."""

ALIKE = 0.5
"""From which IoU on two spans are one claim, unless another threshold is asked for."""

IOU_STEPS = 10**6
"""An IoU as a whole number of millionths, so that totals are exact."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotator's current annotation of one claim; a field without a label was not judged.

    `suggested` names the fields whose label the program had offered; `at` says when the labels were given (UTC, ISO
    8601) and `version` under which scheme, both empty where nobody knows. `unproven` names the fields whose label lacks
    evidence that it calls for. `as_given` holds the labels of fields in which sources were merged, as they were before.
    """

    claim: str
    annotator: str
    article: str
    passage: str
    span: Span
    labels: Mapping[str, tuple[str, ...]] = field(hash=False)
    given: bool = False
    suggested: frozenset[str] = frozenset()
    at: str = ""
    version: str = ""
    unproven: frozenset[str] = frozenset()
    as_given: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        empty = [name for name, values in self.labels.items() if not values]
        if empty:
            raise Invalid(f"claim {self.claim}: field {empty[0]} has an empty label; leave it out instead")


@dataclass(frozen=True, slots=True)
class Item:
    """What agreement is about: one claim as one or more annotators marked it, sorted by annotator."""

    id: str
    article: str
    passage: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Granularity:
    """One mark where another annotator made several finer ones."""

    one: Mark
    finer: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """The items in text order, lone marks included, and where one annotator cut finer than another."""

    items: tuple[Item, ...]
    granularity: tuple[Granularity, ...]

    @property
    def matched(self) -> tuple[Item, ...]:
        """Return the items that two or more annotators marked."""
        return tuple(item for item in self.items if len(item.marks) > 1)

    @property
    def unmatched(self) -> tuple[Item, ...]:
        """Return the items that hold one mark only."""
        return tuple(item for item in self.items if len(item.marks) == 1)


class Link(NamedTuple):
    """Two overlapping marks of different annotators, as places in the sorted list of marks; `a` < `b`."""

    a: int
    b: int
    overlap: int
    iou: float


def match(marks: Iterable[Mark], *, threshold: float = ALIKE) -> Matching:
    """Turn marks into items.

    Two annotators: the one-to-one assignment with the greatest total overlap in code points, among pairs
    whose IoU reaches `threshold` (0: any overlap, 1: the same words); of equal totals the one with the
    greater total IoU, and of those one that depends on spans and claim ids alone. More than two: the
    optimal assignment of every pair of annotators gives links, which are joined from the longest overlap
    down, then the links left over likewise; a join needs every two marks of the new item to be different
    annotators' and to reach the threshold themselves. So a chain of half overlaps never becomes one item,
    no two items could still be joined, and two annotators get exactly their optimum.

    A claim that was given, or that several annotators judged under one id, is an item by that id: nothing
    is matched.

    >>> a = Mark("c1", "ada", "x", "p", Span(0, 10), {})
    >>> b = Mark("c2", "ben", "x", "p", Span(2, 10), {})
    >>> [item.id for item in match([b, a]).items]
    ['c1']
    """
    if not 0 <= threshold <= 1:
        raise Invalid(f"a threshold lies between 0 and 1, not at {threshold}")
    known = _in_order(marks)
    by_id, free = _parted(known)
    items = [_item(group) for group in by_id]
    granularity: list[Granularity] = []
    for run in _runs(free):
        found, cut = _matched(run, threshold)
        items += found
        granularity += cut
    return Matching(tuple(sorted(items, key=in_text)), tuple(granularity))


def _matched(run: Sequence[Mark], threshold: float) -> tuple[list[Item], list[Granularity]]:
    """Match the marks of one run, which overlap with no other."""
    if len({mark.annotator for mark in run}) == 1:
        return [Item(mark.claim, mark.article, mark.passage, (mark,)) for mark in run], []
    if len(run) == 2:  # noqa: PLR2004  most runs are one claim that two people marked
        groups = [run] if run[0].span.iou(run[1].span) >= threshold else [run[:1], run[1:]]
        return [_item(group) for group in groups], []
    links = list(_overlaps(run))
    joined = _joined(run, links, threshold)
    return [_item([run[i] for i in group]) for group in joined], list(_granularity(run, links, joined))


def sensitivity(
    marks: Iterable[Mark], *, thresholds: Sequence[float] = THRESHOLDS
) -> tuple[tuple[float, int], ...]:
    """Count the items of two or more freely made marks at each threshold.

    >>> a = Mark("c1", "ada", "x", "p", Span(0, 10), {})
    >>> b = Mark("c2", "ben", "x", "p", Span(6, 16), {})
    >>> sensitivity([a, b])
    ((0.0, 1), (0.5, 0), (1.0, 0))
    """
    _, free = _parted(_in_order(marks))
    return tuple((at, len(match(free, threshold=at).matched)) for at in thresholds)


def assignment(gain: Sequence[Sequence[int]]) -> list[int]:
    """Return each row's column so that the total gain is greatest.

    Takes no more rows than columns, and whole gains of 0 or more. Shortest augmenting paths with prices,
    O(rows² columns) (Kuhn 1955; Jonker & Volgenant 1987).

    >>> assignment([[7, 8], [1, 9]])
    [0, 1]
    """
    columns = len(gain[0])
    row_price, column_price = [0] * len(gain), [0] * (columns + 1)
    row_at = [-1] * (columns + 1)  # the last place is the start of every path, not a column
    for row in range(len(gain)):
        row_at[columns] = row
        _augment(gain, row_price, column_price, row_at)
    chosen = [-1] * len(gain)
    for column, row in enumerate(row_at[:columns]):
        if row >= 0:
            chosen[row] = column
    return chosen


def _augment(
    gain: Sequence[Sequence[int]], row_price: list[int], column_price: list[int], row_at: list[int]
) -> None:
    """Seat the row waiting at the last place by the cheapest chain of moves, keeping the prices right."""
    start = here = len(gain[0])
    slack: dict[int, int] = {}
    came_from: dict[int, int] = {}
    seen: set[int] = set()
    while (row := row_at[here]) >= 0:
        seen.add(here)
        slack.pop(here, None)
        for column in range(start):
            cost = -gain[row][column] - row_price[row] - column_price[column]
            if column not in seen and cost < slack.get(column, cost + 1):
                slack[column], came_from[column] = cost, here
        step, following = min((cost, column) for column, cost in slack.items())
        for column in slack:
            slack[column] -= step
        for column in seen:
            row_price[row_at[column]] += step
            column_price[column] -= step
        here = following
    while here != start:
        row_at[here] = row_at[came_from[here]]
        here = came_from[here]


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Sort marks by place and claim, refusing a claim that one annotator judged twice."""
    known = sorted(
        marks,
        key=lambda mark: (mark.article, mark.span.start, mark.span.end, mark.claim, mark.annotator),
    )
    if len({(mark.claim, mark.annotator) for mark in known}) < len(known):
        times = Counter((mark.claim, mark.annotator) for mark in known)
        claim, annotator = times.most_common(1)[0][0]
        raise Invalid(f"claim {claim} has two current annotations by {annotator}; only one can count")
    return known


def _parted(marks: Sequence[Mark]) -> tuple[list[list[Mark]], list[Mark]]:
    """Part the claims that are items by their id, as groups, from the marks that are to be matched."""
    by_claim: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_claim[mark.claim].append(mark)
    shared = {claim for claim, group in by_claim.items() if len(group) > 1 or group[0].given}
    return [by_claim[claim] for claim in sorted(shared)], [mark for mark in marks if mark.claim not in shared]


def _runs(marks: Sequence[Mark]) -> Iterator[Sequence[Mark]]:
    """Part sorted marks where nothing overlaps from one side to the other."""
    start, end = 0, 0
    for at, mark in enumerate(marks):
        if at > start and (mark.span.start >= end or mark.article != marks[start].article):
            yield marks[start:at]
            start, end = at, 0
        end = max(end, mark.span.end)
    if marks:
        yield marks[start:]


def _overlaps(marks: Sequence[Mark]) -> Iterator[Link]:
    """Yield every overlap between annotators in one article, by a sweep from left to right."""
    running: list[int] = []
    for b, mark in enumerate(marks):
        running = [a for a in running if marks[a].span.end > mark.span.start]
        for a in running:
            other = marks[a]
            if other.annotator != mark.annotator:
                yield Link(a, b, other.span.overlap(mark.span), other.span.iou(mark.span))
        running.append(b)


def _joined(marks: Sequence[Mark], links: Sequence[Link], threshold: float) -> list[list[int]]:
    """Join marks along links into groups in which every two marks reach the threshold."""
    close = [link for link in links if link.iou >= threshold]
    allowed = {(link.a, link.b) for link in close}
    best = _optimal(marks, close)
    group_of = [[place] for place in range(len(marks))]
    for link in sorted(close, key=lambda link: (link not in best, -link.overlap, -link.iou, link.a, link.b)):
        left, right = group_of[link.a], group_of[link.b]
        if left is not right and all((min(i, j), max(i, j)) in allowed for i in left for j in right):
            left += right
            for place in right:
                group_of[place] = left
    return [group for place, group in enumerate(group_of) if place == min(group)]


def _optimal(marks: Sequence[Mark], links: Iterable[Link]) -> set[Link]:
    """Return the links of the optimal one-to-one assignment of every pair of annotators."""
    pairs: dict[frozenset[str], list[Link]] = defaultdict(list)
    for link in links:
        pairs[frozenset((marks[link.a].annotator, marks[link.b].annotator))].append(link)
    return {
        link for pair in pairs.values() for cluster in _connected(pair) for link in _best_of(marks, cluster)
    }


def _connected(links: Sequence[Link]) -> Iterator[list[Link]]:
    """Part links into sets that share no mark, so that each can be assigned alone."""
    at: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        at[link.a].append(link)
        at[link.b].append(link)
    while at:
        cluster: set[Link] = set()
        waiting = [next(iter(at))]
        while waiting:
            found = at.pop(waiting.pop(), [])
            cluster.update(found)
            waiting += [place for link in found for place in (link.a, link.b) if place in at]
        yield sorted(cluster)


def _best_of(marks: Sequence[Mark], links: Sequence[Link]) -> list[Link]:
    """Return the links of the optimal assignment within one connected set of two annotators' marks."""
    if len(links) == 1:
        return list(links)
    first = min(link.a for link in links)
    sides = sorted({place for link in links for place in (link.a, link.b)})
    rows = [place for place in sides if marks[place].annotator == marks[first].annotator]
    columns = [place for place in sides if marks[place].annotator != marks[first].annotator]
    if len(rows) > len(columns):
        rows, columns = columns, rows
    found = {pair: link for link in links for pair in ((link.a, link.b), (link.b, link.a))}
    # One code point of overlap outweighs any sum of IoUs, which only decide between equal overlaps.
    unit = IOU_STEPS * (len(rows) + 1)

    def gain(link: Link | None) -> int:
        return link.overlap * unit + round(link.iou * IOU_STEPS) if link else 0

    seats = assignment([[gain(found.get((row, column))) for column in columns] for row in rows])
    seated = (found.get((row, columns[seat])) for row, seat in zip(rows, seats, strict=True))
    return [link for link in seated if link]


def _granularity(
    marks: Sequence[Mark], links: Iterable[Link], groups: Iterable[Sequence[int]]
) -> Iterator[Granularity]:
    """Yield each mark with the two or more marks of one other annotator that lie mostly inside it.

    A mark that is matched with another mark of the same annotator is accounted for and left out.
    """
    partner = {(i, marks[j].annotator): j for group in groups for i in group for j in group if i != j}
    inside: dict[tuple[int, str], list[int]] = defaultdict(list)
    for link in links:
        for one, other in ((link.a, link.b), (link.b, link.a)):
            is_inside = 2 * link.overlap > len(marks[other].span)
            if is_inside and partner.get((other, marks[one].annotator), one) == one:
                inside[one, marks[other].annotator].append(other)
    for (one, _), finer in sorted(inside.items()):
        if len(finer) > 1:
            yield Granularity(marks[one], tuple(marks[place] for place in sorted(finer)))


def _item(marks: Iterable[Mark]) -> Item:
    """Make the item of marks that belong together, named after its earliest claim."""
    group = sorted(marks, key=lambda mark: mark.annotator)
    first = min(group, key=lambda mark: (mark.claim, mark.span, mark.annotator))
    return Item(first.claim, first.article, first.passage, tuple(group))


def in_text(item: Item) -> tuple[str, tuple[int, int], str]:
    """Return where an item stands among the others: by article, and where its first mark begins and ends."""
    return item.article, min((mark.span.start, mark.span.end) for mark in item.marks), item.id
