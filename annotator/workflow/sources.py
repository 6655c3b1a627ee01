"""The sources of a project: kept up to date for whoever annotates, and listed with how often each is named."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.workflow.project import Project
from annotator.workflow.source_book import SourceBook


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in the list; `article` names the one an unnamed source belongs to."""

    id: str
    name: str
    type: str
    article: str
    aliases: tuple[str, ...]
    claims: int

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def list_sources(project: Project, annotator_id: str | None = None) -> list[SourceLine]:
    """Return the sources by name, counting the claims of one annotator or of all."""
    with reading_scope(project.engine) as connection:
        sources = reading.sources(connection)
        aliases = reading.aliases(connection)
        counts = reading.source_counts(connection)
        articles = {source.qualifier for source in sources if source.qualifier}
        names = {each: reading.article_name(connection, each) for each in articles}
    claims: dict[str, int] = {}
    for (source_id, who), count in counts.items():
        if annotator_id in (None, who):
            claims[source_id] = claims.get(source_id, 0) + count
    return [
        SourceLine(
            source.id,
            source.name,
            source.type,
            names.get(source.qualifier, ""),
            aliases.get(source.id, ()),
            claims.get(source.id, 0),
        )
        for source in sources
        if annotator_id is None or source.id in claims
    ]


class StoredSources(SourceBook):
    """The sources of a project, which others may add to at any time."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = (0, 0)

    def refresh(self, connection: Connection, annotator_id: str) -> None:
        """Read what has been written since the last time; the cost is that of what is new."""
        source_row, alias_row = self._rows
        sources, source_row = reading.named_sources(connection, source_row)
        aliases, alias_row = reading.aliases_since(connection, alias_row)
        if self._rows == (0, 0):
            self.often = reading.sources_used_lately(connection, annotator_id)
        self._rows = (source_row, alias_row)
        self.add(sources, aliases)
