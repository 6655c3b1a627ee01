"""Labels of the focused claim: by their letters, or by arrows through the fields."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.scheme import FieldType
from annotator.tui.commands.command import Command, the_desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def tag_letter(screen: AnnotateScreen, letter: str) -> None:
    """Give the focused claim the label of this key."""
    desk = the_desk(screen)
    hit = desk.scheme.by_key(letter)
    if hit is None:
        screen.say(f"no label has the key {letter}")
        return
    field, label = hit
    screen.field = desk.scheme.fields.index(field)
    desk.tag(field, label)
    screen.refresh_desk()


def field_step(screen: AnnotateScreen, by: int) -> None:
    """Turn to the next or previous field."""
    screen.field = (screen.field + by) % len(the_desk(screen).scheme.fields)
    screen.label = 0
    screen.refresh_desk()


def label_step(screen: AnnotateScreen, by: int) -> None:
    """Give the field its next or previous label; where several may be given, only point at it."""
    desk = the_desk(screen)
    field = desk.scheme.fields[screen.field]
    if field.type is FieldType.CHOICES:
        screen.label = (screen.label + by) % len(field.labels)
    else:
        desk.step_label(field, by)
    screen.refresh_desk()


def toggle(screen: AnnotateScreen) -> None:
    """Give or take the label pointed at, in a field that takes several."""
    desk = the_desk(screen)
    field = desk.scheme.fields[screen.field]
    if field.type is FieldType.CHOICES:
        desk.tag(field, field.labels[screen.label])
        screen.refresh_desk()
    else:
        screen.say("this field takes one label: arrows or its letter set it")


COMMANDS: dict[str, Command] = {
    "field_next": partial(field_step, by=1),
    "field_previous": partial(field_step, by=-1),
    "label_next": partial(label_step, by=1),
    "label_previous": partial(label_step, by=-1),
    "toggle": toggle,
}
