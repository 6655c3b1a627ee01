"""What every dialog has in common: a framed box over the article, with its keys said at the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.containers import Vertical
from textual.content import Content
from textual.filter import LineFilter
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from annotator.core.display import visible, visible_lines
from annotator.tui.chosen import Chosen, own
from annotator.tui.dialog_keys import told
from annotator.tui.glyphs import as_drawn, glyphs
from annotator.tui.screens.ahead import TypedAhead

Result = TypeVar("Result")


class Dialog(TypedAhead, ModalScreen[Result | None]):
    """A box with a title, what the subclass puts in it, and a line of keys; Esc closes it."""

    TITLE_TEXT: ClassVar[str] = ""
    KEYS: ClassVar[str] = "Esc closes"

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; border-title-style: bold; border-title-color: $text-accent;
        background: $surface; padding: 0 1;
    }
    Dialog .keys { height: 1; color: $text-muted; }
    Dialog .problem { height: auto; color: $text-error; }
    Dialog OptionList, Dialog OptionList:focus { height: auto; max-height: 14; border: none; padding: 0; }
    Dialog Input { padding: 0 1; background: $panel; }
    Dialog Input:focus { background: $primary-muted; background-tint: 0%; }
    Dialog TextArea .text-area--placeholder { color: $text-muted; }
    Dialog .row { height: 1; }
    Dialog .row > .name { width: 13; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", id="dialog.close")]

    def compose(self) -> ComposeResult:
        """Frame what the subclass composes."""
        box = Vertical()
        box.border_title = self.TITLE_TEXT
        with box:
            yield from self.inside()
            yield Static("", classes="problem", markup=False)
            yield Static(self.told(self.KEYS), classes="keys", markup=False)

    def inside(self) -> Iterable[Widget]:
        """Return what stands in the box."""
        raise NotImplementedError

    def told(self, words: str) -> str:
        """Return words of ours in the signs of this screen, with the keys of the bindings named in braces."""
        return glyphs(self).of(told(words, self.own.dialogs))

    @property
    def own(self) -> Chosen:
        """Return the keys and looks that this person has chosen."""
        return own(self)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave what shows through from below as it is."""
        return as_drawn(super().get_line_filters())

    def entitle(self, title: str) -> None:
        """Put another title on the box; a plain string would be read as markup there."""
        self.query_one("Vertical").border_title = Content(visible(title))

    def complain(self, message: str) -> None:
        """Say what keeps the dialog from closing."""
        self.query_one(".problem", Static).update(visible_lines(message))

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, unless that has begun."""
        return super().dismiss(result) if self.end() else AwaitComplete()


class Palette(TypedAhead, CommandPalette):
    """The command palette, which likewise closes once."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave what shows through from below as it is."""
        return as_drawn(super().get_line_filters())

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, unless that has begun."""
        return super().dismiss(result) if self.end() else AwaitComplete()
