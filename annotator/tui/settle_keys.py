"""The keys of the settling screen: what they do, which are shown when, and what is asked of each decision."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from annotator.core.deciding import DecisionKind

BINDINGS: list[BindingType] = [
    Binding("enter", "do('settle.decide')", "decide", id="settle.decide"),
    Binding("plus", "do('settle.unite')", "unite the spans", id="settle.unite"),
    Binding("ampersand", "do('settle.intersect')", "intersect the spans", id="settle.intersect"),
    Binding("full_stop", "do('settle.end_out')", "right edge out", id="settle.end_out"),
    Binding("comma", "do('settle.end_in')", "right edge in", id="settle.end_in"),
    Binding("less_than_sign", "do('settle.start_out')", "left edge out", id="settle.start_out"),
    Binding("greater_than_sign", "do('settle.start_in')", "left edge in", id="settle.start_in"),
    Binding("shift+right", "do('settle.right')", "edge a character right", id="settle.right"),
    Binding("shift+left", "do('settle.left')", "edge a character left", id="settle.left"),
    Binding("n", "do('settle.none')", "no claim", id="settle.none"),
    Binding("x", "do('settle.unsettled')", "can't be settled", id="settle.unsettled"),
    Binding("g", "do('settle.guideline')", "the guideline is at fault", id="settle.guideline"),
    Binding("space,right_square_bracket", "do('settle.next')", "next", id="settle.next"),
    Binding("backspace,left_square_bracket", "do('settle.previous')", "previous", id="settle.previous"),
    Binding("pagedown", "do('settle.step_on')", "next item", id="settle.step_on"),
    Binding("pageup", "do('settle.step_back')", "item before", id="settle.step_back"),
    Binding("down,j", "do('settle.down')", "next row", id="settle.down"),
    Binding("up,k", "do('settle.up')", "previous row", id="settle.up"),
    Binding("escape", "do('settle.item')", "the whole item", id="settle.item"),
    Binding("minus,delete", "do('settle.empty')", "leave it empty", id="settle.empty"),
    Binding("apostrophe", "do('settle.details')", "evidence and notes", id="settle.details"),
    Binding("slash", "do('settle.filter')", "filter", id="settle.filter"),
    Binding("u,ctrl+z", "do('settle.undo')", "undo", id="settle.undo"),
    Binding("r,ctrl+y", "do('settle.redo')", "redo", id="settle.redo"),
    Binding("ctrl+r", "do('settle.retry')", "try again", id="settle.retry"),
    Binding("f2", "do('settle.rules')", "guideline", id="settle.rules"),
    Binding("question_mark,f1", "do('settle.help')", "keys", id="settle.help"),
    Binding("Q,ctrl+q", "do('settle.leave')", "leave", id="settle.leave"),
    Binding("ctrl+c", "do('settle.how_to_leave')", "how to leave", id="settle.how_to_leave"),
]

ITEM_KEYS = (
    ("a-f", "take all"),
    ("1-9 {settle.down} {settle.up}", "rows"),
    ("{settle.decide}", "decide"),
    ("{settle.unite}", "unite"),
    ("{settle.intersect}", "intersect"),
    ("{settle.none}", "no claim"),
    ("{settle.unsettled}", "can't settle"),
    ("{settle.guideline}", "rule at fault"),
    ("{settle.next}", "next"),
    ("{settle.undo}", "undo"),
    ("{settle.end_in} {settle.end_out} {settle.start_out} {settle.start_in}", "edges"),
    ("{settle.details}", "what else was given"),
    ("{settle.filter}", "filter"),
    ("{settle.previous}", "back"),
    ("{settle.step_back} {settle.step_on}", "every item"),
)
ROW_KEYS = (
    ("a-f", "take this answer"),
    ("{settle.decide}", "any label"),
    ("{settle.empty}", "leave empty"),
    ("1-9 {settle.down} {settle.up}", "rows"),
    ("{settle.item}", "the whole item"),
    *ITEM_KEYS[3:],
)
EVIDENCE_KEYS = (
    ("a-f", "theirs alone"),
    ("{settle.unite}", "everybody's"),
    ("{settle.empty}", "none"),
    ("{settle.details}", "read it"),
    ("1-9 {settle.down} {settle.up}", "rows"),
    ("{settle.item}", "the whole item"),
    ("{settle.decide}", "decide"),
    ("{settle.next}", "next"),
    ("{settle.undo}", "undo"),
)
END_KEYS = (("{settle.undo}", "undo"), ("{settle.filter}", "filter"))
ALWAYS = (("{settle.leave}", "leave"), ("{settle.help}", "keys"))
"""What is shown however little room there is."""
WHY = {
    DecisionKind.TAKEN: "why this is the gold",
    DecisionKind.UNITED: "why the spans are united",
    DecisionKind.INTERSECTED: "why the spans are intersected",
    DecisionKind.EDITED: "why the gold is otherwise",
    DecisionKind.NONE: "why this is no claim",
    DecisionKind.UNSETTLED: "why this can't be settled",
    DecisionKind.GUIDELINE: "which rule of the guideline is at fault, and how",
}
"""What is asked for every kind of decision."""

ERASING = ("backspace", "ctrl+u", "delete")
"""Keys that take off what was typed, the first the last character, the others all of it."""

NEEDS_NO_ITEM = frozenset(
    f"settle.{each}"
    for each in (
        "next",
        "previous",
        "filter",
        "undo",
        "redo",
        "retry",
        "rules",
        "help",
        "leave",
        "how_to_leave",
    )
)
"""What means something also where nothing is left."""
