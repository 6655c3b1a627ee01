"""Every key and what it does, found by typing: a key, a word of what it does, or the name of the command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from annotator.core.display import visible
from annotator.core.scheme import Scheme
from annotator.tui.chosen import Chosen
from annotator.tui.dialog_keys import DIALOG_KEYS
from annotator.tui.glyphs import glyphs
from annotator.tui.key_names import character, shown
from annotator.tui.keymap import Keymap, names
from annotator.tui.keys import GROUPS, Mode
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.fields import PlainInput

STATES = {
    Mode.READ: "READ: moving about",
    Mode.SPAN: "SPAN: shaping a selection",
    Mode.TAG: "TAG: tagging a claim; every letter is a label",
}

KINDS = {
    Mode.SPAN: {"1 … 9": "mark, and give this source at once"},
    Mode.TAG: {
        "a … z": "the label that shows this letter; again takes it away",
        "1 … 9": "a source of this article; it keeps its digit",
    },
}
"""Keys that are no commands."""


@dataclass(frozen=True, slots=True)
class Line:
    """A key or several, what they do, and what else they are found by."""

    keys: tuple[str, ...]
    what: str
    name: str = ""
    more: str = ""

    def matches(self, words: Iterable[str]) -> bool:
        """Tell whether every word stands somewhere in the line."""
        hay = " ".join((*self.keys, self.what, self.name, self.more)).lower()
        return all(word in hay for word in words)


Section = tuple[str, list[Line]]

WIDTH = 90
"""Of the box, as its style says."""

FRAME = 6
"""Columns for its border, the space inside and the scrollbar."""

KEYS_WIDTH = 20
SHORTEST = 20


class KeyHelp(Dialog[None]):
    """The keys of the present state first, then the scheme's labels, then all others."""

    TITLE_TEXT = "keys"
    KEYS = "type a key, a word or a command · ↑↓ PgUp PgDn scroll · {dialog.close} closes"
    DEFAULT_CSS = """
    KeyHelp > Vertical { height: 100%; width: 90; }
    KeyHelp VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll('up')", "up", id="help.up"),
        Binding("down", "scroll('down')", "down", id="help.down"),
        Binding("pageup", "scroll('page_up')", "page up", id="help.page_up"),
        Binding("pagedown", "scroll('page_down')", "page down", id="help.page_down"),
        Binding("f1", "close", "close", id="help.close"),
    ]

    def __init__(self, mode: Mode, scheme: Scheme | None) -> None:
        super().__init__()
        self._mode, self._scheme = mode, scheme
        self._sections: list[Section] = []

    def inside(self) -> Iterable[Widget]:
        """Return the line to type in, and the keys in a window that scrolls."""
        self._sections = sections(self._mode, self._scheme, self.own)
        yield PlainInput(placeholder="find", compact=True)
        window = VerticalScroll(Static(self._content(""), markup=False))
        window.can_focus = False
        yield window

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        self.query_one(VerticalScroll).query_one(Static).update(self._content(event.value))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, how: str) -> None:
        """Scroll while the line keeps the keys."""
        window = self.query_one(VerticalScroll)
        {
            "up": window.scroll_up,
            "down": window.scroll_down,
            "page_up": window.scroll_page_up,
            "page_down": window.scroll_page_down,
        }[how]()

    def _content(self, query: str) -> Content:
        hits = list(found(self._sections, query))
        if not hits:
            return Content.styled("nothing has this key, and no line these words", "$text-muted")
        lines: list[Content] = []
        for title, rows in hits:
            lines += [Content(""), Content.styled(title, "bold")]
            lines += [line for row in rows for line in self._lines(row, named=bool(query))]
        return Content("\n").join(lines[1:])

    def _lines(self, line: Line, *, named: bool) -> list[Content]:
        """Lay a line out in two columns; what is too long goes on below, in the second."""
        keys = glyphs(self).of("  ".join(line.keys) or "no key")
        what = glyphs(self).of(line.what) if line.name else line.what
        name = f"  {line.name}" if named and line.name else ""
        room = max(SHORTEST, min(WIDTH, self.app.size.width) - FRAME - KEYS_WIDTH)
        first, *more = Content.assemble(what, (name, "$text-muted")).wrap(room)
        indented = [Content.assemble(" " * KEYS_WIDTH, each) for each in more]
        return [Content.assemble((f"  {keys}".ljust(KEYS_WIDTH), "bold $accent"), first), *indented]


def sections(mode: Mode, scheme: Scheme | None, own: Chosen) -> list[Section]:
    """Return all lines under their titles, those of a state first."""
    all_ = [(f"Now: {STATES[mode]}", _commands(mode, own.keymap))]
    if scheme is not None:
        all_.append(("Labels, when a claim is being tagged", list(_labels(scheme))))
    all_ += [(STATES[each], _commands(each, own.keymap)) for each in Mode if each is not mode]
    return [*all_, ("Dialogs", list(_dialogs(own)))]


def _dialogs(own: Chosen) -> Iterator[Line]:
    for row in DIALOG_KEYS:
        keys = own.dialogs.get(row.id, row.keys).split(",")
        yield Line(tuple(map(shown, keys)), f"{row.what}, in {row.where}", row.id)


def _commands(mode: Mode, keymap: Keymap) -> list[Line]:
    groups: dict[str, list[Line]] = {group: [] for group in GROUPS[mode]}
    groups["tag"] += [Line((keys,), what, "labels and sources") for keys, what in KINDS.get(mode, {}).items()]
    for row in keymap.applying(mode):
        keys = names(row)
        # "escape" is looked for as well as Esc, but "question_mark" says more than the key does.
        called = [key for key in keys if character(key) is None]
        more = " ".join((row.group, *called))
        groups[row.group].append(Line(tuple(map(shown, keys)), row.what, row.command, more))
    return [line for lines in groups.values() for line in lines]


def _labels(scheme: Scheme) -> Iterator[Line]:
    for field in scheme.fields:
        for label in field.labels:
            definition = f"  {visible(label.definition)}" if label.definition else ""
            what = f"{visible(field.name).lower()}: {visible(label.name).lower()}{definition}"
            yield Line((label.key or "←→",), what, more=label.id)


def found(all_: list[Section], query: str) -> Iterator[Section]:
    """Yield what has the typed key, then what has the typed words."""
    words = query.lower().split()
    key = query.strip()
    if key:
        exact = [
            line for _, lines in all_ for line in lines if key.lower() in [each.lower() for each in line.keys]
        ]
        if exact:
            yield f"The key {key}", list(dict.fromkeys(exact))
            if len(key) == 1:
                # Nearly every line has the letter somewhere.
                return
    for title, lines in all_:
        rows = [line for line in lines if line.matches(words)] if words else lines
        if rows:
            yield title, rows
