"""The source of a claim: by its digit, the one used last, the article itself, or found by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.display import visible
from annotator.core.scheme import Field
from annotator.core.source import Source
from annotator.tui.commands.command import Command, the_desk
from annotator.tui.commands.marking import mark, still
from annotator.tui.screens.sources import SourcePicker

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def tag_digit(screen: AnnotateScreen, digit: int) -> None:
    """Give the claim the source of this digit, marking the selection first."""
    digits = the_desk(screen).digits
    if digit > len(digits):
        screen.say(f"no source has the digit {digit} yet; / finds or adds one")
    else:
        tag_source(screen, digits[digit - 1])


def _source_field(screen: AnnotateScreen) -> Field | None:
    desk = the_desk(screen)
    field = desk.source_field(desk.scheme.fields[screen.field])
    if field is None:
        screen.say("this scheme asks for no source")
    return field


def tag_source(screen: AnnotateScreen, source_id: str) -> None:
    """Give the claim a source, marking the selection first."""
    field = _source_field(screen)
    if field is not None and mark(screen):
        desk = the_desk(screen)
        desk.tag_source(field, desk.sources[source_id])
        screen.refresh_desk()


def same_source(screen: AnnotateScreen) -> None:
    """Give the claim the source used last."""
    recent = the_desk(screen).recent
    if recent:
        tag_source(screen, max(recent, key=lambda source: recent[source]))
    else:
        screen.say("no source has been used in this article yet; / finds or adds one")


def narrator(screen: AnnotateScreen) -> None:
    """Give the claim the article itself as its source."""
    tag_source(screen, the_desk(screen).narrator.id)


def find_source(screen: AnnotateScreen) -> None:
    """Find or add a source for the claim, marking the selection first."""
    if _source_field(screen) is not None and mark(screen):
        pick_source(screen, claim=the_desk(screen).focus)


def pick_source(screen: AnnotateScreen, *, claim: str | None, query: str = "") -> None:
    """Let a source be found or added by typing, for a claim; without one it is kept at hand for the next."""
    field = _source_field(screen)
    if field is None:
        return
    desk = the_desk(screen)
    picker = SourcePicker(
        sources=list(desk.sources.values()),
        aliases=desk.aliases,
        recent=desk.recent,
        types=desk.scheme.source_types,
        article=desk.article.id,
        query=query,
    )

    def take(chosen: Source | str | None) -> None:
        source = chosen if isinstance(chosen, Source) else None
        if claim is None and source is not None:
            the_desk(screen).hold(source)
            screen.refresh_desk()
            screen.say(f"{visible(source.name)}: = gives it to the next claim")
            return
        now = still(screen, claim) if chosen is not None else None
        if now is not None:
            now.tag_source(field, source)
            screen.refresh_desk()

    screen.app.push_screen(picker, take)


COMMANDS: dict[str, Command] = {
    "same_source": same_source,
    "narrator": narrator,
    "find_source": find_source,
}
