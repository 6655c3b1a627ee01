"""Looking for words: in this article at once, in the others of the project as they are looked through.

The other articles are read in a thread of their own, which rests often, so that neither a key nor a save waits
for it; what it finds for words that have been typed over meanwhile is dropped.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from annotator.core.article import Article
from annotator.core.display import visible
from annotator.core.searching import Finder
from annotator.errors import AnnotatorError
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.fields import PlainInput
from annotator.workflow.project import Project
from annotator.workflow.searching import Hit, first_hits, search

MOST = 100
"""How many hits are listed of this article, and how many of all others."""

LONGEST_QUERY = 200

TYPING_SECONDS = 0.15
"""How long nothing must be typed before the other articles are looked through."""

TELL_SECONDS = 0.1
"""How often the search says how far it is."""

STRETCH_SECONDS, REST_SECONDS = 0.002, 0.0005
"""How long the search works before it rests, so that a key finds the processor free."""

BEFORE = 0.35
"""The share of a line that stands before the words found, so that these stand below one another."""

_SPACE = re.compile(r"\s+")


class SearchBox(Dialog[Hit]):
    """Answers with the hit that was chosen; `query` is what was typed last."""

    KEYS = "type to find · ↑↓ PgUp PgDn choose · Enter takes it · {dialog.close} back"
    DEFAULT_CSS = """
    SearchBox > Vertical { width: 100%; max-width: 120; height: 100%; max-height: 36; }
    SearchBox OptionList { height: 1fr; max-height: 100%; text-wrap: nowrap; text-overflow: ellipsis;
        scrollbar-size-vertical: 1; }
    SearchBox #found { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('cursor_down')", "next", id="search.down"),
        Binding("up", "list('cursor_up')", "previous", id="search.up"),
        Binding("pagedown", "list('page_down')", "next page", id="search.page_down"),
        Binding("pageup", "list('page_up')", "previous page", id="search.page_up"),
    ]

    @dataclass
    class Found(Message):
        """What the search in the other articles has found since it last said so, and how many it is through."""

        asked: int
        hits: Sequence[Hit]
        through: int
        is_over: bool = False
        problem: AnnotatorError | None = None

    def __init__(
        self, *, project: Project, order: Sequence[str], article: Article, query: str, title: str
    ) -> None:
        super().__init__()
        self.query_text, self._title = query, title
        self._project, self._article = project, article
        self._others = frozenset(order) - {article.id}
        self._hits: list[Hit] = []
        self._asked = self._here = 0
        self._timer: Timer | None = None

    def inside(self) -> Iterable[Widget]:
        """Return the line to type in, what was found, and the list."""
        yield PlainInput(
            self.query_text,
            placeholder="words of the text; a space before or after them: whole words",
            compact=True,
            max_length=LONGEST_QUERY,
            select_on_focus=True,
        )
        yield Static("", id="found", markup=False)
        options = OptionList(id="hits", markup=False)
        options.can_focus = False
        yield options

    def on_mount(self) -> None:
        """Say what is looked for."""
        self.entitle(self._title)

    # -- looking

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        self.query_text = event.value
        self._asked += 1
        self.workers.cancel_group(self, "corpus")
        if self._timer is not None:
            self._timer.stop()
        self._look_here(event.value)
        if event.value.strip() and self._others:
            self._timer = self.set_timer(TYPING_SECONDS, self._look_elsewhere)

    def _look_here(self, words: str) -> None:
        hits = first_hits(self._article, Finder(words), MOST + 1)
        self._here, self._hits = len(hits), []
        self.query_one(OptionList).clear_options()
        self._list(hits[:MOST])
        self._say(elsewhere=0, over=not words.strip() or not self._others)

    @work(thread=True, exclusive=True, group="corpus")
    def _look_elsewhere(self) -> None:
        worker, asked, batch, count = get_current_worker(), self._asked, list[Hit](), 0
        told = 0.0
        rested = time.monotonic()
        try:
            with closing(search(self._project, self._others, Finder(self.query_text))) as steps:
                for through, hits in steps:
                    batch += hits[: MOST - count - len(batch)]
                    now = time.monotonic()
                    if worker.is_cancelled or count + len(batch) >= MOST:
                        break
                    if now - told > TELL_SECONDS or (batch and not count):
                        self.post_message(self.Found(asked, batch, through))
                        told, count, batch = now, count + len(batch), []
                    if now - rested > STRETCH_SECONDS:
                        time.sleep(REST_SECONDS)
                        rested = time.monotonic()
        except AnnotatorError as problem:
            self.post_message(self.Found(asked, batch, 0, problem=problem))
        else:
            self.post_message(self.Found(asked, batch, len(self._others), is_over=True))

    @on(Found)
    def _found(self, found: Found) -> None:
        if found.asked == self._asked:
            self._list(found.hits)
            self._say(elsewhere=found.through, over=found.is_over)
            if found.problem is not None:
                self.complain(f"The other articles could not be searched. {found.problem}")

    # -- showing

    def _say(self, *, elsewhere: int, over: bool) -> None:
        there = len(self._hits) - min(self._here, MOST)
        here = f"the first {MOST}" if self._here > MOST else f"{self._here}"
        said = [f"{here} in this article"]
        if self._others:
            said.append(f"the first {MOST} in others" if there == MOST else f"{there} in others")
        if not over:
            said.append(f"looking: {elsewhere:,} of {len(self._others):,}")
        self.query_one("#found", Static).update(
            self.told(" · ".join(said)) if self.query_text.strip() else ""
        )

    def _list(self, hits: Iterable[Hit]) -> None:
        """Add hits to the list, under the name of their article, and point at the first of all."""
        listed = self.query_one(OptionList)
        options = []
        for hit in hits:
            if not self._hits or self._hits[-1].article_id != hit.article_id:
                is_here = hit.article_id == self._article.id
                name = "this article" if is_here else visible(hit.article_name)
                options.append(Option(Content.styled(name, "$text-accent"), disabled=True))
            options.append(Option(self._line(hit), id=str(len(self._hits))))
            self._hits.append(hit)
        listed.add_options(options)
        if listed.highlighted is None and options:
            listed.highlighted = 1

    def _line(self, hit: Hit) -> Content:
        before, words, after = (visible(_SPACE.sub(" ", part)) for part in (hit.before, hit.words, hit.after))
        cells = int(self.query_one(OptionList).size.width * BEFORE)
        while cell_len(before) > cells:
            before = before[1:]
        pad = " " * (cells - cell_len(before))
        return Content.assemble(pad, before, (words, "bold underline"), after)

    def action_list(self, action: str) -> None:
        """Move through the list while the line keeps the keys."""
        listed = self.query_one(OptionList)
        if listed.option_count:
            getattr(listed, f"action_{action}")()

    # -- choosing

    @on(Input.Submitted)
    def _take_highlighted(self) -> None:
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self._take(listed.get_option_at_index(listed.highlighted).id)

    @on(OptionList.OptionSelected)
    def _take_clicked(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id)

    def _take(self, chosen: str | None) -> None:
        if chosen is not None:
            self.dismiss(self._hits[int(chosen)])
