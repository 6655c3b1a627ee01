"""Evidence, note and restatement of the focused claim.

What was typed in a dialog stays a draft until it has become part of the claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.core.article import Article
from annotator.core.claim import Annotation
from annotator.core.text.span import Span
from annotator.tui.commands.command import Command, key_of, the_desk
from annotator.tui.commands.drafts import ClaimDrafts, known_sources
from annotator.tui.commands.finding import open_search
from annotator.tui.commands.links import copy_address
from annotator.tui.commands.marking import still
from annotator.tui.keys import Mode
from annotator.tui.screens.evidence import NEW_DRAFT, About, EvidenceForm, Filled
from annotator.tui.screens.note import DRAFT, NoteForm
from annotator.workflow.searching import Hit

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk
    from annotator.workflow.sitting import Sitting


def evidence(screen: AnnotateScreen) -> None:
    """Add evidence to the focused claim, or look at what it has and change it."""
    desk, sitting = the_desk(screen), screen.sitting
    focused = desk.focused
    if sitting is None or focused is None:
        return
    claim = focused.claim_id
    drafts = ClaimDrafts(sitting, claim)

    def take(filled: Filled | None) -> None:
        now = still(screen, claim) if filled is not None else None
        if filled is not None and now is not None:
            _put(now, filled)
            drafts.forget(filled.what)
        screen.refresh_desk()

    screen.app.push_screen(EvidenceForm(_about(screen, sitting, desk, focused), drafts), take)


def _about(screen: AnnotateScreen, sitting: Sitting, desk: Desk, claim: Annotation) -> About:
    def pick(then: Callable[[str, Span], None]) -> None:
        def take(hit: Hit | None) -> None:
            if hit is not None:
                then(hit.article_id, hit.span)

        open_search(screen, take, title="a passage as evidence", query="")

    def article(article_id: str, then: Callable[[Article], None]) -> None:
        if article_id == desk.article.id:
            then(desk.article)
        else:
            screen.later(lambda: sitting.article(article_id), then)

    return About(
        number=desk.number(claim.claim_id),
        pieces=claim.judgement.evidence,
        known=known_sources(desk),
        claimants=frozenset(desk.claimants(claim)),
        as_of=claim.judgement.as_of or desk.today(),
        today=desk.today(),
        new_id=desk.new_id,
        pick=pick,
        article=article,
        copy=partial(copy_address, screen),
    )


def _put(desk: Desk, filled: Filled) -> None:
    """Make a filled-in piece part of the focused claim; one that says nothing new changes nothing."""
    pieces = {each.id: each for each in desk.focused.judgement.evidence} if desk.focused else {}
    piece = filled.evidence
    if filled.what != NEW_DRAFT and piece.id not in pieces:
        # The piece was taken off elsewhere meanwhile; under its id something else is stored already.
        piece = replace(piece, id=desk.new_id())
    if filled.origin or pieces.get(piece.id) != piece:
        desk.add_evidence(piece, filled.origin)


def same_evidence(screen: AnnotateScreen) -> None:
    """Give the focused claim the evidence that a claim was last given."""
    desk = the_desk(screen)
    last = len(desk.last_evidence)
    count = desk.same_evidence()
    screen.refresh_desk()
    if count:
        screen.say(f"{count} piece{'s'[: count > 1]} of evidence taken over")
    elif last:
        screen.say("this claim has the evidence given last")
    else:
        screen.say(f"no claim has been given evidence yet; {key_of(screen, 'evidence', Mode.TAG)} adds some")


def evidence_remove(screen: AnnotateScreen) -> None:
    """Take the last piece of evidence off."""
    desk = the_desk(screen)
    focused = desk.focused
    if focused is None or not focused.judgement.evidence:
        screen.say("this claim has no evidence")
        return
    desk.remove_evidence(focused.judgement.evidence[-1].id)
    screen.refresh_desk()
    left = len(focused.judgement.evidence) - 1
    screen.say(f"the last piece of evidence is off; {left} left" if left else "the evidence is off")


def note(screen: AnnotateScreen) -> None:
    """Write the note and the restatement of the focused claim."""
    desk, sitting = the_desk(screen), screen.sitting
    focused = desk.focused
    if sitting is None or focused is None:
        return
    claim, judgement = focused.claim_id, focused.judgement
    drafts = ClaimDrafts(sitting, claim)

    def take(filled: tuple[str, str] | None) -> None:
        now = still(screen, claim) if filled is not None else None
        if filled is not None and now is not None:
            now.set_texts(note=filled[0], restatement=filled[1])
            drafts.forget(DRAFT)
        screen.refresh_desk()

    form = NoteForm(desk.number(claim), judgement.note or "", judgement.restatement or "", drafts)
    screen.app.push_screen(form, take)


COMMANDS: dict[str, Command] = {
    "evidence": evidence,
    "evidence_same": same_evidence,
    "evidence_remove": evidence_remove,
    "note": note,
}
