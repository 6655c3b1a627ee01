"""How far a project is: what is done, by whom, and what is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from annotator.core.claim import Origin
from annotator.core.display import visible
from annotator.core.gaps import gaps
from annotator.core.text.passage import PassageKind
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import whole
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """One annotator's work: passages by state, standing claims, how many of them lack something, and gold."""

    name: str
    kind: str
    done: int
    skipped: int
    flagged: int
    left: int
    claims: int
    unfinished: int
    gold: int


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """The project as a whole; `passages` leaves boilerplate out."""

    project: str
    database: str
    scheme: str
    scheme_hash: str
    articles: int
    passages: int
    boilerplate: int
    gold_claims: int
    annotators: tuple[PersonStatus, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def project_status(project: Project, follow: Follow = unfollowed) -> ProjectStatus:
    """Count what is there and what is left: passages by the database, claims an article at a time."""
    claims: Counter[str] = Counter()
    unfinished: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    with reading_scope(project.engine) as connection:
        people = reading.annotators(connection)
        articles = reading.article_count(connection)
        kinds = reading.passage_kinds(connection)
        looked = Counter(reading.state_counts(connection))
        for number, (_, known, annotations, _) in enumerate(whole.judged_articles(connection), 1):
            for annotation in annotations:
                if known[annotation.claim_id].origin is Origin.GOLD:
                    gold[annotation.annotator_id] += 1
                    continue
                claims[annotation.annotator_id] += 1
                read = project.schemes.read(annotation.judgement)
                unfinished[annotation.annotator_id] += bool(gaps(read.judgement, project.scheme, read.doubts))
            follow("counting claims, article by article", number, articles)
    boilerplate = kinds.get(PassageKind.BOILERPLATE.value, 0)
    passages = sum(kinds.values()) - boilerplate
    return ProjectStatus(
        project=project.name,
        database=str(project.path),
        scheme=f"{project.scheme.name} {project.scheme.version}",
        scheme_hash=project.scheme.hash,
        articles=articles,
        passages=passages,
        boilerplate=boilerplate,
        gold_claims=gold.total(),
        annotators=tuple(
            PersonStatus(
                person.name,
                person.kind,
                looked[person.id, "done"],
                looked[person.id, "skipped"],
                looked[person.id, "flagged"],
                passages - looked[person.id, "done"] - looked[person.id, "skipped"],
                claims[person.id],
                unfinished[person.id],
                gold[person.id],
            )
            for person in people
        ),
    )


def as_text(status: ProjectStatus) -> str:
    """Return the status as a person reads it at 80 columns."""
    size = f"{_counted(status.articles, 'article')}, {_counted(status.passages, 'passage')}"
    size += f" and {status.boilerplate} of boilerplate" if status.boilerplate else ""
    size = f"scheme {status.scheme}, {size}"
    lines = [f"{status.project}  ({status.database})", size, ""]
    if status.annotators:
        lines += _table(status.annotators, with_gold=status.gold_claims > 0)
    else:
        lines.append("nobody has begun yet: annotator annotate --as NAME")
    return "\n".join(map(visible, lines))


def _table(annotators: tuple[PersonStatus, ...], *, with_gold: bool) -> list[str]:
    head = (
        f"{'annotator':<22}{'done':>6}{'skipped':>9}{'flagged':>9}{'left':>6}{'claims':>8}{'unfinished':>12}"
    )
    rows = [
        f"{person.name[:21]:<22}{person.done:>6}{person.skipped:>9}{person.flagged:>9}{person.left:>6}"
        f"{person.claims:>8}{person.unfinished:>12}"
        for person in annotators
    ]
    gold = [f"{'gold':>6}", *(f"{person.gold:>6}" for person in annotators)]
    return [line + (cell if with_gold else "") for line, cell in zip([head, *rows], gold, strict=True)]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
