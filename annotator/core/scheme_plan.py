"""What a change of scheme does to the work there is, worked out and told before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotator.core.scheme import Field, LabelDef, Scheme
from annotator.core.scheme_changes import bumped, find_label
from annotator.core.scheme_ground import Ground, Stock, Wish, label_of
from annotator.core.scheme_maps import Move, SchemeMaps
from annotator.core.scheme_refusals import check
from annotator.errors import BadInput


class What(StrEnum):
    """A kind of difference between two schemes."""

    RENAMED = "renamed"
    MERGED = "merged"
    RETIRED = "retired"
    ADDED = "added"
    REVIVED = "revived"
    DEFINITION = "definition"
    EVIDENCE = "evidence"
    NAME = "name"
    KEY = "key"
    RULES = "rules"
    ORDER = "order"
    LEVEL = "level"
    TYPE = "type"
    REQUIRED = "required"
    FIELD_ADDED = "field added"
    FIELD_RETIRED = "field retired"
    SOURCE_TYPES = "source types"
    HEAD = "head"


SECOND, THIRD = 1, 2
COUNTS_UP = {
    **dict.fromkeys((What.ADDED, What.REVIVED, What.FIELD_ADDED), SECOND),
    **dict.fromkeys((What.NAME, What.KEY, What.RULES, What.HEAD), THIRD),
}
"""Which number of the version a difference counts up: the second for what is new, the third for what has no bearing
on the data, and the first for all others, which change what is asked or what labels are called."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the scheme in force and the next one.

    `path` is a field or FIELD.LABEL, `labels` how many labels that count now it touches, and `again` how many of
    them need another look after it (of a field that is asked for from now on: how many claims have no answer).
    """

    what: What
    path: str
    text: str
    labels: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A change that can be made: from which scheme to which, every difference, and what is written of labels."""

    before: Scheme
    after: Scheme
    differences: tuple[Difference, ...]
    moves: tuple[Move, ...]

    @property
    def version_part(self) -> int:
        """Return which number of the version it counts up, from 0."""
        return min((COUNTS_UP.get(each.what, 0) for each in self.differences), default=THIRD)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "from": _named(self.before),
            "to": _named(self.after),
            "changes": [
                {
                    "what": str(each.what),
                    "path": each.path,
                    "text": each.text,
                    "labels": each.labels,
                    "look_again": each.again,
                }
                for each in self.differences
            ],
            "map": [
                {"field": move.field, "old": move.old, "new": move.new}
                for move in self.moves
                if move.new != move.old
            ],
        }


def _named(scheme: Scheme) -> dict[str, str]:
    return {"name": scheme.name, "version": scheme.version, "hash": scheme.hash}


def plan(maps: SchemeMaps, wish: Wish, stock: Stock) -> Plan:
    """Work out a change; `BadInput` or `NotFound` says what would be lost or mixed up by it."""
    ground = Ground(maps, wish, stock, (*wish.moves, *_gone(maps.scheme, wish), *_same(wish)))
    check(ground)
    found = tuple(_differences(ground))
    if not found:
        raise BadInput(
            "nothing to change",
            why=f"the scheme in force, {maps.scheme.name} {maps.scheme.version}, says all of it already",
        )
    return Plan(maps.scheme, wish.scheme, found, ground.moves)


def _gone(before: Scheme, wish: Wish) -> Iterator[Move]:
    """Yield the retirement of every label that the next scheme lacks and that goes nowhere else."""
    moved = {(each.field, each.old) for each in wish.moves}
    for was in before.fields:
        for label in was.labels:
            if label_of(wish.scheme, was.id, label.id) is None and (was.id, label.id) not in moved:
                yield Move(was.id, label.id, None)


def _same(wish: Wish) -> Iterator[Move]:
    for path in sorted(wish.same):
        if wish.scheme.field(path) is not None:
            yield Move(path, "", "")
        else:
            its, label = find_label(wish.scheme, path)
            yield Move(its.id, label.id, label.id)


def next_version(maps: SchemeMaps, found: Plan) -> str:
    """Return the version of the scheme after: its own if that is new here, else the next one.

    A scheme that was in force before keeps the version it had.
    """
    earlier = [step.scheme for step in maps.steps if step.scheme.hash == found.after.hash]
    if found.after in earlier:
        return found.after.version
    if earlier and found.after.hash != found.before.hash:
        return earlier[-1].version
    taken = {step.scheme.version for step in maps.steps}
    if found.after.version not in taken:
        return found.after.version
    return bumped(found.before.version, found.version_part, lambda each: each not in taken)


# -- every difference


