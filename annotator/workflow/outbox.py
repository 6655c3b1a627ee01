"""One thread that talks to the database, so that no key ever waits for a disk.

Jobs run in order. A save that fails stays at the head of the line, with everything after it, until it is tried
again, by itself after a while or when somebody wishes: nothing is dropped and nothing overtakes. A save that came
too late, because somebody else's was first, can never succeed: it is let go and told. A question is answered after
the saves before it, or at once, with the problem, while these can't be done; it never keeps anything from being
saved.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from annotator.errors import AnnotatorError, NotSaved, Outdated

SOON = 0.005
"""Seconds that a frame waits for a save: most disks have it by then, and a frame that says "saving …" is spared."""

RETRY_SECONDS = 5.0
"""How long after a failure it is tried again by itself: whoever wrote to the file may be done, the disk have room."""

Answered = Callable[[object, AnnotatorError | None], None]
"""Takes a question's answer, or the problem there was instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Something to be done in the thread; a question has somebody who wants the answer.

    What nobody would miss, such as the place one was at, is saved by the way: work is called saved without it, and
    when it fails it is let go.
    """

    run: Callable[[], object]
    answered: Answered | None = None
    by_the_way: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far saving is: how many jobs wait, and why the first of them could not be done.

    An `Outdated` problem is told once, of a save that was let go; it holds nothing up.
    """

    waiting: int
    problem: AnnotatorError | None = None

    @property
    def saved(self) -> bool:
        """Tell whether everything is on disk."""
        return not self.waiting and self.problem is None


class Outbox:
    """A queue of jobs and the thread that works through it; `tell` hears of every change, from that thread."""

    def __init__(self, tell: Callable[[Progress], None], retry_seconds: float = RETRY_SECONDS) -> None:
        self._tell = tell
        self._retry_seconds = retry_seconds
        self._jobs: deque[Job] = deque()
        self._changed = threading.Condition()
        self._problem: AnnotatorError | None = None
        self._open = True
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)
        self._thread.start()

    @property
    def progress(self) -> Progress:
        """Return how far saving is."""
        with self._changed:
            return Progress(self._waiting(), self._problem)

    def _waiting(self) -> int:
        return sum(1 for job in self._jobs if not job.by_the_way)

    def put(self, save: Callable[[], object], *, by_the_way: bool = False) -> None:
        """Add a save to the end of the line."""
        with self._changed:
            self._jobs.append(Job(save, by_the_way=by_the_way))
            self._changed.notify_all()

    def ask(self, question: Callable[[], object], answered: Answered, *, by_the_way: bool = False) -> None:
        """Ask the database something once everything before it is saved; `answered` is called from the thread."""
        with self._changed:
            problem = self._problem
            if problem is None:
                self._jobs.append(Job(question, answered, by_the_way=by_the_way))
                self._changed.notify_all()
        if problem is not None:
            answered(None, problem)

    def retry(self) -> None:
        """Try again what failed, and go on."""
        with self._changed:
            self._problem = None
            self._changed.notify_all()

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until nothing waits or something fails; tell whether everything is saved."""
        with self._changed:
            self._changed.wait_for(
                lambda: not self._jobs or self._problem is not None or self._ended, timeout
            )
            return not self._jobs

    def wait_for_saves(self, within: float = SOON) -> None:
        """Wait a moment for what is being saved, so that the next frame can say that it is; not for questions."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    not any(job.answered is None and not job.by_the_way for job in self._jobs)
                    or self._problem is not None
                    or self._ended
                ),
                within,
            )

    def close(self, within: float | None = None) -> None:
        """End the thread, or leave it after so many seconds; what failed and was not tried again is left undone."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        self._thread.join(within)

    def _work(self) -> None:
        try:
            self._work_on()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _work_on(self) -> None:
        while True:
            with self._changed:
                self._wait_for_work()
                if not self._jobs or (self._problem is not None and not self._open):
                    return
                job = self._jobs[0]
            answer, problem = _attempt(job)
            with self._changed:
                unanswered = self._after(job, problem)
                told = None if job.answered is not None or job.by_the_way else problem
                progress = Progress(self._waiting(), told)
                self._changed.notify_all()
            # A listener that fails, as one does whose screen is gone, must not keep the rest from being saved.
            with suppress(Exception):
                self._tell(progress)
            if job.answered is not None:
                unanswered.insert(0, (job.answered, answer, problem))
            for answered, given, why in unanswered:
                with suppress(Exception):
                    answered(given, why)

    def _wait_for_work(self) -> None:
        """Wait for a job or the end; after a failure until it is tried again, or long enough to do so unasked."""
        failed = self._problem is not None
        self._changed.wait_for(
            lambda: (self._jobs and self._problem is None) or not self._open,
            self._retry_seconds if failed else None,
        )

    def _after(
        self, job: Job, problem: AnnotatorError | None
    ) -> list[tuple[Answered, object, AnnotatorError | None]]:
        """Take a job that has run out of the line, unless it is a save to be tried again; return who must be told."""
        if problem is None or job.answered is not None or job.by_the_way or isinstance(problem, Outdated):
            self._jobs.popleft()
            if job.answered is None:
                # What was tried again unasked had failed before, and holds nothing up any more.
                self._problem = None
            return []
        self._problem = problem
        questions = [each for each in self._jobs if each.answered is not None]
        self._jobs = deque(each for each in self._jobs if each.answered is None)
        return [(each.answered, None, problem) for each in questions if each.answered is not None]


def _attempt(job: Job) -> tuple[object, AnnotatorError | None]:
    try:
        return job.run(), None
    except AnnotatorError as problem:
        return None, problem
    except Exception as problem:  # noqa: BLE001  a mistake in a job must not end the thread that saves the rest
        from annotator.crashing import failed_at

        return None, NotSaved(
            "not saved: the program met an error of its own",
            why=failed_at(problem),
            do="try again; if it stays, please report this",
        )
