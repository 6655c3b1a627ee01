"""The history of a claim, or of what somebody did last: when, what changed, and any state of it to go back to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from annotator.core.display import visible
from annotator.core.telling import quoted
from annotator.errors import AnnotatorError
from annotator.tui.screens.dialog import Dialog
from annotator.workflow.histories import Deed, Line, Page

Loaded = Callable[[Page], object]
Failed = Callable[[AnnotatorError], object]
More = Callable[[str, Loaded, Failed], object]
"""Asks for the page that begins where the last one ended, and is told it, or why not."""

NEAR = 5
"""How many entries before the last one the next page is asked for."""


class HistoryBox(Dialog[str]):
    """Answers with the id of the entry whose state is to be there again."""

    KEYS = "↑↓ PgUp PgDn look · Enter restores that state · {dialog.close} back"
    DEFAULT_CSS = """
    HistoryBox > Vertical { width: 100%; max-width: 110; }
    HistoryBox OptionList { scrollbar-size-vertical: 1; }
    HistoryBox.-long > Vertical { height: 100%; max-height: 32; }
    HistoryBox.-long OptionList, HistoryBox.-long OptionList:focus { height: 1fr; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f7,q,Q", "close", "close", id="history.close")]

    def __init__(self, title: str, page: Page, more: More, *, of_claim: bool) -> None:
        super().__init__()
        self._title, self._page, self._more, self._of_claim = title, page, more, of_claim
        self._day = ""
        self._loading = False
        self.set_class(not of_claim, "-long")

    def inside(self) -> Iterable[Widget]:
        """Return the list, or that there is nothing."""
        if not self._page.deeds:
            yield Static("nothing has been done yet", markup=False)
            return
        yield OptionList(*self._options(self._page), markup=False)

    def on_mount(self) -> None:
        """Begin at what was done last."""
        self.entitle(self._title)
        for listed in self.query(OptionList):
            listed.action_first()

    # -- showing

    def _options(self, page: Page) -> Iterable[Option]:
        for deed in page.deeds:
            at = datetime.fromisoformat(deed.at).astimezone()
            day = at.strftime("%A %Y-%m-%d")
            if day != self._day:
                self._day = day
                yield Option(Content.styled(day, "$text-accent"), disabled=True)
            time = at.strftime("%H:%M")
            for line in deed.lines:
                yield Option(self._shown(deed, line, time), id=line.entry)
                time = "     "
            if deed.more or not deed.lines:
                left = f"and {deed.more:,} more" if deed.more else visible(deed.title)
                yield Option(f"{time}  {left}", disabled=True)

    def _shown(self, deed: Deed, line: Line, time: str) -> Content:
        said = "; ".join(line.changes)
        turned = f"{visible(deed.title)}: " if deed.undoes is not None else ""
        now = (f"  {line.standing}", "bold") if line.standing else ""
        blanked = ("  texts redacted", "$text-muted") if line.redacted else ""
        told = Content.assemble(f"{turned}{visible(said)}", now, blanked)
        if self._of_claim:
            return Content.assemble(f"{time}  ", told)
        words = (f"{visible(quoted(line.words))} · ", "bold") if line.claim else ""
        where = (f"{visible(line.article)}, passage {line.passage}", "$text-muted")
        return Content.assemble(f"{time}  ", words, where, "\n       ", told)

    # -- more of it

    @on(OptionList.OptionHighlighted)
    def _near_the_end(self, event: OptionList.OptionHighlighted) -> None:
        listed, further = event.option_list, self._page.further
        if further is None or self._loading or event.option_index < listed.option_count - NEAR:
            return
        self._loading = True
        self._more(further, self._take_more, self._no_more)

    def _take_more(self, page: Page) -> None:
        self._page, self._loading = page, False
        if self.is_attached:
            self.query_one(OptionList).add_options(self._options(page))

    def _no_more(self, problem: AnnotatorError) -> None:
        if self.is_attached:
            self.complain(f"What was done before that could not be read. {problem}")

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
