"""The report as one HTML file that needs nothing else: no script, no font, no picture from outside, no network.

Every text is escaped where the markup is made (`markup`), and the file tells the browser to load nothing, so that
even a mistake there could not run or fetch anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from annotator.agreement.coefficients import Figure
from annotator.agreement.model import Report
from annotator.reports.chart_bars import offsets_chart, use_chart
from annotator.reports.chart_grids import confusion_chart, pairs_chart
from annotator.reports.chart_values import values_chart
from annotator.reports.markup import Child, Markup, element, joined
from annotator.reports.numbers import between, number
from annotator.reports.page_style import STYLE
from annotator.reports.sheet_cells import Cell, amount
from annotator.reports.sheets import Sheet, inputs_sheet, sheets
from annotator.reports.words import compared, how_to_read, resampled, who

LIMIT = 200
"""How many rows of a list are shown; the JSON and CSV reports have all."""

LONG = 24
"""A text of more characters than this gets room to run over several lines."""

Set = tuple[str, str | None]
"""What a cell says and how it is set."""

FIGURE = ("value", "95 % interval", "n", "note")


def render(report: Report) -> str:
    """Write the page."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        element("title", f"Agreement: {who(report)}"),
        Markup(f"<style>{STYLE}</style>"),
    )
    page = element(
        "html", element("head", *head), element("body", element("main", *_main(report))), lang="en"
    )
    return f"<!doctype html>\n{page}\n"


def _main(report: Report) -> Iterator[Child]:
    made = {sheet.id: sheet.for_people() for sheet in sheets(report)} | {"inputs": inputs_sheet(report)}
    charts: dict[str, list[tuple[str, Markup | None]]] = {
        "labels": [("values", values_chart(report))] if report.fields else [],
        "pairs": [
            (each.id, pairs_chart(f"pairs-{n}", each, report.annotators))
            for n, each in enumerate(report.fields)
        ],
        "use": [(each.id, use_chart(f"use-{n}", each)) for n, each in enumerate(report.fields)],
        "boundary": [("offsets", offsets_chart("offsets", report.spans.boundary))] if report.spans else [],
    }
    yield from _head(report, made)
    for sheet in made.values():
        drawn = [_figure(chart) for _, chart in charts.get(sheet.id, ()) if chart is not None]
        yield element(
            "section",
            element("h2", sheet.title, id=sheet.id),
            element("p", sheet.about, class_="soft"),
            element("div", *drawn, class_="grid") if drawn else None,
            _table(sheet),
        )
        if sheet.id == "use":
            yield from _confusions(report)


def _head(report: Report, made: dict[str, Sheet]) -> Iterator[Markup]:
    """Say who was compared, on what, and what to know before quoting a figure."""
    yield element("h1", "Agreement")
    yield element("p", who(report))
    yield element("p", f"{compared(report)} {resampled(report)}")
    if report.notes:
        yield element("ul", *(element("li", note) for note in report.notes), class_="notes")
    yield element("p", how_to_read(report), class_="soft")
    links = (element("li", element("a", sheet.title, href=f"#{id_}")) for id_, sheet in made.items())
    yield element("nav", element("ul", *links), aria_label="Tables")


def _confusions(report: Report) -> Iterator[Markup]:
    """Draw every field's confusions, everybody's together first."""
    drawn = [
        _figure(chart)
        for n, field in enumerate(report.fields)
        for m, each in enumerate(
            (*field.confusion, *(one.confusion for one in field.models if one.confusion is not None))
        )
        if (chart := confusion_chart(f"confusion-{n}-{m}", field, each)) is not None
    ]
    if drawn:
        about = (
            "How often two labels were given to one item: rows are the first's labels, columns the second's by number, "
            "shaded by share of the row. All annotators together: coincidences, each item weighing as many labels as "
            "it has."
        )
        yield element(
            "section",
            element("h2", "Confusion", id="confusion"),
            element("p", about, class_="soft"),
            element("div", *drawn, class_="grid"),
        )


def _figure(chart: Markup) -> Markup:
    """Set a chart under its title."""
    title = chart[chart.index(">", chart.index("<title")) + 1 : chart.index("</title>")]
    return element("figure", element("figcaption", Markup(title)), chart)


def _table(sheet: Sheet) -> Markup:
    """Write a table; what several rows begin with is written once, and no column of notes if there are none."""
    shown = sheet.rows[:LIMIT] if sheet.is_list else sheet.rows
    rows = [list(_cells(row, in_figures=sheet.has_figure)) for row in shown]
    columns = [*sheet.columns[:-1], *FIGURE] if sheet.has_figure else list(sheet.columns)
    if sheet.has_figure and not any(row[-1][0] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    heads = (
        element("th", name, scope="col", class_="n" if class_ == "n" else None)
        for name, (_, class_) in zip(columns, rows[0], strict=True)
    )
    again = _again(rows)
    body = (
        element("tr", *_row(row, *each))
        for row, *each in zip(rows, again, [*again[1:], [False] * len(columns)], strict=True)
    )
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *body))
    scroll = element("div", table, class_="scroll", role="region", tabindex="0", aria_label=sheet.title)
    left = len(sheet.rows) - len(shown)
    more = element("p", f"… and {left:,} more rows: the JSON and CSV reports have all.") if left else None
    return joined([scroll, more])


def _row(row: Sequence[Set], repeats: Sequence[bool], goes_on: Sequence[bool]) -> Iterator[Markup]:
    """Write the cells of a row; what repeats the row before is there for whoever copies or listens, and not seen.

    A cell of several rows would say the same, but a page cannot break inside it.
    """
    for (words, class_), repeated, continued in zip(row, repeats, goes_on, strict=True):
        direction = "auto" if class_ == "w" else None
        classes = (class_, "again" if repeated else None, "on" if continued else None)
        yield element("td", words, class_=" ".join(filter(None, classes)) or None, dir=direction)


def _again(rows: Sequence[Sequence[Set]]) -> list[list[bool]]:
    """Tell of every cell whether its row so far only repeats what the row before begins with."""
    found = [[False] * len(row) for row in rows]
    for at in range(1, len(rows)):
        for column, (cell, before) in enumerate(zip(rows[at][:-1], rows[at - 1], strict=False)):
            if cell != before or cell[1] == "n":
                break
            found[at][column] = True
    return found


def _cells(row: tuple[Cell, ...], *, in_figures: bool) -> Iterator[Set]:
    """Yield what a row's cells say and how they are set: n for numbers, i for intervals, w for words."""
    for place, cell in enumerate(row):
        if isinstance(cell, Figure):
            yield number(cell.value), "n"
            yield between(cell), "i"
            yield f"{cell.n:,}", "n"
            yield cell.reason or "", "w" if cell.reason else None
        elif cell is None:
            yield from [("", None)] * (len(FIGURE) if in_figures and place == len(row) - 1 else 1)
        elif isinstance(cell, str):
            yield cell, "w" if len(cell) > LONG else None
        else:
            yield amount(cell), "n"
