"""The agreement report of a project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from annotator import __version__
from annotator.agreement.continuum import Place
from annotator.agreement.exposure import Exposed
from annotator.agreement.intervals import By
from annotator.agreement.model import Again, Report
from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.amounts import counted
from annotator.core.article import Article
from annotator.core.claim import Origin
from annotator.core.matching import Mark
from annotator.core.scheme import Field, FieldType, parse_scheme
from annotator.core.source import Source
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import whole
from annotator.workflow.exposures import kept_exposures
from annotator.workflow.hidden_repeats import repeats_of
from annotator.workflow.independence import Exposures, stood_before
from annotator.workflow.items import marks
from annotator.workflow.lens import Lens
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.reconciling import named_now, present_sources
from annotator.workflow.rounds import find_round, list_rounds
from annotator.workflow.self_agreement import self_agreement
from annotator.workflow.shown_sources import shown_sources
from annotator.workflow.suggestion_effects import effects_of


def report_agreement(
    project: Project,
    field_id: str | None = None,
    *,
    round_name: str | None = None,
    seed: int = 1,
    resamples: int = 1000,
    by: By | None = None,
    include_exposed: bool = False,
    exposures: Exposures | None = None,
    reader: str | None = None,
    follow: Follow = unfollowed,
) -> Report:
    """Measure how far the project's annotators agree on one field, or on all that the scheme requires.

    Of all there is, or of what one round asks. What somebody judged after looking at others' work is left out, or
    counted where that is asked for; the other way stands beside it. What was is kept in the project, unless `exposures`
    says otherwise. How far people agree with themselves is left out while the `reader` has articles to meet again.
    Raises `NotFound` for a field or round that is not there.
    """
    round_ = None if round_name is None else find_round(project, round_name)
    with reading_scope(project.engine) as connection:
        lens = Lens.of(project, connection, round_)
        fields = lens.fields(field_id)
        exposures = exposures or kept_exposures(connection)
        merged = present_sources(connection)
        sources = named_now(connection, reading.sources(connection))
        people = reading.annotators(connection)
        found: list[Mark] = []
        outlets: dict[str, str] = {}
        stories: dict[str, str] = {}
        adjudicators: set[str | None] = set()
        labels = PresentLabels(project.schemes, merged)
        after: dict[tuple[str, str], str] = {}
        before: list[Mark] = []
        in_all = reading.article_count(connection)
        done = _done(lens.passages(connection, reading.done_passages(connection)))
        shared = _done_by_two(done)
        places: dict[str, Place] = {}
        for number, (article, claims, judged, _) in enumerate(whole.judged_articles(connection), 1):
            annotations = lens.annotations(article.id, judged, claims)
            found += marks(article, annotations, claims, labels, project.scheme)
            late, stood = stood_before(connection, exposures, article.id, annotations)
            after |= late
            before += marks(article, stood, claims, PresentLabels(project.schemes, merged), project.scheme)
            adjudicators |= {claim.annotator_id for claim in claims.values() if claim.origin is Origin.GOLD}
            outlets[article.id] = article.detail("outlet") or article.name
            stories[article.id] = article.detail("story")
            places |= _places(article, shared)
            follow("reading articles", number, in_all)
        late_passages = frozenset(exposures.passages(connection))
        schemes = reading.schemes(connection)
        untold = bool(reader and repeats_of(project, connection, reader).hidden_hands)
    follow("measuring", 0, 0)
    # Who only settled on gold is no annotator here; who looked at passages and found no claim is one.
    apart = adjudicators - {mark.annotator for mark in found}
    mapped, retired, now_one = (
        sum(counts[field.id] for field in fields) for counts in (labels.mapped, labels.retired, labels.merged)
    )
    report = agreement_report(
        found,
        {who: frozenset(passages) for who, passages in done.items() if who not in apart},
        [_spec(field, sources, outlets) for field in fields],
        _Texts(project),
        {person.id: person.name for person in people},
        seed=seed,
        resamples=resamples,
        inputs={
            "project": project.name,
            "scheme": {
                "name": project.scheme.name,
                "version": project.scheme.version,
                "hash": project.scheme.hash,
            },
            "round": None if round_ is None else round_.name,
            "labels": {"mapped": mapped, "retired": retired, "merged": now_one},
            "version": __version__,
        },
        notes=_said(mapped, retired),
        stories=stories,
        by=by,
        versions=_versions(schemes),
        models=frozenset(person.id for person in people if person.kind == MODEL),
        places=places,
        exposed=Exposed(after, tuple(before), late_passages, include_exposed),
        asked=None if lens.claims is None else len(lens.claims),
    )
    rounds = list_rounds(project) if round_ is None else [round_]
    suggested = effects_of(project, rounds)
    asked = lens.second_hands and not untold
    again = self_agreement(project, fields, lens, seed=seed, resamples=resamples) if asked else ()
    met = tuple(Again.of(each.name, each.articles, each.report) for each in again)
    return replace(report, again=met, suggested=suggested)


MODEL = "model"


def _versions(schemes: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return a name for every scheme, in the order of their versions; where two share one, with the hash."""
    found = {hash_: parse_scheme(body, f"scheme {name}").version for hash_, name, body in schemes}
    times = Counter(found.values())
    ordered = sorted(found.items(), key=lambda each: ([int(n) for n in re.findall(r"\d+", each[1])], each))
    return {
        hash_: version if times[version] == 1 else f"{version} ({hash_[:8]})" for hash_, version in ordered
    }


