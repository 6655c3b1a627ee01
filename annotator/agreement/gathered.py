"""From columns of whole numbers, one place a label, to the table of a field: what a database hands over.

Nothing here loops over labels in Python, so a million of them take a fraction of a second. For scripts whose labels are
arrays already, or come from `store.reading.columns`; a report starts from marks, of which it needs the words as well.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.agreement.table import MISSING, Level, Table
from annotator.errors import Invalid


@dataclass(frozen=True, slots=True)
class Named:
    """Names, and for every label the place of its name, as 32-bit whole numbers."""

    names: Sequence[str]
    places: array[int] | npt.NDArray[np.int32]

    def of(self, where: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int32]:
        """Return the places of the labels that count; all of them without a copy."""
        places = np.asarray(self.places, np.int32)
        return places if where is None else places[where]


def from_columns(
    units: Named,
    annotators: Named,
    values: Named,
    *,
    level: Level = "nominal",
    where: npt.NDArray[np.bool_] | None = None,
) -> Table:
    """Make a table of columns of one length; `where` picks the labels that count, such as those of one field.

    Categories come in the order of the values' names. Raises `Invalid` for an annotator twice on a unit, so a field
    of several values cannot be gathered in this way.

    >>> units, people = Named(("u1", "u2"), array("i", [0, 0, 1])), Named(("ana", "ben"), array("i", [0, 1, 1]))
    >>> from_columns(units, people, Named(("yes", "no"), array("i", [0, 1, 1]))).codes.tolist()
    [[0, 1], [-1, 1]]
    """
    rows, columns, codes = (each.of(where) for each in (units, annotators, values))
    if not len(rows) == len(columns) == len(codes):
        raise Invalid(
            f"columns of {len(rows)}, {len(columns)} and {len(codes)} labels: all need the same number"
        )
    cells = rows.astype(np.int64) * len(annotators.names) + columns
    table = np.full(len(units.names) * len(annotators.names), MISSING, np.int32)
    table[cells] = codes
    if np.count_nonzero(table != MISSING) < len(cells):
        unit, who = divmod(int(_repeated(cells)), len(annotators.names))
        raise Invalid(
            f"{annotators.names[who]} labelled {units.names[unit]} twice; only one label can count",
            do="leave out all but the last",
        )
    shape = (len(units.names), len(annotators.names))
    return Table(units.names, tuple(annotators.names), tuple(values.names), table.reshape(shape), level)


def _repeated(cells: npt.NDArray[np.int64]) -> np.int64:
    """Return the first cell that is there twice."""
    found, times = np.unique(cells, return_counts=True)
    return np.int64(found[times > 1][0])
