"""The claims of the passage in the order of the text, each with its labels and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from annotator.core.claim import Annotation
from annotator.core.display import visible
from annotator.core.scheme import FieldType
from annotator.workflow.annotating import Desk


class ClaimList(Widget):
    """Two lines a claim when there is room for them, one otherwise; a click turns to the claim."""

    DEFAULT_CSS = """
    ClaimList { height: 1fr; padding: 0 1; border-top: solid $panel-lighten-2; border-title-color: $text-muted; }
    """

    @dataclass
    class Chosen(Message):
        """A claim was clicked."""

        claim_id: str

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._shown: list[str] = []

    def show(self, desk: Desk) -> None:
        """Show the claims of the desk's passage."""
        self._desk = desk
        here = desk.here
        lacking = sum(1 for each in here if desk.gaps(each))
        self.border_title = f"claims here {len(here)}" + (f", {lacking} unfinished" if lacking else "")
        self.refresh()

    def render(self) -> Content:
        """Show as many claims as fit, the focused one among them."""
        if self._desk is None:
            return Content("")
        desk, width, height = self._desk, self.content_size.width, max(1, self.content_size.height)
        here = desk.here
        if not here:
            hint = "No claim marked here. j selects a sentence, l a clause, Enter marks it."
            return Content.styled(hint, "$text-muted").truncate(width, ellipsis=True)
        tall = len(here) * 2 <= height
        rows = height // (2 if tall else 1)
        position = next((i for i, each in enumerate(here) if each.claim_id == desk.focus), 0)
        first = max(0, min(position - rows // 2, len(here) - rows))
        shown = here[first : first + rows]
        self._shown = [each.claim_id for each in shown for _ in range(2 if tall else 1)]
        lines = [line for each in shown for line in _lines(desk, each, width, tall=tall)]
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Turn to the claim that was clicked."""
        at = event.get_content_offset(self)
        if at is not None and at.y < len(self._shown):
            self.post_message(self.Chosen(self._shown[at.y]))


def _lines(desk: Desk, annotation: Annotation, width: int, *, tall: bool) -> list[Content]:
    focused = annotation.claim_id == desk.focus
    head = Content.assemble(
        ("▶" if focused else " ", "bold $accent"), (f"{desk.number(annotation.claim_id):>3} ", "bold")
    )
    words = Content(visible(" ".join(annotation.judgement.span.of(desk.article.text).split())))
    labels = _labels(desk, annotation)
    if tall:
        first = words.truncate(width - head.cell_length, ellipsis=True)
        second = labels.truncate(width - head.cell_length, ellipsis=True)
        return [Content.assemble(head, first), Content.assemble(" " * head.cell_length, second)]
    room = width - head.cell_length - 2
    share = max(12, min(words.cell_length, room - min(labels.cell_length, room * 3 // 5)))
    first = words.truncate(share, ellipsis=True, pad=True)
    return [Content.assemble(head, first, "  ", labels.truncate(room - share, ellipsis=True))]


def _labels(desk: Desk, annotation: Annotation) -> Content:
    """Return the labels given, then what is missing, in words."""
    judgement = annotation.judgement
    given = []
    for field in desk.scheme.fields:
        for value in judgement.of(field.id):
            if field.type is FieldType.SOURCE:
                given.append(visible(desk.source_named(value)))
            elif field.required:
                given.append(value.replace("_", " "))
    if judgement.evidence:
        given.append(f"evidence {len(judgement.evidence)}")
    if judgement.note:
        given.append("note")
    lacks = [gap.message for gap in desk.gaps(annotation)]
    parts = [Content(" · ".join(given))] if given else []
    parts += [Content.styled("? " + ", ".join(lacks), "$text-warning")] if lacks else []
    return Content("  ").join(parts)
