"""Evidence, note and restatement of the focused claim.

What was typed in a dialog stays a draft until it has become part of the claim.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.claim import Evidence
from annotator.tui.commands.command import Command, the_desk
from annotator.tui.commands.marking import still
from annotator.tui.screens.forms import EvidenceForm, NoteForm

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def evidence(screen: AnnotateScreen) -> None:
    """Add evidence to the focused claim."""
    desk, sitting = the_desk(screen), screen.sitting
    claim = desk.focus
    if sitting is None or claim is None:
        return

    def take(filled: tuple[Evidence, str] | None) -> None:
        now = still(screen, claim) if filled is not None else None
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
        now = still(screen, claim) if filled is not None else None
        if filled is not None and now is not None:
            now.set_texts(note=filled[0], restatement=filled[1])
            sitting.keep_draft(claim, "note", "")
        screen.refresh_desk()

    keep = partial(sitting.keep_draft, claim, "note")
    form = NoteForm(judgement.note or "", judgement.restatement or "", sitting.draft(claim, "note"), keep)
    screen.app.push_screen(form, take)


COMMANDS: dict[str, Command] = {
    "evidence": evidence,
    "evidence_remove": evidence_remove,
    "note": note,
}
