"""Finding words in a text as somebody types them, however the article spells capitals, apostrophes and breaks.

Plain words, never patterns: no sign that is typed means anything but itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from annotator.core.text.graphemes import Edges
from annotator.core.text.span import Span

WINDOW = 32_768
"""Code points looked through at a time, so that whoever asks can stop between: less than a millisecond's work."""

LONGEST_SPACE = 1_000
"""The longest run of white space that stands for the space typed."""

# What has one key, and several signs in print.
_ALIKE = ("'’‘ʼ＇`´", '"“”„‟', "-‐‑‒–—−")
# Signs that show nothing and may stand inside a word: soft hyphen, zero width space, word joiner, byte order mark.
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_MOST_UNSEEN = 4
_LONGEST_FORM = 4
"""The most code points that one of NFC has in NFD."""

_NOTHING = "(?!)"


class Finder:
    """Looks for one query in any number of texts."""

    def __init__(self, query: str) -> None:
        """Take a query; a space before or after it asks for whole words there, and a blank one finds nothing."""
        plain = unicodedata.normalize("NFC", query).translate(dict.fromkeys(map(ord, _UNSEEN)))
        words = [[_sign(sign) for sign in word] for word in plain.split()]
        space, unseen = rf"\s{{1,{LONGEST_SPACE}}}", f"[{_UNSEEN}]{{0,{_MOST_UNSEEN}}}"
        first = r"(?<!\w)" if plain[:1].isspace() else ""
        last = r"(?!\w)" if plain[-1:].isspace() else ""
        self._plain = _compiled(first, space.join(map("".join, words)), last)
        self._parted = _compiled(first, f"{unseen}{space}{unseen}".join(map(unseen.join, words)), last)
        self._longest = len(plain) * (_LONGEST_FORM + 2 * _MOST_UNSEEN) + LONGEST_SPACE * len(words)

    def spans(self, text: str) -> Iterator[Span]:
        r"""Yield where the words stand, in order and apart; a span holds whole characters, as a reader sees them.

        >>> said = "The mayor’s\n\nbridge. THE MAYOR'S BRIDGE!"
        >>> [found.of(said) for found in Finder("mayor's  bridge").spans(said)]
        ['mayor’s\n\nbridge', "MAYOR'S BRIDGE"]
        """
        return chain.from_iterable(self.steps(text))

    def steps(self, text: str) -> Iterator[list[Span]]:
        """Yield the same part by part, each what begins in the next `WINDOW` code points: most often nothing."""
        pattern = self._parted if any(sign in text for sign in _UNSEEN) else self._plain
        whole = _Whole(text)
        matched = reached = 0
        for at in range(0, len(text), WINDOW):
            found: list[Span] = []
            for match in pattern.finditer(text, max(at, matched), at + WINDOW + self._longest):
                if match.start() >= at + WINDOW:
                    break
                matched = match.end()
                span = whole.around(match.start(), matched)
                if span.start >= reached:
                    found.append(span)
                    reached = span.end
            yield found


def _compiled(first: str, words: str, last: str) -> re.Pattern[str]:
    return re.compile(first + (words or _NOTHING) + last, re.IGNORECASE)


def _sign(sign: str) -> str:
    """Return the pattern of one sign: itself, what is typed like it, and the same put together of parts."""
    alike = next((group for group in _ALIKE if sign in group), "")
    if alike:
        return f"[{re.escape(alike)}]"
    parts = unicodedata.normalize("NFD", sign)
    return re.escape(sign) if parts == sign else f"(?:{re.escape(sign)}|{re.escape(parts)})"


class _Whole:
    """Widens matches to whole characters; they come in order, so the edges of one line are kept at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = range(0)
        self._edges = Edges("", Span(0, 1))

    def around(self, start: int, end: int) -> Span:
        if not (start in self._line and end - 1 in self._line):
            # A line break parts characters always, so what lies between two can be looked at alone.
            first, after = self._text.rfind("\n", 0, start) + 1, self._text.find("\n", end)
            self._line = range(first, len(self._text) if after < 0 else after)
            self._edges = Edges(self._text, Span(first, self._line.stop))
        return Span(self._edges.before(start), self._edges.after(end))
