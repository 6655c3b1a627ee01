"""Every field's agreement with its intervals, against Krippendorff's lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotator.agreement.coefficients import PERCENT, Figure
from annotator.agreement.intervals import LINES
from annotator.agreement.model import FieldReport, Report
from annotator.reports.markup import Markup, element
from annotator.reports.numbers import between, number
from annotator.reports.svg import WIDTH, chart, cut, line, text

SHOWN = {"alpha": "alpha", "ac1": "AC1", PERCENT.id: "agree"}
"""What a field's rows show, if it has them, and what the rows are called."""

LEFT, RIGHT = 58, 238
TOP, ROW, GAP = 34, 18, 22


def values_chart(report: Report) -> Markup:
    """Draw a row for each of a field's leading figures."""
    figures = [figure for field in report.fields for _, figure in _rows(field)]
    low = min([0.0, *(end for figure in figures for end in _ends(figure))])
    low = max(-1.0, (low * 5 // 1) / 5)

    def at(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * (min(max(value, low), 1) - low) / (1 - low)

    drawn: list[Markup] = []
    said: list[str] = []
    y = float(TOP)
    for field in report.fields:
        drawn.append(text(0, y + 4, cut(field.id, WIDTH), class_="strong"))
        y += ROW
        for id_, figure in _rows(field):
            drawn += _row(id_, figure, y, at)
            said.append(f"{field.id} {SHOWN[id_]} {number(figure.value)} {between(figure)}".strip())
            y += ROW
        y += GAP - ROW
    places = {
        0.0: ("0", "middle"),
        LINES[0]: (".667", "end"),
        LINES[1]: (".800", "start"),
        1.0: ("1", "middle"),
    }
    lines = [
        line(at(value), TOP - 12, at(value), y - 6, "limit" if value in LINES else "axis") for value in places
    ]
    heads = [
        text(at(value) + (4 if side == "end" else 0), TOP - 18, words, class_="small", anchor=side)
        for value, (words, side) in places.items()
    ]
    about = "Points with 95 % intervals; the lines are Krippendorff's .667 and .800. "
    return chart("values", "Agreement by field", about + "; ".join(said) + ".", y, *lines, *heads, *drawn)


def _rows(field: FieldReport) -> Iterator[tuple[str, Figure]]:
    figures = {**field.coefficients, PERCENT.id: field.percent_agreement}
    return ((id_, figures[id_]) for id_ in SHOWN if id_ in figures)


def _ends(figure: Figure) -> list[float]:
    return [*(figure.ci95 or ()), *([] if figure.value is None else [figure.value])]


def _row(id_: str, figure: Figure, y: float, at: Callable[[float], float]) -> Iterator[Markup]:
    """Draw a figure: its name, its interval, its point, its numbers."""
    yield text(8, y + 4, SHOWN[id_])
    written = f"{number(figure.value)} {between(figure)}".strip()
    yield text(RIGHT + 8, y + 4, written if figure.value is not None else "–", class_="number")
    if figure.ci95:
        low, high = (at(end) for end in figure.ci95)
        yield line(low, y, high, y, "interval")
        yield from (line(end, y - 4, end, y + 4, "interval") for end in (low, high))
    if figure.value is not None:
        yield _point(id_, at(figure.value), y)


def _point(id_: str, x: float, y: float) -> Markup:
    """Draw a point: alpha a disc, AC1 a diamond, percent agreement an open square, so that shape tells them apart."""
    if id_ == "alpha":
        return element("circle", cx=x, cy=y, r=4.5, class_="point")
    if id_ == PERCENT.id:
        return element("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, class_="open")
    return element("path", d=f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z", class_="point")
