"""Items of what people marked, with the marks of models beside them: a model has no say in what is one claim.

Matched together with the others a model's mark could part what two people have marked alike: it may be nearer to one of
the two, and too far from the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from annotator.core.likest import likest
from annotator.core.matching import Item, Mark, in_text, match


def items_of_people(marks: Iterable[Mark], models: Collection[str]) -> tuple[Item, ...]:
    """Match the marks of people, and put those of the annotators in `models` beside them; items are in text order.

    Each mark of a model goes to the item that it is likest to, one of a model at most to each, the likest first: an
    item is as like a mark as the likest of its own. What is like none is matched among the models. A claim that was
    given is an item by its id, whoever judged it; another item with people is named after their earliest claim. The
    order of the marks makes no difference.
    """
    theirs: defaultdict[str, list[Mark]] = defaultdict(list)
    others: list[Mark] = []
    for mark in marks:
        of = theirs[mark.annotator] if mark.annotator in models and not mark.given else others
        of.append(mark)
    items = list(match(others).items)
    if not theirs:
        return tuple(items)
    beside: defaultdict[int, list[Mark]] = defaultdict(list)
    left: list[Mark] = []
    for own in theirs.values():
        at = _nearest(own, items)
        for mark in own:
            if mark.claim in at:
                beside[at[mark.claim]].append(mark)
            else:
                left.append(mark)
    found = [
        Item(
            each.id,
            each.article,
            each.passage,
            tuple(sorted((*each.marks, *beside[at]), key=lambda mark: mark.annotator)),
        )
        for at, each in enumerate(items)
    ]
    return tuple(sorted((*found, *match(left).items), key=in_text))


def _nearest(own: Sequence[Mark], items: Sequence[Item]) -> dict[str, int]:
    """Return the place of the item that each mark of one model goes to, by its claim."""
    found: dict[str, int] = {}
    for article in {mark.article for mark in own}:
        at = {
            each.id: at
            for at, each in enumerate(items)
            if each.article == article and not each.marks[0].given
        }
        spans = {mark.claim: mark.span for mark in own if mark.article == article}
        pairs = likest(spans, {id_: [mark.span for mark in items[place].marks] for id_, place in at.items()})
        found |= {claim: at[id_] for claim, id_ in pairs.items()}
    return found
