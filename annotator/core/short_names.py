"""Names in little room: which shorter names a source has, and which of them fit side by side, no two the same.

The width of a text in cells is passed in, as whoever draws it measures it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from annotator.core.source import NARRATOR_NAME
from annotator.core.text.graphemes import graphemes
from annotator.core.text.phrases import DETERMINERS
from annotator.core.text.span import Span

Cells = Callable[[str], int]

MORE = "…"
SHORTEST = 3
"""Cells below which a cut name says nothing."""

_SMALL = frozenset(
    {"of", "the", "and", "for", "in", "on", "at", "a", "an", "de", "la", "del", "der", "van", "von"}
)
_ENDS_HEAD = re.compile(r"\s+(?:of|for|at|from|in|on|who|that|,)\b")
_LETTERS = 2
_OF_NARRATOR = (NARRATOR_NAME, "article itself", "article", "text")


def short_forms(name: str, aliases: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what a source may be called, from its name to the shortest that can still be recognised.

    >>> short_forms("Department of Homeland Security", ["DHS", "Homeland Security"])
    ('Department of Homeland Security', 'DHS')
    >>> short_forms("Jacob Frey"), short_forms("the article itself")
    (('Jacob Frey', 'Frey', 'JF'), ('the article itself', 'article itself', 'article', 'text'))
    """
    if name == NARRATOR_NAME:
        return _OF_NARRATOR
    first, *rest = name.split()
    bare = " ".join(rest) if rest and first.casefold() in DETERMINERS else name
    head = _ENDS_HEAD.split(bare, maxsplit=1)[0].split()[-1]
    others = sorted((each for each in aliases if sum(map(str.isalnum, each)) >= _LETTERS), key=len)
    initials = "".join(
        word[0] for word in bare.split() if word.casefold() not in _SMALL and word[0].isalpha()
    )
    forms = [name, bare, *others[:1], head, *([initials.upper()] if _is_acronym(bare, initials) else [])]
    kept = [name]
    for form in forms:
        if len(form) < len(kept[-1]):
            kept.append(form)
    return tuple(kept)


def _is_acronym(name: str, initials: str) -> bool:
    return len(initials) >= _LETTERS and name != name.lower()


def cut(text: str, room: int, cells: Cells) -> str:
    """Return as much of a text as there is room for, with … where it was cut: between characters as they are read.

    >>> cut("Minneapolis", 5, len), cut("police", 6, len), cut("police", 0, len)
    ('Minn…', 'police', '')
    """
    if cells(text) <= room:
        return text
    kept, used = "", cells(MORE)
    for one in graphemes(text, Span(0, len(text))):
        used += cells(one.of(text))
        if used > room:
            break
        kept += one.of(text)
    return f"{kept.rstrip()}{MORE}" if room >= cells(MORE) else ""


def cut_middle(text: str, room: int, cells: Cells) -> str:
    """Return a text in so many cells, the middle left out: names that begin alike can be told apart by their ends.

    >>> cut_middle("Department of Health, Ohio", 15, len), cut_middle("police", 6, len)
    ('Departm…h, Ohio', 'police')
    """
    if cells(text) <= room:
        return text
    parts = [one.of(text) for one in graphemes(text, Span(0, len(text)))]
    first, last = "", ""
    left = room - cells(MORE)
    while parts:
        part = parts.pop(0) if cells(first) <= cells(last) else parts.pop()
        left -= cells(part)
        if left < 0:
            break
        first, last = (f"{first}{part}", last) if cells(first) <= cells(last) else (first, f"{part}{last}")
    return f"{first.rstrip()}{MORE}{last.lstrip()}" if room >= cells(MORE) else ""


def fitted(names: Sequence[Sequence[str]], room: int, cells: Cells) -> list[str]:
    """Choose one of each source's forms so that all take no more than `room` cells, no two being the same.

    The widest are shortened first, and cut where no form is short enough. Where even that is too much the result is
    wider than the room.
    """
    forms = [list(each) for each in names]
    chosen = [each.pop(0) for each in forms]
    while sum(map(cells, chosen)) > room:
        at = _next_to_shorten(chosen, forms, cells)
        if at is None:
            return _cut_all(chosen, room, cells)
        chosen[at] = forms[at].pop(0)
    return chosen


def _next_to_shorten(chosen: Sequence[str], forms: Sequence[list[str]], cells: Cells) -> int | None:
    """Return the widest name that has a shorter form which is nobody else's; forms that are no use are let go."""
    for at in sorted(range(len(chosen)), key=lambda at: -cells(chosen[at])):
        while forms[at] and (forms[at][0] in chosen or cells(forms[at][0]) >= cells(chosen[at])):
            forms[at].pop(0)
        if forms[at]:
            return at
    return None


def _cut_all(chosen: Sequence[str], room: int, cells: Cells) -> list[str]:
    shown = list(chosen)
    for widest in range(max(map(cells, shown), default=0) - 1, SHORTEST - 1, -1):
        for at in sorted(range(len(shown)), key=lambda at: -cells(shown[at])):
            if sum(map(cells, shown)) <= room:
                return shown
            shorter = cut(chosen[at], widest, cells)
            if shorter not in shown and cells(shorter) < cells(shown[at]):
                shown[at] = shorter
    return shown
