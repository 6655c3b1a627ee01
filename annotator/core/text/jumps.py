"""Going to anything in sight by a letter: which places have one, and which letters.

No label begins with another, so that each is complete as soon as it is typed. The nearest places have the
shortest labels and the letters that lie best under the hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.text.clauses import without_joiner
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps

LETTERS = "fjdksla" + "ghrueiwotyvncmpqxbz"
"""The alphabet, the home row first, and what is hardest to reach last."""

MOST = len(LETTERS) ** 2
"""How many places can have a label of two letters at most."""


def targets(text: str, passages: Iterable[Span], window: Span) -> list[int]:
    """Return where the clauses of these passages begin that begin in a window of the text, in order.

    A clause begins behind the word that joins it to the one before, as it does when it is selected.

    >>> said = "Police said that he fell, and a witness ran."
    >>> [said[at:] for at in targets(said, [Span(0, len(said))], Span(0, len(said)))]
    ['Police said that he fell, and a witness ran.', 'he fell, and a witness ran.', 'a witness ran.']
    """
    clauses = (clause for passage in passages for clause in steps(text, passage, Unit.CLAUSE))
    starts = (without_joiner(text, clause).start for clause in clauses if clause.start < window.end)
    return [start for start in starts if start in window]


def labels(count: int) -> tuple[str, ...]:
    """Return so many labels of one or two letters, the easiest first; `MOST` at most.

    >>> labels(3), labels(27)[-3:]
    (('f', 'j', 'd'), ('b', 'zf', 'zj'))
    """
    wanted = min(count, MOST)
    # Each letter given up as a label of its own begins as many labels of two as there are letters.
    begins = max(0, -((len(LETTERS) - wanted) // (len(LETTERS) - 1)))
    alone, first = LETTERS[: len(LETTERS) - begins], LETTERS[len(LETTERS) - begins :]
    pairs = (begin + letter for begin in first for letter in LETTERS)
    return tuple([*alone, *pairs][:wanted])


def assigned(starts: Sequence[int], caret: int) -> dict[int, str]:
    """Return a label for each place, the nearest to the caret first; of two as near, the one behind it.

    >>> assigned([0, 10, 30], 12)
    {10: 'f', 0: 'j', 30: 'd'}
    """
    nearest = sorted(starts, key=lambda start: (abs(start - caret), start < caret))
    return dict(zip(nearest, labels(len(nearest)), strict=False))
