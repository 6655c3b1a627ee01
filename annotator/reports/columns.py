"""Plain text in columns of a terminal's cells; nothing in a name or a quoted word can steer the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wcwidth import wcswidth

from annotator.agreement.coefficients import Figure
from annotator.reports.numbers import between, number

WIDTH = 80


def clean(text: str) -> str:
    r"""Return one line in which whatever does not print is a dot, so that text cannot steer a terminal.

    >>> clean("two\n lines\x1b[2J")
    'two lines·[2J'
    """
    return "".join(char if char.isprintable() else "·" for char in " ".join(text.split()))


def cells(text: str) -> int:
    """Return how many cells of a terminal a clean text takes."""
    return max(wcswidth(text), 0)


def wrapped(text: str, *, first: str = "", rest: str = "") -> Iterator[str]:
    """Break a text into lines of at most 80 cells, begun by `first` and then `rest`."""
    line, room = first, WIDTH - cells(first)
    is_empty = True
    for word in _pieces(clean(text), WIDTH - max(cells(first), cells(rest))):
        needed = cells(word) + (not is_empty)
        if needed > room:
            yield line
            line, room, needed, is_empty = rest, WIDTH - cells(rest), cells(word), True
        line += word if is_empty else f" {word}"
        room -= needed
        is_empty = False
    yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words of a text, those too wide for a line in parts: some scripts write no spaces."""
    for word in text.split(" "):
        part = ""
        for char in word:
            if cells(part + char) > width:
                yield part
                part = ""
            part += char
        yield part


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Pad or cut a text to a number of cells."""
    text = clean(text) if text.strip() else ""
    if cells(text) > width:
        while cells(text) > width - 1:
            text = text[:-1]
        text += "…"
    pad = " " * (width - cells(text))
    return pad + text if right else text + pad


def named(name: str, width: int, row: str, *, indent: str = "") -> Iterator[str]:
    """Write a name and its row, on one line if the name fits, otherwise the name on lines of its own.

    >>> list(named("Ana", 6, "12")), list(named("Anastasia", 6, "12"))
    (['Ana   12'], ['Anastasia', '      12'])
    """
    if len(indent) + cells(clean(name)) < width:
        yield f"{indent}{fit(name, width - len(indent))}{row}".rstrip()
    else:
        yield from wrapped(name, first=indent, rest=indent)
        yield f"{'':{width}}{row}".rstrip()


def figure_cells(figure: Figure) -> str:
    """Write a value and its interval, at most 20 cells."""
    return f"{number(figure.value):>5} {between(figure)}".rstrip()


def reasons(figures: Iterable[tuple[str, Figure]]) -> Iterator[str]:
    """Say in words why figures or intervals are missing, one line a reason."""
    about: dict[str, list[str]] = {}
    for name, figure in figures:
        if figure.reason:
            about.setdefault(figure.reason, []).append(name)
    for reason, names in about.items():
        yield from wrapped(f"{', '.join(names)} · {reason}", first="  ", rest="    ")


def more(count: int, limit: int | None) -> Iterator[str]:
    """Say how many entries of a list are not shown."""
    if limit is not None and count > limit:
        yield f"  … and {count - limit:,} more (the JSON report has all)"
