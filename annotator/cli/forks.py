"""Forks in lines: where somebody has two last words, and the command after which they can say which one holds."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.settings import DEFAULT_DATABASE

if TYPE_CHECKING:
    from annotator.store.forks import Fork


def as_lines(fork: Fork, path: Path) -> list[str]:
    """Return a fork as lines: what and whose it is, then what to do in the file at `path`, or in their next kit."""
    where = "" if str(path) == DEFAULT_DATABASE else f" --db {shlex.quote(str(path))}"
    return [
        f"fork: two last words on {fork.place}; the later one counts",
        f"  {fork.annotator} settles it, here or in a kit made from now on: {fork.command}{where}",
        f"    {fork.how}",
    ]
