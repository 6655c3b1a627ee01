"""A line to search by: every change is told at once, and nothing but the line itself is painted for it."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Size
from textual.reactive import Reactive

from annotator.tui.screens.fields import PlainInput, as_line


class QueryLine(PlainInput):
    """Calls `typed` with what stands there before any later key has its turn, and `entered` for Enter."""

    # Textual lays the whole screen out anew for the width of a line's text, which this line never shows.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def __init__(
        self,
        value: str,
        *,
        placeholder: str,
        longest: int,
        typed: Callable[[str], object],
        entered: Callable[[], object],
    ) -> None:
        # Before the value is there, which is watched from then on.
        value = as_line(value)
        self._typed, self._entered, self._told = typed, entered, value
        super().__init__(value, placeholder=placeholder, compact=True, max_length=longest)

    def watch_value(self, value: str) -> None:
        """Tell what stands there now."""
        if value != self._told:
            self._told = value
            self._typed(value)

    def put(self, value: str, placeholder: str) -> None:
        """Put another text there, for another question, without telling it."""
        self._told = value = as_line(value)
        self.placeholder = placeholder
        self.value = value
        self.cursor_position = len(value)

    async def action_submit(self) -> None:
        """Take what is chosen, before any later key has its turn."""
        self._entered()
