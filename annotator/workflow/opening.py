"""Opening rounds, with the claims that they give: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from shlex import quote

from annotator.core.claim import Annotation, Label
from annotator.core.ids import fold
from annotator.core.round import Marks, Round, RoundState
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import writing as writing_scope
from annotator.store.reading import judgements, round_work
from annotator.store.reading import rounds as asking
from annotator.store.reading.rounds import GivenClaim
from annotator.store.rounds import write_round
from annotator.workflow.changing_rounds import (
    action_of,
    check_as_surveyed,
    check_done,
    check_no_kit,
    check_unchanged,
    check_writable,
    write_down_the_first,
)
from annotator.workflow.lacking import asked_next, check_complete, check_settled, lacking_for_good
from annotator.workflow.project import Project
from annotator.workflow.rounds import all_rounds, find_round, named_round
from annotator.workflow.surveying import Survey, survey


@dataclass(frozen=True, slots=True)
class RoundWish:
    """What a new round is to ask.

    `articles` are ids; none asks for all, or for those with given claims. `claims_from` names the round whose gold
    gives the claims, `where` which of these: by field, the labels of which one must be there. `leave_out` freezes
    that round also while some of its items are unsettled: they are not given; `with_gaps` also while its gold lacks
    something that it asks for and the new round doesn't. What has changed since it was settled keeps its gold.
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

    `left_out` counts items without gold, `changed` those that keep the gold they had before their annotations changed,
    `lacking` those whose gold lacks something for good.
    """

    round: Round
    articles: int
    claims: int
    frozen: str = ""
    left_out: int = 0
    changed: int = 0
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class _Source:
    """The round that claims come from, and how it was found: `surveyed` where it is frozen now and wasn't before."""

    round: Round
    surveyed: Survey | None = None
    lacking: int = 0


def open_round(project: Project, wish: RoundWish) -> Opened:
    """Open a round; the first one that is opened writes down the one that the project began with, too.

    Raises `BadInput` or `NotFound` with nothing written when it can't be.
    """
    check_writable(project)
    _check_fields(project, wish.fields)
    # What goes through all claims is asked before anybody has to wait for their turn to write.
    checked = _checked_source(project, wish)
    with writing_scope(project.engine) as connection:
        project.stamps.follow(reading.latest_action_id(connection))
        check_no_kit(project, connection)
        known = all_rounds(project, connection)
        taken = next((each.name for each in known if fold(each.name) == fold(wish.name)), None)
        if taken is not None:
            raise BadInput(
                f"there is a round {taken!r} already", where=str(project.path), do="choose another name"
            )
        source = None if checked is None else named_round(project, known, checked.round.name)
        if checked is not None:
            check_unchanged(checked.round, source)
        if checked is not None and checked.surveyed is not None:
            check_as_surveyed(connection, checked.round, checked.surveyed)
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
        write_down_the_first(project, connection)
        frozen = source if source is not None and source.state is not RoundState.FROZEN else None
        write_round(
            connection,
            action_of(project, "open round"),
            round_,
            project.stamps.new_id,
            articles=articles,
            given=given,
            states=[] if frozen is None else [(frozen.id, RoundState.FROZEN)],
        )
    left = checked.surveyed.left if checked is not None and checked.surveyed is not None else []
    return Opened(
        round_,
        len(articles),
        len(given),
        frozen.name if frozen else "",
        left_out=sum(not each.has_gold for each in left),
        changed=sum(each.has_gold for each in left),
        lacking=checked.lacking if checked is not None else 0,
    )


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


def _checked_source(project: Project, wish: RoundWish) -> _Source | None:
    """Return the round that claims come from, if any do; refuses one that can't be frozen."""
    if wish.claims_from is None:
        if wish.where:
            raise BadInput("only given claims can be chosen by their labels", do="add --claims-from ROUND")
        return None
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
        check_done(project, source, begun=False)
    if source.state is RoundState.FROZEN:
        return _Source(source)
    found = survey(project, source)
    if not wish.leave_out:
        check_settled(project, source, found, "or leave them out: --leave-out-unsettled")
    lacking = lacking_for_good(found.lacking, asked_next(project.scheme, wish.fields))
    check_complete(project, source, [] if wish.with_gaps else lacking)
    return _Source(source, found, len(lacking))


# -- what is given


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
