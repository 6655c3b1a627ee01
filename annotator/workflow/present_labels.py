"""What labels are under the scheme in force, with counts of those that are not what they were given as."""

from __future__ import annotations

from collections import Counter

from annotator.core.claim import Judgement
from annotator.core.scheme_maps import SchemeMaps


class PresentLabels:
    """Reads labels through the maps; `mapped` and `retired` count by field what was not what it is now."""

    def __init__(self, maps: SchemeMaps) -> None:
        self.maps = maps
        self.mapped: Counter[str] = Counter()
        self.retired: Counter[str] = Counter()

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
            found.setdefault(field, {})[now] = None
        return {field: tuple(values) for field, values in found.items()}
