"""Lines on their way to terminals that draw less: our own signs in ASCII, pictures of several code points as one.

Neither changes how many cells anything takes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_ACROSS, _DOWN = "─━┄┅┈┉╌╍═╴╶╸╺╼╾▔", "│┃┆┇┊┋╎╏║╵╷╹╻╽╿▌▐▍▎▏▕▊▋▉"

SIGNS = str.maketrans(
    {
        **{chr(code): "+" for code in range(0x2500, 0x2580)},
        **{chr(code): " " for code in range(0x2580, 0x25A0)},
        **dict.fromkeys(_ACROSS, "-"),
        **dict.fromkeys(_DOWN, "|"),
        **dict.fromkeys("▁▂▃▄▅▆▇", "_"),
        **dict.fromkeys("▶▸›→►❯", ">"),
        **dict.fromkeys("◀◂‹←◄", "<"),
        **dict.fromkeys("•▪‣⭑◦●○★☆", "*"),
        **dict.fromkeys("·–—", "-"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("‘’‚", "'"),
        "↑": "^", "▲": "^", "▴": "^", "↓": "v", "▼": "v", "▾": "v", "…": "~", "✓": "+", "✗": "x", "×": "x", "↔": "~",
        "🔎": "> ",
    }
)  # fmt: skip
"""What stands for a sign in the same number of cells."""


_FLAG, _SKIN, _JOINER, _SELECTORS = (
    "[\U0001f1e6-\U0001f1ff]",
    "[\U0001f3fb-\U0001f3ff]",
    "\u200d",
    "[\ufe0e\ufe0f]",
)
_PICTURE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_PICTURES = re.compile(
    f"{_FLAG}{{2}}|[#*0-9]{_SELECTORS}?\u20e3"
    f"|{_PICTURE}(?:{_SELECTORS}|{_SKIN}|{_JOINER}{_PICTURE}|[\U000e0020-\U000e007f])+"
)


class PlainSigns(LineFilter):
    """Draws ASCII for every sign of ours and of Textual's widgets; letters stay as they are."""

    changes_signs = True

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  Textual's own
        """Return the segments of a line with other signs in the same cells."""
        return [
            each if each.text.isascii() else each._replace(text=each.text.translate(SIGNS))
            for each in segments
        ]


class PlainPictures(LineFilter):
    """Draws one code point for a picture of several, because tmux and others take it for more cells than it has."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  Textual's own
        """Return the segments of a line with other pictures in the same cells."""
        return [
            each if each.text.isascii() else each._replace(text=_PICTURES.sub(_plain_picture, each.text))
            for each in segments
        ]


def _plain_picture(found: re.Match[str]) -> str:
    """Return the first picture of a family, the letters of a flag, in as many cells."""
    whole = found[0]
    is_flag = re.match(_FLAG, whole)
    part = "".join(chr(ord(each) - 0x1F1E6 + ord("A")) for each in whole) if is_flag else whole[0]
    cells = cell_len(whole)
    return part + " " * (cells - cell_len(part)) if cell_len(part) <= cells else " " * cells
