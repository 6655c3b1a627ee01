"""The sources as one sitting knows them: read once, kept from article to article, ready to be found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from annotator.core.ranking import SourceIndex
from annotator.core.source import Source


class SourceBook:
    """All sources that may be offered, and which of them were used last in this sitting.

    What is handed out is never changed, only replaced: another thread may open an article while somebody types.
    """

    def __init__(
        self, sources: Iterable[Source] = (), aliases: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.named: Mapping[str, Source] = {}
        """Those with a name of their own, which are everybody's."""
        self.aliases: Mapping[str, tuple[str, ...]] = {}
        self.often: Mapping[str, int] = {}
        """How often the annotator gave each of late."""
        self._all: Mapping[str, Source] = {}
        self._known: tuple[Source, ...] | None = None
        self._used: dict[str, None] = {}
        self._index: SourceIndex | None = None
        self._lock = Lock()
        self.add(sources, aliases)

    def add(self, sources: Iterable[Source], aliases: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Know these sources as well, and under these other names all of which are given."""
        with self._lock:
            fresh = {source.id: source for source in sources if source.id not in self._all}
            if fresh:
                self._all = {**self._all, **fresh}
                named = {id_: each for id_, each in fresh.items() if not each.qualifier}
                self.named = {**self.named, **named} if named else self.named
                self._known = None
            if aliases:
                self.aliases = {**self.aliases, **aliases}
            if self._index is not None:
                renamed = {self._all[id_] for id_ in aliases or () if id_ in self._all}
                self._index.add([*fresh.values(), *renamed], self.aliases)

    @property
    def known(self) -> tuple[Source, ...]:
        """Return all of them; the same tuple as long as none is added."""
        known = self._known
        if known is None:
            known = self._known = tuple(self._all.values())
        return known

    @property
    def names(self) -> SourceIndex:
        """Return their names, ready to be found: put in order when first asked for."""
        with self._lock:
            if self._index is None:
                self._index = SourceIndex(self._all.values(), self.aliases)
            return self._index

    def use(self, source: Source) -> None:
        """Remember a source as the one used last in this sitting; an unnamed one is another in the next article."""
        if not source.qualifier:
            self._used.pop(source.id, None)
            self._used[source.id] = None

    @property
    def used(self) -> Sequence[str]:
        """Return what was used in this sitting, the last one last."""
        return tuple(self._used)

    def prepare(self) -> None:
        """Do beforehand what the first search and the first suggestion would wait for."""
        from annotator.core.naming import matching

        matching("", is_named=True, known=self.known, aliases={}, here=(), article_id="")
        self.names.ranked("a", limit=1)
