"""Dialogs that show a text or a list to choose from: keys, guideline, articles, reasons for skipping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from annotator.core.display import visible
from annotator.core.scheme import Scheme
from annotator.tui.keys import Mode, applying, shown
from annotator.tui.screens.dialog import Dialog
from annotator.workflow.progress import ArticleLine

SKIP_REASONS = ("no news text", "unreadable or broken", "another language", "too distressing", "other")


class Reading(Dialog[None]):
    """A text to read and scroll."""

    KEYS = "↑↓ PgUp PgDn scroll · Esc closes"
    DEFAULT_CSS = """
    Reading > Vertical { height: 100%; width: 86; }
    Reading VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1,f2,q,Q", "close", "close", id="reading.close"),
    ]

    def inside(self) -> Iterable[Widget]:
        """Return the text in a window that scrolls."""
        yield VerticalScroll(Static(self.content(), markup=False))

    def content(self) -> Content:
        """Return the text."""
        raise NotImplementedError


class KeyHelp(Reading):
    """The keys of the present state first, then all others."""

    TITLE_TEXT = "keys"

    def __init__(self, mode: Mode, scheme: Scheme | None) -> None:
        super().__init__()
        self._mode, self._scheme = mode, scheme

    def content(self) -> Content:
        """Return the keys by group."""
        lines = [Content.styled(f"Now: {_MODES[self._mode]}", "bold")]
        lines += self._keys(self._mode)
        if self._scheme is not None:
            lines += [Content(""), Content.styled("Labels, when a claim is being tagged", "bold"), *self._labels()]
        for mode in (each for each in Mode if each is not self._mode):
            lines += [Content(""), Content.styled(_MODES[mode], "bold"), *self._keys(mode)]
        return Content("\n").join(lines)

    @staticmethod
    def _keys(mode: Mode) -> list[Content]:
        lines: list[Content] = []
        groups: dict[str, list[Content]] = {}
        for key in applying(mode):
            names = "  ".join(shown(each) for each in key.keys.split(","))
            groups.setdefault(key.group, []).append(Content.assemble((f"  {names:<18}", "bold $accent"), key.what))
        for group in groups.values():
            lines += group
        if mode is Mode.TAG:
            lines.append(Content.assemble((f"  {'1 … 9':<18}", "bold $accent"), "a source of this article; it keeps its digit"))
        if mode is Mode.SPAN:
            lines.append(Content.assemble((f"  {'1 … 9':<18}", "bold $accent"), "mark, and give this source at once"))
        return lines

    def _labels(self) -> list[Content]:
        assert self._scheme is not None
        return [
            Content.assemble(
                (f"  {label.key or '←→':<4}", "bold $accent"), f"{field.name.lower()}: {label.name.lower()}",
                (f"  {label.definition}", "$text-muted"),
            )
            for field in self._scheme.fields
            for label in field.labels
        ]  # fmt: skip


_MODES = {
    Mode.READ: "READ: moving about",
    Mode.SPAN: "SPAN: shaping a selection",
    Mode.TAG: "TAG: tagging a claim; every letter is a label",
}


class Guideline(Reading):
    """The guideline of the scheme, from the field being tagged on."""

    TITLE_TEXT = "guideline"

    def __init__(self, text: str, field: str) -> None:
        super().__init__()
        self._text, self._field = text, field

    def content(self) -> Content:
        """Return the guideline as it is written."""
        if not self._text:
            return Content("This scheme comes without a guideline.")
        lines = [Content.styled(visible(line), "bold" if line.startswith(("#", "**")) else "")
                 for line in self._text.splitlines()]  # fmt: skip
        return Content("\n").join(lines)

    def on_mount(self) -> None:
        """Begin where the field is explained."""
        lines = self._text.splitlines()
        found = (n for n, line in enumerate(lines) if line.startswith("#") and self._field.lower() in line.lower())
        row = next(found, None)
        if self._field and row is not None:
            scroll = self.query_one(VerticalScroll)
            self.call_after_refresh(self._show_line, scroll, row)

    def _show_line(self, scroll: VerticalScroll, row: int) -> None:
        width = max(1, scroll.scrollable_content_region.width)
        above = sum(1 + max(0, len(line) - 1) // width for line in self._text.splitlines()[:row])
        scroll.scroll_to(y=above, animate=False)


class Choice(Dialog[str]):
    """Answers with the id of what was chosen."""

    KEYS = "↑↓ choose · Enter takes it · Esc back"

    def __init__(self, title: str, options: Sequence[tuple[str, Content]], start: int = 0) -> None:
        super().__init__()
        self._title, self._options, self._start = title, options, start

    def inside(self) -> Iterable[Widget]:
        """Return the list."""
        yield OptionList(*(Option(content, id=id_) for id_, content in self._options), markup=False)

    def on_mount(self) -> None:
        """Begin at what is chosen now."""
        self.query_one("Vertical").border_title = self._title
        self.query_one(OptionList).highlighted = self._start

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def article_choice(articles: Sequence[ArticleLine], current: str) -> Choice:
    """Return the list of articles with how far each is."""
    options = []
    for number, each in enumerate(articles, 1):
        outlet = f"  {visible(each.outlet)}" if each.outlet else ""
        done = f"{each.settled}/{each.passages}"
        options.append((each.id, Content.assemble(f"{number:>3}  {done:>7}  ", visible(each.name), (outlet, "$text-muted"))))
    start = next((i for i, each in enumerate(articles) if each.id == current), 0)
    return Choice("articles: done of passages", options, start)


def skip_choice() -> Choice:
    """Return the list of reasons for skipping a passage."""
    return Choice("skip this passage because", [(reason, Content(reason)) for reason in SKIP_REASONS])
