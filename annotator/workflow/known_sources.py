"""All sources of a project as they are now, and which of them a name or the beginning of an id means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.display import visible
from annotator.core.ids import fold
from annotator.core.ranking import SourceIndex
from annotator.core.source import Source
from annotator.core.source_merges import SourcesNow
from annotator.core.source_merges import fold as folded
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import source_changing

SHORTEST_ID = 4
"""Characters of an id below which its beginning is taken for nothing but a name."""

SHOWN_ID = 8
LISTED = 6
"""How many candidates a message lists."""


@dataclass(frozen=True, slots=True)
class KnownSources:
    """Every source by its id, as it was at birth, what the records made of them, and the articles of unnamed ones.

    Messages name none but `nameable`, where that is given: in a blind round a source tells what somebody found.
    """

    sources: Mapping[str, Source]
    now: SourcesNow
    articles: Mapping[str, str]
    """Names of the articles that unnamed sources belong to, by id."""
    nameable: Collection[str] | None = None

    @classmethod
    def read(cls, connection: Connection, nameable: Collection[str] | None = None) -> KnownSources:
        """Read all of them."""
        sources = {each.id: each for each in reading.sources(connection)}
        articles = {each.qualifier for each in sources.values() if each.qualifier}
        return cls(
            sources,
            folded(source_changing.source_changes(connection)),
            {each: reading.article_name(connection, each) for each in articles},
            nameable,
        )

    def present(self, source_id: str) -> Source:
        """Return the source that an id stands for now, under its present name."""
        return self.now.present(self.sources[self.now.representative(source_id)])

    def called(self, name: str) -> list[Source]:
        """Return the sources of a name, whichever of theirs it is; else those whose ids begin like that."""
        wanted = fold(name)
        found = [
            each
            for each in self.sources.values()
            if wanted in {fold(known) for known in self.now.names(each)}
        ]
        if not found and len(name) >= SHORTEST_ID:
            found = [each for id_, each in self.sources.items() if id_.startswith(name.lower())]
        return found

    def find(self, name: str) -> Source:
        """Return the source that stands for what a name means, under its present name.

        `NotFound` names those that are like it, `BadInput` lists those that it may mean.
        """
        standing = {self.now.representative(each.id): None for each in self.called(name)}
        return self.one_of([self.present(each) for each in standing], name)

    def one_of(self, candidates: Sequence[Source], name: str) -> Source:
        """Return the one candidate for a name, or say why it is none or which ones they are."""
        if not candidates:
            raise NotFound(
                f"no source {name!r} in this project",
                why=self._alike(name),
                do="see annotator source list, or add it: annotator source add",
            )
        if len(candidates) > 1:
            raise BadInput(
                f"{name!r} may be one of {len(candidates)} sources",
                why="; ".join(self.listed(candidates)),
                do="name it by the beginning of its id",
            )
        return candidates[0]

    def _alike(self, name: str) -> str:
        named = filter(self._may_name, self.sources.values())
        present = [self.now.present(each) for each in named if not each.qualifier]
        index = SourceIndex(present, self.now.aliases)
        found = [each.source for each in (*index.ranked(name, limit=LISTED), *index.near(name))]
        shown = "; ".join(self.listed({each.id: each for each in found}.values()))
        return f"there is {shown}" if shown else ""

    def listed(self, sources: Iterable[Source]) -> Iterator[str]:
        """Yield the first of some sources as a message tells them apart: id, name, article, type."""
        in_all = list(sources)
        every = sorted(filter(self._may_name, in_all), key=lambda each: (fold(each.name), each.id))
        for each in every[:LISTED]:
            yield f"{each.id[:SHOWN_ID]} {self.told(each)}"
        if len(every) > LISTED:
            yield f"and {len(every) - LISTED} more"
        if len(every) < len(in_all):
            yield f"{len(in_all) - len(every)} of others, not named while a round is blind"

    def _may_name(self, source: Source) -> bool:
        return self.nameable is None or source.id in self.nameable

    def told(self, source: Source) -> str:
        """Return a source's name with the article that an unnamed one belongs to, and its type."""
        where = f" [{self.articles.get(source.qualifier, source.qualifier)}]" if source.qualifier else ""
        return visible(f"{source.name}{where} ({source.type})")
