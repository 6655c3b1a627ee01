"""The label answer in which leaving a claim unmarked is an answer too.

Labels can only be compared on claims that two people marked, so skipping the hard ones would be free. Here
whoever did a passage without the claim counts as having said "not marked": a lower view beside the figure, not
a replacement for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.agreement.spans import Done
from annotator.agreement.table import MISSING, Table
from annotator.core.matching import Item

NOT_MARKED = "(not marked)"
"""The brackets keep it apart from every id of a label."""


def with_unmarked(table: Table, items: Sequence[Item], done: Done) -> Table:
    """Return the table, a row an item, with the category "not marked" where an annotator left a claim out.

    Given claims have nobody to find them and stay as they are; a claim marked without a label stays missing. The
    result is nominal, because "not marked" has no place among ordered labels.
    """
    codes = table.codes.copy()
    place = {who: column for column, who in enumerate(table.annotators)}
    passages = [done.get(who, frozenset()) for who in table.annotators]
    for row, item in enumerate(items):
        if len(item.marks) == len(place) or item.marks[0].given:
            continue
        marked = {place[mark.annotator] for mark in item.marks}
        labelled = (codes[row] != MISSING).any()
        for column, been in enumerate(passages):
            if labelled and column not in marked and item.passage in been:
                codes[row, column] = len(table.categories)
    sets = (*table.sets, frozenset({NOT_MARKED})) if table.sets else ()
    return replace(table, categories=(*table.categories, NOT_MARKED), codes=codes, level="nominal", sets=sets)
