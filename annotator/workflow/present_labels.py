"""What labels are now: under the scheme in force, and with the sources that were merged counted as one.

Both with counts of what is not what it was given as.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from annotator.core.claim import Judgement
from annotator.core.scheme_maps import SchemeMaps


class PresentLabels:
    """Reads labels through the maps; `mapped`, `retired` and `merged` count by field what was not what it is now.

    `sources` says which source stands for one that was merged into it; without it every source is itself.
    """

    def __init__(self, maps: SchemeMaps, sources: Mapping[str, str] = MappingProxyType({})) -> None:
        self.maps = maps
        self.sources = sources
        self.mapped: Counter[str] = Counter()
        self.retired: Counter[str] = Counter()
        self.merged: Counter[str] = Counter()

    def of(self, judgement: Judgement) -> dict[str, tuple[str, ...]]:
        """Return the labels of a judgement by field, without the retired ones; two that were merged are one."""
        found: dict[str, dict[str, None]] = {}
        for label in judgement.labels:
            field, value = label.field, label.content
            now = self.maps.map_label(field, value, judgement.scheme_hash)
            if now is None:
                self.retired[field] += 1
                continue
            self.mapped[field] += now != value
            if label.source_id:
                now = self.sources.get(now, now)
                self.merged[field] += now != label.source_id
            found.setdefault(field, {})[now] = None
        return {field: tuple(values) for field, values in found.items()}

    def unmerged(self, judgement: Judgement) -> dict[str, tuple[str, ...]]:
        """Return the sources of a judgement as they were given, of the fields in which one was merged since."""
        given: dict[str, list[str]] = {}
        merged = set()
        for label in judgement.labels if self.sources else ():
            if label.source_id:
                given.setdefault(label.field, []).append(label.source_id)
                if label.source_id in self.sources:
                    merged.add(label.field)
        return {field: tuple(given[field]) for field in merged}
