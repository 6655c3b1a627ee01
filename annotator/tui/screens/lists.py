"""Dialogs that show a text or a list to choose from: guideline, articles, reasons for skipping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from annotator.core.display import visible
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


class Guideline(Reading):
    """The guideline of the scheme, from the field being tagged on."""

    TITLE_TEXT = "guideline"
    DEFAULT_CSS = """
    Guideline Markdown { padding: 0; }
    Guideline MarkdownTableContent > .header { color: $text-accent; }
    """

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
        self.entitle(self._title)
        self.query_one(OptionList).highlighted = self._start

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def article_choice(articles: Sequence[ArticleLine], current: int, what: str = "passages") -> Choice:
    """Return the list of articles with how far each is; it answers with a number of it, counted from 1."""
    options = []
    for number, each in enumerate(articles, 1):
        outlet = f"  {visible(each.outlet)}" if each.outlet else ""
        done = f"{each.settled}/{each.passages}"
        options.append(
            (
                str(number),
                Content.assemble(f"{number:>3}  {done:>7}  ", visible(each.name), (outlet, "$text-muted")),
            )
        )
    return Choice(f"articles: done of {what}", options, max(0, current - 1))


def skip_choice() -> Choice:
    """Return the list of reasons for skipping a passage."""
    return Choice("skip this passage because", [(reason, Content(reason)) for reason in SKIP_REASONS])
