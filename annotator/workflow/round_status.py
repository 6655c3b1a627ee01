"""How far each round is: who is asked for what in it, what they have done, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.amounts import counted
from annotator.core.claim import Annotation, Claim, Origin
from annotator.core.gaps import gaps
from annotator.core.ids import fold
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.core.scheme_maps import SchemeMaps
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator, round_work, whole
from annotator.store.reading import rounds as asking
from annotator.store.reading.rounds import GivenClaim
from annotator.workflow.blindness import blinded
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.round_progress import Counts, asked_in, settled_in
from annotator.workflow.stops import Stop


@dataclass(frozen=True, slots=True)
class RoundPerson:
    """One annotator's work in a round: passages, or given claims, and how many of their claims lack something.

    `articles` are those they are asked for, each as often as they meet it; none where it is all of the round's.
    """

    name: str
    kind: str
    articles: int | None
    asked: int
    done: int
    left: int
    claims: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """A round, what it asks, and how far everybody is in it; no `fields` are all of them, no `given` are free marks."""

    name: str
    state: str
    marks: str
    blind: bool
    fields: tuple[str, ...]
    articles: int
    given: int | None
    annotators: tuple[RoundPerson, ...]
    hidden: bool = False
    """Whether nobody who annotates is to see others' work in it yet."""
    only: str | None = None
    """The one person who is shown, where others aren't."""

    def of(self, name: str, *, as_one: bool = False) -> RoundStatus:
        """Return it with one person's work alone, however their name is spelled.

        With `as_one` it is as large as what they are asked for: an article that they meet again counts each time.
        """
        own = fold(name)
        mine = tuple(each for each in self.annotators if fold(each.name) == own)
        found = replace(self, annotators=mine, only=name)
        if not as_one or not mine or mine[0].articles is None:
            return found
        return replace(found, articles=mine[0].articles, given=None if self.given is None else mine[0].asked)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is left in a round, in words: of each person, or that nobody who could be named has begun at all."""

    people: tuple[str, ...]
    untouched: str = ""


@dataclass
class _Tally:
    """What is counted of one round: who is asked for which articles under which ids, and their claims."""

    round: Round
    scheme: Scheme
    asked: Mapping[str, Sequence[Stop] | None]
    """By annotator; none are all articles, under their own id."""
    claims: Counter[Stop] = field(default_factory=Counter)
    unfinished: Counter[Stop] = field(default_factory=Counter)


class RoundCounts:
    """Counts rounds while somebody goes through the articles of a project one by one."""

    def __init__(self, project: Project, connection: Connection, rounds: Iterable[Round]) -> None:
        self._project, self._connection = project, connection
        self._people = {each.id: each for each in reading.annotators(connection)}
        self._counted: dict[str, int] | None = None
        self._lacking: dict[tuple[str, int], bool] = {}
        self._again = asking.second_hands(connection)
        self._tallies = [_Tally(each, _scheme(project, each), self._asked(each)) for each in rounds]

    def had_work(self, round_: Round) -> bool:
        """Tell whether anything was asked in a round: it is open, or somebody had begun before it ended."""
        return round_.is_open or any(each.asked for each in self._tallies if each.round.id == round_.id)

    @property
    def second_hands(self) -> frozenset[str]:
        """Return the ids under which somebody meets articles again."""
        return frozenset(self._again.values())

    def _asked(self, round_: Round) -> dict[str, Sequence[Stop] | None]:
        connection = self._connection
        stops: dict[str, list[Stop]] = {}
        for each in asking.assigned(connection, round_.id):
            hand = self._again.get(each.annotator_id, "") if each.kind == "repeat" else each.annotator_id
            if hand:
                stops.setdefault(each.annotator_id, []).append(Stop(each.article_id, hand))
        if stops:
            return dict(stops)
        listed = asking.round_articles(connection, round_.id) if round_.lists_articles else None
        # What is done elsewhere after a round has ended is no work in it, though its lens shows it.
        ended = None if round_.is_open else asking.ended_by(connection, round_.id)
        begun = (
            round_work.answerers(connection, round_.id, before=ended)
            if round_.gives
            else round_work.workers(connection, listed, before=ended)
        )
        begun -= self.second_hands
        return {who: None if listed is None else [Stop(each, who) for each in listed] for who in begun}

    def take(self, article_id: str, claims: Mapping[str, Claim], annotations: Iterable[Annotation]) -> None:
        """Count the claims of an article, of which these annotations stand."""
        free: list[Annotation] = []
        given: list[Annotation] = []
        for each in annotations:
            origin = claims[each.claim_id].origin
            if origin is Origin.MARKED:
                free.append(each)
            elif origin is Origin.GIVEN:
                given.append(each)
        for tally in self._tallies:
            if tally.round.gives and given:
                known = {
                    each.claim_id: each
                    for each in asking.given_claims(self._connection, tally.round.id, article_id)
                }
                self._count(tally, article_id, [each for each in given if each.claim_id in known], known)
            elif not tally.round.gives:
                self._count(tally, article_id, free, {})
        self._lacking.clear()

    def _count(
        self, tally: _Tally, article_id: str, found: Iterable[Annotation], given: Mapping[str, GivenClaim]
    ) -> None:
        for each in found:
            stop = Stop(article_id, each.annotator_id)
            came_with = given[each.claim_id].labels if each.claim_id in given else ()
            claimants = [label.source_id for label in came_with if label.source_id]
            tally.claims[stop] += 1
            tally.unfinished[stop] += self.lacks(tally.scheme, each, claimants)

    def lacks(self, scheme: Scheme, annotation: Annotation, claimants: Iterable[str] = ()) -> bool:
        """Tell whether an annotation lacks anything, worked out once for all that ask the same of it."""
        key = (annotation.id, id(scheme))
        if key not in self._lacking:
            self._lacking[key] = is_unfinished(self._project.schemes, scheme, annotation, claimants)
        return self._lacking[key]

    def statuses(self) -> list[RoundStatus]:
        """Return how far each round is, once every article has been taken."""
        return [self._status(each) for each in self._tallies]

    def _status(self, tally: _Tally) -> RoundStatus:
        connection, round_ = self._connection, tally.round
        asked = asked_in(connection, round_) if round_.gives else self._passages()
        listed = asking.round_articles(connection, round_.id) if round_.lists_articles else None
        counts: dict[str, Counts] = {}
        people = []
        for who, stops in tally.asked.items():
            hands = {who} if stops is None else {each.annotator_id for each in stops}
            for hand in hands:
                counts[hand] = Counts(settled_in(connection, round_, tally.scheme, hand), asked)
            people.append(self._person(self._people[who], stops, tally, counts))
        return RoundStatus(
            name=round_.name,
            state=str(round_.state),
            marks=str(round_.marks),
            blind=round_.blind,
            fields=round_.fields,
            articles=reading.article_count(connection) if listed is None else len(listed),
            given=sum(asked.values()) if round_.gives else None,
            annotators=tuple(sorted(people, key=lambda each: each.name)),
            hidden=bool(blinded(self._project, connection, round_)),
        )

    def _passages(self) -> dict[str, int]:
        """Return how many passages each article has: counted once, as there may be a million."""
        if self._counted is None:
            self._counted = reading.passage_counts(self._connection)
        return self._counted

    def _person(
        self,
        person: Annotator,
        stops: Sequence[Stop] | None,
        tally: _Tally,
        counts: Mapping[str, Counts],
    ) -> RoundPerson:
        if stops is None:
            mine = counts[person.id]
            done, asked = sum(mine.settled.values()), sum(mine.asked.values())
            here = [each for each in tally.claims if each.annotator_id == person.id]
        else:
            both = [counts[each.annotator_id].of(each.article_id) for each in stops]
            done, asked = (sum(numbers) for numbers in zip(*both, strict=True))
            here = [each for each in stops if each in tally.claims]
        return RoundPerson(
            name=person.name,
            kind=person.kind,
            articles=None if stops is None else len(stops),
            asked=asked,
            done=done,
            left=asked - done,
            claims=sum(tally.claims[each] for each in here),
            unfinished=sum(tally.unfinished[each] for each in here),
        )


def is_unfinished(
    schemes: SchemeMaps, scheme: Scheme, annotation: Annotation, claimants: Iterable[str] = ()
) -> bool:
    """Tell whether an annotation lacks anything that is asked: all of a scheme's fields, or those a round leaves it."""
    read = schemes.read(annotation.judgement)
    doubts = read.doubts
    if doubts:
        not_asked = {each.id for each in schemes.scheme.fields} - {each.id for each in scheme.fields}
        doubts = tuple(each for each in doubts if each.field not in not_asked)
    return bool(gaps(read.judgement, scheme, doubts, claimants))


