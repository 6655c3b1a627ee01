"""The fields that forms are made of: a choice of words, a text of one paragraph, a line.

What is pasted arrives as plain words: no line break submits or leaves a field, no control character gets in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol, runtime_checkable

from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from annotator.core.addresses import link_target
from annotator.core.display import visible

_SEQUENCE = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|[]P^_X][^\x07\x1b]*(?:\x07|\x1b\\\\)?)")
_UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN = re.compile(
    "[\x00-\x1f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb\ud800-\udfff]"
)

NARROWEST_TERMINAL = 30
"""Shorter lines were not cut by any terminal."""


def pasted(text: str) -> str:
    r"""Return what was pasted without control and direction characters, its lines as they are.

    >>> pasted("one\x1b[2J\r\ntwo\u202e")
    'one\ntwo'
    """
    return _UNPRINTED.sub("", _SEQUENCE.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))


def as_line(text: str) -> str:
    r"""Return a text as a line to type in holds it: no breaks, nothing that acts or can't be seen.

    >>> as_line("Ada\u202e\x1b[2J\nByron\u200b")
    'Ada Byron'
    """
    return text if text.isprintable() else _UNSEEN.sub("", " ".join(pasted(text).splitlines()))


def address_in(text: str) -> str:
    r"""Return the address that a pasted text is, also when a terminal has cut it into lines; else nothing.

    >>> address_in(" https://example.org/a-long-long-name\n/that/goes-on "), address_in("https://a.org is gone")
    ('https://example.org/a-long-long-name/that/goes-on', '')
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    if any(len(line) < NARROWEST_TERMINAL for line in lines[:-1]):
        return ""
    joined = "".join(lines)
    is_one = (
        re.fullmatch(r"(?:https?://|www\.)\S+", joined, re.IGNORECASE) and joined.lower().count("://") <= 1
    )
    return joined if is_one else ""


@runtime_checkable
class OfFields(Protocol):
    """A screen that fields stand on."""

    def take_paste(self, text: str) -> bool:
        """Take a pasted text if it is for no field in particular; tell whether it was taken."""

    def action_save(self) -> None:
        """Hand the fields in."""


def _is_taken(field: Widget, text: str) -> bool:
    screen = field.screen
    return isinstance(screen, OfFields) and screen.take_paste(text)


def _hand_in(field: Widget) -> None:
    """Hand the fields in at once, before anything typed later gets into them."""
    screen = field.screen
    if isinstance(screen, OfFields):
        screen.action_save()


class ChoiceLine(Static, can_focus=True):
    """One of a few words, chosen by its first letter or the arrows."""

    DEFAULT_CSS = """
    ChoiceLine { height: 1; padding: 0 1; }
    ChoiceLine:focus { background: $primary-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "previous", id="choice.left"),
        Binding("right,space", "step(1)", "next", id="choice.right"),
    ]

    class Changed(Message):
        """Another word was chosen."""

    def __init__(
        self, words: Mapping[str, str], chosen: str, settled: Callable[[], object] | None = None, *, id: str
    ) -> None:
        """Offer `words` by what they stand for; `settled` is called when one was chosen by its letter."""
        super().__init__(id=id, markup=False)
        self._words, self._settled = dict(words), settled
        self._chosen = chosen if chosen in self._words else ""

    @property
    def value(self) -> str:
        """Return what is chosen, or nothing."""
        return self._chosen

    @value.setter
    def value(self, chosen: str) -> None:
        self._chosen = chosen if chosen in self._words else ""
        self.refresh()
        self.post_message(self.Changed())

    def render(self) -> Content:
        """Show the words, the chosen one in brackets."""
        parts = [
            Content.styled(f"[{name}]", "bold reverse") if value == self._chosen else Content(f" {name} ")
            for value, name in self._words.items()
        ]
        return Content(" ").join(parts)

    def on_key(self, event: events.Key) -> None:
        """Choose by the first letter, after which the next field may have its turn."""
        hit = next((value for value, name in self._words.items() if event.character == name[0]), None)
        if hit is not None:
            event.stop()
            self.value = hit
            if self._settled:
                self._settled()

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked."""
        at = event.get_content_offset(self)
        start = 0
        for value, name in self._words.items():
            if at is not None and start <= at.x < start + len(name) + 2:
                self.value = value
            start += len(name) + 3

    def action_step(self, by: int) -> None:
        """Choose the word beside."""
        values = list(self._words)
        at = values.index(self._chosen) if self._chosen else -1 if by > 0 else 0
        self.value = values[(at + by) % len(values)]


