"""What the labels would be if the annotators' errors were known: by majority, and by Dawid & Skene's EM.

Dawid & Skene (1979, Applied Statistics 28(1):20-28) suppose that each unit has one true label, that annotators err
independently of each other given it, and that each has a confusion of their own. From the labels alone follow, at
once, how frequent each label is, each annotator's confusion and the probable label of every unit. It is an estimate
that rests on those suppositions, not a gold standard; annotators who share a mistake are believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from annotator.agreement.coefficients import NO_LABELS, NO_PAIR, ONE_ANNOTATOR, ONE_CATEGORY, PAIR
from annotator.agreement.patterns import Floats, Ints, distinct
from annotator.agreement.table import MISSING, Codes, Table
from annotator.errors import Invalid

Ties = Literal["none", "first", "frequent"]

MOST_ROUNDS = 1000
CLOSE_ENOUGH = 1e-8
"""When no probability of a unit's label moves further than this from round to round, it is over."""

MOST_CATEGORIES = 200
TOO_MANY = f"more than {MOST_CATEGORIES} categories: too many to estimate how often each is given for each"

TWO_ONLY = (
    "two annotators: whose error a disagreement is, their labels alone hardly tell; the estimate rests on where it "
    "starts, at their shares"
)


class Majority(NamedTuple):
    """The label that most gave each unit, -1 for none; `tied` tells where several came first, `n` counts votes."""

    labels: Codes
    tied: npt.NDArray[np.bool_]
    n: Ints


def majority(table: Table, *, ties: Ties = "none") -> Majority:
    """Return each unit's most frequent label.

    `ties` says what a unit gets where several labels come first: "none", the "first" of them in the scheme's
    order, or the one that is the more "frequent" in the whole table, and the first of those. Raises `Invalid` for
    another policy.
    """
    if ties not in get_args(Ties):
        raise Invalid(f"ties are settled by none of {ties!r}: known are {', '.join(get_args(Ties))}")
    votes = votes_of(table)
    n = votes.sum(axis=1)
    most = votes.max(axis=1, initial=0)
    leading = (votes == most[:, None]) & (most > 0)[:, None]
    tied = leading.sum(axis=1) > 1
    weight = votes.sum(axis=0) if ties == "frequent" else np.zeros(votes.shape[1], np.int64)
    ranked = np.where(leading, weight + 1, 0)
    labels = ranked.argmax(axis=1) if votes.shape[1] else np.zeros(len(votes), np.int64)
    labels[(most == 0) | (tied & (ties == "none"))] = MISSING
    return Majority(labels.astype(np.int32), tied, n)


def votes_of(table: Table) -> Ints:
    """Count the labels of every unit by category; shape (units, categories)."""
    size = len(table.categories)
    rows, columns = np.nonzero(table.is_labelled)
    cells = rows * size + table.codes[rows, columns]
    votes = np.bincount(cells, minlength=len(table.units) * size).astype(np.int64)
    return votes.reshape(len(table.units), size)


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Estimated labels and errors, with C categories and A annotators.

    `probable` (units, C) holds each unit's probability of every label, zeros for a unit without labels; `labels` the
    most probable one, -1 for none. `shares` (C,) says how frequent each true label is. `confusion` (A, C, C) has a
    row for each true label and a column for each given one; a row is zeros where nothing tells of it, and `seen`
    (A, C) says on how many labels it rests. `accuracy` (A,) weighs the diagonal by `shares`. Where the whole is
    undefined, `reason` says why and the arrays hold nothing but zeros; `caveat` is what to say beside the figures.
    """

    units: Sequence[str]
    annotators: tuple[str, ...]
    categories: tuple[str, ...]
    probable: Floats
    labels: Codes
    shares: Floats
    confusion: Floats
    seen: Floats
    log_likelihood: float | None
    rounds: int
    converged: bool
    reason: str | None = None
    caveat: str | None = None

    @property
    def accuracy(self) -> Floats:
        """Return how often each annotator is expected to give the true label; shape (A,)."""
        right: Floats = np.einsum("acc,c->a", self.confusion, self.shares)
        return right


class _Readings(NamedTuple):
    """Rows that differ, how often each is there, and which row each unit has."""

    codes: Ints
    times: Floats
    of_unit: Ints


class _Model(NamedTuple):
    """How frequent each label is, each annotator's confusion, and on what weight it rests."""

    shares: Floats
    confusion: Floats
    seen: Floats


