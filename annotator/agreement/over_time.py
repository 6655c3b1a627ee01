"""Agreement as the work went on: week by week, and from one version of the scheme to the next.

A unit belongs to the week in which the last of its labels was given, since only then could it be compared. Versions
are kept apart more strictly: only labels given under the same version are compared, because a difference between two
versions is a difference of guidelines. Both leave out nothing in silence: what could not be compared is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.agreement.coefficients import Coefficient
from annotator.agreement.estimate import Figure, Ints
from annotator.agreement.intervals import Clustered
from annotator.agreement.scored import scored
from annotator.agreement.table import MISSING, Table
from annotator.errors import Invalid

Times = npt.NDArray[np.datetime64]

MONDAY = 3
"""1970-01-01 was a Thursday: so many days after a Monday."""

DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """A week, named by its Monday, or a version, with its figure, units that have a pair of labels, and labels."""

    name: str
    n_units: int
    n_labels: int
    figure: Figure


class OverTime(NamedTuple):
    """Periods in their order, and how many labels of paired units are in none of them."""

    periods: tuple[Period, ...]
    left_out: int


class _Part(NamedTuple):
    """The labels of one period."""

    name: str
    counts: npt.NDArray[np.bool_]


def by_week(table: Table, times: Times, coefficient: Coefficient, clustered: Clustered) -> OverTime:
    """Score each week's units.

    `times` has the table's shape, in UTC, `NaT` where there is no label or no time; a week runs from Monday. Units
    none of whose labels has a time are left out.
    """
    _same_shape(table, times.shape, "times")
    weeks = np.full(times.shape, np.iinfo(np.int64).min)
    known = table.is_labelled & ~np.isnat(times)
    days = times[known].astype("datetime64[D]").astype(np.int64)
    weeks[known] = (days + MONDAY) // DAYS
    latest = weeks.max(axis=1, initial=np.iinfo(np.int64).min)
    parts = [
        _Part(_monday(week), (latest == week)[:, None] & table.is_labelled)
        for week in np.unique(latest[known.any(axis=1)]).tolist()
    ]
    return _scored(table, parts, coefficient, clustered)


def by_version(
    table: Table,
    versions: Ints,
    names: Sequence[str],
    coefficient: Coefficient,
    clustered: Clustered,
) -> OverTime:
    """Score the labels that were given under each version of the scheme.

    `versions` has the table's shape and holds places in `names`, which come in the order of the versions; -1 where
    there is no label or no version.
    """
    _same_shape(table, versions.shape, "versions")
    if versions.size and not versions.max() < len(names):
        raise Invalid(f"version {versions.max()} has no name: {len(names)} are named, the first is number 0")
    parts = [_Part(name, table.is_labelled & (versions == at)) for at, name in enumerate(names)]
    return _scored(table, parts, coefficient, clustered)


def _scored(table: Table, parts: Sequence[_Part], coefficient: Coefficient, clustered: Clustered) -> OverTime:
    periods = []
    counted = 0
    for name, counts in parts:
        if not counts.any():
            continue
        part = replace(table, codes=np.where(counts, table.codes, np.int32(MISSING)))
        pairs = counts.sum(axis=1) > 1
        counted += int(counts[pairs].sum())
        found = scored(coefficient, part, clustered)
        periods.append(Period(name, int(pairs.sum()), int(counts.sum()), found))
    labelled = table.is_labelled
    paired = int(labelled[labelled.sum(axis=1) > 1].sum())
    return OverTime(tuple(periods), paired - counted)


def _monday(week: int) -> str:
    return str(np.datetime64(week * DAYS - MONDAY, "D"))


def _same_shape(table: Table, shape: tuple[int, ...], what: str) -> None:
    if shape != table.codes.shape:
        raise Invalid(f"{what} of shape {shape}: need one for each cell of the table, {table.codes.shape}")
