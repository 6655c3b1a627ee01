"""Walks through every screen and dialog of the annotating screen, and types and pastes hostile strings into them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import events
from textual.widgets import Input, OptionList, TextArea

from annotator.tui.commands.finding import search
from annotator.tui.screens.sources import SourcePicker

from .hostile_project import Strings
from .watched import WatchedDriver

Stop = Callable[[WatchedDriver, Strings], Awaitable[None]]


async def paste(d: WatchedDriver, text: str) -> None:
    d.app.post_message(events.Paste(text))
    await d.pilot.pause()


async def back(d: WatchedDriver) -> None:
    """Come back to the text from wherever one is."""
    for _ in range(8):
        if d.app.screen is d.screen and not d.screen.is_waiting:
            break
        await d.keys("escape")
        await d.pilot.pause(0.02)
    await d.until(lambda: d.app.screen is d.screen and not d.screen.is_waiting)


async def _at(d: WatchedDriver, claim: int | None = 0) -> None:
    await back(d)
    d.desk.focus_on(None if claim is None else d.desk.claims[claim].claim_id)
    d.desk.index = 0 if claim is None else d.desk.index
    d.screen.refresh_desk()
    await d.pilot.pause()


async def texts(d: WatchedDriver, strings: Strings) -> None:
    """Read every article from the top to the end."""
    sitting = d.screen.sitting
    assert sitting is not None
    for article in sitting.order:
        d.screen.show_desk(sitting.open(article))
        await d.pilot.pause()
        for index in range(0, len(d.desk.article.passages), 40):
            d.desk.go(index)
            d.screen.refresh_desk()
            await d.pilot.pause()
    d.screen.show_desk(sitting.open(sitting.order[0]))


async def claims(d: WatchedDriver, strings: Strings) -> None:
    """Turn to claim after claim, each of which is shown in full."""
    for number in range(len(d.desk.claims)):
        await _at(d, number)


async def labels(d: WatchedDriver, strings: Strings) -> None:
    await _at(d)
    await d.keys("f", "k", "a", "down", "right", "ampersand", "1", "9", "equals_sign", "z")


async def evidence(d: WatchedDriver, strings: Strings) -> None:
    """Look through the pieces of several claims, and paste into each field."""
    for claim in range(3):
        await _at(d, claim)
        d.screen.carry_out("evidence")
        await d.pilot.pause()
        for _ in range(3):
            await d.keys("pageup")
        for field in d.app.screen.query("Input, TextArea"):
            field.focus()
            await d.pilot.pause()
            await paste(d, strings() + " " + strings())
        for day in ("#published", "#accessed"):
            d.app.screen.query_one(day, Input).value = strings()
        d.app.screen.query_one("#url", TextArea).text = strings()
        d.app.screen.query_one("#origin", Input).focus()
        await d.keys("down", "ctrl+s")
        await d.pilot.pause()
    await back(d)


async def notes(d: WatchedDriver, strings: Strings) -> None:
    for claim in (0, 4):
        await _at(d, claim)
        d.screen.carry_out("note")
        await d.pilot.pause()
        for area in d.app.screen.query(TextArea):
            area.text = "\n".join(strings() for _ in range(4))
            area.focus()
            await paste(d, strings())
        await back(d)


async def reactions(d: WatchedDriver, strings: Strings) -> None:
    for claim in (0, 4):
        await _at(d, claim)
        d.screen.carry_out("reactions")
        await d.pilot.pause()
        d.app.screen.query_one("#source", Input).value = strings()
        await paste(d, strings())
        d.app.screen.query_one("#source", Input).focus()
        await d.keys("down", "ctrl+s")
        await d.pilot.pause()
    await back(d)


async def sources(d: WatchedDriver, strings: Strings) -> None:
    """Find sources by hostile names, make new ones of them, and take words of the text for a name."""
    for _ in range(3):
        await _at(d)
        d.screen.carry_out("find_source")
        await d.on("SourcePicker")
        box = d.app.screen
        assert isinstance(box, SourcePicker)
        line = box.query_one(Input)
        for _ in range(6):
            line.value = strings()
            await d.pilot.pause()
        for letter in "qabcdefgh":
            line.value = letter
            await d.pilot.pause()
        line.value = strings()
        await d.keys("up", "tab", "enter", "down", "a", "enter")
        await d.pilot.pause()
    for index in range(6):
        await _at(d, None)
        d.desk.go(index)
        await d.keys("p")
        d.screen.carry_out("name_source")
        await d.pilot.pause()
    await back(d)


async def searches(d: WatchedDriver, strings: Strings) -> None:
    await _at(d, None)
    for asked in ("q", "1337", "[", "\x1b", "z", strings(), strings()):
        await back(d)
        search(d.screen)
        await d.on("SearchBox")
        await paste(d, strings())
        d.app.screen.query_one(Input).value = strings()
        d.app.screen.query_one(Input).value = asked
        await d.pilot.pause(0.3)
        await d.keys("pagedown", "pagedown", "pagedown", "enter")
        await d.pilot.pause()
    await back(d)
    d.screen.last_search = strings()
    await d.keys("n", "N")


async def lists(d: WatchedDriver, strings: Strings) -> None:
    for command in ("articles", "guideline", "help", "skip", "theme", "jump", "copy_link"):
        await _at(d, None)
        d.screen.carry_out(command)
        await d.pilot.pause(0.05)
        for field in d.app.screen.query(Input):
            await paste(d, strings())
            field.value = strings()
            await d.pilot.pause(0.05)
        for listed in d.app.screen.query(OptionList):
            listed.focus()
        await d.keys("pagedown", "pagedown", "pagedown")
    for command in ("copy_link", "undo", "redo", "undo", "articles"):
        await _at(d, 1)
        d.screen.carry_out(command)
        await d.pilot.pause(0.05)
    await back(d)


async def palette(d: WatchedDriver, strings: Strings) -> None:
    """Look for commands by hostile names; the line to type in is Textual's own."""
    await _at(d, None)
    d.screen.carry_out("palette")
    await d.pilot.pause(0.05)
    for _ in range(10):
        d.app.screen.query_one(Input).value = strings()
        await paste(d, strings())
        await d.pilot.pause(0.05)
    await back(d)


async def messages(d: WatchedDriver, strings: Strings) -> None:
    for _ in range(40):
        d.screen.say(strings())
        await d.pilot.pause()
    for _ in range(8):
        d.screen.warn("\n".join(strings() for _ in range(4)))
    await d.pilot.pause(0.1)
    d.app.clear_notifications()


STOPS: dict[str, Stop] = {
    each.__name__: each
    for each in (
        texts,
        claims,
        labels,
        evidence,
        notes,
        reactions,
        sources,
        searches,
        lists,
        palette,
        messages,
    )
}
