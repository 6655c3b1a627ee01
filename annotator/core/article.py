"""An article as it was imported: exact text, its passages, and what is known about it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.ids import article_id, passage_id, text_sha256
from annotator.core.text.passage import Passage

DETAILS = ("title", "outlet", "url", "published", "language", "story", "rights", "file")
"""What may be known of an article; each can be corrected later without changing its id."""


class ArticleKind(StrEnum):
    """An article, or a statement that stands alone as one claim."""

    ARTICLE = "article"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Article:
    """Exact text, never edited; offsets anywhere in the program point into it."""

    id: str
    text: str
    passages: tuple[Passage, ...]
    kind: ArticleKind = ArticleKind.ARTICLE
    details: tuple[tuple[str, str], ...] = ()

    @classmethod
    def new(
        cls,
        text: str,
        passages: tuple[Passage, ...],
        details: dict[str, str],
        kind: ArticleKind = ArticleKind.ARTICLE,
    ) -> Article:
        """Name a text that arrives by its words and its outlet; details that are empty are left out."""
        known = tuple((field, details[field]) for field in DETAILS if details.get(field))
        return cls(article_id(text, details.get("outlet", "")), text, passages, kind, known)

    def detail(self, field: str) -> str:
        """Return what is known under `field`, or nothing."""
        return dict(self.details).get(field, "")

    @property
    def name(self) -> str:
        """Return the shortest thing a person would call it by."""
        return self.detail("title") or self.detail("file") or self.detail("outlet") or self.id[:8]

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the text in UTF-8."""
        return text_sha256(self.text)

    def passage_id(self, index: int) -> str:
        """Return the id of the passage at `index`."""
        span = self.passages[index].span
        return passage_id(self.id, span.start, span.end)

    def passage_at(self, offset: int) -> int:
        """Return the index of the passage that holds `offset`, or of the nearest one before it."""
        return max(0, bisect_right(self.passages, offset, key=lambda passage: passage.span.start) - 1)
