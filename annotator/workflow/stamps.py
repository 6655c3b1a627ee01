"""Times and ids, the only place that asks the clock and chance."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from annotator import __version__
from annotator.core.ids import moment, uuid7

PROGRAM = f"annotator {__version__}"

_LAST_SEQUENCE = 0xFFF
"""The greatest number that a version 7 UUID has room for within a millisecond."""

_IDLE_MS = 120_000
"""Longer pauses between two actions count as this long: nobody works on one claim unmoved for minutes."""


@dataclass
class Stamps:
    """Gives ids that rise, also when the clock goes back: `floor` is the greatest id already in use.

    The screen and the thread that saves may ask at once.
    """

    floor: str = ""
    _last: tuple[int, int] = (0, 0)
    _since: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.follow(self.floor)

    def follow(self, id_: str) -> None:
        """Give only ids greater than `id_` from now on, which another program may have made.

        Raises `Invalid` when it is none that can be followed.
        """
        if id_:
            latest = moment(id_)
            with self._lock:
                self._last = max(self._last, latest)

    def new_id(self) -> str:
        """Return a new time-ordered id, greater than any this object gave before."""
        with self._lock:
            milliseconds, sequence = max(time.time_ns() // 1_000_000, self._last[0]), 0
            if milliseconds == self._last[0]:
                sequence = self._last[1] + 1
                if sequence > _LAST_SEQUENCE:
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
