"""What a key of the settling screen does: a function of the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen

Command = Callable[["SettleScreen"], object]
