"""Turning what an adjudicator decides into one entry: the decision, what it weighed, and the gold that comes of it.

An item has at most one gold claim. Whoever decides again goes on in its history; where it is another's, or other
decisions meet in the item, the gold before is taken back in the same action. A claim that was given has its gold from
the round before, in whose history this round's labels are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core.claim import Annotation, Claim, Judgement, Origin
from annotator.core.deciding import Decision, DecisionKind
from annotator.core.gaps import unusable
from annotator.core.gold_gaps import gold_gaps
from annotator.core.history import Action, Entry, Kind
from annotator.core.proposing import Proposal, given_only, gold, weigh
from annotator.core.round import Round, RoundState
from annotator.core.source import Source
from annotator.errors import BadInput, NotSaved
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import writing as writing_scope
from annotator.store.exposures import Seen
from annotator.store.reading import Annotator
from annotator.store.reading import settling as stored
from annotator.store.settling import write_round
from annotator.workflow.exposures import expose
from annotator.workflow.project import Project
from annotator.workflow.settling import Item, Page
from annotator.workflow.stamps import PROGRAM, Stamps
from annotator.workflow.undoing import Undone, turn_back_one_of

SETTLE = "settle"
"""What actions are called that decide about items."""

LONGEST_REASON = 2_000
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided: the kind of decision, the gold put together unless there is none, and why."""

    kind: DecisionKind
    proposal: Proposal | None = None
    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a ruling writes, and the item after it."""

    item: Item
    decisions: tuple[Decision, ...]
    claims: tuple[Claim, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    sources: tuple[Source, ...] = ()


def begin(project: Project, round_: Round) -> None:
    """See that decisions of a round can be written; the one that a project begins with is written down.

    Raises `BadInput` when the round is frozen, `NotSaved` when the project can't be written.
    """
    if round_.state is RoundState.FROZEN:
        raise BadInput(
            f"the round {round_.name!r} is frozen",
            where=str(project.path),
            why="the gold of a frozen round never changes again",
            do="decide anew in a later round: annotator round open NAME --claims-from ROUND",
        )
    if project.review:
        raise NotSaved(
            "nothing can be settled: this project is open for reading only",
            where=str(project.path),
            why=project.review,
            do="make the file and its folder writable, or copy it elsewhere",
        )
    with writing_scope(project.engine) as connection:
        project.stamps.follow(reading.latest_action_id(connection))
        write_round(connection, action_of(project.stamps, None, "round"), round_)


def action_of(stamps: Stamps, annotator_id: str | None, what: str = SETTLE) -> Action:
    """Return a new action."""
    return Action(stamps.new_id(), annotator_id, Kind.DO, what, stamps.now(), PROGRAM)


def see(project: Project, round_: Round, adjudicator: Annotator, article_id: str) -> None:
    """Put on record that an adjudicator is shown what others said of an article."""
    with writing_scope(project.engine) as connection:
        expose(project, connection, Seen(adjudicator.id, "settling", article_id, round_.id))


def settle(
    here: Page, item: Item, ruling: Ruling, *, action: Action, round_id: str, stamps: Stamps
) -> Settled:
    """Work out what a ruling about an item writes."""
    who = action.annotator_id or ""
    judgement = _judgement(here, item, ruling)
    claims, annotations, came = _gold(here, item, judgement, action, stamps)
    first = Decision(
        id=stamps.new_id(),
        round_id=round_id,
        annotator_id=who,
        article_id=here.article.id,
        item_id=item.id,
        action_id=action.id,
        kind=ruling.kind,
        rule=ruling.rule or None,
        reason=ruling.reason[:LONGEST_REASON] or None,
        gold_id=came.id if came else None,
        basis=weigh(item.matter, ruling.kind, judgement, here.asked),
        gold_claim=came.claim_id if came else None,
    ).after(item.head)
    others = tuple(
        Decision(
            id=stamps.new_id(),
            round_id=round_id,
            annotator_id=who,
            article_id=here.article.id,
            item_id=each.item_id,
            action_id=action.id,
            kind=DecisionKind.REOPENED,
        ).after(each)
        for each in item.decisions
        if item.head is None or each.id != item.head.id
    )
    after = replace(
        item,
        decisions=(first,),
        head=first,
        gold=(came,) if came else (),
        judged=judgement,
        gaps=gold_gaps(judgement, item.matter, here.asked) if judgement else (),
    )
    named = {label.source_id for each in annotations for label in each.judgement.labels if label.source_id}
    sources = tuple(here.sources[each] for each in sorted(named) if each in here.sources)
    return Settled(after, (first, *others), claims, annotations, _born(sources))


def _born(sources: Iterable[Source]) -> tuple[Source, ...]:
    # What is stored keeps the name it was born with; only the article itself may be new.
    return tuple(each for each in sources if each == Source.narrator(each.qualifier))


def _judgement(here: Page, item: Item, ruling: Ruling) -> Judgement | None:
    if ruling.proposal is None:
        return None if ruling.kind is DecisionKind.NONE else given_only(item.matter, here.asked)
    judgement = gold(ruling.proposal, item.matter, here.asked)
    fits = {each.id for each in here.asked.scheme.fields}
    problem = unusable(
        replace(judgement, labels=tuple(each for each in judgement.labels if each.field in fits)),
        here.asked.scheme,
        dict(here.sources),
    )
    if problem:
        raise BadInput("this can't be stored as gold", why=problem, do="choose another label")
    return judgement


def _gold(
    here: Page, item: Item, judgement: Judgement | None, action: Action, stamps: Stamps
) -> tuple[tuple[Claim, ...], tuple[Annotation, ...], Annotation | None]:
    """Return the claim that is new, the annotations to write, and the one that is the gold, if any."""
    who = action.annotator_id or ""
    before = _gold_before(here, item)
    mine = next((each for each in before if each.annotator_id == who), None)
    gone = [each for each in before if each is not mine and each.judgement.stands]
    claims: list[Claim] = []
    written: list[Annotation] = []
    came: Annotation | None = None
    if judgement is None:
        gone += [mine] if mine is not None and mine.judgement.stands else []
    elif mine is not None and mine.judgement == judgement and mine.judgement.stands:
        came = mine
    else:
        if mine is None:
            claims.append(Claim(stamps.new_id(), here.article.id, Origin.GOLD, who))
        claim_id = mine.claim_id if mine else claims[0].id
        came = _next(mine, judgement, (claim_id, who), action, stamps)
        written.append(came)
    written += [
        _next(each, each.judgement.withdrawn(), (each.claim_id, each.annotator_id), action, stamps)
        for each in gone
    ]
    return tuple(claims), tuple(written), came


def _gold_before(here: Page, item: Item) -> list[Annotation]:
    """Return the gold that there was of an item, the latest of each claim: of its decisions, and as it was given."""
    claims = [each.gold_claim for each in item.decisions]
    claims += [item.matter.given.gold_claim] if item.matter.given else []
    claims += [each.claim_id for each in item.gold]
    return [here.gold[each] for each in dict.fromkeys(claims) if each is not None and each in here.gold]


def _next(
    before: Annotation | None, judgement: Judgement, whose: tuple[str, str], action: Action, stamps: Stamps
) -> Annotation:
    """Return what follows in the history of a claim and its annotator, or begins it."""
    claim_id, annotator_id = whose
    return Annotation(
        id=stamps.new_id(),
        claim_id=claim_id,
        annotator_id=annotator_id,
        action_id=action.id,
        created_at=action.at,
        judgement=judgement,
        parent_id=before.id if before else None,
        seq=before.seq + 1 if before else 1,
        active_ms=None,
    )


def entry_of(action: Action, settled: Sequence[Settled]) -> Entry:
    """Return the entry that writes all of these in one action."""
    sources = {source.id: source for each in settled for source in each.sources}
    return Entry(
        action,
        claims=tuple(claim for each in settled for claim in each.claims),
        sources=tuple(sources[each] for each in sorted(sources)),
        annotations=tuple(annotation for each in settled for annotation in each.annotations),
        decisions=tuple(decision for each in settled for decision in each.decisions),
    )


def after(here: Page, settled: Settled) -> Page:
    """Return the page as it is once that is written."""
    items = tuple(settled.item if each.matter.id == settled.item.matter.id else each for each in here.items)
    gold_now: Mapping[str, Annotation] = {
        **here.gold,
        **{each.claim_id: each for each in settled.annotations},
    }
    return replace(here, items=items, gold=gold_now)


def turn_back(project: Project, round_: Round, adjudicator: Annotator, kind: Kind) -> Undone | None:
    """Undo or redo the adjudicator's latest decision in a round that can be, or all that was accepted together.

    Raises `NotSaved` when it could not be written, or the round is frozen.
    """

    def actions(connection: Connection) -> Iterator[Action]:
        return stored.decisions_back(connection, adjudicator.id, round_.id, SETTLE)

    return turn_back_one_of(project, kind, actions)
