"""Who else is quoted for or against a claim, by itself or in words selected in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.claim import Annotation, Reaction
from annotator.core.reactions import stance_of
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.core.text.trim import trim
from annotator.tui.commands.command import Command, the_desk
from annotator.tui.commands.drafts import ClaimDrafts, known_sources
from annotator.tui.commands.marking import still
from annotator.tui.screens.reactions import Quoted, Reacted, ReactionForm

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk


def reactions(screen: AnnotateScreen) -> None:
    """Say who else is quoted about the focused claim; selected words are said of the claim worked on last."""
    desk = the_desk(screen)
    if desk.focused is not None:
        _ask(screen, desk.focused, Quoted())
        return
    cue = trim(desk.article.text, desk.cursor.span) if desk.cursor.span else None
    if desk.last is None:
        screen.say("mark the claim first, then the words that react to it, then +")
    elif cue is None:
        screen.say("nothing but punctuation is selected")
    else:
        _ask(screen, desk.last, _quoted(desk, cue))


def _quoted(desk: Desk, cue: Span) -> Quoted:
    # Reading attributions is slow to import and seldom wanted.
    from annotator.core.naming import matching
    from annotator.core.reactors import who_reacts

    text = desk.article.text
    name, is_named = who_reacts(text, desk.article.passages[desk.article.passage_at(cue.start)].span, cue)
    known = matching(
        name,
        is_named=is_named,
        known=desk.book.known,
        aliases=desk.aliases,
        here=desk.digits,
        article_id=desk.article.id,
    )
    # Several would be a question, which the list below the name asks.
    source = known[0].id if name and len(known) == 1 else ""
    return Quoted(cue, source, name, stance_of(cue.of(text)))


def _ask(screen: AnnotateScreen, claim: Annotation, quoted: Quoted) -> None:
    desk, sitting = the_desk(screen), screen.sitting
    if sitting is None:
        return
    drafts = ClaimDrafts(sitting, claim.claim_id)

    def drop(reaction: Reaction) -> bool:
        now = still(screen, claim.claim_id)
        if now is not None and now.focused is not None:
            now.set_reactions(tuple(each for each in now.focused.judgement.reactions if each != reaction))
            screen.refresh_desk()
        return now is not None

    def take(reacted: Reacted | None) -> None:
        now = still(screen, claim.claim_id) if reacted is not None else None
        if reacted is not None and now is not None:
            _add(now, reacted)
            drafts.forget(reacted.what)
        screen.refresh_desk()

    form = ReactionForm(
        heading=f"claim {desk.number(claim.claim_id)}: who else is quoted",
        words=" ".join(claim.judgement.span.of(desk.article.text).split()),
        text=desk.article.text,
        reactions=claim.judgement.reactions,
        known=known_sources(desk),
        claimants=frozenset(desk.claimants(claim)),
        quoted=quoted,
        drafts=drafts,
        drop=drop,
    )
    screen.app.push_screen(form, take)


def _add(desk: Desk, reacted: Reacted) -> None:
    source = desk.sources.get(reacted.source_id)
    new: tuple[Source, ...] = ()
    if source is None and not reacted.source_id:
        source = desk.source_called(reacted.name)
        new = (source,)
    if desk.focused is None or source is None:
        return
    added = Reaction(source.id, reacted.stance, reacted.cue)
    desk.set_reactions((*desk.focused.judgement.reactions, added), new)


COMMANDS: dict[str, Command] = {"reactions": reactions}
