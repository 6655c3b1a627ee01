"""What annotators said of one item, side by side under letters, with the gold as far as it is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content

from annotator.core.display import visible
from annotator.core.short_names import cut_middle
from annotator.tui.glyphs import glyphs
from annotator.tui.widgets.lines import Lines

NAME, NARROWEST = 18, 6
"""Cells of the column with the names of rows, and of a column of answers at least."""

OPEN = "?"
"""Stands in the gold where something has to be chosen yet."""

SIGNS = {"≠": "#", "~": "~", "=": "="}
"""Before a row, and in plain ASCII: its answers differ; somebody left it open; they are the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, its name, each side's answer in the order of the letters, and the gold's.

    `gold` is None where nothing is chosen yet; `sign` is one of `SIGNS`; `number` 0 where no digit is left.
    """

    about: str
    name: str
    answers: tuple[str, ...]
    gold: str | None
    sign: str
    number: int = 0


class Sides(Lines):
    """The table, as high as it is given; one of its rows may have the focus, and is in view."""

    DEFAULT_CSS = """
    Sides { padding: 0 1; border-top: solid $panel-lighten-2; text-wrap: nowrap; }
    """

    def show(self, letters: Sequence[str], rows: Sequence[Row], focused: int | None, most: int) -> None:
        """Show as many of these rows, one of them with the focus."""
        width = max(40, self.app.size.width - 2)
        cell = max(NARROWEST, (width - NAME) // (len(letters) + 1))
        first = max(0, min((focused or 0) - most // 2, len(rows) - most))
        shown = rows[first : first + most]
        more = "" if len(shown) == len(rows) else f" rows {first + 1}-{first + len(shown)} of {len(rows)}"
        plain = glyphs(self).plain
        lines = [
            _line(row, cell, is_focused=at == focused, plain=plain) for at, row in enumerate(shown, first)
        ]
        self.put([_head((more, *letters, "gold"), cell), *lines])


KEPT = 64
"""Lines that come back are the same object, which `Lines` has painted already: most items look like many others."""


@lru_cache(KEPT)
def _head(words: tuple[str, ...], cell: int) -> Content:
    more, *heads = words
    return Content.styled(_cut(more, NAME) + "".join(_cut(each, cell) for each in heads), "bold")


@lru_cache(KEPT)
def _line(row: Row, cell: int, *, is_focused: bool, plain: bool) -> Content:
    number = str(row.number) if row.number else " "
    sign = SIGNS[row.sign] if plain else row.sign
    name = _cut(f"{'>' if is_focused else ' '}{number} {sign} {row.name}", NAME)
    weight = "bold" if row.sign == "≠" else ""
    parts: list[str | tuple[str, str]] = [(name, "bold reverse" if is_focused else weight)]
    parts += [(_cut(visible(each) or "-", cell), weight) for each in row.answers]
    gold = OPEN if row.gold is None else visible(row.gold) or "-"
    parts.append((_cut(gold, cell), "bold reverse" if row.gold is None else "bold"))
    return Content.assemble(*parts)


def _cut(words: str, cells: int) -> str:
    """Return words in exactly so many cells, the last of them free; cut in the middle, as names often begin alike."""
    shown = cut_middle(words, cells - 1, cell_len)
    return shown + " " * (cells - cell_len(shown))


def flowing(
    parts: Iterator[tuple[str, str]], last: Sequence[tuple[str, str]], width: int, lines: int
) -> list[Content]:
    """Lay keys with their words out in so many lines, as many as have room; the last ones always, at the right."""
    ends = (Content.assemble((keys, "bold $accent"), f" {words}") for keys, words in last)
    end = Content("  ").join(ends)
    found: list[Content] = [Content("")]
    for keys, words in parts:
        hint = Content.assemble((keys, "bold $accent"), f" {words}")
        room = width - (end.cell_length + 2 if len(found) == lines else 0)
        gap = "  " if found[-1].cell_length else ""
        if found[-1].cell_length + len(gap) + hint.cell_length <= room:
            found[-1] = Content.assemble(found[-1], gap, hint)
        elif len(found) < lines:
            found.append(hint)
        else:
            break
    left = width - found[-1].cell_length - end.cell_length
    found[-1] = Content.assemble(found[-1], " " * max(1, left), end)
    return found
