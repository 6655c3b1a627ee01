"""The claims of the passage in the order of the text, each with its labels and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from annotator.core.claim import Annotation, Evidence
from annotator.core.display import visible
from annotator.core.scheme import FieldType

if TYPE_CHECKING:
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
        """Show as many claims as fit, the focused one among them and, where there is room, in full."""
        if self._desk is None:
            return Content("")
        desk, width, height = self._desk, self.content_size.width, max(1, self.content_size.height)
        here = desk.here
        if not here:
            hint = "No claim marked here. j selects a sentence, l a clause, Enter marks it."
            return Content.styled(hint, "$text-muted").truncate(width, ellipsis=True)
        tall = len(here) * 2 <= height
        blocks = [_lines(desk, each, width, tall=tall) for each in here]
        position = next((i for i, each in enumerate(here) if each.claim_id == desk.focus), 0)
        if desk.focused in here:
            in_full = _in_full(desk, here[position], width)
            if sum(map(len, blocks)) - len(blocks[position]) + len(in_full) <= height:
                blocks[position] = in_full
        rows = len(here) if tall else height
        first = max(0, min(position - rows // 2, len(here) - rows))
        shown = list(zip(here, blocks, strict=True))[first : first + rows]
        self._shown = [each.claim_id for each, block in shown for _ in block]
        return Content("\n").join([line for _, block in shown for line in block])

    def on_click(self, event: events.Click) -> None:
        """Turn to the claim that was clicked."""
        at = event.get_content_offset(self)
        if at is not None and at.y < len(self._shown):
            self.post_message(self.Chosen(self._shown[at.y]))


def _head(desk: Desk, annotation: Annotation) -> Content:
    focused = annotation.claim_id == desk.focus
    return Content.assemble(
        ("▶" if focused else " ", "bold $accent"), (f"{desk.number(annotation.claim_id):>3} ", "bold")
    )


def _words(desk: Desk, annotation: Annotation) -> Content:
    return Content(visible(" ".join(annotation.judgement.span.of(desk.article.text).split())))


def _lines(desk: Desk, annotation: Annotation, width: int, *, tall: bool) -> list[Content]:
    head, words, labels = _head(desk, annotation), _words(desk, annotation), _labels(desk, annotation)
    room = width - head.cell_length
    if tall:
        first, second = words.truncate(room, ellipsis=True), labels.truncate(room, ellipsis=True)
        return [Content.assemble(head, first), Content.assemble(" " * head.cell_length, second)]
    share = max(12, min(words.cell_length, room - 2 - min(labels.cell_length, room * 3 // 5)))
    first = words.truncate(share, ellipsis=True, pad=True)
    return [Content.assemble(head, first, "  ", labels.truncate(room - 2 - share, ellipsis=True))]


def _in_full(desk: Desk, annotation: Annotation, width: int) -> list[Content]:
    """Return everything there is of a claim: its words, labels and gaps, restatement, note, evidence."""
    head, judgement = _head(desk, annotation), annotation.judgement
    parts = [_words(desk, annotation), _labels(desk, annotation)]
    if judgement.restatement:
        parts.append(Content.assemble(("= ", "bold"), visible(judgement.restatement)))
    if judgement.note:
        parts.append(Content.assemble(("note ", "bold"), visible(judgement.note)))
    parts += [_evidence(desk, each) for each in judgement.evidence]
    lines = [line for part in parts for line in part.wrap(max(10, width - head.cell_length))]
    return [
        Content.assemble(head if i == 0 else " " * head.cell_length, line) for i, line in enumerate(lines)
    ]


def _evidence(desk: Desk, evidence: Evidence) -> Content:
    told = [evidence.url, evidence.quote and f"“{evidence.quote}”", evidence.note, evidence.published]
    if evidence.origin_id:
        told.insert(0, desk.source_named(evidence.origin_id))
    if evidence.place:
        told.append("a passage of the corpus")
    words = " · ".join(visible(each) for each in told if each)
    return Content.assemble((f"{evidence.polarity.replace('_', ' ')} ", "bold"), words)


def _labels(desk: Desk, annotation: Annotation) -> Content:
    """Return what is missing, in words, then the labels given."""
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
    parts = [Content.styled("? " + ", ".join(lacks), "$text-warning")] if lacks else []
    parts += [Content(" · ".join(given))] if given else []
    return Content("  ").join(parts)
