"""The annotating screen: one passage in its article, its claims, the fields of the focused claim.

Keys become commands of the desk; this screen only shows what the desk says. The first frame needs no database
library: until the sitting is open behind it, commands wait and are then carried out in order.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from annotator.core.display import has_right_to_left, visible_lines
from annotator.errors import AnnotatorError, Outdated
from annotator.store.peek import PlacePeek
from annotator.tui.chosen import own
from annotator.tui.keymap import STANDARD, Keymap
from annotator.tui.keys import DIGITS, LETTERS, Mode
from annotator.tui.screens.ahead import hold
from annotator.tui.widgets.claim_list import ClaimList
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.passage_view import MarkView, PassageView
from annotator.tui.widgets.status_bar import StatusBar
from annotator.tui.widgets.tag_bar import TagBar

if TYPE_CHECKING:
    # Opening the store, the desk and what keys do cost more than painting the first frame; see `_open`.
    from annotator.workflow.annotating import Desk
    from annotator.workflow.outbox import Progress
    from annotator.workflow.sitting import Sitting

RIGHT_TO_LEFT = "Right-to-left text: keys go in reading order; the mouse may be beside it."
REVIEW = "nothing was changed: this project is open for reading only"
GIVEN = "claims are given here: {} next unfinished, {} the next here"
TO_WORK = "make both the file and its folder writable, or copy it elsewhere, and open it again"
WRITTEN = 0.02
"""Seconds within which a frame that is painted reaches the terminal."""

PLACE_SECONDS = 1.0
"""How often the place is kept, where it has changed: about what a program that is ended from outside may forget."""

NARROW_FIELDS = 4
WIDE = 110
NEEDS_NO_DESK = ("help", "palette", "leave", "how_to_leave", "retry")
"""Commands that mean something also while there is no desk, or it is about to be replaced."""


class AnnotateScreen(Screen[None], inherit_bindings=False):
    """Shows a desk and turns keys into its commands."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  Textual declares it as an instance variable
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (14, "-short"), (20, "-tall")]  # noqa: RUF012
    DEFAULT_CSS = """
    AnnotateScreen #banner { display: none; height: auto; padding: 0 1; text-style: bold; color: $text-warning; }
    AnnotateScreen.-right-to-left #banner { display: block; }
    AnnotateScreen #body { height: 1fr; }
    AnnotateScreen PassageView { width: 1fr; height: 1fr; }
    AnnotateScreen #side { width: 100%; height: auto; dock: bottom; }
    AnnotateScreen ClaimList { height: 5; }
    AnnotateScreen.-short ClaimList { height: 3; }
    AnnotateScreen.-tiny ClaimList { display: none; }
    AnnotateScreen.-wide PassageView { width: 54%; max-width: 94; }
    AnnotateScreen.-wide #side { dock: none; width: 1fr; height: 1fr; border-left: solid $panel-lighten-2; }
    AnnotateScreen.-wide ClaimList { display: block; height: 1fr; border-top: none; }
    AnnotateScreen.-wide #body { layout: horizontal; }
    """

    def __init__(
        self,
        path: Path,
        name: str,
        at: tuple[int, int] | None,
        peek: PlacePeek | None,
        keymap: Keymap = STANDARD,
        *,
        round_name: str | None = None,
    ) -> None:
        super().__init__()
        self.keymap = keymap
        self._path, self._person, self._at, self._peek = path, name, at, peek
        self._round = round_name
        self.sitting: Sitting | None = None
        self.desk: Desk | None = None
        self.field = 0
        self.warned_of_loss = False
        self.told_problem = ""
        self.greeting = ""
        self.last_search = ""
        self.label = 0
        self._held: list[str] = []
        self._taking: Callable[[str], object] | None = None
        self._asked = 0
        self._shown_marks: object = None
        self._shown_tags: object = None
        self._marks: dict[str, MarkView] = {}
        self.offers = True
        self._shown_index = 0

    def compose(self) -> ComposeResult:
        """Lay the screen out; where its parts stand follows the width."""
        yield StatusBar()
        yield Static(RIGHT_TO_LEFT, id="banner", markup=False)
        with Horizontal(id="body"):
            yield PassageView()
            with Vertical(id="side"):
                yield ClaimList()
                yield TagBar()
        yield KeyBar(self.keymap)

    # -- opening

    def on_mount(self) -> None:
        """Show the passage at once and open the project behind it."""
        view = self.query_one(PassageView)
        view.focus()
        self.offers = self.offers and own(self).look.offers != "off"
        if self._peek is not None and self._at is None:
            view.show(self._peek.text, self._peek.passages, self._peek.index)
            self.query_one(StatusBar).show_place(self._peek.title or "article")
        # The first frame goes out before the imports behind it compete for the processor. Painted is not yet written:
        # that is another thread's work, which would wait its turn.
        self.call_after_refresh(self.set_timer, WRITTEN, self._open)
        self.set_interval(PLACE_SECONDS, self.keep_place)

    @work(thread=True, exclusive=True, group="opening")
    def _open(self) -> None:
        # What nobody foresaw ends the program and shows itself, instead of leaving the screen at "opening".
        app = self.app
        # What keys do is ready before the first of them means something.
        import_module("annotator.tui.commands")

        def tell(progress: Progress) -> None:
            # From the outbox's thread, which knows no running app of its own.
            app.call_later(self._show_progress, progress)

        try:
            sitting, desk = self.sit_down(tell)
        except AnnotatorError as problem:
            app.call_from_thread(self.cannot_open, problem)
            return
        app.call_from_thread(self._opened, sitting, desk)
        sitting.book.prepare()

    def sit_down(self, tell: Callable[[Progress], None]) -> tuple[Sitting, Desk]:
        """Open the project and the desk where the annotator left off; called in a thread of its own."""
        from annotator.workflow.project import find_annotator, open_project
        from annotator.workflow.sitting import Sitting

        app = self.app

        def hear(message: str) -> None:
            # From another thread, as `tell` is.
            app.call_later(self.hear, message)

        project = open_project(self._path, hear)
        try:
            sitting = Sitting(project, find_annotator(project, self._person), tell, self._round)
        except AnnotatorError:
            project.close()
            raise
        sitting.back_up_daily(hear)
        return sitting, sitting.resume(self._at)

    def hear(self, message: str) -> None:
        """Say what was found about the project that stops nobody."""
        self.notify(visible_lines(message), severity="warning", timeout=12, markup=False)

    def cannot_open(self, problem: AnnotatorError) -> None:
        """End the program and say why."""
        self.app.exit(return_code=1, message=visible_lines(f"annotator: {problem}"))

    def _opened(self, sitting: Sitting, desk: Desk) -> None:
        self.sitting = sitting
        sitting.refused_as_given = self.refuse_given
        if sitting.review:
            self._begin_review(sitting)
        self.query_one(StatusBar).show_progress(sitting.outbox.progress)
        self.show_desk(desk)
        self._go_on()
        if not gc.isenabled():
            # The command left it off for the start; what stays of that need never be looked through again.
            gc.collect()
            gc.freeze()
            gc.enable()

    # -- a project that can only be read

    @property
    def in_review(self) -> bool:
        """Tell whether there is only something to read: the project's file, or a round that is closed."""
        return self.sitting is not None and bool(self.sitting.review)

    def _begin_review(self, sitting: Sitting) -> None:
        sitting.refused = self.refuse
        self.query_one(StatusBar).read_only = True
        closed = "" if sitting.project.review else " It asks nothing more."
        self.warn(f"Open for reading only: {sitting.review}.{closed or f' To work in it, {TO_WORK}.'}")

    def refuse(self) -> None:
        """Say why what was wished for does nothing, after whatever the command has to say itself."""
        sitting = self.sitting
        closed = sitting is not None and not sitting.project.review
        self.call_later(self.say, f"nothing was changed: {sitting.review}" if sitting and closed else REVIEW)

    def refuse_given(self) -> None:
        """Say why neither marks nor shapes nor passages can be changed where claims are given."""
        keys = (self.keymap.shown(each) for each in ("unfinished_next", "claim_next"))
        self.call_later(self.say, GIVEN.format(*keys))

    # -- keys

    @property
    def mode(self) -> Mode:
        """Return what the keys mean now."""
        if self.desk is None:
            return Mode.READ
        if self.desk.focus is not None:
            return Mode.TAG
        return Mode.SPAN if self.desk.cursor.span else Mode.READ

    @property
    def is_waiting(self) -> bool:
        """Tell whether the desk is about to be replaced, so that keys must wait for the next one."""
        return self.desk is None or self._asked > 0

    def on_key(self, event: events.Key) -> None:
        """Take every key that may mean something here; what it means is looked up when its turn comes."""
        if self.app.screen is not self:
            # Typed before the dialog could have the focus, and meant for it.
            hold(self, event)
        elif self._taking is not None or self.keymap.knows(event.key):
            event.stop()
            self.action_key(event.key)

    def action_key(self, name: str) -> None:
        """Do what a key means now, or, while the desk is being fetched, once it is there."""
        if self.greeting:
            self.greeting = ""
            self.say("")
        if self._taking is not None:
            self._taking(name)
        elif self.is_waiting and self.keymap.meaning(name, self.mode) not in NEEDS_NO_DESK:
            self._held.append(name)
        else:
            self._press(name)

    def take_keys(self, state: str, taking: Callable[[str], object] | None) -> None:
        """Hand every key to `taking` until this is called with nothing; the status line says the state's name."""
        self._taking = taking
        self.query_one(StatusBar).show_mode(state if taking else self.mode.name or "")

    def _press(self, name: str) -> None:
        command = self.keymap.meaning(name, self.mode)
        if command is not None:
            self.carry_out(command)
        elif name in LETTERS and self.mode is Mode.TAG:
            from annotator.tui.commands.labels import tag_letter

            tag_letter(self, name)
        elif name in DIGITS and self.mode is not Mode.READ:
            from annotator.tui.commands.sources import tag_digit

            tag_digit(self, int(name))

    def carry_out(self, command: str) -> None:
        """Carry out a command by its name, if there is what it needs."""
        from annotator.tui.commands import COMMANDS

        if self.desk is None and command not in NEEDS_NO_DESK:
            self.say("one moment: the project is being opened")
        else:
            COMMANDS[command](self)

    def _go_on(self) -> None:
        """Do what was typed while the desk was being fetched; each key means what it means when its turn comes."""
        while self._held and not self.is_waiting and self.app.screen is self:
            self._press(self._held.pop(0))
        if self.app.screen is not self:
            # The dialog that one of them opened is where a person would have looked by then.
            self._held.clear()

    # -- the mouse

    @on(PassageView.Dragged)
    def _dragged(self, event: PassageView.Dragged) -> None:
        from annotator.tui.commands.moving import BY_CLICKS

        if self.desk is not None:
            self.desk.select(event.span, BY_CLICKS.get(event.clicks), event.anchor)
            self.refresh_desk()

    @on(PassageView.EdgeDragged)
    def _edge_dragged(self, event: PassageView.EdgeDragged) -> None:
        desk = self.desk
        # A claim that undo is about to replace keeps its shape until it is there again.
        holds = desk is not None and desk.focus == event.key and not self.is_waiting
        span = desk.pulled(event.edge, event.offset) if desk and holds else None
        self.query_one(PassageView).preview(None if event.final else span)
        if desk is not None and holds and event.final:
            desk.pull(event.edge, event.offset)
            self.refresh_desk()

    @on(PassageView.Clicked)
    def _clicked(self, event: PassageView.Clicked) -> None:
        from annotator.tui.commands.moving import BY_CLICKS

        if self.desk is None:
            return
        if event.shift:
            self.desk.reach(event.offset)
        else:
            self.desk.point(event.offset, BY_CLICKS.get(event.clicks))
        self.refresh_desk()

    @on(PassageView.MarkClicked)
    def _mark_clicked(self, event: PassageView.MarkClicked) -> None:
        self._turn_to(event.key)

    @on(ClaimList.Chosen)
    def _claim_chosen(self, event: ClaimList.Chosen) -> None:
        self._turn_to(event.claim_id)

    def _turn_to(self, claim_id: str) -> None:
        if self.desk is not None:
            self.desk.focus_on(claim_id)
            self.refresh_desk()

    # -- showing

    def show_desk(self, desk: Desk) -> None:
        """Show an article from scratch."""
        if self.desk is not None and self.desk.annotator_id == desk.annotator_id:
            desk.carry(self.desk)
        self.desk = desk
        if self.sitting is not None:
            self.sitting.turned_to(desk)
        self.field = self.label = 0
        self._shown_marks = self._shown_tags = None
        self._marks = {}
        self._shown_index = desk.index
        self.query_one(PassageView).show(desk.article.text, desk.article.passages, desk.index)
        self.set_class(has_right_to_left(desk.article.text), "-right-to-left")
        self.refresh_desk()

    def turn_to_gap(self) -> None:
        """Turn to the first field that the focused claim lacks."""
        if self.desk is not None and self.desk.focused is not None:
            lacking = [gap.field for gap in self.desk.gaps(self.desk.focused)]
            fields = [field.id for field in self.desk.scheme.fields]
            self.field = next((fields.index(each) for each in lacking if each in fields), self.field)
            self.label = 0

    def refresh_desk(self) -> None:
        """Show what has changed on the desk since it was last shown."""
        desk = self.desk
        if desk is None:
            return
        self._show_passage(desk)
        mode = self.mode
        self.say(self.greeting)
        self.query_one(StatusBar).show_mode(mode.name or "")
        if self.sitting is not None:
            # One frame then shows both what a key has changed and "saved ✓"; what is not on disk by then must not be
            # called saved for a moment.
            self.sitting.outbox.wait_for_saves()
            self.query_one(StatusBar).show_progress(self.sitting.outbox.progress)
        self._show_claims(desk)
        self._show_tags(desk)
        asked = any(field.type == "source" for field in desk.scheme.fields)
        self.query_one(KeyBar).show(mode, given=desk.given.is_asked, sources=asked)

    def _show_passage(self, desk: Desk) -> None:
        view = self.query_one(PassageView)
        if desk.index != self._shown_index:
            self._shown_index = desk.index
            view.set_current(desk.index)
        focused = desk.focused
        view.set_selection(None if focused else desk.cursor.span, desk.cursor.caret)
        target = focused.judgement.span if focused else desk.cursor.span
        if target is not None:
            view.reveal(target)

    def _show_claims(self, desk: Desk) -> None:
        half_typed = self.sitting.half_typed if self.sitting else frozenset()
        shown = (desk.index, desk.focus, desk.version, half_typed, self.size)
        if shown == self._shown_marks:
            return
        self._shown_marks = shown
        self.query_one(PassageView).set_marks(self._marks_of(desk), desk.focus)
        self.query_one(ClaimList).show(desk, half_typed)
        self._show_place(desk)
        settled, count = desk.progress()
        told = "claims answered" if desk.given.is_asked else "passages done"
        self.query_one(KeyBar).show_progress(f"{settled}/{count} {told}")

    def _marks_of(self, desk: Desk) -> list[MarkView]:
        """Return the claims as marks, those as they were that have not changed."""
        kept = self._marks
        self._marks = {
            each.id: kept.get(each.id) or MarkView(each.claim_id, each.judgement.span, not desk.gaps(each))
            for each in desk.claims
        }
        return list(self._marks.values())

    def _show_tags(self, desk: Desk) -> None:
        offered = desk.offer() if self.offers else None
        shown = (desk.focus, self.field, self.label, desk.version, offered, self.size)
        if shown != self._shown_tags:
            self._shown_tags = shown
            rows = len(desk.scheme.fields) if self.has_class("-wide") else NARROW_FIELDS
            self.query_one(TagBar).show(desk, self.field, self.label, rows, offered)

    def _show_place(self, desk: Desk) -> None:
        if self.sitting is None:
            return
        sitting = self.sitting
        looked = desk.looked(desk.index)
        kind = desk.article.passages[desk.index].kind
        passage = f"passage {desk.index + 1}/{len(desk.article.passages)}"
        passage += "" if kind == "text" else f" {kind}"
        passage += "" if looked == "open" else f" {looked}"
        if desk.given.is_asked:
            here = desk.here
            answered = sum(1 for each in here if not desk.gaps(each))
            passage += f" {answered}/{len(here)} claims" if here else " no claims"
        number = f"article {sitting.number(desk.article.id)}/{sitting.articles_in_all}"
        outlet = desk.article.detail("outlet")
        name = desk.article.name if not outlet else f"{outlet}: {desk.article.name}"
        round_ = (f"round {sitting.round_name}",) if sitting.round_name else ()
        self.query_one(StatusBar).show_place(passage, number, *round_, sitting.annotator.name, name)

    def say(self, message: str) -> None:
        """Say something in passing, where it covers nothing."""
        self.query_one(StatusBar).say(message)

    def on_resize(self) -> None:
        """Lay the claims out again for the new width."""
        self.call_after_refresh(self.refresh_desk)

    # -- saving

    def _show_progress(self, progress: Progress) -> None:
        if not self.app.is_running:
            # What was on its way when the program ended finds the screen taken down.
            return
        self.query_one(StatusBar).show_progress(progress)
        if isinstance(progress.problem, Outdated):
            self._start_over(progress.problem)
        elif progress.problem is not None:
            # It is tried again every few seconds, and need not be said as often.
            problem, self.told_problem = self.told_problem, str(progress.problem)
            if problem != self.told_problem:
                self.warn(f"Not saved, still on screen. {self.told_problem}")
        elif progress.saved:
            self.warned_of_loss, self.told_problem = False, ""

    def _start_over(self, problem: AnnotatorError) -> None:
        """Show what somebody else wrote first; what was not saved is said, never merged in silence."""
        self.warn(str(problem))
        sitting, desk = self.sitting, self.desk
        if sitting is not None and desk is not None:
            self.later(lambda: sitting.open(desk.article.id), self._show_afresh)

    def _show_afresh(self, fresh: Desk) -> None:
        """Show the article as it is stored, unless another one has been opened meanwhile."""
        if self.desk is not None and self.desk.article.id == fresh.article.id:
            fresh.take_over(self.desk)
            self.show_desk(fresh)

    def warn(self, message: str) -> None:
        """Say something that matters where it stays for a while; what it quotes is no markup."""
        self.notify(visible_lines(message), severity="error", timeout=20, markup=False)

    def later(
        self,
        question: Callable[[], object],
        then: Callable[..., object],
        otherwise: Callable[[AnnotatorError], object] | None = None,
    ) -> None:
        """Ask the database something once everything before it is saved, and go on with the answer.

        Until then keys wait, because the answer may be another desk.
        """
        if self.sitting is None:
            return
        app = self.app

        def answered(answer: object, problem: AnnotatorError | None) -> None:
            app.call_later(self._answered, answer, problem, then, otherwise or self._refused)

        self._asked += 1
        self.sitting.outbox.ask(question, answered)

    def _answered(
        self,
        answer: object,
        problem: AnnotatorError | None,
        then: Callable[..., object],
        otherwise: Callable[[AnnotatorError], object],
    ) -> None:
        self._asked -= 1
        if not self.app.is_running:
            return
        if problem is None:
            then(answer)
        else:
            otherwise(problem)
        self._go_on()

    def _refused(self, problem: AnnotatorError) -> None:
        self.warn(f"That could not be done now. {problem}")

    def keep_place(self) -> None:
        """Remember where the annotator is."""
        if self.sitting is not None and self.desk is not None:
            self.sitting.keep_place(self.desk)
