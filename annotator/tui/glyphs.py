"""Our own signs on the screen: lines, arrows and ticks, or plain ASCII for terminals that draw nothing else.

Words of ours are spelt by `Glyphs.of`; whatever else is drawn goes through `tui.plain`, cell by cell. Article text on
the page is never changed by either.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.filter import LineFilter
    from textual.message_pump import MessagePump

WORDS = {
    "↑↓←→": "arrows", "↑↓": "Up Down", "←→": "Left Right", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right",
    "saved ✓": "saved", " …": "...", "…": "...", "–": "-", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip
"""What stands for our signs where there is room to spell them; longer ones go first."""


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, WORDS)))


class Glyphs(NamedTuple):
    """One of the two sets of signs."""

    plain: bool

    def of(self, words: str) -> str:
        """Return words of ours with the signs of this set.

        >>> ASCII.of("↑↓ choose · Esc back"), LINES.of("saving …")
        ('Up Down choose - Esc back', 'saving …')
        """
        return _signs().sub(lambda found: WORDS[found[0]], words) if self.plain else words


def as_drawn(filters: Sequence[LineFilter]) -> Sequence[LineFilter]:
    """Leave out the filter that changes signs, for what shows an article or has been through it already."""
    return [each for each in filters if not getattr(each, "changes_signs", False)]


LINES, ASCII = Glyphs(plain=False), Glyphs(plain=True)


def glyphs(node: MessagePump) -> Glyphs:
    """Return the signs that the running program draws with."""
    found = getattr(node.app, "glyphs", LINES)
    return found if isinstance(found, Glyphs) else LINES
