"""The source of a claim: by its digit, the one used last, the article itself, or found by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.display import visible
from annotator.core.scheme import Field
from annotator.core.source import Source
from annotator.tui.commands.command import Command, key_of, the_desk
from annotator.tui.commands.marking import mark, still
from annotator.tui.keys import Mode

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk


def tag_digit(screen: AnnotateScreen, digit: int) -> None:
    """Give the claim the source of this digit, marking the selection first."""
    digits = the_desk(screen).digits
    if digit > len(digits):
        screen.say(f"no source has the digit {digit} yet; {key_of(screen, 'find_source')} finds or adds one")
    else:
        tag_source(screen, digits[digit - 1])


def _source_field(screen: AnnotateScreen) -> Field | None:
    desk = the_desk(screen)
    field = desk.source_field(desk.scheme.fields[screen.field])
    if field is None:
        screen.say("no source is asked for here")
    return field


def tag_source(screen: AnnotateScreen, source_id: str) -> None:
    """Give the claim a source, marking the selection first."""
    field, source = _source_field(screen), _known(the_desk(screen), source_id)
    if field is not None and source is not None and mark(screen):
        the_desk(screen).tag_source(field, source)
        _given(screen, field)


def _known(desk: Desk, source_id: str) -> Source | None:
    # A source of another article of this sitting may be younger than the desk.
    return desk.sources.get(source_id) or desk.book.named.get(source_id)


def _given(screen: AnnotateScreen, field: Field) -> None:
    """Show it, and let the next digit mean the claim's source again where this one was for another field."""
    first = the_desk(screen).source_fields()[0]
    if field is not first:
        screen.field = the_desk(screen).scheme.fields.index(first)
    screen.refresh_desk()


def same_source(screen: AnnotateScreen) -> None:
    """Give the claim the source used last, in this article or else in this sitting."""
    last = the_desk(screen).last_source
    if last is not None:
        tag_source(screen, last)
    else:
        screen.say(f"no source has been used yet; {key_of(screen, 'find_source')} finds or adds one")


def narrator(screen: AnnotateScreen) -> None:
    """Give the claim the article itself as its source."""
    tag_source(screen, the_desk(screen).narrator.id)


def find_source(screen: AnnotateScreen) -> None:
    """Find or add a source for the claim, marking the selection first."""
    field = _source_field(screen)
    if field is not None and mark(screen):
        pick_source(screen, field, claim=the_desk(screen).focus)


def pick_source(screen: AnnotateScreen, field: Field, *, claim: str | None, query: str = "") -> None:
    """Let a source be found or added by typing, for a claim; without one it is kept at hand for the next."""
    from annotator.tui.screens.sources import SourcePicker

    desk = the_desk(screen)
    number = f" of claim {desk.number(claim)}" if claim else " for the next claim"
    picker = SourcePicker(
        desk,
        title=f"{field.name.lower()}{number}",
        query=query,
        offered=desk.offer() if screen.offers and not query and field is desk.source_fields()[0] else None,
    )

    def take(chosen: Source | str | None) -> None:
        source = chosen if isinstance(chosen, Source) else None
        if claim is None and source is not None:
            the_desk(screen).hold(source)
            screen.refresh_desk()
            same = key_of(screen, "same_source", Mode.SPAN)
            screen.say(f"{visible(source.name)}: {same} gives it to the next claim")
            return
        now = still(screen, claim) if claim is not None and chosen is not None else None
        if now is not None and claim is not None:
            now.tag_source(field, source)
            _given(screen, field)
            screen.say(f"claim {now.number(claim)}: {visible(source.name) if source else 'no source'}")

    screen.app.push_screen(picker, take)


COMMANDS: dict[str, Command] = {
    "same_source": same_source,
    "narrator": narrator,
    "find_source": find_source,
}
