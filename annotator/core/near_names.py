"""Names that somebody may have meant, for a message: a few, since a project may have hundreds of people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from annotator.core.ids import fold

FEW = 5
"""So many names are listed at most."""


def known_names(name: str, known: Sequence[str]) -> str:
    """Say who is known: all where they are few, else those that are spelled most like a name, and how many there are.

    >>> known_names("An", ["Ana", "Ben"])
    'known: Ana, Ben'
    >>> known_names("An", ["Ana", "Ben", "Cyd", "Dora", "Eve", "Finn"])
    '6 are known; like it: Ana'
    """
    if not known:
        return "known: nobody yet"
    if len(known) <= FEW:
        return f"known: {', '.join(known)}"
    # Nobody needs it but who has mistyped a name.
    from difflib import get_close_matches  # noqa: PLC0415  see above

    spelled = {fold(each): each for each in known}
    like = [spelled[each] for each in get_close_matches(fold(name), list(spelled), 3)]
    return f"{len(known):,} are known" + (
        f"; like it: {', '.join(like)}" if like else ", none of them like it"
    )


def spelled_like(name: str, known: Iterable[str]) -> str:
    """Say whose name a new one equals but for accents, to go behind it; nothing where it is nobody's.

    >>> spelled_like("Ána", ["Ben", "Ana"]), spelled_like("Cyd", ["Ben", "Ana"])
    (' (spelled like Ana, who is there already)', '')
    """
    like = next((each for each in known if _bare(each) == _bare(name)), None)
    return f" (spelled like {like}, who is there already)" if like else ""


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFD", fold(name))
    return "".join(each for each in letters if not unicodedata.combining(each))
