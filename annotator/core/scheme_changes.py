"""A change of a scheme as a value: given a scheme, the scheme after it and what becomes of the labels there are.

The author's own TOML is kept around the change as far as it can be followed (`scheme_toml`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotator.core.scheme import Field, FieldType, LabelDef, Scheme
from annotator.core.scheme_maps import Move
from annotator.core.scheme_toml import Rewritten, rewritten
from annotator.errors import BadInput, NotFound

CHANGED = "the changed scheme"
"""Stands where a file's name does, in what is said of a scheme that no file holds yet."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The scheme after a change and what became of labels; `as_written` is whether the author's text was kept."""

    scheme: Scheme
    moves: tuple[Move, ...]
    as_written: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What is newly said of a label; nothing where it stays as it is, or empty where there is none."""

    name: str | None = None
    key: str | None = None
    definition: str | None = None
    evidence: tuple[tuple[str, int], ...] | None = None
    rules: tuple[str, ...] | None = None

    def of(self, label: LabelDef) -> LabelDef:
        """Return a label with it."""
        said = {each: getattr(self, each) for each in self.__slots__}
        return replace(label, **{each: value for each, value in said.items() if value is not None})


def rename(scheme: Scheme, path: str, new_id: str, said: Said) -> Changed:
    """Give a label another id, and whatever else is said of it."""
    field, label = find_label(scheme, path)
    if new_id != label.id and field.label(new_id) is not None:
        raise BadInput(
            f"{field.id} already has a label {new_id!r}",
            why="two labels can't go by one id",
            do=f"to count both as one: annotator scheme merge {path} --into {field.id}.{new_id}",
        )
    after = said.of(replace(label, id=new_id))
    if after == label:
        raise BadInput(f"nothing to change: {path} is called that already")
    labels = tuple(after if each is label else each for each in field.labels)
    moves = (Move(field.id, label.id, new_id),) if new_id != label.id else ()
    return _changed(scheme, field, labels, moves)


def add(scheme: Scheme, path: str, said: Said) -> Changed:
    """Add a label at the end of its field."""
    field, id_ = _split(scheme, path)
    if field.label(id_) is not None:
        raise BadInput(f"{field.id} already has a label {id_!r}", do="choose another id")
    if field.type is FieldType.SOURCE:
        raise BadInput(f"{field.id} takes sources, and no labels", do="name another field")
    if not said.name or not said.definition:
        what = "name" if not said.name else "definition"
        raise BadInput(f"{path} needs a {what}", do=f"say it with --{what} TEXT")
    return _changed(scheme, field, (*field.labels, said.of(LabelDef(id_, id_))), ())


def merge(scheme: Scheme, paths: Iterable[str], into: str, said: Said) -> Changed:
    """Count several labels of one field as one: one of the field's labels, or a new one in the place of the first."""
    field, id_ = _split(scheme, into)
    merged: list[LabelDef] = []
    for path in dict.fromkeys(paths):
        its, label = find_label(scheme, path)
        if its is not field:
            raise BadInput(
                f"{path} is no label of {field.id}",
                why="only labels of one field can be merged",
                do="name labels of the field they are merged in",
            )
        merged += [label] if label.id != id_ else []
    if not merged:
        raise BadInput("nothing to change: a label merged into itself is what it was")
    target = field.label(id_)
    if target is None:
        if not said.name or not said.definition:
            raise BadInput(
                f"{into} is no label yet, and needs a name and a definition",
                do="say them with --name TEXT --definition TEXT, or name a label there is",
            )
        # What all of them asked for, the one that takes their place asks for too.
        asked = dict(merged[0].evidence)
        for each in merged[1:]:
            there = dict(each.evidence)
            asked = {kind: min(n, there[kind]) for kind, n in asked.items() if kind in there}
        target = LabelDef(
            id_, id_, merged[0].key, rules=merged[0].rules, evidence=tuple(sorted(asked.items()))
        )
        place = merged[0]
    else:
        place = target
    after = said.of(target)
    labels = tuple(
        after if each is place else each for each in field.labels if each is place or each not in merged
    )
    return _changed(scheme, field, labels, tuple(Move(field.id, each.id, id_) for each in merged))


