"""Changing a project's scheme: worked out and shown first, then put in force by one action that rewrites nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.core.history import Action, Kind
from annotator.core.scheme import Scheme
from annotator.core.scheme_changes import CHANGED, Changed, find_label
from annotator.core.scheme_ground import Stock, Wish, label_of
from annotator.core.scheme_maps import Move, SchemeMaps, Step
from annotator.core.scheme_plan import Plan, next_version, plan
from annotator.core.scheme_toml import rewritten
from annotator.errors import BadInput, NotFound, Outdated
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.writing import change_scheme
from annotator.workflow.project import Project, stored_schemes
from annotator.workflow.schemes import read_scheme
from annotator.workflow.stamps import PROGRAM


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change worked out and not yet made; `as_written` is whether the comments of the scheme's text are kept."""

    what: str
    plan: Plan
    as_written: bool
    follows: str


def propose(project: Project, what: str, change: Callable[[Scheme], Changed]) -> Proposal:
    """Work out one change of the scheme in force; `what` is what the history will call it."""
    with reading_scope(project.engine) as connection:
        maps, follows = _in_force(connection, project)
        changed = change(maps.scheme)
        retired = frozenset(f"{move.field}.{move.old}" for move in changed.moves if move.new is None)
        found = plan(maps, Wish(changed.scheme, changed.moves, retired), _stock(connection))
    return _versioned(Proposal(what, found, changed.as_written, follows), maps)


def propose_file(
    project: Project,
    path: Path,
    *,
    mapped: Iterable[str] = (),
    retired: Iterable[str] = (),
    same: Iterable[str] = (),
) -> Proposal:
    """Work out the change to the scheme in a file.

    `mapped` are FIELD.OLD=NEW; `retired` labels and fields that are taken out although they are in use; `same`
    those whose definition says in other words what it did.
    """
    scheme = read_scheme(path)
    with reading_scope(project.engine) as connection:
        maps, follows = _in_force(connection, project)
        moves = tuple(_move(maps.scheme, each) for each in mapped)
        wish = Wish(scheme, moves, frozenset(retired), frozenset(same))
        found = plan(maps, wish, _stock(connection))
    return _versioned(Proposal(f"scheme apply {path.name}", found, as_written=True, follows=follows), maps)


def propose_return(project: Project, *, mapped: Iterable[str] = (), retired: Iterable[str] = ()) -> Proposal:
    """Work out going back to the scheme that was in force before.

    What was renamed gets its old name back, and what was labelled before the change is what it was. What was given
    since under labels that the earlier scheme lacks must be mapped or retired: a merge can't be told apart again.
    """
    with reading_scope(project.engine) as connection:
        maps, follows = _in_force(connection, project)
        before, step = _before(maps)
        given = tuple(_move(maps.scheme, each) for each in mapped)
        named = {(move.field, move.old) for move in given}
        back = [move for move in _backwards(before, step) if (move.field, move.old) not in named]
        wish = Wish(before, (*given, *back), frozenset(retired))
        found = plan(maps, wish, _stock(connection))
    return _versioned(Proposal("scheme revert", found, as_written=True, follows=follows), maps)


def _before(maps: SchemeMaps) -> tuple[Scheme, Step]:
    """Return the scheme in force before the present one, and the step from that to this; going back goes further
    back the second time.
    """
    # A project that went back stands where it stood: what it came back from is behind it.
    stack: list[Step] = []
    for step in maps.steps:
        at = next((n for n, each in enumerate(stack) if each.scheme == step.scheme), None)
        stack = [*stack, step] if at is None else stack[: at + 1]
    if len(stack) == 1:
        raise NotFound(
            "there is no scheme to go back to",
            why=f"{maps.scheme.name} {maps.scheme.version} is the first of this project",
        )
    return stack[-2].scheme, stack[-1]


def _backwards(before: Scheme, step: Step) -> Iterable[Move]:
    """Yield what a step did the other way round, as far as it has one: a merge has none."""
    news = [(move.field, move.new) for move in step.moves]
    renamed: dict[tuple[str, str], str] = {}
    for move in step.moves:
        is_only = news.count((move.field, move.new)) == 1
        if move.new is not None and is_only and label_of(before, move.field, move.new) is None:
            renamed[move.field, move.new] = move.old
    for (field, new), old in renamed.items():
        yield Move(field, new, old)
    for move in step.moves:
        if move.new == move.old:
            same = renamed.get((move.field, move.old), move.old)
            yield Move(move.field, same, same)


def put_in_force(project: Project, proposal: Proposal) -> Scheme:
    """Make a change; return the scheme in force from now on.

    Raises `Outdated`, with nothing written, when somebody else changed the scheme since it was worked out.
    """
    stamps, found = project.stamps, proposal.plan
    with writing_scope(project.engine) as connection:
        if reading.latest_scheme_use(connection) != proposal.follows:
            raise Outdated(
                "not changed: the scheme was changed elsewhere in the meantime",
                why="what was worked out was about the scheme before that",
                do="look at the scheme in force (annotator scheme show) and do it again",
            )
        # The greatest action counts, so this one must come after every other, whatever the clock says.
        stamps.follow(reading.latest_action_id(connection))
        action = Action(stamps.new_id(), None, Kind.DO, proposal.what, stamps.now(), PROGRAM)
        moves = [(stamps.new_id(), move) for move in found.moves]
        change_scheme(connection, action, found.after, before=found.before.hash, moves=moves)
    return found.after


def _in_force(connection: Connection, project: Project) -> tuple[SchemeMaps, str]:
    """Return the schemes as they are now, not as when the project was opened, and the action that they end with."""
    refuse_in_kit(project.path, "changing the scheme")
    return stored_schemes(connection, str(project.path)), reading.latest_scheme_use(connection)


def _stock(connection: Connection) -> Stock:
    return Stock(
        reading.label_counts(connection),
        reading.annotation_counts(connection),
        reading.answer_counts(connection),
        reading.source_type_counts(connection),
    )


def _versioned(proposal: Proposal, maps: SchemeMaps) -> Proposal:
    """Give the scheme after its version, which no other of the project has."""
    found = proposal.plan
    after = replace(found.after, version=next_version(maps, found))
    if after.version == found.after.version:
        return proposal
    text = rewritten(found.after, after, {}, CHANGED)
    return replace(
        proposal, plan=replace(found, after=text.scheme), as_written=proposal.as_written and text.as_written
    )


def _move(scheme: Scheme, mapping: str) -> Move:
    old, is_mapped, new = mapping.partition("=")
    if not (old and is_mapped and new):
        raise BadInput(
            f"{mapping!r} maps nothing", do="write it as FIELD.OLD=NEW, such as stance.neutral=reported"
        )
    field, label = find_label(scheme, old.strip())
    new = new.strip()
    return Move(field.id, label.id, new.removeprefix(f"{field.id}."))
