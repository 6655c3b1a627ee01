"""How keys are called: by Textual's names inside the program, as they are printed on a keyboard outside of it.

`parsed` takes either, and refuses what no terminal sends or what arrives as another key. Nothing here needs Textual,
so that a file of keys can be checked without it.
"""

from __future__ import annotations

import re
import unicodedata

from annotator.errors import BadInput

SHOWN = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "Backspace", "delete": "Del",
    "insert": "Ins", "home": "Home", "end": "End", "pageup": "PgUp", "pagedown": "PgDn",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
"""Keys that print no character, and what stands on them."""

ALSO = {"return": "enter", "del": "delete", "ins": "insert", "page_up": "pageup", "page_down": "pagedown"}

MODIFIERS = ("ctrl", "alt", "shift")

SIGNS = {
    "exclamation_mark": "!", "quotation_mark": '"', "number_sign": "#", "dollar_sign": "$", "percent_sign": "%",
    "ampersand": "&", "apostrophe": "'", "left_parenthesis": "(", "right_parenthesis": ")", "asterisk": "*",
    "plus": "+", "comma": ",", "minus": "-", "full_stop": ".", "slash": "/", "colon": ":", "semicolon": ";",
    "less_than_sign": "<", "equals_sign": "=", "greater_than_sign": ">", "question_mark": "?", "at": "@",
    "left_square_bracket": "[", "backslash": "\\", "right_square_bracket": "]", "circumflex_accent": "^",
    "underscore": "_", "grave_accent": "`", "left_curly_bracket": "{", "vertical_line": "|",
    "right_curly_bracket": "}", "tilde": "~",
    "left_pointing_double_angle_quotation_mark": "«", "right_pointing_double_angle_quotation_mark": "»",
    "plus_minus_sign": "±",
}  # fmt: skip
"""Signs by Textual's names; others are called as Unicode calls them."""

ARRIVES_AS = {
    "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape",
    "ctrl+space": "ctrl+at", "shift+enter": "enter", "ctrl+enter": "enter", "shift+space": "space",
}  # fmt: skip
"""Most terminals send the same bytes for these, so a command on the first would never be reached."""

ARROWS = ("up", "down", "left", "right")


def shown(key: str) -> str:
    """Return a key as it is printed on the keyboard.

    >>> shown("full_stop"), shown("ctrl+z"), shown("shift+right"), shown("E")
    ('.', 'Ctrl+Z', 'Shift+→', 'E')
    """
    *modifiers, base = key.split("+")
    sign = SHOWN.get(base) or character(base) or base
    if modifiers and len(sign) == 1:
        sign = sign.upper()
    return "+".join([*(each.capitalize() for each in modifiers), sign])


def character(name: str) -> str | None:
    """Return the character that a key prints, by its name without modifiers.

    >>> character("slash"), character("full_stop"), character("ö"), character("escape")
    ('/', '.', 'ö', None)
    """
    if len(name) == 1 or name in SIGNS:
        return SIGNS.get(name, name)
    try:
        return None if name in SHOWN else unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return None


def named(sign: str) -> str:
    """Return Textual's name of the key that prints a character.

    >>> named("."), named("/"), named("E"), named("-")
    ('full_stop', 'slash', 'E', 'minus')
    """
    short = next((name for name, each in SIGNS.items() if each == sign), None)
    if short or sign.isalnum():
        return short or sign
    return re.sub("[ -]", "_", unicodedata.name(sign, sign).lower())


def parsed(written: str) -> str:
    """Return the key that somebody wrote, by its name or as it is printed; `BadInput` says what is wrong with it.

    >>> parsed("."), parsed("Ctrl+Z"), parsed("Esc"), parsed("Shift+→"), parsed("full_stop"), parsed("+")
    ('full_stop', 'ctrl+z', 'escape', 'shift+right', 'full_stop', 'plus')
    """
    if not written.strip():
        raise BadInput("the name of a key is missing", do="the comma itself is called comma")
    *modifiers, base = _parts(written.strip())
    modifiers = [each for each in MODIFIERS if each in {_modifier(one, written) for one in modifiers}]
    key = _base(base, written)
    if len(key) == 1 and key.isalpha() and modifiers:
        if modifiers == ["shift"]:
            raise BadInput(f"{written!r} is written as the letter it makes", do=f"write {key.upper()}")
        key = key.lower()
    elif modifiers == ["shift"] and key not in SHOWN:
        raise BadInput(f"{written!r} is written as the sign it makes", do="write that sign, for example ?")
    name = "+".join([*modifiers, key])
    if name in ARRIVES_AS:
        other = ARRIVES_AS[name]
        raise BadInput(f"{written!r} arrives as {shown(other)} in most terminals", do="choose another key")
    return name


def _parts(written: str) -> list[str]:
    """Split at the plus signs between modifiers and key; one that stands last is the key itself."""
    if written == "+":
        return ["+"]
    return [*written[:-2].split("+"), "+"] if written.endswith("++") else written.split("+")


def _modifier(word: str, written: str) -> str:
    name = word.strip().lower()
    name = {"control": "ctrl", "strg": "ctrl", "meta": "alt", "option": "alt"}.get(name, name)
    if name not in MODIFIERS:
        raise BadInput(f"{written!r} is no key: {word!r} is none of Ctrl, Alt, Shift")
    return name


def _base(word: str, written: str) -> str:
    word = word.strip()
    if len(word) == 1:
        key = next((name for name, sign in SHOWN.items() if sign == word), None)
        if key or (word.isprintable() and not word.isspace() and character(named(word)) == word):
            return key or named(word)
    signs = {sign.lower(): name for name, sign in SHOWN.items()} | ALSO
    name = word.lower()
    if name in SHOWN or name in signs:
        return name if name in SHOWN else signs[name]
    sign = character(name) if name.isascii() and len(name) > 1 else None
    if sign is None or not sign.isprintable():
        from difflib import get_close_matches

        near = get_close_matches(name, [*SHOWN, *signs, *SIGNS], 1, 0.6)
        do = f"did you mean {shown(near[0]) if near[0] in SHOWN else near[0]}?" if near else ""
        raise BadInput(
            f"{written!r} is no key", do=do or "write what is printed on it, or for example Space, F5, Ctrl+X"
        )
    return named(sign)
