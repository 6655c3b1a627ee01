"""The outbox: in order, nothing dropped, nothing overtakes, and it always comes to an end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, NotSaved, Outdated
from annotator.workflow.outbox import Outbox, Progress

PATIENCE = 10


class Line:
    """An outbox that is watched: what was done, and what was told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.told: list[Progress] = []
        self.broken: set[str] = set()
        self.outbox = Outbox(self.told.append)

    def job(self, name: str) -> Callable[[], None]:
        def run() -> None:
            if name in self.broken:
                raise NotSaved(f"{name} is broken")
            self.done.append(name)

        return run

    def put(self, *names: str) -> None:
        for name in names:
            self.outbox.put(self.job(name))

    def drain(self) -> bool:
        return self.outbox.drain(PATIENCE)


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.outbox.close()


def test_jobs_are_done_in_their_order(line: Line) -> None:
    names = [str(number) for number in range(200)]
    line.put(*names)
    assert line.drain()
    assert line.done == names
    assert line.outbox.progress == Progress(0)
    assert line.outbox.progress.saved


def test_a_frame_waits_for_a_save_and_for_no_question(line: Line) -> None:
    held, begun = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        assert held.wait(PATIENCE)

    line.put("a")
    line.outbox.wait_for_saves(PATIENCE)
    assert line.done == ["a"]
    line.outbox.ask(hold, lambda *_: None)
    assert begun.wait(PATIENCE)
    frame = threading.Thread(target=line.outbox.wait_for_saves, args=(PATIENCE * 6,), daemon=True)
    frame.start()
    frame.join(PATIENCE)
    assert not frame.is_alive(), "it waits for a question"
    line.put("b")
    line.outbox.wait_for_saves(0.001)
    assert line.done == ["a"], "no frame waits for long"
    held.set()
    line.outbox.wait_for_saves(PATIENCE)
    assert line.done == ["a", "b"]


def test_a_frame_waits_for_nothing_that_has_failed(line: Line) -> None:
    line.broken = {"a"}
    line.put("a")
    line.outbox.wait_for_saves(PATIENCE)
    assert not line.outbox.progress.saved


def test_what_fails_stays_at_the_head_and_the_rest_waits(line: Line) -> None:
    line.broken = {"b"}
    line.put("a", "b", "c")
    assert not line.drain()
    line.put("d")
    assert line.done == ["a"]
    assert (line.outbox.progress.waiting, str(line.outbox.progress.problem)) == (3, "b is broken")
    assert not line.outbox.progress.saved


def test_trying_again_goes_on_from_the_head(line: Line) -> None:
    line.broken = {"b"}
    line.put("a", "b", "c")
    line.drain()
    line.outbox.retry()
    assert not line.drain()
    line.broken = set()
    line.outbox.retry()
    assert line.drain()
    assert line.done == ["a", "b", "c"]


def test_trying_again_when_nothing_failed_is_nothing(line: Line) -> None:
    line.outbox.retry()
    line.put("a")
    assert line.drain()
    assert line.done == ["a"]


def test_every_change_is_told_in_order(line: Line) -> None:
    line.broken = {"b"}
    line.put("a", "b")
    line.drain()
    line.broken = set()
    line.outbox.retry()
    line.drain()
    line.outbox.close()
    assert line.told[-1] == Progress(0)
    assert [each.problem is not None for each in line.told].count(True) == 1


def test_work_is_called_saved_without_what_is_saved_by_the_way(line: Line) -> None:
    go_on = threading.Event()
    line.put("work")
    line.outbox.put(lambda: go_on.wait(PATIENCE), by_the_way=True)
    line.outbox.ask(lambda: "asked behind both", lambda *_: None)
    assert not line.outbox.progress.saved  # a question waits, though the place does not count
    go_on.set()
    assert line.drain()
    assert line.outbox.progress == Progress(0)


def test_while_only_the_place_waits_everything_is_saved(line: Line) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def place() -> None:
        begun.set()
        go_on.wait(PATIENCE)

    line.put("work")
    line.outbox.put(place, by_the_way=True)
    assert begun.wait(PATIENCE)
    assert line.outbox.progress.saved
    assert not line.outbox.drain(0.01)
    go_on.set()
    assert line.drain()


