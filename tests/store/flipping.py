"""Single bits turned over in a copy of a project, and what `annotator doctor` says of each."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from annotator.store.doctor import examine

EXPLAINED = {
    "draft": "half-typed text is overwritten as it grows, and has no seal",
    "place": "where somebody left off is overwritten, and has no seal",
}
"""Tables in which a flip is not found, and why."""


@dataclass
class Tally:
    """How many flips were detected, harmless, missed with a reason, and missed without one."""

    counts: Counter[str] = field(default_factory=Counter)
    by_check: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Say it in a few lines."""
        said = ", ".join(f"{count} {what}" for what, count in self.counts.most_common())
        first = ", ".join(f"{name} {count}" for name, count in self.by_check.most_common())
        return "\n".join([said, f"found first by: {first}", *self.missed])


def flip_bits(path: Path, folder: Path, count: int, seed: int) -> Tally:
    """Flip one random bit of a fresh copy of `path`, `count` times, and examine each."""
    chance, tally, whole = random.Random(seed), Tally(), contents(path)
    data = path.read_bytes()
    copy = folder / "flipped.db"
    for _ in range(count):
        at, bit = chance.randrange(len(data)), chance.randrange(8)
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        for old in folder.glob("flipped.db*"):
            old.unlink()
        copy.write_bytes(changed)
        report = examine(copy)
        bad = [name for name, each in report.outcomes.items() if not each.is_well]
        if bad:
            tally.counts["detected"] += 1
            tally.by_check[bad[0]] += 1
            continue
        differing = sorted(name for name, rows in contents(copy).items() if rows != whole.get(name))
        if not differing:
            tally.counts["harmless"] += 1
        elif set(differing) <= EXPLAINED.keys():
            tally.counts["missed, explained"] += 1
            tally.missed.append(f"byte {at} bit {bit}: {', '.join(EXPLAINED[name] for name in differing)}")
        else:
            tally.counts["missed"] += 1
            tally.missed.append(f"byte {at} bit {bit}: {', '.join(differing)} changed, and nobody noticed")
    return tally


def contents(path: Path) -> dict[str, list[object]]:
    """Return everything a program could read from the file: what it is made of, each table, each index."""
    target = path.with_name(f"{path.name}.read")
    shutil.copyfile(path, target)
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.text_factory = bytes
            return dict(_contents(connection))
    finally:
        target.unlink()


def _contents(connection: sqlite3.Connection) -> Iterator[tuple[str, list[object]]]:
    pragmas = ("application_id", "user_version", "encoding", "journal_mode", "auto_vacuum")
    yield "header", [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    yield "made of", connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    for (raw,) in connection.execute(tables).fetchall():
        name = raw.decode()
        rows = connection.execute(f"SELECT * FROM {name} NOT INDEXED ORDER BY rowid")
        columns = [column[0] for column in rows.description]
        yield name, [_without_idle_salt(dict(zip(columns, row, strict=True))) for row in rows]


def _without_idle_salt(row: dict[str, object]) -> dict[str, object]:
    """Leave out a salt with which nothing was hashed: evidence that is a passage has one."""
    return {key: value for key, value in row.items() if key != "salt" or row["texts_digest"] is not None}
