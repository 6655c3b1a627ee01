"""Reads what goes to a terminal and names everything in it that neither Textual nor this program sends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_MODES = "7|12|25|1000|1002|1003|1004|1005|1006|1015|1016|1049|2004|2026|2048|2031"
_OWN = {
    "colours": r"\[(?!1337)(?!\d*;1337)[0-9;]*m",
    "a place on the screen": r"\[(?P<row>\d{1,3});(?P<column>\d{1,3})H",
    "a mode of Textual's": rf"\[\?(?:{_MODES})[hl]",
    "a question of Textual's": rf"\[\?(?:{_MODES})\$p|\[c|\[\?u|\[>0q|\[6n|\[1[468]t|\[\?996n",
    "the keyboard's protocol": r"\[>\d{1,2}u|\[<u|\[=0;1u",
    "a shape of the pointer": r"\]22;[a-z-]*(?:\x1b\\|\x07)",
    "a shape of the cursor": r"\[[0-6] q",
    "a link": r"\]8;(?:id=[0-9A-Za-z-]+)?;(?:https?://(?!1337)[\x21\x23-\x26\x28-\x7e]+)?\x1b\\",
    "the clipboard": r"\]52;c;(?!MTMzNw)[A-Za-z0-9+/]*=*\x07",
    "save and restore": r"7|8",
}
_ROW_ENDS = r"\n(?=\x1b\[\d{1,3};\d{1,3}H)"
"""Textual parts rows by a line break and then goes to a place all the same."""
OWN = re.compile(f"{_ROW_ENDS}|\x1b(?:" + "|".join(f"(?:{pattern})" for pattern in _OWN.values()) + ")")
_TURNING = frozenset(
    "\u200e\u200f\u061c" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
)
UNSEEN = "\u200b\u2060\ufeff\u00ad"
"""What is not seen and does nothing else."""

_ACTING = {"Cc", "Cs", "Zl", "Zp"}


def foreign(stream: str, *, allowed: str = "", most: int = 5) -> list[str]:
    """Return what of `stream` should not be there, each with what stands around it; it may hold what is `allowed`."""
    return [found for found, _ in zip(_foreign(stream, allowed), range(most), strict=False)]


def _foreign(stream: str, allowed: str) -> Iterator[str]:
    at = 0
    for own in OWN.finditer(stream):
        yield from _acting(stream, at, own.start(), allowed)
        at = own.end()
    yield from _acting(stream, at, len(stream), allowed)


def _acting(stream: str, start: int, end: int, allowed: str) -> Iterator[str]:
    part = stream[start:end]
    if part.isprintable():
        return
    for at, char in enumerate(part, start):
        acts = char in _TURNING or char in UNSEEN or unicodedata.category(char) in _ACTING
        if acts and char not in allowed:
            yield repr(stream[max(0, at - 60) : at + 40])


def words(stream: str) -> str:
    """Return what is read on the screen, without the sequences."""
    return OWN.sub("", stream)