def _differences(ground: Ground) -> Iterator[Difference]:
    yield from _of_head(ground)
    for was in ground.before.fields:
        now = ground.after.field(was.id)
        if now is None:
            yield Difference(What.FIELD_RETIRED, was.id, "is asked no more", ground.touched(was.id)[0])
        else:
            yield from _of_field(ground, was, now)
    for now in ground.after.fields:
        if ground.before.field(now.id) is None:
            again = ground.lacking(now.id) if now.required else 0
            text = "is asked for from now on" if now.required else "can be answered from now on"
            yield Difference(What.FIELD_ADDED, now.id, text, 0, again)
    ids = [each.id for each in ground.after.fields if ground.before.field(each.id)]
    if ids != [each.id for each in ground.before.fields if ground.after.field(each.id)]:
        yield Difference(
            What.ORDER, "fields", f"come as {', '.join(each.id for each in ground.after.fields)}"
        )


def _of_head(ground: Ground) -> Iterator[Difference]:
    before, after = ground.before, ground.after
    for key in ("name", "title", "description", "guideline", "unit"):
        now = getattr(after, key)
        if now != getattr(before, key):
            yield Difference(What.HEAD, f"scheme.{key}", f"becomes {now}" if now else "is taken out")
    if after.version not in {step.scheme.version for step in ground.maps.steps}:
        yield Difference(What.HEAD, "scheme.version", f"becomes {after.version}")
    if before.source_types != after.source_types:
        yield Difference(What.SOURCE_TYPES, "sources.types", _source_types(before, after))


def _source_types(before: Scheme, after: Scheme) -> str:
    was = {kind.id: kind for kind in before.source_types}
    now = {kind.id: kind for kind in after.source_types}
    parts = [f"{id_} is new" for id_ in now if id_ not in was]
    parts += [f"{id_} is taken out" for id_ in was if id_ not in now]
    parts += [f"{id_} is said in other words" for id_ in now if id_ in was and now[id_] != was[id_]]
    return ", ".join(parts) or f"come as {', '.join(now)}"


def _of_field(ground: Ground, was: Field, now: Field) -> Iterator[Difference]:
    labels, again = ground.touched(was.id)
    if was.name != now.name:
        yield Difference(What.NAME, was.id, f"is shown as {now.name!r}", labels)
    if was.type is not now.type:
        yield Difference(What.TYPE, was.id, f"becomes {now.type}", labels)
    if was.level is not now.level:
        yield Difference(What.LEVEL, was.id, f"is measured as {now.level}, no longer {was.level}", labels)
    if was.required is not now.required:
        text = "is asked for from now on" if now.required else "is optional from now on"
        yield Difference(What.REQUIRED, was.id, text, labels, ground.lacking(was.id) if now.required else 0)
    if was.definition != now.definition:
        yield Difference(What.DEFINITION, was.id, "is defined otherwise", labels, again)
    if was.rules != now.rules:
        yield Difference(What.RULES, was.id, "names other rules", labels)
    yield from _of_labels(ground, was, now)
    order = [each.id for each in was.labels if now.label(each.id)]
    if order != [each.id for each in now.labels if was.label(each.id)]:
        yield Difference(What.ORDER, was.id, f"has its labels as {', '.join(now.categories or ())}", labels)


def _of_labels(ground: Ground, was: Field, now: Field) -> Iterator[Difference]:
    moved = {each.old: each.new for each in ground.moves if each.field == was.id and each.old != each.new}
    for label in was.labels:
        path, (labels, again) = f"{was.id}.{label.id}", ground.touched(was.id, label.id)
        if label.id not in moved:
            yield from _of_label(path, label, now.label(label.id) or label, labels, again)
        elif (new := moved[label.id]) is None:
            yield Difference(What.RETIRED, path, "is retired", labels, again)
        elif len(ground.came[was.id, new]) > 1 or was.label(new) is not None:
            yield Difference(What.MERGED, path, f"is merged into {was.id}.{new}", labels, again)
        else:
            yield Difference(What.RENAMED, path, f"is renamed {was.id}.{new}", labels, again)
            yield from _of_label(f"{was.id}.{new}", label, now.label(new) or label, labels, again)
    for label in now.labels:
        if was.label(label.id) is None and (was.id, label.id) not in ground.came:
            path = f"{now.id}.{label.id}"
            if any(label_of(step.scheme, now.id, label.id) for step in ground.maps.steps):
                yield Difference(What.REVIVED, path, "is back", ground.revived(now.id, label.id))
            else:
                yield Difference(What.ADDED, path, "is new")


def _of_label(path: str, was: LabelDef, now: LabelDef, labels: int, again: int) -> Iterator[Difference]:
    if was.name != now.name:
        yield Difference(What.NAME, path, f"is shown as {now.name!r}", labels)
    if was.key != now.key:
        yield Difference(What.KEY, path, f"has the key {now.key}" if now.key else "has no key", labels)
    if was.definition != now.definition:
        yield Difference(What.DEFINITION, path, "is defined otherwise", labels, again)
    if was.evidence != now.evidence:
        asked = ", ".join(f"{kind} = {count}" for kind, count in now.evidence) or "none"
        yield Difference(What.EVIDENCE, path, f"calls for evidence: {asked}", labels)
    if was.rules != now.rules:
        yield Difference(What.RULES, path, "names other rules", labels)
