"""Ends the real screen, in a terminal of its own and driven by random keys, and opens it again.

Acknowledged is what it showed as saved: with "saved ✓" on the screen, the claims and labels on it are on disk.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from annotator.settings import remember_practice
from tests.crash.aftermath import damage, somewhere_else
from tests.crash.killing import ROUNDS, SIGNALS, Toll
from tests.crash.picture import Picture
from tests.terminal.pseudo_terminal import Terminal

KEYS = (
    *("j", "k", "l", "h", "w", "b", "e") * 2,
    *("\r", "\r", "\r", "c"),
    *"inmdqevk",
    *(" ", "\x7f", "u", "r", "f", ".", ",", "<", ">", "\t", "-", "0", "1", "!", "=", "%", "x"),
    ";typed into the note\x13",
)
"""What is typed, by chance; nothing among it leaves or opens a list."""

KEPT_SECONDS = 1.1
"""After how long at rest the place is kept, unless the machine has much to do."""

TYPING_SECONDS = 0.05
LONGEST = 0.7
RESTING = 0.4
"""Of how many it is waited until they are at rest before they are hit."""

ABREAST = 2
"""How many projects are worked on at the same time: most of the time they wait for each other's screens."""


LABELS = {
    "direct",
    "mixed",
    "indirect",
    "unattributed",
    "supports",
    "neutral",
    "questions",
    "denies",
    "verified",
}
"""Labels that are shown by their ids."""

CLAIMS = """
SELECT a.claim_id, group_concat(l.value, ' ') FROM annotation AS a
JOIN claim AS c ON c.id = a.claim_id LEFT JOIN label AS l ON l.annotation_id = a.id
JOIN passage AS p ON p.article_id = c.article_id AND a.start >= p.start AND a."end" <= p."end"
WHERE p.id = (
  SELECT id FROM passage WHERE article_id = (SELECT id FROM article ORDER BY action_id, position LIMIT 1 OFFSET ?)
  ORDER BY start LIMIT 1 OFFSET ?)
GROUP BY a.claim_id
"""
"""Every claim that was ever in a passage, and every label it ever had."""


class Seen(NamedTuple):
    """What a screen told of the work: where it was, unless something else stood there, and the claims."""

    saved: bool
    passage: str
    article: str
    tagging: bool
    done: str
    claims: tuple[str, ...]


def seen(picture: Picture) -> Seen | None:
    """Read the screen; nothing while a dialog covers it or it is still being opened."""
    top, text = picture.lines[0], picture.text
    at = re.search(r"passage (\d+)/\d+.*? · article (\d+)/\d+", top)
    heads = [number for number, line in enumerate(picture.lines) if line.startswith("─claims here")]
    done = re.search(r"(\d+/\d+ passages done)", text)
    if not heads or done is None or "╭" in text:
        return None
    below = picture.lines[heads[0] : heads[0] + 5]
    end = next((n for n, line in enumerate(below) if line.startswith("── ")), len(below))
    # Which of more claims than have room are in sight is another matter.
    claims = below[:end] if re.match(r"─claims here [012]\D", below[0]) else below[:1]
    return Seen(
        "saved ✓" in top,
        at[1] if at else "",
        at[2] if at else "",
        " TAG " in top,
        done[1],
        tuple(line.rstrip("─ ") for line in claims),
    )


class Runs:
    """One project's screens, one after the other."""

    def __init__(self, project: Path, folder: Path, seed: int) -> None:
        self._project, self._folder, self._dice = project, folder, random.Random(seed)
        self.path = folder / "annotated.db"
        self._environment = {
            "XDG_CONFIG_HOME": str(folder / "config"),
            "ANNOTATOR_NAME": "",
            "ANNOTATOR_BACKUPS": "off",
        }
        # Nothing is to be said in the place of where one is.
        remember_practice(self._environment)

    def afresh(self) -> None:
        """Begin with the project as it was."""
        for left in self._folder.glob("annotated.db*"):
            left.unlink()
        shutil.copyfile(self._project, self.path)

    def open(self) -> Terminal:
        """Open the screen where it is left off."""
        line = ["annotate", "--db", str(self.path), "--as", "Ana"]
        return Terminal(line, cwd=self._folder, env=self._environment)

    def type(self, terminal: Terminal, *, rest: bool) -> None:
        """Type for a while, and then rest until all is kept, or stop in the middle of it."""
        end = time.monotonic() + self._dice.random() * LONGEST
        while time.monotonic() < end:
            terminal.send(self._dice.choice(KEYS))
            time.sleep(self._dice.random() * TYPING_SECONDS)
            terminal.rest()
        if rest:
            end = time.monotonic() + KEPT_SECONDS
            terminal.until(lambda: time.monotonic() > end and self._is_kept(now(terminal)))

    def _is_kept(self, now: Seen) -> bool:
        """Tell whether what is to be seen is saved, and the place is that of a claim if one is being tagged."""
        with closing(sqlite3.connect(self.path)) as connection:
            place = connection.execute("SELECT claim_id FROM place").fetchone()
        return now.saved and (place is not None and place[0] is not None) == now.tagging