def _scheme(project: Project, round_: Round) -> Scheme:
    """Return what a round asks; all of the scheme where it asks for nothing the scheme has any more."""
    known = {each.id for each in project.scheme.fields}
    return project.scheme if known.isdisjoint(round_.fields) else round_.narrowed(project.scheme)


def outstanding(project: Project, round_: Round, follow: Follow = unfollowed) -> Outstanding:
    """Find who has what left in a round: everybody who is assigned anything, or else who has begun."""
    with reading_scope(project.engine) as connection:
        counts = RoundCounts(project, connection, [round_])
        in_all = reading.article_count(connection)
        for number, (article, claims, annotations, _) in enumerate(whole.judged_articles(connection), 1):
            counts.take(article.id, claims, annotations)
            follow("counting claims, article by article", number, in_all)
        (status,) = counts.statuses()
        asked = asked_in(connection, round_)
        listed = asking.round_articles(connection, round_.id) if round_.lists_articles else list(asked)
    noun = "passage" if status.given is None else "given claim"
    people = [each for each in status.annotators if each.kind == "person"]
    found = []
    for person in people:
        parts = [_counted(person.left, noun, "left")] if person.left else []
        parts += [_counted(person.unfinished, "claim", "unfinished")] if person.unfinished else []
        if parts:
            found.append(f"{person.name} has {' and '.join(parts)}")
    in_round = sum(asked.get(each, 0) for each in listed)
    untouched = f"nobody has begun, with {_counted(in_round, noun, 'asked')}"
    return Outstanding(tuple(found), "" if people or not in_round else untouched)


def _counted(count: int, noun: str, state: str) -> str:
    return f"{counted(count, noun)} {state}"
