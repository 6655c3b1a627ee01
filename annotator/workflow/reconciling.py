"""What sources are now wherever they are compared, counted or shown: read once for a whole report or file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.core.source import Source
from annotator.core.source_merges import SourcesNow, fold
from annotator.store.engine import Connection
from annotator.store.reading import source_changing


def sources_now(connection: Connection) -> SourcesNow:
    """Return what merges and renames come to; other names of sources are left out, as they change neither."""
    return fold(source_changing.source_changes(connection, aliases=False))


def present_sources(connection: Connection) -> Mapping[str, str]:
    """Return for each source that was merged into another the one that stands for it; any other stands for itself."""
    return sources_now(connection).stands_for


def named_now(connection: Connection, sources: Iterable[Source]) -> list[Source]:
    """Return sources under the names they go by now, in the same order and with the same ids."""
    now = sources_now(connection)
    return [now.present(each) for each in sources]


def changed_sources(connection: Connection) -> dict[str, Source]:
    """Return what each source that was merged or renamed is now, by the id it was given under."""
    now = sources_now(connection)
    changed = now.stands_for.keys() | now.renamed.keys()
    wanted = {id_: now.representative(id_) for id_ in changed}
    found = source_changing.sources_of(connection, wanted.values())
    return {id_: now.present(found[into]) for id_, into in wanted.items() if into in found}
