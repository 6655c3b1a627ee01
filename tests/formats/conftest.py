"""Items as an exporter gets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import strategies as st

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
from annotator.core.scheme import FieldType
from annotator.core.scheme_maps import SchemeMaps
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.formats.record import ItemRecord, Names
from annotator.workflow.schemes import find_scheme

TEXT = "It rained 🌧 on Monday, the mayor said.\n\nNobody was hurt.\n"


MAYOR = Source.of("The mayor", "local_government")


@pytest.fixture(scope="session")
def label_sets() -> st.SearchStrategy[tuple[Label, ...]]:
    """Give sets of labels, some of them suggested, as the scheme of `record` allows."""
    scheme = find_scheme("newsclaim")
    by_field = []
    for field in scheme.fields:
        if field.type is FieldType.SOURCE:
            known = [Label(field.id, source_id=MAYOR.id)]
        else:
            known = [Label(field.id, label.id) for label in field.labels]
        most = len(known) if field.type is FieldType.CHOICES else 1
        labels = st.builds(replace, st.sampled_from(known), suggested=st.booleans())
        by_field.append(st.lists(labels, max_size=most, unique_by=lambda label: label.plain))
    return st.tuples(*by_field).map(lambda lists: tuple(label for labels in lists for label in labels))


@pytest.fixture
def record() -> Callable[..., ItemRecord]:
    """Make an item with one annotation; keyword arguments go into its judgement."""
    scheme = find_scheme("newsclaim")
    article = Article.new(TEXT, split_passages(TEXT), {"outlet": "Gazette", "title": "Rain"})
    names = Names(
        {"a": "Ana", "e": "Editor"}, {MAYOR.id: MAYOR}, {scheme.hash: scheme}, SchemeMaps.only(scheme)
    )

    def make(*, gold: bool = False, **judged: object) -> ItemRecord:
        given: dict[str, object] = {
            "span": Span(0, 21),
            "labels": (
                Label("form", "indirect"),
                Label("source", source_id=MAYOR.id),
                Label("flags", "outdated"),
            ),
            "reactions": (Reaction(MAYOR.id, ReactionStance.DENIES, Span(23, 37)),),
            "evidence": (
                Evidence("e1", Polarity.SUPPORTS, MAYOR.id, quote="wet", published="2026-01-02"),
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
