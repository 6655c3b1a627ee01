"""So many kills, shared out over what there is to be killed."""

from __future__ import annotations

from pathlib import Path

from tests.crash.killing import Toll, kill_commands, kill_workers, victims
from tests.crash.screens import kill_screens

SCREENS, COMMANDS = 0.12, 0.15
"""Which share hits the whole screen, and which a command; the others hit what works at a desk without a screen."""


def kill(project: Path, folder: Path, count: int) -> dict[str, Toll]:
    """End programs at random moments, so many in all; return what came of each kind."""
    screens, commands = round(count * SCREENS), round(count * COMMANDS)
    places = {kind: folder / kind for kind in ("workers", "commands", "screens")}
    for each in places.values():
        each.mkdir()
    with victims() as ours:
        return {
            "workers": kill_workers(ours, project, places["workers"], count - screens - commands),
            "commands": kill_commands(ours, project, places["commands"], commands),
            "screens": kill_screens(project, places["screens"], screens),
        }
