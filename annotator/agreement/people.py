"""Who agrees with the others, and who labels unlike them: each annotator's use of labels, and each against the rest.

"Against the rest" has two meanings in print, so both are here under names of their own: against the majority of the
others (leave-one-out; a tie among them counts for nothing), and the mean over the pairs one is part of. What the
whole loses or gains without somebody is the third thing to know. Use of labels beside agreement is what Byrt, Bishop
& Carlin (1993) ask for: bias is a difference of use on the same units, prevalence the use itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.coefficients import Coefficient
from annotator.agreement.estimate import MOST_SUMS, Estimate, Figure, Floats, undefined
from annotator.agreement.intervals import Clustered
from annotator.agreement.scored import scored, with_closed_form
from annotator.agreement.table import MISSING, Codes, Table
from annotator.agreement.truth import Majority, majority

REST = "the others' majority"
NO_PAIR_DEFINED = "the coefficient is undefined with every other annotator"


@dataclass(frozen=True, slots=True)
class Use:
    """How one annotator uses a category: in all, and beside the others on units they labelled too.

    `bias` is `share` less `others`, both on those shared units; None where there are none.
    """

    category: str
    n: int
    prevalence: float | None
    share: float | None
    others: float | None

    @property
    def bias(self) -> float | None:
        """Return how much more often this annotator gives the label than the others do to the same units."""
        return None if self.share is None or self.others is None else self.share - self.others


@dataclass(frozen=True, slots=True)
class AgainstRest:
    """One annotator beside the others.

    `with_majority` is a coefficient between the annotator and the majority of the others, on units where these are
    not tied (`tied` says on how many they are); `mean_pair` the mean of the coefficient over the pairs the annotator
    is part of, `pairs` of which are defined. `without` is the coefficient of all others, `change` that less the
    coefficient of all: above 0, the others agree better without this annotator.
    """

    annotator: str
    n_labels: int
    with_majority: Figure
    tied: int
    mean_pair: Figure
    pairs: int
    without: Figure
    change: Figure


def use_of_labels(table: Table) -> dict[str, tuple[Use, ...]]:
    """Return each annotator's use of every category, in the scheme's order."""
    return {who: _use(table, column) for column, who in enumerate(table.annotators)}


def _use(table: Table, column: int) -> tuple[Use, ...]:
    size = len(table.categories)
    own = table.codes[:, column]
    rest = np.delete(table.codes, column, axis=1)
    shared = (own != MISSING) & (rest != MISSING).any(axis=1)
    n, share = (np.bincount(codes, minlength=size) for codes in (own[own != MISSING], own[shared]))
    others, together = _shares_by_unit(rest[shared], size), int(shared.sum())
    return tuple(
        Use(
            category,
            int(n[code]),
            _part(n[code], n.sum()),
            _part(share[code], together),
            _part(others[code], together),
        )
        for code, category in enumerate(table.categories)
    )


def _shares_by_unit(codes: Codes, size: int) -> Floats:
    """Add up, over units, the share of each category among a unit's labels, so that every unit weighs the same."""
    labelled = codes != MISSING
    rows, _ = np.nonzero(labelled)
    weights = 1 / labelled.sum(axis=1)[rows]
    return np.bincount(codes[labelled], weights, minlength=size).astype(np.float64)


def _part(count: float, whole: float) -> float | None:
    return float(count / whole) if whole else None


def against_rest(
    table: Table, clustered: Clustered, *, whole: Coefficient, pair: Coefficient
) -> tuple[AgainstRest, ...]:
    """Compare every annotator with the others; `whole` scores all of them, `pair` two."""
    everybody = whole.function(table, clustered.groups)
    found = []
    for who in table.annotators:
        rest = without(table, who)
        others = whole.function(rest, clustered.groups)
        labelled = table.is_labelled[:, table.annotators.index(who)]
        voted = majority(rest)
        beside = with_majority(table, who, voted)
        each = [pair.function(table.pair(who, other), clustered.groups) for other in rest.annotators]
        defined = [estimate for estimate in each if estimate.value is not None]
        found.append(
            AgainstRest(
                who,
                n_labels=int(labelled.sum()),
                with_majority=scored(pair, beside, clustered),
                tied=int((voted.tied & labelled).sum()),
                mean_pair=clustered.figure(mean(defined, int(labelled.sum()))),
                pairs=len(defined),
                without=with_closed_form(clustered.figure(others), whole.id, rest),
                change=clustered.figure(difference(others, everybody)),
            )
        )
    return tuple(found)


def with_majority(table: Table, who: str, voted: Majority) -> Table:
    """Return the table of one annotator beside the majority of the others, without labels where these are tied."""
    own = table.codes[:, table.annotators.index(who)]
    return replace(table, annotators=(who, REST), codes=np.column_stack([own, voted.labels]))


def without(table: Table, who: str) -> Table:
    """Return the table of the other annotators."""
    keep = [column for column, name in enumerate(table.annotators) if name != who]
    return replace(
        table,
        annotators=tuple(table.annotators[column] for column in keep),
        codes=table.codes[:, keep],
    )


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Estimate how much greater one is than the other, both over the same groups.

    Each resample draws for both at once, so the interval is that of the difference and not of two figures apart.
    """
    reason = one.reason or other.reason
    if reason:
        return undefined(reason, min(one.n, other.n))
    return _combined((one, other), min(one.n, other.n), lambda values: values[0] - values[1])


def mean(estimates: Sequence[Estimate], n: int) -> Estimate:
    """Estimate the mean of several defined estimates over the same groups, for which each resample draws at once."""
    if not estimates:
        return undefined(NO_PAIR_DEFINED, n)
    return _combined(estimates, n, lambda values: np.mean(values, axis=0))


def _combined(estimates: Sequence[Estimate], n: int, how: Callable[[Sequence[Floats]], Floats]) -> Estimate:
    """Put the sums of estimates side by side, and their values together."""
    # Where one has no sums by group, neither has what is made of all.
    is_whole = (
        any(each.is_whole for each in estimates) or sum(each.sums.size for each in estimates) > MOST_SUMS
    )
    parts = [each.sums.sum(axis=0, keepdims=True) if is_whole else each.sums for each in estimates]
    size = max(map(len, parts))
    parts = [np.pad(part, ((0, size - len(part)), (0, 0))) for part in parts]
    ends = np.cumsum([part.shape[1] for part in parts])[:-1]

    def formula(totals: Floats) -> Floats:
        pieces = np.split(totals, ends, axis=-1)
        return np.asarray(
            how([each.formula(piece) for each, piece in zip(estimates, pieces, strict=True)]), np.float64
        )

    return Estimate(np.column_stack(parts), formula, n, is_whole=is_whole)
