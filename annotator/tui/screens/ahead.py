"""Keys that are typed faster than dialogs open, close and pass the focus on: each goes where it was meant.

Textual hands a key to what has the focus when it arrives, though keys before it may still be on their way to change
that. While a dialog is before the annotator, or on its way there, a key therefore waits until all before it are done.
"""

from __future__ import annotations

import time
from bisect import insort
from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode
    from textual.screen import Screen

    class _App(App[Any]): ...

    class _Screen(Screen[Any]): ...
else:
    _App = _Screen = object


PATIENCE = 0.5
"""Seconds after which a key is taken to be done with, when another comes: its widget may have gone with it."""


class KeysInOrder(_App):
    """An app that hands keys to dialogs one after the other."""

    _waiting: tuple[events.Key, ...] = ()
    _under_way: events.Key | None = None
    _since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait behind those that do, or for a dialog."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._waiting or self._under_way or _dialog(self):
            self.hold(event)
        else:
            await super().on_event(event)

    def hold(self, event: events.Key) -> None:
        """Let a key wait, also one that went to a screen before it was known that it is for another."""
        key = events.Key(event.key, event.character)
        key.time = event.time
        waiting = list(self._waiting)
        insort(waiting, key, key=lambda each: each.time)
        self._waiting = tuple(waiting)
        if self._under_way and time.monotonic() - self._since > PATIENCE:
            self._under_way = None
        self.call_later(self.release)

    async def release(self) -> None:
        """Hand on what waits, as far as there is a screen that takes it."""
        while self._waiting and self._under_way is None:
            dialog = _dialog(self)
            if dialog is not None and not dialog.takes_keys:
                return
            key, *rest = self._waiting
            self._waiting = tuple(rest)
            if dialog is None:
                await super().on_event(key)
            else:
                self._under_way, self._since = key, time.monotonic()
                way = (self.focused or dialog).ancestors_with_self
                await super().on_event(key)
                # Twice: the second time behind what the key made its widget say, such as that a line is submitted.
                self._follow(key, way * 2)

    def _follow(self, key: events.Key, way: list[DOMNode]) -> None:
        """Go behind a key the way that it goes: up from what has the focus, through every queue."""
        for number, node in enumerate(way, 1):
            # What is being removed takes no more messages, the key included.
            if node.call_later(self._follow, key, way[number:]):
                return
        if self._under_way is key:
            self._under_way = None
            self.call_later(self.release)

    async def lose(self, dialog: TypedAhead) -> None:
        """Go on though a key may have gone with the dialog that it was given to."""
        if _dialog(self) is not dialog:
            self._under_way = None
            await self.release()


def _dialog(app: KeysInOrder) -> TypedAhead | None:
    # Nothing is left of the stack when the program ends.
    top = next(reversed(app.screen_stack), None)
    return top if isinstance(top, TypedAhead) else None


def hold(screen: Screen[None], event: events.Key) -> None:
    """Let a key wait for the dialog above, which it was meant for."""
    event.stop()
    if isinstance(screen.app, KeysInOrder):
        screen.app.hold(event)


class TypedAhead(_Screen):
    """A dialog that takes keys one by one, from when it can until it begins to close."""

    is_over = False
    _is_ready = False

    @property
    def takes_keys(self) -> bool:
        """Tell whether a key can be handed to it."""
        return self._is_ready and not self.is_over

    def on_mount(self) -> None:
        """Take keys as soon as what is to have the focus has been told so."""
        self.call_later(self._take_keys)

    def _take_keys(self) -> None:
        self._is_ready = True
        if isinstance(self.app, KeysInOrder):
            self.app.call_later(self.app.release)

    def on_unmount(self) -> None:
        """Leave what waits to the screen below."""
        if isinstance(self.app, KeysInOrder):
            self.app.call_later(self.app.lose, self)

    def end(self) -> bool:
        """Begin to close, once: two keys that arrive together must not close what lies below as well."""
        before, self.is_over = self.is_over, True
        return not before
