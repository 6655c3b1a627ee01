"""Items as an exporter gets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.core.article import Article
from annotator.core.claim import (
    Annotation,
    Evidence,
    Judgement,
    Label,
    Place,
    Polarity,
    Reaction,
    ReactionStance,
)
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.formats.record import ItemRecord, Names
from annotator.workflow.schemes import find_scheme

TEXT = "It rained 🌧 on Monday, the mayor said.\n\nNobody was hurt.\n"


@pytest.fixture
def record() -> Callable[..., ItemRecord]:
    """Make an item with one annotation; keyword arguments go into its judgement."""
    scheme = find_scheme("newsclaim")
    mayor = Source.of("The mayor", "local_government")
    article = Article.new(TEXT, split_passages(TEXT), {"outlet": "Gazette", "title": "Rain"})
    names = Names({"a": "Ana", "e": "Editor"}, {mayor.id: mayor}, {scheme.hash: scheme})

    def make(*, gold: bool = False, **judged: object) -> ItemRecord:
        given: dict[str, object] = {
            "span": Span(0, 21),
            "labels": (
                Label("form", "indirect"),
                Label("source", source_id=mayor.id),
                Label("flags", "outdated"),
            ),
            "reactions": (Reaction(mayor.id, ReactionStance.DENIES, Span(23, 37)),),
            "evidence": (
                Evidence("e1", Polarity.SUPPORTS, mayor.id, quote="wet", published="2026-01-02"),
                Evidence("e2", Polarity.CONTEXT, place=Place(article.id, Span(40, 56))),
            ),
            "note": "a note",
            "as_of": "2026-01-16",
        }
        judgement = Judgement(scheme_hash=scheme.hash, **(given | judged))  # type: ignore[arg-type]
        annotation = Annotation("n1", "c1", "e" if gold else "a", "x1", "2026-01-16T10:00:00.000Z", judgement)
        mine, settled = ((), (annotation,)) if gold else ((annotation,), ())
        return ItemRecord("c1", article, 0, judgement.span, mine, settled, names)

    return make
