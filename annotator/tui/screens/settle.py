"""The settling screen: the article's text once, annotators side by side without their names, the gold beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from annotator.core.cursor import Edge
from annotator.core.display import visible, visible_lines
from annotator.core.proposing import CARRIED
from annotator.core.settling import dispute_in_words
from annotator.errors import AnnotatorError, Outdated
from annotator.tui.chosen import own
from annotator.tui.dialog_keys import DIALOG_KEYS, SETTLING, told
from annotator.tui.glyphs import as_drawn, glyphs
from annotator.tui.keys import DIGITS
from annotator.tui.screens.ahead import hold
from annotator.tui.settle_commands import COMMANDS
from annotator.tui.settle_commands.deciding import Why, pasted, typed
from annotator.tui.settle_commands.taking import letter
from annotator.tui.settle_keys import (
    ALWAYS,
    BINDINGS,
    END_KEYS,
    EVIDENCE_KEYS,
    ITEM_KEYS,
    NEEDS_NO_ITEM,
    ROW_KEYS,
)
from annotator.tui.settle_words import LETTERS, Telling
from annotator.tui.widgets.lines import Lines
from annotator.tui.widgets.passage_view import MarkView, PassageView
from annotator.tui.widgets.sides import Row, Sides, flowing
from annotator.tui.widgets.status_bar import StatusBar
from annotator.workflow.outbox import Progress

if TYPE_CHECKING:
    from annotator.workflow.adjudicating import Adjudication

LOW, HIGH = 20, 32
"""From how many rows on a terminal has room for all parts, and to spare."""


@lru_cache(16)
def _cut(words: str, room: int) -> Content:
    """Return the same line for the same words, which `Lines` has painted already."""
    return Content(words).truncate(room, ellipsis=True)


class Words(Lines):
    """The words that annotators marked."""


class Notice(Lines):
    """What is to be done with the item now."""


class KeyLines(Lines):
    """The keys that mean something now."""


class SettleScreen(Screen[None], inherit_bindings=False):
    """Shows an item after the other, and takes decisions about them."""

    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (LOW, "-low"), (HIGH, "-high")]  # noqa: RUF012  Textual declares it as an instance variable
    DEFAULT_CSS = """
    SettleScreen PassageView { height: 1fr; min-height: 4; }
    SettleScreen #words { height: 3; padding: 0 1; border-top: solid $panel-lighten-2; text-wrap: nowrap; }
    SettleScreen Sides { height: 9; }
    SettleScreen.-tiny PassageView { min-height: 2; }
    SettleScreen.-tiny #words { display: none; }
    SettleScreen.-tiny Sides { height: 5; }
    SettleScreen.-high #words { height: 4; }
    SettleScreen.-high Sides { height: 12; }
    SettleScreen #notice { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    SettleScreen #keys { height: 2; background: $panel; padding: 0 1; }
    """
    BINDINGS = BINDINGS

    def __init__(self, sitting: Adjudication) -> None:
        super().__init__()
        self.sitting = sitting
        self.row_at: int | None = None
        self.rows: list[Row] = []
        self.edge: Edge = "end"
        self.shown_article = ""
        self.said = ""
        self.told_problem = ""
        self.warned_of_loss = False
        self.is_over = False
        self.why: Why | None = None
        self._telling: Telling | None = None
        self._meanings: dict[str, str] = {}
        self._shown_keys: object = None
        self._key_lines: dict[object, list[Content]] = {}

    def compose(self) -> ComposeResult:
        """Put the text above what is said of it."""
        yield StatusBar()
        yield PassageView()
        yield Words(id="words")
        yield Sides()
        yield Notice(id="notice")
        yield KeyLines(id="keys")

    def on_mount(self) -> None:
        """Begin with the item that is before the adjudicator."""
        self.query_one(PassageView).focus()
        chosen = own(self).dialogs
        for row in DIALOG_KEYS:
            if row.where == SETTLING:
                self._meanings |= dict.fromkeys(chosen.get(row.id, row.keys).split(","), row.id)
        self.query_one(StatusBar).show_progress(self.sitting.outbox.progress)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.is_over = not self.sitting.counts.left
        self.show_item()

    # -- keys

    def on_key(self, event: events.Key) -> None:
        """Take every key: into the reason being typed, or for what it means here."""
        if self.app.screen is not self:
            # Typed before the dialog could have the focus, and meant for it.
            hold(self, event)
            return
        self.is_over = False
        if self.why is not None:
            event.stop()
            typed(self, event)
        elif event.key in self._meanings:
            event.stop()
            self.action_do(self._meanings[event.key])
        elif event.key in LETTERS or event.key in DIGITS:
            event.stop()
            letter(self, event.key)

    def action_do(self, what: str) -> None:
        """Do what a key is bound to."""
        if self.sitting.place is not None or what in NEEDS_NO_ITEM:
            COMMANDS[what](self)

    # -- showing

    @property
    def telling(self) -> Telling:
        """Return what puts the item into words."""
        if self._telling is None:
            self._telling = Telling(self.sitting, glyphs(self))
        return self._telling

    def show_item(self) -> None:
        """Show the item from scratch."""
        self.row_at = None
        sitting = self.sitting
        if sitting.place is None:
            self.show_end()
            return
        article, view = sitting.here.article, self.query_one(PassageView)
        span = sitting.item.matter.span or sitting.item.gold[0].judgement.span
        index = article.passage_at(span.start)
        if article.id != self.shown_article:
            self.shown_article = article.id
            view.show(article.text, article.passages, index)
        else:
            view.set_current(index)
        view.set_marks(
            [MarkView(str(at), each, complete=True) for at, each in enumerate(self.telling.spans(), 1)], None
        )
        self.show_choice()

    def show_choice(self) -> None:
        """Show what is chosen so far."""
        sitting, view = self.sitting, self.query_one(PassageView)
        chosen, item = sitting.choosing.proposal, sitting.item
        span = chosen.span
        around = item.matter.span or item.gold[0].judgement.span
        view.set_selection(span, (span or around).start)
        view.reveal(around)
        is_high = self.size.height >= HIGH
        self.query_one(Words).put(list(self.telling.words(3 if is_high else 2, self.size.width)))
        self.rows = list(self.telling.rows())
        letters = [each.upper() for each, _ in zip(LETTERS, sitting.sides, strict=False)]
        self.query_one(Sides).show(
            letters, self.rows, self.row_at, 10 if is_high else 7 if self.size.height >= LOW else 3
        )
        if self.is_over:
            self.show_nothing_left()
        else:
            self.put_notice(self.telling.notice())
        self.show_bars()

    def put_notice(self, words: str) -> None:
        """Put words into the line below the table."""
        self.query_one(Notice).put([_cut(visible(glyphs(self).of(words)), max(20, self.size.width - 2))])

    def _show_keys(self, keys: tuple[tuple[str, str], ...]) -> None:
        width = max(20, self.size.width - 2)
        if self._shown_keys == (keys, width):
            return
        self._shown_keys = (keys, width)
        lines = self._key_lines.get((keys, width))
        if lines is None:
            # Looked up once for each state: it takes as long as all else that a key does here.
            signs, chosen = glyphs(self), own(self).dialogs
            parts = [(signs.of(told(each, chosen)), words) for each, words in (*keys, *ALWAYS)]
            last = parts[-len(ALWAYS) :]
            lines = flowing(iter(parts[: -len(ALWAYS)]), last, width, 2)
            self._key_lines[keys, width] = lines
        self.query_one(KeyLines).put(lines)

    def put_keys(self, lines: Sequence[Content]) -> None:
        """Put other lines where the keys are, until these are shown again."""
        self._shown_keys = None
        self.query_one(KeyLines).put(lines)

    def show_bars(self) -> None:
        """Show the place, the state and the keys that mean something in it."""
        sitting, bar = self.sitting, self.query_one(StatusBar)
        here = sitting.here
        at = f"item {sitting.number}/{len(here.items)}"
        only = f"only {dispute_in_words(sitting.only)}" if sitting.only else ""
        settled = f"settled {sitting.counts.settled}/{sitting.counts.items}"
        left = f"{sitting.counts.left:,} left"
        places = [left, self.said, settled, at, only, f"round {sitting.round.name}", here.article.name]
        bar.show_place(*filter(None, places))
        bar.show_progress(sitting.outbox.progress)
        bar.show_mode("ITEM" if self.row_at is None else f"ROW {self.rows[self.row_at].name}")
        if self.row_at is None:
            keys: tuple[tuple[str, str], ...] = ITEM_KEYS
        else:
            keys = EVIDENCE_KEYS if self.rows[self.row_at].about == CARRIED else ROW_KEYS
        self._show_keys(keys)

    def show_end(self) -> None:
        """Show that nothing is left."""
        bar = self.query_one(StatusBar)
        bar.show_place(
            *filter(
                None, (f"{self.sitting.counts.left:,} left", self.said, f"round {self.sitting.round.name}")
            )
        )
        bar.show_mode("DONE")
        self.show_nothing_left()
        self._show_keys(END_KEYS)

    def show_nothing_left(self) -> None:
        """Say that nothing is left, and what comes next; below an item, until another key is pressed."""
        self.put_notice(told(self.telling.end(), own(self).dialogs))

    # -- what is said

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted into the reason."""
        if self.why is not None:
            event.stop()
            pasted(self, event.text)

    def say(self, message: str) -> None:
        """Say something in passing."""
        self.said = glyphs(self).of(message)
        if self.sitting.place is None:
            self.show_end()
        else:
            self.show_bars()

    def warn(self, message: str) -> None:
        """Say something that matters where it stays for a while; what it quotes is no markup."""
        self.notify(visible_lines(message), severity="error", timeout=20, markup=False)

    def show_progress(self, progress: Progress) -> None:
        """Say whether everything is on disk; what came too late is said, and shown as it is now."""
        if not self.app.is_running or not self.is_attached:
            return
        self.query_one(StatusBar).show_progress(progress)
        if isinstance(progress.problem, Outdated):
            self.warn(str(progress.problem))
            try:
                self.sitting.start_over()
            except AnnotatorError as unread:
                self.warn(str(unread))
                return
            self.shown_article = ""
            self.show_item()
        elif progress.problem is not None and self.told_problem != str(progress.problem):
            self.told_problem = str(progress.problem)
            self.warn(f"Not saved, still on screen. {self.told_problem}")
        elif progress.saved:
            self.warned_of_loss, self.told_problem = False, ""
            self.sitting.read_ahead()

    def on_resize(self, _: events.Resize) -> None:
        """Lay the table out again."""
        if self.sitting.place is not None and self.shown_article:
            self.call_after_refresh(self.show_choice)

    def get_line_filters(self) -> Sequence[object]:  # type: ignore[override]
        """Leave what the article says as it is."""
        return as_drawn(super().get_line_filters())