def now(terminal: Terminal) -> Seen:
    """Return what is to be seen now; nothing is saved of what can't be seen."""
    return seen(Picture.of(terminal.rest())) or Seen(False, "", "", False, "", ())


def kill_screens(project: Path, folder: Path, count: int) -> Toll:
    """End so many screens, and look at the file and at the screen that is opened next."""
    folders = [folder / str(number) for number in range(ABREAST)]
    for each in folders:
        each.mkdir()
    with ThreadPoolExecutor(ABREAST) as pool:
        shares = [count // ABREAST + (number < count % ABREAST) for number in range(ABREAST)]
        return sum(pool.map(_kill_some, [project] * ABREAST, folders, shares, range(ABREAST)), Toll())


def _kill_some(project: Path, folder: Path, count: int, seed: int) -> Toll:
    dice, toll = random.Random(seed), Toll()
    runs, rested = Runs(project, folder, seed), None
    for number in range(count + 1):
        if number % ROUNDS == 0:
            rested = None
            runs.afresh()
        what = f"screen {seed}-{number}"
        with runs.open() as terminal:
            terminal.until(lambda terminal=terminal: now(terminal).saved)
            toll.wrong += [f"{what}: {each}" for each in differing(rested, now(terminal))]
            if number == count:
                break
            rests, by = dice.random() < RESTING, dice.choice(SIGNALS)
            runs.type(terminal, rest=rests)
            terminal.process.send_signal(by)
            terminal.ends()
            shown = last_seen(terminal.rest())
        # Keys may have been on their way when it was hit: only what was at rest is to be seen again as it was.
        rested = shown if rests and shown.saved else None
        toll.kills[by.name] += 1
        toll.acknowledged += shown.saved
        found = [*damage(runs.path), *somewhere_else(runs.path), *never_saved(runs.path, shown)]
        toll.wrong += [f"{what}, {by.name}: {each}" for each in found]
    return toll


def last_seen(output: bytes) -> Seen:
    """Return what was to be seen last, before the terminal was given back."""
    shown = output.rpartition(b"\x1b[?1049l")[0] or output
    return seen(Picture.of(shown)) or Seen(False, "", "", False, "", ())


def never_saved(path: Path, shown: Seen) -> list[str]:
    """Name the labels that were shown as saved, and were never stored for that passage; and claims likewise."""
    if not shown.saved or not shown.passage:
        return []
    with closing(sqlite3.connect(path)) as connection:
        claims = connection.execute(CLAIMS, (int(shown.article) - 1, int(shown.passage) - 1)).fetchall()
    found = {label for _, labels in claims for label in (labels or "").split()}
    told = {label for line in shown.claims[1:] for label in line.rpartition("  ")[2].split(" · ")}
    count = int(re.findall(r"\d+", shown.claims[0])[0])
    missing = [f"lost: the label {label}" for label in sorted(told & LABELS - found)]
    return missing + ([f"lost: {count - len(claims)} claims"] if count > len(claims) else [])


def differing(before: Seen | None, after: Seen) -> list[str]:
    """Name what a screen at rest showed before it was ended, and the next one shows otherwise."""
    if before is None:
        return []
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in Seen._fields]
    return [
        f"{name} was {was!r}, is {is_!r}" for name, was, is_ in pairs if was != is_ and "" not in (was, is_)
    ]
