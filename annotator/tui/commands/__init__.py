"""What each key does, by name: one table from command to function, each a few calls on the desk.

The table is put together behind the first frame, because what its functions need is slow to import.
"""

from __future__ import annotations

from annotator.tui.commands import (
    evidence,
    finding,
    labels,
    links,
    moving,
    offers,
    passages,
    practising,
    program,
    reactions,
    shaping,
    sources,
)
from annotator.tui.commands.command import Command

COMMANDS: dict[str, Command] = {
    **moving.COMMANDS,
    **finding.COMMANDS,
    **shaping.COMMANDS,
    **labels.COMMANDS,
    **sources.COMMANDS,
    **offers.COMMANDS,
    **evidence.COMMANDS,
    **reactions.COMMANDS,
    **links.COMMANDS,
    **passages.COMMANDS,
    **practising.COMMANDS,
    **program.COMMANDS,
}
