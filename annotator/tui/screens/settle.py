"""The settling screen: the article's text once, annotators side by side without their names, the gold beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from annotator.core.cursor import Edge, stretched
from annotator.core.deciding import DecisionKind
from annotator.core.display import visible, visible_lines
from annotator.core.history import Kind
from annotator.core.scheme import Field
from annotator.core.settling import ANSWERED, FOUND, SPAN, intersected, labelled, united
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.core.text.trim import trim
from annotator.errors import AnnotatorError, Outdated
from annotator.tui.chosen import own
from annotator.tui.dialog_keys import DIALOG_KEYS, SETTLING, told
from annotator.tui.glyphs import as_drawn, glyphs
from annotator.tui.key_names import shown
from annotator.tui.keys import DIGITS
from annotator.tui.screens.ahead import hold
from annotator.tui.screens.fields import as_line
from annotator.tui.screens.lists import Choice, Guideline
from annotator.tui.screens.ruling import RulingBox, read_ruling
from annotator.tui.screens.settle_readings import Details, Keys
from annotator.tui.settle_keys import (
    BINDINGS,
    END_KEYS,
    ERASING,
    HELP,
    ITEM_KEYS,
    NEEDS_NO_ITEM,
    ROW_KEYS,
    WHY,
)
from annotator.tui.settle_words import LETTERS, Telling
from annotator.tui.widgets.lines import Lines
from annotator.tui.widgets.passage_view import MarkView, PassageView
from annotator.tui.widgets.sides import Row, Sides, flowing
from annotator.tui.widgets.status_bar import StatusBar
from annotator.workflow.deciding import LONGEST_REASON, Ruling
from annotator.workflow.outbox import Progress

if TYPE_CHECKING:
    from annotator.workflow.adjudicating import Adjudication

LOW, HIGH = 20, 32
"""From how many rows on a terminal has room for all parts, and to spare."""


class Words(Lines):
    """The words that annotators marked."""


class KeyLines(Lines):
    """The keys that mean something now."""


class SettleScreen(Screen[None], inherit_bindings=False):
    """Shows an item after the other, and takes decisions about them."""

    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (LOW, "-low"), (HIGH, "-high")]  # noqa: RUF012  Textual declares it as an instance variable
    DEFAULT_CSS = """
    SettleScreen PassageView { height: 1fr; min-height: 4; }
    SettleScreen #words { height: 3; padding: 0 1; border-top: solid $panel-lighten-2; text-wrap: nowrap; }
    SettleScreen Sides { height: 9; }
    SettleScreen.-tiny PassageView { min-height: 2; }
    SettleScreen.-tiny #words { display: none; }
    SettleScreen.-tiny Sides { height: 5; }
    SettleScreen.-high #words { height: 4; }
    SettleScreen.-high Sides { height: 12; }
    SettleScreen #notice { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    SettleScreen #keys { height: 2; background: $panel; padding: 0 1; }
    """
    BINDINGS = BINDINGS

    def __init__(self, sitting: Adjudication) -> None:
        super().__init__()
        self.sitting = sitting
        self._row: int | None = None
        self._rows: list[Row] = []
        self._edge: Edge = "end"
        self._article = ""
        self._said = ""
        self._told_problem = ""
        self._warned_of_loss = False
        self._why: Why | None = None
        self._telling: Telling | None = None
        self._meanings: dict[str, str] = {}
        self._shown_keys: object = None
        self._key_lines: dict[object, list[Content]] = {}

    def compose(self) -> ComposeResult:
        """Put the text above what is said of it."""
        yield StatusBar()
        yield PassageView()
        yield Words(id="words")
        yield Sides()
        yield Static("", id="notice", markup=False)
        yield KeyLines(id="keys")

    def on_mount(self) -> None:
        """Begin with the item that is before the adjudicator."""
        self.query_one(PassageView).focus()
        chosen = own(self).dialogs
        for row in DIALOG_KEYS:
            if row.where == SETTLING:
                self._meanings |= dict.fromkeys(chosen.get(row.id, row.keys).split(","), row.id)
        self.query_one(StatusBar).show_progress(self.sitting.outbox.progress)
        self.call_after_refresh(self.show_item)

    # -- keys

    def on_key(self, event: events.Key) -> None:
        """Take every key: into the reason being typed, or for what it means here."""
        if self.app.screen is not self:
            # Typed before the dialog could have the focus, and meant for it.
            hold(self, event)
            return
        if self._why is not None:
            event.stop()
            self._type(event)
        elif event.key in self._meanings:
            event.stop()
            self.action_do(self._meanings[event.key])
        elif event.key in LETTERS or event.key in DIGITS:
            event.stop()
            self._letter(event.key)

    def action_do(self, what: str) -> None:
        """Do what a key is bound to."""
        if self.sitting.place is not None or what in NEEDS_NO_ITEM:
            ACTIONS[what](self)

    # -- showing

    @property
    def _told(self) -> Telling:
        if self._telling is None:
            self._telling = Telling(self.sitting, glyphs(self))
        return self._telling

    def show_item(self) -> None:
        """Show the item from scratch."""
        self._row = None
        sitting = self.sitting
        if sitting.place is None:
            self._show_end()
            return
        article, view = sitting.here.article, self.query_one(PassageView)
        span = sitting.item.matter.span or sitting.item.gold[0].judgement.span
        index = article.passage_at(span.start)
        if article.id != self._article:
            self._article = article.id
            view.show(article.text, article.passages, index)
        else:
            view.set_current(index)
        view.set_marks(
            [MarkView(str(at), each, complete=True) for at, each in enumerate(self._told.spans(), 1)], None
        )
        self.show_choice()

    def show_choice(self) -> None:
        """Show what is chosen so far."""
        sitting, view = self.sitting, self.query_one(PassageView)
        chosen, item = sitting.choice, sitting.item
        span = chosen.span
        around = item.matter.span or item.gold[0].judgement.span
        view.set_selection(span, (span or around).start)
        view.reveal(around)
        is_high = self.size.height >= HIGH
        self.query_one(Words).put(list(self._told.words(3 if is_high else 2, self.size.width)))
        self._rows = list(self._told.rows())
        letters = [each.upper() for each, _ in zip(LETTERS, sitting.sides, strict=False)]
        self.query_one(Sides).show(
            letters, self._rows, self._row, 10 if is_high else 7 if self.size.height >= LOW else 3
        )
        self._notify(self._told.notice())
        self._show_bars()

    def _notify(self, words: str) -> None:
        self.query_one("#notice", Static).update(visible(glyphs(self).of(words)), layout=False)

    def _show_keys(self, keys: tuple[tuple[str, str], ...]) -> None:
        width = max(20, self.size.width - 2)
        if self._shown_keys == (keys, width):
            return
        self._shown_keys = (keys, width)
        lines = self._key_lines.get((keys, width))
        if lines is None:
            # Looked up once for each state: it takes as long as all else that a key does here.
            signs, chosen = glyphs(self), own(self).dialogs
            *parts, last = ((signs.of(told(each, chosen)), words) for each, words in (*keys, HELP))
            lines = self._key_lines[keys, width] = list(flowing(iter(parts), last, width, 2))
        self.query_one(KeyLines).put(lines)

    def _show_bars(self) -> None:
        sitting, bar = self.sitting, self.query_one(StatusBar)
        here = sitting.here
        at = f"item {sitting.number}/{len(here.items)}"
        only = f"only {sitting.only.replace('_', ' ')}" if sitting.only else ""
        settled = f"settled {sitting.counts.settled}/{sitting.counts.items}"
        left = f"{sitting.left:,} left"
        places = [left, self._said, settled, at, only, f"round {sitting.round.name}", here.article.name]
        bar.show_place(*filter(None, places))
        bar.show_progress(sitting.outbox.progress)
        bar.show_mode("ITEM" if self._row is None else f"ROW {self._rows[self._row].name}")
        self._show_keys(ITEM_KEYS if self._row is None else ROW_KEYS)

    def _show_end(self) -> None:
        bar = self.query_one(StatusBar)
        bar.show_place(
            *filter(None, (f"{self.sitting.left:,} left", self._said, f"round {self.sitting.round.name}"))
        )
        bar.show_mode("DONE")
        own = self.sitting.counts.passed_over
        passed = f": {own:,} of your own passed over, which --own-too settles as well" if own else ""
        self._notify(f"nothing is left to settle here{passed}")
        self._show_keys(END_KEYS)

    # -- choosing

    def _letter(self, key: str) -> None:
        """Turn to a row by its digit; take an annotator's answer by their letter, all of it or the row's."""
        sitting = self.sitting
        if sitting.place is None:
            return
        self._said = ""
        if key in DIGITS:
            at = next((at for at, row in enumerate(self._rows) if str(row.number) == key), None)
            self._row = self._row if at is None else at
            self.show_choice()
            return
        at = LETTERS.index(key)
        if at >= len(sitting.sides):
            self.say(f"there is no {key.upper()} here")
        elif self._row is None:
            sitting.take(sitting.sides[at])
            self.show_choice()
            self._ask_why(sitting.choice.kind)
        else:
            sitting.take_of(self._rows[self._row].about, sitting.sides[at])
            self._next_row()

    def _next_row(self) -> None:
        """Go on with the next row that is open, or with the item when none is."""
        about = [row.about for row in self._rows]
        self._row = next((about.index(each) for each in self.sitting.open if each in about), None)
        self.show_choice()

    def row(self, step: int) -> None:
        """Turn to another row."""
        if self.sitting.place is None or not self._rows:
            return
        start = -1 if step > 0 else 0
        self._row = ((start if self._row is None else self._row) + step) % len(self._rows)
        self._said = ""
        self.show_choice()

    def let_go(self) -> None:
        """Let go of the row."""
        if self.sitting.place is not None:
            self._row, self._said = None, ""
            self.show_choice()

    def empty(self) -> None:
        """Leave the field of the row empty in the gold."""
        field = self._field()
        if field is None:
            self.say("turn to a field first: its number")
            return
        self.sitting.pick(field.id, ())
        self._next_row()

    def _field(self) -> Field | None:
        if self.sitting.place is None or self._row is None:
            return None
        about = self._rows[self._row].about
        return next((each for each in self.sitting.fields if each.id == about), None)

    def _choose_label(self, field: Field) -> None:
        """List every label of a field, or every source that somebody named in the article."""
        if field.labels:
            listed = [(each.id, each.name, each.definition) for each in field.labels]
        else:
            sources = sorted(self.sitting.here.sources.values(), key=lambda each: each.name.lower())
            listed = [(each.id, each.name, each.type.replace("_", " ")) for each in sources]
        options = [
            (id_, Content.assemble((visible(name), "bold"), f"  {visible(more)}"))
            for id_, name, more in listed
        ]

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self.sitting.pick(field.id, labelled(field, [chosen]))
                self._next_row()

        self.app.push_screen(Choice(field.name, options), take)

    def unite(self) -> None:
        """Take the words of all together."""
        self._cut(united, DecisionKind.UNITED)

    def intersect(self) -> None:
        """Take the words that all have in common."""
        self._cut(intersected, DecisionKind.INTERSECTED)

    def _cut(self, of: Callable[[Sequence[Span]], Span | None], kind: DecisionKind) -> None:
        if not self._may_cut():
            return
        span = of([each.span for each in self.sitting.sides])
        if span is None:
            self.say("the spans have nothing in common")
            return
        self._shape(span, kind)

    def _shape(self, span: Span, kind: DecisionKind) -> None:
        self.sitting.proposal = self.sitting.choice.shape(span, kind)
        self._said = ""
        if self._row is not None:
            self._next_row()
        else:
            self.show_choice()

    def _may_cut(self) -> bool:
        may = self.sitting.place is not None and self.sitting.may_cut
        if not may:
            self.say("the words of a given claim stay as they are")
        return may

    def edge(self, edge: Edge, *, outward: bool) -> None:
        """Move an edge of the words by a word."""
        self._edge = edge
        self._stretch(Unit.WORD, outward=outward)

    def character(self, *, right: bool) -> None:
        """Move the edge that moved last by a character."""
        self._stretch(Unit.CHARACTER, outward=right == (self._edge == "end"))

    def _stretch(self, unit: Unit, *, outward: bool) -> None:
        if not self._may_cut():
            return
        article = self.sitting.here.article
        span = self.sitting.choice.span or united(self._told.spans())
        within = article.passages[article.passage_at(span.start)].span
        moved = stretched(article.text, within, span, self._edge, unit, outward=outward)
        kept = moved if unit is Unit.CHARACTER else trim(article.text, moved)
        if kept is not None and kept != self.sitting.choice.span:
            self._shape(kept, DecisionKind.EDITED)

    # -- deciding

    def decide(self) -> None:
        """Decide as it is chosen, or list the labels of the row."""
        if self.sitting.place is None:
            return
        field = self._field()
        if field is not None:
            self._choose_label(field)
        elif self.sitting.open:
            self._next_row()
            self.say(
                f"still to choose: {', '.join(self.sitting.open).replace('_', ' ').replace(SPAN, 'words')}"
            )
        else:
            self._ask_why(self.sitting.choice.kind)

    def without(self, kind: DecisionKind) -> None:
        """Decide that there is no gold."""
        self._ask_why(kind, gold=False)

    def _ask_why(self, kind: DecisionKind, *, gold: bool = True) -> None:
        """Ask for the rule or the reason, in the line below the table."""
        self._why = Why(kind, gold, list(dict.fromkeys(self._told.rules_at_hand())))
        self._show_why()

    def _show_why(self, problem: str = "") -> None:
        why = self._why
        if why is None:
            return
        self._shown_keys = None
        self._notify(f"{WHY[why.kind]}: {why.typed}█")
        rules, _ = read_ruling(why.typed, self.sitting.rules, why.first)
        known = [each for each in rules.split(", ") if each] or why.first[:1]
        gists = "; ".join(f"{each} {self.sitting.rules.get(each, '')}" for each in known)
        plain = "a reason: it names no rule of the guideline" if why.typed.strip() else ""
        said = problem or (gists if rules else plain or (f"for example {gists}" if gists else ""))
        keys = glyphs(self).of("type a rule's number or a reason  Enter decides  ↓ all rules  Esc back")
        room = max(20, self.size.width - 2)
        lines = [
            Content(visible(said)).truncate(room, ellipsis=True),
            Content(keys).truncate(room, ellipsis=True),
        ]
        self.query_one(KeyLines).put(lines)
        self.query_one(StatusBar).show_mode("WHY")

    def _type(self, event: events.Key) -> None:
        why = self._why
        if why is None:
            return
        if event.key == "escape":
            self._why = None
            self.show_choice()
        elif event.key == "enter":
            self._rule(*read_ruling(why.typed, self.sitting.rules, why.first))
        elif event.key == "down":
            self._list_rules(why)
        elif event.key in ERASING:
            why.typed = why.typed[:-1] if event.key == "backspace" else ""
            self._show_why()
        elif event.is_printable and event.character:
            why.typed = as_line(why.typed + event.character)[:LONGEST_REASON]
            self._show_why()

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted into the reason."""
        if self._why is not None:
            event.stop()
            self._why.typed = as_line(self._why.typed + event.text)[:LONGEST_REASON]
            self._show_why()

    def _list_rules(self, why: Why) -> None:
        def take(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self._rule(*answer)

        self.app.push_screen(RulingBox(WHY[why.kind], self.sitting.rules, why.first, why.typed), take)

    def _rule(self, rule: str, reason: str) -> None:
        """Decide with this rule and reason, and go on to the next item."""
        why, sitting = self._why, self.sitting
        if why is None:
            return
        try:
            sitting.decide(Ruling(why.kind, sitting.choice if why.gold else None, rule, reason))
        except AnnotatorError as problem:
            if rule or reason:
                self.warn(problem.what)
            else:
                # Where the answer is typed: a notice would lie over the table for longer than it takes to type one.
                self._show_why(problem.what)
            return
        self._why = None
        self._go(forward=True, said=f"{why.kind}: {' '.join(filter(None, (rule, reason)))}")

    # -- going about

    def go(self, *, forward: bool) -> None:
        """Turn to the next item that waits, or the one before."""
        self._go(forward=forward, said="")

    def _go(self, *, forward: bool, said: str) -> None:
        self._said = said
        before = self.sitting.place
        try:
            found = self.sitting.go(forward=forward)
        except AnnotatorError as problem:
            self.warn(str(problem))
            found = True
        if not found:
            self._said = "nothing else waits here" if before is not None else ""
        self.show_item()

    def step(self, *, forward: bool) -> None:
        """Turn to the next item or the one before, settled or not."""
        self._said = "" if self.sitting.step(forward=forward) else "there is no other item there"
        self.show_item()

    def narrow(self) -> None:
        """Choose what has to be disputed in the items that are shown."""
        counts = self.sitting.disputes()
        about = [FOUND, ANSWERED, SPAN, *(each.id for each in self.sitting.project.scheme.fields)]
        options = [("", Content("everything that waits"))]
        options += [
            (each, Content(f"{counts[each]:>5}  {each.replace('_', ' ').replace(SPAN, 'words')}"))
            for each in about
            if counts.get(each)
        ]

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self.sitting.narrow(chosen)
                self.sitting.place = None if self.sitting.place is None else self.sitting.place
                self._go(forward=True, said="")

        self.app.push_screen(Choice("items that dispute", options), take)

    def turn_back(self, kind: Kind) -> None:
        """Undo or redo the latest decision."""
        sitting = self.sitting
        try:
            if not sitting.outbox.drain(WAIT):
                self.say("one moment: what was decided is not saved yet")
                return
            undone = sitting.turn_back(kind)
        except AnnotatorError as problem:
            self.warn(str(problem))
            return
        self._said = f"nothing to {kind}" if undone is None else f"{kind} done"
        self._article = "" if undone is not None else self._article
        self.show_item()

    # -- what is said and shown besides

    def details(self) -> None:
        """Show evidence, reactions, notes and restatements of all annotators."""
        if self.sitting.place is not None:
            lines = list(self._told.details())
            self.app.push_screen(Details("\n".join(lines) or "nobody gave evidence, a note or a restatement"))

    def guide(self) -> None:
        """Show the guideline."""
        from annotator.workflow.schemes import guideline

        field = self._field()
        self.app.push_screen(Guideline(guideline(self.sitting.project.scheme), field.id if field else ""))

    def help(self) -> None:
        """Show every key."""
        rows = [each for each in DIALOG_KEYS if each.where == SETTLING]
        chosen = own(self).dialogs
        lines = [
            "a-f                take all that this annotator said; in a row, their answer",
            "1-9                turn to the row of that number",
        ]
        for each in rows:
            keys = "  ".join(map(shown, chosen.get(each.id, each.keys).split(",")))
            lines.append(f"{glyphs(self).of(keys):<18} {each.what}")
        self.app.push_screen(Keys("\n".join(lines)))

    def retry(self) -> None:
        """Try again what could not be saved."""
        self._told_problem = ""
        self.sitting.outbox.retry()

    def how_to_leave(self) -> None:
        """Say how to leave."""
        self.say(told("{settle.leave} leaves; everything is saved", own(self).dialogs))

    def leave(self) -> None:
        """Leave, once everything is saved."""
        if self._warned_of_loss or self.sitting.outbox.drain(WAIT):
            self.app.exit()
            return
        self._warned_of_loss = True
        self.warn(
            told(
                "Some decisions are not saved. {settle.retry} tries again; {settle.leave} again leaves without them.",
                own(self).dialogs,
            )
        )

    def say(self, message: str) -> None:
        """Say something in passing."""
        self._said = glyphs(self).of(message)
        if self.sitting.place is None:
            self._show_end()
        else:
            self._show_bars()

    def warn(self, message: str) -> None:
        """Say something that matters where it stays for a while; what it quotes is no markup."""
        self.notify(visible_lines(message), severity="error", timeout=20, markup=False)

    def show_progress(self, progress: Progress) -> None:
        """Say whether everything is on disk; what came too late is said, and shown as it is now."""
        if not self.app.is_running or not self.is_attached:
            return
        self.query_one(StatusBar).show_progress(progress)
        if isinstance(progress.problem, Outdated):
            self.warn(str(progress.problem))
            self.sitting.start_over()
            self._article = ""
            self.show_item()
        elif progress.problem is not None and self._told_problem != str(progress.problem):
            self._told_problem = str(progress.problem)
            self.warn(f"Not saved, still on screen. {self._told_problem}")
        elif progress.saved:
            self._warned_of_loss, self._told_problem = False, ""

    def on_resize(self, _: events.Resize) -> None:
        """Lay the table out again."""
        if self.sitting.place is not None and self._article:
            self.call_after_refresh(self.show_choice)

    def get_line_filters(self) -> Sequence[object]:  # type: ignore[override]
        """Leave what the article says as it is."""
        return as_drawn(super().get_line_filters())


WAIT = 3.0
"""Seconds that undo and leaving wait for what is being saved."""


@dataclass
class Why:
    """A decision that waits for its rule or reason: which, whether it makes gold, rules at hand, what is typed."""

    kind: DecisionKind
    gold: bool
    first: list[str]
    typed: str = ""


ACTIONS: dict[str, Callable[[SettleScreen], object]] = {
    "settle.decide": SettleScreen.decide,
    "settle.unite": SettleScreen.unite,
    "settle.intersect": SettleScreen.intersect,
    "settle.end_out": lambda screen: screen.edge("end", outward=True),
    "settle.end_in": lambda screen: screen.edge("end", outward=False),
    "settle.start_out": lambda screen: screen.edge("start", outward=True),
    "settle.start_in": lambda screen: screen.edge("start", outward=False),
    "settle.right": lambda screen: screen.character(right=True),
    "settle.left": lambda screen: screen.character(right=False),
    "settle.none": lambda screen: screen.without(DecisionKind.NONE),
    "settle.unsettled": lambda screen: screen.without(DecisionKind.UNSETTLED),
    "settle.guideline": lambda screen: screen.without(DecisionKind.GUIDELINE),
    "settle.next": lambda screen: screen.go(forward=True),
    "settle.previous": lambda screen: screen.go(forward=False),
    "settle.step_on": lambda screen: screen.step(forward=True),
    "settle.step_back": lambda screen: screen.step(forward=False),
    "settle.down": lambda screen: screen.row(1),
    "settle.up": lambda screen: screen.row(-1),
    "settle.item": SettleScreen.let_go,
    "settle.empty": SettleScreen.empty,
    "settle.details": SettleScreen.details,
    "settle.filter": SettleScreen.narrow,
    "settle.undo": lambda screen: screen.turn_back(Kind.UNDO),
    "settle.redo": lambda screen: screen.turn_back(Kind.REDO),
    "settle.retry": SettleScreen.retry,
    "settle.rules": SettleScreen.guide,
    "settle.help": SettleScreen.help,
    "settle.leave": SettleScreen.leave,
    "settle.how_to_leave": SettleScreen.how_to_leave,
}
"""What every binding does."""
