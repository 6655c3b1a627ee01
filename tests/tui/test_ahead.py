"""Keys that come faster than a dialog opens, passes the focus on, and closes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar

import pytest
from textual import events, on
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from annotator.tui.screens import ahead
from annotator.tui.screens.ahead import KeysInOrder, hold
from annotator.tui.screens.dialog import Dialog

NAMES = {"\r": "enter", "\t": "tab", " ": "space"}


class Answer(Dialog[str]):
    """Two lines; Enter answers with both."""

    def inside(self) -> Iterable[Widget]:
        yield Input(id="one")
        yield Input(id="two")

    @on(Input.Submitted)
    def _answer(self) -> None:
        self.dismiss("+".join(each.value for each in self.query(Input)))


class Fragile(Widget, can_focus=True):
    """Goes away when a key comes."""

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.remove()


class Breaking(Dialog[str]):
    """What has the focus goes away with a key."""

    def inside(self) -> Iterable[Widget]:
        yield Fragile()
        yield Input()


class Below(Screen[None]):
    """Opens a dialog by o or b, and remembers every other key."""

    seen: ClassVar[list[str]]

    def on_mount(self) -> None:
        type(self).seen = []

    def on_key(self, event: events.Key) -> None:
        if self.app.screen is not self:
            hold(self, event)
        elif event.key == "o":
            self.app.push_screen(Answer(), self._answered)
        elif event.key == "b":
            self.app.push_screen(Breaking())
        else:
            self.seen.append(event.key)

    def _answered(self, answer: str | None) -> None:
        self.seen.append(f"<{answer}>")


class Typing(KeysInOrder, App[None]):
    def on_mount(self) -> None:
        self.push_screen(Below())


def type_at_once(app: App[Any], text: str) -> None:
    for sign in text:
        app.post_message(events.Key(NAMES.get(sign, sign), sign if sign.isprintable() else None))


async def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never became so"
        await asyncio.sleep(0.01)


def play(scene: Callable[[Typing, Pilot[None]], Awaitable[None]]) -> None:
    async def run() -> None:
        app = Typing()
        async with app.run_test(size=(60, 20)) as pilot:
            await pilot.pause()
            await scene(app, pilot)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("xo12\t34\ry", ["x", "<12+34>", "y"]),
        ("o1\ro2\ro\t3\rz", ["<1+>", "<2+>", "<+3>", "z"]),
        ("oab\r" * 6 + "q", ["<ab+>"] * 6 + ["q"]),
        ("abcdefg", list("acdefg")),
    ],
)
def test_every_key_of_a_burst_goes_where_it_was_meant(typed: str, seen: list[str]) -> None:
    async def scene(app: Typing, pilot: Pilot[None]) -> None:
        type_at_once(app, typed.replace("b", "") if typed == "abcdefg" else typed)
        await until(lambda: sorted(Below.seen) == sorted(seen))
        assert Below.seen == seen

    play(scene)


def test_keys_typed_one_by_one_behave_the_same() -> None:
    async def scene(app: Typing, pilot: Pilot[None]) -> None:
        await pilot.press("o", "1", "tab", "2", "enter")
        await until(lambda: Below.seen == ["<1+2>"])
        await pilot.press("o", "escape", "z")
        await until(lambda: Below.seen == ["<1+2>", "<None>", "z"])

    play(scene)


def test_a_widget_that_goes_away_with_its_key_does_not_keep_later_keys_from_coming(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "PATIENCE", 0.05)

    async def scene(app: Typing, pilot: Pilot[None]) -> None:
        await pilot.press("b")
        await until(lambda: isinstance(app.focused, Fragile))
        await pilot.press("x")
        await until(lambda: not app.screen.query(Fragile))
        await asyncio.sleep(0.1)
        await pilot.press("tab", "h", "i")
        await until(lambda: app.screen.query_one(Input).value == "hi")

    play(scene)
