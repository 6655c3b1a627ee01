"""Keys that are typed faster than dialogs open and close: none of them may reach a screen it was not meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object


def again(node: MessagePump, event: events.Key) -> None:
    """Let a key be typed again, for whatever has the focus by then."""
    event.stop()
    event.prevent_default()
    node.app.post_message(events.Key(event.key, event.character))


class TypedAhead(Base):
    """A screen laid over another: it gathers keys until it can take them, and lets them go when it is over."""

    is_over = False
    _takes_keys = False
    _ahead: tuple[events.Key, ...] = ()

    def on_mount(self) -> None:
        """Take what was typed before, once what has the focus is known."""
        self.call_after_refresh(self._take_keys)

    def _take_keys(self) -> None:
        self._takes_keys = True
        ahead, self._ahead = self._ahead, ()
        for event in sorted(ahead, key=lambda event: event.time):
            again(self, event)

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that reached another screen because it was typed before this one had the focus."""
        if self._takes_keys:
            again(self, event)
        else:
            event.stop()
            self._ahead = (*self._ahead, event)

    def on_key(self, event: events.Key) -> None:
        """Keep a key that comes before the focus, or let one go that comes after the end."""
        if not self._takes_keys:
            self.type_ahead(event)
        elif self.is_over:
            again(self, event)

    def end(self) -> bool:
        """Begin to close, once: two keys that arrive together must not close what lies below as well."""
        if self.is_over:
            return False
        self.is_over = True
        # What is typed from now on is for the screen below, and must not be swallowed by a field.
        self.set_focus(None)
        return True
