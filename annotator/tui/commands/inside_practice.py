"""What some commands do inside the practice: done compares, leaving goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.commands.command import Command, key_of, the_desk
from annotator.tui.screens.comparison import ComparisonBox
from annotator.tui.screens.practice import Farewell, PracticeScreen
from annotator.workflow.practising import Lesson

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def _done(screen: AnnotateScreen) -> None:
    if not isinstance(screen, PracticeScreen) or screen.practice is None:
        return
    desk, practice = the_desk(screen), screen.practice
    lesson = practice.lesson(desk.index)
    if lesson is None:
        _go_on(screen)
        return
    desk.clear()
    desk.focus_on(None)
    desk.pass_on()
    screen.refresh_desk()

    def take(goes_on: bool | None) -> None:
        if goes_on:
            _go_on(screen)
        else:
            screen.say(f"mend what you like; {key_of(screen, 'done')} compares again")

    compared = practice.compare(lesson, desk)
    box = ComparisonBox(course=practice.course, lesson=lesson, desk=desk, compared=compared)
    screen.app.push_screen(box, take)


def _go_on(screen: PracticeScreen) -> None:
    """Turn to the passage that comes next, or say goodbye."""
    desk = the_desk(screen)
    following: Lesson | None = screen.practice.following(desk.index) if screen.practice else None
    if following is not None:
        desk.go(following.index)
        screen.refresh_desk()
        return

    def leave(_: None) -> None:
        screen.leave()

    screen.app.push_screen(Farewell(screen.closing_words()), leave)


def _leave(screen: AnnotateScreen) -> None:
    if isinstance(screen, PracticeScreen):
        screen.leave()


INSIDE: dict[str, Command] = {
    "done": _done,
    "leave": _leave,
    "practice": lambda screen: screen.say(f"this is the practice; {key_of(screen, 'leave')} leaves it"),
    "how_to_leave": lambda screen: screen.say(
        f"{key_of(screen, 'leave')} leaves the practice; nothing of it is kept"
    ),
}
"""What commands do on the practice's screen, where it differs."""
