"""The sources of a project: kept up to date for whoever annotates, and listed with how often each is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from annotator.core.source import Source
from annotator.core.source_merges import fold
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import source_changing, sourcing
from annotator.store.reading.exposures import hands
from annotator.workflow.project import Project
from annotator.workflow.rounds import is_blind
from annotator.workflow.source_book import SourceBook


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in the list under its present name; `article` names the one an unnamed source belongs to.

    `claims` name the source itself. `into` is the id of the source that stands for it, where it was merged;
    `claims_now` counts the claims of all that a source stands for, none for one that was merged.
    """

    id: str
    name: str
    type: str
    article: str
    aliases: tuple[str, ...]
    claims: int
    claims_now: int = 0
    into: str = ""
    shared: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def list_sources(
    project: Project, annotator_id: str | None = None, *, seen_by: str | None = None
) -> list[SourceLine]:
    """Return the sources by present name, each before those merged into it, with the claims of one annotator or all.

    While a round is blind, `seen_by` is shown what everybody shares and what is their own, and counts of their own.
    """
    with reading_scope(project.engine) as connection:
        sources = reading.sources(connection)
        aliases = reading.aliases(connection)
        shared = source_changing.shared_sources(connection)
        now = fold(source_changing.source_changes(connection, aliases=False))
        counts = reading.source_counts(connection)
        if seen_by is not None and is_blind(project, connection):
            mine = hands(connection, seen_by)
            theirs = _offered(connection, mine, sources)
            sources = [each for each in sources if each.id in theirs]
            aliases = sourcing.aliases_by(connection, mine)
            counts = {key: count for key, count in counts.items() if key[1] in mine}
        articles = {source.qualifier for source in sources if source.qualifier}
        names = {each: reading.article_name(connection, each) for each in articles}
    claims: Counter[str] = Counter()
    for (source_id, who), count in counts.items():
        if annotator_id in (None, who):
            claims[source_id] += count
    known = {source.id: now.present(source) for source in sources}
    # What stands for others but isn't shown here stands for none.
    into = {id_: now.representative(id_) for id_ in known if now.representative(id_) in known.keys() - {id_}}
    claims_now: Counter[str] = Counter()
    for id_, count in claims.items():
        claims_now[into.get(id_, id_)] += count
    lines = [
        SourceLine(
            source.id,
            known[source.id].name,
            source.type,
            names.get(source.qualifier, ""),
            _other_names(source, known[source.id], aliases),
            claims[source.id],
            claims_now[source.id],
            into.get(source.id, ""),
            source.id in shared,
        )
        for source in sources
        if annotator_id is None or source.id in claims or source.id in claims_now
    ]
    return sorted(lines, key=lambda line: _order(line, known))


def _other_names(source: Source, present: Source, aliases: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    others = dict.fromkeys((source.name, *aliases.get(source.id, ())))
    return tuple(name for name in others if name != present.name)


def _order(line: SourceLine, known: Mapping[str, Source]) -> tuple[str, str, bool, str, str]:
    """Put a source right before those that were merged into it."""
    first = known[line.into] if line.into else known[line.id]
    return first.name, first.id, bool(line.into), line.name, line.id


def _offered(connection: Connection, mine: list[str], sources: list[Source]) -> set[str]:
    """Return the sources that everybody shares, and those that one person's hands have cited."""
    shared = {each.id for each in sourcing.shared_sources(connection)[0]}
    return shared | sourcing.own_sources(connection, mine) & {each.id for each in sources}


def offered_to(connection: Connection, annotator_id: str) -> set[str]:
    """Return the ids of the sources that somebody is offered while a round is blind."""
    return _offered(connection, hands(connection, annotator_id), reading.sources(connection))


class StoredSources(SourceBook):
    """The sources of a project, which others may add to at any time.

    While a round is blind they are those that everybody shares and the annotator's own: a name that only somebody
    else has cited would tell what they found.
    """

    def __init__(self) -> None:
        super().__init__()
        self._blind: bool | None = None
        self._rows = (0, 0)
        self._shared, self._own = 0, ""
        self._changes = 0

    def refresh(self, project: Project, connection: Connection, annotator_id: str) -> None:
        """Read what has been written since the last time; the cost is that of what is new."""
        blind = is_blind(project, connection)
        if blind and self._blind is False:
            # A round was opened meanwhile: what has been seen has been seen, but it is offered no longer.
            self.forget()
            self._rows, self._shared, self._own = (0, 0), 0, ""
        elif not blind and self._blind:
            self._rows = (0, 0)
        if self._blind is None:
            self.often = reading.sources_used_lately(connection, annotator_id)
        self._blind = blind
        self._follow_changes(connection)
        source_row, alias_row = self._rows
        if blind:
            mine = hands(connection, annotator_id)
            shared, self._shared = sourcing.shared_sources(connection, self._shared)
            own, self._own = sourcing.own_named_sources(connection, mine, self._own)
            aliases, alias_row = reading.aliases_since(connection, alias_row, mine)
            self._rows = (0, alias_row)
            self.add([*shared, *own], aliases)
            return
        sources, source_row = reading.named_sources(connection, source_row)
        aliases, alias_row = reading.aliases_since(connection, alias_row)
        self._rows = (source_row, alias_row)
        self.add(sources, aliases)

    def _follow_changes(self, connection: Connection) -> None:
        """Take over merges and renames written since the last time, and forget other names that were taken back."""
        is_first, before = not self._changes, self._changes
        changed, self._changes = source_changing.changed_since(connection, before)
        if not changed:
            return
        if not is_first:
            self.forget()
            self._rows, self._shared, self._own = (0, 0), 0, ""
        self.stand(fold(source_changing.source_changes(connection, aliases=False)))
