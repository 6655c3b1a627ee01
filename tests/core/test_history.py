"""Histories fold to one current step, show forks and losses; undo is two stacks, whatever happens."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.history import Action, History, Kind, UndoState, next_turn, undo_state
from annotator.errors import Invalid


@dataclass(frozen=True)
class Step:
    id: str
    parent_id: str | None = None
    seq: int = 1


@st.composite
def trees(draw: st.DrawFn) -> list[Step]:
    """Grow a history that may fork, as merged work does."""
    steps = [Step("s00")]
    for number in range(1, draw(st.integers(1, 12))):
        parent = steps[draw(st.integers(0, len(steps) - 1))]
        steps.append(Step(f"s{number:02}", parent.id, parent.seq + 1))
    return steps


@given(trees(), st.randoms())
def test_current_is_the_greatest_number_then_id_in_whatever_order_steps_come(
    steps: list[Step], chance: random.Random
) -> None:
    shuffled = list(steps)
    chance.shuffle(shuffled)
    history = History.of(shuffled)
    assert history.current == max(steps, key=lambda step: (step.seq, step.id))
    assert history == History.of(steps)


@given(trees())
def test_leaves_are_what_nothing_follows_and_two_are_a_fork(steps: list[Step]) -> None:
    history = History.of(steps)
    parents = {step.parent_id for step in steps}
    assert set(history.leaves) == {step for step in steps if step.id not in parents}
    assert history.is_forked == (len(history.leaves) > 1)
    assert history.current in history.leaves


@given(trees())
def test_any_step_that_another_follows_is_missed(steps: list[Step]) -> None:
    for lost in {step.parent_id for step in steps} - {None}:
        with pytest.raises(Invalid, match=f"lost {lost}"):
            History.of(step for step in steps if step.id != lost)


def test_a_settled_fork_keeps_both_leaves_in_sight() -> None:
    both = [Step("a"), Step("b", "a", 2), Step("c", "a", 2)]
    assert [step.id for step in History.of(both).leaves] == ["b", "c"]
    settled = History.of([*both, Step("d", "c", 3)])
    assert settled.current.id == "d"
    assert {step.id for step in settled.leaves} == {"b", "d"}


def test_numbers_must_follow_the_parents() -> None:
    with pytest.raises(Invalid, match="b is number 3, its parent number 1"):
        History.of([Step("a"), Step("b", "a", 3)])


def test_there_is_no_empty_history() -> None:
    with pytest.raises(Invalid, match="at least one step"):
        History.of([])


def action(number: int, kind: Kind = Kind.DO, target: str | None = None) -> Action:
    return Action(f"{number:03}", "ana", kind, "x", "2026-01-15T00:00:00Z", "test", target)


@given(st.lists(st.sampled_from(list(Kind)), max_size=40))
def test_undo_is_two_stacks(wishes: list[Kind]) -> None:
    done: list[Action] = []
    undoable: list[str] = []
    redoable: list[str] = []
    for number, kind in enumerate(wishes):
        if kind is Kind.DO:
            done.append(action(number))
            undoable.append(done[-1].id)
            redoable = []
        elif taken := (undoable if kind is Kind.UNDO else redoable):
            target = taken.pop()
            (redoable if kind is Kind.UNDO else undoable).append(target)
            done.append(action(number, kind, target))
        assert undo_state(done) == UndoState(tuple(undoable), tuple(redoable))


@given(st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 9)), max_size=30))
def test_whatever_two_screens_did_nothing_can_be_undone_and_redone_at_once(
    wishes: list[tuple[Kind, int]],
) -> None:
    actions = [
        action(n, kind, None if kind is Kind.DO else f"{at:03}") for n, (kind, at) in enumerate(wishes)
    ]
    state = undo_state(actions)
    both = [*state.undoable, *state.redoable]
    assert len(both) == len(set(both))
    assert set(both) <= {each.id for each in actions if each.kind is Kind.DO}


def folded(actions: list[Action], kind: Kind) -> Action | None:
    """Return what comes next the plain way: by folding everything that was ever done."""
    state = undo_state(actions)
    ids = state.undoable if kind is Kind.UNDO else state.redoable
    return next((each for each in actions if ids and each.id == ids[-1]), None)


TURNS = (Kind.UNDO, Kind.REDO)


@given(st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 14)), max_size=15))
@example([(Kind.DO, 0), (Kind.UNDO, 0), (Kind.UNDO, 2)])
@example([(Kind.DO, 0), (Kind.UNDO, 0), (Kind.UNDO, 1), (Kind.REDO, 0)])
@example([(Kind.DO, 0), (Kind.UNDO, 2), (Kind.DO, 0), (Kind.UNDO, 2)])
def test_looking_back_finds_what_the_fold_finds_whatever_actions_name(wishes: list[tuple[Kind, int]]) -> None:
    """Other screens undo what was undone already; a damaged log may name undos, later actions, or none there is."""
    actions = [
        action(n, kind, None if kind is Kind.DO else f"{at:03}") for n, (kind, at) in enumerate(wishes)
    ]
    for count in range(len(actions) + 1):
        for kind in TURNS:
            assert next_turn(reversed(actions[:count]), kind) == folded(actions[:count], kind)


@given(st.lists(st.one_of(st.sampled_from(list(Kind)), st.sampled_from(["again", "late"])), max_size=40))
def test_looking_back_finds_what_the_fold_finds_as_people_work(wishes: list[Kind | str]) -> None:
    """Beside doing, undoing and redoing: a second screen says the last turn again, or turns something older."""
    done: list[Action] = []
    for number, wish in enumerate(wishes):
        if wish == "again" and done:
            done.append(action(number, done[-1].kind, done[-1].target_id))
        elif wish == "late" and done and done[len(done) // 2].kind is Kind.DO:
            done.append(action(number, Kind.UNDO, done[len(done) // 2].id))
        elif isinstance(wish, Kind):
            target = None if wish is Kind.DO else next_turn(reversed(done), wish)
            if wish is Kind.DO or target is not None:
                done.append(action(number, wish, target.id if target else None))
        for kind in TURNS:
            assert next_turn(reversed(done), kind) == folded(done, kind)


def noting(actions: Iterable[Action], read: list[Action]) -> Iterator[Action]:
    for each in actions:
        read.append(each)
        yield each


@given(st.integers(0, 300), st.integers(0, 20), st.integers(0, 20))
def test_looking_back_reads_as_far_as_what_is_found_and_no_farther(
    before: int, undone: int, redone: int
) -> None:
    actions = [action(number) for number in range(before + undone)]
    for _ in range(undone):
        target = folded(actions, Kind.UNDO)
        assert target is not None
        actions.append(action(len(actions), Kind.UNDO, target.id))
    for _ in range(min(redone, undone)):
        target = folded(actions, Kind.REDO)
        assert target is not None
        actions.append(action(len(actions), Kind.REDO, target.id))
    turned = undone + min(redone, undone)
    for kind in TURNS:
        read: list[Action] = []
        next_turn(noting(reversed(actions), read), kind)
        # What was turned, the turns, and the one action before all of them.
        assert len(read) <= undone + turned + 1


def test_undoing_twice_the_same_counts_once() -> None:
    once = [action(0), action(1), action(2, Kind.UNDO, "001")]
    assert undo_state([*once, action(3, Kind.UNDO, "001")]) == undo_state(once)


def test_doing_something_new_puts_what_was_undone_out_of_reach() -> None:
    assert undo_state([action(0), action(1, Kind.UNDO, "000"), action(2)]) == UndoState(("002",), ())


@pytest.mark.parametrize(("kind", "target"), [(Kind.DO, "x"), (Kind.UNDO, None), (Kind.REDO, None)])
def test_only_undo_and_redo_name_another_action(kind: Kind, target: str | None) -> None:
    with pytest.raises(Invalid, match="names the action"):
        action(0, kind, target)
