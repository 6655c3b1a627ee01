"""Times and ids, the only place that asks the clock and chance."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from annotator import __version__
from annotator.core.ids import uuid7

PROGRAM = f"annotator {__version__}"

_IDLE_MS = 120_000
"""Longer pauses between two actions count as this long: nobody works on one claim unmoved for minutes."""


@dataclass
class Stamps:
    """Gives ids that rise, also when the clock goes back: `floor` is the greatest id already in use."""

    floor: str = ""
    _last: tuple[int, int] = (0, 0)
    _since: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if self.floor:
            self._last = (int(self.floor[:12], 16), int(self.floor[13:16], 16))

    def new_id(self) -> str:
        """Return a new time-ordered id, greater than any this object gave before."""
        milliseconds, sequence = max(time.time_ns() // 1_000_000, self._last[0]), 0
        if milliseconds == self._last[0]:
            sequence = self._last[1] + 1
            if sequence > 0xFFF:
                milliseconds, sequence = milliseconds + 1, 0
        self._last = (milliseconds, sequence)
        return uuid7(milliseconds, sequence, secrets.randbits(62))

    def now(self) -> str:
        """Return this instant, in UTC, so that text order is time order."""
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def today(self) -> str:
        """Return the annotator's own calendar day."""
        return datetime.now().astimezone().date().isoformat()

    def active_ms(self) -> int:
        """Return how long it is since this was last asked, long pauses cut short."""
        now = time.monotonic()
        elapsed, self._since = int((now - self._since) * 1000), now
        return min(elapsed, _IDLE_MS)
