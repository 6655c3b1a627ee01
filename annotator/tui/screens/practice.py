"""The practice: the annotating screen on three passages with a gold, which are compared when they are done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from annotator.core.explaining import gist
from annotator.errors import AnnotatorError
from annotator.tui.glyphs import glyphs
from annotator.tui.keymap import Keymap
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.screens.dialog import Dialog
from annotator.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from annotator.workflow.annotating import Desk
    from annotator.workflow.outbox import Progress
    from annotator.workflow.practising import Course, Practice
    from annotator.workflow.sitting import Sitting

RULES_TO_READ = 3
"""How many rules are named at the end."""


class PracticeScreen(AnnotateScreen):
    """The annotating screen on a practice's project, which goes away with it; answers nothing."""

    DEFAULT_CSS = """
    PracticeScreen #banner, PracticeScreen.-right-to-left #banner { display: block; color: $text-accent; }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(Path(), "", None, None, keymap)
        self.practice: Practice | None = None
        self.problem: AnnotatorError | None = None
        self.is_over = False
        self._shown_task = ""

    # -- opening and leaving

    def sit_down(self, tell: Callable[[Progress], None]) -> tuple[Sitting, Desk]:
        """Make the practice's project and sit down in it."""
        from annotator.workflow.practising import Practice, read_course

        self.practice = Practice(read_course())
        return self.practice.sit(tell)

    def cannot_open(self, problem: AnnotatorError) -> None:
        """Go back to where one came from, where it is said why."""
        self._throw_away()
        if getattr(self.app, "annotate", None) is self:
            super().cannot_open(problem)
            return
        self.problem = problem
        self.leave()

    def _opened(self, sitting: Sitting, desk: Desk) -> None:
        if self.is_over:
            # It was left while it was being made.
            sitting.close()
            self._throw_away()
            return
        # What was typed before there was anything to see was meant for nothing here.
        self._held.clear()
        super()._opened(sitting, desk)
        self.app.push_screen(Welcome(Content(self.with_keys(self.course.welcome))))

    def with_keys(self, words: str) -> str:
        """Return words of ours with the key of each command that they name in braces."""
        named = re.sub(r"\{(\w+)\}", lambda found: self.keymap.shown(found[1]), words)
        return glyphs(self).of(named)

    @property
    def course(self) -> Course:
        """Return what is practised; call only once the practice is open."""
        if self.practice is None:
            raise LookupError("no practice is open")
        return self.practice.course

    def leave(self) -> None:
        """Throw the practice away and go back."""
        if self.is_over:
            return
        self.is_over = True
        if self.sitting is not None:
            self.sitting.close()
            self._throw_away()
        self.dismiss()

    def _throw_away(self) -> None:
        if self.practice is not None:
            self.practice.close()

    def _show_progress(self, progress: Progress) -> None:
        # The last saves may be told of when the screen is on its way out.
        if not self.is_over:
            super()._show_progress(progress)

    # -- what is different here

    def carry_out(self, command: str) -> None:
        """Carry out a command by its name, some of them otherwise than outside of a practice."""
        from annotator.tui.commands.inside_practice import INSIDE

        if command in INSIDE and (self.desk is not None or command == "leave"):
            INSIDE[command](self)
        else:
            super().carry_out(command)

    def refresh_desk(self) -> None:
        """Show what has changed, and the task of the passage."""
        super().refresh_desk()
        if self.desk is not None and self.practice is not None:
            lesson = self.practice.lesson(self.desk.index)
            task = self.with_keys(lesson.task if lesson else READ_ONLY)
            if task != self._shown_task:
                self._shown_task = task
                self.query_one("#banner", Static).update(task)

    def _show_place(self, desk: Desk) -> None:
        lessons = [lesson.index for lesson in self.course.lessons]
        number = f" {lessons.index(desk.index) + 1}/{len(lessons)}" if desk.index in lessons else ""
        looked = desk.looked(desk.index)
        state = "" if looked == "open" else f" {looked}"
        self.query_one(StatusBar).show_place(f"PRACTICE{number}{state}", desk.article.name)

    def closing_words(self) -> Content:
        """Say what went well, which rules to read again, and how to start."""
        if self.practice is None:
            return Content("")
        rules = self.practice.to_read_again()[:RULES_TO_READ]
        lines = [Content.styled("What went well", "bold")]
        lines += map(Content, [*self.practice.went_well()] or [BEEN_THROUGH])
        if rules:
            lines += [Content(""), Content.styled("Rules to read again", "bold")]
            lines += [
                Content.assemble((f"{rule:<4}", "bold"), gist(self.course.rules[rule])) for rule in rules
            ]
        lines += [Content(""), Content.styled("How to start", "bold"), *map(Content, START)]
        return Content("\n").join(lines)


BEEN_THROUGH = "You have been through it, and that is the point of a practice."

READ_ONLY = "This passage is only there to read: {done} goes to the next one of the practice."

START = (
    "annotator demo                  the whole sample project, to try everything",
    "annotator init                  a project of your own",
    "annotator import articles/      your articles",
    "annotator annotate              this screen, where you left off",
)


class Page(Dialog[None]):
    """A page to read before going on."""

    DEFAULT_CSS = """
    Page > Vertical { width: 80; max-height: 100%; }
    Page VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Page .keys { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter,q,Q", "close", "go on", id="page.on")]

    def __init__(self, words: Content) -> None:
        super().__init__()
        self._words = words

    def inside(self) -> Iterable[Widget]:
        """Return the words in a window that scrolls."""
        yield VerticalScroll(Static(self._words, markup=False))


class Welcome(Page):
    """What is to be done, and with which keys."""

    TITLE_TEXT = "practice: three passages with answers"
    KEYS = "{page.on} begins"


class Farewell(Page):
    """How it went, and how to go on."""

    TITLE_TEXT = "the end of the practice"
    KEYS = "{page.on} ends the practice"
