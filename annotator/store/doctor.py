"""Whether a project's file is whole: read once through, by the standard library alone, and never written to.

Every check is one function that names what is wrong in a few words. A check that stumbles over the damage says so
and the next one goes on, because what still can be read is what somebody will want to save.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.errors import NewerDatabase, NotFound, StoreProblem
from annotator.store.checks import ANY_SCHEMA, CHECKS, MOST, RESTORE, Check
from annotator.store.forks import Fork, open_forks
from annotator.store.header import APPLICATION_ID, SCHEMA, explain, is_logged, schema_number, unwritable
from annotator.store.heads import Heads, broken_promises, heads

_CUT_OFF = "restore the file that the older report is of, or a backup made since"


@dataclass
class Outcome:
    """What a check found: how many things, and the first of them."""

    what: str
    do: str
    count: int = 0
    examples: list[str] = field(default_factory=list)
    unreadable: str = ""

    @property
    def is_well(self) -> bool:
        """Tell whether nothing was found, having looked to the end."""
        return not self.count and not self.unreadable


@dataclass
class Report:
    """What is known of a file: what each check found, what may be known but is no damage, where its chains end."""

    path: Path
    schema: int | None = None
    quick: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    heads: Heads | None = None

    @property
    def healthy(self) -> bool:
        """Tell whether every check is content."""
        return all(each.is_well for each in self.outcomes.values())

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "file": str(self.path),
            "schema": self.schema,
            "quick": self.quick,
            "healthy": self.healthy,
            "checks": {
                name: {
                    "what": each.what,
                    "ok": each.is_well,
                    "count": each.count,
                    "examples": each.examples,
                    "unreadable": each.unreadable or None,
                    "do": None if each.is_well else each.do,
                }
                for name, each in self.outcomes.items()
            },
            "notes": self.notes,
            "forks": [each.as_dict() for each in self.forks],
            "heads": self.heads.as_dict() if self.heads else None,
        }


def examine(
    path: Path,
    *,
    quick: bool = False,
    since: dict[str, Any] | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Report:
    """Check the file at `path`; `tell` hears what is being looked at, `since` is an older report as JSON gave it.

    Raises `NotFound` when there is no file.
    """
    report = Report(path, quick=quick)
    opening = Outcome("the file is a project of ours", RESTORE)
    report.outcomes["file"] = opening
    alone = not is_logged(path)
    _open(path, report, opening)
    try:
        with closing(_connect(path, alone=alone)) as connection:
            if report.schema is None:
                report.schema = _schema_all_the_same(connection)
            if report.schema is not None:
                _examine(report, connection, since, tell)
    except sqlite3.Error as problem:
        if opening.is_well:
            said = explain(problem, "read")
            _found(opening, f"{said.what}: {said.why}", said.do)
    return report


def _open(path: Path, report: Report, opening: Outcome) -> None:
    """Find out whether a program would open the file, and why not."""
    try:
        report.schema = schema_number(path)
    except NotFound:
        raise
    except NewerDatabase as problem:
        _found(opening, f"{problem.what}: {problem.why}", "upgrade annotator, and let that look at it")
    except StoreProblem as problem:
        _found(opening, f"{problem.what}: {problem.why}", problem.do or RESTORE)


def _schema_all_the_same(connection: sqlite3.Connection) -> int | None:
    """Return the schema of a file that is ours and not opened, so that the rest of it can be looked at too."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return number if application == APPLICATION_ID and 0 < number <= SCHEMA else None


def _found(outcome: Outcome, what: str, do: str) -> None:
    outcome.count, outcome.do = outcome.count + 1, do
    outcome.examples.append(what)


def _connect(path: Path, *, alone: bool) -> sqlite3.Connection:
    """Open the file so that neither it nor what lies beside it is another afterwards."""
    mode = "mode=ro"
    if alone:
        # Whoever opens a database last and may write removes what readers put beside it; there is no log to merge.
        mode = "immutable=1" if unwritable(path) else "mode=rw"
    uri = f"{path.resolve().as_uri()}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=5, isolation_level=None)
    # Text that is no longer UTF-8 is read all the same: its seal tells.
    connection.text_factory = lambda data: data.decode(errors="replace")
    for setting in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _examine(
    report: Report,
    connection: sqlite3.Connection,
    since: dict[str, Any] | None,
    tell: Callable[[str], object],
) -> None:
    # One moment of the file, whoever writes to it meanwhile.
    connection.execute("BEGIN")
    is_current = report.schema == SCHEMA
    for name, check in CHECKS.items():
        if (report.quick and not check.quick) or (not is_current and name not in ANY_SCHEMA):
            continue
        tell(check.what)
        report.outcomes[name] = _outcome(check, connection)
    if not is_current:
        report.notes.append(
            f"its schema is {report.schema}, annotator's is {SCHEMA}: opening it keeps a copy and brings it up to "
            "date; then its seals can be checked too"
        )
        return
    for read in (_note_what_is_not_sealed, _note_forks, _note_the_log, _note_heads):
        try:
            read(report, connection)
        except (sqlite3.Error, ValueError, TypeError, AttributeError) as problem:
            report.notes.append(f"not told, because the file can't be read there: {problem}")
    if since is not None:
        check = Check(
            "everything is there that an older report knew of",
            _CUT_OFF,
            lambda raw: broken_promises(raw, since),
        )
        report.outcomes["since"] = _outcome(check, connection)


def _outcome(check: Check, connection: sqlite3.Connection) -> Outcome:
    outcome = Outcome(check.what, check.do)
    try:
        for what in check.find(connection):
            outcome.count += 1
            if len(outcome.examples) < MOST:
                outcome.examples.append(what)
    except (sqlite3.Error, ValueError, OverflowError, TypeError, AttributeError) as problem:
        # Whatever a damaged row says, it is not for us to fall over it.
        outcome.unreadable = str(problem) or type(problem).__name__
    return outcome


# -- what is worth knowing and no damage


def _note_what_is_not_sealed(report: Report, connection: sqlite3.Connection) -> None:
    (count,) = connection.execute("SELECT count(*) FROM action WHERE digest IS NULL").fetchone()
    if count:
        report.notes.append(
            f"{count:,} actions have no seal of their own, because they are from before schema 3 or only in part in"
            " this file, as in a kit; annotations and evidence do"
        )


def _note_forks(report: Report, connection: sqlite3.Connection) -> None:
    found = open_forks(connection)
    report.forks += islice(found, MOST)
    left = sum(1 for _ in found)
    if left:
        report.notes.append(f"{left:,} more claims or passages with two last words are not listed")


def _note_the_log(report: Report, connection: sqlite3.Connection) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        report.notes.append(f"its log is kept as {mode!r}; opening it with annotator sets it to WAL again")


def _note_heads(report: Report, connection: sqlite3.Connection) -> None:
    report.heads = heads(connection)
