"""Strings that try to be more than text: escapes, controls, turned writing, markup; each with a tag to find it by."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

SEQUENCES = (
    "\x1b[1337J", "\x1b[1337;1337H", "\x1b[1337m", "\x1b[?1337h", "\x1b[>1337c", "\x1b[13;37r", "\x1b[1337;5~",
    "\x1b]0;1337\x07", "\x1b]2;1337\x1b\\", "\x1b]52;c;MTMzNw==\x07", "\x1b]8;;http://1337/\x1b\\", "\x1b]8;;1337\x07",
    "\x1b]1337;File=:AAAA\x07", "\x1bP1337$q\x1b\\", "\x1b_G1337\x1b\\", "\x1b^1337\x1b\\", "\x1bX1337\x1b\\",
    "\x1bc1337", "\x1b(01337", "\x1b#81337", "\x1b71337\x1b8", "\x1b", "\x1b\x1b[1337m", "\x1b[", "\x1b]", "\x1b\n",
    "\x9b1337J", "\x9d0;1337\x9c", "\x901337\x9c", "\x9f1337\x9c", "\x8d", "\x85", "\x84",
)  # fmt: skip
"""What a terminal obeys; 1337 stands in each so that none can be taken for one of the program's own."""

CONTROLS = (
    "\x00",
    "\x07",
    "\x08\x08\x08",
    "\x0b",
    "\x0c",
    "\x0e",
    "\x0f",
    "\x11",
    "\x13",
    "\x18",
    "\x1a",
    "\x7f",
    "\r",
)
HIDDEN = (
    "\u200b", "\u200e", "\u200f", "\u061c", "\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069",
    "\u2028", "\u2029", "\ufeff", "\u00ad", "\u2060", "\U000e0041", "\ufff9", "\u0301" * 30, "\u180e", "\u3164",
)  # fmt: skip
MARKUP = (
    "[red]", "[/red]", "[/nope]", "[", "]", "[bold", "[@click=app.quit]x[/]", "[@click=app.bell()]x[/]",
    "[link=http://1337]x[/link]", "[on red]", "[$error]", "[b][i]", "\\[red]", "[/]", "[[", "[#", "[reverse]",
    "{form.save}", "{0}", "{", "}", "%s", "%(x)s", "&lt;b&gt;", "<b>", "`x`", "**x**", "# x", "| a | b |", ":smile:",
    "$background", "='1+1", "=1+1", "@SUM(1)", "../../x", "\\x1b[31m", "\\u001b", "'\"", "--", "~", "\t",
)  # fmt: skip

KINDS = (SEQUENCES, CONTROLS, HIDDEN, MARKUP)
TAG = re.compile(r"q\d+z")
BREAKS = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def hostile(count: int, seed: int = 0, *, line: bool = False, text: bool = True) -> Iterator[str]:
    """Yield strings of one to four attacks, one tag in each: `q17z` in the 17th.

    `line` leaves out what breaks a line; `text` what no file of text can hold.
    """
    chance = random.Random(seed)
    first = seed * 1_000_000
    for number in range(first, first + count):
        parts = [chance.choice(chance.choice(KINDS)) for _ in range(chance.randint(1, 4))]
        parts.insert(chance.randint(0, len(parts)), f"q{number}z")
        made = "".join(parts)
        if line:
            made = BREAKS.sub("", made)
        if text:
            made = made.replace("\0", "\x01")
        yield made
