"""A fault at every step of writing suggestions leaves none of them, and trying again writes all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from annotator.core.round import Round, Suggesting
from annotator.store import engine as engines
from annotator.workflow.labelling import Asked, import_labels
from annotator.workflow.project import Project, find_annotator
from annotator.workflow.rounds import find_round
from annotator.workflow.suggesting import suggest
from tests.crash.aftermath import damage
from tests.crash.faults import KINDS, Fault, faulty, strikes
from tests.crash.test_faults import counts, failure, told
from tests.workflow.rounds import add_round


@pytest.fixture
def fault() -> Iterator[Fault]:
    with faulty() as fault, pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.SETTINGS, "busy_timeout", ("0", 0))
        yield fault


def _prepared(project: Project) -> tuple[Round, Suggesting]:
    path = project.path.with_name("m.csv")
    path.write_text(
        "article,start,end,field,value\none,0,6,form,direct\ntwo,0,4,form,direct\n", encoding="utf-8"
    )
    import_labels(project, path, Asked("gpt"))
    add_round(project, "marks")
    return find_round(project, "marks"), Suggesting(find_annotator(project, "gpt").id, 100, 1)


def test_a_fault_at_any_step_leaves_nothing_and_trying_again_does_it_whole(
    fault: Fault, opened: Callable[[Path], Project], small: Path
) -> None:
    kinds = cycle(KINDS.values())
    after = []

    def attempt(at: int) -> None:
        project, kind = opened(small), next(kinds)
        round_, wanted = _prepared(project)
        before = counts(project.path)
        fault.arm(at, kind)
        problem = failure(lambda: suggest(project, round_, wanted))
        if problem is not None:
            assert str(problem) in (
                told(kind),
                told(kind).replace("written", "read").replace("; nothing was saved", ""),
            )
            assert counts(project.path) == before
            suggest(project, round_, wanted)
        assert counts(project.path)["suggestion"] == 2
        assert damage(project.path) == []
        after.append(counts(project.path))
        project.close()

    assert strikes(fault, attempt) > 2
    assert all(each == after[-1] for each in after)
