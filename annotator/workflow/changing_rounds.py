"""What every change of a round asks first, and writes down before it."""

from __future__ import annotations

from shlex import quote

from annotator.core.history import Action, Kind
from annotator.core.round import Round, RoundState
from annotator.errors import BadInput, Outdated
from annotator.store.engine import Connection
from annotator.store.reading import round_work, settling
from annotator.store.reading import rounds as asking
from annotator.store.rounds import write_round
from annotator.workflow.project import Project
from annotator.workflow.round_status import outstanding
from annotator.workflow.stamps import PROGRAM
from annotator.workflow.surveying import Survey


def check_writable(project: Project) -> None:
    """Refuse a project that is open for reading only."""
    if project.review:
        raise BadInput(
            "rounds can't be changed: this project is open for reading only",
            where=str(project.path),
            why=project.review,
            do="make the file and its folder writable, or copy it elsewhere",
        )


def check_no_kit(project: Project, connection: Connection) -> None:
    """Refuse the work file of one annotator: rounds belong to the project."""
    if asking.is_kit(connection):
        raise BadInput(
            "rounds are opened and closed in the project itself",
            where=str(project.path),
            why="this is the work file of one annotator",
            do="do it there; a kit made afterwards knows of it",
        )


def check_unchanged(before: Round | None, now: Round | None) -> None:
    """Raise `Outdated` where somebody else has changed the round since it was looked at."""
    if before is not None and now is not None and before.state is not now.state:
        raise Outdated(
            f"the round {now.name!r} has been {now.state} in the meantime",
            do="look again with: annotator round list",
        )


def check_as_surveyed(connection: Connection, round_: Round, found: Survey) -> None:
    """Raise `Outdated` where something was decided, or a decision taken back, since the round was looked through."""
    if settling.latest(connection, round_.id) != found.latest:
        raise Outdated(
            f"the round {round_.name!r} is being settled: something in it was decided in the meantime",
            why="what is frozen never changes again",
            do="try again, once nobody settles it any more",
        )


def check_done(project: Project, round_: Round, *, begun: bool = True) -> None:
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


def action_of(project: Project, what: str) -> Action:
    """Return a new action of the project's own, which is nobody's."""
    return Action(project.stamps.new_id(), None, Kind.DO, what, project.stamps.now(), PROGRAM)


def write_down_the_first(project: Project, connection: Connection) -> None:
    """Write the round that needs no row down, closed if nobody has worked in it: from now on others are beside it."""
    if asking.rounds(connection):
        return
    state = (
        [] if round_work.has_annotations(connection) else [(Round.first(project.id).id, RoundState.CLOSED)]
    )
    # An action of its own, so that it comes before whatever is opened.
    write_round(
        connection, action_of(project, "round"), Round.first(project.id), project.stamps.new_id, states=state
    )
