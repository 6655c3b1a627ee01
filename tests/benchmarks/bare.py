"""What any Textual program pays: two widgets, and a key that changes one line of text."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from textual.app import App, ComposeResult
from textual.widgets import Static

GREETING = "hello world"
CSS = "#keys { dock: bottom; height: 1; }"


class Bare(App[None]):
    """Answers to the keys it is given, by Textual's names."""

    ENABLE_COMMAND_PALETTE = False
    CSS = CSS

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__()
        self.presses = 0
        for key in keys:
            self._bindings.bind(key, "count", show=False)

    def compose(self) -> ComposeResult:
        yield Static(GREETING, markup=False, id="text")
        yield Static("the keys", markup=False, id="keys")

    def action_count(self) -> None:
        self.presses += 1
        self.query_one("#text", Static).update(f"{GREETING} {self.presses}")


if __name__ == "__main__":
    Bare(sys.argv[1:]).run()
