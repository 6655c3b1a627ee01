"""Telling how far a long piece of work is; and how far an annotator is with an article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Follow = Callable[[str, int, int], object]
"""Hears what is being done, how much of it is done, and how much there is: as often as the work likes."""


def unfollowed(_what: str, _done: int, _total: int) -> None:
    """Hear nothing, where nobody watches."""


@contextmanager
def stopping(said: str) -> Iterator[None]:
    """Let whoever is told that the program was stopped in here be told what became of the work, too.

    Where such scopes are nested the inner one speaks.
    """
    try:
        yield
    except Exception:
        raise
    except BaseException as stop:
        # Ctrl-C, or a signal to end.
        if not getattr(stop, "__notes__", None):
            stop.add_note(said)
        raise


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in the list: its name and how many of its passages are done or skipped.

    In a round that gives claims, how many of these are answered. `hand` is under whose id it is worked on.
    """

    id: str
    name: str
    outlet: str
    settled: int
    passages: int
    hand: str = ""
