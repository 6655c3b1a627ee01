"""From passage to passage and article to article: done, skip, flag, what still needs work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.history import Looked
from annotator.tui.commands.command import Command, key_of, on_desk, the_desk
from annotator.tui.keys import Mode
from annotator.workflow.annotating import Desk
from annotator.workflow.progress import ArticleLine

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen


def go(screen: AnnotateScreen, index: int | None, otherwise: str) -> None:
    """Turn to a passage of the article, or say why there is none to turn to."""
    if index is None:
        screen.refresh_desk()
        screen.say(otherwise)
        return
    the_desk(screen).go(index)
    screen.keep_place()
    screen.refresh_desk()


def opened(screen: AnnotateScreen, desk: Desk, message: str = "") -> None:
    """Show another article, and say something about the one before."""
    screen.show_desk(desk)
    screen.keep_place()
    if message:
        screen.say(message)


def _done(screen: AnnotateScreen) -> None:
    desk = the_desk(screen)
    # What calls for evidence is often judged later, on purpose: who leaves it is not told so at every passage.
    fields = () if desk.given.is_asked else desk.scheme.fields
    later = {field.id for field in fields if any(label.evidence for label in field.labels)}
    left = sum(1 for each in desk.here if any(gap.field not in later for gap in desk.gaps(each)))
    desk.clear()
    desk.focus_on(None)
    desk.pass_on()
    following = desk.next_index()
    if following is None:
        _next_article(screen)
        return
    go(screen, following, "")
    if left:
        # Said and never blocking: the claim stays unfinished in the list, in the text and on its way back.
        screen.say(
            f"{left} claim{'s'[: left > 1]} before lack{'s'[: left == 1]} something: "
            f"{key_of(screen, 'unfinished_previous')} goes there"
        )


def _next_article(screen: AnnotateScreen) -> None:
    desk, sitting = the_desk(screen), screen.sitting
    if sitting is None:
        return
    screen.refresh_desk()
    unsettled = desk.unsettled()
    number = sitting.number(desk.article.id)
    unsettled = desk.index if unsettled is None and not _is_settled(desk) else unsettled
    left = "" if unsettled is None else f"; passage {unsettled + 1} still needs work"
    if number < sitting.articles_in_all:
        message = f"article {number} is read{left}" if left else ""
        screen.later(lambda: sitting.open_after(desk.article.id), partial(opened, screen, message=message))
    elif unsettled is not None:
        screen.say(f"last article{left}: {key_of(screen, 'unsettled_next')} goes there")
    else:
        articles, leave = (key_of(screen, command, Mode.READ) for command in ("articles", "leave"))
        screen.say(f"last article, and it is done: {articles} lists all, {leave} leaves")


def _is_settled(desk: Desk) -> bool:
    """Tell whether the current passage needs no more work: where claims are given, leaving it makes it no more so."""
    return not desk.given.is_asked or desk.is_settled(desk.index)


def _unsettled(screen: AnnotateScreen, *, forward: bool) -> None:
    index = the_desk(screen).unsettled(forward)
    if index is not None or not forward:
        go(screen, index, "no other passage of this article needs work")
        return
    _elsewhere(screen, "next_unsettled", "nothing in this project needs work: every passage is settled")


def _flagged(screen: AnnotateScreen) -> None:
    index = the_desk(screen).flagged()
    if index is not None:
        go(screen, index, "")
    else:
        _elsewhere(screen, "next_flagged", "no other passage is flagged")


def _elsewhere(screen: AnnotateScreen, which: str, otherwise: str) -> None:
    """Go where another article has such a passage, or say that none has."""
    sitting, article = screen.sitting, the_desk(screen).article.id
    if sitting is None:
        return

    def take(desk: Desk | None) -> None:
        if desk is None:
            screen.refresh_desk()
            screen.say(otherwise)
        else:
            opened(screen, desk)

    screen.later(lambda: getattr(sitting, which)(article), take)


def _unfinished(screen: AnnotateScreen, *, forward: bool) -> None:
    desk = the_desk(screen)
    claim = desk.unfinished(forward)
    if claim is None:
        on = key_of(screen, "unsettled_next")
        screen.say(f"no other claim of this article lacks anything: {on} goes to what is left")
        return
    desk.focus_on(claim)
    screen.turn_to_gap()
    screen.refresh_desk()


def _skip(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.lists import skip_choice

    if the_desk(screen).given.is_asked:
        screen.refuse_given()
        return
    passage = the_desk(screen).passage_ids[the_desk(screen).index]

    def take(reason: str | None) -> None:
        desk = the_desk(screen)
        if reason is not None and passage in desk.passage_ids:
            desk.go(desk.passage_ids.index(passage))
            desk.look(Looked.SKIPPED, reason)
            go(screen, desk.next_index(), "end of the article")

    screen.app.push_screen(skip_choice(), take)


def _articles(screen: AnnotateScreen) -> None:
    from annotator.tui.screens.lists import article_choice

    sitting, desk = screen.sitting, the_desk(screen)
    if sitting is None:
        return

    number = sitting.number(desk.article.id)
    what = "given claims" if desk.given.is_asked else "passages"

    def show(lines: list[ArticleLine]) -> None:
        def take(chosen: str | None) -> None:
            if chosen is not None and int(chosen) != number:
                line = lines[int(chosen) - 1]
                screen.later(lambda: sitting.open(line.id, line.hand), partial(opened, screen))

        screen.app.push_screen(article_choice(lines, number, what), take)

    screen.later(sitting.articles, show)


COMMANDS: dict[str, Command] = {
    "done": _done,
    "passage_previous": lambda screen: go(
        screen, the_desk(screen).next_index(forward=False), "this is the first passage"
    ),
    "passage_next": lambda screen: go(screen, the_desk(screen).next_index(), "this is the last passage"),
    "unsettled_next": partial(_unsettled, forward=True),
    "unsettled_previous": partial(_unsettled, forward=False),
    "unfinished_next": partial(_unfinished, forward=True),
    "unfinished_previous": partial(_unfinished, forward=False),
    "flagged_next": _flagged,
    "flag": on_desk(Desk.flag),
    "skip": _skip,
    "articles": _articles,
}
