"""Writes the file of keys and looks as it would be if somebody had written down all that holds without one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from annotator.tui.chosen import LOOKS, THEMES
from annotator.tui.dialog_keys import DIALOG_KEYS
from annotator.tui.key_names import ARROWS, character, shown
from annotator.tui.keymap import STANDARD, names
from annotator.tui.keys import GROUPS, Mode

_HEAD = """\
# screen.toml: your own keys and looks for the annotating screen.
#
# Save it as screen.toml in the folder annotator of your settings ($XDG_CONFIG_HOME or ~/.config), or name it in
# ANNOTATOR_SCREEN. Keep the lines you change; whatever is left out stays as it is here.
# annotator keys check   says whether the file is right
#
# A key is called by what is printed on it: j, J, ".", Space, Esc, PgUp, F5, Left, Ctrl+X, Alt+Right, Shift+Right.
# Several are parted by commas; the comma itself, beside others, is called comma. "" leaves a command without a key:
# it can still be found in the palette.
# In TAG every letter is a label and every digit from 1 to 9 a source, so commands there have other keys; a letter
# given to a command of all states counts in READ and SPAN alone.
"""

_LOOKS = {
    "theme": "f4 on the screen chooses one, too; what stands here goes before that",
    "borders": "ascii draws lines and arrows in plain characters; unasked, where the locale is not UTF-8",
    "motion": "full lets the cursor blink and texts scroll smoothly",
    "emoji": "plain draws one picture for those joined of several, which some terminals and tmux garble",
    "offers": "off keeps sources and forms that the text suggests from being shown",
}


def example() -> str:
    """Return the file, with every setting and what it is for."""
    return "\n".join([_HEAD, *_look(), *_commands(), *_dialogs()])


def _look() -> Iterator[str]:
    yield "[look]"
    for name, values in LOOKS.items():
        yield f"# {_LOOKS[name]}"
        if name == "theme":
            yield from (f"#   {theme}: {what}" for theme, what in THEMES.items())
        # Left out here, because each is found out where nothing is said.
        yield f"# {name} = {_quoted(values[0])}   # or {', '.join(map(_quoted, values[1:]))}"
    yield ""


def _commands() -> Iterator[str]:
    yield "[keys]"
    for group in GROUPS[Mode.READ]:
        yield f"# {group}"
        for row in (each for each in STANDARD.rows if each.group == group):
            yield _line(row.command, names(row), f"{states(row.mode)}: {row.what}")
    yield ""


def _dialogs() -> Iterator[str]:
    yield "[dialogs]"
    for row in DIALOG_KEYS:
        yield _line(_quoted(row.id), row.keys.split(","), f"{row.where}: {row.what}")
    yield ""


def _line(name: str, keys: Iterable[str], what: str) -> str:
    keys = list(keys)
    return (
        f"{name} = {_quoted(', '.join(_written(key, alone=len(keys) == 1) for key in keys))}".ljust(44)
        + f" # {what}"
    )


def _written(key: str, *, alone: bool) -> str:
    """Return a key as a person would write it, in characters that every keyboard has."""
    if key == "comma" and not alone:
        return key
    *modifiers, base = key.split("+")
    if base in ARROWS:
        return "+".join(each.capitalize() for each in (*modifiers, base))
    return shown(key) if character(base) or shown(key).isascii() else key


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def states(modes: Mode) -> str:
    """Name the states in which a command applies."""
    return "all" if set(modes) == set(Mode) else " ".join(str(mode.name) for mode in modes)
