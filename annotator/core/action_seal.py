"""The seal of an action: over its own fields and every row it wrote, taken up one at a time.

An import may write more than memory holds, so rows go into one running hash for each kind, in an order that can be
found again: articles as they were imported, everything else by id.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.core.digest import compact, digest

if TYPE_CHECKING:
    from annotator.core.history import Action

ACTION_TAG = "annotator-action-1"


class ActionSeal:
    """Takes up what one action writes; `of` is the seal when everything has been."""

    def __init__(self) -> None:
        self._kinds: defaultdict[str, Lines] = defaultdict(Lines)

    def take(self, kind: str, values: Sequence[object]) -> None:
        """Take up a row of a kind: text, numbers and nothing, in the order of that kind's columns."""
        self._kinds[kind].take(values)

    def article(
        self,
        place: tuple[int, str, str],
        details: Iterable[tuple[str, str, str]],
        passages: Iterable[tuple[int, int, str]],
    ) -> None:
        """Take up an article with what came with it: (position, id, kind), details (id, field, value) by field, and
        passages (start, end, kind) in the order of the text.

        A passage's id follows from these and the article's, so it is not hashed once more.
        """
        known = Lines()
        for detail in details:
            known.take(detail)
        cut = ";".join(f"{start}-{end} {kind}" for start, end, kind in passages)
        self.take("articles", [*place, known.digest, hashlib.sha256(cut.encode()).hexdigest()])

    def of(self, action: Action, parent_id: str | None) -> str:
        """Return the seal of `action`, which came after `parent_id` in this file."""
        own: dict[str, object] = {
            "id": action.id,
            "annotator": action.annotator_id,
            "kind": str(action.kind),
            "target": action.target_id,
            "what": action.what,
            "at": action.at,
            "program": action.program,
            "reason": action.reason,
            "parent": parent_id,
            "wrote": {kind: lines.digest for kind, lines in self._kinds.items()},
        }
        return digest(ACTION_TAG, own)


class Lines:
    """A hash over rows, each a line of JSON; what is empty at the end of a row leaves no trace.

    So a column added later leaves old seals as they are.
    """

    def __init__(self) -> None:
        self._hasher = hashlib.sha256()

    def take(self, values: Sequence[object]) -> None:
        """Add a row."""
        end = len(values)
        while end and values[end - 1] is None:
            end -= 1
        self._hasher.update(f"{compact(values[:end])}\n".encode())

    @property
    def digest(self) -> str:
        """Return the hash over the rows so far."""
        return self._hasher.hexdigest()
