"""The form for what is written about a claim: a note, and the claim restated as a sentence of its own."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static, TextArea

from annotator.tui.screens.fields import Paragraphs, Words
from annotator.tui.screens.form import Drafts, Form

DRAFT = "note"


class NoteForm(Form[tuple[str, str]]):
    """Answers with the note and the restatement."""

    TITLE_TEXT = "note and restatement"
    KEYS = "Enter twice, or {form.save}, saves · Tab next · {dialog.close} leaves, kept"

    def __init__(self, number: int, note: str, restatement: str, drafts: Drafts) -> None:
        super().__init__(drafts, DRAFT)
        self._number = number
        self._stored = {"note_text": note, "restatement": restatement}

    def blank(self) -> dict[str, str]:
        """Return what the claim has now."""
        return self._stored

    def fields(self) -> Iterable[Widget]:
        """Return the two fields."""
        start = self.start
        yield Static("note", markup=False)
        yield Paragraphs(start.get("note_text", ""), id="note_text")
        yield Static("restatement: the claim as a sentence that stands alone", markup=False)
        yield Words(start.get("restatement", ""), id="restatement", placeholder="Enter saves", lines=5)

    def on_mount(self) -> None:
        """Say which claim it is, and go on at the end of what is there."""
        draft = " (draft)" if self.is_draft else ""
        self.query_one("Vertical").border_title = f"claim {self._number}: {self.TITLE_TEXT}{draft}"
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)

    def result(self, values: dict[str, str]) -> tuple[str, str]:
        """Return both texts."""
        return values["note_text"], values["restatement"]
