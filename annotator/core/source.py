"""Sources: who asserts a claim, under which names they are known."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.ids import source_id
from annotator.errors import Invalid

NARRATOR = "narrator"
"""The type of the source that an article itself is, where nobody else is named."""

NARRATOR_NAME = "the article itself"


@dataclass(frozen=True, slots=True)
class Source:
    """A named asserter. `qualifier` is empty for a named source, the article's id for an unnamed one."""

    id: str
    name: str
    type: str
    qualifier: str = ""

    def __post_init__(self) -> None:
        # The id is not held against the name here: it was fixed at birth, under the folding rules of that day.
        if not self.name.strip():
            raise Invalid("a source needs a name")

    @classmethod
    def of(cls, name: str, kind: str, qualifier: str = "") -> Source:
        """Make the source of that name; the same name, type and qualifier give the same id everywhere."""
        name = " ".join(name.split())
        return cls(source_id(name, kind, qualifier), name, kind, qualifier)

    @classmethod
    def narrator(cls, article: str) -> Source:
        """Return the source of what an article says in its own voice."""
        return cls.of(NARRATOR_NAME, NARRATOR, article)
