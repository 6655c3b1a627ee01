"""Taking what the text suggests; naming a source by words of the text; the field beside the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.source_words import name_in
from annotator.core.text.trim import trim
from annotator.tui.commands.command import Command, key_of, the_desk
from annotator.tui.commands.sources import pick_source
from annotator.tui.keys import Mode

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def _take(screen: AnnotateScreen) -> None:
    taken = screen.offers and the_desk(screen).take_offer()
    if taken:
        screen.turn_to_gap()
    screen.refresh_desk()
    if not taken:
        screen.say("nothing is suggested here that is still missing")


def _name_source(screen: AnnotateScreen) -> None:
    """Let the selected words name the source of the claim worked on last, or one to be used next."""
    desk = the_desk(screen)
    span = trim(desk.article.text, desk.cursor.span) if desk.cursor.span else None
    field = next(iter(desk.source_fields()), None)
    if field is None:
        screen.say("no source is asked for here")
    elif span is None:
        screen.say("nothing but punctuation is selected")
    else:
        last = desk.last
        name = name_in(span.of(desk.article.text))
        pick_source(screen, field, claim=last.claim_id if last else None, query=name)


def _via(screen: AnnotateScreen) -> None:
    desk = the_desk(screen)
    fields = desk.source_fields()
    if len(fields) < 2:  # noqa: PLR2004  the source itself, and whoever passes its words on
        screen.say("this scheme asks for one source only")
        return
    now = desk.scheme.fields[screen.field]
    other = fields[0] if now in fields[1:] else fields[1]
    screen.field = desk.scheme.fields.index(other)
    screen.label = 0
    screen.refresh_desk()
    find, same = (key_of(screen, command, Mode.TAG) for command in ("find_source", "same_source"))
    screen.say(f"{other.name.lower()}: a digit, {find} or {same} now goes there")


COMMANDS: dict[str, Command] = {
    "take_offer": _take,
    "name_source": _name_source,
    "via": _via,
}
