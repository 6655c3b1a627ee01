"""Opening rounds, with the claims that they give, closing and freezing them: each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from shlex import quote

from annotator.core.claim import Annotation, Label
from annotator.core.history import Action, Kind
from annotator.core.ids import fold
from annotator.core.round import Marks, Round, RoundState
from annotator.errors import BadInput, NotFound, Outdated
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading import judgements, round_work
from annotator.store.reading import rounds as asking
from annotator.store.reading.rounds import GivenClaim
from annotator.store.rounds import write_round, write_state
from annotator.workflow.lacking import asked_next, check_complete, check_settled, lacking_for_good
from annotator.workflow.project import Project
from annotator.workflow.round_status import outstanding
from annotator.workflow.rounds import all_rounds, find_round, named_round
from annotator.workflow.settling import survey
from annotator.workflow.stamps import PROGRAM


@dataclass(frozen=True, slots=True)
class RoundWish:
    """What a new round is to ask.

    `articles` are ids; none asks for all, or for those with given claims. `claims_from` names the round whose gold
    gives the claims, `where` which of these: by field, the labels of which one must be there. `leave_out` freezes
    that round also while some of its items are unsettled: they are not given; `with_gaps` also while its gold lacks
    something that it asks for and the new round doesn't.
    """

    name: str
    articles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    claims_from: str | None = None
    where: Mapping[str, tuple[str, ...]] | None = None
    blind: bool = True
    pass_percent: int | None = None
    leave_out: bool = False
    with_gaps: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A round that was opened: how many articles it lists (none: all), claims it gives, and what was frozen for it.

    `left_out` counts items that were not settled, `lacking` those whose gold lacks something for good.
    """

    round: Round
    articles: int
    claims: int
    frozen: str = ""
    left_out: int = 0
    lacking: int = 0


def open_round(project: Project, wish: RoundWish) -> Opened:
    """Open a round; the first one that is opened writes down the one that the project began with, too.

    Raises `BadInput` or `NotFound` with nothing written when it can't be.
    """
    _check_writable(project)
    _check_fields(project, wish.fields)
    # What goes through all claims is asked before anybody has to wait for their turn to write.
    checked, left_out, lacking = _checked_source(project, wish)
    with writing_scope(project.engine) as connection:
        project.stamps.follow(reading.latest_action_id(connection))
        _check_no_kit(project, connection)
        known = all_rounds(project, connection)
        taken = next((each.name for each in known if fold(each.name) == fold(wish.name)), None)
        if taken is not None:
            raise BadInput(
                f"there is a round {taken!r} already", where=str(project.path), do="choose another name"
            )
        source = None if checked is None else named_round(project, known, checked.name)
        _check_unchanged(checked, source)
        round_ = Round(
            id=project.stamps.new_id(),
            name=" ".join(wish.name.split()),
            marks=Marks.FREE if source is None else Marks.GIVEN,
            fields=wish.fields,
            blind=wish.blind,
            lists_articles=bool(wish.articles) or source is not None,
            given_from=None if source is None else source.id,
            pass_percent=wish.pass_percent,
        )
        given = [] if source is None else list(_given(project, connection, source, known, wish))
        # What is asked is not told: that would be the answer.
        given = [replace(each, labels=_told(round_, each.labels)) for each in given]
        if source is not None and not given:
            all_ = list(_given(project, connection, source, known, replace(wish, where=None)))
            labelled = {label.field for each in all_ for label in each.labels}
            missing = [each for each in wish.where or {} if all_ and each not in labelled]
            raise _no_gold(project, source, missing, is_chosen=bool(all_ or wish.articles))
        articles = (
            list(wish.articles) if source is None else list(dict.fromkeys(each.article_id for each in given))
        )
        _write_down_the_first(project, connection)
        frozen = source if source is not None and source.state is not RoundState.FROZEN else None
        write_round(
            connection,
            _action(project, "open round"),
            round_,
            project.stamps.new_id,
            articles=articles,
            given=given,
            states=[] if frozen is None else [(frozen.id, RoundState.FROZEN)],
        )
    return Opened(round_, len(articles), len(given), frozen.name if frozen else "", left_out, lacking)


