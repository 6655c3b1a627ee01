"""Keys that are typed faster than dialogs open and close: each goes where whoever typed it was by then.

Textual hands a key to what has the focus when it arrives. A key that arrives while a dialog is on its way would mean
something on the screen below, one that arrives while it closes would be lost: such keys wait, in their order.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump
    from textual.screen import Screen

    class _App(App[Any]): ...

    class _Screen(Screen[Any]): ...
else:
    _App = _Screen = object


class KeysInOrder(_App):
    """An app that lets keys wait while a dialog opens or closes."""

    _waiting: tuple[events.Key, ...] = ()

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait behind those that do."""
        if isinstance(event, events.Key) and (self._waiting or _is_between(self.screen)):
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
        self.call_later(self.release)

    async def release(self) -> None:
        """Hand on what waits, as long as there is a screen that takes it."""
        while self._waiting and not _is_between(self.screen):
            key, *rest = self._waiting
            self._waiting = tuple(rest)
            await super().on_event(key)


def hold(node: MessagePump, event: events.Key) -> None:
    """Let a key wait that came to a widget of a dialog that is over, or before one that is above."""
    if isinstance(node.app, KeysInOrder):
        event.stop()
        event.prevent_default()
        node.app.hold(event)


def _is_between(screen: object) -> bool:
    return isinstance(screen, TypedAhead) and (screen.is_busy or not screen.takes_keys)


class TypedAhead(_Screen):
    """A screen laid over another, for which keys wait until it can take them, and again once it is over."""

    is_over = False
    is_busy = False
    """Whether it is about to close, so that what is typed now is for whatever follows."""
    takes_keys = False

    def on_mount(self) -> None:
        """Take keys as soon as what is to have the focus has been told so."""
        self.call_later(self._take_keys)

    def _take_keys(self) -> None:
        self.takes_keys = True
        self._release()

    def on_unmount(self) -> None:
        """Leave what waits to the screen below."""
        self._release()

    def _release(self) -> None:
        if isinstance(self.app, KeysInOrder):
            self.app.call_later(self.app.release)

    def on_key(self, event: events.Key) -> None:
        """Keep a key that comes after the end for the screen below."""
        if self.is_busy:
            hold(self, event)

    def go_on(self) -> None:
        """Take keys again after all."""
        self.is_busy = self.is_over
        self._release()

    def end(self) -> bool:
        """Begin to close, once: two keys that arrive together must not close what lies below as well."""
        before, self.is_over, self.is_busy = self.is_over, True, True
        return not before
