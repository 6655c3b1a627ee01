"""The agreement report of a project."""

from __future__ import annotations

from collections import Counter

from annotator import __version__
from annotator.agreement.report import Report, agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.claim import Origin
from annotator.core.history import Looked
from annotator.core.scheme import Field, FieldType
from annotator.core.source import NARRATOR, Source
from annotator.errors import NotFound
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.items import marks
from annotator.workflow.project import Project


def report_agreement(
    project: Project, field_id: str | None = None, *, seed: int = 1, resamples: int = 1000
) -> Report:
    """Measure how far the project's annotators agree on one field, or on all that the scheme requires.

    Raises `NotFound` for a field that the scheme has not.
    """
    fields = _fields(project, field_id)
    with reading_scope(project.engine) as connection:
        sources = reading.sources(connection)
        names = {person.id: person.name for person in reading.annotators(connection)}
        found, texts, outlets = [], {}, {}
        adjudicators: set[str | None] = set()
        for article in reading.articles(connection):
            claims = reading.claims(connection, article.id)
            found += marks(article, reading.current_annotations(connection, article.id), claims)
            adjudicators |= {claim.annotator_id for claim in claims.values() if claim.origin is Origin.GOLD}
            texts[article.id] = article.text
            outlets[article.id] = article.detail("outlet") or article.name
        states = reading.current_passage_states(connection)
    done: dict[str, set[str]] = {}
    for state in states:
        if state.state is Looked.DONE:
            done.setdefault(state.annotator_id, set()).add(state.passage_id)
    # Who only settled on gold is no annotator here; who looked at passages and found no claim is one.
    apart = adjudicators - {mark.annotator for mark in found}
    return agreement_report(
        found,
        {who: frozenset(passages) for who, passages in done.items() if who not in apart},
        [_spec(field, sources, outlets) for field in fields],
        texts,
        names,
        seed=seed,
        resamples=resamples,
        inputs={
            "project": project.name,
            "scheme": {
                "name": project.scheme.name,
                "version": project.scheme.version,
                "hash": project.scheme.hash,
            },
            "version": __version__,
        },
    )


def _fields(project: Project, field_id: str | None) -> list[Field]:
    scheme = project.scheme
    if field_id is None:
        return [field for field in scheme.fields if field.required]
    field = scheme.field(field_id)
    if field is None:
        known = ", ".join(each.id for each in scheme.fields)
        raise NotFound(
            f"the scheme {scheme.name} has no field {field_id!r}",
            why=f"known: {known}",
            do="name one of these",
        )
    return [field]


def _spec(field: Field, sources: list[Source], outlets: dict[str, str]) -> FieldSpec:
    if field.type is not FieldType.SOURCE:
        # Labels go by their ids: the words that the screen shows and the data holds.
        return FieldSpec(field.id, field.level.value, field.categories)
    return FieldSpec(field.id, field.level.value, None, shown_sources(sources, outlets))


def shown_sources(sources: list[Source], outlets: dict[str, str]) -> dict[str, str]:
    """Return a name for each source, telling apart those that share one by the article they belong to."""
    times = Counter(source.name for source in sources)
    shown = {}
    for source in sources:
        apart = times[source.name] > 1 or source.type == NARRATOR
        where = outlets.get(source.qualifier, "")
        shown[source.id] = f"{source.name} ({where})" if apart and where else source.name
    return shown
