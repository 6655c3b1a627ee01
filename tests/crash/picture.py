"""What a terminal would show of the bytes a program has written: the cells, without colours.

No more of a terminal than the screen asks for: moving the cursor, erasing, wide and combining characters.
"""

from __future__ import annotations

import re

from wcwidth import wcwidth

_PART = re.compile(
    r"\x1b\[(?P<given>[0-9;?<>=$]*)[ -/]*(?P<verb>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_=>78]"
    r"|(?P<control>[\x00-\x1f])|(?P<text>[^\x00-\x1f]+)"
)


class Picture:
    """A terminal's cells."""

    def __init__(self, size: tuple[int, int] = (80, 24)) -> None:
        self.width, self.height = size
        self._cells = [[" "] * self.width for _ in range(self.height)]
        self._x = self._y = 0

    @classmethod
    def of(cls, output: bytes, size: tuple[int, int] = (80, 24)) -> Picture:
        """Return what is shown after these bytes."""
        picture = cls(size)
        for part in _PART.finditer(output.decode("utf-8", "replace")):
            picture._take(part)
        return picture

    @property
    def lines(self) -> list[str]:
        """Return what each line shows, without the blanks at its end."""
        return ["".join(line).rstrip() for line in self._cells]

    @property
    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self.lines)

    def _take(self, part: re.Match[str]) -> None:
        if part["text"]:
            for char in part["text"]:
                self._put(char)
        elif part["control"] == "\r":
            self._x = 0
        elif part["control"] == "\n":
            self._y = min(self._y + 1, self.height - 1)
        elif part["control"] == "\b":
            self._x = max(self._x - 1, 0)
        elif part["verb"]:
            self._do(part["verb"], part["given"])

    def _put(self, char: str) -> None:
        width = wcwidth(char)
        if width <= 0:
            if self._x:
                self._cells[self._y][self._x - 1] += char
            return
        if self._x + width <= self.width:
            self._cells[self._y][self._x : self._x + width] = [char, *[""] * (width - 1)]
            self._x += width

    def _do(self, verb: str, given: str) -> None:
        if given.startswith("?"):
            if verb in "hl" and given == "?1049":
                self._erase(0, self.height)
            return
        numbers = [int(each or 1) for each in given.split(";")] if re.fullmatch(r"[0-9;]*", given) else []
        if verb == "H":
            row, column = (*numbers, 1, 1)[:2] if given else (1, 1)
            self._y, self._x = min(row, self.height) - 1, min(column, self.width) - 1
        elif verb == "J":
            self._erase(0, self.height)
        elif verb == "K":
            self._cells[self._y][self._x :] = [" "] * (self.width - self._x)
        elif verb in "ABCD" and numbers:
            far = numbers[0]
            self._y = max(0, min(self.height - 1, self._y + {"A": -far, "B": far}.get(verb, 0)))
            self._x = max(0, min(self.width - 1, self._x + {"D": -far, "C": far}.get(verb, 0)))

    def _erase(self, first: int, last: int) -> None:
        for y in range(first, last):
            self._cells[y] = [" "] * self.width
