"""What is wrong with the keys that a person gave: those that are never reached, and those with two meanings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from annotator.tui.dialog_keys import DIALOG_KEYS, EDITING, DialogKey, clash
from annotator.tui.key_names import character, shown
from annotator.tui.keymap import STANDARD, Keymap, counting, names
from annotator.tui.keys import Key, Mode

Own = Mapping[str, tuple[str, ...]]

ALWAYS = "palette"
"""What has no key is reached by the palette, so that has one."""


class Problem(NamedTuple):
    """A command or binding with a key that can't be, and what to do."""

    name: str
    what: str
    do: str


def command_problems(keymap: Keymap, own: Own) -> Iterator[Problem]:
    """Yield what is wrong with the keys in `own`, which are in the keymap."""
    for row in keymap.rows:
        if row.command in own:
            yield from _unreached(row)
    for key, command, other, mode in _clashes(keymap, own):
        what = f"{shown(key)} is the key of {other} already, in {mode.name}"
        yield Problem(command, what, f'choose another, or give {other} another; {other} = "" leaves it none')


def _unreached(row: Key) -> Iterator[Problem]:
    """Yield keys of a command that count in none of its states, and states in which none of its keys counts."""
    states = {mode: counting(row, mode) for mode in row.mode}
    dead = [key for key in names(row) if not any(key in found for found in states.values())]
    for key in dead:
        modes = " and ".join(str(mode.name) for mode in states)
        what = f"{shown(key)} is the key of {_owner(key)} in {modes}, where {row.command} belongs"
        yield Problem(row.command, what, "choose a sign, an arrow, a function key or one with Ctrl")
    if names(row) and not dead:
        for mode in (each for each, found in states.items() if not found):
            key = names(row)[0]
            usual = STANDARD.shown(row.command, mode)
            yield Problem(
                row.command,
                f"{shown(key)} is the key of {_owner(key)} in {mode.name}, where {row.command} belongs as well",
                f'add one that counts there: {row.command} = "{shown(key)}, {"comma" if usual == "," else usual}"',
            )
    if row.command == ALWAYS and not names(row):
        yield Problem(ALWAYS, "it needs a key: it is the way to what has none", "give it one")


def _owner(key: str) -> str:
    return "a source" if key.isdigit() else "a label"


def _clashes(keymap: Keymap, own: Own) -> Iterator[tuple[str, str, str, Mode]]:
    told = set()
    for mode in Mode:
        taken: dict[str, str] = {}
        # A person's own keys last, so that it is one of theirs that is said to clash.
        for row in sorted(keymap.rows, key=lambda row: row.command in own):
            for key in counting(row, mode) if mode in row.mode else ():
                other = taken.setdefault(key, row.command)
                if other != row.command and (key, row.command, other) not in told:
                    told.add((key, row.command, other))
                    yield key, row.command, other, mode


def dialog_problems(own: Own) -> Iterator[Problem]:
    """Yield what is wrong with the keys that a person gave to bindings of dialogs."""
    for row in DIALOG_KEYS:
        keys = own.get(row.id)
        if keys == ():
            yield Problem(row.id, "it needs a key: in a dialog there is no other way", "give it one")
        for key in keys or ():
            if row.typing and not row.ahead and key not in row.keys.split(","):
                yield from _typed(row.id, key)
    for one, other in combinations(sorted(DIALOG_KEYS, key=lambda row: row.id not in own), 2):
        for key in sorted({*own.get(one.id, ())} & {*_keys(other, own)}):
            if clash(one, other, key):
                yield Problem(one.id, f"{shown(key)} is the key of {other.id} already", "choose another")


def _typed(id_: str, key: str) -> Iterator[Problem]:
    """Yield what a field of text would do with a key before its dialog hears of it."""
    do = "choose a function key, or one with Ctrl or Alt"
    if character(key) or key == "space":
        yield Problem(id_, f"{shown(key)} is a character, and text is typed there", do)
    elif key in EDITING:
        yield Problem(id_, f"{shown(key)} edits the text that is typed there", do)


def _keys(row: DialogKey, own: Own) -> tuple[str, ...]:
    return own.get(row.id, tuple(row.keys.split(",")))
