"""One field's figures from its table: the same whether the labels come from marks or from somebody's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from annotator.agreement.categories import BY_CATEGORY, categories_of
from annotator.agreement.categories import against_rest as as_two
from annotator.agreement.coefficients import (
    COEFFICIENTS,
    PAIR,
    PERCENT,
    Ints,
    coefficients_for,
)
from annotator.agreement.confusions import confusions
from annotator.agreement.costly import costliest
from annotator.agreement.intervals import Clustered
from annotator.agreement.model import (
    CostlyItem,
    Disagreement,
    Estimated,
    Estimates,
    FieldReport,
    PairKappa,
    Scored,
    Used,
    Variant,
)
from annotator.agreement.over_time import OverTime, Times, by_version, by_week
from annotator.agreement.people import AgainstRest, against_rest, use_of_labels
from annotator.agreement.scored import scored, with_closed_form
from annotator.agreement.table import MISSING, FieldSpec, Table
from annotator.agreement.truth import dawid_skene

KAPPA, ALPHA = COEFFICIENTS["cohen_kappa"], COEFFICIENTS["alpha"]

MOST_SCORED = 30
"""How many categories are scored one by one: of hundreds of sources most are used once."""

MOST_COSTLY = 20

List = Callable[[int], Disagreement]
"""Makes the entry of a list for the unit at that place of the table."""


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What is known of labels beside what they say; arrays have the table's shape.

    `unmarked` is the table in which "not marked" is a label too, `suggested` tells the labels that the program had
    offered, `unproven` those that lack evidence they call for, and `versions` holds places in `version_names`.
    `as_given` is the table before sources were merged, with how many labels were others then.
    """

    unmarked: Table | None = None
    suggested: npt.NDArray[np.bool_] | None = None
    unproven: npt.NDArray[np.bool_] | None = None
    times: Times | None = None
    versions: Ints | None = None
    version_names: Sequence[str] = ()
    as_given: tuple[Table, int] | None = None


def field_report(
    table: Table, spec: FieldSpec, drawn: Clustered, disagreement: List, known: Circumstances
) -> FieldReport:
    """Score one field."""
    labelled = table.is_labelled
    used = _used(table, spec)
    disputed = {place: disagreement(place) for place in _disputed(table)}
    return FieldReport(
        id=spec.id,
        level=spec.level,
        categories=table.categories,
        n_items=int(labelled.any(axis=1).sum()),
        n_labels=int(labelled.sum()),
        n_annotators=int(labelled.any(axis=0).sum()),
        percent_agreement=scored(PERCENT, table, drawn),
        coefficients={each.id: scored(each, table, drawn) for each in coefficients_for(table)},
        pairwise=tuple(
            PairKappa(a, b, scored(KAPPA, table.pair(a, b), drawn))
            for a, b in combinations(table.annotators, 2)
        ),
        used=used,
        disagreements=tuple(disputed.values()),
        confusion=confusions(table),
        with_unmarked=None if known.unmarked is None else _with_unmarked(known.unmarked, drawn),
        without_unproven=None if known.unproven is None else _without(table, known.unproven, drawn),
        without_suggested=None if known.suggested is None else _without(table, known.suggested, drawn),
        before_merging=None
        if known.as_given is None
        else Variant(
            known.as_given[1],
            scored(PERCENT, known.as_given[0], drawn),
            scored(ALPHA, known.as_given[0], drawn),
        ),
        categories_scored=_scored(table, spec, drawn),
        uses=use_of_labels(table),
        against_rest=_against_rest(table, drawn),
        estimates=_estimates(table),
        costliest=tuple(
            CostlyItem(each.share, each.without, disputed[each.place])
            for each in costliest(table, ALPHA, most=MOST_COSTLY)
        ),
        weeks=None if known.times is None else _if_several(by_week(table, known.times, ALPHA, drawn)),
        versions=None
        if known.versions is None
        else _if_several(by_version(table, known.versions, known.version_names, ALPHA, drawn)),
    )


