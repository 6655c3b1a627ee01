"""A figure that follows every label as it is given: one changed label costs the same whatever the corpus.

A coefficient's sums add up over units, and a label changes one unit. So the unit's own sums are taken off the totals
as they were and put on as they are: O(categories) numbers for most coefficients, O(categories²) for those that rest
on coincidences, and never a pass over the corpus. For programs that show a figure while labels come in; a report is
made anew each time, because it says much more than figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from annotator.agreement.coefficients import Coefficient
from annotator.agreement.counts import NO_LABELS, NO_PAIR, ONE_ANNOTATOR, ONE_CATEGORY
from annotator.agreement.estimate import Figure, Floats, Ints
from annotator.agreement.table import MISSING, Codes, Numbers, Table
from annotator.errors import Invalid, NotFound

NO_VALUE = "chance alone explains all there is to compare"

_BEFORE, _AFTER = 0, 1


class _Total:
    """The totals of one coefficient.

    A coefficient may refuse a table of one unit, for it holds too little. So units are shown to it together with a
    frame: units on which everybody agrees, of two categories, in a group of their own that is not counted.
    """

    def __init__(self, coefficient: Coefficient, table: Table, frame: Table) -> None:
        self._function = coefficient.function
        self._frame = frame
        self.always = self._function(frame, np.zeros(len(frame.units), np.int64)).reason
        codes = np.concatenate([table.codes, frame.codes])
        groups = np.repeat(np.arange(2), [len(table.units), len(frame.units)])
        estimate = self._function(replace(frame, units=Numbers(len(codes)), codes=codes), groups)
        self._formula = estimate.formula
        self._sums: Floats = estimate.sums[0] if len(table.units) else np.zeros(estimate.sums.shape[1])

    def move(self, framed: Table, groups: Ints) -> None:
        """Take one unit off as it was, in the first group, and put it on as it is, in the second."""
        if not self.always:
            sums = self._function(framed, groups).sums
            self._sums = self._sums + (sums[_AFTER] - sums[_BEFORE])

    @property
    def value(self) -> float:
        """Return the value now, nan if undefined."""
        return float(self._formula(self._sums[None, :])[0])


class Live:
    """Coefficients of a table whose labels change one by one; it keeps a copy of the codes.

    Meant for coefficients whose sums of a unit depend on that unit alone, which is what an `Estimate` promises.
    """

    def __init__(self, table: Table, coefficients: Iterable[Coefficient]) -> None:
        self._codes = table.codes.copy()
        self._rows = _places(table.units)
        self._columns = _places(table.annotators)
        self._labels = _places(table.categories)
        self._frame = _frame(table)
        self._groups: Ints = np.array([_BEFORE, _AFTER, *[_AFTER + 1] * len(self._frame.units)])
        self._totals = {each.id: _Total(each, table, self._frame) for each in coefficients}
        labelled = table.is_labelled
        self._by_annotator: Ints = labelled.sum(axis=0, dtype=np.int64)
        is_paired = labelled.sum(axis=1) > 1
        self._n = int(is_paired.sum())
        self._used: Ints = np.bincount(
            table.codes[labelled & is_paired[:, None]], minlength=len(self._labels)
        )

    def change(self, unit: str, annotator: str, category: str | None) -> None:
        """Let this be the annotator's label of the unit, None for no label.

        Raises `NotFound` for a unit or an annotator that the table has not, `Invalid` for such a label.
        """
        row = _found(self._rows, unit, "unit")
        column = _found(self._columns, annotator, "annotator")
        if category is not None and category not in self._labels:
            raise Invalid(f"{category} is none of the labels ({', '.join(self._labels)})")
        before = self._codes[row].copy()
        self._codes[row, column] = MISSING if category is None else self._labels[category]
        after = self._codes[row]
        codes = np.vstack([before, after, self._frame.codes])
        framed = replace(self._frame, units=Numbers(len(codes)), codes=codes)
        for total in self._totals.values():
            total.move(framed, self._groups)
        self._by_annotator += (after != MISSING).astype(np.int64) - (before != MISSING)
        self._n += int(len(_paired(after)) > 0) - int(len(_paired(before)) > 0)
        np.add.at(self._used, _paired(after), 1)
        np.subtract.at(self._used, _paired(before), 1)

    def figures(self) -> dict[str, Figure]:
        """Return every coefficient's value without an interval, or the reason why there is none."""
        return {id_: self._figure(total) for id_, total in self._totals.items()}

    def _figure(self, total: _Total) -> Figure:
        reason = self._no_pairs() or total.always
        if reason:
            return Figure(None, None, 0 if total.always else self._n, reason)
        value = total.value
        if np.isnan(value):
            one = np.count_nonzero(self._used) == 1
            return Figure(None, None, self._n, ONE_CATEGORY if one else NO_VALUE)
        return Figure(value, None, self._n, None)

    def _no_pairs(self) -> str | None:
        """Say why no two labels can be compared, None if some can."""
        if len(self._by_annotator) == 1 or np.count_nonzero(self._by_annotator) == 1:
            return ONE_ANNOTATOR
        if not self._by_annotator.any():
            return NO_LABELS
        return None if self._used.any() else NO_PAIR


def _frame(table: Table) -> Table:
    """Return a table of units on which everybody agrees, one for each of the first two categories."""
    codes = np.tile(np.arange(min(2, len(table.categories)), dtype=np.int32)[:, None], len(table.annotators))
    return replace(table, units=Numbers(len(codes)), codes=codes)


def _paired(codes: Codes) -> Codes:
    """Return a unit's labels if there are two or more, otherwise none."""
    given: Codes = codes[codes != MISSING]
    return given if len(given) > 1 else given[:0]


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _found(places: Mapping[str, int], name: str, what: str) -> int:
    """Return where a name stands."""
    if name not in places:
        raise NotFound(
            f"no {what} of the table is called {name}", do=f"name one of its {len(places):,} {what}s"
        )
    return places[name]
