"""Settling where a claim begins and ends: the words of all, what all have in common, or its edges moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from annotator.core.cursor import Edge, stretched
from annotator.core.deciding import DecisionKind
from annotator.core.settling import intersected, united
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.core.text.trim import trim
from annotator.tui.settle_commands.choosing import is_of_evidence, next_row
from annotator.tui.settle_commands.command import Command

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen


def unite(screen: SettleScreen) -> None:
    """Take the words of all together, in the row of evidence everybody's."""
    if is_of_evidence(screen):
        screen.sitting.choosing.carry(screen.sitting.sides)
        next_row(screen)
        return
    _cut(screen, united, DecisionKind.UNITED)


def intersect(screen: SettleScreen) -> None:
    """Take the words that all have in common."""
    _cut(screen, intersected, DecisionKind.INTERSECTED)


def _cut(screen: SettleScreen, of: Callable[[Sequence[Span]], Span | None], kind: DecisionKind) -> None:
    if not _may_cut(screen):
        return
    span = of([each.span for each in screen.sitting.sides])
    if span is None:
        screen.say("the spans have nothing in common")
        return
    _shape(screen, span, kind)


def _shape(screen: SettleScreen, span: Span, kind: DecisionKind) -> None:
    screen.sitting.choosing.shape(span, kind)
    screen.said = ""
    if screen.row_at is not None:
        next_row(screen)
    else:
        screen.show_choice()


def _may_cut(screen: SettleScreen) -> bool:
    may = screen.sitting.place is not None and screen.sitting.choosing.may_cut
    if not may:
        screen.say("the words of a given claim stay as they are")
    return may


def move(screen: SettleScreen, edge: Edge, *, outward: bool) -> None:
    """Move an edge of the words by a word."""
    screen.edge = edge
    _stretch(screen, Unit.WORD, outward=outward)


def character(screen: SettleScreen, *, right: bool) -> None:
    """Move the edge that moved last by a character."""
    _stretch(screen, Unit.CHARACTER, outward=right == (screen.edge == "end"))


def _stretch(screen: SettleScreen, unit: Unit, *, outward: bool) -> None:
    if not _may_cut(screen):
        return
    article = screen.sitting.here.article
    span = screen.sitting.choosing.proposal.span or united(screen.telling.spans())
    within = article.passages[article.passage_at(span.start)].span
    moved = stretched(article.text, within, span, screen.edge, unit, outward=outward)
    kept = moved if unit is Unit.CHARACTER else trim(article.text, moved)
    if kept is not None and kept != screen.sitting.choosing.proposal.span:
        _shape(screen, kept, DecisionKind.EDITED)


COMMANDS: dict[str, Command] = {
    "settle.unite": unite,
    "settle.intersect": intersect,
    "settle.end_out": partial(move, edge="end", outward=True),
    "settle.end_in": partial(move, edge="end", outward=False),
    "settle.start_out": partial(move, edge="start", outward=True),
    "settle.start_in": partial(move, edge="start", outward=False),
    "settle.right": partial(character, right=True),
    "settle.left": partial(character, right=False),
}
