"""What a form over the article is given: where its drafts wait, and which sources there are to name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.tui.screens.source_field import KnownSources

if TYPE_CHECKING:
    from annotator.workflow.annotating import Desk
    from annotator.workflow.sitting import Sitting


@dataclass(frozen=True)
class ClaimDrafts:
    """The half-typed texts of one claim."""

    sitting: Sitting
    claim: str

    def get(self, what: str) -> str:
        """Return what waits, or nothing."""
        return self.sitting.draft(self.claim, what)

    def keep(self, what: str, body: str) -> None:
        """Let it wait in place of what did; an empty one is forgotten."""
        self.sitting.keep_draft(self.claim, what, body)

    def first(self, kind: str) -> str:
        """Return what the first waiting draft of a kind is of, else the kind itself."""
        waiting = sorted(what for claim, what in self.sitting.half_typed if claim == self.claim)
        return next((what for what in waiting if what.partition(" ")[0] == kind), kind)

    def forget(self, what: str) -> None:
        """Let a draft go, which has become part of the claim."""
        if self.get(what):
            self.keep(what, "")


def known_sources(desk: Desk) -> KnownSources:
    """Return the sources of a desk to choose from."""
    return KnownSources(desk.sources, desk.aliases, dict(desk.recent), desk.article.id, desk.book.names)
