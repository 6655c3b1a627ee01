"""Forms over the article: evidence, and the note with the restatement.

What is typed is kept as a draft, also when a form is left or the program ends; Enter or Ctrl+S makes it part of
the claim.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from annotator.core.claim import Evidence, Polarity
from annotator.errors import AnnotatorError
from annotator.tui.screens.dialog import Dialog, Result

DRAFT_SECONDS = 0.5
"""How soon half-typed text is kept."""


class ChoiceLine(Static, can_focus=True):
    """One of a few words, chosen by its first letter or the arrows."""

    DEFAULT_CSS = """
    ChoiceLine { height: 1; padding: 0 1; }
    ChoiceLine:focus { background: $primary-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "previous", id="choice.left"),
        Binding("right,space", "step(1)", "next", id="choice.right"),
    ]

    class Changed(Message):
        """Another word was chosen."""

    class Settled(Message):
        """A word was chosen by its letter, so the next field's turn has come."""

    def __init__(self, words: Mapping[str, str], chosen: str, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._words = dict(words)
        self.chosen = chosen if chosen in self._words else ""

    def render(self) -> Content:
        """Show the words, the chosen one in brackets."""
        parts = [
            Content.styled(f"[{name}]", "bold reverse") if value == self.chosen else Content(f" {name} ")
            for value, name in self._words.items()
        ]
        return Content(" ").join(parts)

    def on_key(self, event: events.Key) -> None:
        """Choose by the first letter."""
        hit = next((value for value, name in self._words.items() if event.character == name[0]), None)
        if hit is not None:
            event.stop()
            self._choose(hit)
            self.post_message(self.Settled())

    def action_step(self, by: int) -> None:
        """Choose the word beside."""
        values = list(self._words)
        at = values.index(self.chosen) if self.chosen else -1 if by > 0 else 0
        self._choose(values[(at + by) % len(values)])

    def _choose(self, value: str) -> None:
        self.chosen = value
        self.refresh()
        self.post_message(self.Changed())


class Form(Dialog[Result]):
    """A dialog whose fields are kept as a draft while they are typed."""

    KEYS = "Tab next · Enter or Ctrl+S saves · Esc leaves, what you typed is kept"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "save", "save", priority=True, id="form.save")]

    def __init__(self, draft: str, keep: Callable[[str], None]) -> None:
        super().__init__()
        self._keep = keep
        self._timer: Timer | None = None
        self.start = _unpacked(draft)

    def values(self) -> dict[str, str]:
        """Return what stands in the fields now."""
        found = {each.id or "": each.value.strip() for each in self.query(Input)}
        found |= {each.id or "": each.text.strip() for each in self.query(TextArea)}
        found |= {each.id or "": each.chosen for each in self.query(ChoiceLine)}
        return found

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceLine.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DRAFT_SECONDS, self._keep_draft)

    def _keep_draft(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        values = {name: value for name, value in self.values().items() if value}
        changed = values != {name: value for name, value in self.blank().items() if value}
        self._keep(json.dumps(values, ensure_ascii=False) if changed else "")

    def blank(self) -> dict[str, str]:
        """Return the fields as the claim has them, which is nothing to keep a draft of."""
        return {}

    def on_unmount(self) -> None:
        """Leave no timer behind."""
        if self._timer is not None:
            self._timer.stop()

    def action_close(self) -> None:
        """Leave, keeping what was typed."""
        self._keep_draft()
        self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Answer with what was filled in, or say what is wrong with it."""
        try:
            result = self.result(self.values())
        except AnnotatorError as problem:
            self.complain(f"{problem.what}{f' ({problem.do})' if problem.do else ''}")
            return
        # The draft stays until what it became is saved; who takes the result forgets it then.
        self._keep_draft()
        self.dismiss(result)

    def result(self, values: dict[str, str]) -> Result:
        """Return what the form says; `AnnotatorError` tells the person what is wrong."""
        raise NotImplementedError


def _unpacked(draft: str) -> dict[str, str]:
    try:
        values = json.loads(draft) if draft else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}


def _row(name: str, field: Widget) -> Horizontal:
    return Horizontal(Static(name, classes="name", markup=False), field, classes="row")


EVIDENCE_FIELDS = {
    "url": ("address", "https://…"),
    "archived": ("archived at", "address of an archived copy"),
    "quote": ("quotation", "the words that decide it"),
    "origin": ("origin", "who it goes back to"),
    "published": ("published", "YYYY-MM-DD"),
    "accessed": ("accessed", "YYYY-MM-DD"),
    "note": ("note", "what it shows, or where you looked"),
}

POLARITIES = {
    "supports": "supports",
    "refutes": "refutes",
    "context": "context",
    "nothing_found": "nothing found",
}


class EvidenceForm(Form[tuple[Evidence, str]]):
    """Answers with the evidence and the name of its origin."""

    TITLE_TEXT = "evidence"

    def __init__(self, evidence_id: str, draft: str, keep: Callable[[str], None], today: str) -> None:
        super().__init__(draft, keep)
        self._evidence_id = evidence_id
        self._today = today

    def blank(self) -> dict[str, str]:
        """Return what an untouched form holds."""
        return {"accessed": self._today}

    def inside(self) -> Iterable[Widget]:
        """Return the fields, what the evidence does first."""
        yield _row("it", ChoiceLine(POLARITIES, self.start.get("polarity", ""), id="polarity"))
        for id_, (name, hint) in EVIDENCE_FIELDS.items():
            value = self.start.get(id_, self.blank().get(id_, "") if not self.start else "")
            yield _row(name, Input(value, placeholder=hint, id=id_, compact=True))

    @on(ChoiceLine.Settled)
    def _go_on(self) -> None:
        """Go to the address; who found nothing says where they looked."""
        nothing = self.values()["polarity"] == Polarity.NOTHING_FOUND
        self.query_one("#note" if nothing else "#url", Input).focus()

    def result(self, values: dict[str, str]) -> tuple[Evidence, str]:
        """Return the evidence without its origin, and the origin's name."""
        if not values["polarity"]:
            self.query_one(ChoiceLine).focus()
            raise AnnotatorError("say what it does: s supports, r refutes, c context, n nothing found")
        filled = {name: value or None for name, value in values.items()}
        evidence = Evidence(
            self._evidence_id,
            Polarity(values["polarity"]),
            url=filled["url"],
            archived_url=filled["archived"],
            quote=filled["quote"],
            published=filled["published"],
            accessed=filled["accessed"],
            note=filled["note"],
        )
        return evidence, values["origin"]


class NoteForm(Form[tuple[str, str]]):
    """Answers with the note and the restatement."""

    TITLE_TEXT = "note and restatement"
    KEYS = "Tab next field · Ctrl+S saves · Esc leaves, what you typed is kept"
    DEFAULT_CSS = """
    NoteForm TextArea { height: 5; border: none; background: $panel; padding: 0 1; }
    NoteForm TextArea:focus { background: $primary-muted; }
    """

    def __init__(self, note: str, restatement: str, draft: str, keep: Callable[[str], None]) -> None:
        super().__init__(draft, keep)
        self._stored = {"note_text": note, "restatement": restatement}

    def blank(self) -> dict[str, str]:
        """Return what the claim has now."""
        return self._stored

    def inside(self) -> Iterable[Widget]:
        """Return the two fields."""
        start = self.start or self._stored
        yield Static("note", markup=False)
        yield TextArea(start.get("note_text", ""), id="note_text", tab_behavior="focus", compact=True)
        yield Static("restatement: the claim as a sentence that stands alone", markup=False)
        yield TextArea(start.get("restatement", ""), id="restatement", tab_behavior="focus", compact=True)

    def on_mount(self) -> None:
        """Go on at the end of what is there."""
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)

    def result(self, values: dict[str, str]) -> tuple[str, str]:
        """Return both texts."""
        return values["note_text"], values["restatement"]
