"""What an exporter is given: one item with everything known of it, so that nothing is left to look up."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.core.article import Article
from annotator.core.claim import Annotation
from annotator.core.scheme import Scheme
from annotator.core.scheme_maps import SchemeMaps
from annotator.core.source import Source
from annotator.core.text.span import Span


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what ids stand for, and what labels of earlier schemes and merged or renamed sources are now."""

    annotators: dict[str, str]
    sources: dict[str, Source]
    schemes: dict[str, Scheme]
    maps: SchemeMaps
    sources_now: dict[str, Source] = field(default_factory=dict)
    """By the id that stands in an annotation, the source that was merged into another or renamed, as it is now."""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """One claim as its annotators see it: matched marks of several people, and the gold beside them.

    `id` is the earliest claim's; `span` is that claim's, or the gold's where there is only gold. A claim that was given
    is an item of its own: `made_from` is the item of the round before whose gold it came from, `from_gold` the claim of
    that gold. Both are empty where nobody knows.
    """

    id: str
    article: Article
    passage: int
    span: Span
    annotations: tuple[Annotation, ...]
    gold: tuple[Annotation, ...]
    names: Names
    made_from: str = ""
    from_gold: str = ""
