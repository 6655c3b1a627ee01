"""What a person has chosen for their screen: their keys, their dialogs' keys, how it looks.

Without a file of theirs nothing is read and nothing imported for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from annotator.settings import remembered_theme, screen_file, speaks_utf8
from annotator.tui.keymap import STANDARD, Keymap

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

THEMES = {
    "annotator": "dark and calm",
    "annotator-light": "the same by daylight",
    "colour-blind": "dark, for every kind of colour vision",
    "colour-blind-light": "the same by daylight",
    "high-contrast": "black, white and yellow",
    "terminal": "the colours of your terminal",
}
"""The names of the themes, the default first, with what they are for."""

LOOKS = {
    "theme": tuple(THEMES),
    "borders": ("lines", "ascii"),
    "motion": ("reduced", "full"),
    "emoji": ("as is", "plain"),
    "offers": ("on", "off"),
}
"""What may be chosen under `[look]`; without a choice, the first."""


class Look(NamedTuple):
    """How the screen looks, as far as a person has said so; what is empty is found out."""

    theme: str = ""
    borders: str = ""
    motion: str = ""
    emoji: str = ""
    offers: str = ""

    def complete(self, environ: Mapping[str, str] = os.environ) -> Look:
        """Fill in what was not said: the theme chosen last on the screen, signs that the terminal can draw.

        NO_COLOR asks for no colours at all, which is the terminal's theme with its colours left out.
        """
        last = remembered_theme(environ)
        theme = self.theme or (last if last in THEMES else "") or LOOKS["theme"][0]
        return Look(
            theme="terminal" if "NO_COLOR" in environ else theme,
            borders=self.borders or LOOKS["borders"][0 if speaks_utf8(environ) else 1],
            motion=self.motion or LOOKS["motion"][0],
            emoji=self.emoji or LOOKS["emoji"][0],
            offers=self.offers or LOOKS["offers"][0],
        )


class Chosen(NamedTuple):
    """All of a person's choices; `dialogs` gives keys by the id of a binding."""

    keymap: Keymap = STANDARD
    dialogs: Mapping[str, str] = MappingProxyType({})
    look: Look = Look()


def own(node: MessagePump) -> Chosen:
    """Return what the person in front of the running program has chosen."""
    found = getattr(node.app, "own", None)
    return found if isinstance(found, Chosen) else Chosen()


def chosen(environ: Mapping[str, str] = os.environ) -> Chosen:
    """Return what a person has chosen; `BadInput` tells all that is wrong with their file."""
    path = screen_file(environ)
    if path is None:
        return Chosen()
    from annotator.tui.screen_file import read

    return read(path)
