"""Histories that only grow, and undoing as a new entry in them.

One claim and one annotator make one history of annotations; one passage and one annotator make one of passage
states. Current is the greatest (seq, id). An `Entry` is all that one action writes, saved whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from annotator.core.claim import Annotation, Claim
from annotator.core.deciding import Decision
from annotator.core.source import Source
from annotator.errors import Invalid


class Kind(StrEnum):
    """What an action is to the undo history."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Looked(StrEnum):
    """How far an annotator is with a passage; `done` with no claim says there is none."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Action:
    """What a person did: the unit of undo, and the line in the audit log; some actions have a reason to give."""

    id: str
    annotator_id: str | None
    kind: Kind
    what: str
    at: str
    program: str
    target_id: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.DO) != (self.target_id is None):
            raise Invalid("an undo or redo names the action it is about, other actions name none")


@dataclass(frozen=True, slots=True)
class PassageState:
    """How far one annotator is with one passage, in its history."""

    id: str
    passage_id: str
    annotator_id: str
    action_id: str
    state: Looked
    reason: str | None = None
    parent_id: str | None = None
    seq: int = 1


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A revocable record about a source: another name, or whatever else its `kind` says."""

    id: str
    source_id: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one action writes."""

    action: Action
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    passages: tuple[PassageState, ...] = ()
    source_changes: tuple[SourceChange, ...] = ()
    decisions: tuple[Decision, ...] = ()


class Step(Protocol):
    """Anything with a place in a history."""

    @property
    def id(self) -> str: ...  # noqa: D102  a protocol's members speak for themselves
    @property
    def parent_id(self) -> str | None: ...  # noqa: D102  the same
    @property
    def seq(self) -> int: ...  # noqa: D102  the same


S = TypeVar("S", bound=Step)


@dataclass(frozen=True, slots=True)
class History(Generic[S]):
    """The steps of one history, oldest first; never empty.

    Raises `Invalid` when a step's parent is missing or its number doesn't follow its parent's.
    """

    steps: tuple[S, ...]

    @classmethod
    def of(cls, steps: Iterable[S]) -> History[S]:
        """Order the steps and check how they hang together."""
        ordered = tuple(sorted(steps, key=lambda step: (step.seq, step.id)))
        seqs = {step.id: step.seq for step in ordered}
        for step in ordered:
            before = 0 if step.parent_id is None else seqs.get(step.parent_id)
            if before is None:
                raise Invalid(f"the history has lost {step.parent_id}, the parent of {step.id}")
            if step.seq != before + 1:
                raise Invalid(f"{step.id} is number {step.seq}, its parent number {before}")
        if not ordered:
            raise Invalid("a history has at least one step")
        return cls(ordered)

    @property
    def current(self) -> S:
        """Return the step that counts: the greatest (seq, id)."""
        return self.steps[-1]

    @property
    def leaves(self) -> tuple[S, ...]:
        """Return the steps that nothing follows; more than one is a fork."""
        parents = {step.parent_id for step in self.steps}
        return tuple(step for step in self.steps if step.id not in parents)

    @property
    def is_forked(self) -> bool:
        """Tell whether two lines of work met here and nobody has settled them yet."""
        return len(self.leaves) > 1


@dataclass(frozen=True, slots=True)
class UndoState:
    """What can be undone and redone, the next one last."""

    undoable: tuple[str, ...]
    redoable: tuple[str, ...]


def undo_state(actions: Sequence[Action]) -> UndoState:
    """Fold one annotator's actions, oldest first, into what can be undone and redone.

    Doing something new forgets what was undone before it, as everywhere; nothing is lost, only out of reach of
    redo. Two screens of one person may have undone the same action: the second counts for nothing.
    """
    undoable: list[str] = []
    redoable: list[str] = []
    for action in actions:
        if action.target_id is None:
            undoable.append(action.id)
            redoable.clear()
            continue
        taken, given = (undoable, redoable) if action.kind is Kind.UNDO else (redoable, undoable)
        if action.target_id in taken:
            taken.remove(action.target_id)
            given.append(action.target_id)
    return UndoState(tuple(undoable), tuple(redoable))


def next_turn(newest_first: Iterable[Action], kind: Kind) -> Action | None:
    """Return what undoing (or redoing) takes next, looking no farther back than that needs.

    The same as the last of `undo_state` over all actions, which fall into stretches: each begins with something
    done, and turns nothing from before it. So the latest stretch alone says what can be redone, and the latest
    one that leaves something to undo says what that is.
    """
    stretch: list[Action] = []
    awaited: set[str] = set()
    for action in newest_first:
        stretch.append(action)
        awaited.discard(action.id)
        if action.target_id is not None:
            awaited.add(action.target_id)
        if not awaited:
            found = _last_turn(stretch, kind)
            if found is not None or kind is Kind.REDO:
                return found
            stretch.clear()
    return _last_turn(stretch, kind)


def _last_turn(newest_first: Sequence[Action], kind: Kind) -> Action | None:
    state = undo_state(newest_first[::-1])
    ids = state.undoable if kind is Kind.UNDO else state.redoable
    return next((action for action in newest_first if ids and action.id == ids[-1]), None)
