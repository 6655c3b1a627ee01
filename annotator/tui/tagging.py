"""What the keys of the TAG state do: sources, labels, evidence, notes.

A dialog may be open while the desk behind it is replaced, so each looks the desk up again when it closes; what was
typed stays a draft until it has become part of the claim.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.claim import Evidence
from annotator.core.scheme import Field, FieldType
from annotator.core.source import Source
from annotator.tui.screens.forms import EvidenceForm, NoteForm
from annotator.tui.screens.sources import SourcePicker

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk


def the_desk(screen: AnnotateScreen) -> Desk:
    """Return the desk that is before the annotator now."""
    if screen.desk is None:
        raise LookupError("no desk is open")
    return screen.desk


def mark(screen: AnnotateScreen) -> bool:
    """Mark the selection unless a claim is focused already; tell whether there is a focused claim now."""
    desk = the_desk(screen)
    nothing = desk.focus is None and desk.mark() is None
    screen.field = 0 if desk.focus is not None else screen.field
    screen.refresh_desk()
    if nothing:
        screen.say("nothing but punctuation is selected")
    return not nothing


def tag_letter(screen: AnnotateScreen, letter: str) -> None:
    """Give the focused claim the label of this key."""
    desk = the_desk(screen)
    hit = desk.scheme.by_key(letter)
    if hit is None:
        screen.say(f"no label has the key {letter}")
        return
    field, label = hit
    screen.field = desk.scheme.fields.index(field)
    desk.tag(field, label)
    screen.refresh_desk()


def tag_digit(screen: AnnotateScreen, digit: int) -> None:
    """Give the claim the source of this digit, marking the selection first."""
    digits = the_desk(screen).digits
    if digit > len(digits):
        screen.say(f"no source has the digit {digit} yet; / finds or adds one")
    else:
        tag_source(screen, digits[digit - 1])


def _source_field(screen: AnnotateScreen) -> Field | None:
    desk = the_desk(screen)
    field = desk.source_field(desk.scheme.fields[screen.field])
    if field is None:
        screen.say("this scheme asks for no source")
    return field


def tag_source(screen: AnnotateScreen, source_id: str) -> None:
    """Give the claim a source, marking the selection first."""
    field = _source_field(screen)
    if field is not None and mark(screen):
        desk = the_desk(screen)
        desk.tag_source(field, desk.sources[source_id])
        screen.refresh_desk()


def same_source(screen: AnnotateScreen) -> None:
    """Give the claim the source used last."""
    recent = the_desk(screen).recent
    if recent:
        tag_source(screen, max(recent, key=lambda source: recent[source]))
    else:
        screen.say("no source has been used in this article yet; / finds or adds one")


def narrator(screen: AnnotateScreen) -> None:
    """Give the claim the article itself as its source."""
    tag_source(screen, the_desk(screen).narrator.id)


def find_source(screen: AnnotateScreen) -> None:
    """Find or add a source for the claim, marking the selection first."""
    field = _source_field(screen)
    if field is None or not mark(screen):
        return
    desk = the_desk(screen)
    claim = desk.focus
    picker = SourcePicker(
        sources=list(desk.sources.values()),
        aliases=desk.aliases,
        recent=desk.recent,
        types=desk.scheme.source_types,
        article=desk.article.id,
    )

    def take(chosen: Source | str | None) -> None:
        now = _still(screen, claim) if chosen is not None else None
        if now is not None:
            now.tag_source(field, chosen if isinstance(chosen, Source) else None)
            screen.refresh_desk()

    screen.app.push_screen(picker, take)


def _still(screen: AnnotateScreen, claim: str | None) -> Desk | None:
    """Return the desk turned to a claim again, or say that the claim is gone."""
    desk = the_desk(screen)
    if claim in {each.claim_id for each in desk.claims}:
        desk.focus_on(claim)
        return desk
    screen.say("that claim is no longer there; what you typed is kept as a draft")
    return None


def field_step(screen: AnnotateScreen, by: int) -> None:
    """Turn to the next or previous field."""
    screen.field = (screen.field + by) % len(the_desk(screen).scheme.fields)
    screen.label = 0
    screen.refresh_desk()


def label_step(screen: AnnotateScreen, by: int) -> None:
    """Give the field its next or previous label; where several may be given, only point at it."""
    desk = the_desk(screen)
    field = desk.scheme.fields[screen.field]
    if field.type is FieldType.CHOICES:
        screen.label = (screen.label + by) % len(field.labels)
    else:
        desk.step_label(field, by)
    screen.refresh_desk()


def toggle(screen: AnnotateScreen) -> None:
    """Give or take the label pointed at, in a field that takes several."""
    desk = the_desk(screen)
    field = desk.scheme.fields[screen.field]
    if field.type is FieldType.CHOICES:
        desk.tag(field, field.labels[screen.label])
        screen.refresh_desk()
    else:
        screen.say("this field takes one label: arrows or its letter set it")


def evidence(screen: AnnotateScreen) -> None:
    """Add evidence to the focused claim."""
    desk, sitting = the_desk(screen), screen.sitting
    claim = desk.focus
    if sitting is None or claim is None:
        return

    def take(filled: tuple[Evidence, str] | None) -> None:
        now = _still(screen, claim) if filled is not None else None
        if filled is not None and now is not None:
            now.add_evidence(*filled)
            sitting.keep_draft(claim, "evidence", "")
        screen.refresh_desk()

    keep = partial(sitting.keep_draft, claim, "evidence")
    screen.app.push_screen(
        EvidenceForm(desk.new_id(), sitting.draft(claim, "evidence"), keep, desk.today()), take
    )


def evidence_remove(screen: AnnotateScreen) -> None:
    """Take the last piece of evidence off."""
    desk = the_desk(screen)
    focused = desk.focused
    if focused is not None and focused.judgement.evidence:
        desk.remove_evidence(focused.judgement.evidence[-1].id)
        screen.refresh_desk()


def note(screen: AnnotateScreen) -> None:
    """Write the note and the restatement of the focused claim."""
    desk, sitting = the_desk(screen), screen.sitting
    focused = desk.focused
    if sitting is None or focused is None:
        return
    claim, judgement = focused.claim_id, focused.judgement

    def take(filled: tuple[str, str] | None) -> None:
        now = _still(screen, claim) if filled is not None else None
        if filled is not None and now is not None:
            now.set_texts(note=filled[0], restatement=filled[1])
            sitting.keep_draft(claim, "note", "")
        screen.refresh_desk()

    keep = partial(sitting.keep_draft, claim, "note")
    form = NoteForm(judgement.note or "", judgement.restatement or "", sitting.draft(claim, "note"), keep)
    screen.app.push_screen(form, take)
