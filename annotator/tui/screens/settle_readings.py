"""What the settling screen has to read besides: what annotators gave beside labels, and the keys."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import VerticalScroll
from textual.widgets import Static

from annotator.core.display import visible_lines
from annotator.tui.screens.lists import Reading


class Details(Reading):
    """What annotators gave besides labels."""

    TITLE_TEXT = "evidence, notes and restatements"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def inside(self) -> Iterator[VerticalScroll]:
        """Return the text in a window that scrolls."""
        yield VerticalScroll(Static(visible_lines(self._text), markup=False))


class Keys(Details):
    """The keys of the settling screen."""

    TITLE_TEXT = "keys of settling"
