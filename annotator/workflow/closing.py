"""Closing and freezing rounds, neither of which is taken back."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.round import Round, RoundState
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.engine import writing as writing_scope
from annotator.store.rounds import write_state
from annotator.workflow.changing_rounds import (
    action_of,
    check_as_surveyed,
    check_done,
    check_no_kit,
    check_unchanged,
    check_writable,
    write_down_the_first,
)
from annotator.workflow.lacking import check_complete, check_settled
from annotator.workflow.project import Project
from annotator.workflow.rounds import all_rounds, find_round, named_round
from annotator.workflow.surveying import survey


def close_round(project: Project, name: str, *, unfinished: bool = False) -> Round:
    """Close a round, with work outstanding only if that is wished; what others said may be seen from then on."""
    return _change(project, name, RoundState.CLOSED, unfinished=unfinished)


def freeze_round(project: Project, name: str, *, unfinished: bool = False, with_gaps: bool = False) -> Round:
    """Freeze a round once all its items are settled, and lack something only if that is wished: for good."""
    return _change(project, name, RoundState.FROZEN, unfinished=unfinished, with_gaps=with_gaps)


def _change(
    project: Project, name: str, state: RoundState, *, unfinished: bool, with_gaps: bool = False
) -> Round:
    check_writable(project)
    found = find_round(project, name)
    if found.state is state or found.state is RoundState.FROZEN:
        raise BadInput(
            f"the round {found.name!r} is {found.state} already",
            where=str(project.path),
            why="neither is taken back",
            do="open another for what is left: annotator round open NAME",
        )
    if found.is_open and not unfinished:
        check_done(project, found)
    surveyed = None
    if state is RoundState.FROZEN:
        surveyed = survey(project, found)
        check_settled(project, found, surveyed, "what can't be settled is settled by saying so")
        check_complete(project, found, [] if with_gaps else surveyed.lacking)
    with writing_scope(project.engine) as connection:
        project.stamps.follow(reading.latest_action_id(connection))
        check_no_kit(project, connection)
        check_unchanged(found, named_round(project, all_rounds(project, connection), name))
        if surveyed is not None:
            check_as_surveyed(connection, found, surveyed)
        write_down_the_first(project, connection)
        action = action_of(project, "close round" if state is RoundState.CLOSED else "freeze round")
        write_state(connection, action, found.id, state, project.stamps.new_id)
    return replace(found, state=state)
