"""Pairs and confusions as a grid of numbers, darker where there is more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.model import Confusion, FieldReport
from annotator.reports.markup import Markup
from annotator.reports.numbers import count, number
from annotator.reports.svg import WIDTH, box, chart, cut, text
from annotator.reports.words import pair

MOST = 14
"""With more rows than this the numbers no longer fit into the cells; the table has them."""

NAMES = 118
WIDEST, HIGH = 44, 24


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a grid: what it says and how dark it is, from 0 to 1; None: left without shade."""

    words: str
    share: float | None


def pairs_chart(id_: str, field: FieldReport, annotators: Sequence[str]) -> Markup | None:
    """Draw kappa above the diagonal and the items both labelled below it."""
    if not 2 < len(annotators) <= MOST:  # noqa: PLR2004  of two there is one pair, and no map
        return None
    if not any(each.kappa.n for each in field.pairwise):
        return None
    kappas = {frozenset((each.a, each.b)): each.kappa for each in field.pairwise}
    rows = []
    for i, a in enumerate(annotators):
        row = []
        for j, b in enumerate(annotators):
            figure = kappas.get(frozenset((a, b)))
            if figure is None or i == j:
                row.append(Square("", None))
            elif i < j:
                row.append(Square(number(figure.value), figure.value))
            else:
                row.append(Square(f"{figure.n:,}", None))
        rows.append(row)
    said = "; ".join(
        f"{pair(each.a, each.b)} {number(each.kappa.value)}, n {each.kappa.n:,}" for each in field.pairwise
    )
    about = f"Cohen's kappa above the diagonal, the number both labelled below it: {said}."
    return _grid(id_, f"{field.id}: pairs", about, list(annotators), rows)


def confusion_chart(id_: str, field: FieldReport, each: Confusion) -> Markup | None:
    """Draw how often two labels were given to one item, each row shaded by its own shares."""
    if len(each.categories) > MOST:
        return None
    shown = {used.category: used.shown for used in field.used}
    names = [shown.get(category, category) for category in each.categories]
    rows = [
        [Square(count(value) if value else "·", value / (sum(numbers) or 1)) for value in numbers]
        for numbers in each.counts
    ]
    title = f"{field.id}: {pair(each.a, each.b)}" if each.a else f"{field.id}: all annotators"
    said = "; ".join(
        f"{names[i]} with {names[j]} {count(value)}"
        for i, numbers in enumerate(each.counts)
        for j, value in enumerate(numbers)
        if value
    )
    return _grid(id_, title, f"How often two labels were given to one item: {said}.", names, rows)


def _grid(id_: str, title: str, about: str, names: Sequence[str], rows: Sequence[Sequence[Square]]) -> Markup:
    """Draw a square grid, its rows named and numbered, its columns by the numbers of the rows."""
    wide = min(WIDEST, (WIDTH - NAMES) / len(names))
    drawn = [
        text(NAMES + wide * (j + 0.5), 12, str(j + 1), class_="small", anchor="middle")
        for j in range(len(names))
    ]
    for i, (name, row) in enumerate(zip(names, rows, strict=True)):
        y = 18 + HIGH * i
        drawn.append(text(0, y + 16, cut(f"{i + 1} {name}", NAMES - 6)))
        for j, square in enumerate(row):
            x = NAMES + wide * j
            if square.share is not None:
                drawn.append(box(x, y, wide - 2, HIGH - 2, "cell", share=square.share))
            class_ = "small" if len(square.words) * 6.5 < wide else "tiny"
            drawn.append(text(x + wide / 2 - 1, y + 15, square.words, class_=class_, anchor="middle"))
    return chart(id_, title, about, 22 + HIGH * len(names), *drawn)
