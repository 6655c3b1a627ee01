"""Markup in which every text is escaped: what is not `Markup` already cannot become it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from annotator.core.display import visible


class Markup(str):
    """Text that is markup; made by `element` and `joined` alone."""

    __slots__ = ()


Child = str | float | None


def element(name: str, *children: Child, **attributes: str | float | None) -> Markup:
    """Return an element with its children; a text among them is shown, whatever it holds.

    `class_` stands for class, an underscore within a name for a hyphen; an attribute that is None is left out.

    >>> element("td", "<b>", class_="a", aria_label='"')
    '<td class="a" aria-label="&quot;">&lt;b&gt;</td>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_shown(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Put children one after the other."""
    return Markup("".join(_child(child) for child in children if child is not None))


def _child(child: str | float) -> str:
    return str(child) if isinstance(child, Markup) else escape(_shown(child))


def _shown(value: str | float) -> str:
    """Write a number without digits that nobody sees, and of a text what can be seen."""
    return visible(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
