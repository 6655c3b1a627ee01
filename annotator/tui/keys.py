"""Every action of the annotating screen in one table: its keys, when it applies, what it does in a few words.

Bindings, footer, key help and palette are made from it. In the TAG state every letter belongs to the scheme, so
an action that applies there has keys that are no letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Flag, auto

from textual.binding import Binding


class Mode(Flag):
    """What the keys mean: reading, shaping a selection, tagging a claim."""

    READ = auto()
    SPAN = auto()
    TAG = auto()


MOVING = Mode.READ | Mode.SPAN
SHAPING = Mode.SPAN | Mode.TAG
ANY = Mode.READ | Mode.SPAN | Mode.TAG


@dataclass(frozen=True, slots=True)
class Key:
    """An action: its name, keys (Textual's names), modes, words for help, and the group it stands in there."""

    command: str
    keys: str
    mode: Mode
    what: str
    group: str


KEYS = (
    Key("sentence_next", "j,down", MOVING, "next sentence", "move"),
    Key("sentence_previous", "k,up", MOVING, "previous sentence", "move"),
    Key("clause_next", "l,right", MOVING, "next clause", "move"),
    Key("clause_previous", "h,left", MOVING, "previous clause", "move"),
    Key("word_next", "w", MOVING, "next word", "move"),
    Key("word_previous", "b", MOVING, "previous word", "move"),
    Key("paragraph", "p", MOVING, "the whole passage", "move"),
    Key("grow", "e", MOVING, "grow to the next larger unit", "shape"),
    Key("shrink", "E", Mode.SPAN, "shrink to the next smaller unit", "shape"),
    Key("end_out", "full_stop", SHAPING, "right edge out by a word", "shape"),
    Key("end_in", "comma", SHAPING, "right edge in by a word", "shape"),
    Key("start_out", "less_than_sign", SHAPING, "left edge out by a word", "shape"),
    Key("start_in", "greater_than_sign", SHAPING, "left edge in by a word", "shape"),
    Key("end_out_clause", "L", Mode.SPAN, "right edge out by a clause", "shape"),
    Key("end_in_clause", "H", Mode.SPAN, "right edge in by a clause", "shape"),
    Key("end_out_sentence", "J", Mode.SPAN, "right edge out by a sentence", "shape"),
    Key("end_in_sentence", "K", Mode.SPAN, "right edge in by a sentence", "shape"),
    Key("start_out_clause", "left_parenthesis", Mode.SPAN, "left edge out by a clause", "shape"),
    Key("start_in_clause", "right_parenthesis", Mode.SPAN, "left edge in by a clause", "shape"),
    Key("drop_attribution", "d,vertical_line", Mode.SPAN, "drop “X said that”, or “, X said”", "shape"),
    Key("drop_attribution", "vertical_line", Mode.TAG, "drop “X said that”, or “, X said”", "shape"),
    Key("reshape", "percent_sign", Mode.TAG, "shape this claim anew, as a selection is", "shape"),
    Key("character_right", "shift+right", SHAPING, "moving edge one character to the right", "shape"),
    Key("character_left", "shift+left", SHAPING, "moving edge one character to the left", "shape"),
    Key("other_edge", "o", Mode.SPAN, "move the other edge by characters", "shape"),
    Key("clear", "x,escape", Mode.SPAN, "let go of the selection", "shape"),
    Key("mark", "enter,c", Mode.SPAN, "mark the selection as a claim", "claim"),
    Key("finish", "escape,enter", Mode.TAG, "done with this claim, go on reading", "claim"),
    Key("claim_next", "tab", ANY, "next claim of the passage", "claim"),
    Key("claim_previous", "shift+tab", ANY, "previous claim of the passage", "claim"),
    Key("unfinished_next", "right_curly_bracket", ANY, "next claim that lacks something", "claim"),
    Key("unfinished_previous", "left_curly_bracket", ANY, "previous claim that lacks something", "claim"),
    Key("withdraw", "delete,minus", Mode.TAG, "take the claim back", "claim"),
    Key("same_source", "equals_sign", SHAPING, "the source used last", "tag"),
    Key("narrator", "0", SHAPING, "the article itself is the source", "tag"),
    Key("find_source", "slash", SHAPING, "find or add a source", "tag"),
    Key("field_next", "down", Mode.TAG, "next field", "tag"),
    Key("field_previous", "up", Mode.TAG, "previous field", "tag"),
    Key(
        "label_next",
        "right",
        Mode.TAG,
        "next label of the field, or the mark to it where several may be given",
        "tag",
    ),
    Key("label_previous", "left", Mode.TAG, "previous label of the field", "tag"),
    Key(
        "toggle",
        "asterisk",
        Mode.TAG,
        "give or take the label under the mark, where several may be given",
        "tag",
    ),
    Key("evidence", "apostrophe", Mode.TAG, "add evidence", "tag"),
    Key("evidence_remove", "quotation_mark", Mode.TAG, "take the last evidence off", "tag"),
    Key("note", "semicolon", Mode.TAG, "note and restatement", "tag"),
    Key("done", "space", ANY, "passage done, next one", "passage"),
    Key("passage_previous", "backspace,pageup", ANY, "previous passage", "passage"),
    Key("passage_next", "pagedown", ANY, "next passage, this one stays as it is", "passage"),
    Key("unsettled_next", "right_square_bracket", ANY, "next passage that needs work", "passage"),
    Key("unsettled_previous", "left_square_bracket", ANY, "previous passage that needs work", "passage"),
    Key("flagged_next", "F", MOVING, "next flagged passage", "passage"),
    Key("flag", "f", MOVING, "flag the passage for discussion, or take the flag off", "passage"),
    Key("skip", "s", MOVING, "skip the passage, with a reason", "passage"),
    Key("articles", "a", MOVING, "choose an article", "passage"),
    Key("undo", "u", MOVING, "undo, also what you did before a restart", "program"),
    Key("redo", "r", MOVING, "redo", "program"),
    Key("undo", "ctrl+z", ANY, "undo", "program"),
    Key("redo", "ctrl+y", ANY, "redo", "program"),
    Key("retry", "ctrl+r", ANY, "try again what could not be saved", "program"),
    Key("guideline", "f2", ANY, "the guideline", "program"),
    Key("help", "question_mark,f1", ANY, "the keys", "program"),
    Key("palette", "colon,ctrl+p", ANY, "every action by name", "program"),
    Key("leave", "Q,ctrl+q", MOVING, "leave; everything is saved", "program"),
    Key("leave", "ctrl+q", Mode.TAG, "leave; everything is saved", "program"),
    Key("how_to_leave", "ctrl+c", ANY, "say how to leave", "program"),
)

GROUPS = {
    Mode.READ: ("move", "claim", "passage", "shape", "tag", "program"),
    Mode.SPAN: ("claim", "shape", "tag", "move", "passage", "program"),
    Mode.TAG: ("tag", "claim", "shape", "passage", "move", "program"),
}
"""In which order the help shows groups of keys: what the state is for comes first."""

FOOTERS = {
    Mode.READ: (
        ("j", "sentence"), ("l", "clause"), ("w", "word"), ("Space", "done, next"), ("Tab", "claims"), ("u", "undo"),
        ("a", "articles"), ("f", "flag"), ("s", "skip"), ("F2", "guideline"), ("Q", "leave"),
    ),
    Mode.SPAN: (
        ("Enter", "mark"), (", .", "right edge"), ("< >", "left edge"), ("L H", "by clause"),
        ("1-9", "mark with source"), ("x", "let go"),
        ("j l w", "move"), ("e E", "grow, shrink"), ("/", "find source"), ("=", "same source"),
    ),
    Mode.TAG: (
        ("a-z", "label"), ("1-9", "source"), ("/", "find"), ("=", "same"), ("'", "evidence"), (";", "note"),
        ("Enter", "on"), ("Space", "done, next"), ("-", "take back"), ("↑↓←→", "fields"), ("Tab", "next claim"),
    ),
}  # fmt: skip
"""What the last line says, the most useful first; what has no room falls off, the help key never."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "123456789"

SHOWN = {
    "full_stop": ".",
    "comma": ",",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "slash": "/",
    "apostrophe": "'",
    "quotation_mark": '"',
    "semicolon": ";",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "question_mark": "?",
    "colon": ":",
    "minus": "-",
    "asterisk": "*",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "vertical_line": "|",
    "percent_sign": "%",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "shift+right": "Shift+→",
    "shift+left": "Shift+←",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "delete": "Del",
    "backspace": "Backspace",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "f1": "F1",
    "f2": "F2",
}


def shown(key: str) -> str:
    """Return a key as it is printed on the keyboard."""
    return SHOWN.get(key) or key.replace("ctrl+", "Ctrl+")


def bindings() -> Iterable[Binding]:
    """Return a Textual binding for every key; what it means is looked up when it is pressed, by `meaning`."""
    told = {name: key.what for key in reversed(KEYS) for name in key.keys.split(",")}
    for name in dict.fromkeys([*told, *LETTERS, *DIGITS]):
        yield Binding(name, f"key('{name}')", told.get(name, "a label or a source"), id=f"key.{name}")


def meaning(name: str, mode: Mode) -> str | None:
    """Return the command that a key stands for in a mode, if any."""
    return next((key.command for key in KEYS if mode in key.mode and name in key.keys.split(",")), None)


def applying(mode: Mode) -> list[Key]:
    """Return the keys that mean something in a mode, in the order of the table."""
    return [key for key in KEYS if mode in key.mode]
