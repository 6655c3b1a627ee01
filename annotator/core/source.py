"""Sources: who asserts a claim, under which names they are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.core.ids import fold, source_id
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


def rank_sources(
    query: str, sources: Iterable[Source], aliases: Mapping[str, tuple[str, ...]], recent: Mapping[str, int]
) -> list[Source]:
    """Order the sources that `query` may mean: start of the name, start of a word, anywhere; then recency.

    `recent` maps a source's id to how recently it was used, greater being later.
    """
    needle = fold(query)
    scored = []
    for source in sources:
        names = [fold(source.name), *(fold(alias) for alias in aliases.get(source.id, ()))]
        score = min(_distance(needle, name) for name in names)
        if score < _NO_MATCH:
            scored.append((score, -recent.get(source.id, -1), fold(source.name), source))
    return [source for *_, source in sorted(scored, key=lambda entry: entry[:3])]


_NO_MATCH = 3


def _distance(needle: str, name: str) -> int:
    if name.startswith(needle):
        return 0
    if any(word.startswith(needle) for word in name.split()):
        return 1
    return 2 if needle in name else _NO_MATCH
