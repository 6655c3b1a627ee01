"""Fields and labels as other people's files name them: by id or by name, of the scheme in force or an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from annotator.core.ids import fold
from annotator.core.scheme import Field, FieldType, LabelDef
from annotator.core.scheme_maps import SchemeMaps
from annotator.errors import NotFound

Named = TypeVar("Named", Field, LabelDef)

SHOWN = 12
"""How many labels a message lists at most."""


def field_said(maps: SchemeMaps, said: str) -> Field:
    """Return the field of the scheme in force that goes by an id or name; `NotFound` lists those there are."""
    fields = maps.scheme.fields
    found = _by_word(fields, said)
    if found is None:
        raise NotFound(
            f"the scheme {maps.scheme.name} has no field {said!r}",
            why=f"known: {_listed(fields)}",
            do="name one of these",
        )
    return found


def label_said(maps: SchemeMaps, field: Field, said: str, from_hash: str = "") -> str:
    """Return the present id of a label that goes by an id or name.

    It is taken as one of the scheme with the hash `from_hash` where that is named and known; otherwise as one of the
    scheme in force, and failing that of the latest earlier one that has it, read through the maps. Raises `NotFound`
    when no scheme has it, or when nothing stands for it any more.
    """
    steps = [step.scheme for step in reversed(maps.steps)]
    named = [scheme for scheme in steps if scheme.hash == from_hash][:1]
    for scheme in named or steps:
        asked = scheme.field(field.id)
        label = None if asked is None else _by_word(asked.labels, said)
        if label is None:
            continue
        present = maps.map_label(field.id, label.id, scheme.hash)
        if present is None:
            raise NotFound(
                f"{field.id} has no label {said!r} any more",
                why="it was retired from the scheme",
                do=f"choose one of {_listed(field.labels)}",
            )
        return present
    raise NotFound(
        f"{field.id} has no label {said!r}",
        why=f"known: {_listed(field.labels)}",
        do="write its id or its name",
    )


def takes_several(field: Field) -> bool:
    """Tell whether a claim may have several labels of a field."""
    return field.type is FieldType.CHOICES


def _by_word(among: Iterable[Named], said: str) -> Named | None:
    """Find what goes by an id; failing that by one spelled otherwise, or by a name."""
    listed = tuple(among)
    word = _word(said)
    by_id = next((each for each in listed if each.id == said), None)
    return by_id or next((each for each in listed if word in (_word(each.id), _word(each.name))), None)


def _word(said: str) -> str:
    return fold(said.replace("_", " "))


def _listed(among: Iterable[Field] | Iterable[LabelDef]) -> str:
    ids = [each.id for each in among]
    return ", ".join(ids[:SHOWN]) + (" …" if len(ids) > SHOWN else "")
