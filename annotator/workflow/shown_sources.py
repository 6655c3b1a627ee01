"""Names of sources as they are shown to people."""

from __future__ import annotations

from collections import Counter

from annotator.core.source import NARRATOR, Source


def shown_sources(sources: list[Source], outlets: dict[str, str]) -> dict[str, str]:
    """Return a name for each source, telling apart those that share one by the article they belong to."""
    times = Counter(source.name for source in sources)
    shown = {}
    for source in sources:
        apart = times[source.name] > 1 or source.type == NARRATOR
        where = outlets.get(source.qualifier, "")
        shown[source.id] = f"{source.name} ({where})" if apart and where else source.name
    return shown
