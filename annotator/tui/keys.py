"""Every action of the annotating screen in one table: its keys, when it applies, what it does in a few words.

Footer, key help and palette are made from it, and `tui.keymap` puts a person's own keys in its place. An action
stands here once. In the TAG state every letter belongs to the scheme: a letter among an action's keys counts in
the other states only, so an action that applies there too has another key as well.
"""

from __future__ import annotations

from enum import Flag, auto
from typing import NamedTuple


class Mode(Flag):
    """What the keys mean: reading, shaping a selection, tagging a claim."""

    READ = auto()
    SPAN = auto()
    TAG = auto()


MOVING = Mode.READ | Mode.SPAN
SHAPING = Mode.SPAN | Mode.TAG
ANY = Mode.READ | Mode.SPAN | Mode.TAG


class Key(NamedTuple):
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
    Key("quotation", "q", MOVING, "what stands between the next quotation marks", "move"),
    Key("paragraph", "p", MOVING, "the whole passage", "move"),
    Key("jump", "g", MOVING, "go to a clause in sight by its letter", "move"),
    Key("search", "slash", Mode.READ, "search the article and the project", "move"),
    Key("hit_next", "n", MOVING, "next hit of the search", "move"),
    Key("hit_previous", "N", MOVING, "previous hit of the search", "move"),
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
    Key("drop_attribution", "d,vertical_line", SHAPING, "drop “X said that”, or “, X said”", "shape"),
    Key("reshape", "percent_sign", Mode.TAG, "shape this claim anew, as a selection is", "shape"),
    Key("character_right", "shift+right", SHAPING, "moving edge one character to the right", "shape"),
    Key("character_left", "shift+left", SHAPING, "moving edge one character to the left", "shape"),
    Key("other_edge", "o", Mode.SPAN, "move the other edge by characters", "shape"),
    Key("clear", "x,escape", Mode.SPAN, "let go of the selection", "shape"),
    Key("mark", "enter,c", Mode.SPAN, "mark the selection as a claim", "claim"),
    Key("finish", "enter,escape", Mode.TAG, "done with this claim, go on reading", "claim"),
    Key("claim_next", "tab", ANY, "next claim of the passage", "claim"),
    Key("claim_previous", "shift+tab", ANY, "previous claim of the passage", "claim"),
    Key("unfinished_next", "right_curly_bracket", ANY, "next claim that lacks something", "claim"),
    Key("unfinished_previous", "left_curly_bracket", ANY, "previous claim that lacks something", "claim"),
    Key("withdraw", "minus,delete", Mode.TAG, "take the claim back", "claim"),
    Key(
        "take_offer",
        "t,exclamation_mark,backslash",
        ANY,
        "take what is suggested; ~ marks what was taken so",
        "tag",
    ),
    Key("name_source", "at", Mode.SPAN, "these words name the source of the claim before", "tag"),
    Key("via", "ampersand", Mode.TAG, "who passed it on: turn to the second source", "tag"),
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
    Key("evidence", "apostrophe", Mode.TAG, "add evidence, look at it, change it", "tag"),
    Key("evidence_same", "quotation_mark", Mode.TAG, "the evidence given last, for this claim too", "tag"),
    Key("evidence_remove", "underscore", Mode.TAG, "take the last evidence off", "tag"),
    Key("reactions", "plus", SHAPING, "who else is quoted for or against the claim", "tag"),
    Key("note", "semicolon", Mode.TAG, "note and restatement", "tag"),
    Key("copy_link", "f6", ANY, "copy the address of the evidence, or of the article", "tag"),
    Key("done", "space", ANY, "passage done, next one", "passage"),
    Key("passage_previous", "backspace,pageup", ANY, "previous passage", "passage"),
    Key("passage_next", "pagedown", ANY, "next passage, this one stays as it is", "passage"),
    Key("unsettled_next", "right_square_bracket", ANY, "next passage that needs work", "passage"),
    Key("unsettled_previous", "left_square_bracket", ANY, "previous passage that needs work", "passage"),
    Key("flagged_next", "F", MOVING, "next flagged passage", "passage"),
    Key("flag", "f", MOVING, "flag the passage for discussion, or take the flag off", "passage"),
    Key("skip", "s", MOVING, "skip the passage, with a reason", "passage"),
    Key("articles", "a", MOVING, "choose an article", "passage"),
    Key("undo", "u,ctrl+z", ANY, "undo, also what you did before a restart", "program"),
    Key("redo", "r,ctrl+y", ANY, "redo", "program"),
    Key("history", "f7", ANY, "what was done, of the claim or by you; restore any state of it", "program"),
    Key("retry", "ctrl+r", ANY, "try again what could not be saved", "program"),
    Key("guideline", "f2", ANY, "the guideline", "program"),
    Key("theme", "f4", ANY, "the colours of the screen", "program"),
    Key("practice", "f5", ANY, "practise on three passages with answers", "program"),
    Key("help", "question_mark,f1", ANY, "the keys", "program"),
    Key("palette", "colon,ctrl+p", ANY, "every action by name", "program"),
    Key("leave", "Q,ctrl+q", ANY, "leave; everything is saved", "program"),
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
        ("sentence_next", "sentence"), ("clause_next", "clause"), ("done", "done, next"), ("word_next", "word"),
        ("jump", "jump"), ("search", "search"),
        ("claim_next", "claims"), ("undo", "undo"), ("articles", "articles"), ("flag", "flag"), ("skip", "skip"),
        ("guideline", "guideline"),
    ),
    Mode.SPAN: (
        ("mark", "mark"), ("end_in end_out", "right edge"), ("start_out start_in", "left edge"),
        ("end_out_clause end_in_clause", "by clause"), ("DIGITS", "mark with source"),
        ("sentence_next clause_next word_next", "move"), ("grow shrink", "grow, shrink"),
        ("take_offer", "as suggested"), ("find_source", "find source"), ("same_source", "same source"),
        ("jump", "jump"), ("quotation", "quotation"), ("drop_attribution", "drop who said it"),
    ),
    Mode.TAG: (
        ("LETTERS", "label"), ("DIGITS", "source"), ("find_source", "find"), ("same_source", "same"),
        ("take_offer", "as suggested"), ("evidence", "evidence"), ("note", "note"),
        ("done", "done, next"), ("withdraw", "take back"),
        ("field_previous field_next label_previous label_next", "fields"), ("claim_next", "next claim"),
        ("reactions", "who else"), ("evidence_same", "same evidence"),
    ),
}  # fmt: skip
"""What the last line says, by commands, the most useful first: the first key of each is looked up when it is drawn.

What has no room falls off, the help key and the way out of the state never. LETTERS and DIGITS stand for the keys of
labels and sources.
"""

