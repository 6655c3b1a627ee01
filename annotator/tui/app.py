"""The Textual application around the annotating screen."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.events import DescendantFocus
from textual.filter import LineFilter
from textual.markup import escape
from textual.reactive import Initialize, Reactive
from textual.screen import Screen
from textual.theme import Theme

from annotator.core.ids import annotator_id
from annotator.errors import AnnotatorError
from annotator.settings import offer_practice
from annotator.store.peek import PlacePeek, is_new, peek_place, peek_project
from annotator.tui.chosen import Chosen, Look, chosen
from annotator.tui.ending import Ending
from annotator.tui.glyphs import ASCII, LINES
from annotator.tui.harmless import Harmless
from annotator.tui.key_names import shown
from annotator.tui.keymap import names
from annotator.tui.keys import Key, Mode
from annotator.tui.screens.ahead import KeysInOrder
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.themes import THEMES

if TYPE_CHECKING:
    from annotator.workflow.sitting import Sitting

# Where colours are left out, what has the focus and what is chosen in a list need another sign. Lists of Textual 8.2
# pass on neither reverse nor a double line.
NO_COLOUR_CSS = """
OptionList > .option-list--option-highlighted { text-style: bold underline; }
ChoiceLine:focus { text-style: underline; }
"""


def _first_theme(app: object) -> str:
    """Name the theme that the first frame is painted in: another one set later would cost a second painting."""
    return app.look.theme if isinstance(app, AnnotateApp) else ""


def _plain(look: Look) -> list[LineFilter]:
    """Return what lines go through for terminals that draw less; nothing is imported for all others."""
    if look.borders != "ascii" and look.emoji != "plain":
        return []
    from annotator.tui.plain import PlainPictures, PlainSigns

    wanted = {PlainSigns: look.borders == "ascii", PlainPictures: look.emoji == "plain"}
    return [each() for each, is_wanted in wanted.items() if is_wanted]


class AnnotateApp(KeysInOrder, App[None], inherit_bindings=False):
    """One annotator in one project."""

    TITLE = "annotator"
    # The palette opens by a command of ours, like all else; Textual's own key for it could not be changed.
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    Toast { max-width: 76; }
    """
    theme: Reactive[str] = Reactive(Initialize(_first_theme))

    def __init__(
        self,
        path: Path,
        name: str,
        at: tuple[int, int] | None = None,
        own: Chosen | None = None,
        round_name: str | None = None,
    ) -> None:
        self.own = own or Chosen()
        self.look = self.own.look.complete()
        self.glyphs = ASCII if self.look.borders == "ascii" else LINES
        self._plain = _plain(self.look)
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        if self.no_color:
            self.stylesheet.add_source(NO_COLOUR_CSS, read_from=("annotator", "NO_COLOUR_CSS"))
        self._path, self._person, self._at, self._round = path, name, at, round_name
        self.annotate: AnnotateScreen | None = None
        self.greeting = ""
        self.ending: Ending | None = None

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme by its name, one of ours also before it is registered."""
        return THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line goes through on its way out, our own signs among it."""
        return [*super().get_line_filters(), *self._plain, HARMLESS]

    def on_mount(self) -> None:
        """Show the first frame from what the standard library can read quickly."""
        self.animation_level = "full" if self.look.motion == "full" else "none"
        if self.own.dialogs:
            self.set_keymap(self.own.dialogs)
        if self.ending is not None:
            self.ending.runs_in(asyncio.get_running_loop())
        self.annotate = self.first_screen()
        self.push_screen(self.annotate, lambda _: self.exit())

    def first_screen(self) -> AnnotateScreen:
        """Return the screen to begin with."""
        screen = AnnotateScreen(
            self._path, self._person, self._at, self._peek(), self.own.keymap, round_name=self._round
        )
        screen.greeting = self.greeting
        return screen

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keep the cursor of a field from blinking, unless motion is wanted."""
        if self.look.motion != "full" and hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    def _peek(self) -> PlacePeek | None:
        try:
            project = peek_project(self._path)
            return peek_place(self._path, annotator_id(project.id, self._person), self._round)
        except AnnotatorError:
            # Opening the project properly comes next, and says what is wrong.
            return None

    @property
    def sitting(self) -> Sitting | None:
        """Return the open sitting, once there is one."""
        return self.annotate.sitting if self.annotate else None

    def keep_all(self) -> None:
        """Keep what is half-typed in every open form, and the place one is at."""
        for screen in self.screen_stack:
            for name in ("keep_draft", "keep_place"):
                getattr(screen, name, lambda: None)()

    def _handle_exception(self, error: Exception) -> None:
        """End on an error, except where the program ends already and a screen still being built misses its parts."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say where the program failed; Textual would print the values at hand, an article's text among them."""
        problem = sys.exc_info()[1]
        if problem is None or "debug" in self.features:
            super()._fatal_error()
            return
        from annotator.crashing import own_error

        self.bell()
        self.panic(Text(f"annotator: {own_error(problem)}"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every action by name: what applies now, and, to whoever searches, what applies in other states."""
        if not isinstance(screen, AnnotateScreen):
            return
        for row in self.own.keymap.rows:
            if row.command == "palette":
                continue
            keys = names(row)
            if screen.mode in row.mode:
                keys = self.own.keymap.keys_of(row.command, screen.mode)
            told = ", ".join(map(shown, keys)) if keys else "none"
            yield self._offer(screen, row, f"key: {self.glyphs.of(told)}")

    def _offer(self, screen: AnnotateScreen, row: Key, keys: str) -> SystemCommand:
        what = escape(self.glyphs.of(row.what))
        if screen.mode in row.mode:
            return SystemCommand(what, escape(keys), partial(screen.carry_out, row.command))
        states = " or ".join(WHEN[mode] for mode in row.mode)
        told = partial(screen.say, f"that is for when {states}")
        return SystemCommand(what, escape(f"not now: only when {states} ({keys})"), told, discover=False)


HARMLESS = Harmless()

WHEN = {
    Mode.READ: "nothing is selected",
    Mode.SPAN: "something is selected",
    Mode.TAG: "a claim is tagged",
}
"""The states as the palette explains them."""


def run_screen(path: Path, name: str, at: tuple[int, int] | None, round_name: str | None = None) -> int:
    """Run the screen until it is left; return the exit code. `BadInput` where a person's own keys can't be used."""
    app = AnnotateApp(path, name, at, chosen(), round_name)
    practice = app.own.keymap.shown("practice")
    if practice and sys.stdout.isatty() and _is_new(path, name) and offer_practice():
        app.greeting = f"New here? {practice}: three passages with answers, about five minutes"
    return run_until_left(app, path)


def _is_new(path: Path, name: str) -> bool:
    try:
        return is_new(path, name)
    except AnnotatorError:
        # Opening the project comes next, and says what is wrong.
        return False


def run_until_left(app: AnnotateApp, path: Path) -> int:
    """Run a program until it is left; return the exit code. Raises `AnnotatorError` when not all of it was saved."""
    _replace_what_cannot_be_written()
    with Ending(app) as app.ending:
        app.run()
        # A person who leaves waits until all is saved; whoever sent a signal has waited already.
        within = 0.0 if app.ending.number else None
        saved = app.sitting.close(within) if app.sitting is not None else True
    if not saved:
        problem = AnnotatorError(
            "some of your last changes could not be saved",
            where=str(path),
            why=str(app.sitting.outbox.progress.problem or "") if app.sitting else "",
            do="what was shown as saved is there; do the rest again",
        )
        problem.exit_code = app.ending.code or problem.exit_code
        raise problem
    return app.ending.code or app.return_code or 0


def _replace_what_cannot_be_written() -> None:
    """Keep article text that the terminal's encoding lacks from being spelled out in escapes, many cells for one."""
    # Textual writes to the process's own standard error.
    if isinstance(sys.__stderr__, io.TextIOWrapper) and sys.__stderr__.encoding.lower() not in {
        "utf-8",
        "utf8",
    }:
        sys.__stderr__.reconfigure(errors="replace")
