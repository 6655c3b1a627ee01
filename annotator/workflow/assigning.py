"""Who is asked for which article of a round: planned, shown, and written as one action of new rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core.assigning import Asking, Has, Plan, Task, TaskKind, gold_chosen, make_plan
from annotator.core.history import Action, Kind
from annotator.core.ids import annotator_id
from annotator.core.round import Round
from annotator.core.second_hands import second_name
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.assigning import Ask, NewAnnotator, write_assignment
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.reading import assigning as stored
from annotator.store.reading.rounds import Assigned
from annotator.workflow.assignment_ground import ASSIGN, Ground
from annotator.workflow.assignment_people import AssignWish, People, find_people
from annotator.workflow.changing_rounds import check_unchanged
from annotator.workflow.project import Project
from annotator.workflow.rounds import all_rounds, find_round, named_round
from annotator.workflow.stamps import PROGRAM

USUAL_OVERLAP = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a round is assigned: people an article, and in percent the share cap, repeats and gold."""

    overlap: int = USUAL_OVERLAP
    share: int = 100
    repeats: int = 0
    gold: int = 0
    seed: int = 1

    def __str__(self) -> str:
        """Say them as they go on record."""
        return (
            f"overlap {self.overlap}, share {self.share} %, repeats {self.repeats} %, gold {self.gold} %, "
            f"seed {self.seed}"
        )

    @classmethod
    def read(cls, said: str | None) -> Terms | None:
        """Return the terms that were put on record, or nothing where there are none."""
        names = ("overlap", "share", "repeats", "gold", "seed")
        found = {name: re.search(rf"\b{name} (\d+)", said or "") for name in names}
        values = {name: int(match[1]) for name, match in found.items() if match}
        return cls(**values) if len(values) == len(names) else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that was not written yet: everybody's list by their ids, and what it would change."""

    round: Round
    terms: Terms
    plan: Plan
    names: Mapping[str, str]
    sizes: Mapping[str, int]
    before: tuple[Assigned, ...]
    asked: tuple[Assigned, ...]
    withdrawn: tuple[Assigned, ...]
    new: tuple[NewAnnotator, ...]
    second_hands: tuple[tuple[str, str], ...]
    added: tuple[str, ...]
    half_done: Mapping[str, int]
    left: tuple[str, ...] = ()
    back: tuple[str, ...] = ()

    @property
    def articles(self) -> int:
        """Return how many articles are work for somebody."""
        return len(self.sizes)

    @property
    def changes(self) -> bool:
        """Tell whether anything would be written."""
        return bool(self.asked or self.withdrawn or self.left or self.back)


def plan_assignment(project: Project, round_name: str, wish: AssignWish) -> Proposal:
    """Plan who gets what in a round; nothing is written.

    Whoever is asked for something already keeps what they have begun. Of somebody who leaves, what they have
    finished stays and counts; everything else goes to others. Raises `BadInput` for names that can't be, `Invalid`
    for what can't be met, both with what would do.
    """
    refuse_in_kit(project.path, "assigning")
    round_ = find_round(project, round_name)
    if not round_.is_open:
        raise BadInput(
            f"the round {round_.name!r} is {round_.state}", do="open another: annotator round open"
        )
    with reading_scope(project.engine) as connection:
        ground = Ground(project, connection, round_)
        people = find_people(ground, wish)
        terms = _terms(ground, wish, len(people.asked))
        has = _has(ground, people)
        gold = _gold(ground, people, terms, _last_terms(ground))
        begun = {who: ground.begun(who) for who in people.leaving}
        sizes = {each: size for each, size in ground.sizes.items() if each not in gold}
    wanted = Asking(terms.overlap, terms.share, terms.repeats, terms.seed)
    plan = make_plan(sizes, people.asked, wanted, has=has, gold=gold)
    asked, withdrawn = _changes(ground, plan, has)
    hands = _second_hands(ground, people, plan)
    return Proposal(
        round=round_,
        terms=terms,
        plan=plan,
        names=people.names,
        sizes=sizes,
        before=tuple(ground.before),
        asked=asked,
        withdrawn=withdrawn,
        new=(*people.new, *(hand for hand, _ in hands)),
        second_hands=tuple((hand.id, of) for hand, of in hands),
        added=tuple(each.name for each in people.new),
        half_done=_half_done(people, begun, withdrawn),
        left=people.leaving,
        back=people.back,
    )


def write_plan(project: Project, proposal: Proposal) -> None:
    """Write what a plan changes, as one action; raises `Outdated` when somebody assigned or closed it first."""
    stamps = project.stamps
    with writing(project.engine) as connection:
        stamps.follow(reading.latest_action_id(connection))
        known = all_rounds(project, connection)
        check_unchanged(proposal.round, named_round(project, known, proposal.round.name))
        moved = stored.went(proposal.round.id, proposal.left, proposal.back)
        action = Action(
            stamps.new_id(), None, Kind.DO, ASSIGN, stamps.now(), PROGRAM, reason=str(proposal.terms) + moved
        )
        asks = [
            *(Ask(stamps.new_id(), each, "withdrawn") for each in proposal.withdrawn),
            *(Ask(stamps.new_id(), each) for each in proposal.asked),
        ]
        write_assignment(
            connection,
            action,
            project.id,
            proposal.round,
            before=proposal.before,
            asks=asks,
            new=proposal.new,
            second_hands=proposal.second_hands,
        )


