"""Reading labels from a CSV that any program may have written: long, a row a label, or wide, a column an annotator.

UTF-8, with or without a byte order mark; commas, semicolons or tabs, whichever the first line has most of. An empty
cell is no label; everything else is one, "NA" too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.errors import BadInput
from annotator.files import read_whole

LONG = ("unit", "annotator", "field", "value")
ARTICLE = "article"
"""A column that may say which units belong together."""

WIDE_FIELD = "label"
"""What the one field of a wide table is called, unless somebody says."""

MOST = 2_000_000_000
DELIMITERS = ",;\t"


class Given(NamedTuple):
    """A label with the line it stands in."""

    line: int
    unit: str
    annotator: str
    field: str
    value: str
    article: str


def read_labels(path: Path, *, wide: bool | None = None, field: str = WIDE_FIELD) -> list[Given]:
    """Return the labels of a table, in its order; `field` names the one field of a wide one.

    Without `wide` the header decides: a table is long if it names any of the columns annotator, field and value.
    Raises `BadInput`, naming file and line, for what can't be read.
    """
    rows = _rows(_text(path), path)
    start, header = next(rows, (1, []))
    if not header:
        raise BadInput(
            "the table is empty", where=str(path), do=f"its first line names its columns: {','.join(LONG)}"
        )
    header = [name.strip() for name in header]
    is_wide = (
        wide if wide is not None else not {"annotator", "field", "value"} & set(map(str.casefold, header))
    )
    where = f"{path}:{start}"
    found = list(_wide(rows, header, path, where, field) if is_wide else _long(rows, header, path, where))
    if not found:
        raise BadInput(
            "the table has no labels", where=str(path), why="every value is empty, or there are no rows"
        )
    return found


def _text(path: Path) -> str:
    data = read_whole(path, MOST, what="the table")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise BadInput(
            "the table is not UTF-8",
            where=f"{path}:{line}",
            why=f"byte {data[problem.start]:#04x} there is no part of a letter",
            do="save it as CSV in UTF-8",
        ) from problem


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the lines they begin at; empty lines are none."""
    first = text.lstrip().split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True
    )
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as problem:
        raise BadInput(
            "the table can't be read",
            where=f"{path}:{line}",
            why=str(problem),
            do="check the quotation marks",
        ) from problem


def _long(
    rows: Iterator[tuple[int, list[str]]], header: list[str], path: Path, where: str
) -> Iterator[Given]:
    names = [name.casefold() for name in header]
    _check_twice(names, where)
    missing = [name for name in LONG if name not in names]
    if missing:
        raise BadInput(
            f"the table has no column {' and no column '.join(missing)}",
            where=where,
            why=f"its columns are {', '.join(header)}",
            do=f"name the columns {', '.join(LONG)}; or give --wide for a column an annotator",
        )
    places = [names.index(name) for name in LONG]
    article = names.index(ARTICLE) if ARTICLE in names else None
    for line, row in rows:
        _check_length(row, header, path, line)
        unit, annotator, field, value = (row[place].strip() for place in places)
        if not value:
            continue
        for name, cell in (("unit", unit), ("annotator", annotator), ("field", field)):
            if not cell:
                raise BadInput(
                    f"a value has no {name}", where=f"{path}:{line}", do="fill the cell, or leave the row out"
                )
        yield Given(line, unit, annotator, field, value, "" if article is None else row[article].strip())


def _wide(
    rows: Iterator[tuple[int, list[str]]], header: list[str], path: Path, where: str, field: str
) -> Iterator[Given]:
    """Read a row a unit: the unit first, then a column an annotator."""
    _check_twice(header, where)
    if not all(header[1:]):
        raise BadInput(
            f"column {header.index('', 1) + 1} has no name",
            where=where,
            do="name each column for its annotator",
        )
    article = header.index(ARTICLE) if ARTICLE in header[1:] else None
    seen: dict[str, int] = {}
    for line, row in rows:
        _check_length(row, header, path, line)
        unit = row[0].strip()
        if not unit:
            raise BadInput(
                "a row has no unit", where=f"{path}:{line}", do="name each unit in the first column"
            )
        if seen.setdefault(unit, line) != line:
            raise BadInput(
                f"the unit {unit} has two rows",
                where=f"{path}:{line}",
                why=f"the first is line {seen[unit]}; only one label of each annotator can count",
                do="keep one of them",
            )
        for place, (annotator, cell) in enumerate(zip(header, row, strict=True)):
            if place and place != article and cell.strip():
                yield Given(
                    line,
                    unit,
                    annotator,
                    field,
                    cell.strip(),
                    "" if article is None else row[article].strip(),
                )


def _check_twice(names: Sequence[str], where: str) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BadInput(
                f"the column {name} is there twice", where=where, do="give each column its own name"
            )


def _check_length(row: list[str], header: list[str], path: Path, line: int) -> None:
    if len(row) != len(header):
        raise BadInput(
            f"the row has {len(row)} cells",
            where=f"{path}:{line}",
            why=f"the first line names {len(header)} columns",
            do="put quotation marks around a cell that holds a comma",
        )
