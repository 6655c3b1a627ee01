"""Undo and redo, saving again, help, leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.history import Kind
from annotator.errors import AnnotatorError
from annotator.settings import remember_theme
from annotator.tui.commands.command import Command, key_of, the_desk
from annotator.tui.keys import Mode

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk
    from annotator.workflow.undoing import Undone


def _turn_back(screen: AnnotateScreen, kind: Kind) -> None:
    sitting = screen.sitting
    if sitting is None:
        return
    if sitting.review:
        screen.refuse()
        return
    article = the_desk(screen).article.id

    def turn() -> tuple[Undone, Desk] | None:
        undone = sitting.turn_back(kind)
        return None if undone is None else (undone, sitting.open(undone.article_id or article, undone.hand))

    screen.later(turn, partial(_turned_back, screen, kind))


def _turned_back(screen: AnnotateScreen, kind: Kind, turned: tuple[Undone, Desk] | None) -> None:
    """Show the article as it is now, at what was changed."""
    if turned is None:
        screen.say(f"nothing to {kind}")
        return
    undone, fresh = turned
    was_tagging = screen.mode is Mode.TAG
    fresh.take_over(the_desk(screen))
    fresh.show(undone.claim_id, undone.passage_id)
    if not was_tagging:
        # Whoever undoes with a letter goes on with letters: they must not turn into labels under the hand.
        fresh.clear()
    screen.show_desk(fresh)
    screen.say(f"{'undone' if kind is Kind.UNDO else 'redone'}: {undone.what}")


def _retry(screen: AnnotateScreen) -> None:
    if screen.sitting is not None:
        # Whoever asks is told, also what they were told before.
        screen.told_problem = ""
        screen.sitting.outbox.retry()


def _guideline(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.lists import Guideline
    from annotator.workflow.schemes import guideline

    desk = the_desk(screen)
    field = desk.scheme.fields[screen.field].id.replace("_", " ") if desk.focus else ""
    screen.app.push_screen(Guideline(guideline(desk.scheme), field))


def _help(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.key_help import KeyHelp

    screen.app.push_screen(KeyHelp(screen.mode, screen.desk.scheme if screen.desk else None))


def _theme(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.theme_list import ThemeList

    def take(chosen: str | None) -> None:
        if chosen is not None:
            remember_theme(chosen)
            screen.say(f"colours: {chosen}")

    screen.app.push_screen(ThemeList(screen.app.theme), take)


def _palette(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.dialog import Palette

    screen.app.push_screen(Palette())


def _how_to_leave(screen: AnnotateScreen) -> None:
    screen.say(f"{key_of(screen, 'leave')} leaves; everything is saved")


def _leave(screen: AnnotateScreen) -> None:
    sitting = screen.sitting
    if sitting is None or screen.warned_of_loss:
        screen.app.exit()
        return
    screen.keep_place()
    # Everything before this question is on disk when it is answered; until then the screen stays.
    screen.later(lambda: None, lambda _: screen.app.exit(), otherwise=partial(_not_yet, screen))


def _not_yet(screen: AnnotateScreen, _: AnnotatorError) -> None:
    screen.warned_of_loss = True
    retry, leave = key_of(screen, "retry"), key_of(screen, "leave")
    screen.warn(f"Some of your work is not saved. {retry} tries again; {leave} again leaves without it.")


COMMANDS: dict[str, Command] = {
    "undo": partial(_turn_back, kind=Kind.UNDO),
    "redo": partial(_turn_back, kind=Kind.REDO),
    "retry": _retry,
    "guideline": _guideline,
    "theme": _theme,
    "help": _help,
    "palette": _palette,
    "leave": _leave,
    "how_to_leave": _how_to_leave,
}
