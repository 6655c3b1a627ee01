"""Reads a person's own keys and looks from TOML, and tells everything that is wrong with the file at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from annotator.errors import BadInput
from annotator.files import MEGABYTE, read_whole
from annotator.tui.chosen import LOOKS, Chosen, Look
from annotator.tui.dialog_keys import DIALOG_KEYS
from annotator.tui.key_checks import Problem, command_problems, dialog_problems
from annotator.tui.key_names import parsed
from annotator.tui.keymap import STANDARD, Keymap

Section = Mapping[str, object]


def read(path: Path) -> Chosen:
    """Return what a file says; `BadInput` lists its problems, each with its line and what to do."""
    try:
        do = "make one with: annotator keys example > screen.toml"
        text = read_whole(path, MEGABYTE, what="your file of keys and looks", do=do).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadInput(
            "this is not UTF-8", where=str(path), why=str(problem), do="save it as UTF-8"
        ) from None
    return _File(path, text).chosen()


class _File:
    """A file on the way to its meaning, with a list of what is wrong with it."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._problems: list[tuple[int, Problem]] = []
        self._toml = self._parse(text)
        self._lines = dict(_lines(text))

    def _parse(self, text: str) -> dict[str, object]:
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as problem:
            # Besides its own error the parser lets out those of endless numbers and endless nesting.
            found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(problem))
            line = found[1] if found and found[1] else text.count("\n") + 1
            what = f"this is not TOML: {str(problem)[: found.start()] if found else problem}"
            do = 'write name = "value", with the quotation marks, one a line'
            raise BadInput(what, where=f"{self._path}:{line}", do=do) from None

    def chosen(self) -> Chosen:
        """Return what the file says, or raise what is wrong with it."""
        self._check_names("section", self._toml, ("look", "keys", "dialogs"))
        found = Chosen(
            keymap=self._keys(self._section("keys")),
            dialogs=self._dialogs(self._section("dialogs")),
            look=self._look(self._section("look")),
        )
        if self._problems:
            told = [
                BadInput(each.what, where=f"{self._path}:{line}", do=each.do)
                for line, each in sorted(self._problems, key=lambda problem: problem[0])
            ]
            raise BadInput("\n".join(map(str, told)))
        return found

    def _section(self, name: str) -> Section:
        section = self._toml.get(name, {})
        if isinstance(section, dict):
            return section
        self._say(
            name, f"{name} is a section", f"write [{name}] on a line of its own, and what belongs to it below"
        )
        return {}

    def _say(self, name: str, what: str, do: str, section: str = "") -> None:
        line = self._lines.get((section, name)) or self._lines.get((section, "")) or 1
        self._problems.append((line, Problem(name, what, do)))

    def _check_names(self, kind: str, given: Iterable[str], known: Iterable[str], section: str = "") -> None:
        for name in given:
            if name not in known:
                self._say(name, f"no {kind} is called {name!r}", _near(name, known), section)

    def _look(self, section: Section) -> Look:
        self._check_names("setting of [look]", section, LOOKS, "look")
        said = {name: section[name] for name in LOOKS if name in section}
        for name, value in said.items():
            if value not in LOOKS[name]:
                self._say(name, f"{name} can't be {value!r}", _near(str(value), LOOKS[name]), "look")
        return Look(**{name: str(value) for name, value in said.items()})

    def _keys(self, section: Section) -> Keymap:
        own = self._own("command", section, [row.command for row in STANDARD.rows], "keys")
        keymap = STANDARD.with_keys(own)
        for problem in command_problems(keymap, own):
            self._say(problem.name, f"{problem.name}: {problem.what}", problem.do, "keys")
        return keymap

    def _dialogs(self, section: Section) -> dict[str, str]:
        # A bare form.save is a table to TOML, a quoted one a name; both mean the binding.
        flat = {
            f"{name}.{inner}" if inner else name: value
            for name, table in section.items()
            for inner, value in (table.items() if isinstance(table, dict) else [("", table)])
        }
        own = self._own("binding of a dialog", flat, [row.id for row in DIALOG_KEYS], "dialogs")
        for problem in dialog_problems(own):
            self._say(problem.name, f"{problem.name}: {problem.what}", problem.do, "dialogs")
        usual = {row.id: row.keys for row in DIALOG_KEYS}
        said = {name: ",".join(keys) for name, keys in own.items()}
        return {name: keys for name, keys in said.items() if keys != usual[name]}

    def _own(
        self, kind: str, given: Section, known: Iterable[str], section: str
    ) -> dict[str, tuple[str, ...]]:
        self._check_names(kind, given, known, section)
        found = {name: self._parsed(name, value, section) for name, value in given.items() if name in known}
        return {name: keys for name, keys in found.items() if keys is not None}

    def _parsed(self, name: str, value: object, section: str) -> tuple[str, ...] | None:
        """Return the keys of a setting; nothing where one of them is none."""
        written = _written(value)
        if written is None:
            do = f'write them in quotation marks: {name} = "F6, Ctrl+X"'
            self._say(name, f"the keys of {name} are no text", do, section)
            return None
        keys = []
        for each in written:
            try:
                keys.append(parsed(each))
            except BadInput as problem:
                self._say(name, f"{name}: {problem.what}", problem.do, section)
        return tuple(dict.fromkeys(keys)) if len(keys) == len(written) else None


def _written(value: object) -> list[str] | None:
    """Return the keys as they are written: a comma alone is the key, otherwise it stands between two."""
    if isinstance(value, list):
        return value if all(isinstance(each, str) for each in value) else None
    if not isinstance(value, str) or not value.strip():
        return [] if value == "" else None
    return [value] if value.strip() == "," else value.split(",")


FEW = 6
"""So many names can be listed in a line."""


def _near(name: str, known: Iterable[str]) -> str:
    every = list(known)
    near = get_close_matches(name, every, 1, 0.6)
    few = (
        f"there are {', '.join(every)}" if len(every) <= FEW else "annotator keys example lists all there are"
    )
    return f"did you mean {near[0]}?" if near else few


_HEAD = re.compile(r"\s*\[\s*[\"']?([\w-]+)[\"']?\s*\]")
_SETTING = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([\w.-]+))\s*=")


def _lines(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield on which line each section and setting stands, from the last line on, so that the first counts."""
    found: list[tuple[tuple[str, str], int]] = []
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            section = head[1]
            found += [((section, ""), number), (("", section), number)]
        elif setting := _SETTING.match(line):
            name = setting[1] or setting[2] or setting[3]
            # look.theme, before any section, is the setting theme of [look].
            at = tuple(name.split(".", 1)) if not section and "." in name else (section, name)
            found.append(((at[0], at[1]), number))
    yield from reversed(found)
