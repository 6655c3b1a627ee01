"""Ends programs at random moments, and looks at what they leave."""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.crash.aftermath import Journal, damage, lost, somewhere_else

SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
"""By which a program is ended; the one that it does not hear of the most."""

ROUNDS = 20
"""Kills of one copy of a project, which the one after the other finds as the one before left it."""

LONGEST = 0.25
"""Seconds that a worker may have at most, for some of them from the first save on."""

AT_WORK = 0.7
"""How many are hit at work rather than, on a machine that has much to do, as they open the project."""

LABELLING = 1.0
"""Seconds for which somebody labels what is exported."""

AND_A_THIRD = 1.33
"""What of the time that a command takes is waited at most, so that some of them are done before."""

PATIENCE = 60.0
VICTIM = Path(__file__).with_name("victim.py")


@dataclass
class Toll:
    """What came of kills: how many, what had been acknowledged, and what was found to be wrong."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    unheard: int = 0
    """Actions that were on disk though nobody had been told so."""
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: Toll) -> Toll:
        """Put two together."""
        return Toll(
            self.kills + other.kills,
            self.acknowledged + other.acknowledged,
            self.unheard + other.unheard,
            self.wrong + other.wrong,
        )

    def __str__(self) -> str:
        """Say it in a line."""
        by = ", ".join(f"{count} {name}" for name, count in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills ({by}): {self.acknowledged} acknowledged, "
            f"{self.unheard} saved unacknowledged, {len(self.wrong)} wrong"
        )


class Victims:
    """A process that forks victims, and the line of what they report."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(VICTIM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._rest = b""

    def begin(self, order: dict[str, object]) -> int:
        """Have one begin and return the number of its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return int(self._until("P ", Journal()))

    def report(self, journal: Journal, seconds: float) -> None:
        """Take what is reported within so many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for line in self._lines(left):
                journal.take(line)

    def until_saved(self, journal: Journal) -> None:
        """Take what is reported until one more save has returned."""
        saved, end = len(journal.saved), time.monotonic() + PATIENCE
        while len(journal.saved) == saved and time.monotonic() < end:
            for line in self._lines(1):
                journal.take(line)

    def ended(self, journal: Journal) -> int:
        """Take the last reports and return how it ended: its exit code, or minus the signal."""
        return int(self._until("E ", journal))

    def _until(self, what: str, journal: Journal) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            lines = list(self._lines(1))
            for line in lines:
                journal.take(line)
            found = [line for line in lines if line.startswith(what)]
            if found:
                return found[0].removeprefix(what)
        raise TimeoutError(f"no {what!r} came")

    def _lines(self, seconds: float) -> Iterator[str]:
        assert self._process.stdout is not None
        if select.select([self._process.stdout], [], [], seconds)[0]:
            read = os.read(self._process.stdout.fileno(), 1 << 20)
            assert read, "the process that forks has ended"
            *lines, self._rest = (self._rest + read).split(b"\n")
            yield from (line.decode() for line in lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()


@contextmanager
def victims() -> Iterator[Victims]:
    """Give the process that forks."""
    with Victims() as made:
        yield made


def kill_workers(victims: Victims, project: Path, folder: Path, count: int, seed: int = 0) -> Toll:
    """End so many workers on copies of a project, and look at the copy after each."""
    dice, toll = random.Random(seed), Toll()
    path, journal = folder / "worked.db", Journal()
    for number in range(count):
        if number % ROUNDS == 0:
            journal = Journal()
            for left in folder.glob("worked.db*"):
                left.unlink()
            shutil.copyfile(project, path)
        by = dice.choice(SIGNALS)
        # Reports of this one alone: the next is not to be asked for the place of the one before.
        journal.places, journal.place_kept = journal.places[journal.place_kept :], min(journal.place_kept, 0)
        pid = victims.begin({"path": str(path), "seed": dice.randrange(1 << 30)})
        if dice.random() < AT_WORK:
            victims.until_saved(journal)
        victims.report(journal, dice.random() * LONGEST)
        os.kill(pid, by)
        victims.ended(journal)
        toll.kills[by.name] += 1
        found = [*damage(path), *lost(path, journal), *somewhere_else(path)]
        toll.wrong += [f"kill {number}, {by.name}: {each}" for each in found]
        if number % ROUNDS == ROUNDS - 1 or number == count - 1:
            toll.acknowledged += len(journal.saved)
            toll.unheard += _unheard(path, journal)
    return toll


def _unheard(path: Path, journal: Journal) -> int:
    with closing(sqlite3.connect(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM action")}
    return len((journal.intended.keys() & there) - journal.saved)


@dataclass(frozen=True)
class Command:
    """A command to be ended: its line, and what it leaves: whole, nothing, or what is wrong with that."""

    argv: tuple[str, ...]
    left: Callable[[Path], str]


def _imported(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "project.db")) as connection:
        articles, passages = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("article", "passage")
        )
    none, every = STORED, (STORED[0] + ARTICLES, STORED[1] + ARTICLES * PARTS)
    found = (articles, passages)
    return {none: "nothing", every: "whole"}.get(found, f"{found} articles and passages of {none} or {every}")


def _exported(folder: Path) -> str:
    target = folder / "claims.jsonl"
    if not target.exists():
        return "nothing"
    lines = target.read_text(encoding="utf-8").splitlines()
    return "whole" if lines == (folder / "wanted.jsonl").read_text(encoding="utf-8").splitlines() else "part"


def _merged(folder: Path) -> str:
    ours, theirs = (_annotations(folder / name) for name in ("project.db", "copy.db"))
    found = len(theirs & ours)
    return {0: "nothing", len(theirs): "whole"}.get(found, f"{found} annotations of {len(theirs)}")


def _annotations(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM annotation")}


def _made(folder: Path) -> str:
    target = folder / "new.db"
    return "nothing" if not target.exists() else "; ".join(damage(target)) or "whole"


STORED = (2, 6)
"""Articles and passages of the project before any command."""

ARTICLES, PARTS = 60, 12
"""How many articles are imported, and how many passages each has."""

COMMANDS = (
    Command(("import", "articles", "--db", "project.db"), _imported),
    Command(("export", "jsonl", "-o", "claims.jsonl", "--db", "project.db"), _exported),
    Command(("init", "--db", "new.db"), _made),
    Command(("kit", "merge", "copy.db", "--db", "project.db"), _merged),
)


def kill_commands(victims: Victims, project: Path, folder: Path, count: int, seed: int = 0) -> Toll:
    """End so many commands, and look whether they did all or nothing, and left no litter where they could hear."""
    dice, toll = random.Random(seed), Toll()
    home = _home_of_commands(project, folder)
    shutil.copyfile(home / "project.db", home / "copy.db")
    for name in ("project.db", "copy.db"):
        _label(victims, home / name)
    longest = [_time(victims, command, home, folder) for command in COMMANDS]
    for number in range(count):
        command, by = COMMANDS[number % len(COMMANDS)], dice.choice(SIGNALS)
        work = _fresh(home, folder)
        pid = victims.begin({"argv": command.argv, "cwd": str(work)})
        time.sleep(dice.random() * AND_A_THIRD * longest[number % len(COMMANDS)])
        os.kill(pid, by)
        code = victims.ended(Journal())
        toll.kills[by.name] += 1
        toll.acknowledged += code == 0
        left = command.left(work)
        litter = [each.name for each in work.iterdir() if "unfinished" in each.name]
        what = f"command {number}, {command.argv[0]}, {by.name}, ended {code}"
        if left not in {"nothing", "whole"} or (code == 0 and left == "nothing"):
            toll.wrong.append(f"{what}: {left}")
        if litter and by is not signal.SIGKILL:
            toll.wrong.append(f"{what}: {litter} are left")
        toll.wrong += [f"{what}: {each}" for each in damage(work / "project.db")]
    return toll


def _home_of_commands(project: Path, folder: Path) -> Path:
    home = folder / "home"
    (home / "articles").mkdir(parents=True)
    shutil.copyfile(project, home / "project.db")
    for number in range(ARTICLES):
        parts = (f"In part {part} of {number} the mayor said that it rained." for part in range(PARTS))
        (home / "articles" / f"{number:03}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    return home


def _label(victims: Victims, path: Path) -> None:
    """Have somebody work on it for a while, so that there is something to export."""
    journal = Journal()
    pid = victims.begin({"path": str(path), "seed": 1})
    victims.report(journal, LABELLING)
    os.kill(pid, signal.SIGTERM)
    victims.ended(journal)


def _fresh(home: Path, folder: Path) -> Path:
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    return Path(shutil.copytree(home, work))


def _time(victims: Victims, command: Command, home: Path, folder: Path) -> float:
    """Return how long a command takes that nobody ends; what it wrote is what is wanted."""
    work, begin = _fresh(home, folder), time.monotonic()
    victims.begin({"argv": command.argv, "cwd": str(work)})
    assert victims.ended(Journal()) == 0
    taken = time.monotonic() - begin
    if (work / "claims.jsonl").exists():
        for each in (work, home):
            shutil.copyfile(work / "claims.jsonl", each / "wanted.jsonl")
    assert command.left(work) in {"whole", "nothing"}
    return taken