FOOTERS_GIVEN = {
    Mode.READ: (
        ("claim_next", "claims"), ("unfinished_next", "next unfinished"), ("done", "next passage"),
        ("undo", "undo"), ("articles", "articles"), ("search", "search"), ("guideline", "guideline"),
    ),
    Mode.SPAN: (("claim_next", "claims"), ("unfinished_next", "next unfinished")),
    Mode.TAG: (
        ("LETTERS", "label"), ("DIGITS", "source"), ("find_source", "find"), ("take_offer", "as suggested"),
        ("evidence", "evidence"), ("unfinished_next", "next unfinished"), ("note", "note"),
        ("done", "next passage"), ("withdraw", "take back"),
        ("field_previous field_next label_previous label_next", "fields"), ("evidence_same", "same evidence"),
    ),
}  # fmt: skip
"""The same where claims are given: none can be marked or shaped."""

WAY_OUT = {Mode.READ: ("leave", "leave"), Mode.SPAN: ("clear", "let go"), Mode.TAG: ("finish", "on")}
"""How one goes on from a state: the last line says it however little room there is."""

OF_SOURCES = ("DIGITS", "find_source", "same_source")
"""What the last line leaves out where no source is asked for."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "123456789"

OWNED = {Mode.READ: "", Mode.SPAN: DIGITS, Mode.TAG: LETTERS + LETTERS.upper() + DIGITS}
"""Keys that mean labels and sources in a state, and can mean no command there."""
