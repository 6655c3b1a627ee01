"""The sources as one sitting knows them: read once, kept from article to article, ready to be found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from annotator.core.ranking import SourceIndex
from annotator.core.source import NARRATOR, Source
from annotator.core.source_merges import SourcesNow


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
        """As they were at birth."""
        self._also: Mapping[str, tuple[str, ...]] = {}
        """Other names by the source they were recorded for; `aliases` has them by the one that stands for it."""
        self._now = SourcesNow()
        self._concerned: frozenset[str] = frozenset()
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
                self._known = None
            if aliases:
                self._also = {**self._also, **aliases}
            if not self._concerned.isdisjoint({*fresh, *(aliases or ())}):
                self._gather()
                return
            named = {id_: each for id_, each in fresh.items() if not each.qualifier}
            self.named = {**self.named, **named} if named else self.named
            self.aliases = {**self.aliases, **aliases} if aliases else self.aliases
            if self._index is not None:
                renamed = {self._all[id_] for id_ in aliases or () if id_ in self._all}
                self._index.add([*fresh.values(), *renamed], self.aliases)

    def forget(self) -> None:
        """Know no source any longer; what was used last in this sitting is still that."""
        with self._lock:
            self._all, self._also = {}, {}
            self._gather()

    def keep_to(self, article_id: str, own: Iterable[Source]) -> None:
        """Know no unnamed source of an article but these: others are those of one's first time with it."""
        kept = {each.id for each in own}
        with self._lock:
            others = {
                id_
                for id_, each in self._all.items()
                if each.qualifier == article_id and each.type != NARRATOR and id_ not in kept
            }
            if others:
                self._all = {id_: each for id_, each in self._all.items() if id_ not in others}
                self._gather()

    def stand(self, now: SourcesNow) -> None:
        """Offer from now on what stands for sources that were merged, found by all their names, under present names.

        A source that stands for others but is not known here stands for none: where somebody is to see their own
        sources alone, a merge shows them no other.
        """
        with self._lock:
            self._now = now
            self._concerned = frozenset({*now.stands_for, *now.stands_for.values(), *now.renamed})
            self._gather()

    def offered(self, source_id: str) -> str:
        """Return the id of the source that is offered in the place of this one, which most often is itself."""
        into = self._now.representative(source_id)
        return into if into in self._all else source_id

    def present(self, source: Source) -> Source:
        """Return a source under the name it goes by now."""
        return self._now.present(source)

    def _gather(self) -> None:
        """Work out anew what is offered under which names; the index is put in order when it is next asked for."""
        present = {id_: self._now.present(each) for id_, each in self._all.items()}
        names: dict[str, dict[str, None]] = {}
        for id_, each in self._all.items():
            called = (present[id_].name, each.name, *self._also.get(id_, ()))
            names.setdefault(self.offered(id_), {}).update(dict.fromkeys(called))
        others = {
            id_: tuple(name for name in every if name != present[id_].name) for id_, every in names.items()
        }
        self.named = {id_: each for id_, each in present.items() if not each.qualifier}
        self.aliases = {id_: every for id_, every in others.items() if every}
        self._known = self._index = None

    @property
    def known(self) -> tuple[Source, ...]:
        """Return all that are offered; the same tuple as long as none is added."""
        known = self._known
        if known is None:
            now, every = self._now, self._all.items()
            known = tuple(now.present(each) for id_, each in every if self.offered(id_) == id_)
            self._known = known
        return known

    @property
    def names(self) -> SourceIndex:
        """Return their names, ready to be found: put in order when first asked for."""
        with self._lock:
            if self._index is None:
                self._index = SourceIndex(self.known, self.aliases)
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