def retire(scheme: Scheme, paths: Iterable[str]) -> Changed:
    """Offer labels no more; where they were given they stay, marked as retired."""
    changed = Changed(scheme, ())
    named = [(path, *find_label(scheme, path)) for path in dict.fromkeys(paths)]
    for path, was, label in named:
        field = next(each for each in changed.scheme.fields if each.id == was.id)
        labels = tuple(each for each in field.labels if each != label)
        if not labels:
            raise BadInput(
                f"{path} is the last label of {field.id}",
                why="a field of choices needs labels",
                do="take the whole field out of the scheme's file: annotator scheme apply FILE --retire "
                + field.id,
            )
        step = _changed(changed.scheme, field, labels, (Move(field.id, label.id, None),))
        changed = Changed(step.scheme, (*changed.moves, *step.moves), changed.as_written and step.as_written)
    return changed


def _changed(scheme: Scheme, field: Field, labels: tuple[LabelDef, ...], moves: tuple[Move, ...]) -> Changed:
    after = replace(
        scheme,
        fields=tuple(replace(each, labels=labels) if each is field else each for each in scheme.fields),
    )
    came_from: dict[tuple[str, str], str] = {}
    for move in moves:
        if move.new is not None and field.label(move.new) is None:
            came_from.setdefault((move.field, move.new), move.old)
    found: Rewritten = rewritten(scheme, after, came_from, CHANGED)
    return Changed(found.scheme, moves, found.as_written)


# -- what a person names


def find_label(scheme: Scheme, path: str) -> tuple[Field, LabelDef]:
    """Return the field and label that FIELD.LABEL names; `NotFound` lists what there is."""
    field, id_ = _split(scheme, path)
    label = field.label(id_)
    if label is None:
        raise no_label(field, id_)
    return field, label


def no_label(field: Field, id_: str) -> NotFound:
    """Return what to raise when a field has no label of that id."""
    if field.type is FieldType.SOURCE:
        return NotFound(f"{field.id} has no labels", why="it takes sources", do="name another field")
    return NotFound(
        f"{field.id} has no label {id_!r}",
        why=f"its labels: {', '.join(label.id for label in field.labels)}",
        do="name one of these",
    )


def no_field(scheme: Scheme, id_: str) -> NotFound:
    """Return what to raise when a scheme has no field of that id."""
    return NotFound(
        f"the scheme {scheme.name} has no field {id_!r}",
        why=f"its fields: {', '.join(field.id for field in scheme.fields)}",
        do="name one of these",
    )


def _split(scheme: Scheme, path: str) -> tuple[Field, str]:
    # An id may hold dots itself, so the longest field that fits is meant.
    fitting = [field for field in scheme.fields if path.startswith(field.id + ".")]
    if not fitting:
        if "." not in path:
            raise BadInput(f"{path!r} names no label", do="write it as FIELD.LABEL, such as stance.neutral")
        raise no_field(scheme, path.partition(".")[0])
    field = max(fitting, key=lambda each: len(each.id))
    return field, path.removeprefix(field.id + ".")


# -- versions

_NUMBERS = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_LONGEST = 9
"""Digits of a number in a version that is still counted up."""


def bumped(version: str, part: int, is_free: Callable[[str], bool]) -> str:
    """Return the next version that is free, counting up its first, second or third number (part 0, 1, 2).

    >>> bumped("1.0.0", 1, lambda _: True), bumped("1", 0, lambda _: True), bumped("draft", 1, lambda _: True)
    ('1.1.0', '2', 'draft.1')
    """
    found = _NUMBERS.fullmatch(version)
    numbers = [int(each) for each in found.groups() if each is not None] if found else []
    if not numbers or max(map(len, map(str, numbers))) > _LONGEST:
        return next(name for n in range(1, 10**6) if is_free(name := f"{version}.{n}"))
    while len(numbers) <= part:
        numbers.append(0)
    numbers[part + 1 :] = [0] * len(numbers[part + 1 :])
    while True:
        numbers[part] += 1
        name = ".".join(map(str, numbers))
        if is_free(name):
            return name
