"""Pages of a history: every entry once, newest first, at the same cost however long it is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from annotator.store.engine import open_engine
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading import histories
from annotator.workflow.project import Project, find_annotator
from tests.store.test_looking import counting

SIZES = (300, 30_000)


def fill(project: Project, numbers: range) -> str:
    """Write actions of Ana's with these numbers, and as many of Ben's, in turn; return who Ana is."""
    people = [find_annotator(project, name).id for name in ("Ana", "Ben")]
    rows = [{"id": f"{number:08}{who}", "who": people[who]} for number in numbers for who in (0, 1)]
    columns = "id, annotator_id, kind, what, at, program"
    with writing_scope(project.engine) as connection:
        connection.execute(
            text(f"INSERT INTO action ({columns}) VALUES (:id, :who, 'do', 'look', 'now', 't')"), rows
        )
    return people[0]


def test_pages_hold_every_action_of_the_person_once_newest_first(project: Project) -> None:
    ana = fill(project, range(45))
    found: list[str] = []
    with reading_scope(project.engine) as connection:
        while page := histories.actions_page(connection, [ana], 10, found[-1] if found else None):
            found += [each.id for each in page]
    assert found == [f"{number:08}0" for number in reversed(range(45))]


@pytest.mark.parametrize("where", ["first", "middle"])
def test_a_page_costs_the_same_however_much_was_done(project: Project, where: str) -> None:
    steps, done = [], 0
    for size in SIZES:
        ana = fill(project, range(done, size))
        done = size
        before = None if where == "first" else f"{size // 2:08}0"
        engine = open_engine(project.path)
        with counting(engine) as counted, reading_scope(engine) as connection:
            page = histories.actions_page(connection, [ana], 50, before)
            histories.rows_of_actions(connection, [each.id for each in page], 20)
            steps.append(counted[0])
        engine.dispose()
        assert len(page) == 50
    assert 0 < steps[1] <= steps[0] * 1.1 + 50, steps
