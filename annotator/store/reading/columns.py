"""All labels that count now as columns of whole numbers, for arithmetic on a million of them.

A name is kept once, and its place stands for it in the column. So memory holds a few bytes a label beside the names,
and whoever reads the columns (`numpy.frombuffer` does without a copy) never sees a row.

For scripts that want labels and nothing else, of claims that are given, whatever their number; a report goes through
`whole`, because it needs spans, times and what was suggested. A field's table is
`from_columns(Named(*found.claims), Named(*found.annotators), Named(*found.values), where=…)` of `annotator.agreement`.
"""

from __future__ import annotations

from array import array
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from annotator.core.claim import State
from annotator.store import driver
from annotator.store.reading.views import CURRENT
from annotator.store.tables import LABEL

AT_ONCE = 250
"""Rows that are turned into columns together. More are slower, because by then the first have left the cache."""


class Column(NamedTuple):
    """What each label has here, as places in `names`, which come in the order they were first met."""

    names: list[str]
    codes: array[int]


class LabelColumns(NamedTuple):
    """A place of each column for every label; several values of a field are several labels.

    Values are labels of the scheme or ids of sources, as the field has it, under the scheme they were given under.
    """

    claims: Column
    annotators: Column
    fields: Column
    values: Column
    schemes: Column


class _Places(dict[str, int]):
    """Numbers names as they are met."""

    def __missing__(self, name: str) -> int:
        place = self[name] = len(self)
        return place


_LABELS = (
    select(
        CURRENT.c.claim_id,
        CURRENT.c.annotator_id,
        LABEL.c.field,
        func.coalesce(LABEL.c.value, LABEL.c.source_id),
        CURRENT.c.scheme_hash,
    )
    .join_from(CURRENT, LABEL, LABEL.c.annotation_id == CURRENT.c.id)
    .where(CURRENT.c.state == State.STANDING.value)
)


def label_columns(connection: Connection) -> LabelColumns:
    """Return the labels of every annotation that stands now, in no promised order."""
    places = [_Places() for _ in LabelColumns._fields]
    codes = [array("i") for _ in places]
    rows = driver.rows(connection, _LABELS)
    while block := list(islice(rows, AT_ONCE)):
        for place, code, column in zip(places, codes, zip(*block, strict=True), strict=True):
            code.fromlist([*map(place.__getitem__, column)])
    return LabelColumns(*(Column(list(place), code) for place, code in zip(places, codes, strict=True)))
