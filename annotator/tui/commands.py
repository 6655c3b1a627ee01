"""What each key does, by name: one table from command to function, each a few calls on the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.core.claim import Evidence
from annotator.core.cursor import Edge
from annotator.core.history import Kind, Looked
from annotator.core.ids import fold
from annotator.core.scheme import Field, FieldType
from annotator.core.source import Source
from annotator.core.text.steps import Unit
from annotator.tui.screens.forms import EvidenceForm, NoteForm
from annotator.tui.screens.lists import Guideline, KeyHelp, article_choice, skip_choice
from annotator.tui.screens.sources import NONE, SourcePicker
from annotator.workflow.annotating import Desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.undoing import Undone

Command = Callable[["AnnotateScreen"], object]


def _desk(screen: AnnotateScreen) -> Desk:
    if screen.desk is None:
        raise LookupError("no desk is open")
    return screen.desk


def _on_desk(change: Callable[[Desk], object]) -> Command:
    def command(screen: AnnotateScreen) -> None:
        change(_desk(screen))
        screen.refresh_desk()

    return command


def _move(unit: Unit, *, forward: bool) -> Command:
    def command(screen: AnnotateScreen) -> None:
        desk = _desk(screen)
        before = desk.cursor
        desk.move(unit, forward)
        screen.refresh_desk()
        if desk.cursor == before:
            screen.say("end of the passage; Space: done, next" if forward else "beginning of the passage")

    return command


def _stretch(edge: Edge, *, outward: bool, unit: Unit = Unit.WORD) -> Command:
    return _on_desk(lambda desk: desk.stretch(edge, unit, outward))


def _by_character(screen: AnnotateScreen, *, right: bool) -> None:
    desk = _desk(screen)
    edge = desk.cursor.edge
    desk.stretch(edge, Unit.CHARACTER, right == (edge == "end"))
    screen.refresh_desk()


def _swap(desk: Desk) -> None:
    desk.cursor = desk.cursor.swapped()


def _mark(screen: AnnotateScreen) -> bool:
    """Mark the selection unless a claim is focused already; tell whether there is a focused claim now."""
    desk = _desk(screen)
    if desk.focus is None and desk.mark() is None:
        screen.say("nothing but punctuation is selected")
    if desk.focus is not None:
        screen.field = 0
    screen.refresh_desk()
    return desk.focus is not None


def _finish(screen: AnnotateScreen) -> None:
    _desk(screen).clear()
    screen.refresh_desk()


# -- tagging


def source_field(screen: AnnotateScreen) -> Field:
    """Return the source field that is being worked on, else the first one."""
    fields = _desk(screen).scheme.fields
    chosen = fields[screen.field]
    return (
        chosen if chosen.type is FieldType.SOURCE else next(f for f in fields if f.type is FieldType.SOURCE)
    )


def tag_source(screen: AnnotateScreen, source_id: str) -> None:
    """Give the claim a source, marking the selection first."""
    if _mark(screen):
        desk = _desk(screen)
        desk.tag_source(source_field(screen), desk.sources[source_id])
        screen.refresh_desk()


def _same_source(screen: AnnotateScreen) -> None:
    recent = _desk(screen).recent
    if not recent:
        screen.say("no source has been used in this article yet; / finds or adds one")
        return
    tag_source(screen, max(recent, key=lambda source: recent[source]))


def _narrator(screen: AnnotateScreen) -> None:
    tag_source(screen, _desk(screen).narrator.id)


def _find_source(screen: AnnotateScreen) -> None:
    if not _mark(screen):
        return
    desk, field = _desk(screen), source_field(screen)
    picker = SourcePicker(
        sources=list(desk.sources.values()),
        aliases=desk.aliases,
        recent=desk.recent,
        types=desk.scheme.source_types,
        article=desk.article.id,
    )

    def take(chosen: Source | str | None) -> None:
        if chosen == NONE:
            desk.tag_source(field, None)
        elif isinstance(chosen, Source):
            desk.tag_source(field, chosen)
        screen.refresh_desk()

    screen.app.push_screen(picker, take)


def _field_step(screen: AnnotateScreen, by: int) -> None:
    screen.field = (screen.field + by) % len(_desk(screen).scheme.fields)
    screen.refresh_desk()


def _label_step(screen: AnnotateScreen, by: int) -> None:
    desk = _desk(screen)
    field = desk.scheme.fields[screen.field]
    focused = desk.focused
    if focused is None:
        return
    if field.type is FieldType.SOURCE:
        _step_source(desk, field, by)
    else:
        ids = [label.id for label in field.labels]
        given = focused.judgement.of(field.id)
        at = ids.index(given[0]) + by if given else (0 if by > 0 else len(ids) - 1)
        if 0 <= at < len(ids):
            desk.tag(field, field.labels[at])
        elif given:
            desk.tag(field, field.labels[ids.index(given[0])])
    screen.refresh_desk()


def _step_source(desk: Desk, field: Field, by: int) -> None:
    known = [*desk.digits[:9], desk.narrator.id]
    focused = desk.focused
    given = focused.judgement.of(field.id) if focused else ()
    at = known.index(given[0]) + by if given and given[0] in known else (0 if by > 0 else len(known) - 1)
    desk.tag_source(field, desk.sources[known[at]] if 0 <= at < len(known) else None)


def _evidence(screen: AnnotateScreen) -> None:
    desk, sitting = _desk(screen), screen.sitting
    claim = desk.focus
    if sitting is None or claim is None:
        return

    def take(filled: tuple[Evidence, str] | None) -> None:
        if filled is not None and desk.focus == claim:
            evidence, origin = filled
            desk.add_evidence(*_with_origin(desk, evidence, origin))
        screen.refresh_desk()

    def show(drafts: dict[str, str]) -> None:
        keep = partial(sitting.keep_draft, claim, "evidence")
        form = EvidenceForm(desk.new_id(), drafts.get("evidence", ""), keep, desk.today())
        screen.app.push_screen(form, take)

    screen.later(lambda: sitting.drafts(claim), show)


def _with_origin(desk: Desk, evidence: Evidence, origin: str) -> tuple[Evidence, Source | None]:
    """Put a known source of that name in as the origin, or a new one of no stated type."""
    if not origin:
        return evidence, None
    known = [
        s for s in desk.sources.values() if fold(origin) in map(fold, (s.name, *desk.aliases.get(s.id, ())))
    ]
    unclear = desk.scheme.source_types[-1].id if desk.scheme.source_types else "unclear"
    source = known[0] if known else Source.of(origin, unclear)
    return replace(evidence, origin_id=source.id), source


def _evidence_remove(screen: AnnotateScreen) -> None:
    desk = _desk(screen)
    focused = desk.focused
    if focused is not None and focused.judgement.evidence:
        desk.remove_evidence(focused.judgement.evidence[-1].id)
        screen.refresh_desk()


def _note(screen: AnnotateScreen) -> None:
    desk, sitting = _desk(screen), screen.sitting
    focused = desk.focused
    if sitting is None or focused is None:
        return
    claim, judgement = focused.claim_id, focused.judgement

    def take(filled: tuple[str, str] | None) -> None:
        if filled is not None and desk.focus == claim:
            desk.set_texts(note=filled[0], restatement=filled[1])
        screen.refresh_desk()

    def show(drafts: dict[str, str]) -> None:
        keep = partial(sitting.keep_draft, claim, "note")
        form = NoteForm(judgement.note or "", judgement.restatement or "", drafts.get("note", ""), keep)
        screen.app.push_screen(form, take)

    screen.later(lambda: sitting.drafts(claim), show)


# -- passages and articles


def _go(screen: AnnotateScreen, index: int | None, otherwise: str) -> None:
    if index is None:
        screen.refresh_desk()
        screen.say(otherwise)
        return
    _desk(screen).go(index)
    screen.keep_place()
    screen.refresh_desk()


def _done(screen: AnnotateScreen) -> None:
    desk = _desk(screen)
    desk.focus_on(None)
    if desk.looked(desk.index) is not Looked.SKIPPED:
        desk.look(Looked.DONE)
    following = desk.next_index()
    if following is not None:
        _go(screen, following, "")
    else:
        _next_article(screen)


def _next_article(screen: AnnotateScreen) -> None:
    desk, sitting = _desk(screen), screen.sitting
    if sitting is None:
        return
    screen.refresh_desk()
    unsettled = desk.unsettled()
    after = sitting.order.index(desk.article.id) + 1
    left = "" if unsettled is None else f"; passage {unsettled + 1} still needs work"
    if after < len(sitting.order):
        following = sitting.order[after]
        message = f"article {after} is read{left}" if left else ""
        screen.later(lambda: sitting.open(following), partial(_opened, screen, message=message))
    elif unsettled is not None:
        screen.say(f"end of the last article{left}: ] goes there")
    else:
        screen.say("end of the last article, and it is done: a lists the articles, Q leaves")


def _opened(screen: AnnotateScreen, desk: Desk, message: str = "") -> None:
    screen.show_desk(desk)
    screen.keep_place()
    if message:
        screen.say(message)


def _unsettled(screen: AnnotateScreen, *, forward: bool) -> None:
    _go(screen, _desk(screen).unsettled(forward), "nothing in this article needs work")


def _flag(desk: Desk) -> None:
    flagged = desk.looked(desk.index) is Looked.FLAGGED
    desk.look(Looked.OPEN if flagged else Looked.FLAGGED)


def _skip(screen: AnnotateScreen) -> None:
    desk = _desk(screen)

    def take(reason: str | None) -> None:
        if reason is not None:
            desk.look(Looked.SKIPPED, reason)
            _go(screen, desk.next_index(), "end of the article")

    screen.app.push_screen(skip_choice(), take)


def _articles(screen: AnnotateScreen) -> None:
    sitting, desk = screen.sitting, _desk(screen)
    if sitting is None:
        return

    def take(article: str | None) -> None:
        if article is not None and article != desk.article.id:
            screen.later(lambda: sitting.open(article), partial(_opened, screen))

    screen.later(
        sitting.articles, lambda lines: screen.app.push_screen(article_choice(lines, desk.article.id), take)
    )


# -- the program


def _turn_back(screen: AnnotateScreen, kind: Kind) -> None:
    sitting = screen.sitting
    if sitting is None:
        return
    screen.later(lambda: sitting.turn_back(kind), partial(_turned_back, screen, kind))


def _turned_back(screen: AnnotateScreen, kind: Kind, undone: Undone | None) -> None:
    sitting, desk = screen.sitting, _desk(screen)
    if undone is None or sitting is None:
        screen.say(f"nothing to {kind}")
        return
    article = undone.article_id or desk.article.id
    screen.later(lambda: sitting.open(article), partial(_back_at, screen, kind, undone))


def _back_at(screen: AnnotateScreen, kind: Kind, undone: Undone, fresh: Desk) -> None:
    """Show the article as it is now, at what was changed."""
    before = _desk(screen)
    if before.article.id == fresh.article.id:
        fresh.take_over(before)
    screen.desk = fresh
    standing = {each.claim_id for each in fresh.claims}
    if undone.claim_id in standing:
        fresh.focus_on(undone.claim_id)
    if undone.passage_id in fresh.passage_ids:
        fresh.go(fresh.passage_ids.index(undone.passage_id))
    screen.show_desk(fresh)
    screen.say(f"{'undone' if kind is Kind.UNDO else 'redone'}: {undone.what}")


def _retry(screen: AnnotateScreen) -> None:
    if screen.sitting is not None:
        screen.sitting.outbox.retry()


def _guideline(screen: AnnotateScreen) -> None:
    from annotator.workflow.schemes import guideline

    desk = _desk(screen)
    field = desk.scheme.fields[screen.field].id.replace("_", " ") if desk.focus else ""
    screen.app.push_screen(Guideline(guideline(desk.scheme), field))


def _help(screen: AnnotateScreen) -> None:
    screen.app.push_screen(KeyHelp(screen.mode, screen.desk.scheme if screen.desk else None))


def _palette(screen: AnnotateScreen) -> None:
    screen.app.action_command_palette()


def _how_to_leave(screen: AnnotateScreen) -> None:
    screen.say("Ctrl+Q leaves; everything is saved")


def _leave(screen: AnnotateScreen) -> None:
    sitting = screen.sitting
    if sitting is not None and sitting.outbox.progress.problem is not None and not screen.warned_of_loss:
        screen.warned_of_loss = True
        screen.notify(
            "Some of your work is not saved. Ctrl+R tries again; Q again leaves without it.",
            severity="error",
            timeout=20,
        )
        return
    screen.keep_place()
    screen.app.exit()


COMMANDS: dict[str, Command] = {
    "sentence_next": _move(Unit.SENTENCE, forward=True),
    "sentence_previous": _move(Unit.SENTENCE, forward=False),
    "clause_next": _move(Unit.CLAUSE, forward=True),
    "clause_previous": _move(Unit.CLAUSE, forward=False),
    "word_next": _move(Unit.WORD, forward=True),
    "word_previous": _move(Unit.WORD, forward=False),
    "grow": _on_desk(Desk.grow),
    "shrink": _on_desk(Desk.shrink),
    "end_out": _stretch("end", outward=True),
    "end_in": _stretch("end", outward=False),
    "start_out": _stretch("start", outward=True),
    "start_in": _stretch("start", outward=False),
    "end_out_clause": _stretch("end", outward=True, unit=Unit.CLAUSE),
    "end_in_clause": _stretch("end", outward=False, unit=Unit.CLAUSE),
    "end_out_sentence": _stretch("end", outward=True, unit=Unit.SENTENCE),
    "end_in_sentence": _stretch("end", outward=False, unit=Unit.SENTENCE),
    "character_right": partial(_by_character, right=True),
    "character_left": partial(_by_character, right=False),
    "other_edge": _on_desk(_swap),
    "clear": _on_desk(Desk.clear),
    "mark": _mark,
    "finish": _finish,
    "claim_next": _on_desk(Desk.focus_next),
    "claim_previous": _on_desk(lambda desk: desk.focus_next(forward=False)),
    "withdraw": _on_desk(Desk.withdraw),
    "same_source": _same_source,
    "narrator": _narrator,
    "find_source": _find_source,
    "field_next": partial(_field_step, by=1),
    "field_previous": partial(_field_step, by=-1),
    "label_next": partial(_label_step, by=1),
    "label_previous": partial(_label_step, by=-1),
    "evidence": _evidence,
    "evidence_remove": _evidence_remove,
    "note": _note,
    "done": _done,
    "passage_previous": lambda screen: _go(
        screen, _desk(screen).next_index(forward=False), "this is the first passage"
    ),
    "passage_next": lambda screen: _go(screen, _desk(screen).next_index(), "this is the last passage"),
    "unsettled_next": partial(_unsettled, forward=True),
    "unsettled_previous": partial(_unsettled, forward=False),
    "flag": _on_desk(_flag),
    "skip": _skip,
    "articles": _articles,
    "undo": partial(_turn_back, kind=Kind.UNDO),
    "redo": partial(_turn_back, kind=Kind.REDO),
    "retry": _retry,
    "guideline": _guideline,
    "help": _help,
    "palette": _palette,
    "leave": _leave,
    "how_to_leave": _how_to_leave,
}
