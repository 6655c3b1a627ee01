"""Which key does what in which state, as a person has it: the table of `tui.keys`, with their own keys put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.tui.key_names import ARROWS, shown
from annotator.tui.keys import DIGITS, KEYS, LETTERS, OWNED, Key, Mode


@dataclass(frozen=True)
class Keymap:
    """The keys of every command; in each state those count that the state does not keep for labels and sources."""

    rows: tuple[Key, ...] = KEYS
    _meanings: dict[tuple[Mode, str], str] = field(init=False, repr=False, compare=False)
    _keys: dict[tuple[Mode, str], tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {(mode, row.command): counting(row, mode) for row in self.rows for mode in row.mode}
        # The other way round, so that of two commands with one key the first in the table has it.
        meanings = {
            (mode, name): command for (mode, command), names in reversed(keys.items()) for name in names
        }
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "_meanings", meanings)

    def meaning(self, name: str, mode: Mode) -> str | None:
        """Return the command that a key stands for in a state, if any."""
        return self._meanings.get((mode, name))

    def keys_of(self, command: str, mode: Mode | None = None) -> tuple[str, ...]:
        """Return the keys of a command, all or those that count in a state; the one to show first."""
        if mode is not None:
            return self._keys.get((mode, command), ())
        return next((names(row) for row in self.rows if row.command == command), ())

    def shown(self, command: str, mode: Mode | None = None) -> str:
        """Return the first key of a command as it is printed; nothing where it has none."""
        return next(map(shown, self.keys_of(command, mode)), "")

    def hint(self, commands: str, mode: Mode) -> str:
        """Return the keys of one or several commands for the footer; nothing where none of them has any.

        >>> Keymap().hint("end_in end_out", Mode.SPAN), Keymap().hint("DIGITS", Mode.TAG)
        (', .', '1-9')
        """
        if commands in _KINDS:
            return _KINDS[commands]
        firsts = [found[0] for each in commands.split() if (found := self.keys_of(each, mode))]
        return ("" if set(firsts) <= set(ARROWS) else " ").join(map(shown, firsts))

    def applying(self, mode: Mode) -> tuple[Key, ...]:
        """Return the commands of a state with the keys that count in it, in the order of the table."""
        return tuple(
            row._replace(keys=",".join(self._keys[mode, row.command]))
            for row in self.rows
            if mode in row.mode
        )

    def with_keys(self, own: Mapping[str, tuple[str, ...]]) -> Keymap:
        """Return the same commands, some with a person's own keys."""
        return Keymap(
            tuple(
                row._replace(keys=",".join(own[row.command])) if row.command in own else row
                for row in self.rows
            )
        )

    def knows(self, name: str) -> bool:
        """Tell whether a key may mean something on the annotating screen, be it a label or a source."""
        return name in _OWNED or any((mode, name) in self._meanings for mode in Mode)


def names(row: Key) -> tuple[str, ...]:
    """Return the keys of a row one by one."""
    return tuple(row.keys.split(",")) if row.keys else ()


def counting(row: Key, mode: Mode) -> tuple[str, ...]:
    """Return the keys of a row that count in a state: letters among them do not where letters are labels."""
    return tuple(name for name in names(row) if name not in OWNED[mode])


_KINDS = {"LETTERS": "a-z", "DIGITS": "1-9"}
_OWNED = frozenset(LETTERS + DIGITS)

STANDARD = Keymap()
