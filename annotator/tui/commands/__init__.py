"""What each key does, by name: one table from command to function, each a few calls on the desk.

The table is put together behind the first frame, because what its functions need is slow to import. What opens a
large form is imported when it is first asked for: it would take room all day for people who never do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from annotator.tui.commands import (
    labels,
    links,
    moving,
    offers,
    passages,
    practising,
    program,
    shaping,
    sources,
)
from annotator.tui.commands.command import Command

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen

WHEN_ASKED = {
    "evidence": ("evidence", "evidence_same", "evidence_remove", "note"),
    "reactions": ("reactions",),
    "finding": ("jump", "search", "hit_next", "hit_previous"),
    "histories": ("history",),
}
"""Modules that are imported by the first use of one of their commands."""


def _asked(module: str, name: str) -> Command:
    def command(screen: AnnotateScreen) -> object:
        commands: dict[str, Command] = import_module(f"{__name__}.{module}").COMMANDS
        return commands[name](screen)

    return command


COMMANDS: dict[str, Command] = {
    **moving.COMMANDS,
    **shaping.COMMANDS,
    **labels.COMMANDS,
    **sources.COMMANDS,
    **offers.COMMANDS,
    **links.COMMANDS,
    **passages.COMMANDS,
    **practising.COMMANDS,
    **program.COMMANDS,
    **{name: _asked(module, name) for module, names in WHEN_ASKED.items() for name in names},
}
