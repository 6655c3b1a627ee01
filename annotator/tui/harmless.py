"""The last look at every line before it goes to the terminal: nothing in it acts, wherever it came from.

Whoever shows data makes it visible with `core.display`; this is for what somebody forgot, and for what Textual's own
widgets show. Cells stay as they were counted: what takes none is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Harmless(LineFilter):
    """Leaves out what steers a terminal or turns the direction of writing."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  Textual's own
        """Return the segments of a line with nothing in them that acts; the same ones where nothing does."""
        if all(each.control or each.text.isprintable() for each in segments):
            return segments
        return [
            each if each.control else each._replace(text=ACTS.sub(_blank, each.text)) for each in segments
        ]


def _blank(found: re.Match[str]) -> str:
    return " " * cell_len(found[0])
