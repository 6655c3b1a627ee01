"""Reading the article that comes next while the one before the person is worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from annotator.workflow.outbox import Outbox

T = TypeVar("T")


class ReadingAhead(Generic[T]):
    """One thing read behind the screen, in the order of what is saved, and given out once.

    `read` is called from the outbox's thread. What was read before `forget` is never given out after it.
    """

    def __init__(self, outbox: Outbox, read: Callable[[str], T]) -> None:
        self._outbox, self._read = outbox, read
        self._asked: object = None
        self._key = ""
        self._found: tuple[object, T] | None = None

    def ask(self, key: str) -> None:
        """Have it read once all that was decided until now is saved; ask for nothing twice."""
        if key == self._key:
            return
        asked = object()
        self._asked, self._key, self._found = asked, key, None

        def read() -> None:
            self._found = asked, self._read(key)

        # What can't be read now is read, and its problem told, when it is needed.
        self._outbox.ask(read, lambda _, __: None, by_the_way=True)

    def take(self, key: str) -> T | None:
        """Return what was read of this, if it was."""
        found = self._found
        if key != self._key or found is None or found[0] is not self._asked:
            return None
        self.forget()
        return found[1]

    def forget(self) -> None:
        """Give out nothing of what was read or is being read."""
        self._asked, self._key, self._found = None, "", None
