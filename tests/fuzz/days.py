"""`python -m tests.fuzz.days --seconds N`: days as people type them, and as files write them."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date

from annotator.core.claim import check_day
from annotator.core.days import read_day
from annotator.errors import AnnotatorError

from .fuzzing import Target, run


def read(data: bytes) -> None:
    typed = data.decode("utf-8", "replace")
    with suppress(AnnotatorError):
        check_day("published", typed or None)
        assert not typed or date.fromisoformat(typed).isoformat() == typed
    found = read_day(typed, "2026-01-15")
    assert found is None or date.fromisoformat(found).isoformat() == found


SEEDS = [
    b"15.1.2026",
    b"15 Jan 2026",
    b"2026-1-15",
    b"yesterday",
    b"January 15th, 2026",
    b"1/2/2026",
    b"20260115",
    b"",
]
TARGET = Target(
    "days", read, SEEDS, (b"january", b"sept", b"today", b"/", "٣".encode(), "²".encode(), "１".encode())
)

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
