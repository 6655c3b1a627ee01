"""What each key of the settling screen does, by name: one table from binding to function."""

from __future__ import annotations

from annotator.tui.settle_commands import choosing, deciding, going, reading, saving, shaping
from annotator.tui.settle_commands.command import Command

COMMANDS: dict[str, Command] = {
    **deciding.COMMANDS,
    **shaping.COMMANDS,
    **going.COMMANDS,
    **choosing.COMMANDS,
    **reading.COMMANDS,
    **saving.COMMANDS,
}
"""What every binding does."""
