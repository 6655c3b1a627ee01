"""The name of a source out of words selected in an article."""

from __future__ import annotations

import re

from annotator.core.text.phrases import DETERMINERS

_POSSESSIVE = re.compile(r"(?:['’ʼ][sS]|(?<=[sS])['’ʼ])\Z")


def name_in(words: str) -> str:
    """Return the name that selected words give: in one line, without article before it and possessive behind.

    >>> name_in("the mayor’s"), name_in("His  lawyers'"), name_in("The")
    ('mayor', 'lawyers', 'The')
    """
    first, *rest = words.split()
    kept = rest if rest and first.casefold() in DETERMINERS else [first, *rest]
    return _POSSESSIVE.sub("", " ".join(kept)) or words
