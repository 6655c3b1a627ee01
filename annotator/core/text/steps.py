"""What the cursor moves by inside a passage: one table from unit to the function that finds it.

Each unit lies within one of the next greater, and all but words cover every printed character.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache, partial

from annotator.core.text.clauses import clauses
from annotator.core.text.graphemes import characters, pieces
from annotator.core.text.sentences import sentences
from annotator.core.text.span import Span
from annotator.core.text.words import words

Finder = Callable[[str, Span], tuple[Span, ...]]


class Unit(IntEnum):
    """The units of movement, from small to great."""

    CHARACTER = 1
    WORD = 2
    CLAUSE = 3
    SENTENCE = 4
    PARAGRAPH = 5


def _inside(greater: Finder, finder: Finder, text: str, within: Span) -> tuple[Span, ...]:
    return tuple(found for part in greater(text, within) for found in finder(text, part))


def _paragraph(text: str, within: Span) -> tuple[Span, ...]:
    return pieces(text, within, ())


_clauses = partial(_inside, sentences, clauses)

FINDERS: dict[Unit, Finder] = {
    Unit.CHARACTER: characters,
    Unit.WORD: partial(_inside, _clauses, words),
    Unit.CLAUSE: _clauses,
    Unit.SENTENCE: sentences,
    Unit.PARAGRAPH: _paragraph,
}


@lru_cache(maxsize=64)  # A key asks for the stops of one passage again and again.
def steps(text: str, within: Span, unit: Unit) -> tuple[Span, ...]:
    """Return the stops of a cursor that moves by `unit` inside a passage, in order.

    >>> said = "Police said that he fell. Nobody saw it."
    >>> [stop.of(said) for stop in steps(said, Span(0, len(said)), Unit.CLAUSE)]
    ['Police said that', 'he fell.', 'Nobody saw it.']
    """
    return FINDERS[unit](text, within)
