"""The keys of dialogs in one table, by the ids of their bindings, so that a person can have others.

Each dialog declares its bindings itself; a test holds them against this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from annotator.tui.key_names import shown


class DialogKey(NamedTuple):
    """A binding: its id, keys (Textual's names), what it does, and in which kind of dialog.

    Where one types text, a key that prints or edits text is the field's, unless the binding is asked ahead of it.
    """

    id: str
    keys: str
    what: str
    where: str
    typing: bool
    ahead: bool = False


EVERYWHERE = "dialogs"
SETTLING = "settling"

DIALOG_KEYS = (
    DialogKey("dialog.close", "escape", "close, or a step back", EVERYWHERE, typing=True),
    DialogKey("reading.close", "question_mark,f1,f2,q,Q", "close", "texts to read", typing=False),
    DialogKey("page.on", "space,enter,q,Q", "go on", "the practice: a page", typing=False),
    DialogKey(
        "compared.on", "space", "go on to the next passage", "the practice: a comparison", typing=False
    ),
    DialogKey(
        "compared.rule",
        "enter,right",
        "the rule behind a difference",
        "the practice: a comparison",
        typing=False,
    ),
    DialogKey("rule.close", "left,enter,space", "back", "the practice: a rule", typing=False),
    DialogKey("help.up", "up", "a line up", "the keys", typing=True),
    DialogKey("help.down", "down", "a line down", "the keys", typing=True),
    DialogKey("help.page_up", "pageup", "a page up", "the keys", typing=True),
    DialogKey("help.page_down", "pagedown", "a page down", "the keys", typing=True),
    DialogKey("help.close", "f1", "close", "the keys", typing=True),
    DialogKey("search.down", "down", "next hit", "search", typing=True),
    DialogKey("search.up", "up", "previous hit", "search", typing=True),
    DialogKey("search.page_down", "pagedown", "a page of hits down", "search", typing=True),
    DialogKey("search.page_up", "pageup", "a page of hits up", "search", typing=True),
    DialogKey("history.close", "f7,q,Q", "close", "the history", typing=False),
    DialogKey("picker.down", "down", "next source", "the list of sources", typing=True),
    DialogKey("picker.up", "up", "previous source", "the list of sources", typing=True),
    DialogKey("picker.unnamed", "tab", "named or unnamed", "the list of sources", typing=True),
    DialogKey("form.save", "ctrl+s", "save", "forms", typing=True),
    DialogKey("form.enter", "enter", "save, where Enter isn't a new line", "forms", typing=True),
    DialogKey("form.down", "down", "next field, or line", "forms", typing=True),
    DialogKey("form.up", "up", "previous field, or line", "forms", typing=True),
    DialogKey("choice.left", "left", "previous word", "forms: a choice of words", typing=False),
    DialogKey("choice.right", "right,space", "next word", "forms: a choice of words", typing=False),
    DialogKey("source.down", "down", "next source", "forms: a source", typing=True),
    DialogKey("source.up", "up", "previous source", "forms: a source", typing=True),
    DialogKey("source.close", "escape", "close the list", "forms: a source", typing=True),
    DialogKey("source.take", "enter", "take the source", "forms: a source", typing=True),
    DialogKey("evidence.previous", "pageup", "the piece before", "forms: evidence", typing=True),
    DialogKey("evidence.next", "pagedown", "the next piece", "forms: evidence", typing=True),
    DialogKey("evidence.passage", "ctrl+t", "pick a passage of the corpus", "forms: evidence", typing=True),
    DialogKey("evidence.copy", "f6", "copy the address", "forms: evidence", typing=True),
    DialogKey("passage.pick", "enter,space", "pick a passage", "forms: a passage", typing=False),
    DialogKey("passage.drop", "delete,backspace,minus", "no passage", "forms: a passage", typing=False),
    DialogKey("ruling.down", "down", "next rule", "settling, the rule", typing=True),
    DialogKey("ruling.up", "up", "previous rule", "settling, the rule", typing=True),
    DialogKey("ruling.take", "enter", "take the rule or the reason", "settling, the rule", typing=True),
    DialogKey(
        "settle.decide", "enter", "decide as it is chosen; in a row, choose a label", SETTLING, typing=False
    ),
    DialogKey(
        "settle.unite",
        "plus",
        "the words of all together; in the row of evidence, all of it",
        SETTLING,
        typing=False,
    ),
    DialogKey("settle.intersect", "ampersand", "the words that all have in common", SETTLING, typing=False),
    DialogKey("settle.end_out", "full_stop", "right edge out by a word", SETTLING, typing=False),
    DialogKey("settle.end_in", "comma", "right edge in by a word", SETTLING, typing=False),
    DialogKey("settle.start_out", "less_than_sign", "left edge out by a word", SETTLING, typing=False),
    DialogKey("settle.start_in", "greater_than_sign", "left edge in by a word", SETTLING, typing=False),
    DialogKey(
        "settle.right", "shift+right", "moving edge one character to the right", SETTLING, typing=False
    ),
    DialogKey("settle.left", "shift+left", "moving edge one character to the left", SETTLING, typing=False),
    DialogKey("settle.none", "n", "none of them: there is no claim", SETTLING, typing=False),
    DialogKey("settle.unsettled", "x", "can't be settled", SETTLING, typing=False),
    DialogKey("settle.guideline", "g", "the guideline is at fault", SETTLING, typing=False),
    DialogKey("settle.next", "space,right_square_bracket", "next item that waits", SETTLING, typing=False),
    DialogKey(
        "settle.previous", "backspace,left_square_bracket", "previous item that waits", SETTLING, typing=False
    ),
    DialogKey("settle.step_on", "pagedown", "next item, settled or not", SETTLING, typing=False),
    DialogKey("settle.step_back", "pageup", "previous item, settled or not", SETTLING, typing=False),
    DialogKey("settle.down", "down,j", "next row", SETTLING, typing=False),
    DialogKey("settle.up", "up,k", "previous row", SETTLING, typing=False),
    DialogKey("settle.item", "escape", "let go of the row", SETTLING, typing=False),
    DialogKey("settle.empty", "minus,delete", "leave the row empty in the gold", SETTLING, typing=False),
    DialogKey("settle.details", "apostrophe", "evidence, notes and restatements", SETTLING, typing=False),
    DialogKey("settle.filter", "slash", "stop only where something is disputed", SETTLING, typing=False),
    DialogKey("settle.undo", "u,ctrl+z", "undo, also what you did before a restart", SETTLING, typing=False),
    DialogKey("settle.redo", "r,ctrl+y", "redo", SETTLING, typing=False),
    DialogKey("settle.retry", "ctrl+r", "try again what could not be saved", SETTLING, typing=False),
    DialogKey("settle.rules", "f2", "the guideline", SETTLING, typing=False),
    DialogKey("settle.help", "question_mark,f1", "the keys", SETTLING, typing=False),
    DialogKey("settle.leave", "Q,ctrl+q", "leave; everything is saved", SETTLING, typing=False),
    DialogKey("settle.how_to_leave", "ctrl+c", "say how to leave", SETTLING, typing=False),
    DialogKey("reaction.drop", "minus,delete", "take a reaction off", "forms: reactions", typing=False),
)


_EDITING = """
left right up down home end pageup pagedown shift+left shift+right shift+up shift+down shift+home shift+end
ctrl+left ctrl+right ctrl+shift+left ctrl+shift+right enter backspace delete ctrl+backspace alt+backspace
alt+delete super+backspace ctrl+a ctrl+shift+a ctrl+c ctrl+d ctrl+e ctrl+k ctrl+shift+k ctrl+u ctrl+v ctrl+w
ctrl+x ctrl+y ctrl+z super+c super+x super+y super+z f6 f7
"""

EDITING = frozenset(_EDITING.split())
"""Keys with which text is edited in any of Textual's fields."""


def clash(one: DialogKey, other: DialogKey, key: str) -> bool:
    """Tell whether two bindings may both wait for a key, other than a field that means to be asked before its form."""
    together = EVERYWHERE in {one.where, other.where} or _dialog(one) == _dialog(other)
    return together and not (key in one.keys.split(",") and key in other.keys.split(","))


def _dialog(row: DialogKey) -> str:
    return row.where.split(":")[0]


def told(line: str, own: Mapping[str, str]) -> str:
    """Put a person's keys into the line of a dialog, where it names bindings in braces.

    >>> told("{form.save} saves", {}), told("{form.save} saves", {"form.save": "ctrl+w"})
    ('Ctrl+S saves', 'Ctrl+W saves')
    """
    for row in DIALOG_KEYS:
        line = line.replace(f"{{{row.id}}}", shown(own.get(row.id, row.keys).split(",")[0]))
    return line