def _used(table: Table, spec: FieldSpec) -> tuple[Used, ...]:
    """Count the use of every category by every annotator."""
    size = len(table.categories)
    columns = [np.bincount(column[column >= 0], minlength=size).tolist() for column in table.codes.T]
    return tuple(
        Used(
            category,
            spec.shown_category(category),
            sum(column[place] for column in columns),
            tuple((who, column[place]) for who, column in zip(table.annotators, columns, strict=True)),
        )
        for place, category in enumerate(table.categories)
    )


def _scored(table: Table, spec: FieldSpec, drawn: Clustered) -> tuple[Scored, ...]:
    """Score the categories that are used most, in the order of the scheme."""
    names = categories_of(table)
    held = table.sets or tuple(frozenset({name}) for name in table.categories)
    times = np.bincount(table.codes[table.is_labelled], minlength=len(table.categories))
    use = {name: sum(int(n) for n, each in zip(times, held, strict=True) if name in each) for name in names}
    most = {name for name in sorted(names, key=lambda name: -use[name])[:MOST_SCORED] if use[name]}
    return tuple(
        Scored(
            name,
            spec.shown_category(name),
            {
                each.id: with_closed_form(
                    drawn.figure(each.function(table, drawn.groups, name)), each.id, as_two(table, name)
                )
                for each in BY_CATEGORY.values()
            },
        )
        for name in names
        if name in most
    )


def _disputed(table: Table) -> list[int]:
    """Return the places of the units with two different labels, in their order."""
    highest = table.codes.max(axis=1, initial=-1)
    lowest = np.where(table.is_labelled, table.codes, highest[:, None]).min(axis=1, initial=2**31 - 1)
    places: list[int] = np.flatnonzero(lowest < highest).tolist()
    return places


def _with_unmarked(table: Table, drawn: Clustered) -> Variant | None:
    """Score the table that has "not marked" as its last category; None if nobody left a claim unmarked."""
    count = int((table.codes == len(table.categories) - 1).sum())
    return Variant(count, scored(PERCENT, table, drawn), scored(ALPHA, table, drawn)) if count else None


def _without(table: Table, chosen: npt.NDArray[np.bool_], drawn: Clustered) -> Variant | None:
    """Score the table without the chosen labels; None if none is chosen."""
    count = int((chosen & table.is_labelled).sum())
    if not count:
        return None
    rest = replace(table, codes=np.where(chosen, np.int32(MISSING), table.codes))
    return Variant(count, scored(PERCENT, rest, drawn), scored(ALPHA, rest, drawn))


def _against_rest(table: Table, drawn: Clustered) -> tuple[AgainstRest, ...]:
    """Compare each with the others where there are others; of two, each is the other's rest."""
    if len(table.annotators) <= PAIR:
        return ()
    return against_rest(table, drawn, whole=ALPHA, pair=KAPPA)


def _estimates(table: Table) -> Estimates:
    """Return Dawid & Skene's estimates as plain numbers."""
    found = dawid_skene(table)
    if found.reason:
        return Estimates((), (), (), (), found.reason, found.caveat)
    people = zip(
        found.annotators, found.accuracy.tolist(), found.confusion.tolist(), found.seen.tolist(), strict=True
    )
    paired = np.flatnonzero(table.is_labelled.sum(axis=1) > 1)
    best = found.probable.max(axis=1)
    return Estimates(
        found.categories,
        tuple(found.shares.tolist()),
        tuple(
            Estimated(who, right, tuple(map(tuple, rows)), tuple(seen)) for who, right, rows, seen in people
        ),
        tuple(
            (table.units[place], found.categories[found.labels[place]], float(best[place]))
            for place in paired.tolist()
        ),
        caveat=found.caveat,
    )


def _if_several(found: OverTime) -> OverTime | None:
    return found if len(found.periods) > 1 else None
