"""What each key does, by name: one table from command to function, each a few calls on the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from annotator.core.cursor import Edge
from annotator.core.history import Kind, Looked
from annotator.core.text.steps import Unit
from annotator.errors import AnnotatorError
from annotator.tui import tagging
from annotator.tui.keys import Mode
from annotator.tui.screens.dialog import Palette
from annotator.tui.screens.lists import Guideline, KeyHelp, article_choice, skip_choice
from annotator.tui.tagging import mark, the_desk
from annotator.workflow.annotating import Desk

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.undoing import Undone

Command = Callable[["AnnotateScreen"], object]


def _on_desk(change: Callable[[Desk], object]) -> Command:
    def command(screen: AnnotateScreen) -> None:
        change(the_desk(screen))
        screen.refresh_desk()

    return command


def _move(unit: Unit, *, forward: bool) -> Command:
    def command(screen: AnnotateScreen) -> None:
        desk = the_desk(screen)
        before = desk.cursor
        desk.move(unit, forward)
        screen.refresh_desk()
        if desk.cursor == before:
            screen.say("end of the passage; Space: done, next" if forward else "beginning of the passage")

    return command


def _stretch(edge: Edge, *, outward: bool, unit: Unit = Unit.WORD) -> Command:
    return _on_desk(lambda desk: desk.stretch(edge, unit, outward))


def _by_character(screen: AnnotateScreen, *, right: bool) -> None:
    desk = the_desk(screen)
    edge = desk.cursor.edge
    desk.stretch(edge, Unit.CHARACTER, right == (edge == "end"))
    screen.refresh_desk()


def _swap(desk: Desk) -> None:
    desk.cursor = desk.cursor.swapped()


def _finish(screen: AnnotateScreen) -> None:
    the_desk(screen).clear()
    screen.refresh_desk()


# -- passages and articles


def _go(screen: AnnotateScreen, index: int | None, otherwise: str) -> None:
    if index is None:
        screen.refresh_desk()
        screen.say(otherwise)
        return
    the_desk(screen).go(index)
    screen.keep_place()
    screen.refresh_desk()


def _done(screen: AnnotateScreen) -> None:
    desk = the_desk(screen)
    desk.focus_on(None)
    desk.pass_on()
    following = desk.next_index()
    if following is not None:
        _go(screen, following, "")
    else:
        _next_article(screen)


def _next_article(screen: AnnotateScreen) -> None:
    desk, sitting = the_desk(screen), screen.sitting
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
    _go(screen, the_desk(screen).unsettled(forward), "nothing in this article needs work")


def _skip(screen: AnnotateScreen) -> None:
    passage = the_desk(screen).passage_ids[the_desk(screen).index]

    def take(reason: str | None) -> None:
        desk = the_desk(screen)
        if reason is not None and passage in desk.passage_ids:
            desk.go(desk.passage_ids.index(passage))
            desk.look(Looked.SKIPPED, reason)
            _go(screen, desk.next_index(), "end of the article")

    screen.app.push_screen(skip_choice(), take)


def _articles(screen: AnnotateScreen) -> None:
    sitting, desk = screen.sitting, the_desk(screen)
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
    article = the_desk(screen).article.id

    def turn() -> tuple[Undone, Desk] | None:
        undone = sitting.turn_back(kind)
        return None if undone is None else (undone, sitting.open(undone.article_id or article))

    screen.later(turn, partial(_turned_back, screen, kind))


def _turned_back(screen: AnnotateScreen, kind: Kind, turned: tuple[Undone, Desk] | None) -> None:
    """Show the article as it is now, at what was changed."""
    if turned is None:
        screen.say(f"nothing to {kind}")
        return
    undone, fresh = turned
    was_tagging = screen.mode is Mode.TAG
    fresh.take_over(the_desk(screen))
    fresh.show(undone.claim_id, undone.passage_id)
    if not was_tagging:
        # Whoever undoes with a letter goes on with letters: they must not turn into labels under the hand.
        fresh.clear()
    screen.show_desk(fresh)
    screen.say(f"{'undone' if kind is Kind.UNDO else 'redone'}: {undone.what}")


def _retry(screen: AnnotateScreen) -> None:
    if screen.sitting is not None:
        screen.sitting.outbox.retry()


def _guideline(screen: AnnotateScreen) -> None:
    from annotator.workflow.schemes import guideline

    desk = the_desk(screen)
    field = desk.scheme.fields[screen.field].id.replace("_", " ") if desk.focus else ""
    screen.app.push_screen(Guideline(guideline(desk.scheme), field))


def _help(screen: AnnotateScreen) -> None:
    screen.app.push_screen(KeyHelp(screen.mode, screen.desk.scheme if screen.desk else None))


def _palette(screen: AnnotateScreen) -> None:
    screen.app.push_screen(Palette())


def _how_to_leave(screen: AnnotateScreen) -> None:
    screen.say("Ctrl+Q leaves; everything is saved")


def _leave(screen: AnnotateScreen) -> None:
    sitting = screen.sitting
    if sitting is None or screen.warned_of_loss:
        screen.app.exit()
        return
    screen.keep_place()
    # Everything before this question is on disk when it is answered; until then the screen stays.
    screen.later(lambda: None, lambda _: screen.app.exit(), otherwise=partial(_not_yet, screen))


def _not_yet(screen: AnnotateScreen, _: AnnotatorError) -> None:
    screen.warned_of_loss = True
    screen.warn("Some of your work is not saved. Ctrl+R tries again; Q again leaves without it.")


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
    "mark": mark,
    "finish": _finish,
    "claim_next": _on_desk(Desk.focus_next),
    "claim_previous": _on_desk(lambda desk: desk.focus_next(forward=False)),
    "withdraw": _on_desk(Desk.withdraw),
    "same_source": tagging.same_source,
    "narrator": tagging.narrator,
    "find_source": tagging.find_source,
    "field_next": partial(tagging.field_step, by=1),
    "field_previous": partial(tagging.field_step, by=-1),
    "label_next": partial(tagging.label_step, by=1),
    "label_previous": partial(tagging.label_step, by=-1),
    "toggle": tagging.toggle,
    "evidence": tagging.evidence,
    "evidence_remove": tagging.evidence_remove,
    "note": tagging.note,
    "done": _done,
    "passage_previous": lambda screen: _go(
        screen, the_desk(screen).next_index(forward=False), "this is the first passage"
    ),
    "passage_next": lambda screen: _go(screen, the_desk(screen).next_index(), "this is the last passage"),
    "unsettled_next": partial(_unsettled, forward=True),
    "unsettled_previous": partial(_unsettled, forward=False),
    "flag": _on_desk(Desk.flag),
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
