"""How far a project is: what is done, by whom, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotator.core.claim import Origin
from annotator.core.display import visible
from annotator.core.ids import fold
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.core.short_names import cut_middle
from annotator.core.text.passage import PassageKind
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import whole
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.round_status import RoundCounts, RoundStatus
from annotator.workflow.rounds import all_rounds


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
    """The project as a whole, and each of its rounds; `passages` leaves boilerplate out.

    Of everybody's work it counts claims that were marked freely. What somebody did when they met an article again
    counts in the round alone. `only` names the one person who is shown, where others' work isn't for them to see.
    """

    project: str
    database: str
    scheme: str
    scheme_hash: str
    articles: int
    passages: int
    boilerplate: int
    gold_claims: int
    annotators: tuple[PersonStatus, ...]
    rounds: tuple[RoundStatus, ...] = ()
    only: str | None = None

    @property
    def is_blind(self) -> bool:
        """Tell whether a round is open in which nobody is to see how far others are."""
        return any(each.state == "open" and each.blind for each in self.rounds)

    def of(self, name: str) -> ProjectStatus:
        """Return it with one person's work alone, however their name is spelled."""
        return replace(self._alone(name), rounds=tuple(each.of(name) for each in self.rounds))

    def seen_by(self, name: str) -> ProjectStatus:
        """Return it as somebody who annotates may see it: others in those rounds alone that are not blind any more."""
        rounds = tuple(each.of(name) if each.hidden else each for each in self.rounds)
        return replace(self._alone(name), rounds=rounds)

    def _alone(self, name: str) -> ProjectStatus:
        own = fold(name)
        mine = tuple(each for each in self.annotators if fold(each.name) == own)
        return replace(self, annotators=mine, only=name)

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
        known_rounds = all_rounds(project, connection)
        counts = RoundCounts(project, connection, known_rounds)
        scheme = _asked_of_marks(project, [each for each in known_rounds if counts.had_work(each)])
        kinds = reading.passage_kinds(connection)
        looked = Counter(reading.state_counts(connection))
        for number, (article, known, annotations, _) in enumerate(whole.judged_articles(connection), 1):
            for annotation in annotations:
                origin, who = known[annotation.claim_id].origin, annotation.annotator_id
                gold[who] += origin is Origin.GOLD
                if origin is Origin.MARKED:
                    claims[who] += 1
                    unfinished[who] += counts.lacks(scheme, annotation)
            counts.take(article.id, known, annotations)
            follow("counting claims, article by article", number, articles)
        rounds = tuple(counts.statuses())
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
            if person.id not in counts.second_hands
        ),
        rounds=rounds,
    )


def _asked_of_marks(project: Project, rounds: Iterable[Round]) -> Scheme:
    """Return what is asked of claims that are marked freely: by any of the rounds, else by the scheme."""
    free = [each for each in rounds if not each.gives]
    fields = {field for each in free for field in each.fields}
    known = {each.id for each in project.scheme.fields}
    if not all(each.fields for each in free) or fields.isdisjoint(known):
        return project.scheme
    asked = tuple(each for each in project.scheme.fields if each.id in fields)
    return replace(project.scheme, fields=asked)


def as_text(status: ProjectStatus) -> str:
    """Return the status as a person reads it at 80 columns."""
    size = f"{_counted(status.articles, 'article')}, {_counted(status.passages, 'passage')}"
    size += f" and {status.boilerplate} of boilerplate" if status.boilerplate else ""
    size = f"scheme {status.scheme}, {size}"
    lines = [f"{status.project}  ({status.database})", size, ""]
    if len(status.rounds) > 1 or any(_asks_less_or_more(each, status.passages) for each in status.rounds):
        lines += [line for each in status.rounds for line in ("", *_round(each))][1:]
    elif status.annotators:
        lines += _table(status.annotators, with_gold=status.gold_claims > 0)
    else:
        lines.append("nobody has begun yet: annotator annotate --as NAME")
    return "\n".join(map(visible, lines))


def _asks_less_or_more(of: RoundStatus, passages: int) -> bool:
    """Tell whether a round asks anything but marks in every passage once, as in a kit or where work is shared out."""
    return of.given is not None or bool(of.fields) or any(each.asked != passages for each in of.annotators)


def _round(of: RoundStatus) -> list[str]:
    asks = ", ".join(of.fields) or "everything"
    what = "passages" if of.given is None else "claims given"
    size = _counted(of.articles, "article") if of.given is None else _counted(of.given, "given claim")
    blind = ", blind" if of.blind and of.state == "open" else ""
    lines = [f"round {of.name}: {of.state}{blind}; asks {asks} of {size}"]
    if not of.annotators:
        if of.only:
            return [*lines, f"  {of.only} {'has' if of.state == 'open' else 'had'} nothing to do in it"]
        nobody = (
            "nobody has begun, and nobody is assigned"
            if of.state == "open"
            else "nobody had begun when it ended"
        )
        return [*lines, f"  {nobody}"]
    lines.append(f"  {what:<20}{'asked':>7}{'done':>7}{'left':>7}{'claims':>8}{'unfinished':>12}")
    lines += [
        f"  {cut_middle(each.name, 19, len):<20}"
        f"{each.asked:>7}{each.done:>7}{each.left:>7}{each.claims:>8}{each.unfinished:>12}"
        for each in of.annotators
    ]
    return lines


def _table(annotators: tuple[PersonStatus, ...], *, with_gold: bool) -> list[str]:
    head = (
        f"{'annotator':<22}{'done':>6}{'skipped':>9}{'flagged':>9}{'left':>6}{'claims':>8}{'unfinished':>12}"
    )
    rows = [
        f"{cut_middle(person.name, 21, len):<22}{person.done:>6}{person.skipped:>9}{person.flagged:>9}{person.left:>6}"
        f"{person.claims:>8}{person.unfinished:>12}"
        for person in annotators
    ]
    gold = [f"{'gold':>6}", *(f"{person.gold:>6}" for person in annotators)]
    return [line + (cell if with_gold else "") for line, cell in zip([head, *rows], gold, strict=True)]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
