"""Decisions as they were, for undo and redo: what is restored is a new decision that says what an earlier one did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotator.core.claim import Annotation
from annotator.core.deciding import Decision, DecisionKind
from annotator.core.history import Action, Kind
from annotator.store.engine import Connection
from annotator.store.reading import settling
from annotator.workflow.project import Project


def restored(
    connection: Connection,
    project: Project,
    target: Action,
    action: Action,
    annotations: Sequence[Annotation],
) -> tuple[Decision, ...]:
    """Return the decisions with which `action` undoes or redoes those of `target`, gold among `annotations`.

    An item that was first decided by it is open again; the gold of the others is the annotation restored with them.
    """
    written = settling.decisions_of_action(connection, target.id)
    if not written:
        return ()
    before = settling.decisions_by_id(connection, [each.parent_id for each in written if each.parent_id])
    gold = {each.claim_id: each.id for each in annotations if each.judgement.stands}
    found = []
    for each in written:
        wanted = each if action.kind is Kind.REDO else before.get(each.parent_id or "")
        head = settling.head_of(connection, each.round_id, each.item_id)
        found.append(_again(wanted, each, project, action, gold).after(head))
    return tuple(found)


def _again(
    wanted: Decision | None, written: Decision, project: Project, action: Action, gold: Mapping[str, str]
) -> Decision:
    new = project.stamps.new_id()
    if wanted is None or not wanted.settles:
        return replace(
            written,
            id=new,
            action_id=action.id,
            kind=DecisionKind.REOPENED,
            rule=None,
            reason=None,
            gold_id=None,
            gold_claim=None,
            basis=(),
        )
    return replace(
        wanted, id=new, action_id=action.id, gold_id=gold.get(wanted.gold_claim or "", wanted.gold_id)
    )