class PlainInput(Input):
    """A line that holds nothing which acts or hides, and shows what is left as everything else is shown."""

    def validate_value(self, value: str) -> str:
        """Leave out what a line can't hold, so that the cursor stands where the letters are."""
        return as_line(value)

    @property
    def _value(self) -> Text:
        return Text(visible(self.value), no_wrap=True, overflow="ignore", end="")

    def _on_paste(self, event: events.Paste) -> None:
        # What is left of it is put in by the class below, which has its turn next.
        event.text = " ".join(pasted(event.text).split())


class Line(PlainInput):
    """A line; Enter hands the fields in, lines that are pasted into it become one."""

    async def action_submit(self) -> None:
        """Hand the fields in."""
        _hand_in(self)

    def on_paste(self, event: events.Paste) -> None:
        """Take the words in, whatever parted them."""
        event.prevent_default()
        event.stop()
        if _is_taken(self, event.text):
            return
        words = " ".join(pasted(event.text).split())
        if self.selection.is_empty:
            self.insert_text_at_cursor(words)
        else:
            self.replace(words, *self.selection)


class Paragraphs(TextArea):
    """A text of any length; Enter in an empty line at its end hands it in."""

    DEFAULT_CSS = """
    Paragraphs { height: 5; border: none; background: $panel; padding: 0 1; scrollbar-size-vertical: 1; }
    Paragraphs:focus { border: none; background: $primary-muted; }
    """

    def __init__(self, value: str, *, id: str) -> None:
        super().__init__(value, id=id, tab_behavior="focus", compact=True, highlight_cursor_line=False)

    @property
    def value(self) -> str:
        """Return the text without what is empty around it."""
        return self.text.strip()

    @value.setter
    def value(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it may be shown: nothing in it moves the terminal's cursor."""
        return Text(visible(self.document.get_line(line_index)), end="", no_wrap=True)

    async def _on_key(self, event: events.Key) -> None:
        row, column = self.cursor_location
        is_last = row == self.document.line_count - 1
        if event.key == "enter" and row and is_last and not column and not self.document.get_line(row):
            event.stop()
            event.prevent_default()
            _hand_in(self)
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        start, end = self.selection
        self.replace(pasted(event.text), start, end, maintain_selection_offset=False)


class Words(TextArea):
    """A text of one paragraph that is shown whole; Enter hands it in, and an address in it is a link.

    `lines` is how many rows it grows to before it scrolls.
    """

    DEFAULT_CSS = """
    Words { height: auto; border: none; background: $panel; padding: 0 1; scrollbar-size-vertical: 1; }
    Words:focus { border: none; background: $primary-muted; }
    """

    def __init__(self, value: str, *, id: str, placeholder: str = "", lines: int = 4) -> None:
        super().__init__(
            value,
            id=id,
            placeholder=placeholder,
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
        )
        self.styles.max_height = lines

    @property
    def value(self) -> str:
        """Return the text in one line."""
        return " ".join(self.text.split())

    @value.setter
    def value(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it may be shown: nothing in it moves the terminal's cursor, an address is a link."""
        written = self.document.get_line(line_index)
        line = Text(visible(written), end="", no_wrap=True)
        target = link_target(written.strip())
        if target:
            line.stylize(Style(link=target))
        return line

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            _hand_in(self)
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if not _is_taken(self, event.text):
            self.take(event.text)

    def take(self, text: str) -> None:
        """Put a pasted text in where the cursor is, as one paragraph; an address as one word."""
        words = address_in(pasted(text)) or " ".join(pasted(text).split())
        start, end = self.selection
        self.replace(words, start, end, maintain_selection_offset=False)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go to the row above, from the first one to the field above."""
        if self._row == 0 and not select:
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go to the row below, from the last one to the field below."""
        if self._row == self.wrapped_document.height - 1 and not select:
            self.screen.focus_next()
        else:
            super().action_cursor_down(select)

    # Keys of the form, where a text of one paragraph has no use for them.

    def action_cursor_page_up(self) -> None:
        """Leave the key to the form."""
        raise SkipAction

    def action_cursor_page_down(self) -> None:
        """Leave the key to the form."""
        raise SkipAction

    def action_select_line(self) -> None:
        """Leave the key to the form."""
        raise SkipAction

    @property
    def _row(self) -> int:
        return self.wrapped_document.location_to_offset(self.cursor_location).y
