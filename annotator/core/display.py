"""What of an article's text may reach a terminal: article text is hostile.

Every code point is shown by exactly one code point, so offsets into the text are offsets into what is
shown. Nothing that moves the cursor, turns the direction of writing or hides is passed on: it is drawn as a
mark of one cell.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SPACE, _UNKNOWN, _HIDDEN, _RIGHTWARDS, _LEFTWARDS, _ENDS, _SOFT_HYPHEN = (
    " ",
    "\ufffd",
    "⁞",
    "▸",
    "◂",
    "◆",
    "¬",
)

_MARKS: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    **dict.fromkeys(range(0x80, 0xA0), "\u2426"),
    **dict.fromkeys(map(ord, "\t\n"), _SPACE),
    **dict.fromkeys(map(ord, "\u2028\u2029"), "\u2424"),
    **dict.fromkeys(map(ord, "\u200e\u202a\u202d\u2066"), _RIGHTWARDS),
    **dict.fromkeys(map(ord, "\u200f\u061c\u202b\u202e\u2067"), _LEFTWARDS),
    **dict.fromkeys(map(ord, "\u202c\u2068\u2069"), _ENDS),
    # Letters and marks that show nothing: fillers, joiners, selectors.
    **dict.fromkeys(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"), _HIDDEN),
    **dict.fromkeys((*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)), _HIDDEN),
    0x7F: "\u2421",
    0xAD: _SOFT_HYPHEN,
}
# Format characters that are seen: signs that span Arabic, Syriac and Kaithi figures.
_SEEN = frozenset((*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD))
_WIDE_SPACE = 0x3000
# Places kept for pictures: newer ones are unassigned to an older Python and yet drawn by terminals.
_PICTURES = range(0x1F000, 0x1FB00)

_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_PART = f"{_PICTURE}(?:[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?)"
# Scripts whose letters are joined or parted by hand: Arabic, Syriac, N'Ko, Indic, Burmese, Khmer, Mongolian.
_JOINING = (
    "[\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff\u0710-\u077f\u07ca-\u07ea\u08a0-\u08c9"
    "\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17d3\u1820-\u18aa]"
)
_VIRAMA = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]"
_NEEDS_CONTEXT = re.compile("[\u200c\u200d\ufe00-\ufe0f\u180b-\u180d\U000e0020-\U000e01ef]")


# Compiled for the first text that needs them: most need neither, and the first frame waits for both.
@cache
def _kept() -> re.Pattern[str]:
    return re.compile(
        f"{_PART}(?:\u200d{_PART})*"
        "|[#*0-9]\ufe0f\u20e3"
        "|(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,16}\U000e007f"
        f"|(?<={_JOINING})[\u200c\u200d](?={_JOINING})|(?<={_VIRAMA})\u200d"
        "|(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
        "|(?<=[\u1820-\u18aa])[\u180b-\u180d]"
    )


@cache
def _may_be_right_to_left() -> re.Pattern[str]:
    return re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@cache
def _category_mark(code: int) -> str:
    category = unicodedata.category(chr(code))
    if category == "Zs" and code != _WIDE_SPACE:
        return _SPACE
    if category == "Cf" and code not in _SEEN:
        return _HIDDEN
    unknown = category == "Cs" or (category == "Cn" and code not in _PICTURES)
    return _UNKNOWN if unknown else chr(code)


class _Shown(dict[int, str]):
    """What each code point is shown by, worked out when first met."""

    def __missing__(self, code: int) -> str:
        return _MARKS.get(code) or _category_mark(code)


_SHOWN = _Shown({code: chr(code) for code in range(0x20, 0x7F)} | _MARKS)


def visible(text: str) -> str:
    r"""Return what to draw for `text`, code point for code point; a line break becomes a space.

    >>> visible("stop\x1b[2Jtext\u202e")
    'stop␛[2Jtext◂'
    """
    shown = text.replace("\r\n", "\n\n").translate(_SHOWN)
    if not _NEEDS_CONTEXT.search(text):
        return shown
    parts: list[str] = []
    at = 0
    for kept in _kept().finditer(text):
        parts += (shown[at : kept.start()], kept[0])
        at = kept.end()
    return "".join((*parts, shown[at:]))


def visible_lines(text: str) -> str:
    r"""Return what to draw for a text of several lines, which stay lines.

    >>> visible_lines("one\x1b[2J\ntwo")
    'one␛[2J\ntwo'
    """
    return "\n".join(map(visible, text.split("\n")))


def has_right_to_left(text: str) -> bool:
    """Tell whether any letter is written from right to left, so that the terminal may reorder the row.

    >>> has_right_to_left("قال"), has_right_to_left("said")
    (True, False)
    """
    return any(
        unicodedata.bidirectional(found[0]) in {"R", "AL"} for found in _may_be_right_to_left().finditer(text)
    )
