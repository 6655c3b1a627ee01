"""The second hand of an annotator: the name under which they meet an article again, apart from the first time.

Nobody works under such a name by choice: it goes with an article that was planned to be met again.
"""

from __future__ import annotations

from annotator.core.ids import fold
from annotator.errors import Invalid

AGAIN = "(again)"
"""What a second hand's name ends with, and no other's."""


def second_name(name: str) -> str:
    """Return the name of somebody's second hand.

    >>> second_name("Ana")
    'Ana (again)'
    """
    return f"{name} {AGAIN}"


def is_second_name(name: str) -> bool:
    """Tell whether a name is kept for second hands, however it is spelled.

    >>> is_second_name("ana (AGAIN)"), is_second_name("Ana")
    (True, False)
    """
    return fold(name).endswith(AGAIN)


def first_name(name: str) -> str:
    """Return the name of whoever works under a name, which may be that of their second hand.

    >>> first_name("Ana (again)"), first_name("Ana")
    ('Ana', 'Ana')
    """
    return name[: -len(AGAIN)].rstrip() if is_second_name(name) else name


def refuse_second_name(name: str) -> None:
    """Raise `Invalid` for a name under which nobody works by choice."""
    if is_second_name(name):
        raise Invalid(
            f"nobody works under the name {name!r}",
            why="it is kept for articles that somebody meets again, which come to them by themselves",
            do="use the name without what is in brackets",
        )