def articles_named(project: Project, words: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of articles that are named by number in the order of import or by id, each once, in this order.

    Raises `NotFound` for the first that is not there.
    """
    if not words:
        return ()
    with reading_scope(project.engine) as connection:
        known = reading.article_ids(connection)
    numbered = {str(number): id_ for number, id_ in enumerate(known, 1)} | {id_: id_ for id_ in known}
    missing = [each for each in words if each.lstrip("0") not in numbered and each not in numbered]
    if missing:
        more = len(missing) - 1
        raise NotFound(
            f"there is no article {missing[0]!r}",
            where=str(project.path),
            why=f"the project has {len(known)}"
            + (f"; {more} more of those named are not there" if more else ""),
            do="name articles by their number in the order of import, by their id, or by a file of these",
        )
    return tuple(dict.fromkeys(numbered.get(each) or numbered[each.lstrip("0")] for each in words))


def close_round(project: Project, name: str, *, unfinished: bool = False) -> Round:
    """Close a round, with work outstanding only if that is wished; what others said may be seen from then on."""
    return _change(project, name, RoundState.CLOSED, unfinished=unfinished)


def freeze_round(project: Project, name: str, *, unfinished: bool = False, with_gaps: bool = False) -> Round:
    """Freeze a round once all its items are settled, and lack something only if that is wished: for good."""
    return _change(project, name, RoundState.FROZEN, unfinished=unfinished, with_gaps=with_gaps)


def _change(
    project: Project, name: str, state: RoundState, *, unfinished: bool, with_gaps: bool = False
) -> Round:
    _check_writable(project)
    found = find_round(project, name)
    if found.state is state or found.state is RoundState.FROZEN:
        raise BadInput(
            f"the round {found.name!r} is {found.state} already",
            where=str(project.path),
            why="neither is taken back",
        )
    if found.is_open and not unfinished:
        _check_done(project, found)
    if state is RoundState.FROZEN:
        surveyed = survey(project, found)
        check_settled(project, found, surveyed, "what can't be settled is settled by saying so")
        check_complete(project, found, [] if with_gaps else surveyed.lacking)
    with writing_scope(project.engine) as connection:
        project.stamps.follow(reading.latest_action_id(connection))
        _check_no_kit(project, connection)
        _check_unchanged(found, named_round(project, all_rounds(project, connection), name))
        _write_down_the_first(project, connection)
        action = _action(project, "close round" if state is RoundState.CLOSED else "freeze round")
        write_state(connection, action, found.id, state, project.stamps.new_id)
    return replace(found, state=state)


# -- what is refused


def _no_gold(project: Project, source: Round, missing: Sequence[str], *, is_chosen: bool) -> NotFound:
    """Say why no claim is given: nothing is settled, nothing is as wished, or nobody was asked for it (`missing`)."""
    if missing:
        field = missing[0]
        what = f"no claim of the round {source.name!r} has a label in {field}"
        why = "nobody who settled it gave one" if source.asks(field) else "that round never asked for it"
        do = (
            f"give the claims without choosing by {field}; or have it answered first: annotator round open NAME "
            f"--claims-from {quote(source.name)} --fields {field}, and choose from that round"
        )
    elif is_chosen:
        what, why = (
            f"no claim of the round {source.name!r} is as you wish",
            "none of its gold has these labels",
        )
        do = "wish for other labels or articles"
    else:
        what, why = (
            f"the round {source.name!r} has no gold to give claims from",
            "nothing in it is settled as a claim",
        )
        do = f"settle it first: annotator settle {quote(source.name)}"
    return NotFound(what, where=str(project.path), why=why, do=do)


def _check_writable(project: Project) -> None:
    if project.review:
        raise BadInput(
            "rounds can't be changed: this project is open for reading only",
            where=str(project.path),
            why=project.review,
            do="make the file and its folder writable, or copy it elsewhere",
        )


def _check_no_kit(project: Project, connection: Connection) -> None:
    if asking.is_kit(connection):
        raise BadInput(
            "rounds are opened and closed in the project itself",
            where=str(project.path),
            why="this is the work file of one annotator",
            do="do it there; a kit made afterwards knows of it",
        )


def _check_fields(project: Project, fields: Sequence[str]) -> None:
    known = [each.id for each in project.scheme.fields]
    for each in fields:
        if each not in known:
            raise BadInput(
                f"the scheme {project.scheme.name} has no field {each!r}",
                where=str(project.path),
                why=f"it has {', '.join(known)}",
                do="name fields by their ids, with commas between them",
            )


def _check_unchanged(before: Round | None, now: Round | None) -> None:
    if before is not None and now is not None and before.state is not now.state:
        raise Outdated(
            f"the round {now.name!r} has been {now.state} in the meantime",
            do="look again with: annotator round list",
        )


def _checked_source(project: Project, wish: RoundWish) -> tuple[Round | None, int, int]:
    """Return the round that claims come from, how many items are left out, and how many are given with gaps.

    Refuses one that gives no claims.
    """
    if wish.claims_from is None:
        if wish.where:
            raise BadInput("only given claims can be chosen by their labels", do="add --claims-from ROUND")
        return None, 0, 0
    source = find_round(project, wish.claims_from)
    for field_id, values in (wish.where or {}).items():
        _check_fields(project, [field_id])
        field = project.scheme.field(field_id)
        unknown = [
            each for each in values if field is not None and field.labels and field.label(each) is None
        ]
        if field is not None and unknown:
            raise BadInput(
                f"{field_id} has no label {unknown[0]!r}",
                why=f"it has {', '.join(each.id for each in field.labels)}",
                do="name labels by their ids",
            )
    if source.is_open:
        # Gold may have been imported: then there is nobody to wait for.
        _check_done(project, source, begun=False)
    if source.state is RoundState.FROZEN:
        return source, 0, 0
    found = survey(project, source)
    if not wish.leave_out:
        check_settled(project, source, found, "or leave them out: --leave-out-unsettled")
    lacking = lacking_for_good(found.lacking, asked_next(project.scheme, wish.fields))
    check_complete(project, source, [] if wish.with_gaps else lacking)
    return source, found.items - found.settled, len(lacking)


def _check_done(project: Project, round_: Round, *, begun: bool = True) -> None:
    """Refuse a round in which somebody has work left, and with `begun` one that nobody has worked in."""
    found = outstanding(project, round_)
    left = [*found.people, *([found.untouched] if begun and found.untouched else [])]
    if left:
        raise BadInput(
            f"work is outstanding in the round {round_.name!r}",
            where=str(project.path),
            why="; ".join(left),
            do=f"wait for it, or close it as it is: annotator round close {quote(round_.name)} --unfinished",
        )


# -- what is written


def _action(project: Project, what: str) -> Action:
    return Action(project.stamps.new_id(), None, Kind.DO, what, project.stamps.now(), PROGRAM)


def _write_down_the_first(project: Project, connection: Connection) -> None:
    """Write the round that needs no row down, closed if nobody has worked in it: from now on others are beside it."""
    if asking.rounds(connection):
        return
    state = (
        [] if round_work.has_annotations(connection) else [(Round.first(project.id).id, RoundState.CLOSED)]
    )
    # An action of its own, so that it comes before whatever is opened.
    write_round(
        connection, _action(project, "round"), Round.first(project.id), project.stamps.new_id, states=state
    )


def _given(
    project: Project, connection: Connection, source: Round, known: Sequence[Round], wish: RoundWish
) -> Iterator[GivenClaim]:
    """Yield a new given claim for every gold claim of a round that is wished for, in the order of its articles."""
    articles = (
        asking.round_articles(connection, source.id)
        if source.lists_articles
        else round_work.articles_with_gold(connection)
    )
    wanted = set(wish.articles)
    elsewhere: set[str] = set()
    for each in known:
        if each.id != source.id:
            elsewhere |= round_work.decided_gold(connection, each.id)
    elsewhere -= round_work.decided_gold(connection, source.id)
    for article_id in articles:
        if wanted and article_id not in wanted:
            continue
        found = judgements.gold_annotations(connection, article_id)
        for annotation in sorted(found, key=lambda each: (each.judgement.span, each.id)):
            if annotation.claim_id in elsewhere:
                continue
            given = _as_given(project, article_id, annotation)
            if all(
                any(label.field == field and label.content in values for label in given.labels)
                for field, values in (wish.where or {}).items()
            ):
                yield given


def _told(round_: Round, labels: Sequence[Label]) -> tuple[Label, ...]:
    return tuple(each for each in labels if not round_.asks(each.field))


def _as_given(project: Project, article_id: str, gold: Annotation) -> GivenClaim:
    judgement = project.schemes.read(gold.judgement).judgement
    return GivenClaim(
        claim_id=project.stamps.new_id(),
        article_id=article_id,
        span=judgement.span,
        labels=tuple(each.plain for each in judgement.labels),
        restatement=judgement.restatement,
        gold_id=gold.id,
    )