def _done(passages: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Gather passages by who has done them; one that several have done is one string in memory."""
    done: dict[str, set[str]] = {}
    same: dict[str, str] = {}
    for who, passage in passages:
        done.setdefault(who, set()).add(same.setdefault(passage, passage))
    return done


def _done_by_two(done: Mapping[str, set[str]]) -> frozenset[str]:
    """Return the passages that two or more annotators have done."""
    once: set[str] = set()
    again: set[str] = set()
    for passages in done.values():
        again |= once & passages
        once |= passages
    return frozenset(again)


def _places(article: Article, passages: frozenset[str]) -> Iterator[tuple[str, Place]]:
    """Yield where those of the article's passages lie."""
    for place, passage in enumerate(article.passages):
        id_ = article.passage_id(place)
        if id_ in passages:
            yield id_, Place(article.id, passage.span)


KEPT = 4_000_000
"""How many characters of texts are remembered: more would be memory that grows with the project."""


class _Texts(Mapping[str, str]):
    """Articles' texts, read when words are quoted: most articles never are, and together they may be too much."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, str] = {}

    def __getitem__(self, article_id: str) -> str:
        """Return the text of an article; each list of quotations goes through the articles in their order."""
        if article_id not in self._known:
            with reading_scope(self._project.engine) as connection:
                text = reading.article_text(connection, article_id)
            if sum(map(len, self._known.values())) + len(text) > KEPT:
                self._known.clear()
            self._known[article_id] = text
        return self._known[article_id]

    def __iter__(self) -> Iterator[str]:
        with reading_scope(self._project.engine) as connection:
            return iter(reading.article_ids(connection))

    def __len__(self) -> int:
        with reading_scope(self._project.engine) as connection:
            return reading.article_count(connection)


def _said(mapped: int, retired: int) -> tuple[str, ...]:
    """Say how many labels are not what they were given as."""
    said = (
        (
            mapped,
            f"Mapped labels: {mapped:,}, given under an earlier scheme, count as what they are called now.",
        ),
        (
            retired,
            f"Left out: {counted(retired, 'retired label')}, which the scheme in force has no place for.",
        ),
    )
    return tuple(sentence for count, sentence in said if count)


def _spec(field: Field, sources: list[Source], outlets: dict[str, str]) -> FieldSpec:
    if field.type is not FieldType.SOURCE:
        # Labels go by their ids: the words that the screen shows and the data holds.
        return FieldSpec(field.id, field.level.value, field.categories)
    return FieldSpec(field.id, field.level.value, None, shown_sources(sources, outlets))
