"""Every table of the report in one CSV file (RFC 4180).

Each line begins with the name of its table, its header line included, so that one file holds them all:
`grep '^pairs,' report.csv` is the table of pairs, and a spreadsheet shows them one below the other. A figure is
five columns. Cells that a spreadsheet would run as a formula get an apostrophe in front (OWASP, CSV injection), and
a line break within a cell becomes a space.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from annotator.agreement.coefficients import Figure
from annotator.agreement.model import Report
from annotator.core.display import visible
from annotator.reports.sheet_cells import Cell
from annotator.reports.sheets import Sheet, confusion_sheet, inputs_sheet, sheets

FIGURE = ("value", "ci95_low", "ci95_high", "n", "reason")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def render(report: Report) -> str:
    """Write the tables, an empty line between two."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    for number, sheet in enumerate((*sheets(report), confusion_sheet(report), inputs_sheet(report))):
        if sheet.rows:
            if number:
                out.write("\r\n")
            rows.writerows(_lines(sheet))
    return out.getvalue()


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    """Return the header and the rows of a table, each with the table's name in front."""
    columns = (*sheet.columns[:-1], *FIGURE) if sheet.has_figure else sheet.columns
    yield [sheet.id, *map(guarded, columns)]
    for row in sheet.rows:
        yield [sheet.id, *(text for cell in row for text in _texts(cell))]


def _texts(cell: Cell) -> Iterator[str]:
    if isinstance(cell, Figure):
        low, high = cell.ci95 or (None, None)
        yield from map(_text, (cell.value, low, high, cell.n))
        yield guarded(cell.reason or "")
    else:
        yield guarded(cell) if isinstance(cell, str) else _text(cell)


def _text(value: float | None) -> str:
    """Write a number whole: a program rounds by itself."""
    return (
        "" if value is None else repr(int(value) if float(value).is_integer() and abs(value) > 1 else value)
    )


def guarded(text: str) -> str:
    """Return a text as one line that no spreadsheet runs.

    >>> guarded("=1+1"), guarded("two lines".replace(" ", chr(10)))
    ("'=1+1", 'two lines')
    """
    return visible(f"'{text}" if text.startswith(_FORMULA) else text)