def _terms(ground: Ground, wish: AssignWish, people: int) -> Terms:
    """Return the terms: as said, else as they were the last time, else the usual ones."""
    before = _last_terms(ground)
    usual = Terms(overlap=people) if ground.round.pass_percent else Terms(overlap=min(USUAL_OVERLAP, people))
    return replace(before or usual, **wish.changed)


def _last_terms(ground: Ground) -> Terms | None:
    return Terms.read(stored.last_terms(ground.connection, ground.round.id))


def _has(ground: Ground, people: People) -> dict[str, Has]:
    """Return what everybody is asked for, and what of it they have begun, or finished where they leave.

    What they have begun unasked, when nobody was assigned anything yet, is theirs as well.
    """
    found = {}
    for who in (*people.asked, *people.leaving, *people.gone):
        kept = ground.begun if who in people.asked else ground.finished
        hand = ground.second_hand(who)
        first, again = kept(who), kept(hand) if hand else set()
        tasks = ground.tasks(who)
        asked = {task.article for task in tasks if task.kind is not TaskKind.REPEAT}
        unasked = (Task(each) for each in ground.sizes if each in first and each not in asked)
        tasks = (*tasks, *unasked)
        begun = (task for task in tasks if task.article in (again if task.kind is TaskKind.REPEAT else first))
        found[who] = Has(tasks, frozenset(begun))
    return found


def _gold(ground: Ground, people: People, terms: Terms, last: Terms | None) -> list[str]:
    """Return the articles that everybody gets to be held against gold: those of before, else as many as wanted."""
    asked = ground.fields
    was = last.gold if last else 0
    before = {each.article_id for each in ground.before if each.kind == TaskKind.GOLD}
    if ground.round.pass_percent:
        golden = stored.gold_articles(ground.connection, asked) & ground.sizes.keys()
        if not golden:
            raise _no_gold(ground)
        if terms.gold != was:
            raise BadInput(
                f"{ground.round.name!r} has a pass mark, so everybody is held against all of its gold anyway",
                do="leave --gold out",
            )
        return sorted(before | golden)
    if before and terms.gold != was:
        raise BadInput(
            f"the share of gold in {ground.round.name!r} stays at {was} %",
            why="everybody is held against the same articles, which were chosen when gold was first mixed in",
            do="leave --gold out, or open another round for another share",
        )
    if before or not terms.gold:
        # Everybody is held against the same, also who joins late.
        return sorted(before)
    worked = {each.article_id for each in ground.before if each.kind == TaskKind.WORK}
    seen = set[str]().union(*(ground.begun(who) for who in people.asked if who in ground.annotators))
    golden = stored.gold_articles(ground.connection, asked) & ground.counts.keys()
    free = golden - worked - seen
    if not golden:
        raise _no_gold(ground)
    if not free:
        raise BadInput(
            "every article with gold has been annotated by these people, or is assigned to them as work",
            why="it would not be new to them",
            do="leave --gold out, or settle articles that others annotated",
        )
    work = -(-len(ground.sizes) * terms.overlap // max(1, len(people.asked)))
    return gold_chosen(free, terms.gold, work, terms.seed)


def _no_gold(ground: Ground) -> BadInput:
    fields = ", ".join(ground.fields)
    return BadInput(
        "no article has gold for what this round asks",
        why=f"gold is what was settled, with a label of one of: {fields}",
        do="settle a round first: annotator settle",
    )


def _changes(
    ground: Ground, plan: Plan, has: Mapping[str, Has]
) -> tuple[tuple[Assigned, ...], tuple[Assigned, ...]]:
    """Return what has to be asked anew, at its place, and what is withdrawn."""
    now = {
        (who, task.article, str(task.kind)): Assigned(who, task.article, place, str(task.kind))
        for who, line in plan.lists.items()
        for place, task in enumerate(line)
    }
    known = {(each.annotator_id, each.article_id, each.kind): each for each in ground.before}
    stays = {(who, task.article, str(task.kind)) for who, each in has.items() for task in each.begun}
    # A list that holds what it held keeps its numbers, whichever these are: they tell nothing but the order.
    moved = {who for who, line in plan.lists.items() if line != ground.tasks(who)}
    asked = tuple(each for key, each in now.items() if each.annotator_id in moved and each != known.get(key))
    return asked, tuple(each for key, each in known.items() if key not in now and key not in stays)


def _second_hands(ground: Ground, people: People, plan: Plan) -> list[tuple[NewAnnotator, str]]:
    """Return the second hands that have to be made, each with whose it is."""
    found = []
    for who, line in plan.lists.items():
        if ground.second_hand(who) or not any(task.kind is TaskKind.REPEAT for task in line):
            continue
        name = second_name(people.names[who])
        id_ = annotator_id(ground.project.id, name)
        if id_ in ground.annotators:
            raise BadInput(
                f"{people.names[who]} can't meet articles again",
                why=f"the name {name!r}, which that would go under, is somebody's already",
                do="assign without --repeats",
            )
        found.append((NewAnnotator(id_, name), who))
    return found


def _half_done(
    people: People, begun: Mapping[str, set[str]], withdrawn: Sequence[Assigned]
) -> dict[str, int]:
    """Count what leavers have begun and not finished, by their names: it goes to others too, and theirs stays."""
    counts = {
        who: len({each.article_id for each in withdrawn if each.annotator_id == who} & begun[who])
        for who in people.leaving
    }
    return {people.names[who]: count for who, count in counts.items() if count}
