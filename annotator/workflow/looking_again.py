"""Which claims need another look since the scheme was changed, of whom, where and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from annotator.core.claim import Annotation
from annotator.core.scheme import FieldType, Scheme
from annotator.core.scheme_maps import Doubt, Why
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.project import Project

WORDS = {
    Why.RETIRED: "is retired",
    Why.CHANGED: "is defined otherwise now",
    Why.SPLIT: "is two labels again",
    Why.ASKED: "is asked for now",
}


@dataclass(frozen=True, slots=True)
class Again:
    """One thing to look at again: in which claim, and the field or label it is about.

    `article` and `passage` count from 1, as `annotator annotate --at` takes them.
    """

    annotator: str
    article: int
    passage: int
    claim: str
    text: str
    field: str
    label: str
    why: str
    what: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def to_look_at_again(project: Project, annotator_id: str | None = None) -> Iterator[Again]:
    """Yield what needs another look, an article at a time in the order of the text, for one annotator or all."""
    schemes = project.schemes
    if len(schemes.steps) == 1:
        return
    with reading_scope(project.engine) as connection:
        names = {person.id: person.name for person in reading.annotators(connection)}
        doubted = [
            (hash_, field, value)
            for hash_, field, value in reading.label_counts(connection)
            if schemes.doubt(field, value, hash_)
        ]
        asked = [hash_ for hash_ in reading.annotation_counts(connection) if schemes.newly_asked(hash_)]
        articles = reading.articles_labelled(connection, doubted, asked)
        for number, article_id in enumerate(reading.article_ids(connection), 1):
            if article_id not in articles:
                continue
            found = [
                (annotation, doubts)
                for annotation in reading.current_annotations(connection, article_id, annotator_id)
                if annotation.judgement.stands and (doubts := schemes.read(annotation.judgement).doubts)
            ]
            if not found:
                continue
            article = reading.article(connection, article_id)
            for annotation, doubts in sorted(found, key=lambda each: _order(each[0], names)):
                span = annotation.judgement.span
                for doubt in doubts:
                    label = _label(project.scheme, doubt)
                    yield Again(
                        names[annotation.annotator_id],
                        number,
                        article.passage_at(span.start) + 1,
                        annotation.claim_id,
                        span.of(article.text),
                        doubt.field,
                        label,
                        str(doubt.why),
                        f"{doubt.field}.{label} {WORDS[doubt.why]}"
                        if label
                        else f"{doubt.field} {WORDS[doubt.why]}",
                    )


def _order(annotation: Annotation, names: dict[str, str]) -> tuple[Any, ...]:
    return annotation.judgement.span, names[annotation.annotator_id], annotation.id


def _label(scheme: Scheme, doubt: Doubt) -> str:
    """Return the label that is doubted; the field of sources is doubted as a whole."""
    field = scheme.field(doubt.field)
    return "" if field is None or field.type is FieldType.SOURCE else doubt.value
