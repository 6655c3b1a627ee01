"""How many items a study needs, and how wide an interval it will have: from the project's own labels, or supposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.agreement.intervals import Drawing, choose, numbered
from annotator.agreement.model import CLAIM, UNIT
from annotator.agreement.planning import Basis, Expected, expected_width, from_pilot, items_needed, supposed
from annotator.agreement.table import FieldSpec, from_items, from_records
from annotator.core.matching import Item, Mark, match
from annotator.core.round import Round
from annotator.core.scheme import Field, FieldType
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import assigning, round_work, whole
from annotator.workflow.exposures import after_exposure
from annotator.workflow.items import marks
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.reconciling import present_sources
from annotator.workflow.reporting_tables import Asked, read_table

SUPPOSED_ALPHA = 0.8
"""Krippendorff's limit for data to rely on: what is supposed where nobody says anything else."""


@dataclass(frozen=True, slots=True)
class Supposing:
    """What is supposed in place of labels: alpha, the labels' shares, and by how much articles raise the variance."""

    alpha: float | None = None
    shares: tuple[float, ...] = ()
    design: float = 1.0

    def __post_init__(self) -> None:
        if self.alpha is not None and not 0 <= self.alpha < 1:
            raise BadInput(
                f"an alpha of {self.alpha:g} can't be planned for", do="give 0 or more, less than 1"
            )
        if any(share < 0 for share in self.shares) or (self.shares and not sum(self.shares)):
            raise BadInput("the shares of labels are numbers from 0 on, and not all 0")
        if self.design < 1:
            raise BadInput(f"a design effect of {self.design:g} is none", do="give 1 or more")


@dataclass(frozen=True, slots=True)
class Foretold:
    """What is expected of one field; `pilot_reason` says why its labels were not what it rests on.

    `subject` is what is counted: claims, or the units of a table.
    """

    field: str
    overlap: int
    expected: Expected
    pilot_reason: str | None = None
    subject: str = CLAIM


@dataclass(frozen=True, slots=True)
class Pilot:
    """The labels there are: items of people who did the same passages, how they cluster, and claims an article."""

    items: Sequence[Item]
    annotators: tuple[str, ...]
    drawing: Drawing
    claims_per_article: float | None

    def basis(self, field: Field) -> Basis | str:
        """Return what a plan for a field rests on, or why these labels tell nothing."""
        table = from_items(self.items, spec(field), annotators=self.annotators)
        return from_pilot(table, self.drawing.groups, self.drawing.by)


def spec(field: Field) -> FieldSpec:
    """Return a field as agreement takes it."""
    is_open = field.type is FieldType.SOURCE
    return FieldSpec(field.id, field.level.value, None if is_open else field.categories)


def read_pilot(project: Project, connection: Connection, follow: Follow = unfollowed) -> Pilot:
    """Gather the labels that can be compared; without those of models and second hands, or given after an exposure."""
    hands = assigning.again(connection)
    people = {each.id for each in reading.annotators(connection) if each.kind == "person"} - hands.keys()
    labels = PresentLabels(project.schemes, present_sources(connection))
    exposed = after_exposure(connection)
    found: list[Mark] = []
    stories: dict[str, str] = {}
    in_all = reading.article_count(connection)
    for number, (article, claims, judged, _) in enumerate(whole.judged_articles(connection), 1):
        own = [each for each in judged if each.annotator_id in people and each.id not in exposed]
        found += marks(article, own, claims, labels, project.scheme)
        stories[article.id] = article.detail("story")
        follow("reading articles", number, in_all)
    done = {each for each in reading.done_passages(connection) if each[0] in people}
    times = Counter(passage for _, passage in done)
    counted = [
        each
        for each in found
        if each.given or ((each.annotator, each.passage) in done and times[each.passage] > 1)
    ]
    items = match(counted).items
    matched = [each for each in items if len(each.marks) > 1]
    articles = {each.article for each in matched}
    return Pilot(
        items,
        tuple(sorted({each.annotator for each in counted})),
        choose(items, stories),
        len(matched) / len(articles) if articles else None,
    )