def test_a_mistake_in_a_job_is_a_failure_like_others_and_ends_nothing(line: Line) -> None:
    answers = iter([KeyError("lost"), None])

    def job() -> None:
        if (problem := next(answers)) is not None:
            raise problem
        line.done.append("at last")

    line.outbox.put(job)
    assert not line.drain()
    problem = line.outbox.progress.problem
    assert isinstance(problem, AnnotatorError)
    # Where it happened, and nothing of what it was about.
    assert problem.why.startswith("KeyError, test_outbox.py:")
    assert "lost" not in problem.why
    line.outbox.retry()
    assert line.drain()
    assert line.done == ["at last"]


def test_a_listener_that_fails_keeps_nothing_from_being_saved() -> None:
    done: list[int] = []

    def gone(_: Progress) -> None:
        raise RuntimeError("the screen is gone")

    outbox = Outbox(gone)
    for number in range(5):
        outbox.put(lambda number=number: done.append(number))
    assert outbox.drain(PATIENCE)
    outbox.close()
    assert done == [0, 1, 2, 3, 4]


def test_a_question_is_answered_after_the_saves_before_it(line: Line) -> None:
    answers: list[object] = []
    line.put("a", "b")
    line.outbox.ask(lambda: list(line.done), lambda answer, problem: answers.append((answer, problem)))
    line.put("c")
    assert line.drain()
    line.outbox.close()
    assert answers == [(["a", "b"], None)]
    assert line.done == ["a", "b", "c"]


def test_a_question_that_fails_holds_up_no_save(line: Line) -> None:
    answers: list[object] = []

    def broken() -> None:
        raise IndexError("lost")

    line.outbox.ask(broken, lambda answer, problem: answers.append(problem))
    line.put("a")
    assert line.drain()
    line.outbox.close()
    assert line.done == ["a"]
    assert [type(each) for each in answers] == [NotSaved]


def test_while_nothing_can_be_saved_questions_are_refused_and_saves_wait(line: Line) -> None:
    answers: list[object] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        raise NotSaved("the disk is full")

    line.outbox.put(slow)
    begun.wait(PATIENCE)
    line.outbox.ask(lambda: 1, lambda answer, problem: answers.append(str(problem)))
    line.put("a")
    go_on.set()
    assert not line.drain()
    line.outbox.ask(lambda: 2, lambda answer, problem: answers.append(str(problem)))
    assert line.outbox.progress.waiting == 2
    line.outbox.close()
    assert answers == ["the disk is full"] * 2


def test_a_save_that_came_too_late_is_told_and_let_go(line: Line) -> None:
    def late() -> None:
        raise Outdated("somebody was first")

    line.outbox.put(late)
    line.put("a")
    assert line.drain()
    line.outbox.close()
    assert line.done == ["a"]
    assert [type(each.problem) for each in line.told if each.problem] == [Outdated]
    assert line.outbox.progress.saved


def test_closing_finishes_what_waits_and_leaves_what_failed() -> None:
    line = Line()
    line.put(*"abc")
    line.outbox.close()
    assert line.done == ["a", "b", "c"]
    line = Line()
    line.broken = {"b"}
    line.put(*"abc")
    line.outbox.close()
    assert line.done == ["a"]
    assert line.outbox.progress.waiting == 2


def test_after_the_end_nobody_waits_for_ever() -> None:
    line = Line()
    line.outbox.close()
    line.put("late")
    assert not line.drain()
    line.outbox.close()


def test_waiting_ends_with_the_time_given(line: Line) -> None:
    go_on = threading.Event()
    line.outbox.put(lambda: go_on.wait(PATIENCE) and None)
    assert not line.outbox.drain(0.01)
    go_on.set()
    assert line.drain()


WISHES = st.lists(st.sampled_from(["put", "put", "break", "mend", "retry"]), max_size=25)


@settings(max_examples=30)
@given(WISHES)
def test_whatever_is_wished_nothing_overtakes_and_nothing_is_done_twice(wishes: list[str]) -> None:
    line, number = Line(), 0
    for wish in wishes:
        if wish == "put":
            line.put(f"{number:03}")
            number += 1
        elif wish == "break":
            line.broken = {f"{each:03}" for each in range(number, number + 3)}
        elif wish == "mend":
            line.broken = set()
        else:
            line.outbox.retry()
    line.broken = set()
    line.outbox.retry()
    assert line.drain()
    line.outbox.close()
    assert line.done == [f"{each:03}" for each in range(number)]
