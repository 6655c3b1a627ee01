"""Deciding an item: the rule or the reason is typed in the line below the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content

from annotator.core.deciding import DecisionKind
from annotator.core.display import visible
from annotator.core.settling import SPAN
from annotator.errors import AnnotatorError
from annotator.tui.glyphs import glyphs
from annotator.tui.screens.fields import as_line
from annotator.tui.screens.ruling import RulingBox, read_ruling
from annotator.tui.settle_commands.choosing import choose_label, field_of_row, next_row
from annotator.tui.settle_commands.command import Command
from annotator.tui.settle_commands.going import go
from annotator.tui.settle_keys import ERASING, WHY
from annotator.tui.widgets.status_bar import StatusBar
from annotator.workflow.deciding import LONGEST_REASON, Ruling

if TYPE_CHECKING:
    from annotator.tui.screens.settle import SettleScreen


@dataclass
class Why:
    """A decision that waits for its rule or reason: which, whether it makes gold, rules at hand, what is typed."""

    kind: DecisionKind
    gold: bool
    first: list[str]
    typed: str = ""


def decide(screen: SettleScreen) -> None:
    """Decide as it is chosen, or list the labels of the row."""
    if screen.sitting.place is None:
        return
    field = field_of_row(screen)
    if field is not None:
        choose_label(screen, field)
    elif screen.sitting.choosing.open:
        next_row(screen)
        screen.say(
            f"still to choose: {', '.join(screen.sitting.choosing.open).replace('_', ' ').replace(SPAN, 'words')}"
        )
    else:
        ask_why(screen, screen.sitting.choosing.proposal.kind)


def without(screen: SettleScreen, kind: DecisionKind) -> None:
    """Decide that there is no gold."""
    ask_why(screen, kind, gold=False)


def ask_why(screen: SettleScreen, kind: DecisionKind, *, gold: bool = True) -> None:
    """Ask for the rule or the reason, in the line below the table."""
    screen.why = Why(kind, gold, list(dict.fromkeys(screen.telling.rules_at_hand())))
    _show_why(screen)


def _show_why(screen: SettleScreen, problem: str = "") -> None:
    why = screen.why
    if why is None:
        return
    screen.put_notice(f"{WHY[why.kind]}: {why.typed}█")
    rules, _ = read_ruling(why.typed, screen.sitting.rules, why.first)
    known = [each for each in rules.split(", ") if each] or why.first[:1]
    gists = "; ".join(f"{each} {screen.sitting.rules.get(each, '')}" for each in known)
    plain = "a reason: it names no rule of the guideline" if why.typed.strip() else ""
    said = problem or (gists if rules else plain or (f"for example {gists}" if gists else ""))
    keys = glyphs(screen).of("type a rule's number or a reason  Enter decides  ↓ all rules  Esc back")
    room = max(20, screen.size.width - 2)
    lines = [
        Content(visible(said)).truncate(room, ellipsis=True),
        Content(keys).truncate(room, ellipsis=True),
    ]
    screen.put_keys(lines)
    screen.query_one(StatusBar).show_mode("WHY")


def typed(screen: SettleScreen, event: events.Key) -> None:
    """Take a key into the reason that is being typed."""
    why = screen.why
    if why is None:
        return
    if event.key == "escape":
        screen.why = None
        screen.show_choice()
    elif event.key == "enter":
        _ruled(screen, *read_ruling(why.typed, screen.sitting.rules, why.first))
    elif event.key == "down":
        _list_rules(screen, why)
    elif event.key in ERASING:
        why.typed = why.typed[:-1] if event.key == "backspace" else ""
        _show_why(screen)
    elif event.is_printable and event.character:
        why.typed = as_line(why.typed + event.character)[:LONGEST_REASON]
        _show_why(screen)


def pasted(screen: SettleScreen, text: str) -> None:
    """Take what is pasted into the reason."""
    if screen.why is not None:
        screen.why.typed = as_line(screen.why.typed + text)[:LONGEST_REASON]
        _show_why(screen)


def _list_rules(screen: SettleScreen, why: Why) -> None:
    def take(answer: tuple[str, str] | None) -> None:
        if answer is not None:
            _ruled(screen, *answer)

    screen.app.push_screen(RulingBox(WHY[why.kind], screen.sitting.rules, why.first, why.typed), take)


def _ruled(screen: SettleScreen, rule: str, reason: str) -> None:
    """Decide with this rule and reason, and go on to the next item."""
    why, sitting = screen.why, screen.sitting
    if why is None:
        return
    try:
        sitting.decide(Ruling(why.kind, sitting.choosing.proposal if why.gold else None, rule, reason))
    except AnnotatorError as problem:
        if rule or reason:
            screen.warn(problem.what)
        else:
            # Where the answer is typed: a notice would lie over the table for longer than it takes to type one.
            _show_why(screen, problem.what)
        return
    screen.why = None
    # One frame then says both where one is and "saved ✓".
    sitting.outbox.wait_for_saves()
    go(screen, forward=True, said=f"{why.kind}: {' '.join(filter(None, (rule, reason)))}")


COMMANDS: dict[str, Command] = {
    "settle.decide": decide,
    "settle.none": partial(without, kind=DecisionKind.NONE),
    "settle.unsettled": partial(without, kind=DecisionKind.UNSETTLED),
    "settle.guideline": partial(without, kind=DecisionKind.GUIDELINE),
}
