"""Choosing the colours of the screen, which shows each as one moves through the list."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from annotator.tui.chosen import THEMES
from annotator.tui.screens.lists import Choice

WIDTH = max(map(len, THEMES)) + 2


class ThemeList(Choice):
    """Answers with the name of the theme, which the screen has by then; Esc gives back the one before."""

    def __init__(self, current: str) -> None:
        options = [
            (name, Content.assemble((name.ljust(WIDTH), "bold"), (what, "$text-muted")))
            for name, what in THEMES.items()
        ]
        start = list(THEMES).index(current) if current in THEMES else 0
        super().__init__("colours of the screen", options, start)
        self._before = current

    @on(OptionList.OptionHighlighted)
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        self.app.theme = str(event.option_id)

    def on_mount(self) -> None:
        """Say why a choice would not show, or not last."""
        super().on_mount()
        if self.app.no_color:
            self.complain("NO_COLOR is set, so none of them shows its colours")
        elif self.own.look.theme:
            self.complain("your file of keys and looks names a theme: with the next start that one is back")

    def action_close(self) -> None:
        """Go back to the theme before."""
        self.app.theme = self._before
        super().action_close()
