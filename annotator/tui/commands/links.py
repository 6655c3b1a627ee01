"""Addresses to the clipboard: of the focused claim's evidence, else of the article.

Over SSH the terminal at the other end is asked to copy (OSC 52), which not all do: so what was copied is said, and
how to allow it in a terminal multiplexer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from annotator.core.addresses import check_address, link_target
from annotator.core.claim import Evidence
from annotator.core.display import visible
from annotator.errors import Invalid
from annotator.tui.commands.command import Command, the_desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen

IN_TMUX = "; in tmux this needs: set -s set-clipboard on"


def copy_link(screen: AnnotateScreen) -> None:
    """Copy the address of the focused claim's evidence, which is chosen where there are several; else the article's."""
    from annotator.tui.screens.lists import Choice

    desk = the_desk(screen)
    evidence = desk.focused.judgement.evidence if desk.focused else ()
    found = _addresses(evidence)
    if len(found) > 1:
        options = [(str(at), _option(what, address)) for at, (address, what) in enumerate(found)]
        picker = Choice("which address? Enter copies it", options)
        screen.app.push_screen(
            picker, lambda at: None if at is None else copy_address(screen, found[int(at)][0])
        )
    elif found:
        copy_address(screen, found[0][0])
    elif address := desk.article.detail("url"):
        copy_address(screen, address, "the article's address")
    else:
        screen.say("no address to copy: neither the claim's evidence nor the article has one")


def _addresses(evidence: tuple[Evidence, ...]) -> list[tuple[str, str]]:
    """Return the addresses of evidence, the newest first, each with what it is."""
    found: dict[str, str] = {}
    for piece in reversed(evidence):
        polarity = piece.polarity.replace("_", " ")
        for address, what in ((piece.url, polarity), (piece.archived_url, f"{polarity}, archived")):
            if address:
                found.setdefault(address, what)
    return list(found.items())


def _option(what: str, address: str) -> Content:
    target = link_target(address)
    shown = Content.styled(visible(address), Style(link=target)) if target else Content(visible(address))
    return Content.assemble((what, "bold"), "\n", shown)


def copy_address(screen: AnnotateScreen, address: str, what: str = "the address") -> None:
    """Ask the terminal to copy an address, and say so; what hides characters is not put into anybody's clipboard."""
    try:
        check_address(what, address)
    except Invalid as problem:
        screen.warn(str(problem))
        return
    if not address:
        screen.say("no address to copy")
        return
    screen.app.copy_to_clipboard(address)
    screen.say(f"{what} is copied{IN_TMUX if os.environ.get('TMUX') else ''}")


COMMANDS: dict[str, Command] = {"copy_link": copy_link}
