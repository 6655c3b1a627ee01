"""Charts as SVG: sized for the narrowest screen, coloured by the page's style, read aloud by title and description.

Nothing is said by colour alone: every bar, cell and point has its number beside it.
"""

from __future__ import annotations

from annotator.core.display import visible
from annotator.reports.markup import Child, Markup, element

WIDTH = 360
"""Units, about pixels: a phone shows a chart without shrinking its letters."""

LETTER = 6.4
"""The width of a letter, taken on the safe side: what writes the page can't measure what shows it."""


def chart(id_: str, title: str, described: str, height: float, *children: Child) -> Markup:
    """Return a chart with its text alternative."""
    return element(
        "svg",
        element("title", title, id=f"{id_}-t"),
        element("desc", described, id=f"{id_}-d"),
        *children,
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        aria_labelledby=f"{id_}-t {id_}-d",
    )


def text(x: float, y: float, words: str, *, class_: str | None = None, anchor: str | None = None) -> Markup:
    """Write words with their baseline at y."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Draw a line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def box(
    x: float, y: float, width: float, height: float, class_: str, *, share: float | None = None
) -> Markup:
    """Draw a box; `share` from 0 to 1 says how dark."""
    shade = None if share is None else 0.06 + 0.5 * min(max(share, 0), 1)
    return element(
        "rect", x=x, y=y, width=max(width, 0), height=max(height, 0), class_=class_, fill_opacity=shade
    )


def cut(words: str, room: float) -> str:
    """Cut words to the room they have.

    >>> cut("unattributed", 40)
    'unatt…'
    """
    shown, most = visible(words), max(1, int(room / LETTER))
    return shown if len(shown) <= most else shown[: max(1, most - 1)] + "…"
