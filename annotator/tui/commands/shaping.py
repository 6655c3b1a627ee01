"""Giving a selection, or a claim that is there, its shape; and making a claim of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.cursor import Edge
from annotator.core.text.steps import Unit
from annotator.tui.commands.command import Command, key_of, on_desk, the_desk
from annotator.tui.commands.marking import mark
from annotator.tui.keys import Mode
from annotator.workflow.annotating import Desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def _stretch(edge: Edge, *, outward: bool, unit: Unit = Unit.WORD) -> Command:
    return on_desk(lambda desk: desk.stretch(edge, unit, outward))


def _by_character(screen: AnnotateScreen, *, right: bool) -> None:
    desk = the_desk(screen)
    edge = desk.cursor.edge
    desk.stretch(edge, Unit.CHARACTER, right == (edge == "end"))
    screen.refresh_desk()


def _swap(desk: Desk) -> None:
    desk.cursor = desk.cursor.swapped()


def _drop_attribution(screen: AnnotateScreen) -> None:
    dropped = the_desk(screen).drop_attribution()
    screen.refresh_desk()
    if not dropped:
        screen.say("no attribution at either end: nothing to drop")


def _reshape(screen: AnnotateScreen) -> None:
    desk = the_desk(screen)
    desk.reshape()
    if desk.reshaping is None:
        return
    number = desk.number(desk.reshaping or "")
    screen.refresh_desk()
    screen.say(
        f"shape claim {number} anew: move and stretch as ever, {key_of(screen, 'mark', Mode.SPAN)} takes it, "
        f"{key_of(screen, 'clear', Mode.SPAN)} leaves it as it was"
    )


def _let_go(screen: AnnotateScreen) -> None:
    the_desk(screen).clear()
    screen.refresh_desk()


def _withdraw(screen: AnnotateScreen) -> None:
    was_said = the_desk(screen).withdraw()
    screen.refresh_desk()
    if not was_said:
        screen.say("you have said nothing of this claim: nothing to take back")


COMMANDS: dict[str, Command] = {
    "grow": on_desk(Desk.grow),
    "shrink": on_desk(Desk.shrink),
    "end_out": _stretch("end", outward=True),
    "end_in": _stretch("end", outward=False),
    "start_out": _stretch("start", outward=True),
    "start_in": _stretch("start", outward=False),
    "end_out_clause": _stretch("end", outward=True, unit=Unit.CLAUSE),
    "end_in_clause": _stretch("end", outward=False, unit=Unit.CLAUSE),
    "end_out_sentence": _stretch("end", outward=True, unit=Unit.SENTENCE),
    "end_in_sentence": _stretch("end", outward=False, unit=Unit.SENTENCE),
    "start_out_clause": _stretch("start", outward=True, unit=Unit.CLAUSE),
    "start_in_clause": _stretch("start", outward=False, unit=Unit.CLAUSE),
    "character_right": partial(_by_character, right=True),
    "character_left": partial(_by_character, right=False),
    "other_edge": on_desk(_swap),
    "drop_attribution": _drop_attribution,
    "reshape": _reshape,
    "clear": _let_go,
    "finish": _let_go,
    "mark": mark,
    "claim_next": on_desk(Desk.focus_next),
    "claim_previous": on_desk(lambda desk: desk.focus_next(forward=False)),
    "withdraw": _withdraw,
}
