"""What it costs to put one row on the disk, with nothing around it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path


class Commits:
    """A database in a folder, set as the program sets its own; what commits to it took, in milliseconds."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "commits.db", isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("CREATE TABLE line (words TEXT) STRICT")
        self.taken: list[float] = []

    def measure(self) -> None:
        """Commit a row."""
        begin = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO line VALUES (?)", ("x" * 200,))
        self._connection.execute("COMMIT")
        self.taken.append((time.perf_counter() - begin) * 1_000)
