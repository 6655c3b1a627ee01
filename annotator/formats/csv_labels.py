"""Reading labels from a long CSV: what `annotator export csv` writes, or a label a row as somebody wrote it.

The first line names the columns: `article`, then `start` and `end` or `quote`, `field` and `value`; for sources
`source_name` and `source_type`. Rows of one article and place are one claim. A row that has an article alone says that
it was looked at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from annotator.errors import BadInput
from annotator.formats.label_table import DELIMITERS
from annotator.formats.long_csv import COLUMNS, unguarded
from annotator.formats.said import Hearing, SaidClaim, SaidLabel, SaidSource
from annotator.formats.text_lines import text_lines

READ = frozenset({
    "article", "start", "end", "quote", "text", "claim", "annotator", "origin", "field", "value",
    "source_name", "source_type", "source_unnamed", "scheme_hash", "as_of", "restatement", "note",
})  # fmt: skip
YES = frozenset({"1", "true", "yes"})
GOLD = "gold"


@dataclass(slots=True)
class _Claim:
    """A claim that rows are gathered for."""

    first: SaidClaim
    labels: list[SaidLabel] = field(default_factory=list)


def read(hearing: Hearing) -> Iterator[SaidClaim]:
    """Yield the claims of a file in the order in which they are first named; all rows are read before.

    What is wrong in a row is told to `hearing`, and the next one read.
    """
    found: dict[tuple[str, ...], _Claim] = {}
    for line, row in _rows(hearing):
        if row.get("origin", "").strip() == GOLD or not hearing.wants(line, _cell(row, "annotator")):
            continue
        claim = _claim(line, row, hearing)
        if claim is None:
            continue
        key = (claim.article, claim.claim, str(claim.start), str(claim.end), claim.quote)
        known = found.setdefault(key, _Claim(claim))
        label = _label(line, row, hearing)
        if label is not None:
            known.labels.append(label)
    yield from (replace(each.first, labels=tuple(each.labels)) for each in found.values())


def _rows(hearing: Hearing) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows as cells by column, with the lines they begin at; empty rows are none."""
    path = hearing.path
    with closing(text_lines(path)) as lines:
        first = next((line for _, line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    header: list[str] = []
    line = 0
    reader = csv.reader((text for _, text in text_lines(path)), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            begun, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = _header(row, hearing, begun)
            elif len(row) != len(header):
                why, do = (
                    f"the first line names {len(header)}",
                    "put quotation marks around a cell with a comma",
                )
                hearing.bad(begun, f"the row has {len(row)} cells", why, do)
            else:
                yield begun, dict(zip(header, row, strict=True))
    except csv.Error as problem:
        raise BadInput(
            "the table can't be read",
            where=f"{path}:{line + 1}",
            why=str(problem),
            do="check the quotation marks",
        ) from problem
    if not header:
        raise BadInput(
            "the table is empty", where=str(path), do="its first line names its columns: article,start,end,…"
        )


def _header(row: Sequence[str], hearing: Hearing, line: int) -> list[str]:
    header = [name.strip().casefold() for name in row]
    where = f"{hearing.path}:{line}"
    twice = next((name for at, name in enumerate(header) if name in header[:at]), None)
    if twice is not None:
        raise BadInput(f"the column {twice!r} is there twice", where=where, do="give each its own name")
    if "article" not in header:
        raise BadInput(
            "the table has no column article",
            where=where,
            why=f"its columns are {', '.join(header)}",
            do="name the columns article, start, end (or quote), field, value",
        )
    if ("field" in header) != ("value" in header or "source_name" in header):
        raise BadInput(
            "the table needs a column field and a column value",
            where=where,
            do="name both, or neither where no labels are given",
        )
    for name in header:
        if name not in READ and name not in COLUMNS:
            hearing.unread[name] += 1
    return header


def _cell(row: Mapping[str, str], name: str) -> str:
    return unguarded(row.get(name, "").strip())


def _claim(line: int, row: Mapping[str, str], hearing: Hearing) -> SaidClaim | None:
    article = _cell(row, "article")
    if not article:
        hearing.bad(line, "no article is named", do="name it by id, file name or title")
        return None
    ends: list[int | None] = []
    for name in ("start", "end"):
        cell = row.get(name, "").strip()
        if cell and not (cell.isascii() and cell.isdigit() and len(cell) < 10):  # noqa: PLR2004  no text is longer
            do = "count code points from 0"
            hearing.bad(line, f"the {name} of the span is no whole number", f"it is {cell[:40]!r}", do)
            return None
        ends.append(int(cell) if cell else None)
    return SaidClaim(
        line,
        article,
        ends[0],
        ends[1],
        # Kept as it stands: whether an apostrophe belongs to the words is known where they are looked up.
        row.get("quote", "") or row.get("text", ""),
        _cell(row, "claim"),
        (),
        _cell(row, "scheme_hash"),
        _cell(row, "as_of") or None,
        _cell(row, "restatement") or None,
        _cell(row, "note") or None,
    )


def _label(line: int, row: Mapping[str, str], hearing: Hearing) -> SaidLabel | None:
    named, value, source = (_cell(row, name) for name in ("field", "value", "source_name"))
    if not value and not source:
        return None
    if not named:
        hearing.bad(line, "a value has no field", do="fill the cell, or leave the value out")
        return None
    if not source:
        return SaidLabel(line, named, value)
    unnamed = _cell(row, "source_unnamed").casefold() in YES
    return SaidLabel(line, named, SaidSource(source, _cell(row, "source_type"), value, unnamed))
