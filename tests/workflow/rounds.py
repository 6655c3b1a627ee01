"""Rounds put into a project as rows, for tests of what depends on them."""

from __future__ import annotations

from annotator.core.history import Action, Kind
from annotator.core.round import Round, RoundState
from annotator.store.engine import writing
from annotator.store.rounds import write_round, write_state
from annotator.workflow.project import Project
from annotator.workflow.stamps import PROGRAM


def action(project: Project, who: str | None = None, what: str = "round") -> Action:
    """Return a new action."""
    return Action(project.stamps.new_id(), who, Kind.DO, what, project.stamps.now(), PROGRAM)


def add_round(project: Project, name: str, *, blind: bool = True) -> Round:
    """Write an open round that asks everything."""
    round_ = Round(project.stamps.new_id(), name, blind=blind)
    with writing(project.engine) as connection:
        write_round(connection, action(project), round_, project.stamps.new_id)
    return round_


def set_state(project: Project, round_: Round | str, state: RoundState) -> None:
    """Write that a round is in another state."""
    id_ = round_ if isinstance(round_, str) else round_.id
    with writing(project.engine) as connection:
        write_state(connection, action(project), id_, state, project.stamps.new_id)