def foretell(project: Project, round_: Round, articles: Sequence[str], overlap: int) -> list[Foretold]:
    """Return how wide the interval of each field will be that a round asks of every claim in these articles.

    A round that marks freely is supposed to find as many claims an article as the labels there are, or where there
    are none, one in each passage.
    """
    with reading_scope(project.engine) as connection:
        pilot = read_pilot(project, connection)
        if round_.gives:
            given = round_work.given_counts(connection, round_.id)
            claims = sum(given.get(each, 0) for each in articles)
        elif pilot.claims_per_article is None:
            passages = reading.passage_counts(connection)
            claims = sum(passages.get(each, 0) for each in articles)
        else:
            claims = round(pilot.claims_per_article * len(articles))
    found = []
    for field in round_.narrowed(project.scheme).fields:
        if field.required:
            basis, reason = _basis(pilot, field, Supposing())
            found.append(Foretold(field.id, overlap, expected_width(basis, claims, overlap), reason))
    return found


def plan_items(
    project: Project,
    field_id: str | None,
    *,
    width: float,
    overlap: int,
    supposing: Supposing,
    follow: Follow = unfollowed,
) -> list[Foretold]:
    """Return how many items make the interval of each field so narrow; of one field on request.

    Raises `NotFound` for a field that the scheme has not.
    """
    fields = fields_asked(project, field_id)
    with reading_scope(project.engine) as connection:
        pilot = read_pilot(project, connection, follow)
    found = []
    for field in fields:
        basis, reason = _basis(pilot, field, supposing)
        found.append(Foretold(field.id, overlap, items_needed(basis, width, overlap), reason))
    return found


def plan_supposed(width: float, overlap: int, supposing: Supposing) -> Foretold:
    """Return the same of no project at all, for labels used in shares that are said."""
    alpha = SUPPOSED_ALPHA if supposing.alpha is None else supposing.alpha
    basis = supposed(alpha, supposing.shares, supposing.design)
    return Foretold("labels", overlap, items_needed(basis, width, overlap))


def plan_table(
    path: Path, asked: Asked, *, width: float, overlap: int, supposing: Supposing
) -> list[Foretold]:
    """Return the same by the labels of a table in a file; those of models don't count.

    Raises `BadInput` and `NotFound` for what can't be read or is not there.
    """
    read = read_table(path, asked)
    found = []
    for each in read.specs:
        records = [one for one in read.records[each.id] if one[1] not in asked.models]
        table = from_records(records, each)
        groups = numbered([(read.articles or {}).get(unit, unit) for unit in table.units])
        rests = from_pilot(table, groups, "article" if read.articles else "unit", UNIT)
        basis, reason = _rest(rests, table.categories, supposing)
        found.append(Foretold(each.id, overlap, items_needed(basis, width, overlap), reason, UNIT))
    return found


def _basis(pilot: Pilot, field: Field, supposing: Supposing) -> tuple[Basis | str, str | None]:
    """Return what the plan of a field rests on: labels unless something is supposed, and why not these."""
    return _rest(pilot.basis(field) if supposing == Supposing() else None, field.categories, supposing)


def _rest(
    labels: Basis | str | None, categories: Sequence[str] | None, supposing: Supposing
) -> tuple[Basis | str, str | None]:
    """Return what a plan rests on by the labels there are or why they tell nothing, and by what is supposed."""
    found = labels if supposing == Supposing() else None
    if isinstance(found, Basis):
        return found, None
    shares = supposing.shares or tuple(1.0 for _ in categories or ())
    if not shares:
        why = "its labels are open and nobody knows how they will be used; annotator agreement plan --shares says it"
        return f"{found}; {why}" if found else why, found
    alpha = SUPPOSED_ALPHA if supposing.alpha is None else supposing.alpha
    return supposed(alpha, shares, supposing.design), found


def fields_asked(project: Project, field_id: str | None) -> list[Field]:
    """Return one field, or all that the scheme asks of every claim; `NotFound` lists the known ones."""
    scheme = project.scheme
    if field_id is None:
        return [field for field in scheme.fields if field.required]
    field = scheme.field(field_id)
    if field is None:
        raise NotFound(
            f"the scheme {scheme.name} has no field {field_id!r}",
            why=f"known: {', '.join(each.id for each in scheme.fields)}",
            do="name one of these",
        )
    return [field]
