"""Labels as integers: one row a unit, one column an annotator, -1 where somebody did not judge.

Everything downstream works on codes; the words come from the scheme's field, order included, never from
sorting strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from annotator.core.matching import Item
from annotator.errors import Invalid

Codes = npt.NDArray[np.int32]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Record = tuple[str, str, tuple[str, ...]]
"""A unit, an annotator, and the values given."""

MISSING = -1
JOIN = " + "
"""Several values given together count as one nominal value, written with this between them."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field as the scheme declares it; `categories` None means an open set, such as sources.

    `names` says how values are shown to people where the value itself is an id.
    """

    id: str
    level: Level = "nominal"
    categories: tuple[str, ...] | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.level not in get_args(Level):
            raise Invalid(f"field {self.id}: {self.level} is none of the levels {', '.join(get_args(Level))}")
        if self.categories is not None and len(set(self.categories)) < len(self.categories):
            raise Invalid(f"field {self.id}: a category is declared twice")

    def shown(self, values: Iterable[str]) -> str:
        """Write values as a person reads them.

        >>> FieldSpec("source", names={"s1": "Police"}).shown(["s1"])
        'Police'
        """
        return JOIN.join(self.names.get(value, value) for value in values)

    def shown_category(self, category: str) -> str:
        """Write a category of a table, which may be several values joined, as a person reads it."""
        return self.names.get(category) or self.shown(category.split(JOIN))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Codes of shape (units, annotators), int32: the place of the label in `categories`, -1 for missing."""

    units: tuple[str, ...]
    annotators: tuple[str, ...]
    categories: tuple[str, ...]
    codes: Codes

    def __post_init__(self) -> None:
        if self.codes.shape != (len(self.units), len(self.annotators)):
            raise Invalid(f"codes of shape {self.codes.shape}: need a row a unit and a column an annotator")
        if self.codes.size and not MISSING <= self.codes.min() <= self.codes.max() < len(self.categories):
            raise Invalid("a code stands for no category")

    @property
    def is_labelled(self) -> npt.NDArray[np.bool_]:
        """Tell of every cell whether it holds a label; shape (units, annotators)."""
        return np.not_equal(self.codes, MISSING)

    def pair(self, a: str, b: str) -> Table:
        """Return the table of two annotators only."""
        columns = [self.annotators.index(a), self.annotators.index(b)]
        return Table(self.units, (a, b), self.categories, self.codes[:, columns])


def from_records(
    records: Iterable[Record], spec: FieldSpec, *, units: Sequence[str] = (), annotators: Sequence[str] = ()
) -> Table:
    """Make the table of a field from (unit, annotator, values).

    `units` and `annotators` come first, and stay empty where there is no record. Raises `Invalid` for a
    value the field does not declare and for an annotator twice on a unit.

    >>> spec = FieldSpec("stance", "nominal", ("supports", "denies"))
    >>> from_records([("u1", "ada", ("supports",)), ("u1", "ben", ("denies",))], spec).codes
    array([[0, 1]], dtype=int32)
    """
    known = [(unit, annotator, tuple(sorted(set(values)))) for unit, annotator, values in records]
    rows = _places([*units, *(unit for unit, _, _ in known)])
    columns = _places([*annotators, *sorted({annotator for _, annotator, _ in known})])
    values = _values(spec, {values for _, _, values in known})
    codes = np.full((len(rows), len(columns)), MISSING, np.int32)
    for unit, annotator, value in known:
        if codes[rows[unit], columns[annotator]] != MISSING:
            raise Invalid(f"field {spec.id}: {annotator} labelled {unit} twice; only one label can count")
        codes[rows[unit], columns[annotator]] = values[value]
    return Table(tuple(rows), tuple(columns), tuple(JOIN.join(value) for value in values), codes)


def from_items(items: Sequence[Item], spec: FieldSpec, *, annotators: Sequence[str] = ()) -> Table:
    """Make the table of a field from items, one row each in their order."""
    records = (
        (item.id, mark.annotator, mark.labels[spec.id])
        for item in items
        for mark in item.marks
        if spec.id in mark.labels
    )
    return from_records(records, spec, units=[item.id for item in items], annotators=annotators)


def _places(names: Iterable[str]) -> dict[str, int]:
    """Number names in the order they first come."""
    return {name: place for place, name in enumerate(dict.fromkeys(names))}


def _values(spec: FieldSpec, observed: set[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Number the values: declared ones first, in their order, then combinations and open values, sorted."""
    declared = spec.categories or ()
    if spec.categories is not None:
        stray = sorted({value for values in observed for value in values} - set(declared))
        if stray:
            raise Invalid(f"field {spec.id}: {stray[0]} is none of its labels ({', '.join(declared)})")
    single = [(value,) for value in declared]
    return {value: code for code, value in enumerate([*single, *sorted(observed - set(single))])}
