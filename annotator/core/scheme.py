"""A label scheme as data: which fields are asked, which labels they take, when evidence is due.

Read from TOML. Two schemes with the same hash mean the same; keys, names and prose may differ.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotator.core.ids import content_id
from annotator.errors import BadScheme

LONGEST = 2_000_000
"""Characters of a scheme's file; reading many more would take minutes."""

ANY_EVIDENCE = "any"
EVIDENCE_KINDS = ("supports", "refutes", "context", "nothing_found", ANY_EVIDENCE)


class FieldType(StrEnum):
    """What a field holds: a source, one label, or several labels."""

    SOURCE = "source"
    CHOICE = "choice"
    CHOICES = "choices"


class Level(StrEnum):
    """Measurement level (Stevens 1946): nominal labels have no order, ordinal ones do."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"


class ClaimUnit(StrEnum):
    """What is annotated: spans marked freely in articles, or statements given whole."""

    SPAN = "span"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class LabelDef:
    """A label: its id in the data, its name and key on screen, its meaning, the evidence it calls for."""

    id: str
    name: str
    key: str = ""
    definition: str = ""
    rules: tuple[str, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A question asked of every claim."""

    id: str
    name: str
    type: FieldType
    level: Level
    required: bool
    definition: str
    labels: tuple[LabelDef, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[str, ...] | None:
        """Return the label ids in their declared order; nothing for sources, which are an open set."""
        return None if self.type is FieldType.SOURCE else tuple(label.id for label in self.labels)

    def label(self, label_id: str) -> LabelDef | None:
        """Return the label of that id, if the field has it."""
        return next((label for label in self.labels if label.id == label_id), None)


@dataclass(frozen=True, slots=True)
class SourceType:
    """A kind of source."""

    id: str
    name: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A complete label set with its hash over all that carries meaning."""

    name: str
    version: str
    title: str
    description: str
    guideline: str
    unit: ClaimUnit
    source_types: tuple[SourceType, ...]
    fields: tuple[Field, ...]
    body: str
    hash: str

    def field(self, field_id: str) -> Field | None:
        """Return the field of that id, if the scheme has it."""
        return next((field for field in self.fields if field.id == field_id), None)

    def by_key(self, key: str) -> tuple[Field, LabelDef] | None:
        """Return the field and label that a key sets."""
        for field in self.fields:
            for label in field.labels:
                if key and label.key == key:
                    return field, label
        return None


def parse_scheme(body: str, where: str) -> Scheme:
    """Read a scheme from TOML text; `where` names the file in what `BadScheme` says."""
    if len(body) > LONGEST:
        raise BadScheme(
            "the scheme is too long",
            where=where,
            why=f"it has {len(body):,} characters, more than {LONGEST:,}",
        )
    try:
        data = tomllib.loads(body.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as problem:
        # Besides its own error the parser lets out those of endless numbers and endless nesting.
        raise BadScheme("not valid TOML", where=where, why=str(problem), do="mend that line") from problem
    return _Reader(where).scheme(data, body)


_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.md")
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]*")
_KINDS: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    int: "a whole number",
}


class _Reader:
    """Walks the TOML with the path of keys at hand, so that each message can name the key it is about."""

    def __init__(self, where: str) -> None:
        self.where = where

    def fail(self, key: str, why: str, do: str = "") -> BadScheme:
        return BadScheme(f"the scheme can't be used: {key}", where=self.where, why=why, do=do)

    def get(self, table: Mapping[str, Any], path: str, key: str, kind: type, default: Any = None) -> Any:
        here = f"{path}.{key}" if path else key
        value = table.get(key, default)
        if value is None:
            raise self.fail(here, "it is missing", f"add {key} = … there")
        if type(value) is not kind:
            raise self.fail(here, f"it must be {_KINDS[kind]}, not {value!r}")
        if kind is str and default is None and not str(value).strip():
            raise self.fail(here, "it is empty")
        return value

    def word(self, table: Mapping[str, Any], path: str, key: str, pattern: re.Pattern[str]) -> str:
        value: str = self.get(table, path, key, str)
        if not pattern.fullmatch(value):
            raise self.fail(f"{path}.{key}", f"{value!r} must match {pattern.pattern}")
        return value

    def choice(self, table: Mapping[str, Any], path: str, key: str, kind: type[StrEnum], default: str) -> str:
        value = self.get(table, path, key, str, str(default))
        if value not in list(kind):
            raise self.fail(f"{path}.{key}", f"{value!r} is none of {', '.join(kind)}")
        return str(value)

    def known(self, table: Mapping[str, Any], path: str, keys: str) -> None:
        for key in table:
            if key not in keys.split():
                raise self.fail(
                    f"{path}.{key}" if path else key, f"no such key; known here: {', '.join(keys.split())}"
                )

    def tables(
        self, table: Mapping[str, Any], path: str, key: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for number, entry in enumerate(self.get(table, path, key, list, []), 1):
            here = f"{path}.{key}[{number}]" if path else f"{key}[{number}]"
            if not isinstance(entry, dict):
                raise self.fail(here, f"it must be a table, not {entry!r}")
            yield f"{here} ({entry['id']})" if "id" in entry else here, entry

    def strings(self, table: Mapping[str, Any], path: str, key: str) -> tuple[str, ...]:
        values = self.get(table, path, key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.fail(f"{path}.{key}", "it must be a list of text")
        return tuple(values)

    def scheme(self, data: Mapping[str, Any], body: str) -> Scheme:
        self.known(data, "", "scheme sources fields")
        head = self.get(data, "", "scheme", dict)
        self.known(head, "scheme", "name version title description guideline unit")
        sources = self.get(data, "", "sources", dict, {})
        self.known(sources, "sources", "types")
        types = tuple(
            self.source_type(entry, path) for path, entry in self.tables(sources, "sources", "types")
        )
        fields = tuple(self.field(entry, path) for path, entry in self.tables(data, "", "fields"))
        self.check(fields, types)
        unit = ClaimUnit(self.choice(head, "scheme", "unit", ClaimUnit, ClaimUnit.SPAN))
        return Scheme(
            name=self.word(head, "scheme", "name", _NAME),
            version=self.get(head, "scheme", "version", str),
            title=self.get(head, "scheme", "title", str),
            description=self.get(head, "scheme", "description", str, ""),
            guideline=self.guideline(head),
            unit=unit,
            source_types=types,
            fields=fields,
            body=body,
            hash=_meaning_hash(unit, fields, types),
        )

    def guideline(self, head: Mapping[str, Any]) -> str:
        """Read the name of the guideline: a file among the shipped ones, never a path that leads elsewhere."""
        name: str = self.get(head, "scheme", "guideline", str, "")
        if name and not _FILE.fullmatch(name):
            raise self.fail(
                "scheme.guideline", f"{name!r} is no plain file name", "name a .md file without a folder"
            )
        return name

    def source_type(self, entry: Mapping[str, Any], path: str) -> SourceType:
        self.known(entry, path, "id name definition")
        return SourceType(
            self.word(entry, path, "id", _ID),
            self.get(entry, path, "name", str),
            self.get(entry, path, "definition", str, ""),
        )

    def field(self, entry: Mapping[str, Any], path: str) -> Field:
        self.known(entry, path, "id name type level required definition rules labels")
        return Field(
            id=self.word(entry, path, "id", _ID),
            name=self.get(entry, path, "name", str),
            type=FieldType(self.choice(entry, path, "type", FieldType, FieldType.CHOICE)),
            level=Level(self.choice(entry, path, "level", Level, Level.NOMINAL)),
            required=self.get(entry, path, "required", bool, False),
            definition=self.get(entry, path, "definition", str, ""),
            labels=tuple(self.label(label, here) for here, label in self.tables(entry, path, "labels")),
            rules=self.strings(entry, path, "rules"),
        )

    def label(self, entry: Mapping[str, Any], path: str) -> LabelDef:
        self.known(entry, path, "id name key definition rules evidence")
        evidence = self.get(entry, path, "evidence", dict, {})
        for kind, count in evidence.items():
            if kind not in EVIDENCE_KINDS or type(count) is not int or count < 1:
                raise self.fail(
                    f"{path}.evidence.{kind}",
                    f"evidence takes {', '.join(EVIDENCE_KINDS)} with a count of 1 or more",
                )
        return LabelDef(
            id=self.word(entry, path, "id", _ID),
            name=self.get(entry, path, "name", str),
            key=self.get(entry, path, "key", str, ""),
            definition=self.get(entry, path, "definition", str, ""),
            rules=self.strings(entry, path, "rules"),
            evidence=tuple(sorted(evidence.items())),
        )

    def check(self, fields: tuple[Field, ...], types: tuple[SourceType, ...]) -> None:
        if not fields:
            raise self.fail("fields", "it has no field", "add at least one [[fields]]")
        self.unique("fields", [field.id for field in fields])
        self.unique("sources.types", [kind.id for kind in types])
        for field in fields:
            self.unique(f"fields ({field.id}).labels", [label.id for label in field.labels])
            if (field.type is FieldType.SOURCE) == bool(field.labels):
                raise self.fail(
                    f"fields ({field.id}).labels",
                    "a source field takes no labels" if field.labels else "a field of choices needs labels",
                )
            if field.type is FieldType.SOURCE and not types:
                raise self.fail(
                    "sources.types", f"the field {field.id!r} holds sources, and no type of source is listed"
                )
        self.check_keys(fields)

    def unique(self, path: str, ids: list[str]) -> None:
        for entry, times in Counter(ids).items():
            if times > 1:
                raise self.fail(path, f"the id {entry!r} is there {times} times", "give each its own")

    def check_keys(self, fields: tuple[Field, ...]) -> None:
        taken: dict[str, str] = {}
        for field in fields:
            for label in field.labels:
                name = f"{field.id}.{label.id}"
                if label.key and not (len(label.key) == 1 and "a" <= label.key <= "z"):
                    raise self.fail(
                        f"{name}.key",
                        f"{label.key!r} is not one lower-case letter a to z",
                        "digits and punctuation belong to sources and moving about",
                    )
                if label.key and taken.setdefault(label.key, name) != name:
                    raise self.fail(
                        f"{name}.key",
                        f"the key {label.key!r} already sets {taken[label.key]}",
                        "give one of the two another letter",
                    )


def _meaning_hash(unit: ClaimUnit, fields: tuple[Field, ...], types: tuple[SourceType, ...]) -> str:
    meaning = {
        "unit": unit,
        "fields": [
            {
                "id": field.id,
                "type": field.type,
                "level": field.level,
                "required": field.required,
                "definition": field.definition,
                "labels": [[label.id, label.definition, label.evidence] for label in field.labels],
            }
            for field in fields
        ],
        "source_types": [[kind.id, kind.definition] for kind in types],
    }
    return content_id("scheme", json.dumps(meaning, sort_keys=True, ensure_ascii=False))
