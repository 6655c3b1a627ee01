"""What forms over the article have in common: fields, words beside them, and a draft of what is half-typed.

What is typed is kept as a draft, also when a form is left or the program ends; Enter or Ctrl+S makes it part of
the claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import ClassVar, Protocol

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from annotator.core.display import visible
from annotator.errors import AnnotatorError
from annotator.tui.screens.dialog import Dialog, Result
from annotator.tui.screens.fields import ChoiceLine, Line, Paragraphs, Words

DRAFT_SECONDS = 0.5
"""How soon half-typed text is kept."""

Field = Line | Words | Paragraphs | ChoiceLine


class Drafts(Protocol):
    """Where half-typed text of a claim waits, by what it is of."""

    def get(self, what: str) -> str:
        """Return what waits, or nothing."""

    def keep(self, what: str, body: str) -> None:
        """Let it wait in place of what did; an empty one is forgotten."""

    def first(self, kind: str) -> str:
        """Return what the first waiting draft of a kind is of, else the kind itself."""


class Fields(VerticalScroll, can_focus=False):
    """The fields of a form, which scroll where the terminal is low."""

    DEFAULT_CSS = "Fields { height: auto; scrollbar-size-vertical: 1; }"


class Form(Dialog[Result]):
    """A dialog whose fields are kept as a draft while they are typed."""

    KEYS = "{form.enter} saves · Tab next · {dialog.close} leaves, what you typed is kept"
    DEFAULT_CSS = """
    Form .row { height: auto; }
    Form .row > Vertical { height: auto; }
    Form Line.-textual-compact { padding: 0 1; }
    Form .said { width: 1fr; height: auto; display: none; padding: 0 1; color: $text-muted; }
    Form .said.-told { display: block; }
    Form .said.-doubt { color: $text-warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="form.save"),
        Binding("enter", "save", "save", id="form.enter"),
        Binding("down", "app.focus_next", "next field", id="form.down"),
        Binding("up", "app.focus_previous", "previous field", id="form.up"),
    ]

    def __init__(self, drafts: Drafts, what: str) -> None:
        super().__init__()
        self.what = what
        self._drafts = drafts
        self._timer: Timer | None = None

    def inside(self) -> Iterable[Widget]:
        """Return the fields in what scrolls."""
        yield Fields(*self.fields())

    def fields(self) -> Iterable[Widget]:
        """Return the rows of the form, filled with `start`."""
        raise NotImplementedError

    def blank(self) -> dict[str, str]:
        """Return the fields as the claim has them, which is nothing to keep a draft of."""
        return {}

    @property
    def start(self) -> dict[str, str]:
        """Return what the form begins with: the draft, if one waits."""
        return _unpacked(self._drafts.get(self.what)) or self.blank()

    @property
    def is_draft(self) -> bool:
        """Tell whether a draft waits of what the form is about."""
        return bool(self._drafts.get(self.what))

    def values(self) -> dict[str, str]:
        """Return what stands in the fields now."""
        return {each.id or "": each.value.strip() for each in self._fields()}

    def fill(self, values: dict[str, str]) -> None:
        """Put values into the fields; those not named become empty."""
        for each in self._fields():
            value = values.get(each.id or "", "")
            if each.value != value:
                each.value = value

    def _fields(self) -> Iterable[Field]:
        return (each for each in self.query("*") if isinstance(each, Line | Words | Paragraphs | ChoiceLine))

    # -- words beside the fields

    def tell(self, field: str, message: str, *, is_doubt: bool = True) -> None:
        """Say something beside a field, or nothing any more."""
        said = self.query_one(f"#{field}-said", Static)
        words = visible(self.told(message)) if message else ""
        if said.content != words:
            # Words that stay lay nothing out anew; most of what is said stays from key to key.
            said.update(words)
        said.set_class(bool(message), "-told")
        said.set_class(is_doubt, "-doubt")

    def complain(self, message: str) -> None:
        """Say what keeps the form from being saved, and leave the fields the rest of the height."""
        super().complain(message)
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        """Keep the line of keys on the screen, however low that is."""
        self._fit()

    def _fit(self) -> None:
        around = 3 + self.query_one(".problem").size.height
        self.query_one(Fields).styles.max_height = max(3, self.size.height - around)

    # -- drafts

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceLine.Changed)
    def typed(self) -> None:
        """Keep what was typed soon."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DRAFT_SECONDS, self.keep_draft)

    def keep_draft(self) -> None:
        """Keep what was typed now, unless it is what the claim has."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        values = {name: value for name, value in self.values().items() if value}
        changed = values != {name: value for name, value in self.blank().items() if value}
        body = json.dumps(values, ensure_ascii=False) if changed and values else ""
        if body != self._drafts.get(self.what):
            self._drafts.keep(self.what, body)

    def on_unmount(self) -> None:
        """Leave no timer behind."""
        if self._timer is not None:
            self._timer.stop()

    # -- leaving and saving

    def action_close(self) -> None:
        """Leave, keeping what was typed."""
        self.keep_draft()
        self.dismiss(None)

    def take_paste(self, text: str) -> bool:  # noqa: ARG002  forms differ in what they take
        """Take a pasted text if it is for no field in particular; tell whether it was taken."""
        return False

    def action_save(self) -> None:
        """Answer with what was filled in, or say what is wrong with it."""
        try:
            result = self.result(self.values())
        except AnnotatorError as problem:
            self.complain(f"{problem.what}{f' ({problem.do})' if problem.do else ''}")
            return
        # The draft stays until what it became is saved; who takes the result forgets it then.
        self.keep_draft()
        self.dismiss(result)

    def result(self, values: dict[str, str]) -> Result:
        """Return what the form says; `AnnotatorError` tells the person what is wrong."""
        raise NotImplementedError


def _unpacked(draft: str) -> dict[str, str]:
    try:
        values = json.loads(draft) if draft else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}


def row(name: str, field: Widget, *, said: str = "") -> Horizontal:
    """Return a row: its name, the field, and below it room for words on the field named `said`."""
    below = [Static("", id=f"{said}-said", classes="said", markup=False)] if said else []
    return Horizontal(Static(name, classes="name", markup=False), Vertical(field, *below), classes="row")


def short_row(name: str, field: Widget) -> Horizontal:
    """Return a row of a short field, with room for words to the right of it."""
    said = Static("", id=f"{field.id}-said", classes="said", markup=False)
    return Horizontal(Static(name, classes="name", markup=False), field, said, classes="row")
