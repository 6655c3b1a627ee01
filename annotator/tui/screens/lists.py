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
from annotator.tui.keys import GROUPS, Mode, applying, shown
from annotator.tui.screens.dialog import Dialog
from annotator.workflow.annotating import SKIP_REASONS
from annotator.workflow.progress import ArticleLine


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


class KeyHelp(Reading):
    """The keys of the present state first, then all others."""

    TITLE_TEXT = "keys"

    def inside(self) -> Iterable[Widget]:
        """Return the keys in a window that scrolls."""
        yield VerticalScroll(Static(self.content(), markup=False))

    def __init__(self, mode: Mode, scheme: Scheme | None) -> None:
        super().__init__()
        self._mode, self._scheme = mode, scheme

    def content(self) -> Content:
        """Return the keys by group."""
        lines = [Content.styled(f"Now: {_MODES[self._mode]}", "bold")]
        lines += self._keys(self._mode)
        if self._scheme is not None:
            lines += [
                Content(""),
                Content.styled("Labels, when a claim is being tagged", "bold"),
                *self._labels(self._scheme),
            ]
        for mode in (each for each in Mode if each is not self._mode):
            lines += [Content(""), Content.styled(_MODES[mode], "bold"), *self._keys(mode)]
        return Content("\n").join(lines)

    @staticmethod
    def _keys(mode: Mode) -> list[Content]:
        groups: dict[str, list[Content]] = {group: [] for group in GROUPS[mode]}
        for key in applying(mode):
            groups[key.group].append(
                _key_line("  ".join(shown(each) for each in key.keys.split(",")), key.what)
            )
        if mode is Mode.TAG:
            groups["tag"].insert(
                0, _key_line("a … z", "the label that shows this letter; again takes it away")
            )
            groups["tag"].insert(1, _key_line("1 … 9", "a source of this article; it keeps its digit"))
        if mode is Mode.SPAN:
            groups["tag"].insert(0, _key_line("1 … 9", "mark, and give this source at once"))
        return [line for group in groups.values() for line in group]

    @staticmethod
    def _labels(scheme: Scheme) -> list[Content]:
        return [
            Content.assemble(
                (f"  {label.key or '←→':<4}", "bold $accent"),
                f"{field.name.lower()}: {label.name.lower()}",
                (f"  {label.definition}", "$text-muted"),
            )
            for field in scheme.fields
            for label in field.labels
        ]


def _key_line(keys: str, what: str) -> Content:
    return Content.assemble((f"  {keys:<18}", "bold $accent"), what)


_MODES = {
    Mode.READ: "READ: moving about",
    Mode.SPAN: "SPAN: shaping a selection",
    Mode.TAG: "TAG: tagging a claim; every letter is a label",
}


class Guideline(Reading):
    """The guideline of the scheme, from the field being tagged on."""

    TITLE_TEXT = "guideline"
    DEFAULT_CSS = "Guideline Markdown { padding: 0; }"

    def __init__(self, text: str, field: str) -> None:
        super().__init__()
        self._text, self._field = text, field

    def inside(self) -> Iterable[Widget]:
        """Return the guideline in a window that scrolls."""
        # Imported when somebody asks for it: Markdown costs more start-up time than all other widgets together.
        from textual.widgets import Markdown

        text = "\n".join(map(visible, self._text.splitlines()))
        yield VerticalScroll(Markdown(text or "This scheme comes without a guideline."))

    def on_mount(self) -> None:
        """Begin where the field is explained."""
        if self._field:
            self.call_after_refresh(self._show_field)

    def _show_field(self) -> None:
        for block in self.query("MarkdownHeader"):
            if self._field.lower() in str(block.render()).lower():
                self.query_one(VerticalScroll).scroll_to_widget(block, top=True, animate=False)
                return


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
        options.append(
            (
                each.id,
                Content.assemble(f"{number:>3}  {done:>7}  ", visible(each.name), (outlet, "$text-muted")),
            )
        )
    start = next((i for i, each in enumerate(articles) if each.id == current), 0)
    return Choice("articles: done of passages", options, start)


def skip_choice() -> Choice:
    """Return the list of reasons for skipping a passage."""
    return Choice("skip this passage because", [(reason, Content(reason)) for reason in SKIP_REASONS])
