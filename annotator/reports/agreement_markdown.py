"""The report as Markdown, for a repository, a wiki or a data card: CommonMark with GitHub's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.agreement.coefficients import Figure
from annotator.agreement.model import Report
from annotator.core.display import visible
from annotator.reports.numbers import between, number
from annotator.reports.sheet_cells import Cell, amount
from annotator.reports.sheets import Sheet, inputs_sheet, matrix, sheets
from annotator.reports.words import compared, how_to_read, resampled, who

LIMIT = 50
"""How many rows of a list are shown; the JSON and CSV reports have all."""

FIGURE = ("value", "95 % interval", "n", "note")

_SIGNS = re.compile(r":(?! )|[!-/;-@\[-`{-~]")
"""ASCII punctuation: CommonMark lets each be written after a backslash, and then it is only itself. A colon with a
space behind it begins no address."""

_PLAIN = frozenset(",;.'?%/()-")
"""Of these, what begins or ends nothing inside a line that starts with a word, and would only look odd."""


def render(report: Report) -> str:
    """Write the report, a heading a table."""
    made = (
        _head(report),
        *(_table(sheet.for_people()) for sheet in sheets(report)),
        *(_table(matrix(field, field.confusion[0])) for field in report.fields if field.confusion),
        _table(inputs_sheet(report)),
    )
    return "\n".join(line for part in made for line in part)


def _head(report: Report) -> Iterator[str]:
    yield "# Agreement\n"
    yield f"{escaped(who(report))}\n"
    yield f"{escaped(compared(report))} {escaped(resampled(report))}".rstrip() + "\n"
    yield from (f"- {escaped(note)}" for note in report.notes)
    yield ""
    yield escaped(how_to_read(report)) + "\n"


def _table(sheet: Sheet) -> Iterator[str]:
    """Write a heading, a sentence and a table."""
    if not sheet.rows:
        return
    columns = (*sheet.columns[:-1], *FIGURE) if sheet.has_figure else sheet.columns
    numeric = {place for place, cell in enumerate(sheet.rows[0]) if isinstance(cell, int | float)}
    first = len(sheet.columns) - 1
    numeric |= {first, first + 1, first + 2} if sheet.has_figure else set()
    yield f"## {escaped(sheet.title)}\n"
    yield escaped(sheet.about) + "\n"
    yield _line(map(escaped, columns))
    yield _line("--:" if place in numeric else ":--" for place in range(len(columns)))
    shown = sheet.rows[:LIMIT] if sheet.is_list else sheet.rows
    yield from (
        _line(text for cell in row for text in _texts(cell, in_figures=sheet.has_figure)) for row in shown
    )
    yield ""
    if len(shown) < len(sheet.rows):
        yield f"… and {len(sheet.rows) - len(shown):,} more rows: the JSON and CSV reports have all.\n"


def _texts(cell: Cell, *, in_figures: bool) -> Iterator[str]:
    if isinstance(cell, Figure):
        yield from (number(cell.value), between(cell), f"{cell.n:,}", escaped(cell.reason or ""))
    elif cell is None:
        yield from [""] * (len(FIGURE) if in_figures else 1)
    else:
        yield escaped(cell) if isinstance(cell, str) else amount(cell)


def _line(cells: Iterator[str] | map[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    r"""Return a text as one line in which nothing is markup.

    >>> escaped("<b> *bold* | [a](b)")
    '&lt;b&gt; \\*bold\\* \\| \\[a\\](b)'
    """
    return _SIGNS.sub(lambda sign: _written(sign[0]), visible(text).strip())


def _written(sign: str) -> str:
    """Write a sign so that it is only itself; angles as entities, which no renderer takes for a tag."""
    return _ENTITIES.get(sign) or (sign if sign in _PLAIN else f"\\{sign}")


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
