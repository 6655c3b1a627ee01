"""The line in which a decision gets its rule or its reason: a number of the guideline, one of a list, or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from annotator.core.display import visible
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.fields import PlainInput

_NUMBERS = re.compile(r"\s*((?:[A-Za-z]\d{1,2}[\s,]*)+)(?::\s*)?(.*)", re.DOTALL)
_ONE = re.compile(r"[A-Za-z]\d{1,2}")


def read_ruling(typed: str, known: Iterable[str], listed: Sequence[str]) -> tuple[str, str]:
    """Return the rules, by their numbers, and the reason that somebody typed.

    >>> read_ruling("s2, f1: hedged", ["S2", "F1"], [])
    ('S2, F1', 'hedged')
    >>> read_ruling("2", ["S2", "F1"], ["S2", "F1"]), read_ruling("both are right", ["S2"], [])
    (('F1', ''), ('', 'both are right'))
    """
    typed = typed.strip()
    if typed.isdecimal() and 0 < int(typed) <= len(listed):
        return listed[int(typed) - 1], ""
    found = _NUMBERS.fullmatch(typed)
    names = {each.upper(): each for each in known}
    if found:
        numbers = [each.upper() for each in _ONE.findall(found[1])]
        if all(each in names for each in numbers):
            return ", ".join(dict.fromkeys(names[each] for each in numbers)), found[2].strip()
    return "", typed


class RulingBox(Dialog[tuple[str, str]]):
    """Answers with the rules and the reason."""

    KEYS = "a rule, its place in the list, or a reason · {ruling.take} takes it · {dialog.close} back"
    DEFAULT_CSS = """
    RulingBox > Vertical { width: 100%; max-width: 100; }
    RulingBox OptionList, RulingBox OptionList:focus { max-height: 10; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('cursor_down')", "next rule", id="ruling.down"),
        Binding("up", "list('cursor_up')", "previous rule", id="ruling.up"),
        Binding("enter", "take", "take it", id="ruling.take"),
    ]

    def __init__(self, title: str, rules: Mapping[str, str], first: Sequence[str], typed: str = "") -> None:
        super().__init__()
        self._start = typed
        self._title, self._rules = title, rules
        self._listed = [*first, *(each for each in rules if each not in first)]
        self._moved = False

    def inside(self) -> Iterable[Widget]:
        """Return the line, and the rules below it: those of what is disputed first."""
        yield PlainInput(self._start, placeholder="rule or reason", compact=True)
        listed = OptionList(
            *(
                Option(Content(visible(f"{at:>2}  {each:<4}{self._rules.get(each, '')}")))
                for at, each in enumerate(self._listed, 1)
            ),
            markup=False,
        )
        listed.can_focus = False
        yield listed

    def on_mount(self) -> None:
        """Say what is being decided."""
        self.entitle(self._title)
        self.query_one(PlainInput).focus()
        self.query_one(OptionList).highlighted = 0
        self._moved = not self._start

    def action_list(self, how: str) -> None:
        """Move in the list while the line keeps the keys."""
        listed = self.query_one(OptionList)
        getattr(listed, f"action_{how}")()
        self._moved = listed.highlighted is not None

    @on(Input.Changed)
    def _typed(self) -> None:
        self._moved = False

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def action_take(self) -> None:
        """Answer with what was typed, or with what was gone to in the list."""
        at = self.query_one(OptionList).highlighted
        rule, reason = read_ruling(self.query_one(PlainInput).value, self._listed, self._listed)
        if self._moved and at is not None:
            rule = self._listed[at]
        if not (rule or reason):
            self.complain("a decision needs a rule of the guideline, or a reason in a few words")
            return
        self.dismiss((rule, reason))
