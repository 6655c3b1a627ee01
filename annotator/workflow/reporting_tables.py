"""The agreement report of a table of labels in a file, without a project."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from annotator import __version__
from annotator.agreement.model import Report
from annotator.agreement.table import FieldSpec, Level, Record
from annotator.agreement.tabled import table_report
from annotator.errors import BadInput, NotFound
from annotator.formats.label_table import WIDE_FIELD, Given, read_labels

LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says of a table: a field alone, its shape, its fields' levels and categories, its models."""

    field: str | None = None
    wide: bool | None = None
    levels: Mapping[str, str] | None = None
    categories: Mapping[str, tuple[str, ...]] | None = None
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a table holds: every (unit, annotator, values) by field, what is known of the fields, articles if named."""

    records: Mapping[str, Sequence[Record]]
    specs: Sequence[FieldSpec]
    articles: Mapping[str, str] | None


def report_table(path: Path, asked: Asked, *, seed: int = 1, resamples: int = 1000) -> Report:
    """Measure how far the labels in a file agree; raises what `read_table` does."""
    read = read_table(path, asked)
    return table_report(
        read.records,
        read.specs,
        articles=read.articles,
        seed=seed,
        resamples=resamples,
        inputs={"file": path.name, "version": __version__},
        models=asked.models,
    )


def read_table(path: Path, asked: Asked) -> Labelled:
    """Read the labels in a file.

    Raises `BadInput`, naming file and line, for a table that can't be read, a value that its field doesn't take,
    an annotator twice on a unit, one annotator only, or no unit that two of them labelled.
    """
    given = read_labels(path, wide=asked.wide, field=asked.field or WIDE_FIELD)
    given = _of_field(given, asked, path)
    fields = tuple(dict.fromkeys(one.field for one in given))
    _check_named(given, fields, asked, path)
    _check_once(given, path)
    _check_shared(given, path)
    by_field = {field: [one for one in given if one.field == field] for field in fields}
    specs = [_spec(field, by_field[field], asked, path) for field in fields]
    values = {spec.id: _canonical if spec.level in NUMERIC else str for spec in specs}
    articles = {one.unit: one.article for one in given if one.article}
    return Labelled(
        {
            field: [(one.unit, one.annotator, (values[field](one.value),)) for one in rows]
            for field, rows in by_field.items()
        },
        specs,
        articles or None,
    )


def _of_field(given: list[Given], asked: Asked, path: Path) -> list[Given]:
    """Keep the one field that was asked for."""
    if asked.field is None:
        return given
    kept = [one for one in given if one.field == asked.field]
    if not kept:
        known = ", ".join(dict.fromkeys(one.field for one in given))
        raise NotFound(
            f"the table has no field {asked.field!r}",
            where=str(path),
            why=f"known: {known}",
            do="name one of these",
        )
    return kept


def _check_named(given: Sequence[Given], fields: Sequence[str], asked: Asked, path: Path) -> None:
    """Refuse what is said of a field or a model that is not there: it would be a slip of the hand."""
    for option, named in (("--level", asked.levels or {}), ("--categories", asked.categories or {})):
        for field in named:
            if field not in fields:
                raise BadInput(
                    f"{option} names the field {field!r}, which the table has not",
                    where=str(path),
                    why=f"its fields are {', '.join(fields)}",
                    do="name one of these",
                )
    people = dict.fromkeys(one.annotator for one in given)
    for model in asked.models:
        if model not in people:
            raise BadInput(
                f"--models names {model!r}, who labelled nothing",
                where=str(path),
                why=f"its annotators are {', '.join(people)}",
                do="name one of these",
            )
    for field, level in (asked.levels or {}).items():
        if level not in LEVELS:
            raise BadInput(
                f"{level!r} is no level", where=f"--level {field}={level}", do=f"take {', '.join(LEVELS)}"
            )


def _check_once(given: Sequence[Given], path: Path) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for one in given:
        line = first.setdefault((one.unit, one.annotator, one.field), one.line)
        if line != one.line:
            raise BadInput(
                f"{one.annotator} labelled {one.unit} twice in the field {one.field}",
                where=f"{path}:{one.line}",
                why=f"the first label is in line {line}; only one can count",
                do="keep one of the two rows",
            )


def _check_shared(given: Sequence[Given], path: Path) -> None:
    people = sorted({one.annotator for one in given})
    if len(people) == 1:
        raise BadInput(
            "the table has one annotator only",
            where=str(path),
            why=f"every label is by {people[0]}",
            do="agreement needs the labels of two or more on the same units",
        )
    labelled: set[tuple[str, str]] = set()
    for one in given:
        if (one.unit, one.field) in labelled:
            return
        labelled.add((one.unit, one.field))
    raise BadInput(
        "no unit has labels of two annotators",
        where=str(path),
        why=f"{len(people)} annotators labelled {len({one.unit for one in given}):,} units, each a unit of their own",
        do="check that the same unit has the same name for everybody",
    )


NUMERIC = frozenset({"interval", "ratio"})


def _spec(field: str, rows: Sequence[Given], asked: Asked, path: Path) -> FieldSpec:
    """Return what is known of a field, having checked its values."""
    level: Level = next(each for each in LEVELS if each == (asked.levels or {}).get(field, "nominal"))
    declared = (asked.categories or {}).get(field)
    if declared is not None:
        _check_declared(field, rows, declared, path)
    if level in NUMERIC:
        for one in rows:
            _check_number(one, level, path)
        found = {_canonical(value) for value in declared or [one.value for one in rows]}
        return FieldSpec(field, level, tuple(sorted(found, key=float)))
    if level == "ordinal" and declared is None:
        declared = _ordered(field, rows, path)
    return FieldSpec(field, level, declared)


def _check_declared(field: str, rows: Sequence[Given], declared: Sequence[str], path: Path) -> None:
    for one in rows:
        if one.value not in declared:
            raise BadInput(
                f"{one.value!r} is none of the categories of {field}",
                where=f"{path}:{one.line}",
                why=f"declared: {', '.join(declared)}",
                do="correct the value, add it to --categories, or leave its cell empty if it has no place among them",
            )


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and value.isascii() and "_" not in value else None


def _check_number(one: Given, level: Level, path: Path) -> None:
    number = _number(one.value)
    if number is None or (level == "ratio" and number < 0):
        raise BadInput(
            f"{one.value!r} is no number" if number is None else f"{one.value} lies below 0",
            where=f"{path}:{one.line}",
            why=f"the field {one.field} is measured at {level} level",
            do="correct the value, leave the cell empty, or give another --level",
        )


def _ordered(field: str, rows: Sequence[Given], path: Path) -> tuple[str, ...]:
    """Return the values of an ordinal field from low to high, which only numbers tell by themselves."""
    for one in rows:
        if _number(one.value) is None:
            raise BadInput(
                f"the order of the values of {field} is not known",
                where=f"{path}:{one.line}",
                why=f"{one.value!r} is no number, and words have no order of their own",
                do=f"give it from low to high: --categories {field}=low,middle,high",
            )
    return tuple(sorted({one.value for one in rows}, key=float))


def _canonical(value: str) -> str:
    """Write a number in one way, so that 1, 1.0 and 01 are one value.

    >>> _canonical("01"), _canonical("1.0"), _canonical("2.50")
    ('1', '1', '2.5')
    """
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
