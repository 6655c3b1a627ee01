"""Labels as integers: one row a unit, one column an annotator, -1 where somebody did not judge.

Everything downstream works on codes; the words come from the scheme's field, order included, never from
sorting strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args, overload

import numpy as np
import numpy.typing as npt

from annotator.agreement.numbers import number
from annotator.core.matching import Item
from annotator.errors import Invalid

Codes = npt.NDArray[np.int32]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Record = tuple[str, str, tuple[str, ...]]
"""A unit, an annotator, and the values given."""

MISSING = -1
NUMERIC: frozenset[Level] = frozenset({"interval", "ratio"})
"""The levels at which labels are numbers."""

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
    """Codes of shape (units, annotators), int32: the place of the label in `categories`, -1 for missing.

    `categories` come in the order of the scheme, used or not: their number is the q of the coefficients that need
    one. Where several values can be given together, `sets` holds those of each category; otherwise it is empty.
    """

    units: Sequence[str]
    annotators: tuple[str, ...]
    categories: tuple[str, ...]
    codes: Codes
    level: Level = "nominal"
    sets: tuple[frozenset[str], ...] = ()

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
        return replace(self, annotators=(a, b), codes=self.codes[:, columns])


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
    # Reversed, so that the first record with a label is the one that a message names.
    values = _values(spec, {values: f"{annotator} on {unit}" for unit, annotator, values in reversed(known)})
    codes = np.full((len(rows), len(columns)), MISSING, np.int32)
    for unit, annotator, value in known:
        if codes[rows[unit], columns[annotator]] != MISSING:
            raise Invalid(f"field {spec.id}: {annotator} labelled {unit} twice; only one label can count")
        codes[rows[unit], columns[annotator]] = values[value]
    several = any(len(value) != 1 for value in values)
    return Table(
        tuple(rows),
        tuple(columns),
        tuple(JOIN.join(value) for value in values),
        codes,
        spec.level,
        tuple(map(frozenset, values)) if several else (),
    )


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


def _values(spec: FieldSpec, observed: Mapping[tuple[str, ...], str]) -> dict[tuple[str, ...], int]:
    """Number the values: declared ones first, in their order, then combinations and open values, sorted.

    `observed` says for each where it was first seen.
    """
    declared = spec.categories or ()
    if spec.categories is not None:
        stray = sorted(
            {(value, where) for values, where in observed.items() for value in {*values} - {*declared}}
        )
        if stray:
            raise Invalid(
                f"field {spec.id}: {stray[0][0]} is none of its labels ({', '.join(declared)})",
                where=stray[0][1],
            )
    single = [(value,) for value in declared]
    others = sorted(observed.keys() - set(single))
    if spec.level in NUMERIC or (spec.level == "ordinal" and spec.categories is None):
        at = {
            values: _place_on_scale(values, spec, observed.get(values, "")) for values in (*single, *others)
        }
        others.sort(key=at.__getitem__)
    return {value: code for code, value in enumerate([*single, *others])}


def _place_on_scale(values: tuple[str, ...], spec: FieldSpec, where: str) -> float:
    """Return the number that a label is; raises `Invalid` where it is none, several, or below 0 at ratio level."""
    if len(values) != 1:
        raise Invalid(
            f"field {spec.id}: {JOIN.join(values) or 'an empty label'} is not one value",
            where=where,
            why=f"at {spec.level} level each label has one place on a scale",
            do="score the field as nominal, or give one value",
        )
    try:
        at = number(values[0])
    except Invalid as no_number:
        if spec.level == "ordinal":
            raise Invalid(
                f"field {spec.id}: the order of its labels is not known",
                where=where,
                why=f"it is ordinal, and {values[0]} is no number",
                do="declare its labels in their order",
            ) from None
        raise Invalid(
            f"field {spec.id}: {no_number.what}",
            where=where,
            why=f"at {spec.level} level every label is a number such as 3, -1 or 0.5",
            do="correct the label, or score the field as nominal or ordinal",
        ) from None
    if spec.level == "ratio" and at < 0:
        raise Invalid(
            f"field {spec.id}: {values[0]} lies below 0",
            where=where,
            why="at ratio level 0 is the least there can be",
            do="correct the label, or score the field at interval level",
        )
    return at


def from_codes(
    codes: Codes,
    categories: Sequence[str],
    *,
    annotators: Sequence[str] = (),
    units: Sequence[str] = (),
    level: Level = "nominal",
) -> Table:
    """Make a table of an array that holds codes already: shape (units, annotators), -1 for missing.

    Units and annotators that have no names are called by their numbers, from 1.

    >>> from_codes(np.array([[0, 0], [1, -1]]), ("yes", "no")).annotators
    ('1', '2')
    """
    height, width = codes.shape
    return Table(
        units or Numbers(height),
        tuple(annotators or Numbers(width)),
        tuple(categories),
        codes.astype(np.int32, copy=False),
        level,
    )


class Numbers(Sequence[str]):
    """The names "1", "2" and so on, made when they are asked for: ten million of them take no room."""

    def __init__(self, count: int) -> None:
        self._places = range(1, count + 1)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return tuple(map(str, self._places[place]))
        return str(self._places[place])