def dawid_skene(
    table: Table,
    *,
    readers: Sequence[str] | None = None,
    smoothing: float = 0.0,
    most_rounds: int = MOST_ROUNDS,
    close_enough: float = CLOSE_ENOUGH,
) -> Truth:
    """Estimate true labels and each annotator's confusion by EM, started at each unit's shares of labels.

    Any label may be missing. `readers` names the annotator of each column, so that somebody who read units several
    times has several columns. `smoothing` is added to every count of a confusion: 0 is the published maximum
    likelihood, a little keeps rare labels from being certain. Units with the same labels are worked on once.
    """
    names = tuple(dict.fromkeys(readers or table.annotators))
    if readers is not None and len(readers) != len(table.annotators):
        raise Invalid(
            f"{len(readers)} readers are named for {len(table.annotators)} columns: name one for each column"
        )
    columns = np.array([names.index(name) for name in readers or table.annotators], np.int64)
    reason = _undefined(table)
    if reason:
        return _nothing(table, names, reason)
    readings = _readings(table.codes)
    size = len(table.categories)
    probable = _started(readings, size)
    model = _errors(readings, probable, columns, len(names), smoothing)
    rounds, moved, likelihood = 0, np.inf, -np.inf
    while rounds < most_rounds and moved > close_enough:
        before = probable
        probable, likelihood = _expected(readings, model, columns)
        model = _errors(readings, probable, columns, len(names), smoothing)
        moved = float(np.abs(probable - before).max())
        rounds += 1
    _, likelihood = _expected(readings, model, columns)
    probable = probable[readings.of_unit]
    labelled = table.is_labelled.any(axis=1)
    probable[~labelled] = 0
    labels = np.where(labelled, probable.argmax(axis=1), MISSING).astype(np.int32)
    return Truth(
        table.units,
        names,
        table.categories,
        probable,
        labels,
        *model,
        log_likelihood=likelihood,
        rounds=rounds,
        converged=moved <= close_enough,
        caveat=_caveat(
            moved <= close_enough, rounds, len({*columns[table.is_labelled.any(axis=0)].tolist()})
        ),
    )


def _undefined(table: Table) -> str | None:
    """Say why nothing can be estimated, None if it can."""
    labelled = table.is_labelled
    if not labelled.any():
        return NO_LABELS
    if labelled.any(axis=0).sum() == 1:
        return ONE_ANNOTATOR
    if not (labelled.sum(axis=1) > 1).any():
        return NO_PAIR
    used = table.codes[labelled]
    if (used == used[0]).all():
        return ONE_CATEGORY
    return TOO_MANY if len(table.categories) > MOST_CATEGORIES else None


def _caveat(converged: bool, rounds: int, annotators: int) -> str | None:
    """Say what keeps the estimate from being sound."""
    said = (
        (not converged, f"stopped after {rounds} rounds, before it settled"),
        (annotators <= PAIR, TWO_ONLY),
    )
    return "; ".join(words for applies, words in said if applies) or None


def _nothing(table: Table, names: tuple[str, ...], reason: str) -> Truth:
    """Return the estimate of nothing, with its reason."""
    size, people = min(len(table.categories), MOST_CATEGORIES), len(names)
    return Truth(
        table.units,
        names,
        table.categories,
        np.zeros((len(table.units), size)),
        np.full(len(table.units), MISSING, np.int32),
        np.zeros(size),
        np.zeros((people, size, size)),
        np.zeros((people, size)),
        log_likelihood=None,
        rounds=0,
        converged=False,
        reason=reason,
    )


def _readings(codes: Codes) -> _Readings:
    """Keep each row of labels once."""
    kinds, times, of_unit = distinct(codes.astype(np.float64))
    return _Readings(kinds.astype(np.int64), times.astype(np.float64), of_unit)


def _started(readings: _Readings, size: int) -> Floats:
    """Return each row's shares of labels; an empty row has none."""
    votes = np.zeros((len(readings.codes), size))
    for column in readings.codes.T:
        rows = np.flatnonzero(column >= 0)
        votes[rows, column[rows]] += 1
    total = votes.sum(axis=1, keepdims=True)
    shares: Floats = votes / np.maximum(total, 1)
    return shares


def _errors(readings: _Readings, probable: Floats, columns: Ints, people: int, smoothing: float) -> _Model:
    """Return the shares of labels and the confusions that the probable labels make most likely (eqs 2.3, 2.4)."""
    size = probable.shape[1]
    labelled = (readings.codes >= 0).any(axis=1)
    weight = probable * (readings.times * labelled)[:, None]
    shares = weight.sum(axis=0) / (readings.times @ labelled)
    given = np.zeros((people, size, size))
    for who, column in zip(columns.tolist(), readings.codes.T, strict=True):
        rows = np.flatnonzero(column >= 0)
        for true in range(size):
            given[who, true] += np.bincount(column[rows], weight[rows, true], minlength=size)
    seen = given.sum(axis=2)
    total = seen + smoothing * size
    confusion = (given + smoothing) / np.where(total > 0, total, 1)[:, :, None]
    return _Model(shares, confusion, seen)


def _expected(readings: _Readings, model: _Model, columns: Ints) -> tuple[Floats, float]:
    """Return the probability of each label for every row (eq. 2.5), and the log-likelihood of all labels."""
    with np.errstate(divide="ignore"):
        shares, confusion = np.log(model.shares), np.log(model.confusion)
    log = np.tile(shares, (len(readings.codes), 1))
    for who, column in zip(columns.tolist(), readings.codes.T, strict=True):
        rows = np.flatnonzero(column >= 0)
        log[rows] += confusion[who].T[column[rows]]
    highest = log.max(axis=1, keepdims=True)
    likely = np.exp(log - highest)
    total = likely.sum(axis=1, keepdims=True)
    labelled = (readings.codes >= 0).any(axis=1)
    likelihood = (np.log(total) + highest)[labelled, 0] @ readings.times[labelled]
    probable: Floats = likely / total
    return probable, float(likelihood)
