"""The claims of the passage in the order of the text, each with its labels and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style

from annotator.core.display import visible
from annotator.tui.chosen import own
from annotator.tui.keys import Mode
from annotator.tui.widgets.lines import Lines

if TYPE_CHECKING:
    # What a claim is is not needed before the first frame, which shows none.
    from annotator.core.claim import Annotation, Evidence, Reaction
    from annotator.workflow.annotating import Desk

HalfTyped = frozenset[tuple[str, str]]
"""Which claims have text waiting that became no part of them, and what it is of."""

NARROWEST = 10
"""Cells that words are given at least, however narrow the list."""


class ClaimList(Lines):
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
        self._half_typed: HalfTyped = frozenset()
        self._shown: list[str] = []
        self._above = 0

    def show(self, desk: Desk, half_typed: HalfTyped = frozenset()) -> None:
        """Show the claims of the desk's passage, and of which of them something half-typed waits."""
        self._desk, self._half_typed = desk, half_typed
        here = desk.here
        lacking = sum(1 for each in here if desk.gaps(each))
        given = "given " if desk.given.is_asked else ""
        title = f"{given}claims here {len(here)}" + (f", {lacking} unfinished" if lacking else "")
        if given and here and desk.focus is None:
            title += f" · {own(self).keymap.shown('claim_next', Mode.READ)} turns to one"
        if title != self.border_title:
            self.border_title = title
        self.put(self._fitting())

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self.put(self._fitting())

    def _fitting(self) -> list[Content]:
        """Return as many claims as fit, the focused one among them and, where there is room, in full."""
        if self._desk is None:
            return []
        desk, width, height = self._desk, self.content_size.width, max(1, self.content_size.height)
        here, proposed = desk.here, _proposed(desk, width)
        if not here and desk.given.is_asked:
            key = own(self).keymap.shown("unfinished_next", Mode.READ)
            hint = "No claim is asked about here. " + (
                f"{key} goes to the next one to answer." if key else ""
            )
            return [*Content.styled(hint, "$text-muted").wrap(max(1, width))]
        if not here and proposed:
            return proposed[:height]
        if not here:
            commands = {"sentence_next": Mode.READ, "clause_next": Mode.READ, "mark": Mode.SPAN}
            keys = [own(self).keymap.shown(command, mode) for command, mode in commands.items()]
            hint = "No claim marked here."
            if all(keys):
                hint += " {} selects a sentence, {} a clause, {} marks it.".format(*keys)
            return [*Content.styled(hint, "$text-muted").wrap(max(1, width))]
        above = self._hint(desk, width) if 2 * len(here) < height else []
        height -= len(above)
        # What is suggested has a third of the room where the claims want all of it.
        proposed = proposed[: max(1, height // 3)]
        height = max(1, height - len(proposed))
        told = [_Told(desk, each, self._half_typed) for each in here]
        focus = next((at for at, each in enumerate(here) if each.claim_id == desk.focus), None)
        lines = [
            (each.claim_id, line)
            for each, block in zip(here, _blocks(told, focus, width, height), strict=True)
            for line in block
        ]
        at = next((at for at, (claim, _) in enumerate(lines) if claim == desk.focus), 0)
        first = max(0, min(at - height // 2, len(lines) - height))
        shown = lines[first : first + height]
        self._shown = [claim for claim, _ in shown]
        # Clicks are counted from the first claim.
        self._above = len(above)
        return [*above, *(line for _, line in shown), *proposed]

    def _hint(self, desk: Desk, width: int) -> list[Content]:
        """Return how to begin with given claims, where no line above the list says it."""
        if not desk.given.is_asked or desk.focus is not None or not self.screen.has_class("-wide"):
            return []
        return [Content.styled(self.border_title or "", "$text-muted").truncate(width, ellipsis=True)]

    def on_click(self, event: events.Click) -> None:
        """Turn to the claim that was clicked."""
        at = event.get_content_offset(self)
        if at is not None and 0 <= at.y - self._above < len(self._shown):
            self.post_message(self.Chosen(self._shown[at.y - self._above]))


def _proposed(desk: Desk, width: int) -> list[Content]:
    """Return a line for each span of the passage that was suggested as a claim."""
    lines = []
    for each in desk.proposed:
        said = [
            desk.source_named(label.source_id) if label.source_id else label.value.replace("_", " ")
            for label in each.labels
            if desk.scheme.field(label.field)
        ]
        words = visible(" ".join(each.span.of(desk.article.text).split()))
        told = Content.styled(visible(" · ".join(["suggested", *said])), "$text-muted")
        share = max(NARROWEST, width - 7 - min(told.cell_length, width // 2))
        cut = Content.styled(words, "dim underline").truncate(share, ellipsis=True)
        lines.append(Content.assemble(("   ~ ", "bold"), cut, "  ", told).truncate(width, ellipsis=True))
    return lines


def _blocks(told: Sequence[_Told], focus: int | None, width: int, height: int) -> list[list[Content]]:
    """Return the lines of each claim: the focused one in full if it fits beside the others, at two lines or one."""
    others = len(told) - 1
    tall = [each.tall(width) for each in told]
    if focus is not None:
        in_full = told[focus].in_full(width)
        if 2 * others + len(in_full) <= height:
            return [*tall[:focus], in_full, *tall[focus + 1 :]]
    flat = _flat(told, width)
    if focus is not None:
        fitting = told[focus].fitting(width, height - others)
        if len(fitting) > 2 or (fitting and 2 * len(told) > height):  # noqa: PLR2004  more than it has anyway
            return [*flat[:focus], fitting, *flat[focus + 1 :]]
    return tall if 2 * len(told) <= height else flat


def _flat(told: Sequence[_Told], width: int) -> list[list[Content]]:
    """Return a line a claim, the labels of all beginning in one column."""
    room = width - told[0].indent
    longest = max(each.labels.cell_length for each in told)
    share = max(NARROWEST, room - 2 - min(longest, room * 3 // 5))
    return [[each.flat(width, share)] for each in told]


class _Told:
    """What there is to tell of one claim."""

    def __init__(self, desk: Desk, annotation: Annotation, half_typed: HalfTyped) -> None:
        self._desk, self._annotation = desk, annotation
        claim, judgement = annotation.claim_id, annotation.judgement
        self._drafts = _drafts(annotation, half_typed)
        self._head = Content.assemble(
            ("▶" if claim == desk.focus else " ", "bold $accent"), (f"{desk.number(claim):>3} ", "bold")
        )
        self._given = desk.given.restatement(claim)
        self._words = Content(visible(" ".join(judgement.span.of(desk.article.text).split())))
        self.labels = _labels(desk, annotation, has_draft=bool(self._drafts))
        self.indent = self._head.cell_length

    def flat(self, width: int, share: int) -> Content:
        """Return it in one line, the words cut to `share` cells."""
        words = self._words.truncate(share, ellipsis=True, pad=True)
        labels = self.labels.truncate(max(1, width - self.indent - share - 2), ellipsis=True)
        return Content.assemble(self._head, words, "  ", labels)

    def tall(self, width: int) -> list[Content]:
        """Return it in two lines."""
        room = max(NARROWEST, width - self.indent)
        return self._indented([each.truncate(room, ellipsis=True) for each in (self._words, self.labels)])

    def in_full(self, width: int) -> list[Content]:
        """Return everything there is of the claim, in as many lines as it takes."""
        room = max(NARROWEST, width - self.indent)
        parts = [self._words.wrap(room), self.labels.wrap(room), *self._more(room)]
        return self._indented([line for part in parts for line in part])

    def fitting(self, width: int, height: int) -> list[Content]:
        """Return as much of the claim as `height` lines take, no part of it cut but the words and labels."""
        lines = self.tall(width)
        room = max(NARROWEST, width - self.indent)
        for part in self._more(room):
            if len(lines) + len(part) <= height:
                lines += [Content.assemble(" " * self.indent, line) for line in part]
        return lines if len(lines) <= height else []

    def _indented(self, lines: Sequence[Content]) -> list[Content]:
        first, *rest = lines
        return [
            Content.assemble(self._head, first),
            *(Content.assemble(" " * self.indent, each) for each in rest),
        ]

    def _more(self, room: int) -> Iterator[list[Content]]:
        """Yield what else was said of the claim, each part as the lines that it takes."""
        desk, judgement = self._desk, self._annotation.judgement
        for reaction in judgement.reactions:
            yield _reaction(desk, reaction).wrap(room)
        for piece in judgement.evidence:
            yield _with_links(_evidence(desk, piece), piece, room)
        for wording in filter(None, (self._given, judgement.restatement)):
            yield Content.assemble(("= ", "bold"), visible(wording)).wrap(room)
        if judgement.note:
            yield Content.assemble(("note ", "bold"), visible(judgement.note)).wrap(room)
        if self._drafts:
            yield Content.assemble(("draft ", "bold"), f"of {', '.join(self._drafts)}: not saved yet").wrap(
                room
            )


_DRAFTS = {"evidence": "evidence", "note": "the note", "reaction": "a reaction"}


def _drafts(annotation: Annotation, half_typed: HalfTyped) -> tuple[str, ...]:
    """Name what is half-typed of a claim; a draft of evidence that the claim has no longer waits unseen."""
    pieces = {piece.id for piece in annotation.judgement.evidence}
    found = (what.partition(" ") for claim, what in half_typed if claim == annotation.claim_id)
    kinds = {kind for kind, _, piece in found if kind != "evidence" or not piece or piece in pieces}
    return tuple(name for kind, name in _DRAFTS.items() if kind in kinds)


def _reaction(desk: Desk, reaction: Reaction) -> Content:
    return Content.assemble(
        ("↔ ", "bold"),
        visible(desk.source_named(reaction.source_id)),
        (f" {reaction.stance} ", "bold"),
        _quoted(reaction.cue.of(desk.article.text)) if reaction.cue else "",
    )


def _quoted(words: str) -> str:
    return f"“{visible(' '.join(words.split()))}”"


def _evidence(desk: Desk, evidence: Evidence) -> Content:
    quote = _quoted(evidence.quote) if evidence.quote else ""
    told = [_origin(desk, evidence), visible(evidence.published or ""), quote, visible(evidence.note or "")]
    if evidence.place:
        here = evidence.place.article_id == desk.article.id
        told.append("a passage of this article" if here else "a passage of another article")
    if evidence.redacted:
        told.append("blanked for privacy")
    polarity = evidence.polarity.replace("_", " ")
    return Content.assemble((f"{polarity} ", "bold"), " · ".join(filter(None, told)))


def _origin(desk: Desk, evidence: Evidence) -> str:
    if not evidence.origin_id:
        return ""
    known = evidence.origin_id in desk.sources
    return visible(desk.source_named(evidence.origin_id)) if known else "unnamed elsewhere"


def _with_links(told: Content, evidence: Evidence, room: int) -> list[Content]:
    """Return a piece with its addresses whole, folded where a line ends, each part of them a link."""
    from annotator.core.addresses import link_target

    links = []
    for address in filter(None, (evidence.url, evidence.archived_url)):
        target = link_target(address)
        shown = Content(visible(address))
        links.append(shown.stylize(Style(link=target, underline=True)) if target else shown)
    in_one = Content("  ").join([told, *links])
    if in_one.cell_length <= room:
        return [in_one]
    return [*told.wrap(room), *(line for link in links for line in link.fold(room))]


def _given_labels(desk: Desk, claim_id: str) -> str:
    """Return the labels that a given claim comes with, in the order of the scheme's fields."""
    order = {field.id: place for place, field in enumerate(desk.schemes.scheme.fields)}
    labels = sorted(desk.given.labels(claim_id), key=lambda each: order.get(each.field, len(order)))
    said = (desk.source_named(each.source_id) if each.source_id else each.value for each in labels)
    return visible(" · ".join(each.replace("_", " ") for each in said))


def _labels(desk: Desk, annotation: Annotation, *, has_draft: bool) -> Content:
    """Return what is missing, in words, then the labels given and what else there is."""
    from annotator.core.reactions import is_disputed
    from annotator.core.scheme import FieldType

    judgement = annotation.judgement
    given = []
    for field in desk.scheme.fields:
        for value in judgement.of(field.id):
            if field.type is FieldType.SOURCE:
                given.append(visible(desk.source_named(value)))
            elif field.required:
                given.append(visible(value.replace("_", " ")))
    # What was labelled in a field that is asked no more is still on record, and part of what this claim says.
    asked = {field.id for field in desk.schemes.scheme.fields}
    kept = [label for label in judgement.labels if label.value and label.field not in asked]
    given += [visible(f"{each.field} {each.value} (retired)".replace("_", " ")) for each in kept]
    if judgement.reactions:
        is_one = is_disputed(judgement.reactions)
        given.append("disputed" if is_one else f"reactions {len(judgement.reactions)}")
    if judgement.evidence:
        given.append(f"evidence {len(judgement.evidence)}")
    if judgement.note:
        given.append("note")
    lacks = [gap.message for gap in desk.gaps(annotation)]
    parts = [Content.styled("draft", "bold")] if has_draft else []
    parts += [Content.styled("? " + visible(", ".join(lacks)), "$text-warning")] if lacks else []
    parts += [Content(" · ".join(given))] if given else []
    came_with = _given_labels(desk, annotation.claim_id)
    parts += [Content.styled(f"given: {came_with}", "$text-muted")] if came_with else []
    return Content("  ").join(parts)
