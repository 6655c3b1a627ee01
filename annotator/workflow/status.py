"""How far a project is: what is done, by whom, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotator.core.amounts import counted
from annotator.core.claim import Origin
from annotator.core.display import visible
from annotator.core.ids import fold
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.core.short_names import cut_middle
from annotator.core.text.passage import PassageKind
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.kit_owner import kit_owner
from annotator.store.reading import Annotator, whole
from annotator.workflow.hidden_repeats import repeats_of
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
class AsOne:
    """What somebody is told who meets articles again without knowing: their work both times, and how much comes again.

    That is articles, passages and boilerplate in a kit, where all that is asked is its owner's; elsewhere 0.
    """

    person: PersonStatus
    articles: int
    passages: int
    boilerplate: int


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """The project as a whole, and each of its rounds; `passages` leaves boilerplate out.

    Of everybody's work it counts claims that were marked freely. What somebody did when they met an article again
    counts in the round alone. `only` names the one person who is shown, where others' work isn't for them to see; to
    them both times are one, as in `as_one`.
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
    as_one: tuple[AsOne, ...] = ()

    @property
    def is_blind(self) -> bool:
        """Tell whether a round is open in which nobody is to see how far others are."""
        return any(each.state == "open" and each.blind for each in self.rounds)

    def of(self, name: str) -> ProjectStatus:
        """Return it with one person's work alone, however their name is spelled."""
        as_one = self._as_one(name) is not None
        rounds = tuple(each.of(name, as_one=as_one) for each in self.rounds)
        return replace(self._alone(name), rounds=rounds)

    def seen_by(self, name: str) -> ProjectStatus:
        """Return it as somebody who annotates may see it: others in those rounds alone that are not blind any more."""
        as_one = self._as_one(name) is not None
        rounds = tuple(each.of(name, as_one=as_one) if each.hidden else each for each in self.rounds)
        return replace(self._alone(name), rounds=rounds)

    def _alone(self, name: str) -> ProjectStatus:
        own = fold(name)
        one = self._as_one(name)
        mine = tuple(each for each in self.annotators if fold(each.name) == own)
        return replace(
            self,
            annotators=(one.person,) if one else mine,
            only=name,
            articles=self.articles + (one.articles if one else 0),
            passages=self.passages + (one.passages if one else 0),
            boilerplate=self.boilerplate + (one.boilerplate if one else 0),
        )

    def _as_one(self, name: str) -> AsOne | None:
        own = fold(name)
        return next((each for each in self.as_one if fold(each.person.name) == own), None)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        found = asdict(self)
        del found["as_one"]
        return found


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

        def person_status(person: Annotator, hands: Sequence[str], in_all: int) -> PersonStatus:
            done, skipped, flagged = (
                sum(looked[hand, state] for hand in hands) for state in ("done", "skipped", "flagged")
            )
            return PersonStatus(
                person.name,
                person.kind,
                done,
                skipped,
                flagged,
                in_all - done - skipped,
                sum(claims[hand] for hand in hands),
                sum(unfinished[hand] for hand in hands),
                sum(gold[hand] for hand in hands),
            )

        as_one = []
        is_kit = kit_owner(project.path) is not None
        for person in people:
            repeats = repeats_of(project, connection, person.id)
            if person.id in counts.second_hands or not repeats.hidden_hands:
                continue
            more = reading.passage_kinds(connection, repeats.articles)
            of_text = sum(more.values()) - more.get(PassageKind.BOILERPLATE.value, 0)
            status = person_status(person, repeats.hands, passages + of_text)
            sizes = (len(repeats.articles), of_text, sum(more.values()) - of_text) if is_kit else (0, 0, 0)
            as_one.append(AsOne(status, *sizes))
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
            person_status(person, (person.id,), passages)
            for person in people
            if person.id not in counts.second_hands
        ),
        as_one=tuple(as_one),
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
    size = f"{counted(status.articles, 'article')}, {counted(status.passages, 'passage')}"
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
    size = counted(of.articles, "article") if of.given is None else counted(of.given, "given claim")
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
