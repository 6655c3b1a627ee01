"""How often each label was given, by whom; and how far the edges of matched claims lie apart."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.agreement.model import FieldReport
from annotator.agreement.spans import Boundary, Histogram
from annotator.reports.bins import BINS, within
from annotator.reports.markup import Markup
from annotator.reports.svg import WIDTH, box, chart, cut, text

MOST_PEOPLE, MOST_BARS = 5, 36
"""With more bars than these a chart no longer fits on a page; the table has all labels."""

NAMES, NUMBERS, ROW = 96, 78, 15


def use_chart(id_: str, field: FieldReport) -> Markup | None:
    """Draw each annotator's share of every label; with many annotators, everybody's together."""
    known = [each for each in field.used if each.n]
    if not known:
        return None
    totals: dict[str, int] = {"all": sum(each.n for each in field.used)}
    for each in field.used:
        for name, times in each.by_annotator:
            totals[name] = totals.get(name, 0) + times
    people = [name for name, times in totals.items() if times and name != "all"]
    people = people if len(people) <= MOST_PEOPLE else ["all"]
    most = sorted(known, key=lambda each: -each.n)[: MOST_BARS // len(people)]
    used = [each for each in known if each in most]
    title = f"{field.id}: use of labels"
    title += f", the {len(used)} used most of {len(known):,}" if len(used) < len(known) else ""
    drawn: list[Markup] = []
    said: list[str] = []
    y = 4.0
    room = WIDTH - NAMES - NUMBERS
    for each in used:
        times_of = {**dict(each.by_annotator), "all": each.n}
        drawn.append(text(0, y + 10, cut(each.shown, WIDTH), class_="strong"))
        y += ROW + 1
        for name in people:
            times, share = times_of[name], times_of[name] / totals[name]
            drawn += [
                text(8, y + 10, cut(name, NAMES - 12)),
                box(NAMES, y + 1, max(1, room * share), ROW - 4, "bar"),
                text(NAMES + room * share + 5, y + 10, f"{times:,} ({share:.0%})", class_="small"),
            ]
            said.append(f"{each.shown} by {name} {times:,} ({share:.0%})")
            y += ROW
        y += 6
    return chart(id_, title, "; ".join(said) + ".", y, *drawn)


def offsets_chart(id_: str, boundary: Boundary) -> Markup | None:
    """Draw how many claims have their start and their end so many characters apart."""
    if not boundary.starts:
        return None
    drawn: list[Markup] = []
    said: list[str] = []
    for place, (edge, histogram) in enumerate((("start", boundary.starts), ("end", boundary.ends))):
        columns = _columns(histogram)
        drawn += _histogram(edge, columns, 150.0 * place)
        said.append(f"{edge}: " + ", ".join(f"{name} {times:,}" for name, times in columns if times))
    about = f"Second annotator's edge less the first's, in characters. {'; '.join(said)}."
    return chart(id_, "Boundary offsets", about, 292, *drawn)


def _columns(histogram: Histogram) -> list[tuple[str, int]]:
    return [(name, within(histogram, low, high)) for name, low, high in BINS]


def _histogram(edge: str, columns: Sequence[tuple[str, int]], top: float) -> list[Markup]:
    """Draw one edge's columns, the numbers above them."""
    wide, base = WIDTH / len(columns), top + 116
    highest = max(times for _, times in columns) or 1
    drawn = [text(0, top + 12, f"{edge}, characters", class_="strong")]
    for place, (name, times) in enumerate(columns):
        high = 76 * times / highest
        x = wide * place
        drawn += [
            box(x + 6, base - high, wide - 12, high, "bar"),
            text(x + wide / 2, base - high - 4, f"{times:,}", class_="small", anchor="middle"),
            text(x + wide / 2, base + 14, name, class_="small", anchor="middle"),
        ]
    return drawn
