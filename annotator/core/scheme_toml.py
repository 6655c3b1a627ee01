"""A scheme as TOML text: written out whole, or an author's own text edited with its comments and order kept.

Editing goes by lines and is checked by reading the result; where an author's text is laid out in a way that the
editor can't follow, the scheme is written out anew, without the comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from annotator.core.scheme import Field, LabelDef, Scheme, SourceType, parse_scheme
from annotator.errors import BadScheme

INDENT = "  "


def written(scheme: Scheme) -> str:
    """Return the TOML of a scheme in the house's own layout, which reads back as the same scheme."""
    blocks = [_head(scheme)]
    if scheme.source_types:
        blocks.append(_types(scheme.source_types))
    for field in scheme.fields:
        blocks.append("\n".join(("[[fields]]", *_field(field))))
        blocks += ["\n".join(label_lines(label)) for label in field.labels]
    return "\n\n".join(blocks) + "\n"


def _head(scheme: Scheme) -> str:
    lines = [
        "[scheme]",
        f"name = {quoted(scheme.name)}",
        f"version = {quoted(scheme.version)}",
        f"title = {quoted(scheme.title)}",
        *_line("description", scheme.description),
        *_line("guideline", scheme.guideline),
        f"unit = {quoted(scheme.unit)}",
    ]
    return "\n".join(lines)


def _types(types: tuple[SourceType, ...]) -> str:
    listed = (
        f"{INDENT}{{ id = {quoted(each.id)}, name = {quoted(each.name)}, definition = {quoted(each.definition)} }},"
        for each in types
    )
    return "\n".join(("[sources]", "types = [", *listed, "]"))


def _field(field: Field) -> Iterator[str]:
    yield f"id = {quoted(field.id)}"
    yield f"name = {quoted(field.name)}"
    yield f"type = {quoted(field.type)}"
    yield f"level = {quoted(field.level)}"
    yield f"required = {'true' if field.required else 'false'}"
    yield from _line("definition", field.definition)
    yield from _rules(field.rules)


def label_lines(label: LabelDef, indent: str = INDENT) -> list[str]:
    """Return the lines of a label's table."""
    lines = [
        "[[fields.labels]]",
        f"id = {quoted(label.id)}",
        f"name = {quoted(label.name)}",
        *_line("key", label.key),
        *_line("definition", label.definition),
        *_rules(label.rules),
    ]
    if label.evidence:
        asked = ", ".join(f"{kind} = {count}" for kind, count in label.evidence)
        lines.append(f"evidence = {{ {asked} }}")
    return [indent + line for line in lines]


def _line(key: str, value: str) -> list[str]:
    return [f"{key} = {quoted(value)}"] if value else []


def _rules(rules: tuple[str, ...]) -> list[str]:
    return [f"rules = [{', '.join(map(quoted, rules))}]"] if rules else []


def quoted(value: str) -> str:
    """Return a text as a TOML basic string, which escapes what JSON does and one character more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# -- editing an author's text


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A scheme with the TOML that says it; `as_written` is whether the author's own text was kept around it."""

    scheme: Scheme
    as_written: bool


def rewritten(
    before: Scheme, after: Scheme, came_from: Mapping[tuple[str, str], str], where: str
) -> Rewritten:
    """Give `after`, whose body is still that of `before`, a body that says it.

    `came_from` names the former id of the labels (field, id) that go by another one now. Raises `BadScheme` when
    `after` is no scheme that can be used.
    """
    plain = parse_scheme(written(after), where)
    try:
        edited = parse_scheme(_Text(before.body).edited(before, after, came_from), where)
    except (BadScheme, _NotFollowed):
        edited = before
    if replace(edited, body=plain.body) == plain:
        return Rewritten(edited, as_written=True)
    return Rewritten(plain, as_written="#" not in before.body)


class _NotFollowed(Exception):
    """The text is laid out in a way that the editor can't follow."""


_HEADER = re.compile(r"\s*\[")
_HEADERS = {
    "scheme": re.compile(r"\s*\[\s*scheme\s*\]\s*(#.*)?"),
    "field": re.compile(r"\s*\[\[\s*fields\s*\]\]\s*(#.*)?"),
    "label": re.compile(r"\s*\[\[\s*fields\s*\.\s*labels\s*\]\]\s*(#.*)?"),
}
_STRING = r"(\s*{key}\s*=\s*)(\"(?:[^\"\\]|\\.)*\"|'[^']*')(.*)"
_OUTSIDE = re.compile(r"\s*(#.*)?")
"""A blank line or a comment."""

_TEXTS = ("id", "name", "key", "definition")


