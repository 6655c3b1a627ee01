"""Going to what is in sight by its letter, and to words: in the article, in the project, from hit to hit."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from annotator.core.searching import Finder
from annotator.core.text.jumps import LETTERS, assigned, targets
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.tui.commands.command import Command, the_desk
from annotator.tui.commands.passages import opened
from annotator.tui.keys import Mode
from annotator.tui.screens.search import SearchBox
from annotator.tui.widgets.passage_view import PassageView
from annotator.workflow.searching import Hit

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen
    from annotator.workflow.annotating import Desk

JUMP = "JUMP"
LONGEST_LABEL = 2


# -- by letters


def jump(screen: AnnotateScreen) -> None:
    """Draw a letter on every clause in sight, and select the one whose letter is typed."""
    desk, view = the_desk(screen), screen.query_one(PassageView)
    labels = assigned(_in_sight(desk, view), desk.cursor.caret)
    if not labels:
        screen.say("no clause is in sight")
        return

    typed = ""

    def over() -> None:
        screen.take_keys(JUMP, None)
        screen.say("")

    def take(key: str) -> None:
        nonlocal typed
        typed += key.lower()
        left = {start: label for start, label in labels.items() if label.startswith(typed)}
        chosen = next((start for start, label in left.items() if label == typed), None)
        if left and chosen is None:
            view.set_labels({start: label.removeprefix(typed) for start, label in left.items()}, over)
            return
        view.set_labels({})
        over()
        if chosen is not None:
            _go(screen, lambda desk: desk.point(chosen, Unit.CLAUSE))

    view.set_labels(labels, over)
    screen.take_keys(JUMP, take)
    screen.say("type the letters of a clause; any other key stays here")


def _in_sight(desk: Desk, view: PassageView) -> list[int]:
    window = view.window
    if window is None:
        return []
    passages = (passage.span for passage in desk.article.passages)
    starts = targets(desk.article.text, (each for each in passages if each.overlap(window)), window)
    return starts if len(starts) <= len(LETTERS) else view.apart(starts, LONGEST_LABEL)


def _go(screen: AnnotateScreen, move: Callable[[Desk], object]) -> None:
    desk = the_desk(screen)
    before = desk.index
    move(desk)
    if desk.index != before:
        screen.keep_place()
    screen.refresh_desk()


# -- by words


def open_search(
    screen: AnnotateScreen, then: Callable[[Hit | None], None], *, title: str = "search", query: str = ""
) -> None:
    """Let somebody look for words in the article and the project; `then` hears which hit they chose, if any."""
    _open(screen, lambda hit, _: then(hit), title, query)


def _open(screen: AnnotateScreen, then: Callable[[Hit | None, str], None], title: str, query: str) -> None:
    desk, sitting = the_desk(screen), screen.sitting
    if sitting is None:
        return
    box = SearchBox(
        project=sitting.project, order=sitting.order, article=desk.article, query=query, title=title
    )
    screen.app.push_screen(box, lambda hit: then(hit, box.query_text))


def search(screen: AnnotateScreen) -> None:
    """Look for words and go to a hit."""

    def take(hit: Hit | None, words: str) -> None:
        sitting = screen.sitting
        if hit is None or sitting is None:
            return
        screen.last_search = words
        if hit.article_id == the_desk(screen).article.id:
            _turn_to(screen, hit.span)
        else:
            screen.later(lambda: sitting.open(hit.article_id), partial(_opened_at, screen, hit.span))

    _open(screen, take, "search", screen.last_search)


def _opened_at(screen: AnnotateScreen, span: Span, desk: Desk) -> None:
    desk.select(span)
    opened(screen, desk)
    _turn_to(screen, span)


def _turn_to(screen: AnnotateScreen, span: Span, also: str = "") -> None:
    """Select a hit of the article, and say the how manieth it is."""
    _go(screen, lambda desk: desk.select(span))
    hits = _hits(screen.last_search, the_desk(screen).article.text)
    number = hits.index(span) + 1 if span in hits else 0
    screen.say(f"{number}/{len(hits)} “{screen.last_search}”{also}")


@lru_cache(maxsize=1)  # Going from hit to hit asks the same again and again.
def _hits(words: str, text: str) -> tuple[Span, ...]:
    return tuple(Finder(words).spans(text))


def _hit(screen: AnnotateScreen, *, forward: bool) -> None:
    desk, words = the_desk(screen), screen.last_search
    if not words:
        screen.say(f"nothing has been searched for yet: {_search_key(screen)} searches")
        return
    hits = _hits(words, desk.article.text)
    if not hits:
        screen.say(f"“{words}” is not in this article: {_search_key(screen)} looks in others")
        return
    left = desk.cursor.span or desk.cursor.behind
    at = left.start if left else desk.cursor.caret
    if forward:
        further = [hit for hit in hits if hit.start > at or (hit.start == at and left is None)]
        span, also = (further[0], "") if further else (hits[0], ", from the beginning again")
    else:
        further = [hit for hit in hits if hit.start < at]
        span, also = (further[-1], "") if further else (hits[-1], ", from the end again")
    _turn_to(screen, span, also)


def _search_key(screen: AnnotateScreen) -> str:
    return screen.keymap.shown("search", Mode.READ) or "the palette"


COMMANDS: dict[str, Command] = {
    "jump": jump,
    "search": search,
    "hit_next": partial(_hit, forward=True),
    "hit_previous": partial(_hit, forward=False),
}