class _Text:
    """The lines of a scheme's TOML, with the tables that headers begin."""

    def __init__(self, body: str) -> None:
        self.lines = body.removeprefix("\ufeff").splitlines()

    def edited(self, before: Scheme, after: Scheme, came_from: Mapping[tuple[str, str], str]) -> str:
        """Return the text with the labels of `before` brought to those of `after`, and its version."""
        if before.version != after.version:
            self.set(self.table("scheme"), "version", after.version)
        for old in before.fields:
            new = after.field(old.id)
            if new is not None and new.labels != old.labels:
                self.labels(
                    old, new, {now: was for (field, now), was in came_from.items() if field == old.id}
                )
        return "\n".join(self.lines) + "\n"

    def labels(self, old: Field, new: Field, came_from: Mapping[str, str]) -> None:
        kept = {came_from.get(label.id, label.id): label for label in new.labels}
        for label in old.labels:
            if label.id not in kept:
                self.remove(self.table("label", old.id, label.id))
            elif kept[label.id] != label:
                self.change(old.id, label, kept[label.id])
        known = {label.id for label in old.labels}
        for was, label in kept.items():
            if was not in known:
                self.add(old.id, label)

    def change(self, field: str, old: LabelDef, new: LabelDef) -> None:
        table = self.table("label", field, old.id)
        if (old.rules, old.evidence) != (new.rules, new.evidence):
            self.lines[table.start : self.end(table)] = label_lines(new, self.indent(table))
            return
        # From the last on, so that the table is still found by its id.
        for key in reversed(_TEXTS):
            if getattr(old, key) != getattr(new, key):
                self.set(self.table("label", field, old.id), key, getattr(new, key))

    def add(self, field: str, label: LabelDef) -> None:
        last = [table for table in self.tables() if table.kind == "label" and table.field == field][-1:]
        if not last:
            raise _NotFollowed
        at = self.end(last[0])
        self.lines[at:at] = ["", *label_lines(label, self.indent(last[0]))]

    def remove(self, table: _Table) -> None:
        end = self.end(table)
        while end < len(self.lines) and not self.lines[end].strip():
            end += 1
        del self.lines[table.start : end]

    def set(self, table: _Table, key: str, value: str) -> None:
        at = self.key_line(table, key)
        if at is None:
            if not value:
                return
            after = self.key_line(table, "name") or self.key_line(table, "id")
            if after is None:
                raise _NotFollowed
            self.lines.insert(after + 1, f"{self.indent(table)}{key} = {quoted(value)}")
        elif not value:
            del self.lines[at]
        else:
            found = re.fullmatch(_STRING.format(key=key), self.lines[at])
            if found is None:
                raise _NotFollowed
            self.lines[at] = f"{found[1]}{quoted(value)}{found[3]}"

    def key_line(self, table: _Table, key: str) -> int | None:
        begins = re.compile(rf"\s*{key}\s*=")
        return next((at for at in range(table.start + 1, table.end) if begins.match(self.lines[at])), None)

    def indent(self, table: _Table) -> str:
        line = self.lines[table.start]
        return line[: len(line) - len(line.lstrip())]

    def end(self, table: _Table) -> int:
        """Return where the table's own lines end: comments before the next header belong to that."""
        end = table.end
        while end > table.start + 1 and _OUTSIDE.fullmatch(self.lines[end - 1]):
            end -= 1
        return end

    def table(self, kind: str, field: str = "", label: str = "") -> _Table:
        found = [
            each for each in self.tables() if (each.kind, each.field, each.label) == (kind, field, label)
        ]
        if len(found) != 1:
            raise _NotFollowed
        return found[0]

    def tables(self) -> list[_Table]:
        starts = [at for at, line in enumerate(self.lines) if _HEADER.match(line)]
        found: list[_Table] = []
        field = ""
        for start, end in zip(starts, [*starts[1:], len(self.lines)], strict=True):
            line = self.lines[start]
            kind = next((name for name, header in _HEADERS.items() if header.fullmatch(line)), "")
            id_ = self._id(start, end)
            field = id_ if kind == "field" else field
            found.append(
                _Table(
                    kind,
                    start,
                    end,
                    field if kind in ("field", "label") else "",
                    id_ if kind == "label" else "",
                )
            )
        return found

    def _id(self, start: int, end: int) -> str:
        for at in range(start + 1, end):
            found = re.fullmatch(_STRING.format(key="id"), self.lines[at])
            if found is not None:
                return found[2][1:-1]
        return ""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the text: its header's line and the line where the next begins."""

    kind: str
    start: int
    end: int
    field: str = ""
    label: str = ""
